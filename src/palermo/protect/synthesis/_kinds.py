"""Why values are missing: counted apart, and drawn again for the records."""

from math import sqrt
from statistics import NormalDist

import numpy as np

from palermo.cases import CaseTable, Missing, is_missing
from palermo.protect.counting import Floats, Ints, Mask
from palermo.protect.privacy import Domain
from palermo.protect.synthesis._settings import GRID

CONTRIBUTOR = "contributor"
"""Contributors ask different questions, so reasons are counted for each of them."""

KINDS = tuple(Missing)

SURE = 2.0
"""A reason that occurs in a column is a contributor's too when its noisy count is above so many standard deviations."""

NOWHERE = 0.01
"""The chance that noise alone makes a reason occur that no case has: records would say that values were withheld where
none were, say."""

NOT_HERE = 0.2
"""The chance that noise alone makes a reason that occurs somewhere occur in a column of which it is not true. Smaller,
and more reasons that few cases have are lost: docs/decisions/0011-synthesis.md has what was measured."""


def contributors_of(domain: Domain) -> tuple[int, tuple[str, ...]]:
    """The place of the column of contributors, -1 where there is none, and whom it may name."""
    for place, column in enumerate(domain.columns):
        if column.name == CONTRIBUTOR:
            return place, domain.codes(place)
    return -1, ()


def count_reasons(cases: CaseTable, domain: Domain) -> Ints:
    """How many cases lack a value for each reason, exactly: contributors × columns × kinds. Those of parts add up.

    The last contributor stands for the cases that name none; where there is no such column it is the only one.
    """
    place, names = contributors_of(domain)
    whose = np.full(cases.num_rows, len(names), np.int64)
    if place >= 0:
        number = {name: at for at, name in enumerate(names)}
        given = cases.values(CONTRIBUTOR).to_pylist()
        whose = np.array([number.get(name, len(names)) for name in given], np.int64)
    counts = np.zeros((len(names) + 1, len(domain.columns), len(KINDS)), np.int64)
    for at, column in enumerate(domain.columns):
        for kind, why in enumerate(KINDS):
            there = is_missing(cases, column.name, why)
            counts[:, at, kind] = np.bincount(whose[there], minlength=len(names) + 1)
    return counts


def likelihoods(noisy: Ints, sd: float) -> Floats:
    """How likely each kind is where a value is missing: contributors × columns × kinds, from noisy counts in 1/256.

    Reasons that noise alone may have made do not occur. A contributor whose counts in a column are within noise has the
    column's shares; where those are too, it is unknown. sd: standard deviation of the noise, in cases.
    """
    counts = noisy / GRID
    counts = np.where(_occurring(counts, sd), counts, 0.0)
    together = counts.sum(axis=0)
    own = np.where(counts > SURE * sd, counts, 0.0)
    whole = np.where(together > SURE * sd * np.sqrt(len(counts)), together, 0.0)
    unknown = np.array([kind is Missing.UNKNOWN for kind in KINDS], float)
    whole = np.where(whole.sum(axis=1, keepdims=True) > 0, whole, unknown)
    own = np.where(own.sum(axis=2, keepdims=True) > 0, own, whole)
    return np.asarray(own / own.sum(axis=2, keepdims=True), dtype=np.float64)


def _occurring(counts: Floats, sd: float) -> Mask:
    """Which kinds occur in which columns: columns × kinds.

    Some hundred counts are looked at, so that noise passes two standard deviations in several of them; what is asked of
    each follows from how many there are (Bonferroni). A kind shows in one count, in those of a column together, or in
    all together.
    """
    contributors, columns, kinds = counts.shape
    of_column = counts.sum(axis=0)
    alone = counts.max(axis=0) / sd
    together = of_column / (sd * sqrt(contributors))
    everywhere = of_column.sum(axis=0) / (sd * sqrt(contributors * columns))
    somewhere = (alone > _beyond(counts.size, NOWHERE / 3)).any(axis=0)
    somewhere |= (together > _beyond(of_column.size, NOWHERE / 3)).any(axis=0)
    somewhere |= everywhere > _beyond(kinds, NOWHERE / 3)
    here = (alone > _beyond(counts.size, NOT_HERE / 2)) | (together > _beyond(of_column.size, NOT_HERE / 2))
    return np.asarray(here & somewhere, dtype=bool)


def _beyond(tests: int, chance: float) -> float:
    """Standard deviations that the largest of so many normal deviates passes with a chance of this at most.

    >>> round(_beyond(1, 0.025), 2), round(_beyond(200, 0.025), 2)
    (1.96, 3.66)
    """
    return NormalDist().inv_cdf(1 - chance / tests)


def draw_kinds(shares: Floats, whose: Ints, random: np.random.Generator) -> Ints:
    """A kind for each record of these contributors. shares: contributors × kinds."""
    cumulated = np.cumsum(shares, axis=1)[whose]
    kind = (random.random(len(whose))[:, None] > cumulated).sum(axis=1)
    return np.asarray(np.minimum(kind, len(KINDS) - 1), dtype=np.int64)
