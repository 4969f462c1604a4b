"""Whether a model has a maximum-likelihood estimate for a table, and whether the table tells its terms apart.

Let S be the histories with cases and Z the retained ones without. The estimate exists unless some direction d of the
terms leaves every history of S alone (A_S d = 0) and lowers some of Z while raising none (A_Z d <= 0, A_Z d != 0): the
likelihood then rises for ever along d (Fienberg and Rinaldo 2012, Annals of Statistics 40(2), 996-1023). The terms are
told apart unless some d leaves all histories alone. Eliminating the rows of S leaves a space of such d that is nearly
always of 0, 1 or 2 dimensions, where signs and angles decide; only from three on is a linear program needed.
"""

from typing import Final

import numpy as np

from palermo.estimate._lists._compiled import compiled
from palermo.estimate._lists._transforms import Bools, Floats, Ints

VALID: Final = 0
NO_MAXIMUM: Final = 1
NOT_TOLD_APART: Final = 2
"""NO_MAXIMUM + NOT_TOLD_APART: both."""
UNDECIDED: Final = 4

ROUNDING = 1e-7
"""Entries of the elimination are small fractions; what is nearer to zero than this is zero."""


@compiled
def check(counts: Floats, kept: Bools, terms: Ints, k: int) -> int:
    """VALID, NO_MAXIMUM, NOT_TOLD_APART, their sum, or UNDECIDED where a linear program must decide."""
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
    free = p - rank
    if free > 2:
        return UNDECIDED
    across = np.zeros(size)
    along = np.zeros(size)
    number = 0
    first, second = -1, -1
    for c in range(p):
        if not pivot[c]:
            if first < 0:
                first = c
            else:
                second = c
    for cell in range(1, size):
        if not kept[cell] or counts[cell] > 0:
            continue
        x, y = 0.0, 0.0
        for c in range(p):
            if cell & terms[c] != terms[c]:
                continue
            if pivot[c]:
                x -= reduced[c, first]
                if second >= 0:
                    y -= reduced[c, second]
            elif c == first:
                x += 1.0
            else:
                y += 1.0
        if abs(x) > ROUNDING or abs(y) > ROUNDING:
            across[number], along[number] = x, y
            number += 1
    return _signs(across[:number]) if free == 1 else _angles(across[:number], along[:number])


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
