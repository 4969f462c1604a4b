"""The keys that this process has unwrapped. They are in its memory only."""

import secrets
import threading
import time
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.vault.master import KEY_BYTES, unwrap_for, wrap_for, wrapper
from palermo.web.vault.models import DataKey, Purpose

FRESH_SECONDS = 60.0
"""How long a process takes a key for the current one without asking again: another may have changed it."""

SETTLED = timedelta(hours=12)
"""A key younger than this may be of a transaction that is undone yet, and its number be given to another: it is
remembered when that transaction is committed, and not before. What is sealed with a key that was undone never opens.
Longer than any transaction lasts; to wait costs one transaction a process a few unwrappings."""

_lock = threading.Lock()
_by_number: dict[int, tuple[UUID, str, bytes]] = {}
_current: dict[tuple[UUID, str], tuple[int, float]] = {}


def current(owner: UUID, purpose: Purpose) -> tuple[int, bytes]:
    """The number and the key that an organisation seals with now; its first one is made here."""
    known = _current.get((owner, purpose))
    if known is not None and time.monotonic() - known[1] < FRESH_SECONDS:
        return known[0], by_number(known[0], owner, purpose)
    row = DataKey.objects.filter(owner=owner, purpose=purpose, retired_at=None).first()
    row = row or made(owner, purpose)
    return row.pk, _unwrapped(row, as_current=True)


def by_number(number: int, owner: UUID, purpose: Purpose) -> bytes:
    """A key by its number. Raises SettingsError when it is of another organisation or use, destroyed, or not there."""
    known = _by_number.get(number)
    if known is None:
        row = DataKey.objects.filter(pk=number).first()
        if row is None:
            raise SettingsError("settings.no_key", place=f"key {number}")
        known = row.owner, row.purpose, _unwrapped(row, as_current=False)
    if known[:2] != (owner, purpose):
        raise SettingsError("settings.no_key", place=f"key {number}")
    return known[2]


def living(owner: UUID, purpose: Purpose) -> list[bytes]:
    """The keys that something may still be sealed with, the current one first: one, but while they are changed."""
    number, key = current(owner, purpose)
    older = DataKey.objects.filter(owner=owner, purpose=purpose, emptied_at=None, destroyed_at=None).exclude(pk=number)
    return [key, *(_unwrapped(row, as_current=False) for row in older.order_by("-pk"))]


def made(owner: UUID, purpose: Purpose) -> DataKey:
    """A new current key, where there is none; where another process was faster, that one's."""
    row = DataKey(owner=owner, purpose=purpose, wrapped_by=wrapper().name)
    row.wrapped = wrap_for(row.use, secrets.token_bytes(KEY_BYTES))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return DataKey.objects.get(owner=owner, purpose=purpose, retired_at=None)
    return row


def renew(owner: UUID, purpose: Purpose) -> int:
    """Ask anew which key is the current one, and remember it; its number."""
    with _lock:
        _current.pop((owner, purpose), None)
    return current(owner, purpose)[0]


def forget() -> None:
    """Forget every key: at the end of a test, or after the master key was changed."""
    with _lock:
        _by_number.clear()
        _current.clear()
    wrapper.cache_clear()


def _unwrapped(row: DataKey, *, as_current: bool) -> bytes:
    if row.destroyed_at is not None:
        raise SettingsError("settings.destroyed_key", place=f"key {row.pk}")
    known = _by_number.get(row.pk)
    key = known[2] if known is not None and known[:2] == (row.owner, row.purpose) else None
    key = key or unwrap_for(row.use, bytes(row.wrapped))

    def remember() -> None:
        with _lock:
            _by_number[row.pk] = (row.owner, row.purpose, key)
            if as_current:
                _current[row.owner, row.purpose] = (row.pk, time.monotonic())

    if timezone.now() - row.made_at > SETTLED:
        remember()
    else:
        transaction.on_commit(remember)
    return key
