"""What somebody does with her own account, and nobody else can."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.door import CONDUCT_VERSION
from palermo.web.accounts.models import User
from palermo.web.accounts.policies import check_pin_form
from palermo.web.accounts.session_store import SessionStore
from palermo.web.audit.recording import record, recorded

MOST_PINS = 3
"""Tries at the PIN of a locked screen; after them its user signs in anew."""


def accept_conduct(*, user: User) -> None:
    """Note that somebody accepted the code of conduct as it stands."""
    with recorded():
        user.conduct_version, user.conduct_at = CONDUCT_VERSION, timezone.now()
        user.save(update_fields=["conduct_version", "conduct_at"])
        record(user, "conduct.accepted", user, version=CONDUCT_VERSION)


def change_own(*, user: User, name: str, language: str) -> None:
    """Change one's own name and language."""
    with recorded():
        user.name, user.language = name, _language(language)
        user.save(update_fields=["name", "language"])
        record(user, "user.changed_own", user)


def choose_language(*, user: User, language: str) -> None:
    """Change the language of one's own pages."""
    user.language = _language(language)
    user.save(update_fields=["language"])


def change_pin(*, user: User, pin: str) -> None:
    """Another PIN. Raises ValidationError for what is none."""
    check_pin_form(pin)
    with recorded():
        user.pin = make_password(pin)
        user.save(update_fields=["pin"])
        record(user, "pin.changed", user)


def try_pin(*, user: User, pin: str, session: SessionStore) -> int:
    """Open a locked screen with the PIN; how many tries are left, and -1 when it is open.

    A try counts before it is looked at, so that many at once are no more than three. A wrong one is recorded.
    """
    left = MOST_PINS - session.try_pin()
    if left >= 0 and user.pin and check_password(pin, user.pin):
        session.unlock()
        return -1
    with recorded():
        record(user, "pin.wrong", user)
    return max(0, left)


def end_session(*, user: User, number: UUID) -> bool:
    """End one of one's own sessions; whether there was such a one."""
    with recorded():
        ended = user.sessions.filter(number=number).delete()[0]
        if ended:
            record(user, "session.ended_elsewhere", user, count=ended)
    return bool(ended)


def end_other_sessions(*, user: User, here: UUID) -> int:
    """End all of one's own sessions but the one that this is done in; how many."""
    with recorded():
        ended = user.sessions.exclude(number=here).delete()[0]
        record(user, "session.ended_elsewhere", user, count=ended)
    return ended


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("The pages are not there in this language."), code="language")
    return code
