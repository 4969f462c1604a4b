"""How far published counts may be from the true ones: found by releasing the release again."""

from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Floats, Ints
from palermo.protect.privacy import Members
from palermo.protect.synthesis._measure import measure
from palermo.protect.synthesis._settings import GRID, Progress
from palermo.protect.synthesis._synthesise import Synthesised, exclusions, records_of
from palermo.protect.synthesis._weigh import Query, weigh

COVERAGE = 0.95
"""Share of true counts that lie within their intervals."""

ENOUGH = 400
"""Combinations of about one size that are needed to tell how far nineteen in twenty of them are off."""

STEP = 1.35
"""Sizes of counts that are taken together: from one to 1.35 times as much."""

BELL = 1.96
"""Standard deviations around the mean of a bell curve that hold nineteen in twenty."""


@dataclass(frozen=True, eq=False)
class Intervals:
    """How far true counts are below and above published ones, by length and size.

    edges: for each length the published counts from which on each entry holds, ascending from 0. below, above: for each
    length and entry, how far the true count is from the published one, in cases; `below` is negative or nought.
    """

    edges: tuple[Ints, ...]
    below: tuple[Floats, ...]
    above: tuple[Floats, ...]

    def around(self, length: int, counts: Ints) -> tuple[Ints, Ints]:
        """The least and the most cases that there were behind published counts of a length. None is below 0."""
        at = np.searchsorted(self.edges[length - 1], counts, side="right") - 1
        low = np.floor(counts + self.below[length - 1][at])
        high = np.ceil(counts + self.above[length - 1][at])
        return np.maximum(low, 0).astype(np.int64), high.astype(np.int64)


class SimulatedNoise:
    """Noise from a seed, for a second release of what is published already: it protects nobody, and need not."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng([seed, 2])

    def __call__(self, counts: Ints, *, sd: float, progress: object = None) -> Ints:
        """The counts with noise."""
        return counts + np.rint(self._random.normal(0, sd, counts.shape)).astype(np.int64)


def intervals_of(
    found: Synthesised, *, seed: int = 0, again: Members | None = None, progress: Progress | None = None
) -> Intervals:
    """Intervals for counts of the records, nominally at 95 %: what was measured of them is in decision record 11.

    The records are released again as if they were the cases (a parametric bootstrap: it uses only what is published, so
    it costs no privacy). How far the second release is from the first, among combinations that are published with
    counts of about the same size, tells how far the first is from the truth.

    again: the second release, where it was made already.
    """
    tell = progress or (lambda what, done, total: None)
    if again is None:
        again = second_release(found, seed=seed, progress=tell)
    width = len(found.domain)
    kept = np.full(width, -1, np.int32)
    kept[found.measured.kept] = np.arange(len(found.measured.kept), dtype=np.int32)
    ones = np.ones(found.domain.slots + 1, np.int64)
    edges, below, above = [], [], []
    for length in range(1, 4):
        query = Query(length, ones, kept)
        entry = _quantiles(weigh(found.records, query), weigh(again, query))
        edges.append(entry[0])
        below.append(entry[1])
        above.append(entry[2])
    return Intervals(tuple(edges), tuple(below), tuple(above))


def measured_alone(found: Synthesised) -> tuple[Ints, Ints]:
    """The least and the most cases with each attribute of the domain, from its own noisy count.

    A noisy count counts large cases as less than one; how much less is taken from the records. The published count is
    always within.
    """
    width = len(found.domain)
    nowhere = np.full(width, -1, np.int32)
    largest = found.domain.slots + 1
    plain = weigh(found.records, Query(1, np.ones(largest, np.int64), nowhere)).astype(np.float64)
    steps = np.rint(found.measured.weights[1] * GRID).astype(np.int64)
    weighted = weigh(found.records, Query(1, steps, nowhere)) / GRID
    every = plain.sum() / max(weighted.sum(), 1.0)
    scale = np.where(weighted > 0, plain / np.maximum(weighted, 1 / GRID), every)
    reach = BELL * found.measured.sd[1]
    low = np.floor(np.maximum(scale * (found.measured.ones - reach), 0.0))
    high = np.ceil(scale * (np.maximum(found.measured.ones, 0.0) + reach))
    return np.minimum(low, plain).astype(np.int64), np.maximum(high, plain).astype(np.int64)


def second_release(found: Synthesised, *, seed: int, progress: Progress) -> Members:
    """The release of a release: the same steps, asked of the made records."""
    apart = exclusions(found.domain)
    measured = measure(
        lambda query: weigh(found.records, query),
        slots=found.domain.slot,
        apart=apart,
        settings=found.settings,
        mu=float(np.sqrt(sum(mu * mu for mu in found.measured.mus.values()))),
        noise=SimulatedNoise(seed),
        kinds=np.zeros_like(found.measured.kinds),
        progress=progress,
    )
    return records_of(measured, found.domain, apart, settings=found.settings, seed=seed + 1, progress=progress)[0]


def _quantiles(true: Ints, published: Ints) -> tuple[Ints, Floats, Floats]:
    """Edges of published counts, and how far true ones are below and above at each."""
    edges, below, above = [], [], []
    order = np.argsort(published, kind="stable")
    published, off = published[order], (true - published)[order].astype(np.float64)
    tail = (1 - COVERAGE) / 2
    begin = 0
    while begin < len(published):
        first = int(published[begin])
        end = int(np.searchsorted(published, max(first + 1, first * STEP), side="left"))
        if first > 0 and end - begin < ENOUGH:
            # as many as are needed, whole sizes at a time
            near = min(begin + ENOUGH, len(published)) - 1
            end = max(end, int(np.searchsorted(published, published[near], side="right")))
            if len(published) - end < ENOUGH // 2:
                end = len(published)
        here = off[begin:end]
        if end - begin >= ENOUGH // 2:
            low, high = (float(edge) for edge in np.quantile(here, [tail, 1 - tail]))
        else:
            # few: as far as nineteen in twenty of a bell curve of their spread
            high = BELL * float(np.sqrt(np.mean(here**2)))
            low = -high
        edges.append(first)
        below.append(min(0.0, low))
        above.append(max(0.0, high))
        begin = end
    if not edges or edges[0] > 0:
        edges.insert(0, 0)
        below.insert(0, below[0] if below else 0.0)
        above.insert(0, above[0] if above else 0.0)
    return np.array(edges, np.int64), np.array(below), np.array(above)
