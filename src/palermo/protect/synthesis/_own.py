"""What was measured of each count by itself: its own noisy count, and how far that may be off."""

from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Floats, Ints, Mask
from palermo.protect.privacy import Members
from palermo.protect.synthesis._measure import Measured
from palermo.protect.synthesis._settings import GRID
from palermo.protect.synthesis._weigh import Query, weigh

SMALL = 0.125
"""Counts below so many standard deviations of their noise: it tells nothing of them that their sizes do not."""

BELL = 1.96
"""Standard deviations around the mean of a bell curve that hold nineteen in twenty."""

DOUBTFUL = 2.0
"""Standard deviations of its noise below which the count of a single attribute is likely noise alone."""

ONE_SIDED = 1.645
"""Standard deviations above the mean of a bell curve below which nineteen in twenty are."""

SLIGHT = 0.05
"""Where the noise of a count is below such a share of it, the count tells more by itself than counts of its size do."""

FAR = 5.0
"""Standard deviations of its noise above which the count of an attribute among the records is no noise."""

SEEN = 3.0
"""Standard deviations of its noise above which the count of a single attribute is certainly not noise alone. Those that
are published follow their own noisy counts, so among small ones many more than one in forty are far too large."""


@dataclass(frozen=True, eq=False)
class Own:
    """The noisy counts of one length, in attributes.

    places: of the combinations, ascending: the numbers of single attributes, or as `weigh` has them. noisy: their noisy
    counts, in weighted cases. weighted, plain: the records with each, weighted and as they are. sd: of the noise.
    stretch: how many times as many cases there may be behind a weighted one as among the records, 1 or more. spread: by
    what share the part of counts that weights leave out may be off, in all counts alike. drift: by how many times its
    square root a count may be off by itself, since cases of other sizes may stand behind it than among the records.
    Both are standard deviations. tail: how many standard deviations of its noise the true count of a single attribute
    may be above the noisy one, where that is likely noise alone. most: how many cases stand behind a weighted one at
    most, where they are as large as any. stuck: the share of the records that hold what nobody counted them to hold:
    by as much any count may be off.
    """

    length: int
    places: Ints
    noisy: Floats
    weighted: Floats
    plain: Ints
    sd: float
    stretch: float
    spread: float = 0.0
    drift: float = 0.0
    tail: float = ONE_SIDED
    most: float = 1.0
    stuck: float = 0.0

    @property
    def reach(self) -> float:
        """How far nineteen in twenty noisy counts are off at most, in weighted cases."""
        return BELL * self.sd

    @property
    def least(self) -> float:
        """The smallest published count whose own noisy count tells more than its size: single ones all do."""
        return 0.0 if self.length == 1 else SMALL * self.sd

    def around(self, places: Ints, counts: Ints) -> tuple[Mask, Ints, Ints]:
        """Of which of these the noisy count tells something, and the least and the most cases that are behind them.

        Counts are always within.
        """
        if not len(self.places):
            return np.zeros(len(places), dtype=bool), counts, counts
        at = np.minimum(np.searchsorted(self.places, places), len(self.places) - 1)
        mine = (self.places[at] == places) & (counts >= self.least)
        scale, noisy = self._scale(at), np.maximum(self.noisy[at], 0.0)
        alike = self.spread * (self.plain - self.weighted)[at]
        off = np.sqrt((self.sd * scale) ** 2 + self.drift**2 * counts + alike**2)
        # counts are whole, so edges may be drawn in to whole numbers
        # of cases that the records do not have, though the count shows them, nobody knows the size
        lacking = (
            np.maximum(np.abs(noisy - self.weighted[at]) - self.reach, 0.0) * (self.most - 1) + self.stuck * counts
        )
        low = np.maximum(np.ceil(scale * noisy - BELL * off - lacking), 0)
        above = np.full(len(counts), BELL)
        if self.length == 1:
            low[noisy < SEEN * self.sd] = 0
            above[noisy < SEEN * self.sd] = ONE_SIDED
            above[noisy < DOUBTFUL * self.sd] = self.tail
        high = np.floor(scale * self.stretch * noisy + above * off + lacking)
        return mine, np.minimum(low, counts).astype(np.int64), np.maximum(high, counts).astype(np.int64)

    def large(self, places: Ints, counts: Ints) -> Mask:
        """Which of these the noise in them barely moves."""
        if not len(self.places):
            return np.zeros(len(places), dtype=bool)
        at = np.minimum(np.searchsorted(self.places, places), len(self.places) - 1)
        found: Mask = (self.places[at] == places) & (self.reach * self._scale(at) < SLIGHT * counts)
        return found

    def _scale(self, at: Ints) -> Floats:
        """How many cases stand behind a weighted one, as among the records; `at` are places in `places`."""
        every = max(1.0, self.plain.sum() / max(float(self.weighted.sum()), 1.0))  # a weighted case is one at most
        weighted = self.weighted[at]
        return np.where(weighted > 0, self.plain[at] / np.maximum(weighted, 1 / GRID), every)

    @property
    def misfit(self) -> float:
        """By how many cases larger counts of the records are off from their noisy ones in the mean, beyond noise."""
        large = np.flatnonzero(self.plain > self.reach)
        if len(large) < 2:
            return 0.0
        off = self._scale(large) * self.noisy[large] - self.plain[large]
        return max(0.0, abs(float(off.mean())) - 2 * float(off.std()) / float(np.sqrt(len(off))))

    def above_noise(self, true: Ints) -> Floats:
        """Of single attributes among the records that may be noise alone: how far true counts are above noisy ones.

        In standard deviations of the noise.
        """
        here = np.flatnonzero((self.plain > 0) & (self.noisy < DOUBTFUL * self.sd))
        return (true[self.places[here]] - self._scale(here) * self.noisy[here]) / self.sd

    def off_between(self, least: float, most: float) -> Floats:
        """How far records are from the noisy counts, in weighted cases, where from `least` to below `most` have it."""
        here = (self.plain >= least) & (self.plain < most)
        return self.noisy[here] - self.weighted[here]


