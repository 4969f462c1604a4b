"""Reading and checking the definitions of forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"
    NUMBER = "number"


SEALED = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.PARTIAL_DATE, Kind.PHONE, Kind.EMAIL})
"""Kinds that are sealed, always. A code or a number is sealed where its definition says so."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    label, help: by language. codes: the code list of a code. sealed: whether its value is sealed in the database. find:
    under what its words are found again (`name`, `phone`, `number`), or nothing. htcds: the standard's field.
    """

    code: str
    kind: Kind
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    codes: str = ""
    sealed: bool = False
    find: str = ""
    htcds: str = ""

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)

    @property
    def hint(self) -> str:
        """Its help in the language of the page."""
        return in_language(self.help) if self.help else ""


@dataclass(frozen=True, slots=True)
class Form:
    """A group of questions that are asked together.

    repeats: whether a case has one or several of it. opens: whom it is shown to, by role; everybody who reads the case
    where it says nothing.
    """

    code: str
    label: Mapping[str, str]
    fields: tuple[Field, ...]
    repeats: bool = False
    opens: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)

    def __getitem__(self, code: str) -> Field:
        """A field by its code. Raises KeyError."""
        for each in self.fields:
            if each.code == code:
                return each
        raise KeyError(code)


def in_language(texts: Mapping[str, str]) -> str:
    """A text in the language of the page; in English where it has none."""
    return texts.get((get_language() or "en").split("-")[0]) or texts["en"]


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its code, in the order in which they are asked. Raises ValueError for a definition that is wrong.

    >>> forms()["person"]["given_names"].sealed
    True
    """
    import yaml

    order = yaml.safe_load(_text("order.yaml"))
    return MappingProxyType({code: _form(code, yaml.safe_load(_text(f"{code}.yaml"))) for code in order})


def form(code: str) -> Form:
    """A form by its code. Raises KeyError."""
    return forms()[code]


def _text(name: str) -> str:
    return files("palermo.web.casework.forms").joinpath("data", name).read_text(encoding="utf-8")


def _form(code: str, entry: Mapping[str, Any]) -> Form:
    fields = tuple(_field(f"{code}.yaml", name, each) for name, each in entry["fields"].items())
    unknown = set(entry) - {"label", "fields", "repeats", "opens"}
    if unknown:
        raise ValueError(f"{code}.yaml: nobody reads {sorted(unknown)}")
    return Form(
        code=code,
        label=entry["label"],
        fields=fields,
        repeats=entry.get("repeats", False),
        opens=frozenset(entry.get("opens", ())),
    )


def _field(place: str, code: str, entry: Mapping[str, Any]) -> Field:
    kind = Kind(entry["kind"])
    unknown = set(entry) - {"kind", "label", "help", "codes", "sealed", "find", "htcds"}
    if unknown:
        raise ValueError(f"{place}: {code}: nobody reads {sorted(unknown)}")
    if (kind in (Kind.CODE, Kind.CODES)) != ("codes" in entry):
        raise ValueError(f"{place}: {code}: a code has a code list, and nothing else has")
    if "en" not in entry["label"]:
        raise ValueError(f"{place}: {code}: it has no English label")
    return Field(
        code=code,
        kind=kind,
        label=entry["label"],
        help=entry.get("help", {}),
        codes=entry.get("codes", ""),
        sealed=kind in SEALED or entry.get("sealed", False),
        find=entry.get("find", ""),
        htcds=entry.get("htcds", ""),
    )
