"""Code lists and schemas as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from palermo.codes._text import fold, in_language

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
"""The six languages of the United Nations, in which labels are kept."""

MISSING_KINDS = ("not_asked", "unknown", "refused", "not_applicable", "suppressed")
"""The ways a value can be missing, as vintages name them (`?unknown`). The case table's `Missing` has the same."""

Labels = Mapping[str, str]
"""A text by language; English is always there."""

ORIGINS = ("official", "common", "ours")
"""Where a translation can be from: the text of a standard in that language; what the field usually says; us."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list comes from. licence: as its owner states it; note: what was changed."""

    title: str
    url: str = ""
    version: str = ""
    licence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """Where the labels of a list are from in a language other than English.

    origin: one of ORIGINS. source: which text they were taken from. verified: whether they were compared with it.
    A label that has no official or common translation is left out, rather than made up.
    """

    origin: str
    source: str = ""
    verified: bool = False


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

    attributes: the names of the attributes that its codes may have. translations: where its labels are from, by
    language.
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
    attributes: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)

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
        """The code's label in a language, or in English where there is none: then it is Untranslated."""
        return in_language(self._by_code[code].label, language)

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
    """The columns of the case table, in order. translations: where their labels are from, by language."""

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    columns: tuple[Column, ...]
    translations: Mapping[str, Translation] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}
