"""Sessions in the database, under the digest of their key and with their data sealed.

A copy of the database lets nobody in, and tells nothing of what a session holds. When somebody was there last, and
whether her screen is locked, stands beside the data and is changed by itself: two requests at once undo neither.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.audit.models import SYSTEM
from palermo.web.vault.sealing import seal, unseal

USER_KEY = "_auth_user_id"
BEGUN = "begun"
ADDRESS = "address"
BROWSER = "browser"
"""What a session's data say of it: when it began, from where, and in which browser."""

NOBODYS = timedelta(hours=1)
"""How long a browser is known in which nobody signed in."""

TOUCHED = timedelta(seconds=20)
"""How exactly it is known when somebody was there last: not every request writes it."""

CLOCK = timedelta(minutes=1)
"""How far back a clock may go before a screen is locked for it."""


class SessionStore(Plain):
    """As Django's own, with the key hashed and the data sealed before they go to the database."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        """Where sessions are kept."""
        from palermo.web.accounts.models import Session

        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The data as they are kept: sealed, and bound to this session."""
        return b64encode(seal(self.serializer().dumps(session_dict), owner=SYSTEM, place=self._place())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The data again; none where they do not open."""
        try:
            found: dict[str, Any] = self.serializer().loads(
                unseal(b64decode(session_data), owner=SYSTEM, place=self._place())
            )
        except (SettingsError, ValueError):
            return {}
        return found

    def _place(self) -> str:
        return f"accounts.session.{digest_of(self.session_key)}"

    def _get_session_from_db(self) -> Any:
        row = self.model.objects.filter(session_key=digest_of(self.session_key), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        self._row = row
        return row

    def exists(self, session_key: str | None) -> bool:
        """Whether there is such a session."""
        return bool(session_key) and self.model.objects.filter(session_key=digest_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=digest_of(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row that is saved. Nobody stays signed in for longer than the settings say, however busy she is."""
        data.setdefault(BEGUN, timezone.now().isoformat())
        row: Any = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        row.user_id, row.begun_at = data.get(USER_KEY), datetime.fromisoformat(data[BEGUN])
        row.address, row.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        longest = timedelta(seconds=settings.SESSION_COOKIE_AGE) if row.user_id else NOBODYS
        row.expire_date = (row.begun_at if row.user_id else timezone.now()) + longest
        if self._row is None or self._row.session_key != row.session_key:
            self._row = row
        return row

    @property
    def locked(self) -> bool:
        """Whether the screen is locked, or was left alone for too long."""
        self._read()
        if self._row is None:
            return False
        alone = timezone.now() - self._row.seen_at
        return bool(self._row.locked) or not -CLOCK < alone < timedelta(seconds=settings.IDLE_SECONDS)

    @property
    def number(self) -> Any:
        """What this session is called by in pages; None for one that is not kept yet."""
        self._read()
        return self._row.number if self._row else None

    def touch(self) -> None:
        """Note that its user did something."""
        if self._row is not None and timezone.now() - self._row.seen_at > TOUCHED:
            self._change(seen_at=timezone.now())

    def lock(self) -> None:
        """Lock the screen."""
        self._change(locked=True)

    def try_pin(self) -> int:
        """Count a try at the PIN before it is looked at, so that tries at once count too; how many there were."""
        self._change(wrong_pins=F("wrong_pins") + 1)
        row: Any = self.model.objects.filter(session_key=digest_of(self.session_key)).first()
        return row.wrong_pins if row else 0

    def unlock(self) -> None:
        """Open the screen again, under another key: whoever saw the old one has nothing."""
        self.cycle_key()

    def _read(self) -> None:
        """Have the row, which is read with the data."""
        self.keys()

    def _change(self, **columns: Any) -> None:
        self.model.objects.filter(session_key=digest_of(self.session_key)).update(**columns)


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, with what only ours know."""
    session: Any = request.session
    found: SessionStore = session
    return found


def digest_of(key: str | None) -> str:
    """Under what a session is kept: forty hexadecimal digits, as its column holds."""
    return sha256(f"palermo:session:{key}".encode()).hexdigest()[:40]
