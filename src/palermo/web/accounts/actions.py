"""What can be done with accounts. Every action checks who may, changes, and records, in one transaction."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from palermo.web.accounts.door import CONDUCT_VERSION
from palermo.web.accounts.models import Invitation, Organisation, Team, User
from palermo.web.accounts.roles import ROLES, Permission
from palermo.web.audit.recording import record, recorded

INVITED_FOR = timedelta(days=7)
SECRET_BYTES = 24
LEAST_PIN = 6
"""Digits of a PIN."""


def make_organisation(*, name: str, country: str = "", language: str = "en", by: User | None = None) -> Organisation:
    """A new organisation. Only the operator of the installation makes one, at the command line."""
    with recorded():
        made = Organisation(name=name, country=country, language=language)
        made.full_clean()
        made.save()
        record(by, "organisation.made", made, organisation=made.pk)
    return made


def make_team(*, organisation: Organisation, name: str, by: User | None) -> Team:
    """A new team of an organisation. Raises PermissionDenied."""
    _check(by, organisation.pk)
    with recorded():
        made = Team(organisation=organisation, name=name)
        made.full_clean()
        made.save()
        record(by, "team.made", made)
    return made


def invite(
    *, organisation: Organisation, username: str, name: str, roles: Sequence[str], teams: Sequence[Team] = (),
    by: User | None, email: str = "",
) -> tuple[User, str]:  # fmt: skip
    """A new user, and the token of the link by which she makes her password; it is told once and kept as a digest.

    by: who invites; None for the operator at the command line. Raises PermissionDenied and ValidationError.
    """
    _check(by, organisation.pk)
    _check_roles(roles)
    with recorded():
        user = User(
            organisation=organisation, username=username.lower(), name=name, email=email or None, roles=list(roles),
            language=organisation.language,
        )  # fmt: skip
        user.set_unusable_password()
        user.full_clean(exclude=["name", "email"])
        user.save()
        user.teams.set(teams)
        record(by, "user.invited", user, roles=sorted(roles))
        return user, _token(user, by)


def invite_again(*, user: User, by: User | None) -> str:
    """Another link for somebody who lost hers, or her password. Links before it end. Raises PermissionDenied."""
    _check(by, user.organisation_id)
    with recorded():
        user.invitations.filter(used_at=None).update(until=timezone.now())
        record(by, "user.invited_again", user)
        return _token(user, by)


def invited(token: str) -> Invitation | None:
    """The invitation of a link; None where there is none, or it was used, or its time is over."""
    number, _dot, secret = token.partition(".")
    try:
        found = Invitation.objects.select_related("user").filter(pk=UUID(number)).first()
    except ValueError:
        return None
    if found is None or found.used_at is not None or found.until < timezone.now() or not found.user.is_active:
        return None
    return found if hmac.compare_digest(bytes(found.digest), _digest(secret)) else None


def accept(*, invitation: Invitation, password: str, pin: str) -> User:
    """Make the password and the PIN of somebody who was invited. Her sessions elsewhere end."""
    check_pin_form(pin)
    with recorded():
        Invitation.objects.select_for_update().get(pk=invitation.pk, used_at=None)
        user = invitation.user
        user.set_password(password)
        user.pin = make_password(pin)
        user.save(update_fields=["password", "pin"])
        user.sessions.all().delete()
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
        record(user, "user.came_in", user)
    return user


def accept_conduct(*, user: User) -> None:
    """Note that somebody accepted the code of conduct as it stands."""
    with recorded():
        user.conduct_version, user.conduct_at = CONDUCT_VERSION, timezone.now()
        user.save(update_fields=["conduct_version", "conduct_at"])
        record(user, "conduct.accepted", user, version=CONDUCT_VERSION)


def check_pin(*, user: User, pin: str) -> bool:
    """Whether this is her PIN; recorded when it is not."""
    if check_password(pin, user.pin):
        return True
    with recorded():
        record(user, "pin.wrong", user)
    return False


def check_pin_form(pin: str) -> None:
    """Raise ValidationError for what is no PIN."""
    from django.utils.translation import gettext as _

    if not (pin.isascii() and pin.isdigit() and len(pin) >= LEAST_PIN) or len(set(pin)) < LEAST_PIN // 2:
        raise ValidationError(_("A PIN has six digits or more, and not the same one again and again."), code="pin")


def _check(by: User | None, organisation: UUID) -> None:
    if by is None:
        return
    if by.may(Permission.USER_MANAGE) is None or by.organisation_id != organisation:
        raise PermissionDenied


def _check_roles(roles: Sequence[str]) -> None:
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValidationError("role", code="role")


def _token(user: User, by: User | None) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Invitation.objects.create(user=user, by=by, digest=_digest(secret), until=timezone.now() + INVITED_FOR)
    return f"{made.pk}.{secret}"


def _digest(secret: str) -> bytes:
    return sha256(f"palermo:invitation:{secret}".encode()).digest()
