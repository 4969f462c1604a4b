"""What is due, time to recover, follow-up, closing and opening again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.conftest import agreed, close
from tests.sensitive.casework.test_consent import agree
from tests.sensitive.casework.test_plans import PAGES
from tests.sensitive.clock import turn

from palermo.web.casework import gates, recoveries, tasks
from palermo.web.casework.actions.cases import make_case, move_case
from palermo.web.casework.actions.closing import decide_closure, review_closure, set_house_rules
from palermo.web.casework.actions.plans import agree_plan, begin_plan
from palermo.web.casework.actions.recovery import begin_recovery, end_recovery
from palermo.web.casework.actions.services import plan_service
from palermo.web.casework.actions.visits import end_visit, plan_visit
from palermo.web.casework.models import Alert, Case, Closure, ConsentEvent, Move, RecoveryPeriod, Visit
from palermo.web.casework.rules.days import When
from palermo.web.casework.timeline import timeline

TODAY = timezone.localdate
GROUNDS = "The police wrote it in their letter."


def due(user):
    return [(task.kind, task.when) for task in tasks.tasks(tasks.of_owner(user))]


def in_days(days):
    return TODAY() + timedelta(days=days)


def test_what_is_due_follows_the_clock(case, cast, monkeypatch):
    agreed(case, cast.worker, due=in_days(8))
    plan_service(case=case, type="medical", on=in_days(10), by=cast.worker)
    plan_visit(case=case, kind="visit", due=in_days(9), by=cast.worker)
    assert due(cast.worker) == []
    turn(monkeypatch, days=8)
    assert due(cast.worker) == [("action", When.TODAY), ("visit", When.SOON), ("service", When.SOON)]
    turn(monkeypatch, days=2)
    assert due(cast.worker) == [("action", When.OVERDUE), ("visit", When.OVERDUE), ("service", When.TODAY)]
    assert due(cast.colleague) == []
    close_as_it_is(case)
    assert due(cast.worker) == []


def close_as_it_is(case):
    Case.objects.filter(pk=case.pk).update(state="closed")


def test_a_version_that_is_not_agreed_is_nobodys_task(case, cast):
    agreed(case, cast.worker, due=in_days(1))
    second = begin_plan(case=case, by=cast.worker)
    assert due(cast.worker) == [("action", When.SOON)]
    agree_plan(plan=second, on=TODAY(), by=cast.worker, review_on=in_days(2))
    assert due(cast.worker) == [("action", When.SOON), ("plan_review", When.SOON)]


def test_a_yes_that_runs_out_is_due_until_she_is_asked_again(case, cast):
    agree(case, cast.worker, "record")
    ConsentEvent.objects.filter(item="record").update(until=in_days(3))
    assert due(cast.worker) == [("consent", When.SOON)]
    agree(case, cast.worker, "record")
    assert due(cast.worker) == []


def test_time_to_recover_is_due_before_it_ends(case, cast, monkeypatch):
    begin_recovery(case=case, starts_on=TODAY(), by=cast.worker, grounds=GROUNDS)
    turn(monkeypatch, days=25)
    assert due(cast.worker) == [("recovery", When.SOON)]
    begin_recovery(case=case, starts_on=in_days(-25), days=90, by=cast.worker, grounds="Made longer by the court.")
    assert due(cast.worker) == []


def test_a_supervisor_sees_her_teams_and_nobody_else_does(case, cast, signed_in):
    agreed(case, cast.worker, due=in_days(0))
    assert [task.case for task in tasks.tasks(tasks.of_teams(cast.supervisor))] == [case]
    for who in ("worker", "stranger", "auditor", "recipient"):
        assert tasks.tasks(tasks.of_teams(getattr(cast, who))) == []
    page = signed_in(cast.supervisor).get(reverse("to_do"), {"whose": "teams"}).content.decode()
    assert "house in the valley" in page
    assert "house in the valley" not in signed_in(cast.colleague).get(
        reverse("to_do"), {"whose": "teams"}
    ).content.decode()  # fmt: skip
    assert "Due today" in signed_in(cast.worker).get(reverse("my_day")).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("worker", 200), ("supervisor", 200), ("recipient", 404), ("auditor", 404), ("stranger", 200)]
)
def test_who_has_something_to_do(cast, signed_in, who, status):
    assert signed_in(getattr(cast, who)).get(reverse("to_do")).status_code == status


def test_each_kind_of_task_is_asked_for_once_whatever_the_cases(case, cast, django_assert_num_queries):
    for _ in range(6):
        another = make_case(by=cast.worker)
        agreed(another, cast.worker, due=in_days(1))
        plan_service(case=another, type="food", on=in_days(2), by=cast.worker)
        plan_visit(case=another, kind="visit", due=in_days(2), by=cast.worker)
    with django_assert_num_queries(len(tasks.TASKS)):
        found = tasks.tasks(tasks.of_owner(cast.worker))
    assert len(found) == 18
    with django_assert_num_queries(0):
        assert {task.case.number for task in found}


def test_the_queries_of_my_day_do_not_grow_with_tasks(case, cast, signed_in, django_assert_max_num_queries):
    for _ in range(5):
        agreed(make_case(by=cast.worker), cast.worker, due=in_days(1))
    browser = signed_in(cast.worker)
    browser.get(reverse("my_day"))
    with django_assert_max_num_queries(26):
        browser.get(reverse("my_day"))


@pytest.mark.parametrize(
    ("given", "said"),
    [({"days": 29}, "at least 30"), ({"days": 400}, "at most"), ({"starts_on": TODAY() + timedelta(days=1)}, "to come"),
     ({"grounds": "police"}, "sentence")],
)  # fmt: skip
def test_what_is_no_time_to_recover(case, cast, given, said):
    with pytest.raises(ValidationError, match=said):
        begin_recovery(case=case, by=cast.worker, **{"starts_on": TODAY(), "grounds": GROUNDS} | given)


def test_time_to_recover_counts_down_and_an_organisation_may_want_more(case, cast, monkeypatch):
    set_house_rules(by=cast.administrator, plan_approval=False, closure_approval=False, recovery_days=90)
    period = begin_recovery(case=case, starts_on=in_days(-9), by=cast.worker, grounds=GROUNDS)
    assert period.ends_on == in_days(80)
    told = recoveries.told(case)
    assert (told["days"], told["passed"], told["left"]) == (90, 9, 81)
    turn(monkeypatch, days=81)
    assert recoveries.told(case)["left"] == 0


def test_it_ends_before_its_day_for_a_reason_that_is_kept(case, cast):
    begin_recovery(case=case, starts_on=in_days(-9), by=cast.worker, grounds=GROUNDS)
    with pytest.raises(ValidationError, match="sentence"):
        end_recovery(case=case, end="her_wish", why="wish", by=cast.worker)
    end_recovery(case=case, end="her_wish", why="She wants to travel home now.", by=cast.worker)
    with pytest.raises(ValidationError, match="no such time"):
        end_recovery(case=case, end="her_wish", why="She wants to travel home now.", by=cast.worker)
    assert (recoveries.told(case)["left"], RecoveryPeriod.objects.count()) == (0, 2)


def test_a_follow_up_that_was_done_is_a_contact_and_ends_once(case, cast):
    visit = plan_visit(case=case, kind="visit", due=TODAY(), by=cast.worker, purpose="How the room is.")
    with pytest.raises(ValidationError, match="how she is"):
        end_visit(visit=visit, state="done", text=" ", by=cast.worker)
    end_visit(visit=visit, state="done", text="She likes it.", by=cast.worker)
    case.refresh_from_db()
    assert case.contact_at is not None
    with pytest.raises(ValidationError, match="already"):
        end_visit(visit=visit, state="missed", text="x", by=cast.worker)
    with pytest.raises(ValidationError, match="over"):
        plan_visit(case=case, kind="visit", due=in_days(-1), by=cast.worker)
    with pytest.raises(PermissionDenied):
        plan_visit(case=case, kind="visit", due=TODAY(), by=cast.colleague)


@pytest.fixture
def held(case):
    """A case from which closing is possible."""
    Case.objects.filter(pk=case.pk).update(state="on_hold", held_from="intake")
    case.refresh_from_db()
    return case


def test_a_case_is_closed_after_a_last_review_only(held, cast):
    with pytest.raises(ValidationError, match="last review"):
        move_case(case=held, to="closed", by=cast.worker)
    close(held, cast.worker)
    assert (held.state, held.closed_at is not None) == ("closed", True)
    assert Move.objects.get(after="closed").code == "goals_met"


def test_what_is_open_is_seen_and_handed_on(held, cast):
    agreed(held, cast.worker)
    with pytest.raises(ValidationError, match="open still"):
        close(held, cast.worker)
    close(held, cast.worker, handed_on="The house in the valley knows.")
    assert Closure.objects.get().open_items == {"action": 1}


@pytest.mark.parametrize(
    ("given", "said"),
    [({"reason": "boredom"}, "why"), ({"reviewed_on": TODAY() + timedelta(days=1)}, "future"),
     ({"review": "fine"}, "last review"), ({"outcome": "ok"}, "how she is")],
)  # fmt: skip
def test_what_is_no_last_review(held, cast, given, said):
    with pytest.raises(ValidationError, match=said):
        close(held, cast.worker, **given)
    held.refresh_from_db()
    assert held.state == "on_hold"


def test_a_case_that_is_opened_again_says_why_and_needs_another_review(held, cast):
    close(held, cast.worker)
    with pytest.raises(ValidationError, match="opened again"):
        move_case(case=held, to="intake", by=cast.worker, reason="again")
    held = move_case(case=held, to="intake", by=cast.worker, reason="She came back at night.")
    assert (held.state, held.closed_at) == ("intake", None)
    assert gates.closure_reviewed(held)
    assert Closure.objects.get().spent_at is not None


def test_a_supervisor_approves_a_closure_which_closes_the_case(held, cast):
    set_house_rules(by=cast.administrator, plan_approval=False, closure_approval=True, recovery_days=30)
    close(held, cast.worker)
    waiting = Closure.objects.get()
    assert held.state == "on_hold"
    assert "waits" in gates.closure_reviewed(held)
    for who in ("worker", "colleague", "stranger", "auditor"):
        with pytest.raises(PermissionDenied):
            decide_closure(closure=waiting, approve=True, by=getattr(cast, who))
    with pytest.raises(ValidationError, match="missing"):
        decide_closure(closure=waiting, approve=False, by=cast.supervisor)
    decide_closure(closure=waiting, approve=False, comment="Call her once more.", by=cast.supervisor)
    close(held, cast.worker)
    decide_closure(closure=Closure.objects.get(spent_at=None), approve=True, by=cast.supervisor)
    held.refresh_from_db()
    assert held.state == "closed"
    assert set(Alert.objects.values_list("kind", flat=True)) == {"closure_yes", "closure_no"}


def test_a_case_that_cannot_be_closed_from_here_says_so(case, cast):
    with pytest.raises(ValidationError, match="does not go there"):
        close(case, cast.worker)
    with pytest.raises(PermissionDenied):
        review_closure(
            case=case, reason="died", reviewed_on=TODAY(), review="x" * 20, outcome="x" * 20, by=cast.colleague
        )


@pytest.mark.parametrize(("who", "status"), PAGES.items())
def test_who_sees_the_course_of_a_case(held, cast, signed_in, who, status):
    browser = signed_in(getattr(cast, who))
    sent = {
        "recovery": {"do": "begin", "starts_on": TODAY(), "days": 30, "grounds": GROUNDS},
        "follow_up": {"do": "plan", "kind": "visit", "due": TODAY()},
        "close": {"do": "review", "reason": "goals_met", "reviewed_on": TODAY(), "review": "We spoke for an hour.",
                  "outcome": "She is well.", "handed_on": "Her sister knows of the visit."},
    }  # fmt: skip
    sent["close"]["outcome"] = "She is well and at home."
    for page, given in sent.items():
        address = reverse(page, args=[held.pk])
        assert browser.get(address).status_code == status
        assert browser.post(address, given).status_code == (302 if status == 200 else 404), page
    held.refresh_from_db()
    assert held.state == ("closed" if status == 200 else "on_hold")


def test_the_course_by_hand_with_its_faults(held, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("recovery", args=[held.pk])
    answer = browser.post(address, {"do": "begin", "starts_on": TODAY(), "days": "12", "grounds": GROUNDS})
    assert answer.status_code == 422
    assert "at least 30 days" in answer.content.decode()
    browser.post(address, {"do": "begin", "starts_on": TODAY(), "days": "30", "grounds": GROUNDS})
    assert "30 days left" in browser.get(address).content.decode()
    assert "not confirmed" in browser.get(address).content.decode()
    address = reverse("follow_up", args=[held.pk])
    browser.post(address, {"do": "plan", "kind": "telephone", "due": in_days(3)})
    visit = Visit.objects.get()
    browser.post(address, {"do": "end", "item": visit.pk, "state": "missed", "on": TODAY(), "text": "Nobody answered."})
    assert "Nobody answered." in browser.get(address).content.decode()
    told = " ".join(f"{each.what} {each.text}" for each in timeline(held))
    for words in ("Time to recover until", GROUNDS, "Telephone", "Nobody answered."):
        assert words in told
    assert "Close this case" in browser.get(reverse("case", args=[held.pk])).content.decode()
    assert browser.post(reverse("close", args=[held.pk]), {"do": "review"}).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("foreign_administrator", 200), ("worker", 404), ("supervisor", 404), ("auditor", 404)],
)
def test_who_sets_the_rules_of_the_house(cast, signed_in, who, status):
    browser, address = signed_in(getattr(cast, who)), reverse("house_rules")
    assert browser.get(address).status_code == status
    if status == 200:
        assert browser.post(address, {"do": "set", "recovery_days": "12"}).status_code == 422
        browser.post(address, {"do": "set", "plan_approval": "on", "recovery_days": "45"})
        from palermo.web.casework.house import rules_of

        other = cast.b if who == "administrator" else cast.a
        assert rules_of(getattr(cast, who).organisation_id).plan_approval
        assert not rules_of(other.pk).plan_approval
    else:
        assert browser.post(address, {"do": "set", "recovery_days": "45"}).status_code == 404
