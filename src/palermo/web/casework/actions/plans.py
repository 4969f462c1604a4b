"""Making a plan with her, agreeing on it, approving it, and noting what became of it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.actions.cases import locked, touch
from palermo.web.casework.alerts import alert
from palermo.web.casework.house import rules_of
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Alert, Case, Need, Plan, PlanAction, PlanStep, Provider
from palermo.web.casework.models.plans import OPEN

LONGEST = 5_000
"""Characters of a need, a goal, an action, or of what she said."""


def begin_plan(*, case: Case, by: User) -> Plan:
    """Begin a plan, or a new version: it starts from what the last one has open. That one stands until she agrees.

    Raises PermissionDenied, and ValidationError where a version is being written already.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        last = Plan.objects.filter(case=case).order_by("-number").first()
        if last is not None and last.state in ("draft", "waiting"):
            raise ValidationError(_("A new version is being written already. Go on with that one."), code="draft")
        plan = Plan.objects.create(
            case=case, organisation=case.organisation, number=last.number + 1 if last else 1, by=by
        )
        if last is not None:
            _copy(last, plan)
        touch(case)
        record(by, "plan.begun", plan, number=plan.number)
    return plan


def add_need(*, plan: Plan, area: str, need: str, by: User, goal: str = "") -> Need:
    """Write down what she needs, and what shall be reached. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, plan.case)
    if area not in answers("need-areas"):
        raise ValidationError(_("That is none of the areas."), code="area")
    need, goal = _text(need, _("Write down what she needs.")), _text(goal)
    with recorded():
        plan = _draft(plan)
        place = (Need.objects.filter(plan=plan).aggregate(last=Max("place"))["last"] or 0) + 1
        made = Need.objects.create(
            plan=plan, case=plan.case, organisation=plan.case.organisation, place=place, area=area, need=need,
            goal=goal or None,
        )  # fmt: skip
        record(by, "plan.need_added", made, case=plan.case_id, area=area)
    return made


def add_action(*, need: Need, what: str, who: str, due: date, by: User, provider: Provider | None = None) -> PlanAction:
    """Write down what is to be done for a need. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, need.case)
    what = _text(what, _("Write down what is to be done."))
    if who not in answers("plan-who"):
        raise ValidationError(_("Say who does it."), code="who")
    if (who == "provider") != (provider is not None):
        raise ValidationError(_("Choose the service of the directory, or say who else does it."), code="provider")
    if provider is not None and (provider.organisation_id != need.organisation_id or provider.gone_at is not None):
        raise ValidationError(_("That service is not in the directory any more."), code="provider")
    with recorded():
        plan = _draft(need.plan)
        if Need.objects.filter(pk=need.pk, gone=True).exists():
            raise ValidationError(_("This was taken out by somebody else."), code="gone")
        made = PlanAction.objects.create(
            plan=plan, need=need, case=plan.case, organisation=plan.case.organisation, place=_place(plan), what=what,
            who=who, provider=provider, due=due,
        )  # fmt: skip
        record(by, "plan.action_added", made, case=plan.case_id)
    return made


def take_out_of_plan(*, item: Need | PlanAction, by: User) -> None:
    """Take a need with its actions, or an action, out of a version that is being written. It is kept, and not shown."""
    permissions.check(by, Permission.CASE_EDIT, item.case)
    with recorded():
        _draft(item.plan)
        type(item).objects.filter(pk=item.pk).update(gone=True)
        if isinstance(item, Need):
            PlanAction.objects.filter(need=item).update(gone=True)
        record(by, "plan.taken_out", item, case=item.case_id)


def agree_plan(*, plan: Plan, on: date, by: User, said: str = "", review_on: date | None = None) -> Plan:
    """She says yes to a version. It is the plan from now on, or from when it is approved, where that is wanted.

    said: what she said and changed. review_on: when it is looked at together again. Raises PermissionDenied, and
    ValidationError for a plan in which nothing is to be done.
    """
    permissions.check(by, Permission.CASE_EDIT, plan.case)
    if on > timezone.localdate():
        raise ValidationError(_("The day lies in the future."), code="future")
    if review_on is not None and review_on <= on:
        raise ValidationError(_("A review comes after the day on which she agreed."), code="review")
    said = _text(said)
    with recorded():
        plan = _draft(plan)
        actions = PlanAction.objects.filter(plan=plan, gone=False)
        if not actions.exists():
            raise ValidationError(
                _("Nothing is to be done in this plan yet. Write down one action at least."), code="empty"
            )
        if Need.objects.filter(plan=plan, gone=False).exclude(pk__in=actions.values("need")).exists():
            raise ValidationError(_("A need has no action yet. Write one down, or take the need out."), code="need")
        plan.agreed_on, plan.agreed_at, plan.agreed_by = on, timezone.now(), by
        plan.said, plan.review_on = said or None, review_on
        plan.wants_approval = rules_of(plan.organisation_id).plan_approval
        plan.save(update_fields=["agreed_on", "agreed_at", "agreed_by", "said", "review_on", "wants_approval"])
        if not plan.wants_approval:
            _stand(plan)
        touch(plan.case)
        record(by, "plan.agreed", plan, number=plan.number)
    return plan


