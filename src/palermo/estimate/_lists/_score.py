"""Fit many models to one table, or the best of many to many tables, compiled."""

import math

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._lists._existence import UNDECIDED, VALID, check
from palermo.estimate._lists._fit import fit, log_factorials, retained
from palermo.estimate._lists._transforms import Bools, Floats, Ints, sum_supersets


@compiled
def wanted_terms(terms: Ints, inside: Bools, k: int) -> Ints:
    """The intercept, the lists' own terms, and those of `terms` that are inside."""
    wanted = np.empty(1 + k + len(terms), np.int64)
    wanted[0] = 0
    for bit in range(k):
        wanted[1 + bit] = 1 << bit
    number = 1 + k
    for j in range(len(terms)):
        if inside[j]:
            wanted[number] = terms[j]
            number += 1
    return wanted[:number]


@compiled
def score_models(
    counts: Floats, possible: Bools, terms: Ints, inside: Bools, k: int, start: int, stop: int, out: Floats,
    starts: Floats,
) -> None:  # fmt: skip
    """Fit models `start` to `stop`. `out`, by model: status, persons unseen, variance of their logarithm, BIC.

    starts: the estimates of each model, from which fits to similar tables may start; not kept where it has no rows.
    """
    sums = counts.copy()
    sum_supersets(sums, k)
    constant = log_factorials(counts)
    alpha = np.zeros(1 << k)
    for model in range(start, stop):
        wanted = wanted_terms(terms, inside[model], k)
        inner, kept, counted = retained(sums, possible, wanted, k)
        status = check(counts, kept, inner, k)
        out[model, 0] = status
        out[model, 1:] = np.nan
        if status != VALID:
            continue
        good, value, variance, _ = fit(counts, kept, sums, inner, k, alpha, False, True)
        if not good:
            out[model, 0] = 1
            continue
        out[model, 1] = math.exp(alpha[0])
        out[model, 2] = variance
        out[model, 3] = counted * math.log(sums[0]) - 2.0 * (value - constant)
        if len(starts):
            starts[model] = alpha


@compiled
def best_of_each(
    cells: Ints, draws: Floats, possible: Bools, terms: Ints, inside: Bools, starts: Floats, k: int, start: int,
    stop: int, best: Floats,
) -> None:  # fmt: skip
    """The model with the smallest BIC for every row of `draws`.

    A model is passed over where even the likelihood of the table itself could not make its BIC the smallest. `best`,
    by row: BIC, persons in all, models that a linear program must decide and that could still be better.
    """
    counts = np.zeros(1 << k)
    alpha = np.zeros(1 << k)
    hopes = np.empty(len(inside))
    for row in range(start, stop):
        counts[:] = 0.0
        for j in range(len(cells)):
            counts[cells[j]] = draws[row, j]
        sums = counts.copy()
        sum_supersets(sums, k)
        constant = log_factorials(counts)
        saturated = -constant
        for count in counts:
            if count > 0:
                saturated += count * math.log(count) - count
        lowest, size, hoping = math.inf, math.nan, 0
        for model in range(len(inside)):
            wanted = wanted_terms(terms, inside[model], k)
            inner, kept, counted = retained(sums, possible, wanted, k)
            hope = counted * math.log(sums[0]) - 2.0 * saturated
            if hope >= lowest:
                continue
            status = check(counts, kept, inner, k)
            if status == UNDECIDED:
                hopes[hoping] = hope
                hoping += 1
            if status != VALID:
                continue
            alpha[:] = 0.0
            for term in inner:
                alpha[term] = starts[model, term]
            good, value, _, _ = fit(counts, kept, sums, inner, k, alpha, True, False)
            if not good:
                good, value, _, _ = fit(counts, kept, sums, inner, k, alpha, False, False)
            bic = counted * math.log(sums[0]) - 2.0 * (value - constant)
            if good and bic < lowest:
                lowest, size = bic, sums[0] + math.exp(alpha[0])
        best[row, 0], best[row, 1] = lowest, size
        best[row, 2] = (hopes[:hoping] < lowest).sum()
