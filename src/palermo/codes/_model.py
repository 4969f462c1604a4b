"""Code lists, schemas, vintages and crosswalks as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from palermo.codes._text import fold

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
"""The six languages of the United Nations, in which labels are kept."""

Labels = Mapping[str, str]
"""A text by language; English is always there."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list comes from. licence: as its owner states it; note: what was changed."""

    title: str
    url: str = ""
    version: str = ""
    licence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list.

    parent: a broader code of the same list, or None.
    attributes: other codes for the same thing, or where it belongs (`alpha2`, `subregion`, ...).
    verified: whether this row was confirmed at its source.
    """

    code: str
    label: Labels
    definition: str = ""
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Generalisation:
    """A coarser reading of a list: each code's `attribute` names a code of `list`."""

    name: str
    list: str
    attribute: str


@dataclass(frozen=True)
class CodeList:
    """A list of codes. ordered: whether the order of the codes has a meaning (bands, levels).

    `code in codelist`, `len(codelist)`, iteration over `Code`, `codelist["PHL"]`.
    """

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    codes: tuple[Code, ...]
    definition: str = ""
    ordered: bool = False
    generalisations: tuple[Generalisation, ...] = ()

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> Mapping[str, Code]:
        return {code.code: code for code in self.codes}

    @cached_property
    def _by_alias(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for code in self.codes:
            for text in (code.code, *code.label.values(), *code.aliases):
                found.setdefault(fold(text), code.code)
        return found

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self.codes:
            if code.parent is not None:
                found.setdefault(code.parent, []).append(code.code)
        return {parent: tuple(children) for parent, children in found.items()}

    def label(self, code: str, language: str = "en") -> str:
        """The code's label in a language, or in English where there is none."""
        labels = self._by_code[code].label
        return labels.get(language, labels["en"])

    def resolve(self, text: str) -> str | None:
        """The code that a text names: itself, a label in any language or an alias, case and accents aside."""
        return self._by_alias.get(fold(text))

    def descendants(self, code: str) -> frozenset[str]:
        """The code and every narrower code below it."""
        found = {code}
        for child in self._children.get(code, ()):
            found |= self.descendants(child)
        return frozenset(found)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The broader codes above a code, nearest first."""
        parent = self._by_code[code].parent
        return () if parent is None else (parent, *self.ancestors(parent))

    def generalise(self, name: str) -> Mapping[str, str]:
        """The coarser code of every code that has one, by the generalisation's name."""
        level = next(g for g in self.generalisations if g.name == name)
        return MappingProxyType(
            {c.code: c.attributes[level.attribute] for c in self.codes if level.attribute in c.attributes}
        )


class ColumnKind(StrEnum):
    """What a case table's column holds."""

    CATEGORY = "category"
    """One code of a list."""
    CODES = "codes"
    """A set of codes of a list."""
    ORDINAL = "ordinal"
    """A code of an ordered list, or a whole number."""
    ID = "id"
    """An identifier; dropped at the gate."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a case table.

    list: the name of its code list; None for identifiers, whole numbers and open vocabularies.
    minimum, maximum: bounds of a whole number (for example a year), inclusive.
    proxy: what the column stands in for, when it does not measure what its name says; printed wherever it is shown.
    """

    name: str
    kind: ColumnKind
    label: Labels
    list: str | None = None
    definition: str = ""
    minimum: int | None = None
    maximum: int | None = None
    proxy: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the column holds whole numbers."""
        return self.kind is ColumnKind.ORDINAL and self.list is None


@dataclass(frozen=True)
class Schema:
    """The columns of the case table, in order."""

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class VintageColumn:
    """A column of a published vintage, and what it means in the case table.

    column: the case table's column it is made from; None where the standard has no place for it.
    values: what the vintage writes → the case table's code (categories and bands); a value that stands for a kind of
        missing maps to `?unknown`, `?not_asked`, `?refused`, `?not_applicable` or `?suppressed`. Where several values
        lead to the same, the first is the one that is written.
    flag: the codes, each with its descendants, that make the flag 1 (set columns); empty for other columns. Where it
        names several, reading a 1 yields all of them.
    every: the flag is 1 only where all the codes of `flag` are there, and not already where one is.
    missing: for a flag that says "not specified": which kind of missing of the whole set it stands for.
    code_attribute: for code columns written in another coding (`alpha2`): the code's attribute to read and write.
    """

    name: str
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    flag: tuple[str, ...] = ()
    missing: str = ""
    code_attribute: str = ""
    note: str = ""
    every: bool = False


@dataclass(frozen=True)
class Vintage:
    """A published schema: its columns, and how each reads and writes the case table.

    presence_only: its flags are 1 or blank and never 0, so that a blank says nothing by itself.
    """

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    columns: tuple[VintageColumn, ...]
    aliases: tuple[str, ...] = ()
    presence_only: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a crosswalk. to: None where the other side has no place for it."""

    code: str
    to: str | None
    verified: bool = True
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Detail that a crosswalk loses: codes that become one (`merged`), or that have no place (`dropped`)."""

    kind: str
    codes: tuple[str, ...]
    to: str | None


@dataclass(frozen=True)
class Crosswalk:
    """From the codes of one list to those of another. A code may lead to several."""

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    from_list: str
    to_list: str
    links: tuple[Link, ...]

    def map(self, code: str) -> tuple[str, ...]:
        """The codes of the other list that a code becomes; none when it has no place there."""
        return tuple(link.to for link in self.links if link.code == code and link.to is not None)

    def losses(self) -> tuple[Loss, ...]:
        """What cannot be told apart, or not be told at all, after the crossing."""
        sources: dict[str, list[str]] = {}
        for link in self.links:
            if link.to is not None:
                sources.setdefault(link.to, []).append(link.code)
        merged = tuple(Loss("merged", tuple(codes), to) for to, codes in sources.items() if len(codes) > 1)
        kept = {link.code for link in self.links if link.to is not None}
        dropped = dict.fromkeys(link.code for link in self.links if link.code not in kept)
        return merged + tuple(Loss("dropped", (code,), None) for code in dropped)

    @property
    def is_lossless(self) -> bool:
        """Whether the crossing can be taken back."""
        return not self.losses()
