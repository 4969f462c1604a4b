"""Consent: recorded, asked for by everybody, taken back at once, excepted from for a while."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.conftest import fill

from palermo.web.audit.models import Entry
from palermo.web.casework import consent
from palermo.web.casework.actions.cases import make_case, move_case
from palermo.web.casework.actions.consent import (
    Answer,
    How,
    add_recipient,
    ask_exception,
    decide_exception,
    record_consent,
    withdraw,
)  # fmt: skip
from palermo.web.casework.models import Case, ConsentEvent, ConsentException, Recipient, Talk
from palermo.web.casework.rules.consent import Effect, Party
from palermo.web.casework.rules.items import items

TOLD = [code for code, item in items().items() if item.is_told]
REASON = "She is unconscious, and the doctor asks for her allergies."
HEARD = []
OTHERS = (
    "colleague", "far_colleague", "recipient", "data_officer", "protection_officer", "auditor", "administrator",
    "stranger", "foreign_administrator",
)  # fmt: skip
"""Who neither has the case nor answers for it."""


def listener(ended):
    """What another noun would do when a yes ends."""
    HEARD.append(ended)


def failing(ended):
    raise RuntimeError("the referral could not be ended")


@pytest.fixture
def listening(monkeypatch):
    HEARD.clear()
    monkeypatch.setattr(consent, "ON_WITHDRAWAL", [f"{__name__}.listener"])
    return HEARD


@pytest.fixture
def clinic(cast):
    return add_recipient(name="Clinic of Dr. Amari", by=cast.worker)


def how(**more):
    return How(**{"on": timezone.localdate(), "mode": "written", "language": "en"} | more)


def agree(case, by, *wanted, recipient=None, groups=(), party=Party.SELF, told=True, **more):
    """She was told everything and says yes to these."""
    answers = [Answer(code, Effect.GIVEN, party) for code in TOLD] if told else []
    answers += [
        Answer(code, Effect.GIVEN, party, recipient if items()[code].by_recipient else None,
               frozenset(groups) if items()[code].by_recipient else frozenset())
        for code in wanted
    ]  # fmt: skip
    return record_consent(case=case, how=how(**more), answers=answers, by=by)


def test_what_she_agrees_to_is_allowed_and_nothing_else(case, cast):
    assert not consent.allows(case, "record")
    agree(case, cast.worker, "record", "services")
    assert consent.allows(case, "record")
    assert consent.allows(case, "services")
    assert not consent.allows(case, "open_data")
    assert "not asked" in consent.why_not(case, "research")


def test_sharing_is_for_one_recipient_and_for_what_was_named(case, cast, clinic):
    other = add_recipient(name="Somebody else", by=cast.worker)
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["health", "needs"])
    assert consent.allows(case, "share", clinic, ["health"])
    assert consent.allows(case, "share", clinic.pk, ["health", "needs"])
    assert not consent.allows(case, "share", clinic, ["health", "story"])
    assert not consent.allows(case, "share", other, ["health"])
    with pytest.raises(ValueError, match="recipient"):
        consent.allows(case, "share")
    with pytest.raises(KeyError):
        consent.allows(case, "shear", clinic)


def test_what_she_takes_back_ends_at_once_and_everybody_is_told(case, cast, clinic, listening):
    agree(case, cast.worker, "record", "share", "open_data", recipient=clinic, groups=["health"])
    assert not listening
    withdraw(case=case, wanted=[("share", clinic)], by=cast.worker)
    assert not consent.allows(case, "share", clinic, ["health"])
    assert [(each.item, each.recipient, each.groups) for each in listening] == [("share", clinic.pk, {"health"})]
    assert "took it back" in consent.why_not(case, "share", clinic)
    assert consent.allows(case, "open_data")


def test_who_takes_back_the_record_takes_back_all_that_needs_it(case, cast, clinic, listening):
    agree(case, cast.worker, "record", "share", "open_data", "services", recipient=clinic, groups=["health"])
    withdraw(case=case, wanted=[("record", None)], by=cast.worker)
    assert {each.item for each in listening} == {"record", "share", "open_data"}
    assert consent.allows(case, "services")


def test_a_narrower_yes_and_a_no_end_what_went_beyond(case, cast, clinic, listening):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["health", "legal"])
    agree(case, cast.worker, "share", recipient=clinic, groups=["legal"])
    assert [each.groups for each in listening] == [{"health"}]
    record_consent(case=case, how=how(), answers=[Answer("share", Effect.REFUSED, recipient=clinic)], by=cast.worker)
    assert [each.groups for each in listening] == [{"health"}, {"legal"}]


def test_what_cannot_be_undone_undoes_the_whole_step(case, cast, clinic, monkeypatch):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["health"])
    monkeypatch.setattr(consent, "ON_WITHDRAWAL", [f"{__name__}.failing"])
    with pytest.raises(RuntimeError):
        withdraw(case=case, wanted=[("share", clinic)], by=cast.worker)
    assert consent.allows(case, "share", clinic, ["health"])
    assert not Entry.objects.filter(verb="consent.withdrawn").exists()


def test_it_is_taken_back_in_a_closed_case_too(case, cast):
    agree(case, cast.worker, "record", "open_data")
    Case.objects.update(state="closed")
    case.refresh_from_db()
    with pytest.raises(ValidationError, match="closed"):
        agree(case, cast.worker, "research")
    withdraw(case=case, wanted=[("open_data", None)], by=cast.worker)
    assert not consent.allows(case, "open_data")


def test_what_has_run_out_is_not_given(case, cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    agree(case, cast.worker)
    record_consent(
        case=case, how=how(), answers=[Answer("record", Effect.GIVEN, until=tomorrow)], by=cast.worker
    )  # fmt: skip
    assert consent.allows(case, "record")
    ConsentEvent.objects.filter(item="record").update(until=timezone.localdate() - timedelta(days=1))
    assert "run out" in consent.why_not(case, "record")


def test_what_a_record_of_consent_needs(case, cast):
    for more, sentence in (
        ({"mode": ""}, "how she said yes"),
        ({"mode": "certified", "certification": "yes"}, "Certify"),
        ({"on": timezone.localdate() + timedelta(days=2)}, "future"),
        ({"language": "tlh"}, "language"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            agree(case, cast.worker, "record", **more)
    assert not Talk.objects.exists()


def test_what_was_certified_is_sealed(case, cast):
    agree(case, cast.worker, "record", mode="certified", certification="She nodded and said yes, in Tigrinya.",
          interpreter="Selam, Tigrinya")  # fmt: skip
    talk = Talk.objects.get()
    assert (talk.certification, talk.text_version) == ("She nodded and said yes, in Tigrinya.", "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT certification, interpreter FROM casework_talk")
        assert not [value for value in cursor.fetchone() if b"Tigrinya" in bytes(value)]


def test_a_child_needs_her_guardian(case, cast):
    fill(case, cast.worker, birth_date="2012")
    agree(case, cast.worker, "record", party=Party.ASSENT)
    assert "guardian" in consent.why_not(case, "record")
    with pytest.raises(ValidationError, match="who the guardian is"):
        agree(case, cast.worker, "record", party=Party.GUARDIAN)
    agree(case, cast.worker, "record", party=Party.GUARDIAN, guardian="Her aunt Sara, by order of the court")
    assert consent.allows(case, "record")
    withdraw(case=case, wanted=[("record", None)], by=cast.worker)
    assert not consent.allows(case, "record")


def test_nobody_says_yes_for_a_woman_of_age(case, cast):
    with pytest.raises(ValidationError, match="child"):
        agree(case, cast.worker, "record", party=Party.ASSENT)
    with pytest.raises(ValidationError, match="of age"):
        agree(case, cast.worker, "record", party=Party.GUARDIAN, guardian="Her husband")


def test_screening_begins_with_consent(case, cast):
    with pytest.raises(ValidationError, match="record"):
        move_case(case=case, to="screening", by=cast.worker)
    agree(case, cast.worker, "record")
    assert move_case(case=case, to="screening", by=cast.worker).state == "screening"


def test_an_exception_is_asked_for_approved_by_another_and_ends(case, cast, clinic):
    asked = ask_exception(case=case, item="share", reason=REASON, days=3, by=cast.worker, recipient=clinic,
                          groups=["health"])  # fmt: skip
    assert not consent.allows(case, "share", clinic, ["health"])
    with pytest.raises(PermissionDenied):
        decide_exception(exception=asked, approve=True, by=cast.worker)
    decide_exception(exception=asked, approve=True, by=cast.supervisor)
    assert consent.allows(case, "share", clinic, ["health"])
    assert not consent.allows(case, "share", clinic, ["story"])
    with pytest.raises(ValidationError, match="already"):
        decide_exception(exception=asked, approve=False, by=cast.supervisor)
    ConsentException.objects.update(until=timezone.now())
    assert not consent.allows(case, "share", clinic, ["health"])


def test_nobody_approves_her_own_exception_and_some_have_none(case, cast, clinic):
    asked = ask_exception(case=case, item="record", reason=REASON, days=3, by=cast.supervisor)
    with pytest.raises(PermissionDenied):
        decide_exception(exception=asked, approve=True, by=cast.supervisor)
    for item, days in (("open_data", 3), ("told_use", 3), ("record", 15), ("record", 0), ("share", 3)):
        with pytest.raises(ValidationError):
            ask_exception(case=case, item=item, reason=REASON, days=days, by=cast.worker)


def test_nobody_else_records_consent(case, cast):
    for who in OTHERS:
        for act in (
            lambda by: agree(case, by, "record"),
            lambda by: withdraw(case=case, wanted=[("record", None)], by=by),
            lambda by: ask_exception(case=case, item="record", reason=REASON, days=1, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(getattr(cast, who))
    assert not Talk.objects.exists()


def test_a_recipient_of_another_house_is_none(case, cast, clinic):
    foreign = add_recipient(name="Foreign", by=cast.stranger)
    with pytest.raises(PermissionDenied):
        agree(case, cast.worker, "share", recipient=foreign, groups=["health"])


def test_it_is_asked_on_one_page(case, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("consent", args=[case.pk])
    page = browser.get(f"{address}?read=ar").content.decode()
    assert 'dir="rtl"' in page
    assert "checked" not in page.replace('value="" checked', "")  # nothing is answered for her
    sent = {
        "on": timezone.localdate().isoformat(), "mode": "certified", "certification": "", "language": "en",
        "told": TOLD, "own.record": "given", "own.open_data": "refused", "own.share": "given",
        "recipient_new": "Clinic of Dr. Amari", "groups": ["health"],
    }  # fmt: skip
    refused = browser.post(address, sent)
    assert refused.status_code == 422
    assert 'value="Clinic of Dr. Amari"' in refused.content.decode()
    assert not Recipient.objects.exists()
    kept = browser.post(address, sent | {"certification": "She said yes clearly, three times."})
    assert kept.status_code == 302
    assert consent.allows(case, "share", Recipient.objects.get(), ["health"])
    shown = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "Clinic of Dr. Amari" in shown
    assert "three times" in browser.get(reverse("consent_history", args=[case.pk])).content.decode()
    clinic = Recipient.objects.get()
    browser.post(reverse("take_back", args=[case.pk]), {"items": [f"share:{clinic.pk}"]})
    assert not consent.allows(case, "share", clinic, ["health"])
    assert browser.post(reverse("take_back", args=[case.pk]), {}).status_code == 422


def test_an_exception_by_hand(case, cast, signed_in):
    sent = {"item": "record", "days": "3", "reason": REASON}
    assert signed_in(cast.worker).post(reverse("ask_exception", args=[case.pk]), sent).status_code == 302
    asked = ConsentException.objects.get()
    address = reverse("decide_exception", args=[case.pk, asked.pk])
    assert signed_in(cast.worker).post(address, {"approve": "yes"}).status_code == 404
    assert "Approve" in signed_in(cast.supervisor).get(reverse("consent_history", args=[case.pk])).content.decode()
    signed_in(cast.supervisor).post(address, {"approve": "yes"})
    assert consent.allows(case, "record")
    assert signed_in(cast.worker).post(reverse("ask_exception", args=[case.pk]), {}).status_code == 422


def test_nobody_else_sees_it(case, cast, signed_in):
    for who in OTHERS:
        browser = signed_in(getattr(cast, who))
        for name in ("consent", "consent_history", "take_back"):
            assert browser.get(reverse(name, args=[case.pk])).status_code == 404, who
        for name in ("consent", "take_back", "ask_exception"):
            assert browser.post(reverse(name, args=[case.pk]), {}).status_code == 404, who


def test_hidden_names_hide_recipients_on_the_case(case, cast, clinic, signed_in):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["health"])
    browser = signed_in(cast.worker)
    browser.post(reverse("mask"))
    for name in ("case", "consent_history"):
        shown = re.sub(r"<option.*?</option>", "", browser.get(reverse(name, args=[case.pk])).content.decode())
        assert "Amari" not in shown


def test_whose_age_comes_into_doubt_needs_a_guardian_and_everybody_is_told(case, cast, clinic, listening):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["health"])
    fill(case, cast.worker, age_in_doubt="yes")
    assert {each.item for each in listening} == {"record", "share"}
    assert "guardian" in consent.why_not(case, "record")
    fill(case, cast.worker, age_in_doubt="no")
    assert consent.allows(case, "record")


def test_a_guardian_takes_back_what_she_alone_has_said(case, cast, signed_in):
    fill(case, cast.worker, birth_date="2012")
    agree(case, cast.worker, "record", party=Party.GUARDIAN, guardian="Her aunt Sara")
    browser, address = signed_in(cast.worker), reverse("take_back", args=[case.pk])
    assert 'value="record:"' in browser.get(address).content.decode()
    browser.post(address, {"items": ["record:"], "party": "guardian"})
    assert ConsentEvent.objects.latest("number").effect == "withdrawn"
    assert 'value="record:"' not in browser.get(address).content.decode()


def test_the_standard_s_one_box_is_seven_answers(case, cast):
    agree(case, cast.worker, "record")
    assert not consent.standard_box(case)
    agree(case, cast.worker, "interview", told=False)
    assert consent.standard_box(case)


def test_many_cases_are_asked_at_once(case, cast, clinic, django_assert_num_queries):
    others = [make_case(by=cast.worker) for _ in range(3)]
    agree(case, cast.worker, "record", "open_data")
    agree(others[0], cast.worker, "open_data")
    agree(others[1], cast.worker, "record", "open_data")
    withdraw(case=others[1], wanted=[("open_data", None)], by=cast.worker)
    with django_assert_num_queries(1):
        assert consent.allowing([case, *others], "open_data") == {case.pk}
    with pytest.raises(ValueError, match="recipient"):
        consent.allowing([case], "share")


def test_of_another_case_nothing_stands(case, cast):
    agree(case, cast.worker, "record")
    assert not consent.allows(make_case(by=cast.worker), "record")
