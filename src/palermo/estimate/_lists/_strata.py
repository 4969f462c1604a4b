"""Strata that borrow strength from each other."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bootstrap import BEYOND, FEWEST, resampled
from palermo.estimate._lists._estimators import estimator_of, size_of
from palermo.estimate._lists._pool import pooled_draws, with_chance
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats
from palermo.estimate._results import Caution, finite

LEAST_POOLED = 3
"""Strata with an estimate of their own below which how much strata differ cannot be told, and nothing is pooled."""

UNLIMITED = 100.0
"""Logarithm of unseen per seen that only a replicate without overlap can have."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum. estimate, low, high: by itself; high is infinite where the data set no upper limit.

    pooled, pooled_low, pooled_high: drawn towards the others; None where too few others could tell.
    """

    label: str
    seen: int
    estimate: float | None
    low: float | None
    high: float | None
    pooled: float | None
    pooled_low: float | None
    pooled_high: float | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "stratum": self.label, "seen": self.seen, "estimate": finite(self.estimate), "low": finite(self.low),
            "high": finite(self.high), "unbounded": self.high is not None and math.isinf(self.high),
            "pooled": self.pooled, "pooled_low": self.pooled_low,
            "pooled_high": self.pooled_high,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Strata:
    """Every stratum, and their total. spread: standard deviation between strata of the logarithm of unseen per seen.

    spread, total, low, high are None where fewer than three strata have an estimate: then nothing tells how much
    strata differ. whole: the estimate without strata, for comparison.
    """

    method: str
    level: float
    strata: tuple[Stratum, ...]
    spread: float | None
    total: float | None
    low: float | None
    high: float | None
    whole: float | None
    assumption: str
    cautions: tuple[Caution, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "method": self.method, "level": self.level, "strata": [each.to_dict() for each in self.strata],
            "spread": self.spread, "total": self.total, "low": self.low, "high": self.high, "whole": self.whole,
            "assumption": self.assumption, "cautions": [each.to_dict() for each in self.cautions],
        }  # fmt: skip


Alone = tuple[float, float, float | None, float | None, float | None]
"""Logarithm of unseen per seen, its standard error, and the estimate with its interval."""

ASSUMPTION = (
    "Within each stratum the method's own assumption holds, and the strata's numbers of persons unseen for each one "
    "seen are like draws from one lognormal law."
)


def by_stratum(histories: Histories, *, method: str, replicates: int, seed: int, level: float) -> Strata:
    """Estimate each stratum, and draw the estimates together as much as they are uncertain (partial pooling).

    The logarithm of unseen per seen is normal in each stratum, with the bootstrap's standard error, around a common
    mean. That mean, how much strata differ and who happened to be seen are uncertain, and the draws of `_pool` keep
    all three; what is told are their medians. A stratum without an estimate is one more draw of the same law. `spread`
    is Paule and Mandel's. Below three strata with an estimate nothing is pooled, and there is no total. Raises
    InputError where the table has no strata, or none has an estimate.
    """
    labels = list(histories.strata)
    if len(labels) < 2:
        raise InputError("estimate.no_strata", names=", ".join(labels) or "none")
    found = [_alone(histories.strata[label], method, replicates, seed + at, level) for at, label in enumerate(labels)]
    logs = np.array([each[0] for each in found])
    errors = np.array([each[1] for each in found])
    usable = np.isfinite(logs) & np.isfinite(errors) & (errors > 0)
    cautions = []
    if not usable.any():
        raise InputError("estimate.setting", place="strata", reason="No stratum has an estimate by this method.")
    unlimited = [label for label, each in zip(labels, found, strict=True) if each[4] == math.inf]
    if unlimited:
        text = f"By themselves, the data of these strata set no upper limit: {', '.join(unlimited)}."
        cautions.append(Caution("no_upper_limit", text))
    if usable.sum() < LEAST_POOLED:
        return _each_alone(histories, method, level, found, cautions)
    without = [label for label, good in zip(labels, usable, strict=True) if not good]
    if without:
        said = ", ".join(without)
        text = f"These strata have no estimate of their own, or one without limit, and take that of the others: {said}."
        cautions.append(Caution("strata_without_estimate", text))
    if usable.sum() < 5:
        text = f"How much strata differ is judged from {usable.sum()} of them: the pooling is rough."
        cautions.append(Caution("few_strata", text))
    seen = np.array([histories.strata[label].n for label in labels], dtype=np.float64)
    drawn = pooled_draws(logs, errors, usable, seen, seed=seed)
    shares = (1 - level) / 2, 0.5, (1 + level) / 2
    ends = np.quantile(drawn, shares, axis=0)
    strata = tuple(
        Stratum(
            label, int(seen[at]), found[at][2], found[at][3], found[at][4], float(ends[1, at]), float(ends[0, at]),
            float(ends[2, at]),
        )
        for at, label in enumerate(labels)
    )  # fmt: skip
    low, _, high = (float(each) for each in np.quantile(drawn.sum(axis=1), shares))
    total = sum(each.pooled or 0.0 for each in strata)
    spread = math.sqrt(paule_mandel(logs[usable], errors[usable]))
    return Strata(
        method, level, strata, spread, total, low, high, size_of(histories, method), ASSUMPTION, tuple(cautions)
    )


def _each_alone(histories: Histories, method: str, level: float, found: list[Alone], cautions: list[Caution]) -> Strata:
    """Strata side by side, of which too few have an estimate to say anything of the others, or of all together."""
    text = (
        f"{sum(each[2] is not None for each in found)} of {len(found)} strata have an estimate of their own: how much "
        "strata differ cannot be told, so none is drawn towards the others, and there is no total."
    )
    strata = tuple(
        Stratum(label, histories.strata[label].n, *each[2:], None, None, None)
        for label, each in zip(histories.strata, found, strict=True)
    )
    whole = size_of(histories, method)
    told = (*cautions, Caution("not_pooled", text))
    return Strata(method, level, strata, None, None, None, None, whole, ASSUMPTION, told)


def paule_mandel(values: Floats, errors: Floats, share: float | None = None) -> float:
    """The variance between groups that makes their weighted squares what they should be; 0 where they are less.

    share: give the variance at which the squares would be so small with this chance only: the upper end of an
    interval of the variance (Viechtbauer 2007, Statistics in Medicine 26(1), 37-52).
    Paule and Mandel 1982, Journal of Research of the National Bureau of Standards 87(5), 377-385.

    >>> paule_mandel(np.array([0.0, 0.0, 0.0]), np.ones(3))
    0.0
    >>> round(paule_mandel(np.array([-10.0, 0.0, 10.0]), np.full(3, 0.01)))
    100
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri

    due = len(values) - 1.0 if share is None else float(chdtri(len(values) - 1, 1 - share))

    def excess(between: float) -> float:
        weights = 1.0 / (errors**2 + between)
        mean = weights @ values / weights.sum()
        return float(weights @ (values - mean) ** 2) - due

    if len(values) < 2 or excess(0.0) <= 0:
        return 0.0
    top = (float(np.ptp(values)) ** 2 + 1.0) * len(values)
    return float(brentq(excess, 0.0, top * max(len(values) / due, 1.0)))


def _alone(stratum: Histories, method: str, replicates: int, seed: int, level: float) -> Alone:
    """Logarithm of unseen per seen with its standard error, and the estimate with its interval."""
    nothing = (math.nan, math.nan, None, None, None)
    size = size_of(stratum, method)
    if size is None or size <= stratum.n:
        return nothing
    boots = estimator_of(stratum, method)(stratum.order, resampled(stratum, replicates, seed))
    good = boots[~np.isnan(boots)]
    if len(good) < max(FEWEST, len(boots) // 2):
        return nothing
    chance = np.minimum(with_chance(good, stratum.n, [seed, 1]), BEYOND)
    good = np.minimum(good, BEYOND)  # a replicate without overlap counts as infinite, as in every bootstrap
    low, high = (float(each) for each in np.quantile(chance, [(1 - level) / 2, (1 + level) / 2]))
    high = high if high < BEYOND / 1e5 else math.inf
    logs = np.log(np.maximum(good / stratum.n - 1.0, 1e-6))
    lower, upper = np.quantile(logs, [0.158655, 0.841345])  # one standard error around, and deaf to the wildest
    error = float(upper - lower) / 2 if upper < UNLIMITED else math.inf
    return math.log(size / stratum.n - 1.0), error, size, low, high
