"""Tokens for other programs: made, looked up, ended."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.actions import secrets
from palermo.web.accounts.models import Token, User
from palermo.web.accounts.permissions import require
from palermo.web.accounts.roles import ROLES, Permission
from palermo.web.audit.recording import record, recorded

KIND = "token"
MOST_DAYS = 365
FOR_TOKENS = ("caseworker", "supervisor", "recipient", "data_officer")
"""Roles that a program may have: none that gives rights, and none that watches over others."""


def make_token(*, by: User, name: str, role: str, fields: str, purpose: str, days: int) -> tuple[Token, str]:
    """A token of the administrator's organisation, and what is shown of it once.

    days: how long it holds, in days, up to 365. Raises PermissionDenied and ValidationError.
    """
    require(by, Permission.TOKEN_MANAGE, by.organisation_id)
    if role not in FOR_TOKENS or role not in ROLES:
        raise ValidationError(_("A program cannot have this role."), code="role")
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(_("A token holds for a day at least, and for a year at most."), code="days")
    with recorded():
        secret, digest = secrets.new_secret(KIND)
        made = Token(
            organisation_id=by.organisation_id, name=name, role=role, fields=fields, purpose=purpose, digest=digest,
            by=by, until=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        made.full_clean(exclude=["purpose", "digest"])
        made.save()
        record(by, "token.made", made, role=role, fields=fields, days=days)
    return made, secrets.written(made.pk, secret)


def end_token(*, token: Token, by: User) -> None:
    """End a token at once. Raises PermissionDenied."""
    require(by, Permission.TOKEN_MANAGE, token.organisation_id)
    if token.ended_at is not None:
        return
    with recorded():
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        record(by, "token.ended", token)


def token_of(text: str) -> Token | None:
    """The token that a program shows; None for one that there is not, that has ended or whose time is over."""
    told = secrets.read(text)
    found = Token.objects.select_related("organisation").filter(pk=told[0]).first() if told else None
    if found is None or told is None or not secrets.is_secret(KIND, told[1], found.digest):
        return None
    return found if found.state == "active" else None
