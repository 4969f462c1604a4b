"""Looking a file through before anything is made of it: what can be kept, what is refused, by row, with a remedy."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from palermo.codes import htcds
from palermo.web.casework.exchange._files import Row, Table
from palermo.web.casework.exchange._mapping import Fault, Read, slots, to_parts
from palermo.web.casework.forms import Kind
from palermo.web.casework.lists import answers

NAMED = 8
"""Answers that a remedy names: more are looked up in the standard."""


def review(table: Table) -> list[dict[str, Any]]:
    """Every row as it is kept until somebody decides: its parts, and what is wrong with it."""
    return [_reviewed(row) for row in table.rows]


def _reviewed(row: Row) -> dict[str, Any]:
    read = to_parts(row.record)
    faults = [*read.faults, *_without_consent(read)]
    return {
        "row": row.number,
        "parts": {name: [each for each in rows if each] for name, rows in read.parts.items() if any(rows)},
        "faults": [
            {"column": each.name, "value": each.value, "rule": _rule(each), "remedy": remedy(each.name)}
            for each in faults
        ],
        "taken": [list(each) for each in read.taken],
        "case": "",
    }


def _without_consent(read: Read) -> Iterator[Fault]:
    """A person who said no is not recorded, wherever she said it."""
    if any(row.get("consent") is False for row in read.parts.get("htcds_received", [])):
        yield Fault("con_Consent", "FALSE", "consent")


def _rule(fault: Fault) -> str:
    words = {
        "place": _("The standard has no such field here."),
        "consent": _("The file says that there is no consent."),
    }
    return words.get(fault.rule, fault.rule)


def remedy(name: str) -> str:
    """What to write into a field of the standard instead."""
    if name not in htcds():
        return _("Take it out of the file, or name it as the standard does.")
    if name == "con_Consent":
        return _("Take this row out. Where consent was given since, write TRUE.")
    asked = slots()[htcds()[name].name].fields[0]
    if asked.codes == "country":
        return _("Write the country's name or its two letters, such as IT.")
    if asked.codes == "language":
        return _("Write the language's name or its letters of ISO 639, such as ara.")
    if asked.codes:
        known = [each.label["en"] for each in answers(asked.codes).values()]
        return _("Write one of: %(answers)s") % {"answers": ", ".join(known[:NAMED]) + (" …" if known[NAMED:] else "")}
    words = {
        Kind.DATE: _("Write year, month, day, such as 2026-11-30."),
        Kind.PARTIAL_DATE: _("Write year, month, day, such as 1999-03-21, or what of it is known."),
        Kind.PHONE: _("Write + and the country's number first, such as +3906123456."),
        Kind.YES_NO: _("Write TRUE or FALSE."),
        Kind.NUMBER: _("Write a whole number."),
        Kind.DECIMAL: _("Write degrees, such as 41.9."),
    }
    return words.get(asked.kind, _("Shorten it, or put it right, and send the file again."))


def name_in(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """How the person of a row is called, to be looked for and to be shown."""
    person = next(iter(parts.get("person", [])), {})
    names = (person.get(name) for name in ("given_names", "middle_names", "family_names"))
    return " ".join(name for name in names if isinstance(name, str))


def numbers_in(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Telephone numbers and numbers of documents of a row."""
    found = [row.get(name) for row in parts.get("contact", []) for name in ("mobile_phone", "home_phone")]
    found += [row.get("number") for row in parts.get("identity_document", [])]
    return [each for each in found if isinstance(each, str)]
