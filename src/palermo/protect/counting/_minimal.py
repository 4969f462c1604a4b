"""The minimal rare combinations: rare themselves, and nothing shorter in them is. Found once, summed up by record."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np

from palermo.protect.counting._attributes import REASON_LENGTH, Records
from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._lists import THREADS, Lists, lists_of, shared_out, tasks
from palermo.protect.counting._numbers import Int32s, Ints, Mask
from palermo.protect.counting._tree import Tree, count_tree

_BITS = 63
"""Columns that one number holds as bits; the sign is left alone."""


@dataclass(frozen=True, eq=False)
class Minimal:
    """The minimal combinations that fewer than k cases have, summed up.

    by_length: how many there are, by length; at 0 none. by_attribute, by_column: in how many each takes part, as
    lengths × attributes (columns); a column counts once in each. of_record: how many each record has, as records ×
    lengths. in_some, in_all: as records × columns, whether the column takes part in one of the record's combinations
    (in all of them, where the record has any).
    """

    by_length: Ints
    by_attribute: Ints
    by_column: Ints
    of_record: Int32s
    in_some: Mask
    in_all: Mask

    def shortest(self) -> Ints:
        """The length of each record's shortest one; 0 where it has none."""
        has = self.of_record > 0
        return np.where(has.any(axis=1), has.argmax(axis=1), 0)


