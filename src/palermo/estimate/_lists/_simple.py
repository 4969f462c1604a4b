"""Estimates that need no model to be fitted: sample coverage, and two lists at a time."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bootstrap import FEWEST, MOST_FAILED, resampled
from palermo.estimate._lists._bound import log_limits
from palermo.estimate._lists._careful import FEW_OVERLAPPING, careful
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, tally
from palermo.estimate._results import Caution, Estimate, finite

LOW_COVERAGE = 0.55
"""Sample coverage up to which its first estimate is too variable, and the one-step estimate is taken (CARE1)."""


@careful("coverage")
def coverage(histories: Histories, *, replicates: int, seed: int, level: float) -> Estimate:
    """Chao and Tsay's estimate by sample coverage; the one-step form where coverage is low."""
    about = METHODS["coverage"].assumption
    if histories.k < 3:
        text = "With two lists, sample coverage says what two independent lists say."
        return Estimate("coverage", None, None, None, level, about, (Caution("too_few_lists", text),))
    if not histories.possible[1:].all():
        text = "Sample coverage takes every history for possible, and some were said to be impossible."
        return Estimate("coverage", None, None, None, level, about, (Caution("impossible_ignored", text),))
    share, independent, high_form, low_form = by_coverage(histories)
    low_coverage = share <= LOW_COVERAGE
    size = low_form if low_coverage else high_form
    cautions = []
    if low_coverage:
        text = (
            f"The lists cover {share:.0%} of what they could: too little for the estimate proper "
            f"({_said(high_form)}); the one-step estimate is given, which is biased towards independence, and its "
            "interval does not cover that bias."
        )
        cautions.append(Caution("low_coverage", text))
    details: dict[str, Any] = {
        "coverage": finite(share), "independent": finite(independent), "high_coverage_form": finite(high_form),
        "low_coverage_form": finite(low_form),
    }  # fmt: skip
    if not math.isfinite(size) or size < histories.n:
        text = "The overlaps of pairs contradict each other, or there are none: there is no estimate."
        return Estimate(
            "coverage", None, None, None, level, about, (*cautions, Caution("no_overlap", text)), "", details
        )
    draws = resampled(histories, replicates, seed)
    boots = np.array([_one_of(histories, row, low_coverage) for row in draws])
    good = boots[np.isfinite(boots)]
    failed, unlimited = int(np.isnan(boots).sum()), int(np.isinf(boots).sum())
    details |= {"replicates": len(boots) - failed, "replicates_failed": failed}
    if failed > MOST_FAILED * len(boots):
        text = f"{failed:,} of {len(boots):,} replicates of the table have no estimate and were left out."
        cautions.append(Caution("replicates_failed", text))
    if len(good) < FEWEST:
        return Estimate("coverage", size, None, None, level, about, tuple(cautions), "no bootstrap", details, good)
    low, high = log_limits(histories.n, size - histories.n, float(good.std(ddof=1)), level)
    if unlimited > (1 - level) / 2 * (len(boots) - failed):
        text = f"{unlimited:,} of {len(boots):,} replicates set no upper limit."
        cautions.append(Caution("no_upper_limit", text))
        high = math.inf
    bias = ", without the bias of the one-step form" if low_coverage else ""
    how = f"from the standard error of {len(good):,} bootstrap replicates, on the logarithm of the unseen{bias}"
    return Estimate("coverage", size, low, high, level, about, tuple(cautions), how, details, good)


def by_coverage(histories: Histories) -> tuple[float, float, float, float]:
    """Sample coverage, and the sizes by independence, by the form for high coverage and by that for low."""
    k, n = histories.k, histories.n
    shared = histories.overlaps().astype(np.float64)
    sizes = np.diagonal(shared)
    alone = np.array([histories.counts[1 << bit] for bit in range(k)])
    if (sizes == 0).any():
        return math.nan, math.nan, math.nan, math.nan
    share = 1.0 - float((alone / sizes).mean())
    if share <= 0:
        return share, math.inf, math.inf, math.inf
    first = (n - float(alone.mean())) / share
    ratio, reach = 0.0, 0.0
    for i in range(k - 1):
        for j in range(i + 1, k):
            around = alone[i] + alone[j] + 2.0 * histories.counts[1 << i | 1 << j]
            ratio += around * shared[i, j] / (sizes[i] * sizes[j])
            reach += around
    gain, loss = ratio / (k * share), reach / (k * share)
    high_form = (first - loss) / (1.0 - gain) if gain < 1.0 else math.inf
    once = first + first * gain - loss
    return share, first, float(high_form), float(first + once * gain - loss)


