"""Everything that is ever learnt of the cases: a few noisy counts, each with its cost."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import comb

import numpy as np

from palermo.protect.counting import Floats, Int32s, Ints, Mask, Singles
from palermo.protect.privacy import Noise, split
from palermo.protect.synthesis._settings import (
    GRID,
    LEAST_TOTAL,
    MOST_ATTRIBUTES,
    MOST_TOTAL_SHARE,
    MOST_TRIPLES,
    SHARES,
    TOTAL_SHARE,
    WORTH_ABOVE,
    Progress,
    SynthesisSettings,
)
from palermo.protect.synthesis._sizes import bound_on_size, smooth, weights_of
from palermo.protect.synthesis._weigh import Query

Count = Callable[[Query], Ints]
"""Answers a query over all cases, exactly."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What was learnt of the cases under the budget; all else follows from it, and costs nothing more.

    Counts are in weighted cases. total: cases, rounded. counted: cases by size, with noise. sizes: the same, smoothed.
    ones: by attribute of the domain. kept: attributes that are combined with others, ascending. pairs: kept × kept,
    symmetric. cells: places of the triples of kept attributes that were measured, ascending (`triple_place`). triples:
    their counts. kinds: the answers of the query about missing values, in 1/256.
    bound: the size to which larger cases are scaled down. weights: by length and size of case, 1 at most.
    sd: standard deviation of the noise by length 1 to 3 (that of the sizes is at 0).
    mus: the Gaussian parameter of each step, for the accountant.
    """

    total: int
    counted: Floats
    sizes: Floats
    ones: Floats
    kept: Ints
    pairs: Singles
    cells: Ints
    triples: Singles
    kinds: Ints
    bound: int
    weights: Floats
    sd: Floats
    mus: Mapping[str, float]

    @property
    def places(self) -> Int32s:
        """For each attribute of the domain its place among those that were combined, -1 where it was not."""
        places = np.full(len(self.ones), -1, np.int32)
        places[self.kept] = np.arange(len(self.kept), dtype=np.int32)
        return places


def shared_out(mu: float, *, length: int) -> dict[str, float]:
    """The Gaussian parameter of each step; their squares add up to `mu` squared."""
    total = min(MOST_TOTAL_SHARE * mu * mu, max(TOTAL_SHARE * mu * mu, LEAST_TOTAL**2))
    shares = {"sizes": SHARES["sizes"], "kinds": SHARES["kinds"]}
    shares |= {f"length {each}": SHARES[each] for each in range(1, length + 1)}
    return {"cases": math.sqrt(total)} | split(math.sqrt(mu * mu - total), shares)


def measure(
    count: Count,
    *,
    slots: Int32s,
    apart: Mask,
    settings: SynthesisSettings,
    mu: float,
    noise: Noise,
    kinds: Ints,
    bound: int | None = None,
    progress: Progress,
) -> Measured:
    """Ask the cases step by step; what is asked next depends only on noisy answers.

    count: exact answers. slots: each attribute's slot; a case has one attribute a slot at most. apart: attributes ×
    attributes, symmetric, which exclude each other in one case. mu: the Gaussian parameter that may be spent.
    kinds: exact counts of why values are missing: contributors × columns × kinds. bound: the size to which larger cases
    are scaled down, by default as the noisy sizes suggest.
    """
    spent = shared_out(mu, length=settings.length)
    width, largest = len(slots), len(np.unique(slots))
    nowhere = np.full(width, -1, np.int32)
    # the number of cases and their sizes, each moved by one case by one
    by_size = count(Query(0, np.full(largest + 1, GRID, np.int64), nowhere))
    total = max(1, round(int(noise(by_size.sum(keepdims=True), sd=GRID / spent["cases"])[0]) / GRID))
    sd_sizes = 1 / spent["sizes"]
    counted = noise(by_size, sd=GRID * sd_sizes) / GRID
    # a case has one contributor, and lacks the value of each column for one reason at most
    why = noise(kinds * GRID, sd=GRID * math.sqrt(kinds.shape[1]) / spent["kinds"])
    if bound is None:
        bound = bound_on_size(smooth(counted, sd_sizes), settings.kept_mass)
    weights = np.stack([weights_of(bound, max(each, 1), largest) for each in range(4)])
    sd = [math.sqrt(comb(bound, each)) / spent[f"length {each}"] for each in range(1, settings.length + 1)]
    progress("Measuring", 1, 4)
    ones = noise(count(Query(1, weights[1], nowhere)), sd=GRID * sd[0]) / GRID
    known = np.arange(largest + 1) * weights[1] / GRID

    def off(cases: Floats) -> float:
        return float(((cases @ known - ones.sum()) / (sd[0] * math.sqrt(width))) ** 2)

    sizes = smooth(counted, sd_sizes, off)
    kept = _kept(ones, settings.kept_above * sd[0]) if settings.length > 1 else np.empty(0, np.int64)
    place = nowhere.copy()
    place[kept] = np.arange(len(kept), dtype=np.int32)
    progress("Measuring", 2, 4)
    pairs = _pairs(count, noise, place, kept, apart, weights[2], sd)
    progress("Measuring", 3, 4)
    cells, triples = np.empty(0, np.int64), np.empty(0, np.float32)
    if settings.length > 2 and len(kept) > 2:
        cells = _worth_measuring(pairs, apart[np.ix_(kept, kept)], sd[1])
        exact = count(Query(3, weights[3], place))[cells]

        def drawn(done: int, parts: int) -> None:
            progress("Drawing noise", done, parts)

        triples = (noise(exact, sd=GRID * sd[2], progress=drawn) / GRID).astype(np.float32)
    progress("Measuring", 4, 4)
    return Measured(
        total=total,
        counted=counted,
        sizes=sizes,
        ones=ones,
        kept=kept,
        pairs=pairs,
        cells=cells,
        triples=triples,
        kinds=why,
        bound=bound,
        weights=weights / GRID,
        sd=np.array([sd_sizes, *sd, *[math.inf] * (3 - settings.length)]),
        mus=spent,
    )


def _kept(ones: Floats, above: float) -> Ints:
    """Attributes that are frequent enough to be combined with others, ascending."""
    frequent = np.flatnonzero(ones > above)
    return np.sort(frequent[np.argsort(-ones[frequent], kind="stable")][:MOST_ATTRIBUTES])


def _pairs(
    count: Count, noise: Noise, place: Int32s, kept: Ints, apart: Mask, weights: Ints, sd: list[float]
) -> Singles:
    """Noisy counts of pairs, kept × kept."""
    width = len(kept)
    pairs = np.zeros((width, width), np.float32)
    if width < 2:
        return pairs
    y, x = np.tril_indices(width, -1)  # in the order of `pair_place`
    possible = ~apart[kept[y], kept[x]]
    y, x = y[possible], x[possible]
    found = noise(count(Query(2, weights, place))[possible], sd=GRID * sd[1]) / GRID
    pairs[y, x] = pairs[x, y] = found
    return pairs


def _worth_measuring(pairs: Singles, apart: Mask, sd: float) -> Ints:
    """The places of the triples that are measured: all that are possible, where they are not too many."""
    for times in WORTH_ABOVE:
        cells = triples_of((pairs > times * sd) & ~apart)
        if len(cells) <= MOST_TRIPLES:
            break
    return cells


def triples_of(worth: Mask) -> Ints:
    """The places of all triples x < y < z whose three pairs are worth it, ascending."""
    found = [np.empty(0, np.int64)]
    for z in range(2, len(worth)):
        below = np.flatnonzero(worth[z, :z])
        y, x = np.nonzero(np.tril(worth[np.ix_(below, below)], -1))
        found.append(z * (z - 1) * (z - 2) // 6 + below[y] * (below[y] - 1) // 2 + below[x])
    return np.concatenate(found)
