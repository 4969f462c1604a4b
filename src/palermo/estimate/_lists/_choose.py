"""Stepwise choice of pairs of lists (Chan, Silverman and Vincent 2021), as a compiled loop.

Chan, Silverman, Vincent: Multiple systems estimation for sparse capture data: inferential challenges when there are
nonoverlapping lists. Journal of the American Statistical Association 116(535), 1297-1306.
"""

import math
from typing import Final

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._lists._existence import UNDECIDED, VALID, check
from palermo.estimate._lists._fit import fit
from palermo.estimate._lists._transforms import Bools, Floats, Ints, sum_supersets

FITTED: Final = 0
FAILED: Final = 1
"""A fit did not converge."""
UNBOUNDED: Final = 2
"""Not even independent lists have an estimate: nobody is on two of them."""
ASKS: Final = 3
"""A linear program must answer first; the terms and histories are those that it is about."""

Choice = tuple[int, Ints, Bools, Floats]


@compiled
def log_tail(count: float, mean: float) -> float:
    """Logarithm of the smaller of P(X <= count) and P(X >= count), X Poisson. It does not underflow.

    count: a whole number.
    """
    if mean <= 0.0:
        return 0.0 if count == 0 else -math.inf
    peak = count * math.log(mean) - mean - math.lgamma(count + 1.0)
    total, term = 1.0, 1.0
    if count <= mean:
        i = count
        while i > 0.0 and term > 1e-17 * total:
            term *= i / mean
            total += term
            i -= 1.0
    else:
        i = count + 1.0
        while term > 1e-17 * total:
            term *= mean / i
            total += term
            i += 1.0
    tail = peak + math.log(total)
    if tail > -2.0:  # far from a threshold that anybody uses; but near one half the other tail can be the smaller
        tail = min(tail, math.log(max(1.0 - math.exp(tail) + math.exp(peak), 1e-300)))
    return min(tail, 0.0)


@compiled
def without(kept: Bools, term: int, k: int) -> Bools:
    """The histories that are left when those around a term have mean 0."""
    left = kept.copy()
    for cell in range(1 << k):
        if cell & term == term:
            left[cell] = False
    return left


@compiled
def choose(counts: Floats, possible: Bools, pairs: Ints, k: int, log_threshold: float, answers: Ints) -> Choice:
    """Start from independent lists and add, while there is one, the pair whose overlap fits worst.

    A pair's p-value is the smaller tail of a Poisson law with the fitted overlap as its mean. The smallest below the
    threshold is added, if the enlarged model has a maximum and can be told apart; else the next smallest. An empty
    overlap enters as a term of minus infinity.

    pairs: the candidate terms, of which the first wins ties. answers: of the linear programs asked for so far.
    Returns the outcome, the terms with finite estimates, the histories kept, and the estimates by term.
    """
    sums = counts.copy()
    sum_supersets(sums, k)
    kept = possible.copy()
    kept[0] = False
    terms = np.empty(1 + k + len(pairs), np.int64)
    terms[0] = 0
    p = 1
    for i in range(k):
        if sums[1 << i] > 0:
            terms[p] = 1 << i
            p += 1
        else:
            kept = without(kept, 1 << i, k)
    alpha = np.zeros(1 << k)
    asked = 0
    added = np.zeros(len(pairs), np.bool_)
    tails = np.empty(len(pairs))
    answer = check(counts, kept, terms[:p], k)
    if answer == UNDECIDED:
        if asked == len(answers):
            return ASKS, terms[:p].copy(), kept, alpha
        answer = answers[asked]
        asked += 1
    if answer != VALID:
        return UNBOUNDED, terms[:p].copy(), kept, alpha
    good, _, _, means = fit(counts, kept, sums, terms[:p], k, alpha, False, False)
    while good:
        sum_supersets(means, k)
        for j in range(len(pairs)):
            tails[j] = 0.0 if added[j] else log_tail(sums[pairs[j]], means[pairs[j]])
        chosen = -1
        while True:
            best = -1
            for j in range(len(pairs)):
                if not added[j] and tails[j] < log_threshold and (best < 0 or tails[j] < tails[best]):
                    best = j
            if best < 0:
                break
            enlarged = p
            left = kept
            if sums[pairs[best]] > 0:
                terms[p] = pairs[best]
                enlarged = p + 1
            else:
                left = without(kept, pairs[best], k)
            answer = check(counts, left, terms[:enlarged], k)
            if answer == UNDECIDED:
                if asked == len(answers):
                    return ASKS, terms[:enlarged].copy(), left, alpha
                answer = answers[asked]
                asked += 1
            if answer == VALID:
                chosen = best
                kept = left
                p = enlarged
                break
            tails[best] = 0.0
        if chosen < 0:
            return FITTED, terms[:p].copy(), kept, alpha
        added[chosen] = True
        good, _, _, means = fit(counts, kept, sums, terms[:p], k, alpha, False, False)
    return FAILED, terms[:p].copy(), kept, alpha


@compiled
def choose_each(
    cells: Ints, draws: Floats, possible: Bools, pairs: Ints, k: int, log_threshold: float, start: int, stop: int,
    totals: Floats, outcomes: Ints,
) -> None:  # fmt: skip
    """Choose anew in every row of `draws`, from `start` to `stop`; the outcome and estimate of each are written.

    cells: the histories that the columns of `draws` count.
    """
    nothing = np.empty(0, np.int64)
    counts = np.zeros(1 << k)
    for row in range(start, stop):
        counts[:] = 0.0
        total = 0.0
        for j in range(len(cells)):
            counts[cells[j]] = draws[row, j]
            total += draws[row, j]
        outcome, _, _, alpha = choose(counts, possible, pairs, k, log_threshold, nothing)
        outcomes[row] = outcome
        totals[row] = np.nan
        if outcome == FITTED:
            totals[row] = total + math.exp(alpha[0])
        elif outcome == UNBOUNDED:
            totals[row] = np.inf
