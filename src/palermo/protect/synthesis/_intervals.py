"""How far published counts may be from the true ones: found by releasing the release again."""

from dataclasses import dataclass, replace

import numpy as np

from palermo.protect.counting import Floats, Ints, Mask
from palermo.protect.privacy import Members
from palermo.protect.synthesis._lost import beyond, stretch_of
from palermo.protect.synthesis._measure import Measured, measure
from palermo.protect.synthesis._own import BELL, ONE_SIDED, SLIGHT, Own, own_of
from palermo.protect.synthesis._scale import Scale, left_out, scale_of
from palermo.protect.synthesis._settings import GRID, LONGEST, Progress
from palermo.protect.synthesis._synthesise import Synthesised, exclusions, records_of
from palermo.protect.synthesis._weigh import Query, weigh

COVERAGE = 0.95
"""Share of true counts that lie within their intervals."""

ENOUGH = 400
"""Combinations of about one size that are needed to tell how far nineteen in twenty of them are off."""

STEP = 1.35
"""Sizes of counts that are taken together: from one to 1.35 times as much."""

LARGE = (30, 100, 300, 1000, 3000)
"""From these counts on, what the first release leaves unexplained is compared with what the second does."""

LOST = 1.02
"""Where large cases that are within noise hold so many times the counts of the rest, each count stands for itself: the
second release cannot lose once more what the first has lost. So it is where combinations that may be rare were taken
out, and where there are too few counts to learn from."""

ALIKE = 25
"""Counts of about one size that are taken together where there are too few, and how far they may be apart."""
APART = 3

FEW = 8
"""Large counts that are needed to tell how far they are off because of the sizes of their cases."""


@dataclass(frozen=True, eq=False)
class Intervals:
    """How far true counts are below and above published ones.

    edges: for each length the published counts from which on each entry holds, ascending from 0. below, above: for each
    length and entry, how far the true count is from the published one, in cases; `below` is negative or nought.
    owns: what was measured of each count by itself, by length. alone: by length, whether that is the interval.
    wider: for each length and entry, by how much it was widened for what the second release cannot see.
    """

    edges: tuple[Ints, ...]
    below: tuple[Floats, ...]
    above: tuple[Floats, ...]
    owns: tuple[Own, ...]
    alone: tuple[bool, ...]
    wider: tuple[Floats, ...]

    def around(self, length: int, counts: Ints, places: Ints | None = None) -> tuple[Ints, Ints]:
        """The least and the most cases that there were behind published counts of a length. None is below 0.

        places: of the combinations of the attributes that were combined, as `weigh` has them (for single attributes,
        their numbers in the domain), -1 where there is none; without them only sizes are looked at.
        """
        at = np.searchsorted(self.edges[length - 1], counts, side="right") - 1
        below, above = self.below[length - 1][at], self.above[length - 1][at]
        own = self.owns[length - 1]
        if self.alone[length - 1]:
            # no interval by size may be narrower than the noise it is to stand for
            wide = counts >= own.least
            below = np.where(wide, np.minimum(below, -own.reach), below)
            above = np.where(wide, np.maximum(above, own.reach + (own.stretch - 1) * counts), above)
        below, above = below - own.stuck * counts, above + own.stuck * counts
        low = np.maximum(np.ceil(counts + below - 1e-9), 0).astype(np.int64)
        high = np.floor(counts + above + 1e-9).astype(np.int64)
        low, high = np.minimum(low, counts), np.maximum(high, counts)  # they may have been moved
        if places is None:
            return low, high
        mine, least, most = own.around(places, counts)
        if not self.alone[length - 1]:
            mine &= own.large(places, counts)
        return np.where(mine, least, low), np.where(mine, most, high)


