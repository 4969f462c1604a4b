"""Chance from one seed."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

Item = TypeVar("Item")

BLOCK = 8_192
"""Numbers drawn at a time: one by one they would take longer than all the rest."""


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Item]):
    """Things of which some are drawn more often than others.

    >>> Weighted.of({"heads": 60, "tails": 40}).total
    100.0
    """

    items: tuple[Item, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[Item, float]) -> "Weighted[Item]":
        """From each thing's weight. Weights need not sum to anything, but to more than nothing."""
        there = {item: weight for item, weight in weights.items() if weight > 0}
        if not there:
            raise ValueError("nothing has a weight above 0")
        return cls(tuple(there), tuple(accumulate(map(float, there.values()))))

    @property
    def total(self) -> float:
        """The sum of the weights."""
        return self.cumulative[-1]


class Dice:
    """A stream of chance: the same seed gives the same throws, on any machine.

    >>> Dice(7).below(6) == Dice(7).below(6)
    True
    """

    def __init__(self, seed: int) -> None:
        self._throws = _throws(np.random.Generator(np.random.PCG64(seed)))

    def throw(self) -> float:
        """A number from 0 to just under 1."""
        return next(self._throws)

    def below(self, limit: int) -> int:
        """A whole number from 0 to just under `limit`."""
        return int(self.throw() * limit)

    def percent(self, chance: float) -> bool:
        """True as often as this many times of a hundred."""
        return self.throw() * 100 < chance

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of these, each as likely as the others."""
        return items[self.below(len(items))]

    def draw(self, weighted: Weighted[Item]) -> Item:
        """One of these, by weight."""
        place = bisect_right(weighted.cumulative, self.throw() * weighted.total)
        return weighted.items[min(place, len(weighted.items) - 1)]  # tiny weights may round up to the total

    def some_of(self, items: Sequence[Item], number: int) -> list[Item]:
        """A number of these, no two from the same place, in their order."""
        places = list(range(len(items)))
        for place in range(number):
            other = place + self.below(len(places) - place)
            places[place], places[other] = places[other], places[place]
        return [items[place] for place in sorted(places[:number])]


def _throws(generator: np.random.Generator) -> Iterator[float]:
    while True:
        yield from generator.random(BLOCK).tolist()
