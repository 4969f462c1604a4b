"""What can be read. Every list, search, export and report of cases begins with `cases_for`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework.models import Case, Conflict, ConsentException, Grant, Part, ScreeningDecision
from palermo.web.casework.permissions import ways, within_reach


def cases_for(reader: User, permission: Permission = Permission.CASE_READ) -> QuerySet[Case]:
    """The cases that somebody may do something with; without more, that she may read."""
    return Case.objects.filter(within_reach(reader, permission)).select_related("owner", "team")


def page_of(reader: User, wanted: Q, *, most: int, permission: Permission = Permission.CASE_READ) -> list[Case]:
    """The cases within somebody's reach that are wanted, those first that were changed last; no more than `most`.

    It asks each way by itself, which takes as long for a million cases as for a thousand.
    """
    found: dict[UUID, Case] = {}
    for way in ways(reader, permission):
        cases = Case.objects.filter(way, wanted).select_related("owner", "team").order_by("-changed_at")[:most]
        found.update((case.pk, case) for case in cases)
    return sorted(found.values(), key=lambda case: case.changed_at, reverse=True)[:most]


def case_for(reader: User, key: UUID | str, permission: Permission = Permission.CASE_READ) -> Case:
    """A case by its key. Raises Http404 where it is not there, and where it is not hers to see: nobody learns which."""
    found = cases_for(reader, permission).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def parts_of(case: Case) -> dict[str, list[Part]]:
    """The parts of a case by their form, those that were taken out aside."""
    found: dict[str, list[Part]] = {}
    for part in Part.objects.filter(case=case, gone=False).order_by("made_at"):
        found.setdefault(part.form, []).append(part)
    return found


def values_of(case: Case, form: str) -> dict[str, Any]:
    """What is known by a form that a case has once."""
    part = Part.objects.filter(case=case, form=form, gone=False).order_by("made_at").first()
    return part.values if part else {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody. silent: her open cases in which there was no contact for two weeks.

    screenings: decisions that a second person reviews. exceptions: from consent, that wait to be approved.
    """

    conflicts: Sequence[Conflict]
    glass: Sequence[Grant]
    silent: Sequence[Case]
    screenings: Sequence[ScreeningDecision] = ()
    exceptions: Sequence[ConsentException] = ()


NO_CONTACT = timedelta(days=14)
"""After so long without contact a case is named, as the peer does with referrals that nobody answered."""

SHOWN = 20
"""Rows of each list of a day."""


def waiting_for(user: User) -> Waiting:
    """What waits for somebody today, from the cases that she may work on."""
    mine = within_reach(user, Permission.CASE_EDIT, at="case__")
    long_ago = timezone.now() - NO_CONTACT
    silent = _own(user).filter(made_at__lt=long_ago).exclude(state__in=("closed", "transferred_out", "on_hold"))
    silent = silent.filter(Q(contact_at=None) | Q(contact_at__lt=long_ago)).order_by("contact_at", "made_at")
    opened = Grant.objects.filter(kind=Grant.Kind.GLASS, seen_at=None).filter(mine).exclude(user=user)
    conflicts = Conflict.objects.filter(mine, decided_at=None)
    reviewed = within_reach(user, Permission.SCREENING_REVIEW, at="case__")
    second = ScreeningDecision.objects.filter(reviewed, awaits_review=True).exclude(by=user)
    asked = ConsentException.objects.filter(reviewed, decided_at=None, until__gt=timezone.now()).exclude(by=user)
    return Waiting(
        conflicts=list(conflicts.select_related("case", "part", "by").order_by("at")[:SHOWN]),
        glass=list(opened.select_related("case", "user").order_by("-made_at")[:SHOWN]),
        silent=list(silent[:SHOWN]),
        screenings=list(second.select_related("case", "by").order_by("at")[:SHOWN]),
        exceptions=list(asked.select_related("case", "by").order_by("at")[:SHOWN]),
    )


def recent_of(user: User) -> QuerySet[Case]:
    """The cases of somebody, those first that were changed last."""
    return _own(user).order_by("-changed_at")[:SHOWN]


def _own(user: User) -> QuerySet[Case]:
    """Somebody's own cases, which whoever keeps cases may read and edit."""
    if user.may(Permission.CASE_EDIT) is None:
        return Case.objects.none()
    return Case.objects.filter(owner=user, organisation=user.organisation_id).select_related("owner", "team")
