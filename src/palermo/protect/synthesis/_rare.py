"""The policy for rare combinations: none appears whose noisy count does not support k cases."""

from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Int32s, Ints, Mask, compiled
from palermo.protect.privacy import Members
from palermo.protect.synthesis._measure import Measured
from palermo.protect.synthesis._weigh import pair_place


@dataclass(frozen=True, eq=False)
class Supported:
    """Which combinations may appear.

    place: each attribute's place among the kept, -1 for others, which may stand alone but in no combination.
    ones: by attribute of the domain. pairs: by `pair_place` of kept attributes. triples: pairs × kept attributes; empty
    where triples are not measured. length: longest combination that the policy is about: the longest measured.
    """

    place: Int32s
    ones: Mask
    pairs: Mask
    triples: Mask
    length: int


def supported_by(measured: Measured, rare: int) -> Supported:
    """What the noisy counts support: a combination whose noisy count is `rare` or more.

    Noisy counts count a case as one at most, and as less where it is large: no combination is held to be more frequent
    than it is, but by noise. What was not measured is not supported.
    """
    width = len(measured.kept)
    place = measured.places
    y, x = np.tril_indices(width, -1)
    pairs = measured.pairs[y, x] >= rare
    triples = np.zeros((0, width), dtype=bool)
    if np.isfinite(measured.sd[3]):
        triples = np.zeros((len(pairs), width), dtype=bool)
        # places of triples ascend by the largest number, then by the pair of the two others
        z = np.searchsorted(np.array([n * (n - 1) * (n - 2) // 6 for n in range(width + 1)]), measured.cells, "right")
        z -= 1
        pair = measured.cells - z * (z - 1) * (z - 2) // 6
        q = y[pair]
        p = x[pair]
        yes = measured.triples >= rare
        for first, second, third in ((p, q, z), (p, z, q), (q, z, p)):
            triples[second * (second - 1) // 2 + first, third] = yes
    length = int(np.isfinite(measured.sd[1:]).sum())
    return Supported(place, measured.ones >= rare, pairs, triples, length)


def without_rare(records: Members, supported: Supported) -> Members:
    """The records without what would complete a combination that is not supported.

    Of each record, the attribute that stands in most unsupported combinations goes first, until there is none. A record
    may end up with nothing known; it stays, so that the number of records does.
    """
    kept = np.ones(len(records.items), dtype=bool)
    _thin(
        records.starts,
        records.items,
        supported.place,
        supported.ones,
        supported.pairs,
        supported.triples,
        supported.length,
        kept,
    )
    row = np.repeat(np.arange(records.num_cases), records.sizes)[kept]
    sizes = np.bincount(row, minlength=records.num_cases)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Members(starts, records.items[kept])


@compiled
def _thin(
    starts: Ints, items: Int32s, place: Int32s, ones: Mask, pairs: Mask, triples: Mask, length: int, kept: Mask
) -> None:
    for record in range(starts.size - 1):
        begin, end = starts[record], starts[record + 1]
        faults = np.zeros(end - begin, np.int64)
        for at in range(begin, end):
            if not ones[items[at]]:
                kept[at] = False
        while True:
            faults[:] = 0
            for i in range(begin, end):
                if not kept[i] or length < 2:
                    continue
                for j in range(begin, i):
                    if not kept[j]:
                        continue
                    x, y = place[items[j]], place[items[i]]
                    if x < 0 or y < 0 or not pairs[pair_place(x, y)]:
                        faults[i - begin] += 1
                        faults[j - begin] += 1
                        continue
                    if length < 3:
                        continue
                    for k in range(begin, j):
                        if kept[k]:
                            z = place[items[k]]
                            if z < 0 or not triples[pair_place(x, y), z]:
                                faults[i - begin] += 1
                                faults[j - begin] += 1
                                faults[k - begin] += 1
            worst = 0
            for at in range(1, end - begin):
                if faults[at] > faults[worst]:
                    worst = at
            if end == begin or faults[worst] == 0:
                break
            kept[begin + worst] = False