def _one_of(histories: Histories, row: Floats, low_coverage: bool) -> float:
    counts = tally(histories.order, row, len(histories.counts))
    _, _, high_form, low_form = by_coverage(histories.scaled(counts))
    size = low_form if low_coverage else high_form
    if not (row[np.bitwise_count(histories.order) > 1] > 0).any():
        return math.inf  # nobody is on two lists
    return size if size >= row.sum() else math.nan


@dataclass(frozen=True, slots=True)
class PairEstimate:
    """Two lists by themselves. shared: persons on both. petersen: None without overlap. chapman: never without.

    low, high: with the odds of being on the one list changed up to the bound by being on the other, and sampling
    error; high is infinite without overlap.
    """

    lists: tuple[str, str]
    shared: int
    petersen: float | None
    chapman: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "lists": list(self.lists), "shared": self.shared, "petersen": self.petersen, "chapman": self.chapman,
            "low": finite(self.low), "high": finite(self.high),
        }  # fmt: skip


def each_pair(histories: Histories, *, odds: float, level: float) -> tuple[PairEstimate, ...]:
    """Petersen, Chapman and bounds for every two lists that can share a person."""
    if not odds >= 1.0:
        reason = "The bound of an odds ratio is 1 (independence) or more."
        raise InputError("estimate.setting", place="odds", reason=reason)
    found = []
    shared = histories.overlaps()
    cells = np.arange(len(histories.counts))
    for i in range(histories.k - 1):
        for j in range(i + 1, histories.k):
            pair = 1 << i | 1 << j
            if histories.possible[cells & pair == pair].any():
                one, other, both = float(shared[i, i]), float(shared[j, j]), float(shared[i, j])
                found.append(_two(histories, (i, j), (one, other, both), odds, level))
    return tuple(found)


@careful("pairs")
def pairs(histories: Histories, *, odds: float = 2.0, level: float) -> Estimate:
    """The two lists that overlap most; all pairs are in the details."""
    about = METHODS["pairs"].assumption.replace("the stated factor", f"a factor of {odds:g}")
    found = each_pair(histories, odds=odds, level=level)
    details = {"odds": odds, "pairs": [pair.to_dict() for pair in found]}
    best = max(found, key=lambda pair: pair.shared, default=None)
    if best is None or best.shared == 0:
        text = "No two lists share anybody: nothing bounds the number of those on none."
        return Estimate("pairs", None, None, None, level, about, (Caution("no_overlap", text),), "", details)
    cautions = [_few(" and ".join(best.lists), best.shared)] if best.shared < FEW_OVERLAPPING else []
    if best.chapman < histories.n:
        text = (
            f"{best.lists[0]} and {best.lists[1]} alone say {best.chapman:,.0f}, fewer than the {histories.n:,} who "
            "are on some list: they depend on each other."
        )
        cautions.append(Caution("below_seen", text))
    size, low = max(best.chapman, float(histories.n)), max(best.low, float(histories.n))
    how = f"bounds for odds ratios from 1/{odds:g} to {odds:g}, with exact Poisson limits of the shared at each end"
    return Estimate("pairs", size, low, max(best.high, low), level, about, tuple(cautions), how, details)


def _two(
    histories: Histories, at: tuple[int, int], sizes: tuple[float, float, float], odds: float, level: float
) -> PairEstimate:
    from scipy.special import chdtri, ndtri

    one, other, both = sizes
    names = histories.names[at[0]], histories.names[at[1]]
    chapman = (one + 1) * (other + 1) / (both + 1) - 1
    seen, only_one, only_other = one + other - both, one - both, other - both
    if both == 0:
        return PairEstimate(names, 0, None, chapman, seen, math.inf)
    unseen = only_one * only_other / both
    tail = (1 - level) / 2
    others = float(ndtri(tail)) ** 2 * (1 / max(only_one, 0.5) + 1 / max(only_other, 0.5))
    fewest = float(chdtri(2 * both, 1 - tail)) / 2  # the limits of a Poisson mean of which `both` was drawn
    most = float(chdtri(2 * both + 2, tail)) / 2
    down, up = (math.exp(math.sqrt(math.log(each / both) ** 2 + others)) for each in (most, fewest))
    low, high = seen + unseen / odds / down, seen + unseen * odds * up
    return PairEstimate(names, int(both), one * other / both, chapman, low, high)


def _few(lists: str, shared: float) -> Caution:
    text = f"Only {shared:,.0f} persons are on {lists}: one more or fewer would change the result much."
    return Caution("few_overlapping", text)


def _said(size: float) -> str:
    return f"{size:,.0f}" if math.isfinite(size) else "no number"
