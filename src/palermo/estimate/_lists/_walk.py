"""Random walks over the terms of a log-linear model with normal priors, compiled."""

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


@compiled
def log_posterior(counts: Floats, kept: Bools, terms: Ints, precision: Floats, values: Floats, k: int) -> float:
    """Logarithm of the Poisson likelihood times the normal priors around 0, but for a constant."""
    line = np.zeros(1 << k)
    total = 0.0
    for i in range(len(terms)):
        line[terms[i]] = values[i]
        total -= 0.5 * precision[i] * values[i] * values[i]
    sum_subsets(line, k)
    for cell in range(1 << k):
        if kept[cell]:
            total += counts[cell] * line[cell] - math.exp(min(line[cell], 50.0))
    return total


@compiled
def find_mode(
    counts: Floats, kept: Bools, terms: Ints, precision: Floats, k: int, values: Floats
) -> tuple[bool, Floats]:
    """Newton's method from `values`, which holds the mode afterwards; the Cholesky factor of the curvature there."""
    p = len(terms)
    sums = counts.copy()
    sum_supersets(sums, k)
    factor = np.zeros((p, p))
    slope = np.zeros(p)
    step = np.zeros(p)
    height = log_posterior(counts, kept, terms, precision, values, k)
    for _ in range(200):
        means = np.zeros(1 << k)
        for i in range(p):
            means[terms[i]] = values[i]
        sum_subsets(means, k)
        for cell in range(1 << k):
            means[cell] = math.exp(min(means[cell], 50.0)) if kept[cell] else 0.0
        sum_supersets(means, k)
        furthest = 0.0
        for i in range(p):
            slope[i] = sums[terms[i]] - means[terms[i]] - precision[i] * values[i]
            furthest = max(furthest, abs(slope[i]) / (1.0 + sums[terms[i]]))
            for j in range(i + 1):
                factor[i, j] = means[terms[i] | terms[j]]
            factor[i, i] += precision[i]
        if not factorise(factor, p):
            return False, factor
        if furthest < 1e-9:
            return True, factor
        solve_factorised(factor, slope, p, step)
        length = 1.0
        while length > 1e-6:
            there = values + length * step
            reached = log_posterior(counts, kept, terms, precision, there, k)
            if reached >= height - 1e-10 * abs(height):
                break
            length *= 0.5
        values += length * step
        height = reached
    return False, factor


@compiled
def walk(
    counts: Floats, kept: Bools, terms: Ints, precision: Floats, k: int, mode: Floats, factor: Floats, scatter: float,
    burn: int, draws: int, thin: int, seed: int, out: Floats,
) -> float:  # fmt: skip
    """One chain of Metropolis steps shaped by the curvature at the mode; the share of steps taken.

    The start is the mode moved by `scatter` standard deviations. out: draws × terms.
    """
    np.random.seed(seed)
    p = len(terms)
    width = 2.38 / math.sqrt(p)
    here = mode + scatter * _shaped(factor, p)
    height = log_posterior(counts, kept, terms, precision, here, k)
    taken, tried = 0, 0
    for turn in range(burn + draws * thin):
        there = here + width * _shaped(factor, p)
        reached = log_posterior(counts, kept, terms, precision, there, k)
        took = math.log(np.random.random()) < reached - height
        if took:
            here = there
            height = reached
        if turn < burn:  # find a step that is taken a quarter of the time
            width *= math.exp((0.766 if took else -0.234) / math.sqrt(1.0 + turn))
        else:
            taken += took
            tried += 1
            if (turn - burn) % thin == thin - 1:
                out[(turn - burn) // thin] = here
    return taken / max(tried, 1)


@compiled
def _shaped(factor: Floats, p: int) -> Floats:
    """A normal vector whose covariance is the inverse of the curvature."""
    noise = np.random.standard_normal(p)
    for i in range(p - 1, -1, -1):
        for m in range(i + 1, p):
            noise[i] -= factor[m, i] * noise[m]
        noise[i] /= factor[i, i]
    return noise
