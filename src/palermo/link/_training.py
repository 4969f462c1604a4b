"""The model of Fellegi and Sunter, trained without labels: how often true pairs are at each level.

Expectation and maximisation run over all compared pairs at once, by pattern of levels, so that their number does not
matter. Nothing in the data says that the smaller of two classes is the same *person*: where few names are shared by
many, it may as well be the same given name, or men and women. What keeps the class that is looked for:

- how often pairs of different people are at each level (u) is counted in random pairs, and only the few true ones
  among these are taken off; fields that hang together among different people (a given name and the sex) are counted
  together, since their agreeing twice would look like a person;
- there cannot be more true pairs than lists have room for: see `Kind`;
- of true pairs only so many may differ in a field, and some pairs' worth of usual shares stands behind each.

Fellegi and Sunter 1969, doi:10.1080/01621459.1969.10501049.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR_PAIRS = 20.0
"""True pairs that the usual shares are worth."""

PRIOR_CHANCE = 300.0
"""Random pairs that the usual shares of different people are worth: those of 25 records."""

PRIOR_TIED = 50.0
"""Random pairs that the usual shares are worth where the field that another hangs on is at some level."""

PRIOR_APART = 20.0
"""Pairs of different people that are added to those there are: of four records most would else be one person's."""

MOST_ROUNDS = 500
SETTLED = 1e-7
"""Largest change of a share at which training ends."""

