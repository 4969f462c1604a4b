"""Plans: written, agreed, approved by somebody else, changed in versions that stay, and done."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.conftest import agreed, planned

from palermo.web.audit.models import Entry
from palermo.web.casework import gates, plans, tasks
from palermo.web.casework.actions import plans as actions
from palermo.web.casework.actions.cases import assign_case
from palermo.web.casework.actions.closing import see_alert, set_house_rules
from palermo.web.casework.actions.services import Entry as Provided
from palermo.web.casework.actions.services import keep_provider
from palermo.web.casework.alerts import unseen
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Alert, Case, Need, Plan, PlanAction, PlanStep
from palermo.web.casework.timeline import timeline

TODAY = timezone.localdate
PAGES = {
    "worker": 200, "supervisor": 200, "colleague": 404, "far_colleague": 404, "recipient": 404, "data_officer": 404,
    "protection_officer": 404, "auditor": 404, "administrator": 404, "stranger": 404, "foreign_administrator": 404,
}  # fmt: skip


@pytest.fixture
def wants_approval(cast):
    set_house_rules(by=cast.administrator, plan_approval=True, closure_approval=True, recovery_days=30)


def test_a_plan_stands_when_she_agrees_and_the_gate_opens(case, cast):
    assert "agreed" in gates.plan_agreed(case)
    plan = planned(case, cast.worker)
    assert plans.standing(case) is None
    assert gates.plan_agreed(case)
    actions.agree_plan(plan=plan, on=TODAY(), by=cast.worker, said="Yes.", review_on=TODAY() + timedelta(days=30))
    assert plans.standing(case) == plan
    assert not gates.plan_agreed(case)
    assert Entry.objects.filter(verb="plan.agreed", case=case.pk).count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [({"on": TODAY() + timedelta(days=1)}, "future"), ({"review_on": TODAY()}, "after"),
     ({"said": "x" * 5_001}, "long")],
)  # fmt: skip
def test_what_is_no_agreement(case, cast, given, said):
    with pytest.raises(ValidationError, match=said):
        actions.agree_plan(plan=planned(case, cast.worker), by=cast.worker, **{"on": TODAY()} | given)


def test_a_plan_in_which_nothing_is_to_be_done_is_none(case, cast):
    plan = actions.begin_plan(case=case, by=cast.worker)
    with pytest.raises(ValidationError, match="Nothing is to be done"):
        actions.agree_plan(plan=plan, on=TODAY(), by=cast.worker)
    need = actions.add_need(plan=plan, area="health", need="A doctor", by=cast.worker)
    actions.add_action(need=need, what="Call the clinic", who="worker", due=TODAY(), by=cast.worker)
    other = actions.add_need(plan=plan, area="legal", need="A lawyer", by=cast.worker)
    with pytest.raises(ValidationError, match="no action"):
        actions.agree_plan(plan=plan, on=TODAY(), by=cast.worker)
    actions.take_out_of_plan(item=other, by=cast.worker)
    actions.agree_plan(plan=plan, on=TODAY(), by=cast.worker)
    assert Need.objects.filter(plan=plan).count() == 2
    with pytest.raises(ValidationError, match="new one"):
        actions.add_need(plan=plan, area="legal", need="A lawyer", by=cast.worker)


def test_a_changed_plan_keeps_the_one_before_and_what_was_done_meanwhile(case, cast):
    first = agreed(case, cast.worker)
    second = actions.begin_plan(case=case, by=cast.worker)
    with pytest.raises(ValidationError, match="already"):
        actions.begin_plan(case=case, by=cast.supervisor)
    old = PlanAction.objects.get(plan=first)
    copy = PlanAction.objects.get(plan=second)
    assert (copy.what, copy.follows) == (old.what, old)
    actions.mark_action(action=old, state="done", by=cast.worker, text="She moved in.")
    need = actions.add_need(plan=second, area="education", need="A course", by=cast.worker)
    actions.add_action(need=need, what="Sign up", who="herself", due=TODAY(), by=cast.worker)
    actions.agree_plan(plan=second, on=TODAY(), by=cast.worker)
    first.refresh_from_db()
    copy.refresh_from_db()
    assert (first.state, plans.standing(case), copy.state) == ("replaced", second, "done")
    assert [wanted.area for wanted in plans.rows(first)] == ["A place to live"]
    with pytest.raises(ValidationError, match="not the plan that stands"):
        actions.mark_action(action=old, state="planned", by=cast.worker)


def test_a_need_that_was_met_is_not_copied(case, cast):
    first = agreed(case, cast.worker)
    actions.mark_action(action=PlanAction.objects.get(plan=first), state="done", by=cast.worker)
    assert not Need.objects.filter(plan=actions.begin_plan(case=case, by=cast.worker)).exists()


@pytest.mark.usefixtures("wants_approval")
def test_somebody_else_approves_and_never_her_own(case, cast):
    plan = agreed(case, cast.worker)
    assert (plan.state, plans.standing(case)) == ("waiting", None)
    assert "waits" in gates.plan_agreed(case)
    for who in ("worker", "colleague", "auditor", "stranger", "administrator"):
        with pytest.raises(PermissionDenied):
            actions.decide_plan(plan=plan, approve=True, by=getattr(cast, who))
    actions.decide_plan(plan=plan, approve=True, by=cast.supervisor)
    assert plans.standing(case) == plan
    with pytest.raises(ValidationError, match="already"):
        actions.decide_plan(plan=plan, approve=False, comment="No.", by=cast.supervisor)
    assert [each.kind for each in unseen(cast.worker)] == [Alert.Kind.PLAN_APPROVED]


@pytest.mark.usefixtures("wants_approval")
@pytest.mark.parametrize("own", ["made", "agreed", "owned"])
def test_a_supervisor_does_not_approve_what_is_her_own(case, cast, own):
    plan = planned(case, cast.supervisor if own == "made" else cast.worker)
    actions.agree_plan(plan=plan, on=TODAY(), by=cast.supervisor if own == "agreed" else cast.worker)
    if own == "owned":
        Case.objects.update(owner=cast.supervisor)
    assert tasks.to_approve(cast.supervisor) == ([], [])
    with pytest.raises(PermissionDenied):
        actions.decide_plan(plan=plan, approve=True, by=cast.supervisor)


@pytest.mark.usefixtures("wants_approval")
def test_one_that_was_sent_back_is_written_anew_from_what_is_being_done(case, cast):
    plan = agreed(case, cast.worker)
    actions.decide_plan(plan=plan, approve=True, by=cast.supervisor)
    second = actions.begin_plan(case=case, by=cast.worker)
    actions.agree_plan(plan=second, on=TODAY(), by=cast.worker)
    with pytest.raises(ValidationError, match="missing"):
        actions.decide_plan(plan=second, approve=False, by=cast.supervisor)
    actions.decide_plan(plan=second, approve=False, comment="Say who pays.", by=cast.supervisor)
    assert plans.standing(case) == plan
    third = actions.begin_plan(case=case, by=cast.worker)
    assert PlanAction.objects.get(plan=third).follows == PlanAction.objects.get(plan=plan)


@pytest.mark.parametrize(
    ("given", "said"),
    [({"state": "lost"}, "how far"), ({"state": "not_done"}, "why"),
     ({"state": "done", "on": TODAY() + timedelta(days=1)}, "future")],
)  # fmt: skip
def test_what_is_no_step(case, cast, given, said):
    action = PlanAction.objects.get(plan=agreed(case, cast.worker))
    with pytest.raises(ValidationError, match=said):
        actions.mark_action(action=action, by=cast.worker, **given)
    assert not PlanStep.objects.exists()


def test_a_provider_is_of_the_house_and_in_the_directory(case, cast):
    clinic = keep_provider(entry=Provided("The clinic", types=["medical"]), by=cast.worker)
    theirs = keep_provider(entry=Provided("Their clinic"), by=cast.stranger)
    planned(case, cast.worker, who="provider", provider=clinic)
    need = Need.objects.get()
    for given in ({"who": "provider"}, {"who": "worker", "provider": clinic}, {"who": "provider", "provider": theirs}):
        with pytest.raises(ValidationError):
            actions.add_action(need=need, what="x", due=TODAY(), by=cast.worker, **given)


def test_the_standard_writes_a_plan(case, cast):
    plan = agreed(case, cast.worker)
    written = plans.support_plans(plan)
    assert written == [
        {
            "spl_Type": "SocialCare", "spl_Objectives": "A room of her own\nShe lives where she chooses.",
            "spl_ActionPlan": "Ask the house in the valley", "spl_PlannedEndDate": TODAY() + timedelta(days=20),
            "spl_ActualEndDate": None,
        }
    ]  # fmt: skip
    actions.mark_action(action=PlanAction.objects.get(), state="done", by=cast.worker)
    assert plans.support_plans(plan)[0]["spl_ActualEndDate"] == TODAY()


def test_every_area_is_of_the_standard_or_has_no_type():
    types = set(answers("support-plan-type")) | {""}
    assert {each.standard for name in ("need-areas", "service-types") for each in answers(name).values()} <= types
    assert types - {""} <= {each.standard for each in answers("need-areas").values()}


@pytest.mark.parametrize("name", ["need-areas", "plan-who", "plan-action-states", "service-types", "service-units",
                                  "visit-kinds", "recovery-ends", "closure-reasons"])  # fmt: skip
def test_every_answer_is_in_four_languages_with_its_source(name):
    assert all(set(each.label) == {"en", "fr", "es", "ar"} and each.source for each in answers(name).values())


@pytest.mark.parametrize(("who", "status"), PAGES.items())
def test_who_sees_a_plan_and_who_changes_it(case, cast, signed_in, who, status):
    plan = agreed(case, cast.worker)
    browser = signed_in(getattr(cast, who))
    assert browser.get(reverse("plan", args=[case.pk])).status_code == status
    assert browser.get(reverse("plan_version", args=[case.pk, plan.number])).status_code == status
    answer = browser.post(reverse("plan", args=[case.pk]), {"do": "begin"})
    assert answer.status_code == (302 if status == 200 else 404)
    assert Plan.objects.count() == (2 if status == 200 else 1)


def test_a_plan_is_made_by_hand_and_what_is_wrong_is_said_beside_it(case, cast, signed_in):
    browser, address = signed_in(cast.worker), reverse("plan", args=[case.pk])
    assert "There is no plan yet" in browser.get(address).content.decode()
    browser.post(address, {"do": "begin"})
    answer = browser.post(address, {"do": "need", "area": "", "need": "To see <b>a doctor</b>"})
    assert answer.status_code == 422
    assert "To see &lt;b&gt;a doctor" in answer.content.decode()
    browser.post(address, {"do": "need", "area": "health", "need": "A doctor"})
    need = Need.objects.get()
    due = (TODAY() + timedelta(days=2)).isoformat()
    browser.post(address, {"do": "action", "item": need.pk, "what": "Call", "who": "worker", "due": due})
    browser.post(address, {"do": "agree", "on": TODAY().isoformat(), "said": "Yes, she said."})
    assert plans.standing(case) is not None
    action = PlanAction.objects.get()
    page = browser.get(address).content.decode()
    assert "Yes, she said." in page
    browser.post(address, {"do": "mark", "item": action.pk, "state": "doing", "on": TODAY().isoformat()})
    assert PlanStep.objects.get().state == "doing"
    assert browser.post(address, {"do": "dance"}).status_code == 404
    assert browser.post(address, {"do": "mark", "item": "x", "state": "done", "on": due}).status_code == 404
    assert "Call" in browser.get(reverse("case", args=[case.pk])).content.decode()


@pytest.mark.usefixtures("wants_approval")
def test_a_supervisor_finds_what_waits_and_decides(case, cast, signed_in):
    agreed(case, cast.worker)
    browser = signed_in(cast.supervisor)
    assert "a plan to be approved" in browser.get(reverse("my_day")).content.decode()
    address = reverse("plan", args=[case.pk])
    assert browser.post(address, {"do": "decide", "answer": "no"}).status_code == 422
    browser.post(address, {"do": "decide", "answer": "no", "comment": "Say who pays."})
    assert "Say who pays." in signed_in(cast.worker).get(address).content.decode()
    assert signed_in(cast.worker).post(address, {"do": "decide", "answer": "yes"}).status_code == 404


def test_hidden_names_hide_what_a_plan_says(case, cast, signed_in):
    agreed(case, cast.worker)
    browser = signed_in(cast.worker)
    browser.post(reverse("mask"))
    for page in ("case", "plan", "services"):
        assert "house in the valley" not in browser.get(reverse(page, args=[case.pk])).content.decode()


def test_who_is_given_a_case_is_told_once(case, cast, signed_in):
    assign_case(case=case, to=cast.colleague, by=cast.supervisor)
    told = Alert.objects.get()
    browser = signed_in(cast.colleague)
    assert "This case was given to you" in browser.get(reverse("my_day")).content.decode()
    assert signed_in(cast.worker).post(reverse("seen", args=[told.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        see_alert(alert=told, by=cast.worker)
    browser.post(reverse("seen", args=[told.pk]))
    assert "This case was given to you" not in browser.get(reverse("my_day")).content.decode()


def test_the_timeline_tells_of_a_plan(case, cast):
    plan = agreed(case, cast.worker)
    actions.mark_action(action=PlanAction.objects.get(plan=plan), state="done", by=cast.worker, text="She moved in.")
    told = " ".join(f"{each.what} {each.text}" for each in timeline(case))
    for words in ("begun", "She agreed to version 1", "soon please", "house in the valley: Done", "moved in"):
        assert words in told
