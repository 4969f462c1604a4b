"""A cache in the database, for what all processes must know: how often something was tried, which codes were used.

Django's own would keep pickled objects, which whoever can write to the database could turn into a program of theirs.
This one keeps JSON, and its keys as digests: they hold names and addresses.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from random import random
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
SWEPT = 0.01
"""How often a write also takes away what is over."""


class SharedCache(BaseCache):
    """Values of JSON in a table, each with an end."""

    def __init__(self, _location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of a key, while it lasts."""
        from palermo.web.accounts.models import Kept

        found = Kept.objects.filter(key=self._digest(key, version), until__gt=timezone.now()).first()
        return default if found is None else found.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        from palermo.web.accounts.models import Kept

        if random() < SWEPT:  # noqa: S311 - it decides nothing
            Kept.objects.filter(until__lte=timezone.now()).delete()
        kept = {"value": value, "until": self._until(timeout)}
        Kept.objects.update_or_create(key=self._digest(key, version), defaults=kept)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none, and tell whether it was kept. Of two at once, one is told so."""
        from palermo.web.accounts.models import Kept

        digest = self._digest(key, version)
        Kept.objects.filter(key=digest, until__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                Kept.objects.create(key=digest, value=value, until=self._until(timeout))
        except IntegrityError:
            return False
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        from palermo.web.accounts.models import Kept

        return bool(Kept.objects.filter(key=self._digest(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget all."""
        from palermo.web.accounts.models import Kept

        Kept.objects.all().delete()

    def _digest(self, key: str, version: int | None) -> str:
        return sha256(self.make_key(key, version).encode()).hexdigest()

    def _until(self, timeout: Any) -> datetime:
        end = self.get_backend_timeout(timeout)
        return FOR_EVER if end is None else datetime.fromtimestamp(end, UTC)
