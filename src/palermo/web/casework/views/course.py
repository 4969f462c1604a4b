"""Time to recover, follow-up, the end of a case; what is due, what one is told, and the rules of the house."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import naming, permissions, queries, recoveries, tasks
from palermo.web.casework.actions import closing, recovery, visits
from palermo.web.casework.house import rules_of
from palermo.web.casework.models import Alert, Case, Closure, RecoveryPeriod, Visit
from palermo.web.casework.policies import ENDED
from palermo.web.casework.rules.days import LEAST_RECOVERY, when
from palermo.web.casework.views.steps import Decide, Step, StepForm, asked, codes, day, head, text, tried
from palermo.web.casework.views.who import user_of
from palermo.web.casework.workflow import states


class BeginRecovery(StepForm):
    """Time to recover begins."""

    do = "begin"
    button = _("Write it down")
    starts_on = day(_("From which day there were reasonable grounds"))
    days = forms.IntegerField(label=_("How many days"), min_value=1, max_value=1_000)
    grounds = text(_("Who found reasonable grounds, and how that is known"))


class EndRecovery(StepForm):
    """It ends before its day."""

    do = "end"
    button = _("End it")
    end = forms.ChoiceField(label=_("Why it ends before its day"), choices=codes("recovery-ends", _("Choose")))
    on = day(_("On which day"), today=True)
    why = text(_("Who decided so, and why"))


class PlanVisit(StepForm):
    """A follow-up is planned."""

    do = "plan"
    button = _("Plan it")
    kind = forms.ChoiceField(label=_("How"), choices=codes("visit-kinds", _("Choose")))
    due = day(_("On which day"))
    purpose = text(_("What to look at"), required=False)


class EndVisit(StepForm):
    """What became of a follow-up."""

    do = "end"
    button = _("Keep it")
    state = forms.ChoiceField(
        label=_("What became of it"), widget=forms.RadioSelect,
        choices=[("done", _("It was done")), ("missed", _("She could not be met")), ("dropped", _("It is not needed"))],
    )  # fmt: skip
    on = day(_("On which day"), today=True)
    text = text(_("How she is, or why it did not come to it"))


class Review(StepForm):
    """The last review."""

    do = "review"
    button = _("Close the case")
    reason = forms.ChoiceField(label=_("Why the case is closed"), choices=codes("closure-reasons", _("Choose")))
    reviewed_on = day(_("Day of the last review"), today=True)
    review = text(_("What the last review with her found, or why there was none"), rows=4)
    outcome = text(_("How she is now, as far as you know"), rows=3)
    handed_on = text(_("What becomes of what is still open"), required=False)


class SetRules(StepForm):
    """What the organisation wants."""

    do = "set"
    button = _("Keep it")
    plan_approval = forms.BooleanField(label=_("A supervisor approves each plan"), required=False)
    closure_approval = forms.BooleanField(label=_("A supervisor approves each closure"), required=False)
    recovery_days = forms.IntegerField(label=_("Days of time to recover, at least"), min_value=1, max_value=1_000)


@require_http_methods(["GET", "POST"])
def time_to_recover(request: HttpRequest, key: UUID) -> HttpResponse:
    """Time to recover and to reflect: how much is left, and how it was decided."""
    user, case = _found(request, key)
    steps = {
        "begin": Step(BeginRecovery, lambda given, item: recovery.begin_recovery(case=case, by=user, **given)),
        "end": Step(EndRecovery, lambda given, item: recovery.end_recovery(case=case, by=user, **given)),
    }
    failed = tried(request, steps) if request.method == "POST" else None
    if request.method == "POST" and failed is None:
        return redirect("recovery", key=key)
    least = max(LEAST_RECOVERY, rules_of(case.organisation_id).recovery_days)
    about: dict[str, Any] = {"least": least, **recoveries.told(case)}
    about["decisions"] = RecoveryPeriod.objects.filter(case=case).select_related("by").order_by("-at")
    if _may_edit(user, case):
        about["begin_form"] = asked(failed, BeginRecovery, initial={"days": least})
        if about["left"]:
            about["end_form"] = asked(failed, EndRecovery)
    return _shown(request, "casework/recovery.html", case, about, failed)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Visits that are planned, and what others found."""
    user, case = _found(request, key)
    steps = {
        "plan": Step(PlanVisit, lambda given, item: visits.plan_visit(case=case, by=user, **given)),
        "end": Step(EndVisit, lambda given, item: visits.end_visit(visit=_visit(case, item), by=user, **given)),
    }
    failed = tried(request, steps) if request.method == "POST" else None
    if request.method == "POST" and failed is None:
        return redirect("follow_up", key=key)
    found = list(Visit.objects.filter(case=case).select_related("ended_by").order_by("-due"))
    today = timezone.localdate()
    about: dict[str, Any] = {
        "planned": [(each, when(each.due, today)) for each in reversed(found) if each.state == "planned"],
        "ended": [each for each in found if each.state != "planned"],
    }
    if _may_edit(user, case):
        about["form"] = asked(failed, PlanVisit)
        about["forms"] = {each.pk: asked(failed, EndVisit, each.pk) for each, _when in about["planned"]}
    return _shown(request, "casework/follow_up.html", case, about, failed)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a case: what is open, a last review, and a supervisor's yes where that is wanted."""
    user = user_of(request)
    deciding = request.POST.get("do") == Decide.do
    wanted = Permission.PLAN_APPROVE if deciding else Permission.CASE_CLOSE
    case = queries.case_for(user, key, Permission.CASE_READ if request.method == "GET" else wanted)
    waiting = waiting_closure(case)

    def decide(given: dict[str, Any], item: str) -> None:
        if waiting is None:
            raise Http404
        waiting.case = case
        closing.decide_closure(closure=waiting, approve=given["answer"] == "yes", by=user, comment=given["comment"])

    steps = {
        "review": Step(Review, lambda given, item: closing.review_closure(case=case, by=user, **given)),
        "decide": Step(Decide, decide),
    }
    failed = tried(request, steps) if request.method == "POST" else None
    if request.method == "POST" and failed is None:
        return redirect("case", key=key)
    open_tasks = tasks.tasks(tasks.of_case(case), until=date.max)
    leads = "closed" in states()[case.state].leads_to
    about: dict[str, Any] = {
        "open": open_tasks,
        "waiting": waiting,
        "closures": Closure.objects.filter(case=case).select_related("by", "decided_by").order_by("-at"),
        "leads": leads,
        "wants_approval": rules_of(case.organisation_id).closure_approval,
    }
    if leads and permissions.may(user, Permission.CASE_CLOSE, case):
        about["form"] = asked(failed, Review)
    if waiting and user.pk not in (waiting.by_id, case.owner_id):
        if permissions.may(user, Permission.PLAN_APPROVE, case):
            about["decide_form"] = asked(failed, Decide)
    return _shown(request, "casework/closing.html", case, about, failed)


