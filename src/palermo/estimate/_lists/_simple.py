"""Estimates that need no model to be fitted: Chao's bound, sample coverage, and two lists at a time."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bootstrap import FEWEST, resampled
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._results import Caution, Estimate, finite
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, tally

FEW_OVERLAPPING = 10
"""Persons on two lists below which a ratio of counts is mostly chance."""

LOW_COVERAGE = 0.55
"""Sample coverage up to which its first estimate is too variable, and the one-step estimate is taken (CARE1)."""


def chao(histories: Histories, *, level: float) -> Estimate:
    """Chao's bias-corrected lower bound from those on exactly one list and on exactly two."""
    about = METHODS["chao"].assumption
    on = np.bitwise_count(np.arange(len(histories.counts)))
    once, twice = (float(histories.counts[on == lists].sum()) for lists in (1, 2))
    n, share = histories.n, (histories.k - 1) / histories.k
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    spread = share * once * (once - 1) / (2 * (twice + 1)) + share**2 * once * (2 * once - 1) ** 2 / (
        4 * (twice + 1) ** 2
    )
    spread += share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    low, high = _log_limits(n, unseen, math.sqrt(spread), level)
    cautions = [*_ignored(histories), *([_few("two lists", twice)] if twice < FEW_OVERLAPPING else [])]
    details = {"on_one_list": once, "on_two_lists": twice, "uncorrected": finite(_ratio(share * once**2, 2 * twice, n))}
    how = "normal theory on the logarithm of the unseen; of the bound, not of the size"
    return Estimate("chao", n + unseen, low, high, level, about, tuple(cautions), how, details)


def coverage(histories: Histories, *, replicates: int, seed: int, level: float) -> Estimate:
    """Chao and Tsay's estimate by sample coverage; the one-step form where coverage is low."""
    about = METHODS["coverage"].assumption
    if histories.k < 3:
        text = "With two lists, sample coverage says what two independent lists say."
        return Estimate("coverage", None, None, None, level, about, (Caution("too_few_lists", text),))
    share, independent, high_form, low_form = by_coverage(histories)
    low_coverage = share <= LOW_COVERAGE
    size = low_form if low_coverage else high_form
    cautions = _ignored(histories)
    if low_coverage:
        text = (
            f"The lists cover {share:.0%} of what they could: too little for the estimate proper "
            f"({_said(high_form)}); the one-step estimate is given, which is biased towards independence."
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
    if len(good) < FEWEST:
        return Estimate("coverage", size, None, None, level, about, tuple(cautions), "no bootstrap", details, good)
    low, high = _log_limits(histories.n, size - histories.n, float(good.std(ddof=1)), level)
    how = f"from the standard error of {len(good):,} bootstrap replicates, on the logarithm of the unseen"
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
    how = f"bounds for odds ratios from 1/{odds:g} to {odds:g}, with sampling error at each end"
    return Estimate("pairs", size, low, max(best.high, low), level, about, tuple(cautions), how, details)


def _two(
    histories: Histories, at: tuple[int, int], sizes: tuple[float, float, float], odds: float, level: float
) -> PairEstimate:
    from scipy.special import ndtri

    one, other, both = sizes
    names = histories.names[at[0]], histories.names[at[1]]
    chapman = (one + 1) * (other + 1) / (both + 1) - 1
    seen, only_one, only_other = one + other - both, one - both, other - both
    if both == 0:
        return PairEstimate(names, 0, None, chapman, seen, math.inf)
    unseen = only_one * only_other / both
    spread = math.sqrt(1 / both + 1 / max(only_one, 0.5) + 1 / max(only_other, 0.5))
    reach = math.exp(float(ndtri((1 + level) / 2)) * spread)
    low, high = seen + unseen / odds / reach, seen + unseen * odds * reach
    return PairEstimate(names, int(both), one * other / both, chapman, low, high)


def _log_limits(seen: float, unseen: float, error: float, level: float) -> tuple[float, float]:
    """The interval of Chao 1987: symmetric for the logarithm of the unseen."""
    from scipy.special import ndtri

    if unseen <= 0:
        return float(seen), float(seen)
    reach = float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p((error / unseen) ** 2))
    return seen + unseen * math.exp(-reach), seen + unseen * math.exp(min(reach, 700.0))


def _ratio(above: float, below: float, added: float) -> float:
    return added + above / below if below > 0 else math.inf


def _few(lists: str, shared: float) -> Caution:
    text = f"Only {shared:,.0f} persons are on {lists}: one more or fewer would change the result much."
    return Caution("few_overlapping", text)


def _ignored(histories: Histories) -> list[Caution]:
    if histories.possible[1:].all():
        return []
    text = "The method takes every history for possible, also those that were said to be impossible."
    return [Caution("impossible_ignored", text)]


def _said(size: float) -> str:
    return f"{size:,.0f}" if math.isfinite(size) else "no number"
