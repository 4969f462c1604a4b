"""The standard's objects and the forms of a case: one pure mapping, read from what the forms say of themselves.

A record is what the standard knows of a case: a list of objects by kind, each with its fields under the standard's
names. Of most kinds a case has one; of organisations, events, others involved, plans, comments and outgoing referrals
several. The standard keeps outgoing referrals as fields of the case that may have several values; here each referral is
an object of its own, `OutgoingReferral`, so that organisation, day and details of one stay together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError

from palermo.codes import htcds
from palermo.web.casework.exchange._values import code_out, value_in
from palermo.web.casework.forms import Field, Form, Kind, form, forms
from palermo.web.casework.lists import answers

Record = Mapping[str, Sequence[Mapping[str, Any]]]
Parts = Mapping[str, Sequence[Mapping[str, Any]]]
OUTGOING = "OutgoingReferral"
FULL_DATE = len("2026-11-30")


class Why(StrEnum):
    """Why something of a case does not stand in a record."""

    EXTENSION = "extension"
    PARTIAL_DATE = "partial_date"
    SEVERAL = "several"
    NO_ANSWER = "no_answer"
    NO_PLACE = "no_place"
    NO_COLUMN = "no_column"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of a case that is not written as it is. place: the form and its field. value: a code of ours."""

    place: str
    why: Why
    value: str = ""

    @property
    def title(self) -> str:
        """The question as people read it."""
        name, _dot, code = self.place.partition(".")
        return form(name)[code].title


@dataclass(frozen=True, slots=True)
class Facts:
    """What the case itself says, which counts before what was received with a file; None where it says nothing."""

    status: str | None = None
    owner: str | None = None
    reason_for_closure: str | None = None
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A record, and what of the case is not in it."""

    record: Record
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that a form cannot keep. name: the standard's field. rule: what it breaks, in words."""

    name: str
    value: str
    rule: str


