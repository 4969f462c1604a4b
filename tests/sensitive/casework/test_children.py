"""What is not done for a child without a determination and a guardian, and how an exception is logged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.sensitive.casework.conftest import fill

from palermo.web.audit.models import Entry
from palermo.web.casework.actions.children import allow_exception, end_exception
from palermo.web.casework.children import (
    Action,
    Determination,
    Exception_,
    Guardian,
    Missing,
    may_go_abroad,
    shut_for,
    what_is_missing,
)
from palermo.web.casework.models import ChildException

TODAY = date(2026, 6, 1)
GUARDIAN = Guardian("appointed", has_mandate=True)
WHOLE = Determination(
    about=["return"], members=3, agencies=2, options=2, has_views=True, has_reasons=True, decision="in_favour",
    decided_on=date(2026, 5, 1),
)  # fmt: skip
REASON = "Her mother is dying; the court and the guardianship office were asked today."


def missing(action=Action.RETURN, *, child=True, guardians=(GUARDIAN,), determinations=(WHOLE,), exceptions=()):
    """What stands in the way, with everything else in order."""
    return what_is_missing(
        action, is_child=child, guardians=guardians, determinations=determinations, exceptions=exceptions, today=TODAY
    )


def but(**changes):
    """The whole determination, with something changed."""
    return [Determination(**{**{name: getattr(WHOLE, name) for name in WHOLE.__slots__}, **changes})]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"members": 4}, [Missing.INCOMPLETE]),
        ({"members": 1}, [Missing.INCOMPLETE]),
        ({"members": 0}, [Missing.INCOMPLETE]),
        ({"members": 5}, []),
        ({"agencies": 1}, [Missing.INCOMPLETE]),
        ({"options": 1}, [Missing.INCOMPLETE]),
        ({"has_views": False}, [Missing.INCOMPLETE]),
        ({"has_reasons": False}, [Missing.INCOMPLETE]),
        ({"decided_on": None}, [Missing.INCOMPLETE]),
        ({"decided_on": TODAY + timedelta(days=1)}, [Missing.INCOMPLETE]),
        ({"decision": "deferred"}, [Missing.INCOMPLETE]),
        ({"decision": ""}, [Missing.INCOMPLETE]),
        ({"decision": "against"}, [Missing.AGAINST]),
        ({"reopened": True}, [Missing.REOPENED]),
        ({"about": ["publication"]}, [Missing.DETERMINATION]),
    ],
)
def test_a_determination_is_whole_or_does_not_count(changes, found):
    assert missing(determinations=but(**changes)) == found


@pytest.mark.parametrize(
    ("guardian", "stands"),
    [
        (GUARDIAN, True),
        (Guardian("temporary", True), True),
        (Guardian("parent", False), True),
        (Guardian("appointed", False), False),
        (Guardian("trusted_adult", True), False),
        (Guardian("legal_representative", True), False),
        (Guardian("appointed", True, conflict_of_interest=True), False),
        (Guardian("appointed", True, until=TODAY - timedelta(days=1)), False),
        (Guardian("appointed", True, until=TODAY), True),
        (Guardian("appointed", True, since=TODAY + timedelta(days=1)), False),
        (Guardian("", True), False),
    ],
)
def test_who_stands_for_a_child(guardian, stands):
    assert (missing(guardians=[guardian]) == []) is stands


def test_the_last_determination_counts_and_of_one_day_the_one_against():
    against = but(decision="against", decided_on=date(2026, 5, 2))
    assert missing(determinations=[WHOLE, *against]) == [Missing.AGAINST]
    assert missing(determinations=[WHOLE, *but(decision="against")]) == [Missing.AGAINST]
    later = but(decided_on=date(2026, 5, 3))
    assert missing(determinations=[*against, *later]) == []
    unfinished = but(decided_on=date(2026, 5, 9), members=2)
    assert missing(determinations=[WHOLE, *unfinished]) == []


determinations = st.builds(
    Determination,
    about=st.lists(st.sampled_from(list(Action)), max_size=4),
    members=st.integers(0, 6),
    agencies=st.integers(0, 3),
    options=st.integers(0, 3),
    has_views=st.booleans(),
    has_reasons=st.booleans(),
    decision=st.sampled_from(["", "in_favour", "against", "deferred"]),
    decided_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    reopened=st.booleans(),
)
guardians = st.builds(
    Guardian,
    kind=st.sampled_from(["", "appointed", "temporary", "parent", "trusted_adult"]),
    has_mandate=st.booleans(),
    since=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    conflict_of_interest=st.booleans(),
)


@given(st.sampled_from(list(Action)), st.lists(guardians, max_size=3), st.lists(determinations, max_size=3))
def test_nothing_opens_without_both_and_an_adult_is_asked_nothing(action, who, decided):
    found = missing(action, guardians=who, determinations=decided)
    if not found:
        assert any(each.conflict_of_interest is False and each.kind for each in who)
        assert any(
            action in each.about and each.decision == "in_favour" and each.members % 2 and each.agencies > 1
            for each in decided
        )
    assert missing(action, child=False, guardians=who, determinations=decided) == []
    assert set(found) <= set(missing(action, guardians=[], determinations=[])) | set(Missing)


@pytest.mark.parametrize(("until", "opens"), [(TODAY, True), (TODAY - timedelta(days=1), False)])
def test_an_exception_opens_one_step_until_its_day(until, opens):
    logged = [Exception_("return", until)]
    assert (missing(guardians=[], exceptions=logged) == []) is opens
    assert missing(Action.PUBLICATION, guardians=[], exceptions=logged)


@pytest.fixture
def child(case, cast):
    """The case of somebody whose age is in doubt."""
    fill(case, cast.worker, age_in_doubt="yes")
    return case


def complete(child, by, **changes):
    """A guardian and a whole determination, in forms."""
    fill(child, by, form="guardian", kind="appointed", name="Office", mandate="Court of Turin 12/26",
         conflict_of_interest="no")  # fmt: skip
    given = {
        "about": ["return", "transfer_abroad"], "panel_members": "A\nB\nC", "panel_agencies": "City\nHouse A",
        "views": "She wants to go to her aunt.", "options": "return\nstay", "decision": "in_favour",
        "reasons": "The aunt was visited.", "decided_on": timezone.now().date().isoformat(),
    }  # fmt: skip
    fill(child, by, form="best_interest_determination", **(given | changes))


def test_a_child_does_not_go_abroad_until_both_are_there(child, cast):
    assert len(may_go_abroad(child)) == 2
    assert all(sentence.startswith("Return: ") for sentence in may_go_abroad(child))
    complete(child, cast.worker)
    assert may_go_abroad(child) == []
    assert may_go_abroad(child, Action.TRANSFER_ABROAD) == []
    assert shut_for(child, Action.PUBLICATION)


@pytest.mark.parametrize(
    "changes",
    [{"panel_members": "A\nB\nB"}, {"panel_agencies": "City\ncity"}, {"panel_members": "A\nB\nC\nD"}],
    ids=["one member twice", "one agency twice", "even"],
)
def test_a_panel_is_counted_by_who_is_on_it(child, cast, changes):
    complete(child, cast.worker, **changes)
    assert may_go_abroad(child)


def test_a_mark_that_was_not_renewed_opens_nothing(child, cast):
    """The birth date decides, even where the case's mark of a child is stale."""
    from palermo.web.casework.models import Case

    Case.objects.filter(pk=child.pk).update(is_child=False)
    child.refresh_from_db()
    assert may_go_abroad(child)