def decide_plan(*, plan: Plan, approve: bool, by: User, comment: str = "") -> Plan:
    """Approve a version that she agreed to, or send it back with what is missing; never one's own.

    Raises PermissionDenied, also for who made it, agreed on it with her, or owns the case; and ValidationError.
    """
    permissions.check(by, Permission.PLAN_APPROVE, plan.case)
    comment = _text(comment, "" if approve else _("Say what is missing."))
    with recorded():
        held = _locked(plan)
        if by.pk in (held.by_id, held.agreed_by_id, held.case.owner_id):
            raise PermissionDenied
        if held.state != "waiting":
            raise ValidationError(_("Somebody else decided this already."), code="decided")
        policies.check_is_open(held.case)
        held.decided_at, held.decided_by, held.is_approved = timezone.now(), by, approve
        held.comment = comment or None
        held.save(update_fields=["decided_at", "decided_by", "is_approved", "comment"])
        if approve:
            _stand(held)
        alert(held.case, Alert.Kind.PLAN_APPROVED if approve else Alert.Kind.PLAN_SENT_BACK, to=held.case.owner, by=by)
        record(by, "plan.approved" if approve else "plan.sent_back", held, number=held.number)
    return held


def mark_action(*, action: PlanAction, state: str, by: User, on: date | None = None, text: str = "") -> PlanAction:
    """Note how far an action has come. text: what became of it. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, action.case)
    on = on or timezone.localdate()
    if state not in answers("plan-action-states"):
        raise ValidationError(_("Say how far it has come."), code="state")
    if on > timezone.localdate():
        raise ValidationError(_("The day lies in the future."), code="future")
    text = _text(text, _("Say why it was not done.") if state == "not_done" else "")
    with recorded():
        plan = _locked(action.plan)
        policies.check_is_open(plan.case)
        if plan.state != "stands":
            raise ValidationError(_("This is not the plan that stands. Look at it again."), code="plan")
        held = PlanAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
        if held.gone or (held.state == state and not text):
            return held
        held.state, held.ended_on = state, None if state in OPEN else on
        held.save(update_fields=["state", "ended_on"])
        PlanStep.objects.create(
            action=held, case=plan.case, organisation=plan.case.organisation, by=by, on=on, state=state,
            text=text or None,
        )  # fmt: skip
        touch(plan.case)
        record(by, "plan.action_marked", held, state=state)
    return held


def _copy(last: Plan, plan: Plan) -> None:
    """What is open of a version, as the beginning of the next. Needs that were reached stay behind.

    Where the last version never stood, it is followed what its own actions followed: those are what is being done.
    """
    stood = last.stands_from is not None
    for need in Need.objects.filter(plan=last, gone=False).order_by("place"):
        still = []
        for each in need.actions.filter(gone=False).select_related("follows", "provider").order_by("place"):
            origin = each if stood else each.follows
            state = origin.state if origin else each.state
            if state in OPEN:
                still.append((each, origin, state))
        if not still:
            continue
        again = Need.objects.create(
            plan=plan, case=plan.case, organisation=plan.organisation, place=need.place, area=need.area, need=need.need,
            goal=need.goal,
        )  # fmt: skip
        for each, origin, state in still:
            PlanAction.objects.create(
                plan=plan, need=again, case=plan.case, organisation=plan.organisation, follows=origin,
                place=each.place, what=each.what, who=each.who, provider=each.provider, due=each.due, state=state,
            )  # fmt: skip


def _stand(plan: Plan) -> None:
    """From now on this version is the plan. What was done meanwhile in the one before is taken over."""
    now = timezone.now()
    for each in PlanAction.objects.filter(plan=plan, gone=False).exclude(follows=None).select_related("follows"):
        if each.follows is not None and each.follows.state != each.state:
            each.state, each.ended_on = each.follows.state, each.follows.ended_on
            each.save(update_fields=["state", "ended_on"])
    Plan.objects.filter(case=plan.case_id, stands_from__isnull=False, replaced_at=None).update(replaced_at=now)
    plan.stands_from = now
    plan.save(update_fields=["stands_from"])


def _draft(plan: Plan) -> Plan:
    held = _locked(plan)
    policies.check_is_open(held.case)
    if held.state != "draft":
        raise ValidationError(_("She agreed to this version already. Begin a new one to change it."), code="agreed")
    return held


def _locked(plan: Plan) -> Plan:
    """A plan as it is now, its case held, so that two who work on it wait for each other."""
    case = locked(plan.case)
    held = Plan.objects.get(pk=plan.pk)
    held.case = case
    return held


def _place(plan: Plan) -> int:
    return (PlanAction.objects.filter(plan=plan).aggregate(last=Max("place"))["last"] or 0) + 1


def _text(text: str, missing: str = "") -> str:
    text = text.strip()
    if missing and not text:
        raise ValidationError(missing, code="empty")
    if len(text) > LONGEST:
        raise ValidationError(_("It is too long: %(most)d characters fit."), params={"most": LONGEST}, code="long")
    return text
