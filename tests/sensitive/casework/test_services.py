"""Services and the directory."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.test_plans import PAGES

from palermo.web.casework.actions import services as actions
from palermo.web.casework.actions.services import Entry, Measure
from palermo.web.casework.models import Case, Provider, Service, ServiceStep
from palermo.web.casework.timeline import timeline

TODAY = timezone.localdate


def given(case, by, **more):
    return actions.give_service(case=case, by=by, **{"type": "food", "on": TODAY()} | more)


def test_the_first_service_is_when_she_was_helped_first(case, cast):
    Case.objects.update(made_at=timezone.now() - timedelta(days=30))
    actions.plan_service(case=case, type="medical", on=TODAY() + timedelta(days=3), by=cast.worker)
    case.refresh_from_db()
    assert case.assisted_at is None
    given(case, cast.worker, on=TODAY() - timedelta(days=2))
    earlier = given(case, cast.worker, on=TODAY() - timedelta(days=9))
    case.refresh_from_db()
    assert timezone.localdate(case.assisted_at) == TODAY() - timedelta(days=9)
    actions.drop_service(service=earlier, by=cast.worker, why="It was another woman.")
    case.refresh_from_db()
    assert timezone.localdate(case.assisted_at) == TODAY() - timedelta(days=2)


def test_help_is_never_before_the_case(case, cast):
    given(case, cast.worker)
    case.refresh_from_db()
    assert case.assisted_at >= case.made_at


def test_a_planned_service_is_given_once_and_she_says_what_she_thinks(case, cast):
    service = actions.plan_service(case=case, type="legal_aid", on=TODAY(), by=cast.worker)
    with pytest.raises(ValidationError, match="not given"):
        actions.add_feedback(service=service, text="Good.", by=cast.worker)
    actions.service_given(service=service, on=TODAY(), by=cast.worker, result="A complaint was filed.")
    with pytest.raises(ValidationError, match="already"):
        actions.service_given(service=service, on=TODAY(), by=cast.supervisor)
    actions.add_feedback(service=service, text="He listened.", by=cast.worker)
    told = " ".join(f"{each.what} {each.text}" for each in timeline(case))
    assert "Legal aid was given. A complaint was filed." in told
    assert "He listened." in told
    assert [step.state for step in ServiceStep.objects.order_by("at")] == ["planned", "given", "feedback"]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"type": "gossip"}, "services"), ({"on": TODAY() + timedelta(days=1)}, "future"),
     ({"measure": Measure(quantity=Decimal(2))}, "unit"), ({"measure": Measure(unit="nights")}, "number"),
     ({"measure": Measure(Decimal(0), "nights")}, "more than nothing"),
     ({"measure": Measure(cost=Decimal(2))}, "money"),
     ({"measure": Measure(cost=Decimal(-2), currency="EUR")}, "below"), ({"about": "x" * 5_001}, "long"),
     ({"measure": Measure(cost=Decimal(2), currency="euro")}, "three letters")],
)  # fmt: skip
def test_what_is_no_service(case, cast, more, said):
    with pytest.raises(ValidationError, match=said):
        given(case, cast.worker, **more)
    assert not Service.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger", "recipient", "auditor", "administrator"])
def test_nobody_else_writes_services(case, cast, who):
    with pytest.raises(PermissionDenied):
        given(case, getattr(cast, who))


@pytest.mark.parametrize(("who", "status"), PAGES.items())
def test_who_sees_services(case, cast, signed_in, who, status):
    browser, address = signed_in(getattr(cast, who)), reverse("services", args=[case.pk])
    assert browser.get(address).status_code == status
    sent = {"do": "add", "type": "food", "given": "yes", "on": TODAY().isoformat()}
    assert browser.post(address, sent).status_code == (302 if status == 200 else 404)
    assert Service.objects.count() == (1 if status == 200 else 0)


def test_a_service_is_written_by_hand(case, cast, signed_in):
    clinic = actions.keep_provider(entry=Entry("The clinic", types=["medical"]), by=cast.worker)
    browser, address = signed_in(cast.worker), reverse("services", args=[case.pk])
    sent = {"do": "add", "type": "medical", "given": "no", "on": TODAY().isoformat(), "provider": clinic.pk,
            "quantity": "2", "unit": "sessions", "cost": "80.50", "currency": "eur", "fund": "Line 4"}  # fmt: skip
    assert browser.post(address, {**sent, "unit": ""}).status_code == 422
    browser.post(address, sent)
    service = Service.objects.get()
    assert (service.provider, service.quantity, service.cost, service.currency) == (clinic, 2, Decimal("80.5"), "EUR")
    page = browser.get(address).content.decode()
    assert "The clinic" in page
    assert "80.50" in page
    browser.post(address, {"do": "given", "item": service.pk, "on": TODAY().isoformat(), "result": "Well."})
    browser.post(address, {"do": "feedback", "item": service.pk, "text": "She was kind."})
    browser.post(address, {"do": "drop", "item": service.pk, "why": "Entered twice."})
    assert [step.state for step in ServiceStep.objects.order_by("at")] == ["planned", "given", "feedback", "dropped"]
    assert "She was kind." in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker", 200), ("colleague", 200), ("supervisor", 200), ("recipient", 404), ("data_officer", 404),
     ("protection_officer", 404), ("auditor", 404), ("administrator", 404), ("stranger", 200)],
)  # fmt: skip
def test_the_directory_is_the_houses_own(cast, signed_in, who, status):
    actions.keep_provider(entry=Entry("The clinic"), by=cast.worker)
    answer = signed_in(getattr(cast, who)).get(reverse("directory"))
    assert answer.status_code == status
    assert ("The clinic" in answer.content.decode()) is (status == 200 and who != "stranger")


def test_an_entry_is_changed_and_taken_out_and_what_it_gave_stays(case, cast, signed_in):
    clinic = actions.keep_provider(entry=Entry("The clinic", types=["medical"], place="By the river"), by=cast.worker)
    given(case, cast.worker, provider=clinic)
    browser, address = signed_in(cast.colleague), reverse("directory")
    assert "By the river" in browser.get(address, {"change": clinic.pk}).content.decode()
    browser.post(address, {"do": "keep", "item": clinic.pk, "name": "The new clinic", "types": ["medical"]})
    now = Provider.objects.get(gone_at=None)
    assert (now.name, now.follows) == ("The new clinic", clinic)
    assert "The clinic" in signed_in(cast.worker).get(reverse("services", args=[case.pk])).content.decode()
    assert "The new clinic" not in browser.get(address, {"type": "food"}).content.decode()
    browser.post(address, {"do": "retire", "item": now.pk})
    assert "The directory is empty" in browser.get(address).content.decode()
    assert signed_in(cast.stranger).get(address, {"change": now.pk}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.retire_provider(provider=now, by=cast.stranger)
