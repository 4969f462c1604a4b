"""Weighted counts of combinations: whole numbers that add up over parts of a table."""

from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Int32s, Ints, compiled, inlined
from palermo.protect.privacy import Members


@dataclass(frozen=True, eq=False)
class Query:
    """Weighted counts that are asked of cases.

    length: of the combinations: 0 asks for the number of cases by size, 1 to 3 for combinations. weights: what a case
    of each size adds, in 1/256 of a case. kept: for each attribute of the domain its place among those that are
    combined, -1 where it is not; for length 1 all are counted.
    """

    length: int
    weights: Ints
    kept: Int32s


def weigh(cases: Members, query: Query) -> Ints:
    """The weighted counts of some cases, exactly. Counts of parts of a table add up to those of the whole.

    Returns by length: 0, cases by size, times the weights; 1, by attribute; 2 and 3, by `pair_place`
    and `triple_place` of the kept attributes.
    """
    if query.length == 0:
        return np.bincount(cases.sizes, minlength=len(query.weights)).astype(np.int64) * query.weights
    if query.length == 1:
        weight = np.repeat(query.weights[cases.sizes], cases.sizes).astype(np.float64)
        # exact: whole numbers far below 2**53
        return np.rint(np.bincount(cases.items, weight, minlength=len(query.kept))).astype(np.int64)
    width = int(query.kept.max(initial=-1)) + 1
    if query.length == 2:
        found = np.zeros(width * (width - 1) // 2, np.int64)
        _add_pairs(cases.starts, cases.items, query.kept, query.weights, found)
    else:
        found = np.zeros(width * (width - 1) * (width - 2) // 6, np.int64)
        _add_triples(cases.starts, cases.items, query.kept, query.weights, found)
    return found


@inlined
def pair_place(x: int, y: int) -> int:
    """Where the pair of two different numbers stands, whichever is the larger."""
    if x < y:
        return y * (y - 1) // 2 + x
    return x * (x - 1) // 2 + y


@inlined
def triple_place(x: int, y: int, z: int) -> int:
    """Where a triple of numbers x < y < z stands."""
    return z * (z - 1) * (z - 2) // 6 + y * (y - 1) // 2 + x


@inlined
def _kept_of(items: Int32s, kept: Int32s, here: Ints) -> int:
    """Put the places of a case's kept attributes into `here`; how many there are."""
    size = 0
    for item in items:
        if kept[item] >= 0:
            here[size] = kept[item]
            size += 1
    return size


@compiled
def _add_pairs(starts: Ints, items: Int32s, kept: Int32s, weights: Ints, found: Ints) -> None:
    here = np.empty(weights.size, np.int64)
    for case in range(starts.size - 1):
        size = _kept_of(items[starts[case] : starts[case + 1]], kept, here)
        weight = weights[starts[case + 1] - starts[case]]
        for j in range(1, size):
            for i in range(j):
                found[pair_place(here[i], here[j])] += weight


@compiled
def _add_triples(starts: Ints, items: Int32s, kept: Int32s, weights: Ints, found: Ints) -> None:
    here = np.empty(weights.size, np.int64)
    for case in range(starts.size - 1):
        size = _kept_of(items[starts[case] : starts[case + 1]], kept, here)
        weight = weights[starts[case + 1] - starts[case]]
        for k in range(2, size):
            for j in range(1, k):
                for i in range(j):
                    found[triple_place(here[i], here[j], here[k])] += weight
