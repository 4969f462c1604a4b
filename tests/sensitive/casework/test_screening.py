"""Screening: kept in versions, reckoned by rules, decided by people, reviewed by others."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.conftest import fill
from tests.sensitive.casework.test_consent import OTHERS, agree

from palermo.web.audit.models import Entry
from palermo.web.casework import screenings
from palermo.web.casework.actions.assessments import assess_risk, assess_vulnerability
from palermo.web.casework.actions.cases import move_case
from palermo.web.casework.actions.consent import withdraw
from palermo.web.casework.actions.screening import answer, decide, propose, review
from palermo.web.casework.models import Case, Screening, ScreeningDecision, Vulnerability
from palermo.web.casework.queries import waiting_for
from palermo.web.casework.timeline import timeline

REASON = "Her papers were taken, and she was paid nothing for a year."
MET = {"act": "yes", "means": "yes", "purpose": "yes"}


@pytest.fixture
def case(case, cast):
    """The worker's case, of which a record may be kept."""
    agree(case, cast.worker, "record")
    return case


def reply(case, by, based_on=None, **given):
    last = screenings.last(case)
    return answer(
        case=case, given=given, based_on=(last.number if last else 0) if based_on is None else based_on, by=by
    )


def decided(case, by, status=screenings.POSSIBLE, **more):
    return decide(case=case, by=by, **{"status": status, "body": "NGO", "reason": REASON} | more)


def test_each_time_is_a_version_with_everything_that_was_answered_before(case, cast):
    reply(case, cast.worker, act="yes", act_which=["transportation"])
    reply(case, cast.worker, means="suspected", began="2021-03", note="She spoke of a house by the sea.")
    one, two = Screening.objects.filter(case=case).order_by("number")
    assert one.answers == {"act": "yes", "act_which": ["transportation"]}
    assert two.answers == one.answers | {
        "means": "suspected", "began": "2021-03", "note": "She spoke of a house by the sea.",
    }  # fmt: skip
    assert (one.number, two.number, two.law) == (1, 2, "insufficient")
    reply(case, cast.worker, means="suspected")
    assert Screening.objects.count() == 2  # nothing new, no version


def test_an_answer_can_be_taken_out_again_and_the_earlier_version_has_it(case, cast):
    reply(case, cast.worker, act="yes")
    reply(case, cast.worker, act=None)
    assert [each.answers for each in Screening.objects.order_by("number")] == [{"act": "yes"}, {}]


def test_what_follows_is_kept_with_the_version_of_its_rules(case, cast):
    reply(case, cast.worker, **MET, **{"D4.01": "yes", "D4.02": "yes", "D2.04": "yes", "D5.01": "suspected"})
    last = screenings.last(case)
    assert (last.law, last.assistance, last.age) == ("met", "met", "open")
    assert last.fired["labour-adult"] == ["D2.04", "D4.01", "D4.02"]
    assert last.fired["positive"] == ["exploitation"]
    assert set(last.fired["ilo"]) == {"ILO.08", "ILO.09", "ILO.10", "ILO.11"}
    assert last.rules == {"palermo": "1", "delphi": "1", "ilo": "1"}


def test_of_a_child_no_means_is_asked(case, cast):
    reply(case, cast.worker, act="yes", means="no", purpose="yes")
    assert screenings.last(case).law == "insufficient"  # nobody knows how old she was when it began
    reply(case, cast.worker, began="2015")
    assert (screenings.last(case).age, screenings.last(case).law) == ("child", "met")
    reply(case, cast.worker, began="2022")
    assert (screenings.last(case).age, screenings.last(case).law) == ("adult", "not_met")
    reply(case, cast.worker, age_at_act="unknown")
    assert (screenings.last(case).age, screenings.last(case).law) == ("doubt", "met")


