"""Filling in forms: saved field by field, sealed, with a history; nobody's words are lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from tests.sensitive.casework.conftest import close, fill

from palermo.web.audit.models import Entry
from palermo.web.casework.actions.parts import decide, part_of, save_fields, take_out
from palermo.web.casework.forms import form, forms
from palermo.web.casework.models import Change, Conflict, Part
from palermo.web.casework.queries import values_of


def test_what_is_filled_in_is_read_again_and_sealed_as_its_form_says(case, cast):
    fill(case, cast.worker, gender="Feminine", citizenship=["UKR", "MDA"])
    assert values_of(case, "person")["given_names"] == "Наталья"
    part = Part.objects.get(case=case)
    assert part.plain == {"gender": "Feminine", "citizenship": ["MDA", "UKR"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM casework_part")
        row = bytes(cursor.fetchone()[0])
    assert "Наталья".encode() not in row
    assert b"Ivanova" not in row


def test_each_change_is_in_the_history(case, cast):
    fill(case, cast.worker, family_names="Ivanova-Petrova")
    found = Change.objects.filter(case=case, field="family_names").order_by("version")
    assert [(change.version, change.value) for change in found] == [
        (1, {"before": None, "after": "Ivanova"}),
        (2, {"before": "Ivanova", "after": "Ivanova-Petrova"}),
    ]


def test_different_fields_of_two_people_merge(case, cast):
    seen = dict(Part.objects.get(case=case).versions)
    fill(case, cast.worker, based_on=seen, given_names="Natalia")
    saved = fill(case, cast.supervisor, based_on=seen, family_names="Petrova")
    assert not saved.conflicts
    assert values_of(case, "person") | {"birth_date": ""} == {
        "given_names": "Natalia",
        "family_names": "Petrova",
        "birth_date": "",
    }


@pytest.mark.parametrize(("keep", "stands"), [("mine", "Petrova"), ("theirs", "Ivanenko")])
def test_the_same_field_keeps_both_and_asks(case, cast, keep, stands):
    seen = dict(Part.objects.get(case=case).versions)
    fill(case, cast.worker, based_on=seen, family_names="Ivanenko")
    saved = fill(case, cast.supervisor, based_on=seen, family_names="Petrova")
    assert values_of(case, "person")["family_names"] == "Ivanenko"
    conflict = saved.conflicts["family_names"]
    assert conflict.value == {"mine": "Petrova"}
    decide(conflict=conflict, keep=keep, by=cast.worker)
    assert values_of(case, "person")["family_names"] == stands
    with pytest.raises(ValidationError, match="already"):
        decide(conflict=conflict, keep=keep, by=cast.worker)


def test_who_writes_the_same_makes_no_conflict(case, cast):
    seen = dict(Part.objects.get(case=case).versions)
    fill(case, cast.worker, based_on=seen, family_names="Petrova")
    saved = fill(case, cast.supervisor, based_on=seen, family_names="Petrova")
    assert not saved.conflicts
    assert saved.versions == {"family_names": 2}
    assert not Conflict.objects.exists()


def test_what_cannot_be_kept_is_told_by_field_and_the_rest_is_kept(case, cast):
    saved = fill(case, cast.worker, birth_date="2999", called="Nata", shoe_size="38", gender="Girl")
    assert set(saved.faults) == {"birth_date", "shoe_size", "gender"}
    assert values_of(case, "person")["called"] == "Nata"
    assert values_of(case, "person")["birth_date"] == "1999-03"


def test_why_there_is_no_answer_is_an_answer(case, cast):
    fill(case, cast.worker, gender="missing:refused")
    assert values_of(case, "person")["gender"] == {"missing": "refused"}
    assert fill(case, cast.worker, gender="missing:because").faults
    assert not fill(case, cast.worker, called="missing:refused").faults
    assert values_of(case, "person")["called"] == "missing:refused", "what is written is what it says"


def test_nobody_else_can_fill_in(case, cast):
    part = Part.objects.get(case=case)
    for other in (cast.colleague, cast.far_colleague, cast.stranger, cast.auditor, cast.administrator):
        with pytest.raises(PermissionDenied):
            save_fields(part=part, given={"called": "x"}, based_on={}, by=other)
    assert fill(case, cast.supervisor, called="Nata").versions


def test_a_closed_case_is_not_changed(case, cast):
    case.state = "on_hold"
    case.held_from = "intake"
    case.save()
    close(case, cast.worker)
    with pytest.raises(ValidationError, match="closed"):
        part_of(case=case, name="person", by=cast.worker)


def test_a_form_that_does_not_repeat_is_there_once(case, cast):
    assert part_of(case=case, name="person", by=cast.worker) == Part.objects.get(case=case)
    take_out(part=Part.objects.get(case=case), by=cast.worker)
    assert values_of(case, "person") == {}
    assert Part.objects.count() == 1


def test_each_step_is_in_the_audit_without_a_word_of_hers(case, cast):
    fill(case, cast.worker, called="Nata")
    entry = Entry.objects.filter(verb="part.changed").latest("number")
    assert entry.case == case.pk
    assert entry.detail == {"form": "person", "fields": ["called"], "conflicts": []}


@pytest.mark.parametrize(
    ("words", "is_child"),
    [
        ({"birth_date": "1999"}, False),
        ({"birth_date": "2012"}, True),
        ({"birth_date": "1999", "age_in_doubt": "yes"}, True),
    ],
)
def test_who_may_be_a_child_is_treated_as_one(case, cast, words, is_child):
    fill(case, cast.worker, **words)
    assert case.is_child is is_child


def test_the_definitions_are_whole():
    for each in forms().values():
        for field in each.fields:
            assert form(each.code)[field.code] is field
            assert field.label["en"]
