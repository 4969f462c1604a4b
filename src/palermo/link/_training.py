"""The model of Fellegi and Sunter, trained without labels: how often true pairs are at each level.

Expectation and maximisation run over all compared pairs at once, by pattern of levels, so that their number does not
matter. How often pairs of different people are at each level (u) is known from random pairs, less the few true ones
among these; that keeps the smaller class the true pairs, whatever the blocking rules chose. A prior of a few pairs
stands behind each comparison, so that a short list does not make a level impossible because it did not occur.

Fellegi and Sunter 1969, doi:10.1080/01621459.1969.10501049.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR_PAIRS = 8.0
"""True pairs that the usual shares are worth."""

PRIOR_CHANCE = 300.0
"""Random pairs that the usual shares of different people are worth: those of 25 records."""

MOST_ROUNDS = 500
SETTLED = 1e-7
"""Largest change of a share at which training ends."""

LEAST_SHARE = 1e-6
"""Of random pairs at a level: what none of so many showed may still be."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was counted.

    patterns: one row a pattern, one column a comparison: the level (0 the most alike), or -1 where nothing is known.
    counts: compared pairs of each pattern. random: for each comparison the share of random pairs at each level.
    drawn: how many random pairs those are. pairs: all pairs that may be one person, compared or not: those that were
    not compared are taken for different people. whole: all pairs of records that random ones were drawn from.
    """

    patterns: Ints
    counts: Floats
    random: tuple[Floats, ...]
    drawn: float
    pairs: float
    whole: float


@dataclass(frozen=True, eq=False)
class Trained:
    """The model.

    prior: how likely two records of the population are one person. m, u: for each comparison the share of true pairs,
    and of pairs of different people, at each level. rounds: of training. settled: whether it came to rest.
    """

    prior: float
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    rounds: int
    settled: bool

    def weights(self) -> tuple[Floats, ...]:
        """For each comparison what its levels weigh, in bits: log2 of m over u."""
        return tuple(np.log2(one / other) for one, other in zip(self.m, self.u, strict=True))


def train(seen: Seen, *, usual: Sequence[Floats], chance: Sequence[Floats]) -> Trained:
    """Train the model. usual, chance: prior shares of true pairs, and of different people, by level."""
    usual, chance = [each / each.sum() for each in usual], [each / each.sum() for each in chance]
    m, u = list(usual), [_chance(*each, m=None, true=0.0, seen=seen) for each in zip(seen.random, chance, strict=True)]
    pairs = max(seen.pairs, 1.0)
    prior = min(0.5, max(1.0, seen.counts.sum() * 1e-3) / pairs)
    for done in range(1, MOST_ROUNDS + 1):
        weight = np.full(len(seen.counts), np.log2(prior / (1 - prior)))
        for column, (one, other) in enumerate(zip(m, u, strict=True)):
            level = seen.patterns[:, column]
            weight += np.where(level >= 0, np.log2(one / other)[level], 0.0)
        true = seen.counts / (1 + np.exp2(-np.clip(weight, -1000, 1000)))
        fresh = []
        for column, share in enumerate(usual):
            level = seen.patterns[:, column]
            known = level >= 0
            found = np.bincount(level[known], true[known], minlength=len(share)) + PRIOR_PAIRS * share
            fresh.append(found / found.sum())
        new = float(np.clip(true.sum() / pairs, 1e-12, 0.5))
        change = max((float(np.abs(a - b).max()) for a, b in zip(m, fresh, strict=True)), default=0.0)
        m, moved, prior = fresh, abs(np.log(new / prior)), new
        among = min(0.5, float(true.sum()) / max(seen.whole, 1.0))
        u = [
            _chance(random, other, m=one, true=among, seen=seen)
            for random, other, one in zip(seen.random, chance, m, strict=True)
        ]
        if change < SETTLED and moved < SETTLED:
            return Trained(prior, tuple(m), tuple(u), done, settled=True)
    return Trained(prior, tuple(m), tuple(u), MOST_ROUNDS, settled=False)


def _chance(random: Floats, chance: Floats, *, m: Floats | None, true: float, seen: Seen) -> Floats:
    """Shares of different people: those of random pairs, less what true pairs among them account for."""
    less = random if m is None else np.maximum(random - true * m, 0.0)
    found = np.maximum(less * seen.drawn + PRIOR_CHANCE * chance, LEAST_SHARE * (seen.drawn + PRIOR_CHANCE))
    return np.asarray(found / found.sum())


def probabilities(weights: Floats, prior: float) -> Floats:
    """How likely pairs are one person, from what their evidence weighs in bits.

    >>> probabilities(np.array([0.0, 10.0]), 0.5).round(3).tolist()
    [0.5, 0.999]
    """
    odds = np.clip(weights + np.log2(prior / (1 - prior)), -1000, 1000)
    return np.asarray(1 / (1 + np.exp2(-odds)))


def refined_prior(weights: Floats, prior: float, pairs: float) -> float:
    """The prior once more, when the frequency of values is known too: true pairs among all, until it comes to rest."""
    for _ in range(MOST_ROUNDS):
        new = float(np.clip(probabilities(weights, prior).sum() / pairs, 1e-12, 0.5))
        if abs(np.log(new / prior)) < SETTLED:
            break
        prior = new
    return prior
