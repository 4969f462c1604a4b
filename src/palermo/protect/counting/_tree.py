"""Every combination of attributes and how many cases have it: counted depth first, kept as a tree in arrays."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.protect.counting._attributes import REASON_LENGTH
from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._lists import THREADS, Lists, shared_out, tasks
from palermo.protect.counting._numbers import Int32s, Ints, Mask
from palermo.protect.counting._rests import CELL, rests_of, slots_for


@dataclass(frozen=True, eq=False)
class Tree:
    """The combinations of some lists, by length, in the order of their attributes' numbers.

    A combination is one of length − 1, its parent, and one attribute more. By length, from 1 on: items: that attribute.
    parents: the parent's place among those one shorter. counts: the cases that have the combination.
    """

    items: tuple[Int32s, ...]
    parents: tuple[Int32s, ...]
    counts: tuple[Int32s, ...]

    def combinations(self, length: int) -> Int32s:
        """The combinations of a length, one a row, as ascending attribute numbers."""
        rows = np.empty((len(self.items[length - 1]), length), np.int32)
        place: Int32s = np.arange(len(rows), dtype=np.int32)
        for depth in range(length - 1, -1, -1):
            rows[:, depth] = self.items[depth][place]
            place = self.parents[depth][place]
        return rows


def count_tree(
    lists: Lists,
    *,
    length: int,
    least: int = 1,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> Tree:
    """Count every combination of up to `length` attributes that `least` cases or more have.

    A combination that fewer have is not made longer: nothing longer can be more frequent. threads: how many share the
    work; what is found does not depend on it. progress: told how many parts of it are done, and how many there are.

    >>> from palermo.protect.counting import encode_text, lists_of
    >>> import pyarrow as pa
    >>> table = pa.table({"sex": ["f", "f", "m"], "age": ["18-20", "18-20", "18-20"]})
    >>> tree = count_tree(lists_of(encode_text(table)), length=2)
    >>> [counts.tolist() for counts in tree.counts]
    [[2, 1, 3], [2, 1]]
    >>> tree.combinations(2).tolist()
    [[0, 2], [1, 2]]
    """
    found = shared_out(
        lambda firsts: count_part(firsts, lists, length=length, least=least),
        list(tasks([lists], length)),
        threads=threads,
        progress=progress,
    )
    items, parents, counts = [], [], []
    before = np.zeros(len(found), np.int64)  # what each part's parents begin at
    for depth in range(length):
        items.append(np.concatenate([np.empty(0, np.int32), *(part[0][depth] for part in found)]))
        counts.append(np.concatenate([np.empty(0, np.int32), *(part[2][depth] for part in found)]))
        shifted = [part[1][depth] + np.int32(shift) for part, shift in zip(found, before, strict=True)]
        parents.append(np.concatenate([np.empty(0, np.int32), *shifted]))
        sizes = np.array([len(part[0][depth]) for part in found], np.int64)
        before = np.cumsum(sizes) - sizes
    return Tree(tuple(items), tuple(parents), tuple(counts))


def count_part(
    firsts: Int32s, lists: Lists, *, length: int, least: int = 1
) -> tuple[list[Int32s], list[Int32s], list[Int32s]]:
    """Items, parents and counts, by length, of the combinations that begin with these attributes: a part of a tree."""
    return _count(
        firsts,
        lists.items,
        lists.weights,
        lists.after,
        lists.starts,
        lists.room,
        lists.reason,
        length,
        least,
        REASON_LENGTH,
    )


@compiled
def _grown(array: Int32s) -> Int32s:
    larger = np.empty(array.size * 2, np.int32)
    larger[: array.size] = array
    return larger


@compiled
def put_in_order(touched: Int32s, number: int, seen: Int32s) -> None:
    """Sort the first so many attributes. seen: how often each attribute occurs, 0 for all others."""
    if number < 32:
        for place in range(1, number):
            value = touched[place]
            slot = place
            while slot > 0 and touched[slot - 1] > value:
                touched[slot] = touched[slot - 1]
                slot -= 1
            touched[slot] = value
    elif number * 8 < seen.size:
        touched[:number].sort()
    else:
        place = 0
        for attribute in range(seen.size):
            if seen[attribute] > 0:
                touched[place] = attribute
                place += 1


@compiled
def _count(
    firsts: Int32s,
    items: Int32s,
    weights: Int32s,
    after: Int32s,
    starts: Ints,
    room: Ints,
    reason: Mask,
    length: int,
    least: int,
    reason_length: int,
) -> tuple[list[Int32s], list[Int32s], list[Int32s]]:
    """The combinations that begin with these attributes.

    What follows the first one is copied together, equal rests once (`rests_of`). A prefix owns the places just after
    its last attribute. One pass over them tallies what can come next; a counting sort hands each next attribute the
    places just after it; then the same one deeper. The longest are only tallied.
    """
    end = starts.size - 1
    out_items = [np.empty(256, np.int32) for _ in range(length)]
    out_parents = [np.empty(256, np.int32) for _ in range(length)]
    out_counts = [np.empty(256, np.int32) for _ in range(length)]
    made = np.zeros(length, np.int64)
    cases = np.zeros((length + 1, end + 1), np.int32)
    seen = np.zeros((length + 1, end + 1), np.int32)
    offset = np.zeros((length + 1, end + 1), np.int64)
    touched = np.zeros((length + 1, end + 1), np.int32)
    number = np.zeros(length + 1, np.int64)
    low = np.zeros(length + 1, np.int64)
    high = np.zeros(length + 1, np.int64)
    at = np.zeros(length + 1, np.int64)
    node = np.zeros(length + 1, np.int64)
    buffers = [after for _ in range(length + 1)]
    capacity = np.zeros(length + 1, np.int64)
    most, longest = 0, 0
    for first in firsts:
        most, longest = max(most, starts[first + 1] - starts[first]), max(longest, room[first])
    cells = np.empty(longest, np.int64)
    begins_of, cases_of, table = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(slots_for(most), np.int32)
    buffers[1] = begins_of
    for first in firsts:
        total = 0
        for place in range(starts[first], starts[first + 1]):
            total += weights[after[place] - 1]
        if total == 0 or total < least:
            continue
        if made[0] == out_items[0].size:
            out_items[0], out_parents[0] = _grown(out_items[0]), _grown(out_parents[0])
            out_counts[0] = _grown(out_counts[0])
        out_items[0][made[0]] = first
        out_parents[0][made[0]] = 0
        out_counts[0][made[0]] = total
        node[1] = made[0]
        made[0] += 1
        if length == 1:
            continue
        low[1], at[1] = 0, -1
        high[1] = rests_of(first, items, weights, after, starts, cells, begins_of, cases_of, table)
        has_reason = reason[first]
        depth = 1
        while depth >= 1:
            if at[depth] < 0:
                leaf = depth + 1 == length or (has_reason and depth + 1 >= reason_length)
                plain = depth >= reason_length  # longer than a pair: reasons are passed over
                tally, occurs, list_of = cases[depth], seen[depth], touched[depth]
                found = 0
                mine = buffers[depth]
                for each in range(low[depth], high[depth]):
                    place = mine[each]
                    weight = cells[place] >> 32
                    item = cells[place] & CELL
                    while item != end:
                        if not (plain and reason[item]):
                            if occurs[item] == 0:
                                list_of[found] = item
                                found += 1
                            tally[item] += weight
                            occurs[item] += 1
                        place += 1
                        item = cells[place] & CELL
                put_in_order(list_of, found, occurs)
                number[depth] = found
                if leaf:
                    target = depth
                    for each in range(found):
                        item = list_of[each]
                        if tally[item] >= least:
                            if made[target] == out_items[target].size:
                                out_items[target] = _grown(out_items[target])
                                out_parents[target] = _grown(out_parents[target])
                                out_counts[target] = _grown(out_counts[target])
                            out_items[target][made[target]] = item
                            out_parents[target][made[target]] = node[depth]
                            out_counts[target][made[target]] = tally[item]
                            made[target] += 1
                        tally[item] = 0
                        occurs[item] = 0
                    depth -= 1
                    continue
                total_places = 0
                for each in range(found):
                    item = list_of[each]
                    offset[depth, item] = total_places
                    total_places += occurs[item]
                if capacity[depth + 1] < total_places:
                    capacity[depth + 1] = total_places * 2
                    buffers[depth + 1] = np.empty(total_places * 2, np.int32)
                below = buffers[depth + 1]
                begins = offset[depth]
                for each in range(low[depth], high[depth]):
                    place = mine[each]
                    item = cells[place] & CELL
                    while item != end:
                        if not (plain and reason[item]):
                            below[begins[item]] = place + 1
                            begins[item] += 1
                        place += 1
                        item = cells[place] & CELL
                at[depth] = 0
            if at[depth] >= number[depth]:
                depth -= 1
                continue
            item = touched[depth, at[depth]]
            at[depth] += 1
            count, occurrences, ends = cases[depth, item], seen[depth, item], offset[depth, item]
            cases[depth, item] = 0
            seen[depth, item] = 0
            if count < least:
                continue
            if made[depth] == out_items[depth].size:
                out_items[depth] = _grown(out_items[depth])
                out_parents[depth] = _grown(out_parents[depth])
                out_counts[depth] = _grown(out_counts[depth])
            out_items[depth][made[depth]] = item
            out_parents[depth][made[depth]] = node[depth]
            out_counts[depth][made[depth]] = count
            node[depth + 1] = made[depth]
            made[depth] += 1
            if depth + 1 < reason_length or not (has_reason or reason[item]):
                depth += 1
                low[depth], high[depth], at[depth] = ends - occurrences, ends, -1
    for depth in range(length):
        out_items[depth] = out_items[depth][: made[depth]].copy()
        out_parents[depth] = out_parents[depth][: made[depth]].copy()
        out_counts[depth] = out_counts[depth][: made[depth]].copy()
    return out_items, out_parents, out_counts
