"""Exceptions from the rules for children: by who answers for the team, with a reason, for a while, and logged."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.children import Action
from palermo.web.casework.models import Case, ChildException

LEAST_REASON = 40
"""Characters: a sentence that says why, and who was asked."""

LONGEST = timedelta(days=30)
"""How long one holds at most: afterwards the determination and the guardian are there, or it is asked for again."""


def allow_exception(*, case: Case, action: str, reason: str, until: date, by: User) -> ChildException:
    """Let one step be taken for a child without what the rule asks for. Its owner does not decide this by herself.

    Raises PermissionDenied unless somebody may approve plans here and is not the owner of the case, and ValidationError
    for a reason that is none, and for a day that is past or too far off.
    """
    permissions.check(by, Permission.PLAN_APPROVE, case)
    today = timezone.now().date()
    if action not in list(Action):
        raise ValidationError(_("Choose one of the steps."), code="action")
    if len(reason.strip()) < LEAST_REASON:
        raise ValidationError(_("Say why this step cannot wait, and who was asked."), code="reason")
    if not today <= until <= today + LONGEST:
        raise ValidationError(
            _("Choose a day from today on, within %(days)d days."), code="until", params={"days": LONGEST.days}
        )
    with recorded():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        policies.check_is_open(case)
        if case.owner_id == by.pk:
            raise PermissionDenied
        made = ChildException.objects.create(
            case=case, organisation=case.organisation, action=action, reason=reason.strip(), until=until, by=by
        )
        record(by, "child.exception", made, reason=reason.strip(), action=action, until=until.isoformat())
    return made


def end_exception(*, exception: ChildException, by: User) -> ChildException:
    """Take an exception back: from now on the rule holds again."""
    permissions.check(by, Permission.PLAN_APPROVE, exception.case)
    with recorded():
        exception = ChildException.objects.select_for_update(of=("self",)).select_related("case").get(pk=exception.pk)
        if exception.ended_at is None:
            exception.ended_at, exception.ended_by = timezone.now(), by
            exception.save(update_fields=["ended_at", "ended_by"])
            record(by, "child.exception_ended", exception, action=exception.action)
    return exception
