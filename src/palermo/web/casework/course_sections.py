"""Sections of a case: what is next, the plan, services, time to recover, follow-up, the end."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import permissions, plans, recoveries, tasks
from palermo.web.casework.models import Case, Closure, Service, Visit
from palermo.web.casework.policies import ENDED
from palermo.web.casework.rules.days import when
from palermo.web.casework.section import Section
from palermo.web.casework.workflow import states

NEXT = 8
"""Things that are due, on the page of a case."""

LAST = 5
"""Services and visits on the page of a case; the others are on their own pages."""


def coming(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What is next, whenever it is due."""
    if case.state in ENDED:
        return []
    found = tasks.tasks(tasks.of_case(case), until=date.max)
    about = {"tasks": found[:NEXT], "more": len(found) - NEXT if len(found) > NEXT else 0, "masked": masked}
    return [Section("next", _("What is next"), "casework/section_next.html", about)]


def plan(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """The plan that stands, and whether a version is being written."""
    stands = plans.standing(case)
    rows = [wanted for wanted in plans.rows(stands) if wanted.is_open] if stands else []
    about = {"stands": stands, "rows": rows, "draft": plans.written(case), "masked": masked}
    return [Section("plan", _("Plan"), "casework/section_plan.html", about)]


def services(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What she is promised, and what she was given last."""
    found = Service.objects.filter(case=case).exclude(state="dropped").select_related("provider")
    planned = found.filter(state="planned").order_by("planned_on")[:LAST]
    given = found.filter(state="given").order_by("-given_on", "-made_at")[:LAST]
    about = {"services": [*planned, *given]}
    return [Section("services", _("Services"), "casework/section_services.html", about)]


def recovery(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """Time to recover: how much is left."""
    return [Section("recovery", _("Time to recover"), "casework/section_recovery.html", recoveries.told(case))]


def visits(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """When she is followed up, and when she was last."""
    found = Visit.objects.filter(case=case).filter(~Q(state="dropped")).order_by("-due")[:LAST]
    about = {"visits": [(each, when(each.due, timezone.localdate())) for each in reversed(found)]}
    return [Section("visits", _("Follow-up"), "casework/section_visits.html", about)]


def closing(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """The end of a case: its last review, or the way to it."""
    last = Closure.objects.filter(case=case, spent_at=None).order_by("-at").first()
    leads = "closed" in states()[case.state].leads_to and permissions.may(reader, Permission.CASE_CLOSE, case)
    if last is None and not leads:
        return []
    waits = last is not None and last.wants_approval and last.decided_at is None
    about = {"waiting": last if waits else None, "closed": None if waits else last, "masked": masked}
    return [Section("closing", _("Closing"), "casework/section_closing.html", about)]
