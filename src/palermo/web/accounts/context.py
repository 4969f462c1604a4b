"""What every page of the sensitive wing shows around its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palermo import version
from palermo.web.accounts import door
from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.accounts.session_store import session_of
from palermo.web.ui.languages import language, languages


@dataclass(frozen=True, slots=True)
class Place:
    """Where the navigation leads. needs: what one must be permitted to see it there; any of them will do."""

    url: str
    name: str | Promise
    needs: frozenset[Permission] = frozenset()


PLACES: list[Place] = [
    Place("my_day", _("My day")),
    Place("people", _("People"), frozenset({Permission.USER_MANAGE})),
    Place("teams", _("Teams"), frozenset({Permission.USER_MANAGE})),
    Place("organisation", _("Organisation"), frozenset({Permission.ORGANISATION_CONFIGURE})),
    Place("tokens", _("Tokens"), frozenset({Permission.TOKEN_MANAGE})),
    Place("audit", _("Audit"), frozenset({Permission.AUDIT_READ})),
]
"""The navigation. A room above adds its own places where they belong, when it starts."""


def inside(request: HttpRequest) -> dict[str, Any]:
    """The language, the languages, whether everything is invented, which software this is, and where one can go.

    is_open: whether somebody is signed in and has not locked the screen. Else a page says nothing of her.
    """
    user: Any = getattr(request, "user", None)
    is_open = user is not None and user.is_authenticated and not session_of(request).locked
    return {
        "inside": {
            "language": language(get_language() or "en"),
            "languages": [each for each in languages() if each.code in settings.INSIDE_LANGUAGES],
            "is_demonstration": settings.CASEWORK.demo,
            "version": version(),
            "idle_seconds": settings.IDLE_SECONDS,
            "is_open": is_open,
            "places": places(user, request.path) if is_open and is_in(user, request) else (),
        }
    }


def is_in(user: User, request: HttpRequest) -> bool:
    """Whether somebody has done all that she must before she goes about."""
    return door.has_proved(user, request.session) and door.has_accepted(user) and not door.needs_second_factor(user)


def places(user: User, path: str) -> Sequence[dict[str, Any]]:
    """Where somebody's roles let her go, and at which of these she is."""
    shown = []
    for place in PLACES:
        if place.needs and not any(user.may(permission) is not None for permission in place.needs):
            continue
        address = reverse(place.url)
        is_here = path == address or (address != "/" and path.startswith(address))
        shown.append({"address": address, "name": place.name, "is_here": is_here})
    return shown
