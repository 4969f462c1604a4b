"""What is to be done, and until when: reckoned from what is written down each time, and never stored.

A noun that knows of something that is due adds a function to TASKS. It gets the cases (as a Q, by where they stand
beside what it asks for) and the last day that matters, and asks once, however many cases there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import permissions
from palermo.web.casework.lists import label
from palermo.web.casework.models import (
    Case,
    Closure,
    ConsentEvent,
    Plan,
    PlanAction,
    RecoveryPeriod,
    RiskAssessment,
    Service,
    Visit,
)
from palermo.web.casework.models.plans import OPEN
from palermo.web.casework.policies import ENDED
from palermo.web.casework.rules.days import SOON, When, when
from palermo.web.casework.rules.items import items

MOST = 100
"""Tasks of each kind that are looked at for a page, the earliest first."""

At = Callable[[str], Q]
"""Which cases: given where the case stands beside what is asked for, such as `case__`."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is due. place: the section of the case where it is done. text: of what, where it was typed."""

    case: Case
    kind: str
    title: str
    due: date
    when: When
    place: str
    text: str = ""


Maker = Callable[[At, date], Iterable[Task]]


def tasks(at: At, *, until: date | None = None) -> list[Task]:
    """What is due in these cases until a day (in a week, where nothing is said), what is due first before the rest."""
    until = until or timezone.localdate() + SOON
    found = [task for make in TASKS for task in make(_open_cases(at), until)]
    return sorted(found, key=lambda task: (task.due, task.kind, str(task.case.pk)))


def of_owner(user: User) -> At:
    """The cases that somebody owns, where she may work on them."""
    if user.may(Permission.CASE_EDIT) is None:
        return lambda at: Q(**{f"{at}pk__in": ()})
    return lambda at: Q(**{f"{at}owner": user, f"{at}organisation": user.organisation_id})


def of_teams(user: User) -> At:
    """The cases of somebody's teams, where she answers for them."""
    if user.may(Permission.CASE_ASSIGN) is None:
        return lambda at: Q(**{f"{at}pk__in": ()})
    teams = permissions.team_ids(user)
    return lambda at: Q(**{f"{at}team__in": teams, f"{at}organisation": user.organisation_id})


def of_case(case: Case) -> At:
    """One case."""
    return lambda at: Q(**{f"{at}pk": case.pk})


def open_items(case: Case) -> dict[str, int]:
    """How many things are open in a case, by kind, whenever they are due: what a last review must look at."""
    return dict(Counter(task.kind for task in tasks(of_case(case), until=date.max)))


def to_approve(user: User) -> tuple[list[Plan], list[Closure]]:
    """What waits for a supervisor's yes, the oldest first; nothing of her own."""
    if user.may(Permission.PLAN_APPROVE) is None:
        return [], []
    near = permissions.within_reach(user, Permission.PLAN_APPROVE, at="case__") & ~Q(case__owner=user) & ~Q(by=user)
    waiting = Q(wants_approval=True, decided_at=None)
    plans = Plan.objects.filter(near, waiting, agreed_at__isnull=False).exclude(agreed_by=user)
    closures = Closure.objects.filter(near, waiting, spent_at=None)
    return (
        list(plans.exclude(case__state__in=ENDED).select_related("case").order_by("agreed_at")[:MOST]),
        list(closures.select_related("case").order_by("at")[:MOST]),
    )


def actions_due(at: At, until: date) -> Iterator[Task]:
    """What the plan that stands says is to be done."""
    found = PlanAction.objects.filter(at("case__"), state__in=OPEN, gone=False, due__lte=until).filter(
        plan__stands_from__isnull=False, plan__replaced_at=None
    )
    for each in found.select_related("case").order_by("due")[:MOST]:
        yield _task(each.case, "action", _("Plan"), each.due, "plan", each.what)


