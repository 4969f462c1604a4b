"""How much each reader may ask: a bucket of tokens that fills by and by. Who has not asked for minutes is forgotten."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
"""Seconds in which an empty bucket is full again: whoever has not asked for as long need not be remembered."""

MOST_READERS = 100_000
"""Readers who are remembered before the oldest are forgotten early: some 20 MB."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a request. left: how many more there may be now. wait: seconds until the next; full: until all."""

    allowed: bool
    left: int
    wait: int
    full: int


class Buckets:
    """A bucket for each reader.

    a_minute: how many tokens a bucket holds, and how many it gets back in a minute.
    """

    def __init__(self, a_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._a_second = a_minute / MINUTE
        self._clock = clock
        self._young: dict[bytes, tuple[float, float]] = {}
        self._old: dict[bytes, tuple[float, float]] = {}
        self._turned = clock()
        self._lock = threading.Lock()

    @property
    def remembered(self) -> int:
        """How many readers are remembered now."""
        return len(self._young.keys() | self._old.keys())

    def take(self, reader: bytes) -> Taken:
        """Take a token for a request of a reader, if there is one."""
        with self._lock:
            now = self._clock()
            if now - self._turned >= MINUTE or len(self._young) >= MOST_READERS:
                # two sheets: the one of the last minute, and the one before, which is then thrown away as a whole
                self._old = self._young if now - self._turned < 2 * MINUTE else {}
                self._young, self._turned = {}, now
            tokens, then = self._young.get(reader) or self._old.get(reader) or (self._most, now)
            tokens = min(self._most, tokens + (now - then) * self._a_second)
            allowed = tokens >= 1
            tokens -= allowed
            self._young[reader] = (tokens, now)
        wait = max(1, math.ceil((1 - tokens) / self._a_second))
        return Taken(allowed, int(tokens), wait, math.ceil((self._most - tokens) / self._a_second))
