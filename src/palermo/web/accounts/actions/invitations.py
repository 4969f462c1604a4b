"""Coming in: somebody is invited by a link, makes her password and PIN, and the link is of no use any more."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.actions import secrets
from palermo.web.accounts.models import Invitation, Organisation, Team, User
from palermo.web.accounts.permissions import require
from palermo.web.accounts.policies import check_pin_form, check_roles, check_works_here
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded

INVITED_FOR = timedelta(days=7)
KIND = "invitation"


def invite(
    *, organisation: Organisation, username: str, name: str, roles: Sequence[str], teams: Sequence[Team] = (),
    by: User | None, email: str = "", language: str = "",
) -> tuple[User, str]:  # fmt: skip
    """A new user, and the token of the link by which she makes her password; it is told once and kept as a digest.

    by: who invites; None for the operator at the command line. Raises PermissionDenied and ValidationError.
    """
    require(by, Permission.USER_MANAGE, organisation.pk)
    check_roles(roles)
    _check_teams(organisation, teams)
    with recorded():
        user = User(
            organisation=organisation, username=username.strip().lower(), name=name, email=email or None,
            roles=sorted(set(roles)), language=language or organisation.language,
        )  # fmt: skip
        user.set_unusable_password()
        user.full_clean(exclude=["name", "email"])
        user.save()
        user.teams.set(teams)
        record(by, "user.invited", user, roles=user.roles)
        return user, _token(user, by)


def invite_again(*, user: User, by: User | None) -> str:
    """Another link for somebody who lost hers, or her password. Links before it end.

    Raises PermissionDenied, and ValidationError for somebody whose account has ended.
    """
    require(by, Permission.USER_MANAGE, user.organisation_id)
    check_works_here(user)
    if by is not None and by.pk == user.pk:
        raise ValidationError(_("Change your own password on your own page."), code="own")
    with recorded():
        user.invitations.filter(used_at=None).update(until=timezone.now())
        record(by, "user.invited_again", user)
        return _token(user, by)


def invited(token: str) -> Invitation | None:
    """The invitation of a link; None where there is none, or it was used, or its time is over."""
    told = secrets.read(token)
    if told is None:
        return None
    found = Invitation.objects.select_related("user__organisation").filter(pk=told[0]).first()
    if found is None or found.used_at is not None or found.until <= timezone.now() or not found.user.is_active:
        return None
    return found if secrets.is_secret(KIND, told[1], found.digest) else None


def accept(*, invitation: Invitation, password: str, pin: str) -> User:
    """Make the password and the PIN of somebody who was invited. Her sessions elsewhere end.

    Raises PermissionDenied when the link was used meanwhile: of two who open it at once, one comes in.
    """
    check_pin_form(pin)
    with recorded():
        used = Invitation.objects.filter(pk=invitation.pk, used_at=None, until__gt=timezone.now())
        if not used.update(used_at=timezone.now()):
            raise PermissionDenied
        user = invitation.user
        user.set_password(password)
        user.pin = make_password(pin)
        user.save(update_fields=["password", "pin"])
        user.sessions.all().delete()
        record(user, "user.came_in", user)
    return user


def _check_teams(organisation: Organisation, teams: Sequence[Team]) -> None:
    if any(team.organisation_id != organisation.pk for team in teams):
        raise PermissionDenied


def _token(user: User, by: User | None) -> str:
    secret, digest = secrets.new_secret(KIND)
    made = Invitation.objects.create(user=user, by=by, digest=digest, until=timezone.now() + INVITED_FOR)
    return secrets.written(made.pk, secret)