def find_minimal(
    records: Records,
    *,
    length: int,
    k: int,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> Minimal:
    """Find the combinations of up to `length` attributes that fewer than k cases have, and that nothing shortens.

    Every rare combination holds a minimal one, so these are all that has to be known: what singles a case out, and
    with how few attributes. With k = 2 they are the minimal sample uniques of SUDA2 (Manning, Haglin and Keane 2008).

    A combination is made longer while k cases or more have it; one that turns out rare is minimal when what is left
    without any one of its attributes is among the frequent ones, which `count_tree` has counted before.

    >>> from palermo.protect.counting import encode_text
    >>> import pyarrow as pa
    >>> table = pa.table({"sex": ["f", "f", "m", "m"], "age": ["18-20", "48+", "18-20", "18-20"]})
    >>> find_minimal(encode_text(table), length=2, k=2).by_length.tolist()
    [0, 1, 1]
    """
    lists = lists_of(records)
    frequent = _frequent(count_tree(lists, length=max(length - 1, 1), least=k, threads=threads), lists)
    width, words = len(records.columns), max(-(-len(records.columns) // _BITS), 1)
    total = _nothing(records, length, words)
    lock = Lock()

    def run(firsts: Int32s) -> None:
        part = _nothing(records, length, words)
        _find(
            firsts,
            lists.items,
            lists.weights,
            lists.owner,
            lists.after,
            lists.starts,
            lists.reason,
            records.column_of,
            *frequent,
            *part,
            length,
            k,
            REASON_LENGTH,
            _BITS,
        )
        with lock:  # sums, and what is one of all or in all of them, are the same in any order
            for place in range(3):
                total[place][...] += part[place]
            total[3][...] |= part[3]
            total[4][...] &= part[4]

    shared_out(run, list(tasks([lists], length)), threads=threads, progress=progress)
    by_attribute, by_column, of_record, some, every = total
    has: Mask = np.asarray(of_record.any(axis=1), dtype=bool)
    return Minimal(
        by_length=by_column[:, width].copy(),
        by_attribute=by_attribute,
        by_column=by_column[:, :width],
        of_record=of_record,
        in_some=_columns(some, width),
        in_all=_columns(every, width) & has[:, None],
    )


def _nothing(records: Records, length: int, words: int) -> tuple[Ints, Ints, Int32s, Ints, Ints]:
    """What is summed up, before anything is found. The last column counts every combination."""
    return (
        np.zeros((length + 1, len(records.attributes)), np.int64),
        np.zeros((length + 1, len(records.columns) + 1), np.int64),
        np.zeros((records.num_records, length + 1), np.int32),
        np.zeros((records.num_records, words), np.int64),
        np.full((records.num_records, words), np.iinfo(np.int64).max),
    )


def _columns(words: Ints, width: int) -> Mask:
    """Bits as records × columns."""
    found = np.zeros((len(words), width), dtype=bool)
    for column in range(width):
        found[:, column] = words[:, column // _BITS] >> (column % _BITS) & 1
    return found


def _frequent(tree: Tree, lists: Lists) -> tuple[Mask, Mask, Ints, Int32s, Ints, Ints]:
    """What frequent combinations are looked up in.

    Which attributes are frequent; which pairs may stand in longer ones; and the tree with all lengths in one: each
    attribute's place as a first one (-1 where there is none), the items, and where the children of each place are.
    """
    single = np.zeros(lists.attributes, dtype=bool)
    single[tree.items[0]] = True
    together = np.zeros((lists.attributes, lists.attributes), dtype=bool)
    if len(tree.items) > 1:
        first, second = tree.combinations(2).T
        together[first, second] = together[second, first] = True
        together &= ~(lists.reason | lists.reason[:, None])
    root = np.full(lists.attributes, -1, np.int64)
    root[tree.items[0]] = np.arange(len(tree.items[0]))
    begins, before = [], 0
    for depth, items in enumerate(tree.items):
        before += len(items)
        deeper = tree.parents[depth + 1] if depth + 1 < len(tree.items) else np.empty(0, np.int32)
        begins.append(before + np.searchsorted(deeper, np.arange(len(items) + 1)))
    return (
        single,
        together,
        root,
        np.concatenate(tree.items),
        np.concatenate([each[:-1] for each in begins]).astype(np.int64),
        np.concatenate([each[1:] for each in begins]).astype(np.int64),
    )


@compiled
def _is_frequent(
    combination: Int32s, size: int, without: int, last: int, root: Ints, items: Int32s, begins: Ints, ends: Ints
) -> bool:
    """Whether a combination without the attribute at one place, and with a last one, is in the tree."""
    node = np.int64(-1)
    for place in range(size + 1):
        if place == without:
            continue
        attribute = combination[place] if place < size else last
        if node < 0:
            node = root[attribute]
            if node < 0:
                return False
            continue
        low, high = begins[node], ends[node]
        while low < high:
            middle = (low + high) // 2
            if items[middle] < attribute:
                low = middle + 1
            else:
                high = middle
        if low == ends[node] or items[low] != attribute:
            return False
        node = low
    return True


@compiled
def _note(
    combination: Int32s,
    size: int,
    last: int,
    column_of: Ints,
    by_attribute: Ints,
    by_column: Ints,
    mask: Ints,
    bits: int,
) -> None:
    """Count a minimal combination with its attributes and columns, and put the columns' bits together."""
    length = size + 1
    by_column[length, by_column.shape[1] - 1] += 1
    mask[:] = 0
    for place in range(length):
        attribute = combination[place] if place < size else last
        by_attribute[length, attribute] += 1
        column = column_of[attribute]
        bit = np.int64(1) << (column % bits)
        if mask[column // bits] & bit == 0:
            mask[column // bits] |= bit
            by_column[length, column] += 1


@compiled
def _find(
    firsts: Int32s,
    items: Int32s,
    weights: Int32s,
    owner: Int32s,
    after: Int32s,
    starts: Ints,
    reason: Mask,
    column_of: Ints,
    single: Mask,
    together: Mask,
    root: Ints,
    tree_items: Int32s,
    begins_at: Ints,
    ends_at: Ints,
    by_attribute: Ints,
    by_column: Ints,
    of_record: Int32s,
    some: Ints,
    every: Ints,
    longest: int,
    k: int,
    reason_length: int,
    bits: int,
) -> None:
    """The walk of `count_tree` through what is frequent; where something minimal can come next, one more pass."""
    end = starts.size - 1
    words = some.shape[1]
    cases = np.zeros((longest + 1, end + 1), np.int32)
    seen = np.zeros((longest + 1, end + 1), np.int32)
    offset = np.zeros((longest + 1, end + 1), np.int64)
    touched = np.zeros((longest + 1, end + 1), np.int32)
    may = np.zeros((longest + 1, end + 1), np.bool_)
    which = np.zeros(end + 1, np.int64)  # the mask, 1 and up, of an attribute that makes a minimal combination
    masks = np.zeros((64, words), np.int64)
    number = np.zeros(longest + 1, np.int64)
    low = np.zeros(longest + 1, np.int64)
    high = np.zeros(longest + 1, np.int64)
    at = np.zeros(longest + 1, np.int64)
    prefix = np.zeros(longest + 1, np.int32)
    buffers = [after for _ in range(longest + 1)]
    capacity = np.zeros(longest + 1, np.int64)
    may[1, :end] = single
    for first in firsts:
        if not single[first]:
            if starts[first] < starts[first + 1]:
                _note(prefix, 0, first, column_of, by_attribute, by_column, masks[0], bits)
            for each in range(starts[first], starts[first + 1]):
                record = owner[after[each]]
                of_record[record, 1] += 1
                for word in range(words):
                    some[record, word] |= masks[0, word]
                    every[record, word] &= masks[0, word]
            continue
        if longest == 1:
            continue
        prefix[0] = first
        low[1], high[1], at[1] = starts[first], starts[first + 1], -1
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
                minimal, kept, total_places = 0, 0, 0
                for each in range(found):
                    item = list_of[each]
                    if tally[item] < k:
                        is_minimal = True
                        if depth > 2:  # shorter ones were seen to by `single` and `together`
                            for without in range(depth):
                                if not _is_frequent(prefix, depth, without, item, root, tree_items, begins_at, ends_at):
                                    is_minimal = False
                                    break
                        if is_minimal:
                            if minimal == masks.shape[0]:
                                larger = np.zeros((minimal * 2, words), np.int64)
                                larger[:minimal] = masks
                                masks = larger
                            _note(prefix, depth, item, column_of, by_attribute, by_column, masks[minimal], bits)
                            minimal += 1
                            which[item] = minimal
                    else:
                        list_of[each], list_of[kept] = list_of[kept], item
                        offset[depth, item] = total_places
                        total_places += occurs[item]
                        kept += 1
                leaf = depth + 1 == longest or (depth + 1 >= reason_length and reason[first])
                deeper = not leaf and kept > 0
                if deeper and capacity[depth + 1] < total_places:
                    capacity[depth + 1] = total_places * 2
                    buffers[depth + 1] = np.empty(total_places * 2, np.int32)
                if deeper or minimal > 0:
                    below, begins = buffers[depth + 1], offset[depth]
                    for each in range(low[depth], high[depth]):
                        place = mine[each]
                        record = owner[place]
                        item = items[place]
                        while item != end:
                            if allowed[item]:
                                if which[item] > 0:
                                    of_record[record, depth + 1] += 1
                                    for word in range(words):
                                        some[record, word] |= masks[which[item] - 1, word]
                                        every[record, word] &= masks[which[item] - 1, word]
                                elif deeper and tally[item] >= k:
                                    below[begins[item]] = place + 1
                                    begins[item] += 1
                            place += 1
                            item = items[place]
                for each in range(found):
                    which[list_of[each]] = 0
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
            ends, occurrences = offset[depth, item], seen[depth, item]
            cases[depth, item] = 0
            seen[depth, item] = 0
            if depth + 1 >= reason_length and reason[item]:
                continue
            prefix[depth] = item
            low[depth + 1], high[depth + 1], at[depth + 1] = ends - occurrences, ends, -1
            if depth == 1:
                for each in range(end):
                    may[2, each] = together[first, each] and together[item, each]
            else:
                for each in range(end):
                    may[depth + 1, each] = may[depth, each] and together[item, each]
            depth += 1
