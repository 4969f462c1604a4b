"""How often the intervals of published counts hold the true count: nominally 95 %.

By ε, length and size of the published count, over seeds, on the generated table and a sample of a real one. Then for
all counts that a release of generated cases publishes, as `private_counts` has them: those of broader codes, of codes
that were not combined, and under the policy for rare combinations; with the release that holds fewest. Noise is
simulated, since nothing is published. From the environment: COVERAGE_SEEDS, COVERAGE_EPSILONS, COVERAGE_FILES.
"""

import math
import os
import sys

import numpy as np

from _claims import Claim, run
from _generated import table as generated
from _generated_cases import RANGE
from _generated_cases import cases as generated_cases
from _synthesis_ours import case_table
from _utility import TABLES
from palermo.protect import private_counts, published_counts, usual_delta
from palermo.protect.privacy import members
from palermo.protect.synthesis import Query, SynthesisSettings, synthesise, weigh
from palermo.protect.synthesis._broader import broader_codes
from palermo.protect.synthesis._intervals import SimulatedNoise, intervals_of

SIZES = (0, 1, 3, 10, 30, 100, 1000, 10**9)
LEAST, MOST = 0.93, 0.97
FEWEST = 100
PUBLISHED = "published"
FIRST_SEED = 100
"""Intervals were made with seeds from 0 on, which are not judged."""


def measure():
    """A claim for each table, ε and length: the coverage of counts that are published, sizes beside it."""
    seeds = int(os.environ.get("COVERAGE_SEEDS", "5"))
    tables = {"generated 20k": lambda: generated(20_000), "k-anonymised 20k": TABLES["k-anonymised 20k"]}
    for name in os.environ.get("COVERAGE_FILES", ",".join((*tables, PUBLISHED))).split(","):
        if name == PUBLISHED:
            yield from as_published(seeds)
            continue
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


def as_published(seeds):
    """A claim for each length, ε and policy: of all counts above nought that releases of 5,000 cases publish."""
    given = generated_cases(5_000)
    counted = published_counts(given, k=1, length=3)
    true = dict(zip(keys(counted), counted.column("count").to_pylist(), strict=True))
    broad = set(broader_codes(given.columns))
    for epsilon, rare in ((12.0, None), (4.0, None), (1.0, None), (4.0, 10)):
        settings = SynthesisSettings(epsilon, usual_delta(given.num_rows), rare=rare)
        held = {}
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            noise = SimulatedNoise(seed + 1000)
            ranges = {"year_of_registration": RANGE}
            found = synthesise(given, settings=settings, ranges=ranges, seed=seed, noise=noise)
            told = private_counts(found, seed=seed)
            for row, key in zip(told.to_pylist(), keys(told), strict=True):
                kind = "broader" if any(pair in broad for pair in key) else "others"
                size = int(np.searchsorted(SIZES, row["count"], side="right")) - 1
                cell = held.setdefault((row["length"], kind, size), np.zeros((seeds, 2), np.int64))
                cell[seed - FIRST_SEED] += row["low"] <= true.get(key, 0) <= row["high"], 1
        for length in (1, 2, 3):
            cells = {name: cell for name, cell in held.items() if name[0] == length and name[2] > 0}
            whole = sum(cells.values())
            figures = {"by release": ", ".join(f"{inside / there:.3f}" for inside, there in whole)}
            for (_, kind, size), cell in sorted(cells.items()):
                inside, there = cell.sum(axis=0)
                if there >= FEWEST:
                    figures[f"{kind}, counts from {SIZES[size]}"] = f"{inside / there:.3f} of {there}"
            rate = float(whole[:, 0].sum() / whole[:, 1].sum())
            title = f"published, ε {epsilon:g}{f', rare {rare}' if rare else ''}: coverage, {length}"
            yield Claim(title, round(rate, 4), LEAST, "", figures, True, least=True)


def keys(counts):
    """What is counted: pairs of a column and a code."""
    columns, codes = (counts.column(name).to_pylist() for name in ("columns", "codes"))
    return [tuple(zip(*each, strict=True)) for each in zip(columns, codes, strict=True)]


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
