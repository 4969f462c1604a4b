"""Whether a model has a maximum-likelihood estimate for a table, and whether the table tells its terms apart.

Let S be the histories with cases and Z the retained ones without. The estimate exists unless some direction d of the
terms leaves every history of S alone (A_S d = 0) and lowers some of Z while raising none (A_Z d <= 0, A_Z d != 0): the
likelihood then rises for ever along d (Fienberg and Rinaldo 2012, Annals of Statistics 40(2), 996-1023). The terms are
told apart unless some d leaves all histories alone. Eliminating the rows of S leaves a space of such d that is nearly
always of 0, 1 or 2 dimensions, where signs and angles decide. From three on it is a small linear program, answered by
Stiemke's alternative: either such a d exists, or weights above 0 bring the rows of Z to nought. Least squares under
bounds (Lawson and Hanson 1974) find the weights, or leave a remainder that is itself such a d: each answer is proven.
"""

from typing import Final

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._lists._transforms import Bools, Floats, Ints, factorise, solve_factorised

VALID: Final = 0
NO_MAXIMUM: Final = 1
NOT_TOLD_APART: Final = 2
"""NO_MAXIMUM + NOT_TOLD_APART: both."""
UNDECIDED: Final = 4
"""Least squares came to no end within their turns; a linear program must decide."""

ROUNDING = 1e-7
"""Entries of the elimination are small fractions; what is nearer to zero than this is zero."""

TURNS = 20
"""For each row, after which least squares are given up; three or four rows in all are usual."""


@compiled
def check(counts: Floats, kept: Bools, terms: Ints, k: int) -> int:
    """VALID, NO_MAXIMUM, NOT_TOLD_APART, the sum of both, or UNDECIDED.

    counts, kept: by history, 2^k. terms: bitmasks of the model's terms, 0 among them.
    """
    size, p = 1 << k, len(terms)
    reduced = np.zeros((p, p))  # row c: the eliminated row whose pivot is column c
    pivot = np.zeros(p, np.bool_)
    row = np.empty(p)
    rank = 0
    for cell in range(1, size):
        if not kept[cell] or counts[cell] <= 0:
            continue
        for i in range(p):
            row[i] = 1.0 if cell & terms[i] == terms[i] else 0.0
        for c in range(p):
            if pivot[c] and row[c] != 0.0:
                share = row[c]
                for i in range(p):
                    row[i] -= share * reduced[c, i]
                row[c] = 0.0
        best = -1
        for i in range(p):
            if abs(row[i]) > ROUNDING and (best < 0 or abs(row[i]) > abs(row[best])):
                best = i
        if best < 0:
            continue
        rank += 1
        if rank == p:
            return VALID
        share = row[best]
        for i in range(p):
            row[i] /= share
        for c in range(p):
            if pivot[c] and reduced[c, best] != 0.0:
                share = reduced[c, best]
                for i in range(p):
                    reduced[c, i] -= share * row[i]
                reduced[c, best] = 0.0
        pivot[best] = True
        reduced[best, :] = row
    rows = _along_the_rest(counts, kept, terms, reduced, pivot, p - rank, k)
    if p - rank == 1:
        return _signs(rows[:, 0])
    return _angles(rows[:, 0], rows[:, 1]) if p - rank == 2 else _program(rows)


@compiled
def _along_the_rest(
    counts: Floats, kept: Bools, terms: Ints, reduced: Floats, pivot: Bools, free: int, k: int
) -> Floats:
    """How each retained history without cases moves along each free direction; those that stay are left out."""
    size, p = 1 << k, len(terms)
    rows = np.zeros((size, free))
    number = 0
    for cell in range(1, size):
        if not kept[cell] or counts[cell] > 0:
            continue
        at = 0
        moves = False
        for direction in range(p):
            if pivot[direction]:
                continue
            value = 1.0 if cell & terms[direction] == terms[direction] else 0.0
            for c in range(p):
                if pivot[c] and cell & terms[c] == terms[c]:
                    value -= reduced[c, direction]
            rows[number, at] = value if abs(value) > ROUNDING else 0.0
            moves = moves or abs(value) > ROUNDING
            at += 1
        number += moves
    return rows[:number].copy()


