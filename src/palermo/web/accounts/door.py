"""What somebody must have done before she sees a record."""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import ROLES

CONDUCT_VERSION = 1
"""Of the code of conduct; who accepted an older one is asked again."""

PROVED = "proved"
"""In a session: whose second factor was shown in it."""


def needs_second_factor(user: User) -> bool:
    """Whether one of her roles asks for a second factor, and she has none.

    It stands in her row, which each request reads anyway, so whose last factor was removed is stopped at once. A
    demonstration, in which everybody is invented, asks for none.
    """
    if settings.CASEWORK.demo:
        return False
    return not user.has_factor and any(ROLES[role].second_factor for role in user.roles if role in ROLES)


def has_proved(user: User, session: SessionBase) -> bool:
    """Whether her second factor was shown in this session, where she has one.

    A session that was open before she had one, at another browser, has not: it must not profit from it.
    """
    return not user.has_factor or session.get(PROVED) == str(user.pk)


def has_accepted(user: User) -> bool:
    """Whether she accepted the code of conduct as it stands."""
    return user.conduct_version >= CONDUCT_VERSION
