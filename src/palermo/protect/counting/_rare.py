"""The rare combinations of each record, told by marks of their attributes: what has to be withheld, and where."""

import numpy as np

from palermo.protect.counting._attributes import REASON_LENGTH, different
from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._lists import THREADS, Lists, shared_out, tasks
from palermo.protect.counting._numbers import Int32s, Ints, Mask


def rare_marks(
    lists: Lists, *, k: int, length: int, marks: Ints, width: int, threads: int = THREADS
) -> tuple[Ints, Ints]:
    """Pairs of a record and the marks, put together, of a rare combination that it has; each pair once, in order.

    A combination of up to `length` attributes is rare when fewer than k cases have it. One that only makes a rare one
    longer is left aside: it is not made where its first attributes are rare already, nor, from three attributes on,
    where any two of them are.

    marks: for each attribute a number of `width` bits, of which those of a combination are put together (or). A record
    and its marks must fit into 63 bits.

    >>> from palermo.protect.counting import encode_text, lists_of
    >>> import pyarrow as pa
    >>> records = encode_text(pa.table({"sex": ["f", "f", "m"], "age": ["18-20", "18-20", "18-20"]}))
    >>> record, found = rare_marks(lists_of(records), k=2, length=2, marks=1 << records.column_of, width=2)
    >>> record.tolist(), found.tolist()  # the man, by his sex alone
    ([1], [1])
    """
    everything = np.ones((lists.attributes, lists.attributes), dtype=bool)
    found, apart = _rare(lists, everything, marks, width, (1, min(length, REASON_LENGTH)), k, threads)
    if length > REASON_LENGTH:
        together = ~(apart | apart.T | lists.reason | lists.reason[:, None])
        found += _rare(lists, together, marks, width, (REASON_LENGTH + 1, length), k, threads)[0]
    keys = different(np.concatenate([np.empty(0, np.int64), *found]))
    return keys >> width, keys & ((1 << width) - 1)


def _rare(
    lists: Lists, together: Mask, marks: Ints, width: int, lengths: tuple[int, int], k: int, threads: int
) -> tuple[list[Ints], Mask]:
    """Each part's pairs as numbers that hold the record and the marks, and which pairs of attributes are rare."""
    shortest, longest = lengths
    apart = np.zeros_like(together)
    found = shared_out(
        lambda firsts: _find(
            firsts,
            lists.items,
            lists.weights,
            lists.owner,
            lists.after,
            lists.starts,
            together,
            apart,
            marks,
            width,
            shortest,
            longest,
            k,
        ),
        list(tasks([lists], longest)),
        threads=threads,
    )
    return found, apart


@compiled
def _find(
    firsts: Int32s,
    items: Int32s,
    weights: Int32s,
    owner: Int32s,
    after: Int32s,
    starts: Ints,
    together: Mask,
    apart: Mask,
    marks: Ints,
    width: int,
    shortest: int,
    longest: int,
    k: int,
) -> Ints:
    """The walk of `count_tree` through what may stand together, made longer where it is not rare.

    Where something rare can come next, a second pass over the places finds the records that have it.
    """
    end = starts.size - 1
    out = np.empty(256, np.int64)
    made = 0
    cases = np.zeros((longest + 1, end + 1), np.int32)
    seen = np.zeros((longest + 1, end + 1), np.int32)
    offset = np.zeros((longest + 1, end + 1), np.int64)
    touched = np.zeros((longest + 1, end + 1), np.int32)
    may = np.zeros((longest + 1, end + 1), np.bool_)
    number = np.zeros(longest + 1, np.int64)
    low = np.zeros(longest + 1, np.int64)
    high = np.zeros(longest + 1, np.int64)
    at = np.zeros(longest + 1, np.int64)
    marked = np.zeros(longest + 1, np.int64)
    buffers = [after for _ in range(longest + 1)]
    capacity = np.zeros(longest + 1, np.int64)
    for first in firsts:
        total = 0
        for each in range(starts[first], starts[first + 1]):
            total += weights[after[each] - 1]
        if total < k and shortest == 1:
            for each in range(starts[first], starts[first + 1]):
                if made == out.size:
                    out = _room(out, made + 1)
                out[made] = np.int64(owner[after[each]]) << width | marks[first]
                made += 1
        if total < k or longest == 1:
            continue
        low[1], high[1], at[1], marked[1] = starts[first], starts[first + 1], -1, marks[first]
        may[1, :end] = together[first]
        depth = 1
        while depth >= 1:
            if at[depth] < 0:
                tally, occurs, list_of, allowed = cases[depth], seen[depth], touched[depth], may[depth]
                mine = buffers[depth]
                found = 0
                for each in range(low[depth], high[depth]):
                    place = mine[each]
                    weight = weights[place]
                    item = items[place]
                    while item != end:
                        if allowed[item]:
                            if occurs[item] == 0:
                                list_of[found] = item
                                found += 1
                            tally[item] += weight
                            occurs[item] += 1
                        place += 1
                        item = items[place]
                rare, kept, total_places = 0, 0, 0
                for each in range(found):
                    item = list_of[each]
                    if tally[item] < k:
                        rare += occurs[item]
                        if depth == 1:
                            apart[first, item] = True
                    else:
                        list_of[each], list_of[kept] = list_of[kept], item
                        offset[depth, item] = total_places
                        total_places += occurs[item]
                        kept += 1
                if depth + 1 < shortest:
                    rare = 0
                deeper = depth + 1 < longest and kept > 0
                if made + rare > out.size:
                    out = _room(out, made + rare)
                if deeper and capacity[depth + 1] < total_places:
                    capacity[depth + 1] = total_places * 2
                    buffers[depth + 1] = np.empty(total_places * 2, np.int32)
                if deeper or rare > 0:
                    below, begins = buffers[depth + 1], offset[depth]
                    for each in range(low[depth], high[depth]):
                        place = mine[each]
                        record_of = np.int64(owner[place]) << width | marked[depth]
                        item = items[place]
                        while item != end:
                            if allowed[item]:
                                if tally[item] >= k:
                                    if deeper:
                                        below[begins[item]] = place + 1
                                        begins[item] += 1
                                elif rare > 0:
                                    out[made] = record_of | marks[item]
                                    made += 1
                            place += 1
                            item = items[place]
                for each in range(kept if deeper else 0, found):
                    tally[list_of[each]] = 0
                    occurs[list_of[each]] = 0
                if not deeper:
                    depth -= 1
                    continue
                number[depth] = kept
                at[depth] = 0
            if at[depth] >= number[depth]:
                depth -= 1
                continue
            item = touched[depth, at[depth]]
            at[depth] += 1
            ends = offset[depth, item]
            low[depth + 1], high[depth + 1], at[depth + 1] = ends - seen[depth, item], ends, -1
            marked[depth + 1] = marked[depth] | marks[item]
            for each in range(end):
                may[depth + 1, each] = may[depth, each] and together[item, each]
            cases[depth, item] = 0
            seen[depth, item] = 0
            depth += 1
    return out[:made].copy()


@compiled
def _room(array: Ints, size: int) -> Ints:
    larger = np.empty(max(array.size * 2, size), np.int64)
    larger[: array.size] = array
    return larger
