"""Time to recover and to reflect: begun, made longer, ended before its day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies, recoveries
from palermo.web.casework.actions.cases import locked, touch
from palermo.web.casework.house import rules_of
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case, RecoveryPeriod
from palermo.web.casework.rules.days import LEAST_RECOVERY, MOST_RECOVERY, last_day

LEAST_GROUNDS = 15
"""Characters of who found reasonable grounds, and why it ends before its day: a word is none."""


def begin_recovery(
    *, case: Case, starts_on: date, by: User, days: int | None = None, grounds: str = ""
) -> RecoveryPeriod:
    """Time to recover begins, from the day on which there were reasonable grounds; or is made longer.

    days: the organisation's where nothing is said, and never fewer than the Convention has. grounds: who found them.
    Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    least = max(LEAST_RECOVERY, rules_of(case.organisation_id).recovery_days)
    days = least if days is None else days
    if not least <= days <= MOST_RECOVERY:
        raise ValidationError(
            _("It lasts at least %(least)d days, and at most %(most)d."), code="days",
            params={"least": least, "most": MOST_RECOVERY},
        )  # fmt: skip
    if starts_on > timezone.localdate():
        raise ValidationError(
            _("It begins when there are reasonable grounds, and not on a day to come."), code="future"
        )
    if len(grounds.strip()) < LEAST_GROUNDS:
        raise ValidationError(
            _("Say in a sentence who found reasonable grounds, and how that is known."), code="grounds"
        )
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        made = RecoveryPeriod.objects.create(
            case=case, organisation=case.organisation, by=by, starts_on=starts_on, ends_on=last_day(starts_on, days),
            grounds=grounds.strip(),
        )  # fmt: skip
        touch(case)
        record(by, "recovery.begun", made, days=days)
    return made


def end_recovery(*, case: Case, end: str, why: str, by: User, on: date | None = None) -> RecoveryPeriod:
    """It ends before its day. end: a code of `recovery-ends.yaml`. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, case)
    on = on or timezone.localdate()
    if end not in answers("recovery-ends"):
        raise ValidationError(_("Say why it ends."), code="end")
    if len(why.strip()) < LEAST_GROUNDS:
        raise ValidationError(_("Say in a sentence who decided so, and why."), code="why")
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        last = recoveries.standing(case)
        if last is None or last.end or not last.starts_on <= on <= min(last.ends_on, timezone.localdate()):
            raise ValidationError(_("There is no such time that could end on that day."), code="none")
        made = RecoveryPeriod.objects.create(
            case=case, organisation=case.organisation, by=by, starts_on=last.starts_on, ends_on=on, end=end,
            grounds=why.strip(),
        )  # fmt: skip
        touch(case)
        record(by, "recovery.ended", made, end=end)
    return made