LEAST_SHARE = 1e-6
"""Of random pairs at a level: what none of so many showed may still be."""


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of a comparison before the data has been heard.

    usual, chance: shares of true pairs, and of pairs of different people, by level. tied: the latter where the field
    that this one hangs on agrees. after: the place of that field, -1 where there is none. most: the share of true
    pairs that may be at the last level, where all is different.
    """

    usual: Floats
    chance: Floats
    tied: Floats
    after: int = -1
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """Pairs of records of two lists, or of one list. pairs: how many may be one person. most: how many can be.

    Between lists in which each person stands once a person makes one pair, so that there are no more than the shorter
    list has records. Within a list that says nothing of it every person may stand twice.
    """

    pairs: float
    most: float


@dataclass(frozen=True, eq=False)
class Seen:
    """What was counted.

    patterns: one row a pattern, one column a comparison: the level (0 the most alike), or -1 where nothing is known.
    kind: the kind of each pattern's pairs, by place in kinds. counts: compared pairs of each pattern. random,
    random_counts: patterns of random pairs of all records. Pairs that were not compared are taken for different people.
    whole: all pairs of records that random ones were drawn from.
    """

    patterns: Ints
    kind: Ints
    counts: Floats
    random: Ints
    random_counts: Floats
    kinds: tuple[Kind, ...]
    whole: float


@dataclass(frozen=True, eq=False)
class Trained:
    """The model.

    priors: for each kind how likely two records are one person. m: for each comparison the share of true pairs at each
    level. u: the same of pairs of different people, a row for each level of the field that it hangs on, after a first
    one for where that is not known. rounds: of training. settled: whether it came to rest.
    """

    priors: tuple[float, ...]
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    after: tuple[int, ...]
    rounds: int
    settled: bool

    def weights(self) -> tuple[Floats, ...]:
        """For each comparison what its levels weigh, in bits: log2 of m over u, by rows as u."""
        return tuple(np.log2(one / other) for one, other in zip(self.m, self.u, strict=True))

    def weigh(self, patterns: Ints) -> Floats:
        """What patterns weigh in bits, the prior aside."""
        whole = np.zeros(len(patterns))
        for column, (weights, after) in enumerate(zip(self.weights(), self.after, strict=True)):
            level = patterns[:, column]
            row = patterns[:, after] + 1 if after >= 0 else np.zeros(len(patterns), np.int64)
            whole += np.where(level >= 0, weights[row, level], 0.0)
        return whole


def train(seen: Seen, fields: Sequence[Field]) -> Trained:
    """Train the model."""
    usual = [each.usual / each.usual.sum() for each in fields]
    after = tuple(each.after for each in fields)
    counted = [
        _together(seen.random, seen.random_counts, column, each.after, fields) for column, each in enumerate(fields)
    ]
    priors = tuple(_start(kind) for kind in seen.kinds)
    none = [np.zeros_like(each) for each in counted]
    now = Trained(priors, tuple(usual), _chances(fields, counted, none, usual), after, 0, settled=False)
    for done in range(1, MOST_ROUNDS + 1):
        odds = np.array([np.log2(prior / (1 - prior)) for prior in now.priors])
        weight = now.weigh(seen.patterns) + odds[seen.kind]
        true = seen.counts / (1 + np.exp2(-np.clip(weight, -1000, 1000)))
        m = tuple(
            _shares(seen.patterns[:, column], true, share, each.most)
            for column, (share, each) in enumerate(zip(usual, fields, strict=True))
        )
        found = np.bincount(seen.kind, true, minlength=len(seen.kinds))
        priors = tuple(bounded(float(total), kind) for total, kind in zip(found, seen.kinds, strict=True))
        room = sum(prior * kind.pairs for prior, kind in zip(priors, seen.kinds, strict=True))
        share = seen.random_counts.sum() / max(seen.whole, 1.0) * min(1.0, room / max(true.sum(), 1e-12))
        among = [
            share * _together(seen.patterns, true, column, each.after, fields) for column, each in enumerate(fields)
        ]
        change = max((float(np.abs(a - b).max()) for a, b in zip(m, now.m, strict=True)), default=0.0)
        moved = max(abs(float(np.log(a / b))) for a, b in zip(priors, now.priors, strict=True))
        settled = bool(change < SETTLED and moved < SETTLED)
        now = Trained(priors, m, _chances(fields, counted, among, m), after, done, settled=settled)
        if settled:
            break
    return now


def _start(kind: Kind) -> float:
    """The chance to begin with: a tenth of what there is room for."""
    return bounded(kind.most / 10, kind)


def bounded(true: float, kind: Kind) -> float:
    """How likely a pair of a kind is one person, from how many are: never more than there is room for."""
    return float(np.clip(min(true, kind.most) / (kind.pairs + PRIOR_APART), 1e-12, 0.5))


def _shares(level: Ints, true: Floats, usual: Floats, most: float) -> Floats:
    """Shares of true pairs by level, of which no more than `most` are different."""
    known = level >= 0
    found = np.bincount(level[known], true[known], minlength=len(usual)) + PRIOR_PAIRS * usual
    found = found / found.sum()
    if found[-1] > most:
        found = np.append(found[:-1] * (1 - most) / found[:-1].sum(), most)
    return np.asarray(found)


def _together(patterns: Ints, counts: Floats, column: int, after: int, fields: Sequence[Field]) -> Floats:
    """Pairs by the level of the field that a field hangs on (from -1 on; one row where there is none), and its own."""
    size = len(fields[column].usual)
    rows = len(fields[after].usual) + 1 if after >= 0 else 1
    level = patterns[:, column]
    row = patterns[:, after] + 1 if after >= 0 else np.zeros(len(level), np.int64)
    known = level >= 0
    flat = np.bincount(row[known] * size + level[known], counts[known], minlength=rows * size)
    return np.asarray(flat.reshape(rows, size))


def _chances(
    fields: Sequence[Field], counted: Sequence[Floats], true: Sequence[Floats], m: Sequence[Floats]
) -> tuple[Floats, ...]:
    """Shares of different people: those of random pairs, less the true pairs that are among them.

    Of a field by itself as many are taken off as true pairs usually have: an agreement that all who have it are taken
    for one person by would else not occur among different people at all.
    """
    found = []
    for each, counts, among, share in zip(fields, counted, true, m, strict=True):
        chance = each.chance / each.chance.sum()
        first = _floored(_less(counts.sum(axis=0), among.sum() * share) + PRIOR_CHANCE * chance)
        rows = [first]
        for at in range(1, len(counts)):
            usual = first if at == len(counts) - 1 else each.tied / each.tied.sum()
            rows.append(_floored(_less(counts[at], among[at]) + PRIOR_TIED * usual))
        found.append(np.stack(rows))
    return tuple(found)


def _less(counts: Floats, true: Floats) -> Floats:
    return np.asarray(np.maximum(counts - true, 0.0))


def _floored(counts: Floats) -> Floats:
    """Shares, none of them below what so few pairs can tell."""
    found = np.maximum(counts, LEAST_SHARE * counts.sum())
    return np.asarray(found / found.sum())


def probabilities(weights: Floats, prior: Floats | float) -> Floats:
    """How likely pairs are one person, from what their evidence weighs in bits.

    >>> probabilities(np.array([0.0, 10.0]), 0.5).round(3).tolist()
    [0.5, 0.999]
    """
    odds = np.clip(weights + np.log2(prior / (1 - np.asarray(prior))), -1000, 1000)
    return np.asarray(1 / (1 + np.exp2(-odds)))


def refined_prior(weights: Floats, prior: float, kind: Kind) -> float:
    """The prior once more, when the frequency of values is known too: true pairs among all, until it comes to rest."""
    for _ in range(MOST_ROUNDS):
        new = bounded(float(probabilities(weights, prior).sum()), kind)
        if abs(np.log(new / prior)) < SETTLED:
            break
        prior = new
    return prior
