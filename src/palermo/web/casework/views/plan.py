"""The plan of a case: written with her, agreed, approved, followed; and its versions."""

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, plans, queries
from palermo.web.casework.actions import plans as actions
from palermo.web.casework.models import Case, Need, Plan, PlanAction, Provider
from palermo.web.casework.policies import ENDED
from palermo.web.casework.views.steps import Decide, Step, StepForm, asked, codes, day, head, text, tried
from palermo.web.casework.views.who import user_of

Row = TypeVar("Row", Need, PlanAction)

FROM_DIRECTORY = "provider:"
"""Before the key of a provider among the answers to who does something."""


class AddNeed(StepForm):
    """A need."""

    do = "need"
    button = _("Add the need")
    area = forms.ChoiceField(label=_("Area"), choices=codes("need-areas", _("Choose")))
    need = text(_("What she needs, in her words"))
    goal = text(_("What shall be reached"), required=False)


class AddAction(StepForm):
    """An action for a need."""

    do = "action"
    button = _("Add the action")
    what = text(_("What is to be done"))
    who = forms.ChoiceField(label=_("Who does it"))
    due = day(_("Until when"))

    def __init__(self, data: Any = None, *, providers: list[Provider], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices: list[Any] = [("", _now("Choose")), *(each for each in codes("plan-who")() if each[0] != "provider")]
        if providers:
            listed = [(f"{FROM_DIRECTORY}{each.pk}", each.name) for each in providers]
            choices.append((_now("From the directory"), listed))
        self.fields["who"].choices = choices  # type: ignore[attr-defined]


class Agree(StepForm):
    """She says yes."""

    do = "agree"
    button = _("She agreed to this plan")
    on = day(_("On which day she said yes"), today=True)
    said = text(_("What she said, and what she changed"), required=False)
    review_on = day(_("When you look at it together again"), required=False)


class Mark(StepForm):
    """How far an action has come."""

    do = "mark"
    button = _("Keep it")
    state = forms.ChoiceField(label=_("How far it has come"), choices=codes("plan-action-states"))
    on = day(_("On which day"), today=True)
    text = text(_("What became of it"), required=False)


class Begin(StepForm):
    """Begin a version."""

    do = "begin"


class TakeNeed(StepForm):
    """Take a need out of a draft."""

    do = "take_need"


class TakeAction(StepForm):
    """Take an action out of a draft."""

    do = "take_action"


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """The plan that stands, and the version that is being written."""
    user = user_of(request)
    if request.method == "GET":
        case = queries.case_for(user, key)
        with recorded():
            record(user, "case.read", case, via="plan")
        return _page(request, case, user, None)
    wanted = Permission.PLAN_APPROVE if request.POST.get("do") == Decide.do else Permission.CASE_EDIT
    case = queries.case_for(user, key, wanted)
    failed = tried(request, _steps(case, user))
    if failed is not None:
        return _page(request, case, user, failed)
    return redirect("plan", key=key)


@require_http_methods(["GET"])
def version(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """A version of the plan as it was."""
    user = user_of(request)
    case = queries.case_for(user, key)
    found = Plan.objects.filter(case=case, number=number).select_related("agreed_by", "decided_by").first()
    if found is None:
        raise Http404
    with recorded():
        record(user, "case.read", case, via="plan")
    return render(
        request, "casework/plan_version.html", {**head(request, case), "plan": found, "rows": plans.rows(found)}
    )


def _steps(case: Case, user: User) -> dict[str, Step]:
    def draft() -> Plan:
        found = plans.written(case)
        if found is None:
            raise ValidationError(_now("Begin a new version first."), code="draft")
        found.case = case
        return found

    def add_action(given: dict[str, Any], item: str) -> None:
        who, provider = given["who"], None
        if who.startswith(FROM_DIRECTORY):
            who, provider = "provider", _provider(case, who.removeprefix(FROM_DIRECTORY))
        actions.add_action(
            need=_item(Need, case, item), what=given["what"], who=who, due=given["due"], by=user, provider=provider
        )

    def decide(given: dict[str, Any], item: str) -> None:
        actions.decide_plan(plan=draft(), approve=given["answer"] == "yes", by=user, comment=given["comment"])

    return {
        "begin": Step(Begin, lambda given, item: actions.begin_plan(case=case, by=user)),
        "need": Step(AddNeed, lambda given, item: actions.add_need(plan=draft(), by=user, **given)),
        "action": Step(AddAction, add_action, {"providers": providers_of(case)}),
        "take_need": Step(
            TakeNeed, lambda given, item: actions.take_out_of_plan(item=_item(Need, case, item), by=user)
        ),
        "take_action": Step(
            TakeAction, lambda given, item: actions.take_out_of_plan(item=_item(PlanAction, case, item), by=user)
        ),
        "agree": Step(Agree, lambda given, item: actions.agree_plan(plan=draft(), by=user, **given)),
        "decide": Step(Decide, decide),
        "mark": Step(
            Mark, lambda given, item: actions.mark_action(action=_item(PlanAction, case, item), by=user, **given)
        ),
    }


def providers_of(case: Case) -> list[Provider]:
    """The directory of a case's organisation, by name."""
    found = Provider.objects.filter(organisation=case.organisation_id, gone_at=None)
    return sorted(found, key=lambda each: each.name.casefold())


def _page(request: HttpRequest, case: Case, user: User, failed: StepForm | None) -> HttpResponse:
    stands, draft = plans.standing(case), plans.written(case)
    may_edit = permissions.may(user, Permission.CASE_EDIT, case) and case.state not in ENDED
    about: dict[str, Any] = {
        "may_edit": may_edit,
        "stands": stands,
        "rows": plans.rows(stands) if stands else [],
        "draft": draft,
        "written": plans.rows(draft) if draft else [],
        "versions": Plan.objects.filter(case=case).order_by("-number"),
        "failed": failed,
        "today": timezone.localdate(),
    }
    if may_edit and stands:
        about["marks"] = {
            each.action.pk: asked(failed, Mark, each.action.pk, initial={"state": each.action.state})
            for wanted in about["rows"]
            for each in wanted.doings
        }
    if may_edit and draft and draft.state == "draft":
        directory = providers_of(case)
        about["need_form"] = asked(failed, AddNeed)
        about["agree_form"] = asked(failed, Agree)
        about["action_forms"] = {
            each.need.pk: asked(failed, AddAction, each.need.pk, providers=directory) for each in about["written"]
        }
    if draft and draft.state == "waiting" and _may_decide(user, case, draft):
        about["decide_form"] = asked(failed, Decide)
    return render(request, "casework/plan.html", {**head(request, case), **about}, status=422 if failed else 200)


def _may_decide(user: User, case: Case, draft: Plan) -> bool:
    own = user.pk in (draft.by_id, draft.agreed_by_id, case.owner_id)
    return not own and permissions.may(user, Permission.PLAN_APPROVE, case)


def _item(model: type[Row], case: Case, key: str) -> Row:
    try:
        found = model.objects.filter(case=case, pk=UUID(key)).select_related("plan").first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    found.case = found.plan.case = case
    return found


def _provider(case: Case, key: str) -> Provider | None:
    try:
        return Provider.objects.filter(organisation=case.organisation_id, pk=UUID(key)).first()
    except ValueError:
        return None
