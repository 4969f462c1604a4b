"""How far publishing is, told so that the time that is left can be reckoned from it."""

from collections.abc import Callable, Sequence
from typing import Protocol

Progress = Callable[[str, int, int], None]
"""Told what happens now, how much of it all is done, and how much there is."""

WHOLE = 1_000
"""How finely the whole is told."""


class Tell(Protocol):
    """Tells what a step does now, and what share of the step is done; nought where that is not known."""

    def __call__(self, what: str, share: float = 0.0, /) -> None: ...


class Steps:
    """Tells how much of the whole is done, when each step takes its usual part of the time. It never goes back.

    >>> steps = Steps(lambda what, done, total: print(what, f"{done}/{total}"), (1, 3))
    >>> steps.begin(1, "Protecting")
    Protecting 250/1000
    >>> steps.tell("Protecting", 0.5)
    Protecting 625/1000
    """

    def __init__(self, progress: Progress | None, lasting: Sequence[float]) -> None:
        """progress: told of everything; None for nobody. lasting: how long each step takes beside the others."""
        self._progress = progress
        self._lasting = tuple(lasting)
        self._step = 0
        self._done = 0

    def begin(self, step: int, what: str) -> None:
        """A step begins, by its number from 0; after the last one, all is done."""
        self._step = step
        self.tell(what)

    def tell(self, what: str, share: float = 0.0, /) -> None:
        """What the step that began last does now, and what share of it is done."""
        before = sum(self._lasting[: self._step])
        now = sum(self._lasting[self._step : self._step + 1]) * min(share, 1.0)
        self._done = max(self._done, round(WHOLE * (before + now) / sum(self._lasting)))
        if self._progress is not None:
            self._progress(what, self._done, WHOLE)
