"""A change of keys: everything that is sealed with an old key is sealed anew, in the background, while people work.

A new key is made, and all that is sealed from then on is sealed with it. Then everything is walked in batches, each in
a transaction that also notes how far it came: whoever is killed in the middle has lost nothing and goes on there. Other
processes take the old key for the current one for up to a minute, so it is walked again until a pass that began after
that finds nothing. Then the old key is emptied, and after a day it can be destroyed.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.vault import ring
from palermo.web.vault.models import CHANGED, DataKey, Purpose, Reseal
from palermo.web.vault.walks import OF_FILES, Step, Walk, remains, walks

GRACE = timedelta(seconds=2 * ring.FRESH_SECONDS)
"""How long after a change another process may still seal with the old key: it asks anew every minute, and what it does
then takes its time. What comes later all the same is found before the old key is destroyed."""

DESTROYED_AFTER = timedelta(days=1)
"""How long an old key is kept at least, for transactions and processes that nobody thought of."""

BATCH = 200
"""Rows that are locked at once, and files that are looked at."""

Progress = Callable[[str, int, int | None], None]
"""Told what is walked, and how many were sealed anew in it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an old key. rows: how many things were sealed anew. unopened: which did not open, so it stays."""

    purpose: Purpose
    key: int
    rows: int
    unopened: int
    emptied: bool


def change(
    owner: UUID,
    purposes: Iterable[Purpose] = CHANGED,
    *,
    progress: Progress = lambda what, done, total: None,
    wait: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """Change an organisation's keys, or go on with a change that was broken off; until the old ones are empty.

    wait: waits for so many seconds, for other processes to let an old key go. Raises ValueError for a purpose whose key
    is never changed, SettingsError when the disk is full.
    """
    purposes = list(purposes)
    if wrong := set(purposes) - set(CHANGED):
        raise ValueError(f"keys of {sorted(wrong)} are never changed")
    if owner.int == 0:
        raise ValueError("the installation's own keys are not changed: no walk knows what its apps keep by them")
    for purpose in purposes:
        if not under_way(owner, purpose):
            begin(owner, purpose)
    return [_emptied(old, progress, wait) for purpose in purposes for old in under_way(owner, purpose)]


def under_way(owner: UUID, purpose: Purpose) -> list[DataKey]:
    """The old keys that something may still be sealed with, the oldest first."""
    kept = DataKey.objects.filter(owner=owner, purpose=purpose, emptied_at=None, destroyed_at=None)
    return list(kept.exclude(retired_at=None).order_by("pk"))


def begin(owner: UUID, purpose: Purpose) -> None:
    """Make a new key, and let the one before go. Where an organisation has none yet there is nothing to change."""
    with transaction.atomic():
        current = DataKey.objects.select_for_update().filter(owner=owner, purpose=purpose, retired_at=None).first()
        if current is None:
            return
        if not walks(purpose):
            raise RuntimeError(f"no app has named how what is sealed for {purpose} is made anew")
        current.retired_at = timezone.now()
        current.save(update_fields=["retired_at"])
        ring.made(owner, purpose)
    ring.renew(owner, purpose)


def destroy(key: DataKey) -> None:
    """Throw an old key away: what is still sealed with it, in an old backup say, can never be opened without that.

    Raises SettingsError when it is too young, or something is sealed with it; then its change is under way again.
    """
    place = f"key {key.pk}"
    if key.emptied_at is None or key.retired_at is None or timezone.now() - key.retired_at < DESTROYED_AFTER:
        raise SettingsError("settings.key_in_use", place=place)
    if remains(key):
        Reseal.objects.filter(key=key).delete()
        DataKey.objects.filter(pk=key.pk).update(emptied_at=None)
        raise SettingsError("settings.key_in_use", place=place)
    DataKey.objects.filter(pk=key.pk).update(wrapped=b"", destroyed_at=timezone.now())
    ring.forget()


def to_destroy(owner: UUID) -> list[DataKey]:
    """An organisation's old keys that may be destroyed now."""
    before = timezone.now() - DESTROYED_AFTER
    return list(DataKey.objects.filter(owner=owner, destroyed_at=None, retired_at__lte=before).exclude(emptied_at=None))


def _emptied(old: DataKey, progress: Progress, wait: Callable[[float], None]) -> Outcome:
    """Walk everything of an old key, again and again until nothing is found."""
    assert old.retired_at is not None  # noqa: S101 - it is under way
    settled = old.retired_at + GRACE
    while True:
        marks = [_walked(old, name, walk, progress) for name, walk in walks(Purpose(old.purpose)).items()]
        found = any(mark.found for mark in marks) and old.purpose != Purpose.INDEX  # tokens are always all made anew
        unopened = sum(mark.unopened for mark in marks)
        if not found and all(mark.begun_at >= settled for mark in marks):
            break
        if (left := (settled - timezone.now()).total_seconds()) > 0:
            progress("Waiting for other processes to let the old key go", 0, None)
            wait(left)
        for mark in marks:
            _begin_again(mark)
    if not unopened:
        DataKey.objects.filter(pk=old.pk).update(emptied_at=timezone.now())
    else:
        for mark in marks:
            _begin_again(mark)
    return Outcome(Purpose(old.purpose), old.pk, sum(mark.rows for mark in marks), unopened, not unopened)


def _walked(old: DataKey, name: str, walk: Walk, progress: Progress) -> Reseal:
    """Take a walk to its end, from where it was broken off."""
    mark, _new = Reseal.objects.get_or_create(key=old, table=name, defaults={"begun_at": timezone.now()})
    while mark.ended_at is None:
        ring.renew(old.owner, Purpose(old.purpose))
        if name == OF_FILES:  # files are written for long, and to do it twice does no harm: no lock is held
            mark = _noted(mark, walk(old, mark.last, BATCH))
        else:
            with transaction.atomic():
                mark = Reseal.objects.select_for_update().get(pk=mark.pk)
                if mark.ended_at is None:
                    mark = _noted(mark, walk(old, mark.last, BATCH))
        progress(name, mark.rows, None)
    return mark


def _noted(mark: Reseal, step: Step | None) -> Reseal:
    if step is None:
        mark.ended_at = timezone.now()
    else:
        mark.last = step.last
        mark.found, mark.rows = mark.found + step.found, mark.rows + step.found
        mark.unopened += step.unopened
    mark.save()
    return mark


def _begin_again(mark: Reseal) -> None:
    mark.last, mark.found, mark.unopened, mark.ended_at = "", 0, 0, None
    mark.passes, mark.begun_at = mark.passes + 1, timezone.now()
    mark.save()
