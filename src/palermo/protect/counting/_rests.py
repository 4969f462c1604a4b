"""What follows one attribute in the records, copied together: a walk then stays within the processor's caches."""

import numpy as np

from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._numbers import Int32s, Ints

CELL = 0xFFFFFFFF
"""The part of a cell that is the attribute; above it stands how many cases have it and what follows it."""


@compiled
def slots_for(number: int) -> int:
    """The size of the table for so many rests."""
    size = 1024
    while size < 2 * number:
        size *= 2
    return size


@compiled
def rests_of(
    first: int,
    items: Int32s,
    weights: Int32s,
    after: Int32s,
    starts: Ints,
    cells: Ints,
    begins: Int32s,
    cases: Int32s,
    table: Int32s,
) -> int:
    """Copy what follows an attribute, equal rests once with their cases together; how many there are.

    items, weights, after, starts: those of `Lists`. To be filled: cells, the rests one after the other, each ended as
    in the lists, each attribute with the rest's cases above it; begins: where each rest begins; cases: how many cases
    each is. table: in which equal ones are found, `slots_for` all that there may be.
    """
    end = starts.size - 1
    size = slots_for(starts[first + 1] - starts[first])
    mask = np.uint64(size - 1)
    table[:size] = -1
    made, slot = 0, 0
    for each in range(starts[first], starts[first + 1]):
        place = after[each]
        weight = weights[place - 1]
        begin = slot
        mixed = np.uint64(0)
        item = items[place]
        while item != end:
            cells[slot] = item
            slot += 1
            mixed = (mixed + np.uint64(item + 1)) * np.uint64(0x9E3779B97F4A7C15)
            place += 1
            item = items[place]
        cells[slot] = end
        slot += 1
        at = (mixed >> np.uint64(32)) & mask
        while True:
            other = table[at]
            if other < 0:
                table[at] = made
                begins[made] = begin
                cases[made] = weight
                made += 1
                break
            one, two = np.int64(begins[other]), begin
            while cells[one] == cells[two] and cells[one] != end:
                one += 1
                two += 1
            if cells[one] == cells[two]:
                cases[other] += weight
                slot = begin
                break
            at = (at + np.uint64(1)) & mask
    slot = 0
    for each in range(made):
        above = np.int64(cases[each]) << 32
        while cells[slot] != end:
            cells[slot] |= above
            slot += 1
        cells[slot] |= above
        slot += 1
    return made
