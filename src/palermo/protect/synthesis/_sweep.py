"""Whole records fitted to noisy counts: attributes drawn again, one by one, given everything else."""

import numpy as np

from palermo.protect.counting import Floats, Int32s, Ints, Singles, compiled, compiled_roughly
from palermo.protect.synthesis._scores import Places, change, own_share, score

FAR = np.float32(1e30)
"""The score of an attribute that a record must not have."""
BEYOND = np.float32(25.0)
"""Temperatures from the best score at which an attribute is never drawn: once in e^25 draws."""
BETTER = np.float32(1e-6)
"""By how much a change must lower the score when nothing is drawn any more."""
WIDE = 16
"""Attributes that exclude a record's others are left out of its scores where so many stand side by side."""


@compiled_roughly
def choose(
    found: Singles,
    begins: Places,
    ends: Places,
    spans: int,
    now: int,
    temperature: np.float32,
    uniform: np.float32,
    sums: Singles,
    places: Int32s,
) -> int:
    """The attribute that is drawn with these costs at a temperature; at 0 the best, and `now` where none is better.

    Drawn from the spans. sums, places: as long as there are attributes; written over.
    """
    if temperature <= 0:
        places[0], least = now, found[now] - BETTER
        for span in range(spans):
            for b in range(begins[span], ends[span]):
                if found[b] < least:
                    least, places[0] = found[b], b
        return int(places[0])
    least = FAR
    for span in range(spans):
        for b in range(begins[span], ends[span]):
            least = min(least, found[b])
    limit = least + BEYOND * temperature
    near = 0
    whole = np.float32(0.0)
    for span in range(spans):
        for b in range(begins[span], ends[span]):
            # few are near the best: only they are drawn from, so only they are worth an exponential
            if found[b] <= limit:
                whole += np.exp((least - found[b]) / temperature)
                sums[near] = whole
                places[near] = b
                near += 1
    left = uniform * whole
    for at in range(near):
        if left <= sums[at]:
            return int(places[at])
    return int(places[near - 1])


@compiled
def spans_of(
    record: Int32s,
    skipped: int,
    block_starts: Ints,
    shut: Ints,
    stamp: int,
    apart_starts: Ints,
    apart: Int32s,
    width: int,
    begins: Places,
    ends: Places,
) -> int:
    """Which attributes are worth scoring in place of the one at `skipped`: into `begins` and `ends`; how many spans.

    Left out are wide blocks that exclude the record's other attributes, such as all countries where it has one. Narrow
    ones stay in, since a gap costs more than they do. shut: blocks that are excluded are set to `stamp`.
    """
    for i in range(record.size):
        if i != skipped:
            for at in range(apart_starts[record[i]], apart_starts[record[i] + 1]):
                shut[apart[at]] = stamp
    spans = 0
    begin = block_starts[0]
    for block in range(block_starts.size - 1):
        first, last = block_starts[block], block_starts[block + 1]
        if first == width and begin < first:
            begins[spans], ends[spans] = begin, first
            spans += 1
            begin = first
        if shut[block] == stamp and last - first >= WIDE:
            if begin < first:
                begins[spans], ends[spans] = begin, first
                spans += 1
            begin = last
    last = block_starts[-1]
    if begin < last:
        begins[spans], ends[spans] = begin, last
        spans += 1
    return spans


@compiled
def sweep(
    starts: Ints,
    items: Int32s,
    order: Ints,
    block_starts: Ints,
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

    starts, items: the records; changed in place. order: which records, in which order. block_starts, apart_starts,
    apart: which attributes exclude each other, as `Blocks` has it. weights: size × length. precision: one
    over the variance of the noise, by length. rarity, held_pairs, held_triples: as in `change`. ones, pairs, triples:
    fitted less measured counts; kept up to date. uniforms: one an item.
    """
    found = np.empty(ones.size, np.float32)
    places = np.empty(ones.size, np.int32)
    sums = np.empty(ones.size, np.float32)
    begins, ends = np.empty(block_starts.size + 1, np.uint64), np.empty(block_starts.size + 1, np.uint64)
    narrow = np.flatnonzero(np.diff(block_starts) < WIDE)
    shut = np.zeros(block_starts.size, np.int64)
    costs = np.empty(3, np.float32)
    width, deep = pairs.shape[0], triples.shape[0] > 0
    changed, stamp = 0, 0
    for record_number in order:
        begin, end = starts[record_number], starts[record_number + 1]
        record = items[begin:end]
        weight = weights[end - begin]
        for length in range(3):
            costs[length] = weight[length] * precision[length]
        for t in range(record.size):
            now = record[t]
            stamp += 1
            spans = spans_of(record, t, block_starts, shut, stamp, apart_starts, apart, width, begins, ends)
            score(record, t, costs, rarity, ones, pairs, triples, begins, ends, spans, found)
            for block in narrow:
                if shut[block] == stamp:
                    for b in range(block_starts[block], block_starts[block + 1]):
                        found[b] = FAR
            found[now] -= own_share(record, t, now, weight, costs, rarity, width, deep, held_pairs, held_triples)
            new = choose(found, begins, ends, spans, now, temperature, uniforms[begin + t], sums, places)
            if new != now:
                change(record, t, now, -1, weight, rarity, ones, pairs, triples, held_pairs, held_triples)
                change(record, t, new, 1, weight, rarity, ones, pairs, triples, held_pairs, held_triples)
                record[t] = new
                changed += 1
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
