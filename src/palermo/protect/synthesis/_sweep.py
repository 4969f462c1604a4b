"""Whole records fitted to noisy counts: attributes drawn again, one by one, given everything else."""

import numpy as np

from palermo.protect.counting import Floats, Int32s, Ints, Singles, compiled, compiled_roughly, inlined
from palermo.protect.synthesis._weigh import pair_place, triple_place

FAR = np.float32(1e30)
"""The score of an attribute that a record must not have."""
BEYOND = np.float32(25.0)
"""Temperatures from the best score at which an attribute is never drawn: once in e^25 draws."""
BETTER = np.float32(1e-6)
"""By how much a change must lower the score when nothing is drawn any more."""


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
    found: Singles,
) -> None:
    """What each attribute would cost in a record in place of the one at `skipped`: into `found`."""
    width = pairs.shape[0]
    deep = triples.shape[0] > 0
    for b in range(found.size):
        found[b] = costs[0] * np.float32(ones[b])
    alone = np.float32(0.0)
    for i in range(record.size):
        x = record[i]
        if i == skipped or x >= width:
            continue
        row = pairs[x]
        alone += costs[1] * rarity[0]
        for b in range(width):
            found[b] += costs[1] * row[b]
        if deep:
            for j in range(i):
                y = record[j]
                if j == skipped or y >= width:
                    continue
                three = triples[pair_place(x, y)]
                alone += costs[2] * rarity[2]
                for b in range(width):
                    found[b] += costs[2] * three[b]
    for b in range(width, found.size):
        # combinations with an attribute that is combined with nothing are rare, and cost what rare ones do
        found[b] += alone


@compiled_roughly
def choose(found: Singles, now: int, temperature: np.float32, uniform: np.float32) -> int:
    """The attribute that is drawn with these costs at a temperature; at 0 the best, and `now` where none is better."""
    best, least = now, found[now] - BETTER
    if temperature <= 0:
        for b in range(found.size):
            if found[b] < least:
                least, best = found[b], b
        return best
    least = FAR
    for b in range(found.size):
        if found[b] < least:
            least = found[b]
    whole = np.float32(0.0)
    for b in range(found.size):
        far = (found[b] - least) / temperature
        if far > BEYOND:
            found[b] = 0.0
        else:
            found[b] = np.exp(-far)
            whole += found[b]
    left = uniform * whole
    for b in range(found.size):
        if found[b] > 0:
            best = b
            left -= found[b]
            if left <= 0:
                break
    return best


@compiled
def sweep(
    starts: Ints,
    items: Int32s,
    order: Ints,
    apart_starts: Ints,
    apart: Int32s,
    weights: Singles,
    precision: Singles,
    rarity: Singles,
    ones: Floats,
    pairs: Singles,
    triples: Singles,
    held_pairs: Singles,
    held_triples: Singles,
    temperature: np.float32,
    uniforms: Singles,
) -> int:
    """Draw each attribute of these records again, given all others; how many changed.

    starts, items: the records; changed in place. order: which records, in which order. apart_starts, apart: for each
    attribute those that exclude it, itself among them. weights: size × length. precision: one over the variance of the
    noise, by length. rarity, held_pairs, held_triples: as in `change`. ones, pairs, triples: fitted less measured
    counts; kept up to date. uniforms: one an item.
    """
    found = np.empty(ones.size, np.float32)
    costs = np.empty(3, np.float32)
    changed = 0
    for record_number in order:
        begin, end = starts[record_number], starts[record_number + 1]
        record = items[begin:end]
        weight = weights[end - begin]
        for length in range(3):
            costs[length] = weight[length] * precision[length]
        for t in range(record.size):
            now = record[t]
            change(record, t, now, -1, weight, rarity, ones, pairs, triples, held_pairs, held_triples)
            score(record, t, costs, rarity, ones, pairs, triples, found)
            for i in range(record.size):
                if i != t:
                    x = record[i]
                    for at in range(apart_starts[x], apart_starts[x + 1]):
                        found[apart[at]] = FAR
            new = choose(found, now, temperature, uniforms[begin + t])
            if new != now:
                record[t] = new
                changed += 1
            change(record, t, new, 1, weight, rarity, ones, pairs, triples, held_pairs, held_triples)
    return changed


@compiled
def draw(sizes: Ints, likely: Floats, apart_starts: Ints, apart: Int32s, uniforms: Floats, items: Int32s) -> Ints:
    """Begin: records of these sizes, each attribute drawn by how frequent it is from those that still fit.

    likely: sums of frequencies. uniforms: two an item. items: filled. Returns each record's size: smaller where
    nothing fits.
    """
    got = np.empty(sizes.size, np.int64)
    width = likely.size
    shut = np.zeros(width, np.int64)
    at, used = 0, 0
    for record in range(sizes.size):
        size = 0
        for _ in range(sizes[record]):
            item = min(int(np.searchsorted(likely, uniforms[used] * likely[-1], side="right")), width - 1)
            turn = int(uniforms[used + 1] * width) % width
            used += 2
            tries = 0
            while shut[item] == record + 1 and tries < width:
                # from a place drawn anywhere on, the first that fits
                item = (turn + tries) % width
                tries += 1
            if shut[item] == record + 1:
                break
            for other in range(apart_starts[item], apart_starts[item + 1]):
                shut[apart[other]] = record + 1
            items[at + size] = item
            size += 1
        got[record] = size
        at += size
    return got
