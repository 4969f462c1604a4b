"""The invented people of a demonstration."""

from palermo.web.audit.chain import faults
from palermo.web.casework import consent
from palermo.web.casework.invented import enter, people
from palermo.web.casework.models import Case, Conflict, RiskAssessment, Screening, Talk
from palermo.web.casework.queries import values_of


def test_the_same_seed_gives_the_same_people():
    assert list(people(20)) == list(people(20))
    assert list(people(20, seed=1)) != list(people(20))


def test_they_are_entered_as_a_caseworker_would(cast):
    done = []
    enter(8, workers=[cast.worker, cast.supervisor], told=done.append)
    assert done == [1, 2, 3, 4, 5, 6, 7, 8]
    assert Case.objects.filter(owner=cast.worker).count() == 4
    assert all(values_of(case, "person")["given_names"] for case in Case.objects.all())
    assert not Conflict.objects.exists()
    assert {case.state for case in Case.objects.all()} > {"intake"}
    assert Talk.objects.exists()
    assert RiskAssessment.objects.exists()
    assert all(consent.allows(each.case, "record") for each in Screening.objects.all())
    assert not list(faults(cast.a.pk))
