"""Finding: in any script, with slips, by number; and nobody beyond her reach."""

from datetime import timedelta

import pytest
from tests.sensitive.casework.conftest import fill

from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.models import Token
from palermo.web.casework.search import search


@pytest.fixture
def others(cast):
    """Forty more people, so that a search has to choose."""
    for number in range(40):
        other = make_case(by=cast.supervisor)
        fill(other, cast.supervisor, given_names=f"Person{chr(97 + number % 26)}", family_names="Quiroz")


@pytest.mark.parametrize(
    "text", ["Natalia Ivanova", "Наталья Иванова", "ivanova", "Natalja", "Ivanoba natalia", "Ivanvoa", "Nathalia"]
)
def test_a_name_is_found_however_it_is_written(case, others, cast, text):
    assert search(cast.worker, text)[0].case == case


def test_arabic_is_found_by_latin_and_the_other_way_round(cast):
    case = make_case(by=cast.worker)
    fill(case, cast.worker, given_names="محمد", called="Abu Samir")
    for text in ("Mohammed", "Muhammad", "محمد", "Samir"):
        assert search(cast.worker, text)[0].case == case


def test_a_telephone_number_is_found_however_it_begins(case, cast):
    fill(case, cast.worker, form="contact", mobile_phone="+39 06 1234567")
    for text in ("+39061234567", "0039 06 1234567", "06 1234567"):
        assert search(cast.worker, text)[0].case == case


def test_a_case_is_found_by_its_number(case, others, cast):
    assert [hit.case for hit in search(cast.worker, case.number.lower())] == [case]


def test_beyond_reach_is_told_and_beyond_the_organisation_is_not(case, cast):
    (hit,) = search(cast.colleague, "Ivanova")
    assert not hit.in_reach
    assert search(cast.worker, "Ivanova")[0].in_reach
    assert search(cast.stranger, "Ivanova") == []
    assert search(cast.stranger, case.number) == []


def test_what_is_taken_out_of_a_record_is_not_found_any_more(case, cast):
    fill(case, cast.worker, family_names="Petrova")
    assert search(cast.worker, "Ivanova") == []
    fill(case, cast.worker, family_names=None, given_names=None)
    assert not Token.objects.filter(case=case).exists()


def test_the_number_of_queries_does_not_grow_with_what_is_found(case, others, cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert search(cast.supervisor, "Ivanova")
    with CaptureQueriesContext(connection) as one:
        search(cast.supervisor, "Ivanova")
    with django_assert_num_queries(len(one)):
        assert len(search(cast.supervisor, "Quiroz")) == 40
    assert len(one) < 10, [each["sql"][:120] for each in one]


def test_people_are_found_while_the_key_of_the_index_is_changed(case, others, cast, monkeypatch):
    from palermo.web.casework.search import index_anew
    from palermo.web.vault import rotation
    from palermo.web.vault.models import DataKey, Purpose

    monkeypatch.setattr(rotation, "GRACE", timedelta(0))  # no other process is there to be waited for
    rotation.begin(cast.a.pk, Purpose.INDEX)
    old = DataKey.objects.get(owner=cast.a.pk, purpose=Purpose.INDEX, retired_at__isnull=False)
    assert search(cast.supervisor, "Ivanova")[0].case == case
    step = index_anew(old, "", 20)
    assert step.found == 20
    assert search(cast.supervisor, "Ivanova")[0].case == case
    assert len(search(cast.supervisor, "Quiroz")) == 40
    rotation.change(cast.a.pk, [Purpose.INDEX])
    assert not rotation.under_way(cast.a.pk, Purpose.INDEX)
    assert search(cast.supervisor, "Ivanova")[0].case == case
    assert len(search(cast.supervisor, "Quiroz")) == 40
