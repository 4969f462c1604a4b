"""Gibbs sampling of latent classes with a stick-breaking prior, compiled (Manrique-Vallier 2016)."""

import math

import numpy as np

from palermo.estimate._compiled import compiled
from palermo.estimate._lists._transforms import Floats, Ints

LEAST_SHAPE = 1e-280
"""A gamma variate's shape can underflow to 0."""

LEAST_SEEN = 1e-12
"""The chance of being seen can round to 0."""

FEW = 8
"""Persons up to which each is given a class by itself."""

AROUND = 10.0
"""Persons that a class's chances are drawn from at the start: around each list's share, but not at it."""

TRIES = 200
"""Draws of the unseen that may lie above the limit before the limit itself is taken."""


@compiled
def log_gamma_variate(shape: float) -> float:
    """Logarithm of a gamma variate with scale 1; exact for the smallest shapes."""
    shape = max(shape, LEAST_SHAPE)
    if shape >= 1.0:
        return math.log(max(np.random.gamma(shape, 1.0), 1e-300))
    return math.log(max(np.random.gamma(shape + 1.0, 1.0), 1e-300)) + math.log(1.0 - np.random.random()) / shape


@compiled
def log_beta_variate(a: float, b: float) -> tuple[float, float]:
    """Logarithms of a beta variate and of one less it."""
    one, other = log_gamma_variate(a), log_gamma_variate(b)
    top = max(one, other)
    both = top + math.log(math.exp(one - top) + math.exp(other - top))
    return one - both, other - both


@compiled
def share_among(count: int, weights: Floats, out: Ints) -> None:
    """A multinomial draw; the weights need not add up to 1."""
    rest = weights.sum()
    if count <= FEW:  # one by one is faster than a binomial draw a class
        out[:] = 0
        for _ in range(count):
            at = np.random.random() * rest
            c = 0
            while c < len(weights) - 1 and at >= weights[c]:
                at -= weights[c]
                c += 1
            out[c] += 1
        return
    for c in range(len(weights) - 1):
        if count <= 0 or rest <= 0.0:
            out[c] = 0
            continue
        share = min(weights[c] / rest, 1.0)
        drawn = np.random.binomial(count, share) if share > 0.0 else 0
        out[c] = drawn
        count -= drawn
        rest -= weights[c]
    out[len(weights) - 1] = count


@compiled
def swap_labels(sizes: Ints, on: Floats, assigned_unseen: Ints, concentration: float) -> None:
    """Let neighbouring classes change places, so that a large class does not stay behind small ones for long.

    A Metropolis step with the sticks integrated out (after Papaspiliopoulos and Roberts 2008, Biometrika 95(1),
    169-186); what classes are like is drawn anew after it.
    """
    last = len(sizes) - 1
    behind = 0
    for c in range(last - 1, -1, -1):
        here, there = sizes[c], sizes[c + 1]
        if c + 1 == last:
            ratio = math.lgamma(1.0 + there) - math.lgamma(1.0 + here)
            ratio += math.lgamma(concentration + here) - math.lgamma(concentration + there)
        else:
            ratio = math.log((concentration + there + behind) / (concentration + here + behind))
        if math.log(1.0 - np.random.random()) < ratio:
            sizes[c], sizes[c + 1] = there, here
            assigned_unseen[c], assigned_unseen[c + 1] = assigned_unseen[c + 1], assigned_unseen[c]
            for j in range(len(on)):
                for value in range(2):
                    on[j, c, value], on[j, c + 1, value] = on[j, c + 1, value], on[j, c, value]
        behind += sizes[c + 1]


@compiled
def sample_classes(
    cells: Ints, persons: Ints, k: int, classes: int, shape: float, rate: float, most: int, first_unseen: int,
    burn: int, thin: int, seed: int, out: Ints, occupied: Ints,
) -> None:  # fmt: skip
    """One chain. `out`: draws of the number of those on no list, at most `most`; `occupied`: classes with persons.

    shape, rate: of the gamma prior of the concentration. first_unseen: where the chain starts.
    """
    np.random.seed(seed)
    n = persons.sum()
    log_share = np.empty(classes)
    log_on = np.empty((k, classes, 2))
    log_odds = np.empty((k, classes))
    log_off = np.empty(classes)
    assigned = np.zeros((len(cells), classes), np.int64)
    assigned_unseen = np.zeros(classes, np.int64)
    weights = np.empty(classes)
    concentration = 0.1 + np.random.exponential()
    unseen = first_unseen
    listed = np.zeros(k)
    for m in range(len(cells)):
        for j in range(k):
            if cells[m] >> j & 1:
                listed[j] += persons[m] / (n + unseen)
    rest = 0.0
    for c in range(classes):  # a start of its own for every chain
        here, less = log_beta_variate(1.0, concentration)
        log_share[c] = rest + (here if c < classes - 1 else 0.0)
        rest += less
        for j in range(k):
            log_on[j, c, 1], log_on[j, c, 0] = log_beta_variate(
                AROUND * listed[j] + 0.1, AROUND * (1.0 - listed[j]) + 0.1
            )
    weights[:] = np.exp(log_share)
    share_among(unseen, weights, assigned_unseen)
    on = np.empty((k, classes, 2))
    sizes = np.empty(classes, np.int64)
    for turn in range(burn + len(out) * thin):
        on[:] = 0.0
        sizes[:] = assigned_unseen
        for c in range(classes):
            log_off[c] = log_share[c]
            for j in range(k):
                log_off[c] += log_on[j, c, 0]
                log_odds[j, c] = log_on[j, c, 1] - log_on[j, c, 0]
        for m in range(len(cells)):
            top = -math.inf
            for c in range(classes):
                weights[c] = log_off[c]
                for j in range(k):
                    if cells[m] >> j & 1:
                        weights[c] += log_odds[j, c]
                top = max(top, weights[c])
            for c in range(classes):
                weights[c] = math.exp(weights[c] - top)
            share_among(persons[m], weights, assigned[m])
            for c in range(classes):
                if assigned[m, c]:
                    sizes[c] += assigned[m, c]
                    for j in range(k):
                        on[j, c, cells[m] >> j & 1] += assigned[m, c]
        swap_labels(sizes, on, assigned_unseen, concentration)
        for j in range(k):
            for c in range(classes):
                log_on[j, c, 1], log_on[j, c, 0] = log_beta_variate(
                    1.0 + on[j, c, 1], 1.0 + on[j, c, 0] + assigned_unseen[c]
                )
        rest = 0.0
        later = n + unseen
        for c in range(classes - 1):
            later -= sizes[c]
            here, less = log_beta_variate(1.0 + sizes[c], concentration + later)
            log_share[c] = rest + here
            rest += less
        log_share[classes - 1] = rest
        concentration = np.random.gamma(shape + classes - 1.0, 1.0) / (rate - rest)
        hidden = 0.0
        for c in range(classes):
            weights[c] = log_share[c]
            for j in range(k):
                weights[c] += log_on[j, c, 0]
            weights[c] = math.exp(weights[c])
            hidden += weights[c]
        unseen = most
        for _ in range(TRIES):
            mean = np.random.gamma(n, 1.0) * hidden / max(1.0 - hidden, LEAST_SEEN)
            drawn = np.random.poisson(mean) if mean < 1e9 else most + 1
            if drawn <= most:
                unseen = drawn
                break
        share_among(unseen, weights, assigned_unseen)
        if turn >= burn and (turn - burn) % thin == thin - 1:
            at = (turn - burn) // thin
            out[at] = unseen
            occupied[at] = (sizes > 0).sum()
