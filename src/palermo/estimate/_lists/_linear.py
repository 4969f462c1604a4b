"""Fit one log-linear model, and say what its estimate is worth."""

import math
from dataclasses import dataclass

import numpy as np

from palermo.estimate._lists._decide import decide
from palermo.estimate._lists._existence import NO_MAXIMUM, NOT_TOLD_APART, VALID
from palermo.estimate._lists._fit import fit, log_factorials, retained
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, sum_supersets


@dataclass(frozen=True, eq=False)
class Fitted:
    """One model at one table.

    status: VALID, NO_MAXIMUM, NOT_TOLD_APART or their sum. unseen: fitted number of persons on no list. spread: the
    standard error of its logarithm, as if the model had been known. bic: with n persons, and terms of minus infinity
    counted. means: fitted persons by history.
    """

    status: int
    unseen: float = math.nan
    spread: float = math.nan
    bic: float = math.nan
    means: Floats | None = None

    def limits(self, seen: float, level: float) -> tuple[float, float]:
        """The normal-theory interval of the whole population, on the logarithm of the unseen, the model being known."""
        from scipy.special import ndtri

        reach = float(ndtri((1 + level) / 2)) * self.spread
        return seen + self.unseen * math.exp(-reach), seen + self.unseen * math.exp(min(reach, 700.0))


def fit_model(histories: Histories, terms: Ints) -> Fitted:
    """Fit the model with these terms (bitmasks; 0, the intercept, among them)."""
    counts, k = histories.counts, histories.k
    sums = counts.copy()
    sum_supersets(sums, k)
    inside, kept, counted = retained(sums, histories.possible, terms, k)
    status = decide(counts, kept, inside, k)
    if status != VALID:
        return Fitted(status)
    alpha = np.zeros(1 << k)
    good, value, variance, means = fit(counts, kept, sums, inside, k, alpha, False, True)
    if not good:
        return Fitted(NO_MAXIMUM)
    bic = counted * math.log(sums[0]) - 2.0 * (value - log_factorials(counts))
    return Fitted(VALID, math.exp(alpha[0]), math.sqrt(variance), bic, means)


def main_effects(k: int) -> Ints:
    """The intercept and one term a list."""
    return np.array([0, *(1 << bit for bit in range(k))], np.int64)


def all_pairs(histories: Histories) -> Ints:
    """The terms of every two lists that can share a person, first list first."""
    k = histories.k
    pairs = [1 << one | 1 << other for one in range(k - 1) for other in range(one + 1, k)]
    cells = np.arange(1 << k)
    can = [pair for pair in pairs if histories.possible[cells & pair == pair].any()]
    return np.array(can, np.int64)


def why_not(status: int) -> str:
    """A sentence for a model without an estimate."""
    if status == NOT_TOLD_APART:
        return "The table cannot tell the terms of the model apart: several populations fit it equally well."
    return (
        "The model has no largest likelihood at this table: too many lists share nobody, and the fit runs to a limit."
    )