def test_two_who_answer_different_questions_merge_and_the_same_one_asks(case, cast):
    reply(case, cast.worker, act="yes")
    reply(case, cast.worker, based_on=1, means="yes")
    reply(case, cast.supervisor, based_on=1, purpose="yes")
    assert screenings.last(case).answers == MET
    kept = reply(case, cast.supervisor, based_on=1, means="no")
    assert kept.theirs == {"means": "yes"}
    assert screenings.last(case).answers == MET


def test_what_is_no_answer_is_refused(case, cast):
    for given in [{"act": "perhaps"}, {"act_which": ["slavery"]}, {"D9.99": "yes"}, {"began": "2999"}, {"shoe": "yes"}]:
        with pytest.raises(ValidationError):
            reply(case, cast.worker, **given)
    assert not Screening.objects.exists()


def test_without_consent_nothing_is_written_down(case, cast):
    withdraw(case=case, wanted=[("record", None)], by=cast.worker)
    with pytest.raises(ValidationError, match="took it back"):
        reply(case, cast.worker, act="yes")


def test_answers_are_sealed(case, cast):
    reply(case, cast.worker, act="yes", note="a house by the sea")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, fired FROM casework_screening")
        assert not [value for value in cursor.fetchone() if b"sea" in bytes(value) or b"act" in bytes(value)]


def test_people_decide_and_another_reviews(case, cast):
    move_case(case=case, to="screening", by=cast.worker)
    with pytest.raises(ValidationError, match="nothing to decide"):
        decided(case, cast.worker)
    reply(case, cast.worker, **MET)
    assert screenings.standing(screenings.decisions(case)).status == ""  # whatever was reckoned, nobody has decided
    propose(case=case, status=screenings.POSSIBLE, reason=REASON, by=cast.worker)
    case.refresh_from_db()
    with pytest.raises(ValidationError, match="decided on the screening"):
        move_case(case=case, to="assessment", by=cast.worker)
    decided(case, cast.worker)
    case.refresh_from_db()
    with pytest.raises(ValidationError, match="second person"):
        move_case(case=case, to="assessment", by=cast.worker)
    with pytest.raises(PermissionDenied):
        review(case=case, agrees=True, reason=REASON, by=cast.worker)
    review(case=case, agrees=True, reason=REASON, by=cast.supervisor)
    case.refresh_from_db()
    assert move_case(case=case, to="assessment", by=cast.worker).state == "assessment"


def test_nobody_reviews_her_own_decision(case, cast):
    reply(case, cast.worker, act="yes")
    decided(case, cast.supervisor)
    with pytest.raises(PermissionDenied):
        review(case=case, agrees=True, reason=REASON, by=cast.supervisor)
    assert waiting_for(cast.supervisor).screenings == []


def test_a_review_can_overrule_with_a_reason_and_everything_is_kept(case, cast):
    reply(case, cast.worker, act="yes")
    decided(case, cast.worker, screenings.NOT)
    assert [each.case for each in waiting_for(cast.supervisor).screenings] == [case]
    for wrong in ({"reason": "no"}, {"status": screenings.NOT}, {"status": ""}):
        with pytest.raises(ValidationError):
            review(case=case, by=cast.supervisor,
                   **{"agrees": False, "status": screenings.POSSIBLE, "reason": REASON} | wrong)  # fmt: skip
    review(case=case, agrees=False, status=screenings.POSSIBLE, reason=REASON, by=cast.supervisor)
    assert waiting_for(cast.supervisor).screenings == []
    said = screenings.decisions(case)
    assert [(each.kind, each.status) for each in said] == [
        ("reviewed", screenings.POSSIBLE),
        ("decided", screenings.NOT),
    ]
    assert screenings.standing(said).status == screenings.POSSIBLE
    with pytest.raises(ValidationError, match="meanwhile"):
        review(case=case, agrees=True, reason=REASON, by=cast.supervisor)
    decided(case, cast.worker)
    assert screenings.standing(screenings.decisions(case)).reviewed is None


