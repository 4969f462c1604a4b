"""What somebody must have done before she sees a record."""

from allauth.mfa.models import Authenticator

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import ROLES

CONDUCT_VERSION = 1
"""Of the code of conduct; who accepted an older one is asked again."""


def needs_second_factor(user: User) -> bool:
    """Whether one of her roles asks for a second factor, and she has none yet."""
    asked = any(ROLES[role].second_factor for role in user.roles if role in ROLES)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return asked and not Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def has_accepted(user: User) -> bool:
    """Whether she accepted the code of conduct as it stands."""
    return user.conduct_version >= CONDUCT_VERSION