def test_an_adult_is_asked_for_nothing(case):
    assert may_go_abroad(case) == []


def soon(days=5):
    return timezone.now().date() + timedelta(days=days)


def test_an_exception_is_logged_by_somebody_else_than_the_owner(child, cast):
    with pytest.raises(PermissionDenied):
        allow_exception(case=child, action="return", reason=REASON, until=soon(), by=cast.worker)
    with pytest.raises(ValidationError, match="cannot wait"):
        allow_exception(case=child, action="return", reason="urgent", until=soon(), by=cast.supervisor)
    for days in (-1, 31):
        with pytest.raises(ValidationError, match="day"):
            allow_exception(case=child, action="return", reason=REASON, until=soon(days), by=cast.supervisor)
    made = allow_exception(case=child, action="return", reason=REASON, until=soon(), by=cast.supervisor)
    assert may_go_abroad(child) == []
    entry = Entry.objects.get(verb="child.exception")
    assert (entry.case, entry.actor, entry.reason) == (child.pk, cast.supervisor.pk, REASON)
    end_exception(exception=made, by=cast.supervisor)
    assert may_go_abroad(child)
    assert Entry.objects.filter(verb="child.exception_ended", case=child.pk).exists()


def test_a_supervisor_logs_none_for_a_case_of_her_own(child, cast):
    child.owner = cast.supervisor
    child.save()
    with pytest.raises(PermissionDenied):
        allow_exception(case=child, action="return", reason=REASON, until=soon(), by=cast.supervisor)


POSTS = {"worker": 404, "colleague": 404, "supervisor": 302, "auditor": 404, "administrator": 404, "stranger": 404,
         "data_officer": 404, "protection_officer": 404, "recipient": 404}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), POSTS.items())
def test_who_can_log_an_exception_on_the_page(child, cast, signed_in, who, status):
    sent = {"action": "return", "reason": REASON, "until": soon().isoformat()}
    answer = signed_in(getattr(cast, who)).post(reverse("child_exception", args=[child.pk]), sent)
    assert answer.status_code == status
    assert ChildException.objects.exists() is (status == 302)


def test_the_page_says_what_waits_and_what_was_excepted(child, cast, signed_in):
    browser = signed_in(cast.supervisor)
    page = browser.get(reverse("case", args=[child.pk])).content.decode()
    assert "nobody with a mandate stands for the child" in page
    browser.post(reverse("child_exception", args=[child.pk]), {"action": "return", "reason": "x", "until": "9"})
    assert not ChildException.objects.exists()
    made = allow_exception(case=child, action="return", reason=REASON, until=soon(), by=cast.supervisor)
    page = browser.get(reverse("case", args=[child.pk])).content.decode()
    assert REASON in page
    browser.post(reverse("end_child_exception", args=[child.pk, made.pk]))
    made.refresh_from_db()
    assert made.ended_at is not None