def test_an_actual_victim_is_one_because_somebody_with_the_power_said_so(case, cast):
    reply(case, cast.worker, **MET)
    with pytest.raises(ValidationError, match="who found her"):
        decided(case, cast.worker, screenings.ACTUAL)
    with pytest.raises(ValidationError, match="organisation"):
        decided(case, cast.worker, screenings.ACTUAL, body="Circus", decider="x")
    made = decided(case, cast.worker, screenings.ACTUAL, body="CourtOrProsecution", decider="Decision 12/2026")
    assert ScreeningDecision.objects.get(pk=made.pk).decider == "Decision 12/2026"


def test_nobody_else_answers_or_decides(case, cast):
    for who in OTHERS:
        other = getattr(cast, who)
        for act in (
            lambda by: reply(case, by, act="yes"),
            lambda by: propose(case=case, status=screenings.POSSIBLE, reason=REASON, by=by),
            lambda by: decided(case, by),
            lambda by: review(case=case, agrees=True, reason=REASON, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(other)


def test_a_closed_case_is_not_screened(case, cast):
    reply(case, cast.worker, act="yes")
    Case.objects.update(state="closed")
    for act in (lambda: reply(case, cast.worker, act="no"), lambda: decided(case, cast.worker)):
        with pytest.raises(ValidationError, match="closed"):
            act()


def test_the_audit_has_no_answer(case, cast):
    reply(case, cast.worker, **MET)
    decided(case, cast.worker)
    for entry in Entry.objects.filter(verb__startswith="screening."):
        assert "yes" not in str(entry.detail)
        assert REASON not in str(entry.detail) + str(entry.reason)


def test_from_the_first_answer_to_the_review_in_a_browser(case, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("screening_answer", args=[case.pk, "elements"])
    page = browser.get(address).content.decode()
    assert "required" not in re.sub(r"<form class=\"find\".*?</form>", "", page, flags=re.DOTALL)
    kept = browser.post(
        address, {"based_on": "0", "act": "yes", "act_which": ["transfer"], "purpose": "yes", "next": "1"}
    )
    assert kept.url == reverse("screening_answer", args=[case.pk, "indicators"])
    browser.post(kept.url, {"based_on": "1", "D4.01": "yes", "D4.04": "suspected"})
    assert 'value="yes" selected' in browser.get(address).content.decode()
    overview = browser.get(reverse("screening", args=[case.pk])).content.decode()
    assert "Excessive working days or hours" in overview
    assert "not loaded" in overview
    assert "secondary source" in overview
    assert "Version 2" in overview
    refused = browser.post(reverse("screening_say", args=[case.pk, "decide"]),
                           {"status": screenings.POSSIBLE, "body": "NGO", "reason": "no"})  # fmt: skip
    assert refused.status_code == 422
    sent = {"status": screenings.POSSIBLE, "body": "NGO", "reason": REASON}
    assert browser.post(reverse("screening_say", args=[case.pk, "decide"]), sent).status_code == 302
    assert browser.post(reverse("screening_say", args=[case.pk, "review"]), {"agrees": "yes"}).status_code == 404
    her = signed_in(cast.supervisor)
    assert "a decision on screening by Name of worker" in her.get(reverse("my_day")).content.decode()
    her.post(reverse("screening_say", args=[case.pk, "review"]), {"agrees": "yes", "reason": REASON})
    assert "reviewed" in her.get(reverse("case", args=[case.pk])).content.decode()
    assert her.get(reverse("screening_version", args=[case.pk, 1])).status_code == 200


def test_everything_stands_in_the_timeline(case, cast):
    reply(case, cast.worker, act="yes")
    decided(case, cast.worker)
    assess_risk(case=case, kind="immediate", level="high", review_on=timezone.localdate(), by=cast.worker)
    withdraw(case=case, wanted=[("record", None)], by=cast.worker, note="She did not say why.")
    told = [(each.what, each.text) for each in timeline(case)]
    assert ("Consent taken back (To keep a record)", "She did not say why.") in told
    assert ("Screening, Decided: Possible victim of trafficking", REASON) in told
    assert ("Risk (Now, at once): High", "") in told


def test_the_page_of_a_case_does_not_ask_more_with_more_versions(case, cast, signed_in):
    browser, address = signed_in(cast.worker), reverse("case", args=[case.pk])
    counts = []
    for number in range(0, 6, 2):
        for time, each in ((number, "yes"), (number + 1, "no")):
            reply(case, cast.worker, act=each, note=str(time))
            decided(case, cast.worker)
            assess_risk(case=case, kind="plan", level="low", review_on=timezone.localdate(), by=cast.worker)
            assess_vulnerability(case=case, given={"individual.money:note": each}, based_on=time, by=cast.worker)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert Vulnerability.objects.count() == 6
    assert counts[1] == counts[2], counts


def test_the_same_question_answered_twice_keeps_what_she_wrote_on_the_page(case, cast, signed_in):
    reply(case, cast.supervisor, act="no")
    browser, address = signed_in(cast.worker), reverse("screening_answer", args=[case.pk, "elements"])
    answer = browser.post(address, {"based_on": "0", "act": "yes", "note": "Hers"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else answered: No" in page
    assert ">Hers</textarea>" in page
    assert 'name="based_on" value="1"' in page
    assert browser.post(address, {"based_on": "1", "act": "yes", "note": "Hers"}).status_code == 302
    assert screenings.last(case).answers == {"act": "yes", "note": "Hers"}


def test_the_machine_never_says_that_somebody_is_no_victim(case, cast, signed_in):
    """Where everything is answered with no, the pages still do not say it before a person has decided so."""
    questions = {code: "no" for code in ("act", "means", "purpose", "exploited", "D4.01", "ILO.01")}
    reply(case, cast.worker, **questions)
    browser = signed_in(cast.supervisor)
    case_page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "ot a victim" not in case_page
    overview = browser.get(reverse("screening", args=[case.pk])).content.decode()
    offered = re.sub(r"<label class=\"box\">.*?</label>|<option.*?</option>", "", overview, flags=re.DOTALL)
    assert "ot a victim" not in offered  # it stands only among what a person can choose
    assert "does not meet one of the elements" in overview


def test_who_sees_it(case, cast, signed_in):
    reply(case, cast.worker, act="yes")
    pages = [reverse("screening", args=[case.pk]), reverse("screening_version", args=[case.pk, 1])]
    pages += [reverse("screening_answer", args=[case.pk, group]) for group in ("elements", "indicators", "eleven")]
    says = [reverse("screening_say", args=[case.pk, each]) for each in ("propose", "decide", "review")]
    for who in ("worker", "supervisor", *OTHERS):
        browser, status = signed_in(getattr(cast, who)), 404 if who in OTHERS else 200
        assert {browser.get(page).status_code for page in pages} == {status}, who
        if status == 404:
            assert {browser.post(page, {}).status_code for page in (*pages[2:], *says)} == {404}, who


def test_what_is_nowhere_is_not_there(case, cast, signed_in):
    browser = signed_in(cast.worker)
    for page in (
        reverse("screening_answer", args=[case.pk, "zodiac"]), reverse("screening_version", args=[case.pk, 7]),
    ):  # fmt: skip
        assert browser.get(page).status_code == 404
    assert browser.post(reverse("screening_say", args=[case.pk, "conclude"]), {}).status_code == 404


def test_the_pages_are_small(case, cast, signed_in):
    import gzip

    browser = signed_in(cast.worker)
    page = browser.get(reverse("screening_answer", args=[case.pk, "indicators"]))
    assert len(gzip.compress(page.content)) < 20_000
    assert "Natalia" not in re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    fill(case, cast.worker, called="<script>alert(1)</script>")
    reply(case, cast.worker, note="<script>alert(2)</script>")
    for name, more in (("screening", []), ("screening_version", [1]), ("screening_answer", ["elements"])):
        assert "<script>alert" not in browser.get(reverse(name, args=[case.pk, *more])).content.decode()
