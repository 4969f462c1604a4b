"""How much of which kind was asked in each hour, and nothing else: no question, no address, no order.

It is kept only where a setting names a file for it, and in that file for a week.
"""

import atexit
import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from palermo.web.hub.middleware import FILE

log = logging.getLogger(__name__)

HOURS = 7 * 24
"""How many hours the file has; older ones are left out when it is written."""

SECONDS = 60.0
"""How often it is written at most."""

HOME, API, FILES, DATA, OTHER, REFUSED = "home", "api", "files", "data", "other", "refused"

Counts = dict[str, dict[str, int]]
"""How many by kind, by hour."""


class Tally:
    """Counts of one process, and the file to which it adds them. clock: seconds since 1970."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._counts: Counter[tuple[str, str]] = Counter()
        self._written = clock()
        self._lock = threading.Lock()
        atexit.register(self.write)

    def count(self, path: str, *, allowed: bool = True) -> None:
        """Count a request."""
        now = self._clock()
        with self._lock:
            self._counts[_hour(now), kind(path) if allowed else REFUSED] += 1
            due = now - self._written >= SECONDS
            self._written = now if due else self._written
        if due:
            self.write()

    def write(self) -> None:
        """Add what was counted to the file, and forget it. Where it cannot be written, the log says so."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._path.open("a+", encoding="utf-8") as file:
                _alone(file)
                file.seek(0)
                found = _added(_read(file.read()), counts)
                file.truncate(0)
                file.write(json.dumps(found, indent=1, sort_keys=True) + "\n")
        except OSError as error:
            log.error("The counts could not be written to %s: %s", self._path.name, error.strerror)  # noqa: TRY400


def kind(path: str) -> str:
    """What is at an address, in one word of a few: nothing of what is asked there.

    >>> kind("/fr/explore/"), kind("/explore.csv"), kind("/api/v1/aggregate"), kind("/wp-admin/")
    ('explore', 'data', 'api', 'other')
    """
    if path.startswith("/api/v1/"):
        return API
    if FILE.match(path):
        return FILES
    first, _, rest = path.strip("/").partition("/")
    if first in _languages():
        first = rest.partition("/")[0]
    if not first:
        return HOME
    if first in _pages():
        return first
    return DATA if first.partition(".")[0] in _pages() else OTHER


@cache
def _pages() -> frozenset[str]:
    """The first words of the addresses of pages, in the language at the root."""
    from palermo.web.hub.context import FOOTER, NAVIGATION  # it knows of all pages, and some of them of manners

    with translation.override(settings.LANGUAGE_CODE):
        return frozenset(reverse(name).strip("/").partition("/")[0] for name, _label in (*NAVIGATION, *FOOTER)) - {""}


@cache
def _languages() -> frozenset[str]:
    return frozenset(code for code, _name in settings.LANGUAGES)


def _added(before: Counts, counts: Counter[tuple[str, str]]) -> Counts:
    found = {hour: dict(kinds) for hour, kinds in before.items()}
    for (hour, name), number in counts.items():
        kinds = found.setdefault(hour, {})
        kinds[name] = kinds.get(name, 0) + number
    return {hour: found[hour] for hour in sorted(found)[-HOURS:]}


def _read(text: str) -> Counts:
    """What the file holds; nothing where it holds anything else than counts."""
    try:
        found = json.loads(text or "{}")
        return {str(hour): {str(name): int(n) for name, n in kinds.items()} for hour, kinds in found.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _alone(file: IO[str]) -> None:
    """Wait until no other process of the hub writes the file. Where the system cannot do that, one may overwrite it."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        return
    flock(file, LOCK_EX)


def _hour(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:00Z")
