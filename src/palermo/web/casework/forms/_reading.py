"""Reading the definitions of forms, and refusing one that is wrong when the program starts and not when it is used."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from palermo.codes import htcds
from palermo.errors import CodesError
from palermo.web.accounts.roles import ROLES
from palermo.web.casework.forms._definitions import CODED, SEALED, Field, Form, Kind
from palermo.web.casework.lists import answers

FORM_KEYS = frozenset(
    {"label", "fields", "repeats", "opens", "fills", "help", "children", "offered", "standard_row"}
)  # fmt: skip
FIELD_KEYS = frozenset(
    {"kind", "label", "help", "heading", "codes", "sealed", "find", "htcds", "shown_if", "suggest"}
)  # fmt: skip
FINDS = frozenset({"", "name", "phone", "number"})
LANGUAGES = ("en", "fr", "es", "ar")
"""Every text that somebody reads is there in these."""

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its code, in the order in which they are asked. Raises ValueError for a definition that is wrong.

    >>> forms()["person"]["given_names"].sealed
    True
    """
    import yaml

    order = yaml.safe_load(_text("order.yaml"))
    found = {code: read_form(code, yaml.safe_load(_text(f"{code}.yaml"))) for code in order}
    for each in found.values():
        for asked in each.fields:
            of, _dot, name = asked.suggest.partition(".")
            if asked.suggest and (of not in found or name not in found[of]):
                raise ValueError(f"{each.code}.yaml: {asked.code}: there is no {asked.suggest} to suggest from")
    _check_standard(found)
    return MappingProxyType(found)


def form(code: str) -> Form:
    """A form by its code. Raises KeyError."""
    return forms()[code]


def read_form(code: str, entry: Mapping[str, Any]) -> Form:
    """A form as its file says it. Raises ValueError, with file and field, for what is wrong."""
    place = f"{code}.yaml"
    _known(place, entry, FORM_KEYS)
    _check(place, bool(CODE.match(code)), "a code has small letters, digits and _")
    for name in ("label", "help"):
        _whole(f"{place}: {name}", entry.get(name), needed=name == "label")
    opens, fills = frozenset(entry.get("opens", ())), frozenset(entry.get("fills", ()))
    _check(place, opens | fills <= set(ROLES), f"no roles are called {sorted((opens | fills) - set(ROLES))}")
    _check(place, not opens or fills <= opens, "whoever fills a form in sees it")
    fields: dict[str, Field] = {}
    for name, each in entry["fields"].items():
        fields[name] = _field(f"{place}: {name}", name, each, fields)
    row = entry.get("standard_row", {})
    _check(place, not row or entry.get("repeats", False), "only of a form that repeats one row is chosen")
    for name, value in row.items():
        _check(place, name in fields and value in answers(fields[name].codes), f"no row has {name} {value}")
    return Form(
        code=code,
        label=entry["label"],
        fields=tuple(fields.values()),
        repeats=entry.get("repeats", False),
        opens=opens,
        fills=fills,
        help=entry.get("help", {}),
        children=entry.get("children", False),
        offered=entry.get("offered", True),
        standard_row=row,
    )


def _field(place: str, code: str, entry: Mapping[str, Any], before: Mapping[str, Field]) -> Field:
    kind = Kind(entry["kind"])
    _known(place, entry, FIELD_KEYS)
    _check(place, not hasattr(Form, code), "a page that asks the form for that would get the field")
    _check(place, bool(CODE.match(code)), "a code has small letters, digits and _")
    _check(place, (kind in CODED) == ("codes" in entry), "a code has a list of answers, and nothing else has")
    _check(place, entry.get("find", "") in FINDS, "nobody finds anything under that")
    sealed = kind in SEALED or entry.get("sealed", False)
    _check(place, sealed or not entry.get("find"), "what is found by its words is sealed")
    _check(place, "htcds" not in entry or entry["htcds"] in htcds(), "the standard has no such field")
    for name in ("label", "help", "heading"):
        _whole(f"{place}: {name}", entry.get(name), needed=name == "label")
    if kind in CODED:
        _check_list(place, entry["codes"])
    return Field(
        code=code,
        kind=kind,
        label=entry["label"],
        help=entry.get("help", {}),
        heading=entry.get("heading", {}),
        codes=entry.get("codes", ""),
        sealed=sealed,
        find=entry.get("find", ""),
        htcds=entry.get("htcds", ""),
        shown_if=_shown_if(place, entry.get("shown_if"), before),
        suggest=entry.get("suggest", ""),
    )


def _shown_if(
    place: str, entry: Mapping[str, list[str]] | None, before: Mapping[str, Field]
) -> tuple[str, frozenset[str]] | None:
    if entry is None:
        return None
    _check(place, len(entry) == 1, "it depends on one question")
    ((name, given),) = entry.items()
    _check(place, name in before, f"{name} is no question before it")
    asked = before[name]
    possible = {"yes", "no"} if asked.kind is Kind.YES_NO else set(answers(asked.codes)) if asked.codes else set()
    _check(place, bool(given) and set(given) <= possible, f"{name} cannot be answered with {given}")
    return name, frozenset(given)


def _check_list(place: str, name: str) -> None:
    try:
        known = answers(name)
    except (KeyError, CodesError):
        known = {}
    _check(place, bool(known), f"there is no list {name}")


def _check_standard(found: Mapping[str, Form]) -> None:
    """A field of the standard has one place here, or several lists of one form that have no answer in common."""
    places: dict[str, list[tuple[str, Field]]] = {}
    for each in found.values():
        for asked in each.fields:
            if asked.htcds:
                places.setdefault(asked.htcds, []).append((each.code, asked))
    for name, where in places.items():
        if len(where) == 1:
            continue
        told = [f"{code}.{asked.code}" for code, asked in where]
        lists = [set(answers(asked.codes)) if asked.codes else set() for _code, asked in where]
        apart = all(lists) and sum(map(len, lists)) == len(set().union(*lists))
        _check(name, apart and len({code for code, _asked in where}) == 1, f"it is asked in {told}")


def _whole(place: str, texts: Mapping[str, str] | None, *, needed: bool) -> None:
    if texts is None and not needed:
        return
    missing = [language for language in LANGUAGES if not (texts or {}).get(language)]
    _check(place, not missing, f"it is not there in {missing}")


def _known(place: str, entry: Mapping[str, Any], keys: frozenset[str]) -> None:
    _check(place, set(entry) <= keys, f"nobody reads {sorted(set(entry) - keys)}")


def _check(place: str, holds: bool, fault: str) -> None:
    if not holds:
        raise ValueError(f"{place}: {fault}")


def _text(name: str) -> str:
    return files("palermo.web.casework.forms").joinpath("data", name).read_text(encoding="utf-8")
