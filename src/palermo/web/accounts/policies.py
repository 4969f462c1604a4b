"""When something may happen: what must hold before an account is changed, whoever changes it."""

from collections.abc import Sequence
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.web.accounts.models import Organisation, User
from palermo.web.accounts.roles import ROLES

ADMINISTRATOR = "administrator"
LEAST_PIN = 6
"""Digits of a PIN."""


def check_roles(roles: Sequence[str]) -> None:
    """Raise ValidationError for roles that there are not, and for none."""
    if not roles:
        raise ValidationError(_("Choose a role: without one she can do nothing."), code="role")
    if set(roles) - set(ROLES):
        raise ValidationError(_("There is no such role."), code="role")


def check_own_roles(by: User | None, user: User, roles: Sequence[str]) -> None:
    """Raise ValidationError when somebody would change what she herself may do."""
    if by is not None and by.pk == user.pk and set(roles) != set(user.roles):
        raise ValidationError(_("Your own roles are changed by another administrator only."), code="own")


def check_one_administrator_stays(user: User) -> None:
    """Raise ValidationError when an organisation would have no administrator without this one.

    It holds the organisation's row, so that two administrators cannot end each other at once.
    """
    Organisation.objects.select_for_update().get(pk=user.organisation_id)
    others = User.objects.filter(organisation_id=user.organisation_id, is_active=True).exclude(pk=user.pk)
    if ADMINISTRATOR in user.roles and not any(ADMINISTRATOR in other.roles and is_in(other) for other in others):
        reason = _("She is the last administrator who has come in. Invite another one first, and wait until she has.")
        raise ValidationError(reason, code="last")


def is_in(user: User) -> bool:
    """Whether somebody can sign in: she is active and has made her password."""
    return user.state == "active"


def check_works_here(user: User) -> None:
    """Raise ValidationError for somebody whose account has ended."""
    if not user.is_active:
        raise ValidationError(_("This account has ended. Take it up again first."), code="ended")


def check_pin_form(pin: str) -> None:
    """Raise ValidationError for what is no PIN, or is one that everybody tries first."""
    if not (pin.isascii() and pin.isdigit() and len(pin) >= LEAST_PIN) or len(set(pin)) < LEAST_PIN // 2:
        raise ValidationError(_("A PIN has six digits or more, and not the same one again and again."), code="pin")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({1}, {-1}):
        raise ValidationError(_("Digits in a row are tried first. Choose others."), code="pin")
