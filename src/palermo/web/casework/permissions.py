"""Who may: one question for all of case work, of a user, a permission and a case."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission, Scope
from palermo.web.casework.models import Case, Grant

TEAMS = "_team_ids"
"""Where a user's row keeps the teams that were asked for: a row lives as long as a request."""

GRANTED_READS = frozenset({Permission.CASE_READ})
GRANTED_EDITS = GRANTED_READS | {Permission.CASE_EDIT}
"""What somebody who was let in may do: read, and edit where the grant says so."""


def within_reach(reader: User, permission: Permission, *, at: str = "") -> Q:
    """The cases that somebody may do something with. Every list, search, export and report begins here.

    at: where the case stands beside what is asked for, such as `case__`. Who was let into a case (by breaking the
    glass, or by its owner) may read it as long as that lasts, whatever her role reaches, and edit it where she was let
    in to do so.
    """
    return reduce(or_, ways(reader, permission, at=at), Q(pk__in=()))


def ways(reader: User, permission: Permission, *, at: str = "") -> list[Q]:
    """The ways by which cases are within reach: hers, each team's, those that she was let into.

    Each is a range of an index. A long list asks one way after the other: a database that is asked for all of them at
    once looks through every case of the organisation.
    """
    scope = reader.may(permission)
    found: list[dict[str, object]] = []
    if scope == Scope.ORGANISATION:
        found = [{}]
    elif scope is not None and scope >= Scope.OWN:
        found = [{"owner": reader}]
        if scope == Scope.TEAM:
            found += [{"team": team} for team in team_ids(reader)]
    if permission in GRANTED_EDITS and scope != Scope.ORGANISATION and reader.may(Permission.CASE_READ) is not None:
        grants = Grant.objects.filter(user=reader, until__gt=timezone.now())
        if permission not in GRANTED_READS:
            grants = grants.filter(may_edit=True)
        found.append({"pk__in": grants.values("case")})
    home = {"organisation": reader.organisation_id}
    return [Q(**{f"{at}{name}": value for name, value in (home | way).items()}) for way in found]


def may(user: User, permission: Permission, case: Case) -> bool:
    """Whether somebody may do something with a case."""
    return Case.objects.filter(within_reach(user, permission), pk=case.pk).exists()


def check(user: User, permission: Permission, case: Case) -> None:
    """Raise PermissionDenied unless somebody may do something with a case."""
    if not may(user, permission, case):
        raise PermissionDenied


def team_ids(user: User) -> list[UUID]:
    """The teams that somebody is in, asked for once a request."""
    known: list[UUID] | None = user.__dict__.get(TEAMS)
    if known is None:
        known = user.__dict__[TEAMS] = list(user.teams.values_list("pk", flat=True))
    return known
