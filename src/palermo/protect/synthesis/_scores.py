"""What a record's attributes cost, given the tables of residuals: fitted less measured counts."""

import numpy as np
import numpy.typing as npt

from palermo.protect.counting import Floats, Int32s, Singles, compiled, compiled_roughly, inlined
from palermo.protect.synthesis._weigh import pair_place, triple_place

Places = npt.NDArray[np.uint64]
"""Places that are never negative: only so are neighbours added side by side."""


@inlined
def moved(held: np.float32, by: np.float32, cost: np.float32, reach: np.float32) -> np.float32:
    """How a residual moves with a count: by as much, and by what a rare combination costs less when it is less rare."""
    before = max(np.float32(0), np.float32(1) - held / reach)
    after = max(np.float32(0), np.float32(1) - (held + by) / reach)
    return by + cost * (after - before)


@inlined
def place_of(x: int, y: int, z: int) -> int:
    """Where a triple of different numbers stands, in whatever order they come."""
    low, high = min(x, y), max(x, y)
    if z > high:
        return triple_place(low, high, z)
    if z > low:
        return triple_place(low, z, high)
    return triple_place(z, low, high)


@compiled
def change(
    record: Int32s,
    skipped: int,
    item: int,
    sign: int,
    weights: Singles,
    rarity: Singles,
    ones: Floats,
    pairs: Singles,
    triples: Singles,
    held_pairs: Singles,
    held_triples: Singles,
) -> None:
    """Add an attribute to a record, or take it out (sign -1), in all tables of residuals.

    record: its attributes; the one at `skipped` is passed over. weights: of lengths 1 to 3, for this size. rarity: cost
    and reach of pairs, then of triples. pairs: kept × kept. triples: pairs of kept × kept, by `pair_place`. Attributes
    beyond the kept are only in `ones`. held_pairs, held_triples: counts, by `pair_place` and `triple_place`;
    empty where rare combinations cost nothing.
    """
    width = pairs.shape[0]
    deep = triples.shape[0] > 0
    costly = held_pairs.size > 0
    ones[item] += sign * weights[0]
    if item >= width:
        return
    two, three = np.float32(sign) * weights[1], np.float32(sign) * weights[2]
    for i in range(record.size):
        x = record[i]
        if i == skipped or x >= width:
            continue
        by = two
        if costly:
            at = pair_place(x, item)
            by = moved(held_pairs[at], two, rarity[0], rarity[1])
            held_pairs[at] += two
        pairs[item, x] += by
        pairs[x, item] += by
        if deep:
            for j in range(i):
                y = record[j]
                if j == skipped or y >= width:
                    continue
                by = three
                if costly:
                    at = place_of(x, y, item)
                    by = moved(held_triples[at], three, rarity[2], rarity[3])
                    held_triples[at] += three
                triples[pair_place(x, y), item] += by
                triples[pair_place(x, item), y] += by
                triples[pair_place(y, item), x] += by


@compiled_roughly
def score(
    record: Int32s,
    skipped: int,
    costs: Singles,
    rarity: Singles,
    ones: Floats,
    pairs: Singles,
    triples: Singles,
    begins: Places,
    ends: Places,
    spans: int,
    found: Singles,
) -> None:
    """What each attribute would cost in a record in place of the one at `skipped`: into `found`.

    begins, ends: the spans of attributes that are scored, ascending, none across the last of the kept. Others are left
    as they are.
    """
    width = pairs.shape[0]
    deep = triples.shape[0] > 0
    kept = spans
    for span in range(spans):
        if begins[span] >= width:
            kept = min(kept, span)
        for b in range(begins[span], ends[span]):
            found[b] = costs[0] * np.float32(ones[b])
    alone = np.float32(0.0)
    for i in range(record.size):
        x = record[i]
        if i == skipped or x >= width:
            continue
        row = pairs[x]
        alone += costs[1] * rarity[0]
        for span in range(kept):
            for b in range(begins[span], ends[span]):
                found[b] += costs[1] * row[b]
        if deep:
            for j in range(i):
                y = record[j]
                if j == skipped or y >= width:
                    continue
                three = triples[pair_place(x, y)]
                alone += costs[2] * rarity[2]
                for span in range(kept):
                    for b in range(begins[span], ends[span]):
                        found[b] += costs[2] * three[b]
    for span in range(kept, spans):
        for b in range(begins[span], ends[span]):
            # combinations with an attribute that is combined with nothing are rare, and cost what rare ones do
            found[b] += alone


@compiled
def own_share(
    record: Int32s,
    skipped: int,
    item: int,
    weights: Singles,
    costs: Singles,
    rarity: Singles,
    width: int,
    deep: bool,
    held_pairs: Singles,
    held_triples: Singles,
) -> np.float32:
    """How much less an attribute would cost, were it not in the record already: its own share in the residuals.

    Only combinations with the attribute itself change when it is taken out. So nothing needs to be taken out of the
    tables to score the others, and where it stays, as most do, no table is touched at all.
    """
    less = costs[0] * weights[0]
    if item >= width:
        return np.float32(less)
    costly = held_pairs.size > 0
    two, three = weights[1], weights[2]
    for i in range(record.size):
        x = record[i]
        if i == skipped or x >= width:
            continue
        by = two
        if costly:
            by = -moved(held_pairs[pair_place(x, item)], -two, rarity[0], rarity[1])
        less += costs[1] * by
        if deep:
            for j in range(i):
                y = record[j]
                if j == skipped or y >= width:
                    continue
                by = three
                if costly:
                    by = -moved(held_triples[place_of(x, y, item)], -three, rarity[2], rarity[3])
                less += costs[2] * by
    return np.float32(less)
