"""Heavy questions: few at once, and none that is too heavy. Light ones find a free hand all the while.

What counts cannot be interrupted, so how long it may take is bounded before it begins: by how many values it reads.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.web.hub.errors import RequestError, unusable

HEAVY = 5_000_000
"""Values that a question reads from which on it is heavy: some 100 ms of one core."""

PATIENCE = 1.0
"""Seconds for which a heavy question waits for a place."""

AGAIN = 5
"""Seconds after which whoever found no place should ask again."""


class Places:
    """Places for heavy work of this process: `with places: …` takes one for as long as the work takes.

    most: how many at once. patience: for how many seconds whoever finds none waits. Raises QuestionError, which is
    answered 503, when none gets free: who waits keeps others waiting, for a process has few hands.
    """

    def __init__(self, most: int, *, patience: float = PATIENCE) -> None:
        self._places = threading.BoundedSemaphore(most)
        self._patience = patience

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=self._patience):
            raise RequestError("hub.busy", retry_after=AGAIN)

    def __exit__(self, *_: object) -> None:
        self._places.release()


@cache
def places() -> Places:
    """The places of this process."""
    return Places(settings.HUB.heavy_at_once)


@contextmanager
def room_for(values: int) -> Iterator[None]:
    """Room to count something. values: how many it reads (`palermo.tabulate.values_read`).

    Raises QuestionError when that is more than any question may read, or when too many read as much at the moment.
    """
    most = settings.HUB.most_values_read
    if values > most:
        reason = _("to count it, {values} values would be read; a question may read {most}.")
        raise unusable("by", reason.format(values=f"{values:,}", most=f"{most:,}"))
    if values < HEAVY:
        yield
        return
    with places():
        yield
