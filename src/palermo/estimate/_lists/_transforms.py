"""Sums over subsets and supersets of lists, and the linear algebra of a fit.

A history, and a term of a model, is a bitmask: bit *i* is list *i*. With corner constraints the logarithm of a
history's mean is the sum of the terms *inside* the history, and a fitted margin is the sum of the means of the
histories *around* a term. Both sums are zeta transforms, k·2^(k-1) additions for all histories together; and the
information of two terms is the margin of their union, so that no design matrix is ever made.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.estimate._compiled import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SINGULAR = 1e-14
"""A pivot below this share of the largest diagonal element is zero, as far as doubles can tell."""


def tally(cells: Ints, weights: npt.NDArray[Any], size: int) -> Floats:
    """The sum of weights by cell.

    >>> tally(np.array([1, 3, 1]), np.array([2.0, 5.0, 1.0]), 4).tolist()
    [0.0, 3.0, 0.0, 5.0]
    """
    return np.bincount(cells, weights=weights, minlength=size).astype(np.float64)


@compiled
def sum_supersets(values: Floats, k: int) -> None:
    """Replace each value, in place, by the sum over all histories around it."""
    for bit in range(k):
        step = 1 << bit
        for cell in range(1 << k):
            if not cell & step:
                values[cell] += values[cell | step]


@compiled
def sum_subsets(values: Floats, k: int) -> None:
    """Replace each value, in place, by the sum over all terms inside it."""
    for bit in range(k):
        step = 1 << bit
        for cell in range(1 << k):
            if cell & step:
                values[cell] += values[cell ^ step]


@compiled
def factorise(matrix: Floats, size: int) -> bool:
    """The Cholesky factor of the leading block, in its lower triangle; False where it is not positive definite."""
    largest = 0.0
    for i in range(size):
        largest = max(largest, matrix[i, i])
    for j in range(size):
        pivot = matrix[j, j]
        for m in range(j):
            pivot -= matrix[j, m] * matrix[j, m]
        if not pivot > largest * SINGULAR:
            return False
        pivot = math.sqrt(pivot)
        matrix[j, j] = pivot
        for i in range(j + 1, size):
            rest = matrix[i, j]
            for m in range(j):
                rest -= matrix[i, m] * matrix[j, m]
            matrix[i, j] = rest / pivot
    return True


@compiled
def solve_factorised(factor: Floats, right: Floats, size: int, out: Floats) -> None:
    """Solve with a Cholesky factor."""
    for i in range(size):
        rest = right[i]
        for m in range(i):
            rest -= factor[i, m] * out[m]
        out[i] = rest / factor[i, i]
    for i in range(size - 1, -1, -1):
        rest = out[i]
        for m in range(i + 1, size):
            rest -= factor[m, i] * out[m]
        out[i] = rest / factor[i, i]
