"""Maximum likelihood of one hierarchical log-linear model by Newton's method on zeta transforms."""

import math

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._lists._transforms import (
    Bools,
    Floats,
    Ints,
    factorise,
    solve_factorised,
    sum_subsets,
    sum_supersets,
)

CONVERGED = 1e-10
"""Largest difference of a fitted margin from the observed one, as a share of one more than the observed."""

STEPS = 60
"""Newton steps after which a fit is given up; five to eight are usual."""

STEEPEST = 40.0
"""Logarithm of a mean above which its exponential is held: a step that goes there is halved anyway."""

STALLED = 1e-13
"""Relative gain of the log-likelihood below which rounding is all that is left."""


@compiled
def retained(sums: Floats, possible: Bools, wanted: Ints, k: int) -> tuple[Ints, Bools, int]:
    """The terms of a model that have a finite estimate, the histories they are estimated from, and the terms counted.

    Where no case has all the lists of a term, the estimate of the term is minus infinity: the histories around it
    have mean 0 and are left out. Such a term counts as a parameter; one whose histories are all impossible does not.
    """
    size = 1 << k
    kept = possible.copy()
    kept[0] = False
    terms = np.empty(len(wanted), np.int64)
    number = 0
    counted = 0
    for term in wanted:
        if sums[term] > 0:
            terms[number] = term
            number += 1
            counted += 1
            continue
        around = False
        for cell in range(1, size):
            if cell & term == term:
                around = around or possible[cell]
                kept[cell] = False
        if around:
            counted += 1
    return terms[:number], kept, counted


@compiled
def fit(
    counts: Floats, kept: Bools, sums: Floats, terms: Ints, k: int, alpha: Floats, warm: bool, spread: bool
) -> tuple[bool, float, float, Floats]:
    """Fit a model of which the maximum exists; `alpha` holds the start if `warm`, and the estimates afterwards.

    counts, kept, alpha: by history, 2^k each. sums: the counts summed over supersets. terms: bitmasks, 0 first.
    spread: whether the variance of the intercept is wanted; it is NaN otherwise.
    Returns whether it converged, the log-likelihood without the factorials, the variance, and the fitted means, 0
    where a history is left out.
    """
    size, p = 1 << k, len(terms)
    hessian = np.zeros((p, p))
    gradient = np.zeros(p)
    step = np.zeros(p)
    means = np.zeros(size)
    first = np.zeros(size)
    second = np.zeros(size)
    if not warm:  # one step of reweighted least squares from the counts themselves
        for cell in range(size):
            if kept[cell]:
                start = counts[cell] + 0.1
                first[cell] = start
                second[cell] = start * math.log(start) + counts[cell] - start
        sum_supersets(first, k)
        sum_supersets(second, k)
        for i in range(p):
            gradient[i] = second[terms[i]]
            for j in range(i + 1):
                hessian[i, j] = first[terms[i] | terms[j]]
        if not factorise(hessian, p):
            return False, 0.0, 0.0, means
        solve_factorised(hessian, gradient, p, step)
        alpha[:] = 0.0
        for i in range(p):
            alpha[terms[i]] = step[i]
    before = -math.inf
    length = 1.0
    done = False
    value = 0.0
    for turn in range(STEPS):
        second[:] = alpha
        sum_subsets(second, k)
        value = 0.0
        for cell in range(size):
            means[cell] = 0.0
            if kept[cell]:
                means[cell] = math.exp(min(second[cell], STEEPEST))
                value += counts[cell] * second[cell] - means[cell]
        if value < before - 1e-9 * abs(before) - 1e-9 and length > 1e-4:
            length *= 0.5
            for i in range(p):
                alpha[terms[i]] -= length * step[i]
            continue
        length = 1.0
        first[:] = means
        sum_supersets(first, k)
        furthest = 0.0
        for i in range(p):
            gradient[i] = sums[terms[i]] - first[terms[i]]
            furthest = max(furthest, abs(gradient[i]) / (1.0 + sums[terms[i]]))
        done = furthest < CONVERGED or (turn > 3 and abs(value - before) < STALLED * (abs(value) + 0.1))
        if done and not spread:
            return True, value, math.nan, means
        for i in range(p):
            for j in range(i + 1):
                hessian[i, j] = first[terms[i] | terms[j]]
        if not factorise(hessian, p):
            return False, value, math.nan, means
        if done:
            break
        solve_factorised(hessian, gradient, p, step)
        for i in range(p):
            alpha[terms[i]] += step[i]
        before = value
    gradient[:] = 0.0
    gradient[0] = 1.0
    solve_factorised(hessian, gradient, p, step)
    return done, value, step[0], means


@compiled
def log_factorials(counts: Floats) -> float:
    """The part of the Poisson log-likelihood that no model changes."""
    total = 0.0
    for count in counts:
        total += math.lgamma(count + 1.0)
    return total