@require_GET
def to_do(request: HttpRequest) -> HttpResponse:
    """What is due: hers, or her teams'."""
    user = user_of(request)
    if user.may(Permission.CASE_EDIT) is None:
        raise Http404
    may_see_teams = user.may(Permission.CASE_ASSIGN) is not None
    teams = request.GET.get("whose") == "teams" and may_see_teams
    found = tasks.tasks(tasks.of_teams(user) if teams else tasks.of_owner(user))
    about = {
        "groups": tasks.grouped(found),
        "names": naming.names_of([each.case for each in found], masked=naming.is_masked(request)),
        "masked": naming.is_masked(request),
        "teams": teams,
        "may_see_teams": may_see_teams,
    }
    return render(request, "casework/to_do.html", about)


@require_POST
def seen(request: HttpRequest, alert: UUID) -> HttpResponse:
    """She has seen what she was told."""
    user = user_of(request)
    found = Alert.objects.filter(pk=alert, user=user).first()
    if found is None:
        raise Http404
    closing.see_alert(alert=found, by=user)
    return redirect("my_day")


@require_http_methods(["GET", "POST"])
def house(request: HttpRequest) -> HttpResponse:
    """What the organisation wants of its case work."""
    user = user_of(request)
    if user.may(Permission.ORGANISATION_CONFIGURE) is None:
        raise Http404
    stands = rules_of(user.organisation_id)
    steps = {"set": Step(SetRules, lambda given, item: closing.set_house_rules(by=user, **given))}
    failed = tried(request, steps) if request.method == "POST" else None
    if request.method == "POST" and failed is None:
        return redirect("house_rules")
    initial = {name: getattr(stands, name) for name in SetRules.base_fields}
    about = {"form": asked(failed, SetRules, initial=initial), "least": LEAST_RECOVERY, "failed": failed}
    return render(request, "casework/house.html", about, status=422 if failed else 200)


def waiting_closure(case: Case) -> Closure | None:
    """The last review that waits for a supervisor."""
    found = Closure.objects.filter(case=case, wants_approval=True, decided_at=None, spent_at=None)
    return found.select_related("by").order_by("-at").first()


def _found(request: HttpRequest, key: UUID) -> tuple[User, Case]:
    user = user_of(request)
    if request.method == "POST":
        return user, queries.case_for(user, key, Permission.CASE_EDIT)
    case = queries.case_for(user, key)
    with recorded():
        record(user, "case.read", case, via="course")
    return user, case


def _may_edit(user: User, case: Case) -> bool:
    return case.state not in ENDED and permissions.may(user, Permission.CASE_EDIT, case)


def _shown(
    request: HttpRequest, template: str, case: Case, about: dict[str, Any], failed: StepForm | None
) -> HttpResponse:
    return render(request, template, {**head(request, case), **about, "failed": failed}, status=422 if failed else 200)


def _visit(case: Case, key: str) -> Visit:
    try:
        found = Visit.objects.filter(case=case, pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    found.case = case
    return found
