"""Closing a case: a last review, approved where that is wanted; and what an organisation wants."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.actions.cases import locked, move_case, touch
from palermo.web.casework.alerts import alert
from palermo.web.casework.house import rules_of
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Alert, Case, Closure, HouseRules
from palermo.web.casework.rules.days import LEAST_RECOVERY, MOST_RECOVERY
from palermo.web.casework.tasks import open_items
from palermo.web.casework.workflow import states

LEAST_REVIEW = 15
"""Characters of a last review and of an outcome: a word says nothing of her."""


def review_closure(
    *, case: Case, reason: str, reviewed_on: date, review: str, outcome: str, by: User, handed_on: str = ""
) -> Closure:
    """The last review of a case. It closes the case, or waits for a supervisor where that is wanted.

    handed_on: what becomes of what is open, which must be said where anything is. Raises PermissionDenied and
    ValidationError.
    """
    permissions.check(by, Permission.CASE_CLOSE, case)
    if reason not in answers("closure-reasons"):
        raise ValidationError(_("Say why the case is closed."), code="reason")
    if reviewed_on > timezone.localdate():
        raise ValidationError(_("The day lies in the future."), code="future")
    if len(review.strip()) < LEAST_REVIEW:
        raise ValidationError(
            _("Say in a sentence what the last review found, or why there was none with her."), code="review"
        )
    if len(outcome.strip()) < LEAST_REVIEW:
        raise ValidationError(_("Say in a sentence how she is now, as far as you know."), code="outcome")
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        if "closed" not in states()[case.state].leads_to:
            raise ValidationError(_("A case does not go there from where it is."), code="way")
        still = open_items(case)
        if still and not handed_on.strip():
            raise ValidationError(_("Something is open still. Say what becomes of it."), code="open")
        now, wants = timezone.now(), rules_of(case.organisation_id).closure_approval
        Closure.objects.filter(case=case, spent_at=None).update(spent_at=now)
        made = Closure.objects.create(
            case=case, organisation=case.organisation, by=by, reason=reason, reviewed_on=reviewed_on,
            review=review.strip(), outcome=outcome.strip(), open_items=still, handed_on=handed_on.strip() or None,
            wants_approval=wants,
        )  # fmt: skip
        touch(case)
        record(by, "closure.reviewed", made, reason=reason)
        if not wants:
            move_case(case=case, to="closed", by=by, code=reason)
    return made


def decide_closure(*, closure: Closure, approve: bool, by: User, comment: str = "") -> Closure:
    """Approve a closure, which closes the case, or send it back; never one's own, nor of one's own case.

    Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.PLAN_APPROVE, closure.case)
    if not approve and not comment.strip():
        raise ValidationError(_("Say what is missing."), code="comment")
    with recorded():
        case = locked(closure.case)
        held = Closure.objects.get(pk=closure.pk)
        if by.pk in (held.by_id, case.owner_id):
            raise PermissionDenied
        if held.decided_at is not None or held.spent_at is not None or not held.wants_approval:
            raise ValidationError(_("Somebody else decided this already."), code="decided")
        policies.check_is_open(case)
        held.decided_at, held.decided_by, held.is_approved = timezone.now(), by, approve
        held.comment = comment.strip() or None
        held.spent_at = None if approve else timezone.now()
        held.save(update_fields=["decided_at", "decided_by", "is_approved", "comment", "spent_at"])
        kind = Alert.Kind.CLOSURE_APPROVED if approve else Alert.Kind.CLOSURE_SENT_BACK
        alert(case, kind, to=case.owner, by=by)
        record(by, "closure.approved" if approve else "closure.sent_back", held)
        if approve:
            move_case(case=case, to="closed", by=by, code=held.reason)
    return held


def set_house_rules(*, by: User, plan_approval: bool, closure_approval: bool, recovery_days: int) -> HouseRules:
    """Say what the organisation wants of its case work. What was said before is kept. Raises ValidationError."""
    if by.may(Permission.ORGANISATION_CONFIGURE) is None:
        raise PermissionDenied
    if not LEAST_RECOVERY <= recovery_days <= MOST_RECOVERY:
        raise ValidationError(
            _("It lasts at least %(least)d days, and at most %(most)d."), code="days",
            params={"least": LEAST_RECOVERY, "most": MOST_RECOVERY},
        )  # fmt: skip
    with recorded():
        made = HouseRules.objects.create(
            organisation=by.organisation, by=by, plan_approval=plan_approval, closure_approval=closure_approval,
            recovery_days=recovery_days,
        )  # fmt: skip
        record(by, "house_rules.set", made, plan_approval=plan_approval, closure_approval=closure_approval,
               recovery_days=recovery_days)  # fmt: skip
    return made


def see_alert(*, alert: Alert, by: User) -> None:
    """She has seen what she was told. It is nobody else's."""
    if alert.user_id != by.pk:
        raise PermissionDenied
    Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=timezone.now())