class SimulatedNoise:
    """Noise from a seed, for a second release of what is published already: it protects nobody, and need not."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng([seed, 2])

    def __call__(self, counts: Ints, *, sd: float, progress: object = None) -> Ints:
        """The counts with noise."""
        return counts + np.rint(self._random.normal(0, sd, counts.shape)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Again:
    """The release of a release: its records, and what they were made from."""

    records: Members
    measured: Measured


class Both:
    """The counts of one length in a release (`true`) and in the release of it (`published`), as cases."""

    def __init__(self, found: Synthesised, again: Again, length: int) -> None:
        measured = found.measured
        kept, plain = measured.places, np.ones(found.domain.slots + 1, np.int64)
        steps = np.rint(measured.weights[length] * GRID).astype(np.int64)
        self.true, self._true = (weigh(found.records, Query(length, by, kept)) for by in (plain, steps))
        self.published, self._published = (weigh(again.records, Query(length, by, kept)) for by in (plain, steps))
        less = left_out(again.records, measured, length)
        self._excess = left_out(found.records, measured, length) / less - 1 if less > 0 else 0.0

    def as_usual(self, scale: Scale) -> Ints:
        """The true counts, had the second release lost as much of the largest cases as such releases do in the mean.

        What it has lost is one draw, the same for all its counts. So it tells nothing of what the first release lost,
        which may be as much more as less; that is in `Scale.spread`.
        """
        beyond_weighted = self.published - self._published / GRID
        moved = np.rint(self.true - (self._excess - scale.shift) * beyond_weighted)
        return np.where(self.true > 0, np.maximum(moved, 0), 0).astype(np.int64)

    def drift(self, own: Own) -> float:
        """How far counts are off because cases of other sizes stand behind them, over their square roots.

        As large counts show it, in which there is little else; 0 where these are few.
        """
        large = np.flatnonzero((self.published * SLIGHT > own.reach) & (self.true > 0))
        if len(large) < FEW:
            return 0.0
        ratio = self.true[large] * self._published[large] / (self._true[large] * self.published[large])
        return float(np.sqrt(np.mean((ratio - ratio.mean()) ** 2 * self.published[large])))


def intervals_of(
    found: Synthesised, *, seed: int = 0, again: Again | None = None, progress: Progress | None = None
) -> Intervals:
    """Intervals of 95 % for counts of the records; how often they hold the truth is in decision record 11.

    The records are released again as if they were the cases (a parametric bootstrap: it uses only what is published, so
    it costs no privacy). How far the second release is from the first, among combinations that are published with
    counts of about the same size, tells how far the first is from the truth. What it cannot see is added: where the
    first release leaves more of its own noisy counts unexplained than the second, intervals are as much wider, and
    where it has more or less of them in the mean, they are moved; what the noise in the sizes of cases may do to all
    counts alike is drawn many times; and where large cases are lost in noise, each count's own noisy count is its
    interval. So it is for large counts, which their noise barely moves, and for single attributes.

    again: the second release, where it was made already.
    """
    tell = progress or (lambda what, done, total: None)
    if again is None:
        again = second_release(found, seed=seed, progress=tell)
    lost = beyond(found.measured.counted, found.measured.sizes)
    edges, below, above, owns, alone, widened = [], [], [], [], [], []
    for length in range(1, LONGEST + 1):
        both = Both(found, again, length)
        stretch = stretch_of(found.measured, lost, length)
        own = own_of(found.whole, found.measured, length, stretch=stretch)
        second = own_of(again.records, again.measured, length, stretch=1.0)
        scale = scale_of(found.whole, found.measured, length, seed=seed)
        own = replace(own, spread=scale.spread, drift=both.drift(own), tail=_tail(second, both.true))
        true, published = both.as_usual(scale), both.published
        begins, low, high = quantiles(true, published, own.sd)
        wider = _unexplained(own, second, begins, true, published)
        shift = _shifted(own, second, begins)
        extra = BELL * scale.spread * _extra(own, begins)
        edges.append(begins)
        below.append(-np.hypot(low * wider, extra) + shift)
        above.append(np.hypot(high * wider, extra) + shift)
        owns.append(own)
        widened.append(wider)
        few = bool(np.count_nonzero(published) < ENOUGH)
        by_itself = length == 1 or own.stretch > LOST or found.settings.rare is not None or few
        alone.append(length <= found.settings.length and by_itself)
    return Intervals(tuple(edges), tuple(below), tuple(above), tuple(owns), tuple(alone), tuple(widened))


def second_release(found: Synthesised, *, seed: int, progress: Progress) -> Again:
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
        bound=found.measured.bound,
        progress=progress,
    )
    records, _ = records_of(measured, found.domain, apart, settings=found.settings, seed=seed + 1, progress=progress)
    return Again(records, measured)


def _unexplained(own: Own, second: Own, edges: Ints, true: Ints, published: Ints) -> Floats:
    """By how much intervals from each edge on are wider, for what the first release leaves unexplained.

    The squared distance between records and noisy counts has a part that is the noise's, about the same in both
    releases; what it is larger by in the first is the first release's own error, beyond what the second shows.
    """
    wider = np.ones(len(edges))
    for least, most in zip(LARGE, (*LARGE[1:], np.inf), strict=True):
        first, again = own.off_between(least, most), second.off_between(least, most)
        here = (published >= least) & (published < most)
        if min(len(first), len(again), int(here.sum())) < ENOUGH // 8:
            continue
        more = float(np.mean(first**2) - np.mean(again**2))
        sure = float(np.hypot(np.std(first**2) / np.sqrt(len(first)), np.std(again**2) / np.sqrt(len(again))))
        shown = float(np.mean((true[here] - published[here]).astype(np.float64) ** 2))
        if more > sure and shown > 0:
            wider[(edges >= least) & (edges < most)] = np.sqrt(1 + more / shown)
    return wider


def _tail(second: Own, true: Ints) -> float:
    """How far above its noisy count the count of a single attribute may be that is perhaps not there at all."""
    if second.length > 1:
        return ONE_SIDED
    above = second.above_noise(true)
    if len(above) < ENOUGH // 8:
        return ONE_SIDED
    return float(np.clip(np.quantile(above, COVERAGE, method="inverted_cdf"), 0.0, ONE_SIDED))


def _extra(own: Own, edges: Ints) -> Floats:
    """Whole cases above weighted ones in counts from each edge on, in the mean."""
    at = np.searchsorted(edges, own.plain, side="right") - 1
    many = np.bincount(at, minlength=len(edges))
    return np.bincount(at, own.plain - own.weighted, minlength=len(edges)) / np.maximum(many, 1)


def _shifted(own: Own, second: Own, edges: Ints) -> Floats:
    """How far intervals from each edge on are moved, in cases: records may hold too little of what is frequent.

    The second release is off from the first by much the same, and that is in its quantiles. By how much more or less
    the first is off from the truth is seen in its noisy counts, whose noise has the mean nought. What may be noise in
    that mean is left out of it, in proportion.
    """
    shift = np.zeros(len(edges))
    for least, most in zip(LARGE, (*LARGE[1:], np.inf), strict=True):
        first, again = own.off_between(least, most), second.off_between(least, most)
        if min(len(first), len(again)) < ENOUGH // 8:
            continue
        more = float(first.mean() - again.mean())
        noise = float(first.var() / len(first) + again.var() / len(again))
        here = (own.plain >= least) & (own.plain < most)
        scale = float(own.plain[here].sum() / own.weighted[here].sum())
        shift[(edges >= least) & (edges < most)] = scale * more * more**2 / (more**2 + noise)
    return shift


def quantiles(true: Ints, published: Ints, sd: float) -> tuple[Ints, Floats, Floats]:
    """Edges of published counts, and how far true ones are below and above at each. sd: of the noise in such counts."""
    edges, below, above = [], [], []
    order = np.argsort(published, kind="stable")
    published, off = published[order], (true - published)[order].astype(np.float64)
    none = (true == 0)[order]
    tail = (1 - COVERAGE) / 2
    begin = 0
    while begin < len(published):
        first = int(published[begin])
        end = int(np.searchsorted(published, max(first + 1, first * STEP), side="left"))
        if first > 0 and end - begin < ENOUGH:
            # as many as are needed, whole sizes at a time
            near = min(begin + ENOUGH, len(published)) - 1
            most = int(np.searchsorted(published, published[near], side="right"))
            apart = int(np.searchsorted(published, first * APART, side="left"))
            end = max(end, min(most, apart) if apart - begin >= ALIKE else most)
            if len(published) - end < (ALIKE if apart - begin >= ALIKE else ENOUGH // 2):
                end = len(published)
        here = off[begin:end]
        if end - begin < ENOUGH // 2:
            # few: as far as nineteen in twenty of a bell curve of their spread, and of one more that is off by the
            # noise: that a handful of counts came out the same does not make them certain
            high = BELL * float(np.sqrt((np.sum(here**2) + sd**2) / (len(here) + 1)))
            low = -high
        elif _share(none[begin:end]) > tail / 2:
            # often there was none: nothing is less, so all that may be missed is above
            low = -float(published[end - 1])
            high = float(np.quantile(here, COVERAGE, method="inverted_cdf"))
        else:
            low, high = (float(edge) for edge in np.quantile(here, [tail, 1 - tail], method="inverted_cdf"))
        edges.append(first)
        below.append(min(0.0, low))
        above.append(max(0.0, high))
        begin = end
    if not edges or edges[0] > 0:
        # where the second release has none at all, as far as the noise reaches
        edges.insert(0, 0)
        below.insert(0, below[0] if below else -BELL * sd)
        above.insert(0, above[0] if above else BELL * sd)
    return np.array(edges, np.int64), np.array(below), np.array(above)


def _share(where: Mask) -> float:
    return float(np.mean(where)) if len(where) else 0.0
