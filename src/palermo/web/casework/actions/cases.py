"""Making a case, reading it, giving it to somebody, moving it on."""

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import Team, User
from palermo.web.accounts.roles import Permission, Scope
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.alerts import alert
from palermo.web.casework.models import Alert, Case, Closure, Grant, Move
from palermo.web.casework.workflow import BACK

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a case's number: none that is taken for another when it is read aloud or written by hand."""

NUMBER_LETTERS = 8
GLASS_LASTS = timedelta(hours=3)
LEAST_REASON = 15
"""Characters of a reason for breaking the glass, or for opening a case again: a word is none."""


def make_case(*, by: User, team: Team | None = None) -> Case:
    """A new case, which is hers. Raises PermissionDenied."""
    if by.may(Permission.CASE_CREATE) is None:
        raise PermissionDenied
    if team is None:
        team = by.teams.order_by("name").first()
    elif team.organisation_id != by.organisation_id:
        raise PermissionDenied
    with recorded():
        case = Case.objects.create(organisation=by.organisation, number=new_number(), owner=by, team=team)
        Move.objects.create(case=case, organisation=by.organisation, by=by, before="", after=case.state, owner=by)
        record(by, "case.made", case)
    return case


def read_case(*, case: Case, by: User, via: str = "") -> None:
    """Record that somebody opened a case."""
    permissions.check(by, Permission.CASE_READ, case)
    with recorded():
        record(by, "case.read", case, via=via)


def assign_case(*, case: Case, to: User, by: User, reason: str = "") -> Case:
    """Give a case to another worker of the organisation. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_ASSIGN, case)
    policies.check_can_own(to, case)
    with recorded():
        case = locked(case)
        case.owner, case.version = to, case.version + 1
        if case.team_id not in permissions.team_ids(to):
            case.team = to.teams.order_by("name").first()
        case.save(update_fields=["owner", "team", "version", "changed_at"])
        Move.objects.create(
            case=case, organisation=case.organisation, by=by, before=case.state, after=case.state, owner=to,
            code="assigned", reason=reason or None,
        )  # fmt: skip
        alert(case, Alert.Kind.ASSIGNED, to=to, by=by)
        record(by, "case.assigned", case, to=str(to.pk))
    return case


def move_case(*, case: Case, to: str, by: User, code: str = "", reason: str = "") -> Case:
    """Move a case to another state, through its gates. Raises PermissionDenied, ValidationError for what is missing.

    A case that is opened again says why, and its last review counts no more: to be closed again it needs another. Two
    who move it at once: the second one is told that it has moved already.
    """
    wanted = {"closed": Permission.CASE_CLOSE}.get(to, Permission.CASE_EDIT)
    if case.state in policies.ENDED:
        wanted = Permission.CASE_REOPEN
    permissions.check(by, wanted, case)
    with recorded():
        seen, case = case.version, locked(case)
        if case.version != seen:
            raise ValidationError(_("Somebody else moved this case just now. Look at it again."), code="moved")
        policies.check_can_move(case, to)
        before = case.state
        if before in policies.ENDED:
            if len(reason.strip()) < LEAST_REASON:
                raise ValidationError(_("Say in a sentence why the case is opened again."), code="reason")
            Closure.objects.filter(case=case, spent_at=None).update(spent_at=timezone.now())
        case.state = case.held_from if to == BACK else to
        case.held_from = before if to == "on_hold" else ""
        case.closed_at = timezone.now() if case.state in policies.ENDED else None
        case.version += 1
        case.save(update_fields=["state", "held_from", "closed_at", "version", "changed_at"])
        Move.objects.create(
            case=case, organisation=case.organisation, by=by, before=before, after=case.state, owner=case.owner,
            code=code, reason=reason or None,
        )  # fmt: skip
        record(by, "case.moved", case, before=before, after=case.state)
    return case


def break_glass(*, case: Case, by: User, reason: str) -> Grant:
    """Open a case beyond one's reach for three hours. Its owner and the supervisor see that it was done, and why.

    Raises PermissionDenied where the case is restricted or closed, and ValidationError for a reason that is none.
    """
    scope = by.may(Permission.CASE_BREAK_GLASS)
    beyond = scope != Scope.ORGANISATION or case.organisation_id != by.organisation_id
    if beyond or case.restricted or case.state in policies.ENDED:
        raise PermissionDenied
    if len(reason.strip()) < LEAST_REASON:
        raise ValidationError(_("Say in a sentence why you must see this case now."), code="reason")
    with recorded():
        grant = Grant.objects.create(
            case=case, organisation=case.organisation, user=by, kind=Grant.Kind.GLASS, may_edit=True, reason=reason,
            until=timezone.now() + GLASS_LASTS, by=by,
        )  # fmt: skip
        record(by, "case.glass_broken", case, reason=reason)
    return grant


def touch(case: Case) -> None:
    """Note that something of a case was changed, for the order of lists."""
    Case.objects.filter(pk=case.pk).update(changed_at=timezone.now(), version=F("version"))


def new_number() -> str:
    """A number for a case: eight letters and digits, in two groups."""
    drawn = "".join(secrets.choice(LETTERS) for _each in range(NUMBER_LETTERS))
    return f"{drawn[:4]}-{drawn[4:]}"


def locked(case: Case) -> Case:
    """A case as it is now, held until the step is done."""
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
