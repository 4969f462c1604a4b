"""The keys that this process has unwrapped. They are in its memory only."""

import secrets
import threading
import time
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.vault.master import KEY_BYTES, wrapper
from palermo.web.vault.models import DataKey, Purpose

FRESH_SECONDS = 60.0
"""How long a process takes a key for the current one without asking again: another may have changed it."""

SETTLED = timedelta(minutes=10)
"""A key younger than this may be of a transaction that is undone yet, and its number be given to another: it is
remembered when that transaction is committed, and not before. What is sealed with a key that was undone never opens."""

_lock = threading.Lock()
_by_number: dict[int, tuple[UUID, bytes]] = {}
_current: dict[tuple[UUID, Purpose], tuple[int, float]] = {}


def current(owner: UUID, purpose: Purpose) -> tuple[int, bytes]:
    """The number and the key that an organisation seals with now; its first one is made here."""
    known = _current.get((owner, purpose))
    if known is not None and time.monotonic() - known[1] < FRESH_SECONDS:
        return known[0], by_number(known[0], owner)
    row = DataKey.objects.filter(owner=owner, purpose=purpose, retired_at=None).first()
    row = row or _made(owner, purpose)
    return row.pk, _unwrapped(row, as_current=True)


def by_number(number: int, owner: UUID) -> bytes:
    """A key by its number. Raises SettingsError when it is of another organisation, or not there."""
    known = _by_number.get(number)
    if known is None:
        row = DataKey.objects.filter(pk=number).first()
        if row is None:
            raise SettingsError("settings.no_key", place=f"key {number}")
        known = row.owner, _unwrapped(row, as_current=False)
    if known[0] != owner:
        raise SettingsError("settings.no_key", place=f"key {number}")
    return known[1]


def forget() -> None:
    """Forget every key: at the end of a test, or after the master key was changed."""
    with _lock:
        _by_number.clear()
        _current.clear()
    wrapper.cache_clear()


def _unwrapped(row: DataKey, *, as_current: bool) -> bytes:
    key = wrapper().unwrap(bytes(row.wrapped))

    def remember() -> None:
        with _lock:
            _by_number[row.pk] = (row.owner, key)
            if as_current:
                _current[row.owner, Purpose(row.purpose)] = (row.pk, time.monotonic())

    if timezone.now() - row.made_at > SETTLED:
        remember()
    else:
        transaction.on_commit(remember)
    return key


def _made(owner: UUID, purpose: Purpose) -> DataKey:
    key = wrapper().wrap(secrets.token_bytes(KEY_BYTES))
    try:
        with transaction.atomic():
            return DataKey.objects.create(owner=owner, purpose=purpose, wrapped=key, wrapped_by=wrapper().name)
    except IntegrityError:  # another process was faster
        return DataKey.objects.get(owner=owner, purpose=purpose, retired_at=None)