@dataclass(slots=True)
class Read:
    """What a record gives to the forms. faults: what was refused. taken: values that are kept in another spelling."""

    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    taken: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a field of the standard stands: its object, its form, and its field there, or several that share it."""

    name: str
    object: str
    form: Form
    fields: tuple[Field, ...]
    is_list: bool


@cache
def slots() -> Mapping[str, _Slot]:
    """Every field of the standard with its place, in the order of the standard."""
    places: dict[str, tuple[Form, list[Field]]] = {}
    for each in forms().values():
        for asked in each.fields:
            if asked.htcds:
                places.setdefault(asked.htcds, (each, []))[1].append(asked)
    found = {}
    for of_standard in htcds().fields:
        where, fields = places[of_standard.name]
        kind = OUTGOING if where.code == "htcds_outgoing_referral" else of_standard.object
        several = where.repeats and not where.standard_row
        found[of_standard.name] = _Slot(of_standard.name, kind, where, tuple(fields), several)
    return found


def objects() -> tuple[str, ...]:
    """The kinds of object of a record, in the order of the standard."""
    return tuple(dict.fromkeys(slot.object for slot in slots().values()))


def to_record(
    parts: Parts, *, facts: Facts = Facts(), strict: bool = True, allowed: Collection[str] | None = None
) -> Exported:
    """What the standard has room for of the parts of a case.

    parts: what is filled in, by form, of one that repeats in their order. strict: whether only codes and values of the
    standard are written; else ours are too, with dates of which a part is known and several industries. allowed: the
    forms of which something may be told; all of them where it says nothing.
    """
    losses: list[Loss] = []
    record: dict[str, list[dict[str, Any]]] = {}
    for each in forms().values():
        rows = list(parts.get(each.code, ()))
        if not any(asked.htcds for asked in each.fields):
            losses += [Loss(f"{each.code}.{code}", Why.NO_PLACE) for code in _filled(rows)]
            continue
        if allowed is not None and each.code not in allowed:
            losses += [Loss(f"{each.code}.{code}", Why.NO_CONSENT) for code in _filled(rows)]
            continue
        for number, row in enumerate(_rows_for(each, rows, losses)):
            losses += [Loss(f"{each.code}.{name}", Why.NO_PLACE) for name in row if _is_without_place(each, name)]
            for slot in slots().values():
                if slot.form is not each:
                    continue
                value = _out(slot, row, strict=strict, losses=losses)
                if value is not None:
                    _put(record, slot, number, value)
    for name, fact in (
        ("cas_Status", facts.status), ("cas_CaseOwner", facts.owner), ("con_Consent", facts.consent),
        ("cas_ReasonForCaseClosure", facts.reason_for_closure),
    ):  # fmt: skip
        if fact is not None:
            _put(record, slots()[name], 0, fact)
    ordered = {kind: record[kind] for kind in objects() if kind in record}
    return Exported(ordered, tuple(dict.fromkeys(losses)))


def to_parts(record: Record) -> Read:
    """What the forms keep of a record. What they cannot keep is told by field, and nothing is guessed."""
    read = Read()
    for kind, rows in record.items():
        for number, row in enumerate(rows):
            for name, given in row.items():
                slot = slots().get(name)
                if slot is None or slot.object != kind or (number and not slot.is_list):
                    read.faults.append(Fault(name, str(given)[:200], "place"))
                    continue
                _in(read, slot, number, given)
    for code, rows_of in read.parts.items():  # a row of which nothing is kept is none
        read.parts[code] = [{**row, **form(code).standard_row} for row in rows_of if row]
    return read


def _in(read: Read, slot: _Slot, number: int, given: Any) -> None:
    rows = read.parts.setdefault(slot.form.code, [])
    kept: dict[str, Any]
    while len(rows) <= number:
        rows.append({})
    try:
        if len(slot.fields) > 1:
            kept = {each.code: value for each, value in _apart(slot, given)}
        else:
            kept = {slot.fields[0].code: value_in(slot.fields[0], given)}
    except ValidationError as error:
        read.faults.append(Fault(slot.name, str(given)[:200], " ".join(error.messages)))
        return
    kept = {name: value for name, value in kept.items() if value is not None}
    rows[number].update(kept)
    for name, value in kept.items():
        if (
            isinstance(given, str)
            and isinstance(value, str)
            and not _is_spelt_so(slot.form[name], value, given.strip())
        ):
            asked = slot.form[name]
            shown = code_out(asked, value, strict=False) if asked.codes else value
            read.taken.append((slot.name, given, shown))


def _is_spelt_so(asked: Field, value: str, given: str) -> bool:
    """Whether a value is kept as it was written, or as the answer that was named by its label."""
    if not asked.codes:
        return value == given
    known = answers(asked.codes)[value]
    return given in (value, known.alpha2, *known.label.values(), *known.others)


def _apart(slot: _Slot, given: Any) -> list[tuple[Field, list[str] | None]]:
    """The answers of one list of the standard that is two questions here, each to its own."""
    from dataclasses import replace

    from palermo.web.casework.exchange._values import codes_in

    whole = replace(slot.fields[0], codes=str(htcds()[slot.name].list))
    codes = codes_in(whole, given) if given not in (None, "", []) else []
    return [
        (each, [code for code in codes if code in answers(each.codes)] or None) for each in slot.fields
    ]  # fmt: skip


def _rows_for(each: Form, rows: list[Mapping[str, Any]], losses: list[Loss]) -> list[Mapping[str, Any]]:
    """Of a form that repeats and of which the standard has room for one, the one that is marked as it."""
    if not each.standard_row:
        return rows
    marked = [row for row in rows if all(row.get(name) == value for name, value in each.standard_row.items())]
    for row in rows:
        if not marked or row is not marked[0]:
            losses += [Loss(f"{each.code}.{name}", Why.SEVERAL) for name in row if name not in each.standard_row]
    return marked[:1]


def _out(slot: _Slot, row: Mapping[str, Any], *, strict: bool, losses: list[Loss]) -> Any:
    found: list[Any] = []
    for asked in slot.fields:
        value, place = row.get(asked.code), f"{slot.form.code}.{asked.code}"
        if isinstance(value, dict):
            losses.append(Loss(place, Why.NO_ANSWER))
        elif asked.kind is Kind.CODES and isinstance(value, list):
            out = [code_out(asked, code, strict=strict) for code in value]
            losses += [Loss(place, Why.EXTENSION, code) for code in value if _is_ours(asked, code) and strict]
            found += out
        elif asked.kind is Kind.CODE and value is not None:
            if strict and _is_ours(asked, value):
                losses.append(Loss(place, Why.EXTENSION, value))
            return code_out(asked, value, strict=strict)
        elif asked.kind is Kind.PARTIAL_DATE and isinstance(value, str) and len(value) < FULL_DATE and strict:
            losses.append(Loss(place, Why.PARTIAL_DATE))
        elif value is not None:
            return value
    several = sorted(set(found))
    if not several:
        return None
    if htcds()[slot.name].multiplicity == "multiple":
        return several
    if len(several) > 1 and not strict:
        return several
    if len(several) > 1:
        losses.append(Loss(f"{slot.form.code}.{slot.fields[0].code}", Why.SEVERAL))
    return several[0]


def _put(record: dict[str, list[dict[str, Any]]], slot: _Slot, number: int, value: Any) -> None:
    rows = record.setdefault(slot.object, [])
    while len(rows) <= number:
        rows.append({})
    rows[number][slot.name] = value


def _is_ours(asked: Field, code: str) -> bool:
    return asked.codes not in ("country", "language") and answers(asked.codes)[code].standard != code


def _is_without_place(each: Form, name: str) -> bool:
    return name in each and not each[name].htcds and name not in each.standard_row


def _filled(rows: list[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))
