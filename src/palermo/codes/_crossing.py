"""How one way of writing leads to another: published vintages and crosswalks, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.codes._model import Labels, Source


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
