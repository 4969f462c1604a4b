"""Northern Line: a telephone helpline that fills a form on a survey server and sends the server's JSON export.

Questions stand in groups; several answers to one question are one text with spaces; the server adds its own fields.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from palermo.codes import code_list
from palermo.demo._cases import Case
from palermo.demo._dice import Dice
from palermo.demo._profiles import words
from palermo.demo._sending import Fault, Row, Sent, replaced, written

KEY = "northern_line"
UNKNOWN, REFUSED = "dk", "refused"
FIRST_ID = 480_000
NAMESPACE = uuid.UUID("6f1d3a5c-0c55-5a0e-9a0b-2f1f0f6b7c10")
FORM = "northern_line_intake"

SERVER = {"_status": "submitted_via_web", "_attachments": [], "_geolocation": [None, None], "_tags": [], "_notes": []}
"""What the server adds to every submission, the same each time."""


def row(case: Case, dice: Dice) -> Row:
    """A call as the helpline records it, by group and question."""
    person, known, countries = case.person, words(KEY), code_list("country")
    start = f"{case.opened.isoformat()}T{8 + dice.below(12):02}:{dice.below(60):02}:00.000+00:00"
    found: Row = {
        "start": start,
        "meta/instanceID": f"uuid:{uuid.uuid5(NAMESPACE, str(case.number))}",
        "call/date": case.opened.isoformat(),
        "call/channel": "phone" if dice.percent(80) else "chat",
        "person/gender": known["gender"][person.gender] if case.has("gender") else REFUSED,
        "person/citizenship": countries[person.origin].attributes["alpha2"] if case.has("citizenship") else UNKNOWN,
        "exploitation/country": countries[person.exploited_in].attributes["alpha2"]
        if case.has("exploited_in")
        else UNKNOWN,
        "_submission_time": f"{(case.opened + timedelta(days=dice.below(3))).isoformat()}T21:00:00",
    }
    if case.has("name"):
        found["person/first_name"], found["person/family_name"] = person.given, person.family
    if not case.has("birth_date"):
        found["person/age"] = UNKNOWN if dice.percent(50) else REFUSED
    elif case.only and dice.percent(50):
        found["person/age"] = str(_age(case))
    else:
        found["person/birth_date"] = person.birth.isoformat()
    for field, question in (
        ("forms", "exploitation/forms"),
        ("sectors", "exploitation/sectors"),
        ("sexual_types", "exploitation/sexual"),
        ("means", "exploitation/controls"),
    ):
        codes = getattr(person, field)
        if codes:
            found[question] = written(codes, known[field], " ") if case.has(field) else _nothing(dice)
    found["exploitation/recruiter"] = known["recruiter"][person.recruiter] if case.has("recruiter") else _nothing(dice)
    if case.has("recruitment"):
        found["exploitation/recruited_through"] = known["recruitment"][person.recruitment]
    if case.has("duration"):
        found["exploitation/months"] = str(person.months)
    if case.has("status"):
        found["call/assessment"] = known["status"][person.status]
    return found


def _age(case: Case) -> int:
    born, opened = case.person.birth, case.opened
    return opened.year - born.year - ((opened.month, opened.day) < (born.month, born.day))


def _nothing(dice: Dice) -> str | None:
    """Nothing, since the question was left out in that call, or that the person does not know or will not say."""
    return dice.one_of((None, UNKNOWN, REFUSED))


def write(rows: Sequence[Row], path: Path) -> None:
    """The export: one object that holds the submissions, each with its groups nested."""
    results = [_submission(number, cells) for number, cells in enumerate(rows)]
    whole = {"count": len(results), "next": None, "previous": None, "results": results}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _submission(number: int, cells: Row) -> dict[str, object]:
    found: dict[str, object] = {"_id": FIRST_ID + number, "_xform_id_string": FORM}
    for name, cell in cells.items():
        group, _, question = name.rpartition("/")
        if cell is not None:
            place = found.setdefault(group, {}) if group else found
            if not isinstance(place, dict):
                raise TypeError(f"{group} is a question and a group")
            place[question] = cell
    return {**found, **SERVER}


NORTHERN_LINE = Sent(
    contributor=KEY,
    file="northern-line.json",
    mapping="northern-line.yaml",
    row=row,
    faults=(
        Fault("value_unknown", "person/citizenship", 25, replaced("person/citizenship", "XX", "Rumenia", "EN")),
        Fault(
            "value_unknown", "exploitation/controls", 15, replaced("exploitation/controls", "debt threts", "pay_tken")
        ),
        Fault("date_unreadable", "call/date", 12, replaced("call/date", "2021-02-30", "yesterday")),
        Fault("date_in_future", "call/date", 8, replaced("call/date", "2041-05-06", "2102-01-09")),
        Fault(
            "age_impossible",
            "person/age",
            15,
            lambda cells, dice: {**cells, "person/birth_date": None, "person/age": dice.one_of(("140", "233", "-4"))},
        ),
    ),
    repeats=5,
    write=write,
)
"""How Northern Line sends its cases."""
