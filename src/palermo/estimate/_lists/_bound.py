"""Chao's lower bound for lists that reach differently far, and its log-linear form."""

import math
from typing import Any

import numpy as np

from palermo.estimate._lists._careful import FEW_OVERLAPPING, careful
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints
from palermo.estimate._results import Caution, Estimate, finite

MOST_FITTED = 6
"""Lists up to which the log-linear form is fitted beside it."""

STEPS = 200
"""Of reweighted least squares; terms that run to minus infinity are dropped, whatever they have come to."""


@careful("chao")
def chao(histories: Histories, *, level: float) -> Estimate:
    """Chao's bound of 1989: persons on each list alone, two by two, over those on exactly two.

    In the mean, for any two lists, the product of those on each alone is at most those on none times those on both
    alone, if the chances of the two do not run against each other (Cauchy and Schwarz). Unlike Chao's bound of 1987,
    which takes all lists together, it holds however much lists differ in size.
    """
    about = METHODS["chao"].assumption
    alone, products, twice = _parts(histories)
    details: dict[str, Any] = {"on_one_list": float(alone.sum()), "on_two_lists": twice}
    if twice == 0:
        text = "Nobody is on exactly two lists: there is no bound."
        return Estimate("chao", None, None, None, level, about, (Caution("no_bound", text),), "", details)
    unseen = float(products.sum()) / (twice + 1.0)
    slopes = products.sum(axis=0) * 2.0 / np.maximum(alone, 1.0) / (twice + 1.0)
    spread = unseen + float(alone @ slopes**2) + twice * unseen**2 / (twice + 1.0) ** 2
    low, high = log_limits(histories.n, unseen, math.sqrt(spread), level)
    cautions = []
    if twice < FEW_OVERLAPPING:
        text = f"Only {twice:,.0f} persons are on exactly two lists: one more or fewer would change the result much."
        cautions.append(Caution("few_overlapping", text))
    details |= {
        "uncorrected": histories.n + float(products.sum()) / twice,
        "log_linear": finite(by_log_linear(histories)),
    }
    how = "normal theory on the logarithm of the unseen; of the bound, not of the size"
    return Estimate("chao", histories.n + unseen, low, high, level, about, tuple(cautions), how, details)


def bound_of(histories: Histories) -> float:
    """The bound alone; NaN where nobody is on exactly two lists, infinite where nobody is on two or more."""
    _, products, twice = _parts(histories)
    if twice == 0:
        on = np.bitwise_count(np.arange(len(histories.counts)))
        return math.nan if histories.counts[on > 1].any() else math.inf
    return histories.n + float(products.sum()) / (twice + 1.0)


def by_log_linear(histories: Histories) -> float:
    """The bound as a log-linear model (Rivest and Baillargeon 2007); NaN where it is not fitted.

    Lists have terms of their own, and each number of lists from three on a term that is not negative; one that is
    gets dropped. This is *Mth Chao (LB)* of the R package Rcapture.
    """
    k = histories.k
    cells = np.flatnonzero(histories.possible)
    if k > MOST_FITTED or len(cells) < (1 << k) - 1:
        return math.nan
    on = np.bitwise_count(cells).astype(np.float64)
    lists = [np.ones(len(cells)), *((cells >> bit & 1).astype(np.float64) for bit in range(k))]
    beyond = list(range(2, k))
    while True:
        design = np.column_stack([*lists, *(np.maximum(on - each, 0.0) for each in beyond)])
        terms = _fitted(design, histories.counts[cells])
        negative = terms[k + 1 :]
        if not len(negative) or negative.min() >= 0.0:
            return float(histories.n + math.exp(terms[0]))
        beyond.pop(int(np.argmin(negative)))


def log_limits(seen: float, unseen: float, error: float, level: float) -> tuple[float, float]:
    """The interval of Chao 1987: symmetric for the logarithm of the unseen."""
    from scipy.special import ndtri

    if unseen <= 0:
        return float(seen), float(seen)
    reach = float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p((error / unseen) ** 2))
    return seen + unseen * math.exp(-reach), seen + unseen * math.exp(min(reach, 700.0))


def _parts(histories: Histories) -> tuple[Floats, Floats, float]:
    """Persons on each list alone, halves of their products by two lists that can share somebody, and those on two."""
    k = histories.k
    bits: Ints = 1 << np.arange(k)
    alone = histories.counts[bits]
    can = histories.possible[bits[:, None] | bits] & ~np.eye(k, dtype=bool)
    twice = float(histories.counts[np.bitwise_count(np.arange(1 << k)) == 2].sum())
    return alone, np.outer(alone, alone) * can / 2.0, twice


def _fitted(design: Floats, counts: Floats) -> Floats:
    means: Floats = counts + 0.1
    logs: Floats = np.log(means)
    terms: Floats = np.zeros(design.shape[1])
    for _ in range(STEPS):
        roots = np.sqrt(means)
        working = logs + (counts - means) / means
        new = np.linalg.lstsq(design * roots[:, None], working * roots, rcond=None)[0].astype(np.float64)
        done = np.abs(new - terms).max() < 1e-10
        terms = new
        logs[:] = np.maximum(design @ terms, -500.0)
        means[:] = np.exp(logs)
        if done:
            break
    return terms
