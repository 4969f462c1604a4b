"""Latent classes: people of a few kinds, found by several chains that start far apart."""

import numpy as np

from palermo.errors import InputError
from palermo.estimate._compiled import share_out
from palermo.estimate._lists._careful import careful
from palermo.estimate._lists._chains import mixing
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._sample_classes import sample_classes
from palermo.estimate._lists._table import Histories
from palermo.estimate._results import Caution, Estimate

CLASSES, CHAINS, BURN, DRAWS, THIN = 10, 4, 10_000, 2_000, 20

SHAPE = RATE = 0.25
"""Of the gamma prior of the concentration, as LCMCR has it: few classes, or many."""

MOST_TIMES_SEEN = 20
"""The number of those on no list is at most this many times those on one, as LCMCR has it."""

STARTS = (0.0, 1.0, 5.0, 15.0)
"""Where chains start: this many times the persons seen."""

AT_THE_LIMIT = 0.005
"""Share of draws in the last twentieth of the range from which on the limit shapes the interval."""


@careful("classes")
def classes(
    histories: Histories,
    *,
    classes: int = CLASSES,
    chains: int = CHAINS,
    burn: int = BURN,
    draws: int = DRAWS,
    thin: int = THIN,
    most: float = MOST_TIMES_SEEN,
    seed: int,
    level: float,
) -> Estimate:
    """The posterior of the size under a mixture of `classes` kinds of people at most.

    chains: each starts elsewhere. burn: sweeps thrown away in each. draws: kept of each, every `thin`-th sweep.
    most: the limit of the unseen, in times those seen.
    """
    about = METHODS["classes"].assumption
    if min(classes, draws, thin) < 1 or chains < 2 or burn < 0 or most <= 0:
        reason = "Classes, draws and thin are 1 or more, chains 2 or more, burn 0 or more, most above 0."
        raise InputError("estimate.setting", place="classes", reason=reason)
    if histories.k < 3:
        text = "With two lists, classes cannot be told apart."
        return Estimate("classes", None, None, None, level, about, (Caution("too_few_lists", text),))
    cells = histories.order[histories.settled()]
    persons = histories.counts[cells].astype(np.int64)
    n = histories.n
    limit = int(most * n)
    out = np.empty((chains, draws), np.int64)
    occupied = np.empty((chains, draws), np.int64)
    seeds = np.random.default_rng(seed).integers(0, 2**31 - 1, chains)

    def run(start: int, stop: int) -> None:
        for chain in range(start, stop):
            first = min(int(STARTS[chain % len(STARTS)] * n), limit)
            sample_classes(
                cells, persons, histories.k, classes, SHAPE, RATE, limit, first, burn, thin, int(seeds[chain]),
                out[chain], occupied[chain],
            )  # fmt: skip

    share_out(run, chains)
    told, cautions = mixing(out.astype(np.float64) + 1.0, "the latent classes")
    if (out > limit * 0.95).mean() > AT_THE_LIMIT:
        text = f"Draws reach the limit of {limit + n:,} persons: the limit shapes the interval, not the data."
        cautions = (*cautions, Caution("at_the_limit", text))
    if not histories.possible[1:].all():
        text = "Classes take every history for possible, also those that were said to be impossible."
        cautions = (*cautions, Caution("impossible_ignored", text))
    sizes = (n + out).astype(np.float64)
    low, middle, high = np.quantile(sizes, [(1 - level) / 2, 0.5, (1 + level) / 2])
    details = {
        "mean": float(sizes.mean()),
        "medians_by_chain": [float(each) for each in np.median(sizes, axis=1)],
        "classes_occupied": float(np.median(occupied)),
        **told,
    }
    how = f"quantiles of {sizes.size:,} posterior draws from {chains} chains"
    limits = float(low), float(high)
    return Estimate("classes", float(middle), *limits, level, about, cautions, how, details, sizes.ravel())
