"""The chance to be in a sample that takes one person after the other, by how many each knows, nobody twice.

Successive sampling of n is what the first n of independent clocks do that ring at rates of the degrees. So the chance
of a person of degree k is 1 - E exp(-k T), with T the time at which n others have rung, and it can be integrated
instead of simulated: no noise, and fast enough for every replicate of a bootstrap.
"""

import math

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._samples._results import Floats

ROUNDS = 60
"""Most rounds of sizes by degree and chances by degree; ten are enough unless nearly everybody was asked."""

POINTS = 64
"""Times at which the chance is taken; twice as many change it by less than one in 10,000."""

CLOSE = 1e-6
"""Largest relative change of a chance at which rounds stop."""


@compiled
def chances(degrees: Floats, persons: Floats, n: float) -> Floats:
    """The chance of each degree to be among the first n, of `persons` of each; n below all of them.

    How many have rung by a time is a sum of independent yes or no; its distribution is taken as normal with the first
    correction for skewness (Edgeworth), and the integral over time by the midpoint rule on a logarithmic scale.
    """
    kinds = len(degrees)
    total = persons.sum()
    found = np.ones(kinds)
    if n >= total:
        return found
    low, high = 1e-12 / degrees.max(), 1e3 / degrees.min()
    for _ in range(60):  # the time by which n have rung on average
        middle = math.sqrt(low * high)
        rung = 0.0
        for kind in range(kinds):
            rung += persons[kind] * -math.expm1(-degrees[kind] * middle)
        if rung < n:
            low = middle
        else:
            high = middle
    centre = math.sqrt(low * high)
    slope = 0.0
    variance = 0.0
    for kind in range(kinds):
        left = math.exp(-degrees[kind] * centre)
        slope += persons[kind] * degrees[kind] * centre * left
        variance += persons[kind] * left * (1.0 - left)
    reach = 9.0 * math.sqrt(max(variance, 0.25)) / max(slope, 1e-300)
    reach = min(max(reach, 1e-6), 12.0)
    step = 2.0 * reach / POINTS
    missed = np.zeros(kinds)
    rung_by = np.empty(kinds)
    below = np.ones(kinds)  # the chance, at the point before, that fewer than n others have rung
    for point in range(POINTS + 1):
        time = centre * math.exp(-reach + point * step)
        mean, spread, skew = 0.0, 0.0, 0.0
        for kind in range(kinds):
            p = -math.expm1(-degrees[kind] * time)
            q = 1.0 - p
            rung_by[kind] = p
            mean += persons[kind] * p
            spread += persons[kind] * p * q
            skew += persons[kind] * p * q * (1.0 - 2.0 * p)
        for kind in range(kinds):
            p = rung_by[kind]
            q = 1.0 - p
            m, v, g = mean - p, spread - p * q, skew - p * q * (1.0 - 2.0 * p)
            if point == POINTS:
                few = 0.0
            elif v <= 1e-12:
                few = 1.0 if m < n - 0.5 else 0.0
            else:
                sd = math.sqrt(v)
                z = (n - 0.5 - m) / sd
                few = 0.5 * math.erfc(-z / math.sqrt(2.0))
                few -= g / (6.0 * v * sd) * (z * z - 1.0) * math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
                few = min(1.0, max(0.0, few))
            rung = max(below[kind] - few, 0.0)  # the n-th other rang since the point before
            at = time * math.exp(-0.5 * step)
            missed[kind] += rung * math.exp(-degrees[kind] * at)
            below[kind] = min(below[kind], few)
    for kind in range(kinds):
        found[kind] = min(1.0, max(1.0 - missed[kind], 1e-12))
    return found


@compiled
def sequential_chances(degrees: Floats, asked: Floats, population: float) -> Floats:
    """Chances by degree where the population's degrees are not known, of a sample with `asked` persons of each.

    Gile's fixed point: persons of each degree follow from chances, chances from persons of each degree.
    """
    n = asked.sum()
    found: Floats = degrees * n / (degrees * asked).sum()
    for _ in range(ROUNDS):
        persons = asked / found
        persons *= population / persons.sum()
        new = chances(degrees, np.maximum(persons, asked * 1e-9), n)
        change = 0.0
        for kind in range(len(degrees)):
            change = max(change, abs(new[kind] / found[kind] - 1.0))
        found = new
        if change < CLOSE:
            break
    return found
