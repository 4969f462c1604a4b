"""Sessions in the database, under the digest of their key: a copy of the database lets nobody in."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Plain
from django.utils import timezone

USER_KEY = "_auth_user_id"
BEGUN = "begun"
ADDRESS = "address"
BROWSER = "browser"
"""What a session's data say of it: when it began, from where, and in which browser."""


class SessionStore(Plain):
    """As Django's own, with the key hashed before it goes to the database."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Where sessions are kept."""
        from palermo.web.accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        try:
            return self.model.objects.get(session_key=digest_of(self.session_key), expire_date__gt=timezone.now())
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key: str | None) -> bool:
        """Whether there is such a session."""
        return bool(session_key) and self.model.objects.filter(session_key=digest_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=digest_of(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row that is saved."""
        data.setdefault(BEGUN, timezone.now().isoformat())
        row: Any = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        row.user_id, row.begun_at = data.get(USER_KEY), datetime.fromisoformat(data[BEGUN])
        row.address, row.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        return row


def digest_of(key: str | None) -> str:
    """Under what a session is kept: forty hexadecimal digits, as its column holds."""
    return sha256(f"palermo:session:{key}".encode()).hexdigest()[:40]
