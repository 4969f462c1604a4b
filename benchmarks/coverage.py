"""How often the intervals of published counts hold the true count: nominally 95 %.

By ε, length and size of the published count, over seeds, on the generated table and a sample of a real one. Noise is
simulated, since nothing is published. From the environment: COVERAGE_SEEDS, COVERAGE_EPSILONS, COVERAGE_FILES.
"""

import math
import os
import sys

import numpy as np

from _claims import Claim, run
from _generated import table as generated
from _synthesis_ours import case_table
from _utility import TABLES
from palermo.protect.privacy import members
from palermo.protect.synthesis import Query, SynthesisSettings, synthesise, weigh
from palermo.protect.synthesis._intervals import SimulatedNoise, intervals_of

SIZES = (0, 1, 3, 10, 30, 100, 1000, 10**9)
LEAST, MOST = 0.93, 0.97
FEWEST = 100
FIRST_SEED = 100
"""Intervals were made with seeds from 0 on, which are not judged."""


def measure():
    """A claim for each table, ε and length: the coverage of counts that are published, sizes beside it."""
    seeds = int(os.environ.get("COVERAGE_SEEDS", "5"))
    tables = {"generated 20k": lambda: generated(20_000), "k-anonymised 20k": TABLES["k-anonymised 20k"]}
    for name in os.environ.get("COVERAGE_FILES", ",".join(tables)).split(","):
        cases, values = case_table(tables[name]())
        for text in os.environ.get("COVERAGE_EPSILONS", "12,4,1").split(","):
            held = [np.zeros((2, len(SIZES) - 1)) for _ in range(3)]
            for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                for length, found in enumerate(covered(cases, values, float(text), seed), 1):
                    held[length - 1] += found
            for length, (inside, there) in enumerate(held, 1):
                # Combinations that are not published have no interval. Single codes have one even where no record has
                # them: nearly all of these truly occur nowhere, and a number that cannot be negative is then always
                # inside. They stand in the figures, not in the rate.
                rate = float(inside[1:].sum() / there[1:].sum())
                figures = {
                    f"counts from {least}": f"{inside[at] / there[at]:.3f} of {int(there[at])}"
                    for at, least in enumerate(SIZES[:-1])
                    if there[at] >= FEWEST
                }
                title = f"{name}, ε {text}: coverage, {length}"
                yield Claim(title, round(rate, 4), LEAST, "", figures, rate <= MOST, least=True)


def covered(cases, values, epsilon, seed):
    """For each length: how many true counts lie within their intervals, and how many there are, by published size."""
    delta = 1 / (cases.num_rows * math.log(cases.num_rows))
    settings = SynthesisSettings(epsilon, delta)
    found = synthesise(cases, settings=settings, values=values, seed=seed, noise=SimulatedNoise(seed + 1000))
    intervals, true_members = intervals_of(found, seed=seed), members(cases, found.domain)
    kept = np.full(len(found.domain), -1, np.int32)
    kept[found.measured.kept] = np.arange(len(found.measured.kept), dtype=np.int32)
    plain = np.ones(found.domain.slots + 1, np.int64)
    for length in (1, 2, 3):
        query = Query(length, plain, kept)
        true, published = weigh(true_members, query), weigh(found.records, query)
        low, high = intervals.around(length, published, np.arange(len(published)))
        inside = (low <= true) & (true <= high)
        yield np.stack([np.histogram(published[inside], SIZES)[0], np.histogram(published, SIZES)[0]])


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))
