"""Reading time to recover: how it stands, and how much of it is left."""

from typing import Any

from django.utils import timezone

from palermo.web.casework.models import Case, RecoveryPeriod
from palermo.web.casework.rules.days import days_left, days_of


def standing(case: Case) -> RecoveryPeriod | None:
    """The decision on time to recover that was made last."""
    return RecoveryPeriod.objects.filter(case=case).order_by("-at", "-id").first()


def told(case: Case) -> dict[str, Any]:
    """Time to recover as it is shown: the last decision, how many days it has, how many are over and left."""
    last = standing(case)
    if last is None:
        return {"last": None, "left": 0}
    days = days_of(last.starts_on, last.ends_on)
    left = 0 if last.end else min(days, days_left(last.ends_on, timezone.localdate()))
    return {"last": last, "days": days, "left": left, "passed": days - left}