def plans_to_review(at: At, until: date) -> Iterator[Task]:
    """When a plan is looked at together with her."""
    found = Plan.objects.filter(at("case__"), stands_from__isnull=False, replaced_at=None, review_on__lte=until)
    for each in found.select_related("case").order_by("review_on")[:MOST]:
        if each.review_on is not None:
            yield _task(each.case, "plan_review", _("Look at the plan together"), each.review_on, "plan")


def services_due(at: At, until: date) -> Iterator[Task]:
    """What she was promised."""
    found = Service.objects.filter(at("case__"), state="planned", planned_on__lte=until)
    for each in found.select_related("case").order_by("planned_on")[:MOST]:
        if each.planned_on is not None:
            yield _task(each.case, "service", label("service-types", each.type), each.planned_on, "services")


def visits_due(at: At, until: date) -> Iterator[Task]:
    """When she is followed up."""
    found = Visit.objects.filter(at("case__"), state="planned", due__lte=until)
    for each in found.select_related("case").order_by("due")[:MOST]:
        yield _task(each.case, "visit", label("visit-kinds", each.kind), each.due, "visits", each.purpose or "")


def recovery_ending(at: At, until: date) -> Iterator[Task]:
    """When time to recover ends: what comes then is spoken of before."""
    later = RecoveryPeriod.objects.filter(case=OuterRef("case"), at__gt=OuterRef("at"))
    found = RecoveryPeriod.objects.filter(
        at("case__"), ~Exists(later), end="", ends_on__lte=until, ends_on__gte=timezone.localdate()
    )
    for each in found.select_related("case").order_by("ends_on")[:MOST]:
        yield _task(each.case, "recovery", _("Time to recover ends"), each.ends_on, "recovery")


def consents_ending(at: At, until: date) -> Iterator[Task]:
    """When a yes of hers runs out: she is asked again before, or what it allowed ends."""
    later = ConsentEvent.objects.filter(
        Q(recipient=OuterRef("recipient")) | Q(recipient=None), case=OuterRef("case"), item=OuterRef("item"),
        party=OuterRef("party"), number__gt=OuterRef("number"),
    )  # fmt: skip
    found = ConsentEvent.objects.filter(at("case__"), ~Exists(later), effect="given", until__lte=until)
    for each in found.filter(until__gte=timezone.localdate()).select_related("case").order_by("until")[:MOST]:
        if each.until is not None and each.item in items():
            title = _("A yes runs out: %(item)s") % {"item": items()[each.item].title}
            yield _task(each.case, "consent", title, each.until, "consent")


def risks_due(at: At, until: date) -> Iterator[Task]:
    """When what threatens her is looked at again: the last assessment of each kind counts."""
    later = RiskAssessment.objects.filter(case=OuterRef("case"), kind=OuterRef("kind"), number__gt=OuterRef("number"))
    found = RiskAssessment.objects.filter(at("case__"), ~Exists(later), review_on__lte=until)
    for each in found.select_related("case").order_by("review_on")[:MOST]:
        title = _("Risk to be looked at again: %(kind)s") % {"kind": each.get_kind_display()}
        yield _task(each.case, "risk", title, each.review_on, "risk")


def _task(case: Case, kind: str, title: str, due: date, place: str, text: str = "") -> Task:
    return Task(case, kind, title, due, when(due, timezone.localdate()), place, text)


def _open_cases(at: At) -> At:
    return lambda beside: at(beside) & ~Q(**{f"{beside}state__in": ENDED})


TASKS: list[Maker] = [
    actions_due,
    plans_to_review,
    services_due,
    visits_due,
    risks_due,
    recovery_ending,
    consents_ending,
]
"""Who knows of what is due. Each asks the database once."""


def grouped(found: Sequence[Task]) -> list[tuple[When, list[Task]]]:
    """Tasks by how near they are, the nearest first; no group that is empty."""
    return [(near, group) for near in When if (group := [task for task in found if task.when is near])]
