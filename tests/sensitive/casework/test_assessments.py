"""Vulnerability and risk: assessed again and again, compared, her own view beside the worker's, reviews due."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.test_consent import OTHERS, agree

from palermo.web.casework import assessments, gates, tasks
from palermo.web.casework.actions.assessments import assess_risk, assess_vulnerability
from palermo.web.casework.models import Case, RiskAssessment, Vulnerability
from palermo.web.casework.rules.days import When

TODAY = timezone.localdate


@pytest.fixture
def case(case, cast):
    agree(case, cast.worker, "record")
    return case


def threat(case, by, level="low", kind="plan", **more):
    return assess_risk(
        case=case, by=by, kind=kind, level=level, **{"review_on": TODAY() + timedelta(days=7)} | more
    )  # fmt: skip


def read(case, by, based_on=None, country="", **given):
    times = assessments.vulnerabilities(case)
    based_on = (times[0].number if times else 0) if based_on is None else based_on
    named = {name.replace("__", "."): value for name, value in given.items()}
    return assess_vulnerability(case=case, given=named, based_on=based_on, by=by, country=country)


def test_factors_are_read_again_beside_the_last_time(case, cast):
    read(case, cast.worker, individual__money="risk", community__police="protective")
    read(case, cast.worker, individual__money="protective", country="NGA")
    first, last = reversed(assessments.vulnerabilities(case))
    assert first.answers == {"individual.money": "risk", "community.police": "protective"}
    assert last.answers == {"individual.money": "protective", "community.police": "protective"}
    assert (last.number, last.country, last.rules) == (2, "NGA", "1")
    assert last.by_effect == [("Protects her", "Money and goods, Access to police and justice")]


def test_two_at_once_lose_no_word(case, cast):
    read(case, cast.worker, individual__money="risk")
    read(case, cast.worker, based_on=1, individual__money="neither")
    kept = read(case, cast.supervisor, based_on=1, individual__money="protective", individual__body="risk")
    assert kept.theirs == {"individual.money": "neither"}
    assert Vulnerability.objects.count() == 2


def test_what_is_no_factor_is_refused(case, cast):
    for given in ({"individual__money": "lucky"}, {"individual__shoes": "risk"}, {"money": "risk"}):
        with pytest.raises(ValidationError):
            read(case, cast.worker, **given)
    with pytest.raises(ValidationError, match="country"):
        read(case, cast.worker, country="ATLANTIS")


def test_risk_sets_the_case_s_risk_to_the_highest_of_the_last_of_each_kind(case, cast):
    for kind, level, stands in (
        ("immediate", "high", "high"),
        ("plan", "low", "high"),
        ("immediate", "low", "low"),
        ("return", "medium", "medium"),
    ):
        threat(case, cast.worker, level, kind)
        case.refresh_from_db()
        assert case.risk == stands
    assert RiskAssessment.objects.count() == 4


def test_her_own_view_stands_beside_the_worker_s_and_words_are_sealed(case, cast):
    threat(case, cast.worker, "low", own="high", threats=["traffickers_near", "debt"],
           words={"own": "They will find me in the market.", "mitigations": "We shop for her."})  # fmt: skip
    kept = RiskAssessment.objects.get()
    assert (kept.level, kept.own, kept.threats) == ("low", "high", ["debt", "traffickers_near"])
    assert kept.words == {"own": "They will find me in the market.", "mitigations": "We shop for her."}
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM casework_riskassessment")
        assert b"market" not in bytes(cursor.fetchone()[0])


def test_what_an_assessment_needs(case, cast):
    for more in (
        {"level": ""}, {"kind": "weather"}, {"review_on": None}, {"own": "huge"}, {"threats": ["dragons"]},
        {"review_on": TODAY() - timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            threat(case, cast.worker, **more)
    assert not RiskAssessment.objects.exists()


def test_danger_does_not_wait_for_consent(case, cast):
    from palermo.web.casework.actions.consent import withdraw

    withdraw(case=case, wanted=[("record", None)], by=cast.worker)
    threat(case, cast.worker, "high", "immediate")
    with pytest.raises(ValidationError, match="took it back"):
        threat(case, cast.worker, "low", "plan")
    with pytest.raises(ValidationError, match="took it back"):
        read(case, cast.worker, individual__money="risk")


def test_nothing_is_planned_before_risk_is_assessed(case, cast):
    assert gates.risk_assessed(case)
    threat(case, cast.worker, kind="return")
    assert gates.risk_assessed(case)
    threat(case, cast.worker, kind="plan")
    assert not gates.risk_assessed(case)


def test_a_review_that_is_due_waits_for_who_has_the_case(case, cast, signed_in):
    threat(case, cast.worker, kind="immediate", review_on=TODAY())
    threat(case, cast.worker, kind="plan", review_on=TODAY() + timedelta(days=8))
    assert [(each.kind, each.when) for each in due(cast.worker)] == [("risk", When.TODAY)]
    assert due(cast.supervisor) == []
    assert "looked at again" in signed_in(cast.worker).get(reverse("my_day")).content.decode()
    threat(case, cast.worker, kind="immediate", review_on=TODAY() + timedelta(days=8))
    assert due(cast.worker) == []
    RiskAssessment.objects.update(review_on=TODAY() - timedelta(days=3))
    assert len(due(cast.worker)) == 2
    Case.objects.update(state="closed")
    assert due(cast.worker) == []


def due(user):
    return tasks.tasks(tasks.of_owner(user))


def test_nobody_else_assesses(case, cast):
    for who in OTHERS:
        with pytest.raises(PermissionDenied):
            threat(case, getattr(cast, who))
        with pytest.raises(PermissionDenied):
            read(case, getattr(cast, who), individual__money="risk")


def test_in_a_browser(case, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("read_factors", args=[case.pk])
    browser.post(address, {"based_on": "0", "individual.money": "risk", "individual.money:note": "A debt of 900"})
    again = browser.get(address).content.decode()
    assert "last time: Puts her at risk" in again
    assert 'value="A debt of 900"' in again
    browser.post(address, {"based_on": "1", "individual.money": "protective", "individual.money:note": "A debt of 900"})
    changed = browser.get(reverse("vulnerability", args=[case.pk])).content.decode()
    assert "Money and goods: Puts her at risk → Protects her" in changed
    stale = browser.post(address, {"based_on": "1", "individual.money": "neither"})
    assert stale.status_code == 409

    address = reverse("assess_risk", args=[case.pk, "immediate"])
    refused = browser.post(address, {"words.own": "I am afraid"})
    assert refused.status_code == 422
    assert ">I am afraid</textarea>" in refused.content.decode()
    due = (TODAY() + timedelta(days=2)).isoformat()
    browser.post(address, {"level": "high", "own": "low", "words.own": "I am afraid", "review_on": due})
    shown = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "High risk" in shown
    assert "In her own view: Low" in shown
    assert "I am afraid" in browser.get(reverse("risks", args=[case.pk])).content.decode()
    assert "I am afraid" in browser.get(address).content.decode()  # told once: it stands there the next time


def test_who_sees_it(case, cast, signed_in):
    edits = [reverse("read_factors", args=[case.pk]), reverse("assess_risk", args=[case.pk, "plan"])]
    pages = [*edits, reverse("vulnerability", args=[case.pk]), reverse("risks", args=[case.pk])]
    for who in ("worker", "supervisor", *OTHERS):
        browser, status = signed_in(getattr(cast, who)), 404 if who in OTHERS else 200
        assert {browser.get(page).status_code for page in pages} == {status}, who
        if status == 404:
            assert {browser.post(page, {}).status_code for page in edits} == {404}, who
