"""What a form and a field of it are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import get_language


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    TEXTS = "texts"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"
    NUMBER = "number"
    DECIMAL = "decimal"


SEALED = frozenset(
    {
        Kind.TEXT, Kind.LONG_TEXT, Kind.TEXTS, Kind.DATE, Kind.PARTIAL_DATE, Kind.PHONE, Kind.EMAIL,
        Kind.DECIMAL,  # latitudes and longitudes: where somebody lives, to a few metres
    }
)  # fmt: skip
"""Kinds that are sealed, always. A code or a number is sealed where its definition says so."""

CODED = frozenset({Kind.CODE, Kind.CODES})
"""Kinds that have a list of answers."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    label, help: by language. heading: what stands above it, where a new group of questions begins. codes: the list of a
    code's answers. sealed: whether its value is sealed in the database. find: under what its words are found again
    (`name`, `phone`, `number`), or nothing. htcds: the standard's field. shown_if: a question before it, and the
    answers to that one of which this one is asked; it is never refused, only not asked. suggest: `form.field` whose
    texts in the same case are offered.
    """

    code: str
    kind: Kind
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    heading: Mapping[str, str] = field(default_factory=dict)
    codes: str = ""
    sealed: bool = False
    find: str = ""
    htcds: str = ""
    shown_if: tuple[str, frozenset[str]] | None = None
    suggest: str = ""

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)

    @property
    def hint(self) -> str:
        """Its help in the language of the page."""
        return in_language(self.help) if self.help else ""

    @property
    def group(self) -> str:
        """The heading above it in the language of the page; empty where the group before it goes on."""
        return in_language(self.heading) if self.heading else ""


@dataclass(frozen=True, slots=True)
class Form:
    """A group of questions that are asked together.

    repeats: whether a case has one or several of it. opens: whom it is shown to, by role; everybody who reads the case
    where it says nothing. fills: who may fill it in, of those; everybody who edits the case where it says nothing.
    help: what to know before it is filled in. children: whether it is asked for children only. offered: whether the
    page of a case offers it while it is empty. standard_row: of a form that repeats, what marks the one that the
    standard has room for.
    """

    code: str
    label: Mapping[str, str]
    fields: tuple[Field, ...]
    repeats: bool = False
    opens: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()
    help: Mapping[str, str] = field(default_factory=dict)
    children: bool = False
    offered: bool = True
    standard_row: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)

    @property
    def hint(self) -> str:
        """Its help in the language of the page."""
        return in_language(self.help) if self.help else ""

    def __getitem__(self, code: str) -> Field:
        """A field by its code. Raises KeyError."""
        for each in self.fields:
            if each.code == code:
                return each
        raise KeyError(code)

    def __contains__(self, code: object) -> bool:
        return any(each.code == code for each in self.fields)

    def is_shown_to(self, roles: "frozenset[str] | list[str]") -> bool:
        """Whether it is shown to somebody with these roles."""
        return not self.opens or bool(self.opens & set(roles))

    def may_be_filled_by(self, roles: "frozenset[str] | list[str]") -> bool:
        """Whether somebody with these roles who may edit the case may fill it in."""
        return self.is_shown_to(roles) and (not self.fills or bool(self.fills & set(roles)))


def in_language(texts: Mapping[str, str]) -> str:
    """A text in the language of the page; in English where it has none."""
    return texts.get((get_language() or "en").split("-")[0]) or texts["en"]