@compiled
def _signs(values: Floats) -> int:
    if len(values) == 0:
        return NOT_TOLD_APART
    return VALID if values.min() < 0.0 < values.max() else NO_MAXIMUM


@compiled
def _angles(across: Floats, along: Floats) -> int:
    """Vectors of a plane: the maximum exists if they surround the origin."""
    number = len(across)
    if number == 0:
        return NOT_TOLD_APART
    on_a_line = True
    for i in range(1, number):
        on_a_line = on_a_line and abs(across[0] * along[i] - along[0] * across[i]) < ROUNDING
    if on_a_line:
        both_ways = False
        for i in range(1, number):
            both_ways = both_ways or across[0] * across[i] + along[0] * along[i] < 0.0
        return NOT_TOLD_APART if both_ways else NOT_TOLD_APART + NO_MAXIMUM
    angles = np.sort(np.arctan2(along, across))
    gap = angles[0] + 2.0 * np.pi - angles[number - 1]
    for i in range(1, number):
        gap = max(gap, angles[i] - angles[i - 1])
    return VALID if gap < np.pi - ROUNDING else NO_MAXIMUM


@compiled
def _program(rows: Floats) -> int:
    """Three dimensions and more: weights of at least 1 that bring the rows to nought, or the proof that none do."""
    number, free = rows.shape
    answer = 0 if _rank(rows) == free else NOT_TOLD_APART
    weights = np.zeros(number)  # above 1
    active = np.zeros(number, np.bool_)
    barred = np.zeros(number, np.bool_)
    rest = np.zeros(free)
    for i in range(number):
        rest -= rows[i]
    whole = 1.0 + np.sqrt((rest * rest).sum())
    gram = np.empty((free, free))
    right = np.empty(free)
    solved = np.empty(free)
    chosen = np.empty(free, np.int64)
    ended = False
    for _ in range(TURNS * number):
        best, most = -1, ROUNDING
        for i in range(number):
            slope = (rows[i] * rest).sum()
            if not active[i] and not barred[i] and slope > most:
                best, most = i, slope
        if best < 0 or np.sqrt((rest * rest).sum()) < ROUNDING * whole:
            ended = True
            break
        active[best] = True
        while True:
            size = 0
            for i in range(number):
                if active[i] and size < free:
                    chosen[size] = i
                    size += 1
            for a in range(size):
                right[a] = 0.0
                for i in range(number):
                    right[a] -= (rows[chosen[a]] * rows[i]).sum()
                for b in range(a + 1):
                    gram[a, b] = (rows[chosen[a]] * rows[chosen[b]]).sum()
            if active.sum() > free or not factorise(gram, size):
                active[best] = False  # it depends on the others
                weights[best] = 0.0
                barred[best] = True
                break
            solve_factorised(gram, right, size, solved)
            share = 1.0
            for a in range(size):
                if solved[a] <= 0.0:
                    share = min(share, weights[chosen[a]] / max(weights[chosen[a]] - solved[a], 1e-300))
            for a in range(size):
                weights[chosen[a]] += share * (solved[a] - weights[chosen[a]])
            if share == 1.0:
                barred[:] = False
                break
            for a in range(size):
                if weights[chosen[a]] <= 1e-12:
                    weights[chosen[a]] = 0.0
                    active[chosen[a]] = False
        rest[:] = 0.0
        for i in range(number):
            rest -= (1.0 + weights[i]) * rows[i]
    if not ended:
        return UNDECIDED
    return answer + (VALID if np.sqrt((rest * rest).sum()) < ROUNDING * whole else NO_MAXIMUM)


@compiled
def _rank(rows: Floats) -> int:
    """How many directions the rows span."""
    left = rows.copy()
    rank = 0
    for column in range(left.shape[1]):
        best = rank
        for i in range(rank, len(left)):
            if abs(left[i, column]) > abs(left[best, column]):
                best = i
        if rank == len(left) or abs(left[best, column]) < ROUNDING:
            continue
        for c in range(left.shape[1]):
            left[rank, c], left[best, c] = left[best, c], left[rank, c]
        for i in range(rank + 1, len(left)):
            left[i] -= left[i, column] / left[rank, column] * left[rank]
        rank += 1
    return rank