def own_of(records: Members, measured: Measured, length: int, *, stretch: float) -> Own:
    """The noisy counts of a length, beside the records that were made from them; none where none were measured."""
    kept = measured.places
    places, noisy = _measured(measured, length)
    steps = np.rint(measured.weights[length] * GRID).astype(np.int64)
    weighted = weigh(records, Query(length, steps, kept))[places] / GRID
    plain = weigh(records, Query(length, np.ones_like(steps), kept))[places]
    sd = float(measured.sd[length])
    most = GRID / max(int(steps[: int(records.sizes.max(initial=0)) + 1].min()), 1)
    sd = sd if np.isfinite(sd) else 0.0
    return Own(length, places, noisy, weighted, plain, sd, stretch, most=most, stuck=_stuck(records, measured))


def _stuck(records: Members, measured: Measured) -> float:
    """The share of the records with an attribute that was not combined and that far more have than were counted.

    Its combinations cost nothing, for nobody counted them. So it fills records of which two attributes would have to
    change at once, which the fit cannot do where the noise is small and sets are of a few kinds.
    """
    steps = np.rint(measured.weights[1] * GRID).astype(np.int64)
    made = weigh(records, Query(1, steps, measured.places)) / GRID
    excess = made - np.maximum(measured.ones, 0) - FAR * float(measured.sd[1])
    excess[measured.kept] = 0
    return min(1.0, float(np.maximum(excess, 0).sum()) / max(records.num_cases, 1))


def _measured(measured: Measured, length: int) -> tuple[Ints, Floats]:
    if length == 1:
        return np.arange(len(measured.ones)), measured.ones
    if length == 2:
        # pairs that exclude each other were never asked for, and are exactly nought
        y, x = np.tril_indices(len(measured.kept), -1)
        noisy = measured.pairs[y, x].astype(np.float64)
        asked = np.flatnonzero(noisy != 0)
        return asked, noisy[asked]
    return measured.cells, measured.triples.astype(np.float64)
