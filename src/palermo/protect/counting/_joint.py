"""Two tables' combinations compared in one walk through both, with nothing kept but sums."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np

from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._lists import THREADS, Lists, shared_out, tasks
from palermo.protect.counting._numbers import Floats, Int32s, Ints
from palermo.protect.counting._sums import add_one
from palermo.protect.counting._tree import put_in_order

MEASURES = (
    "combinations",
    "combinations_other",
    "both",
    "sum",
    "sum_other",
    "error",
    "error_both",
    "suppressed",
    "fabricated",
    "kept",
    "rare",
    "rare_both",
    "unique",
    "unique_both",
    "frequent",
    "frequent_both",
    "relative",
    "preserved",
    "apart",
)
"""What is summed, over combinations with a count a in the one table and b in the other: how many have a > 0; b > 0;
both; Σa; Σb; Σ|a−b| where a > 0; the same where b > 0 too; Σa where b = 0; Σb where a = 0; Σmin(a, b); how many have
0 < a < resolution, and b > 0 too; a = 1, and b > 0 too; a ≥ resolution, and b > 0 too; Σ|a−b|/a and Σmin(b/a, 1) where
a ≥ resolution; Σ|a−b·Σa/Σb|: the gaps when both tables are made as large as the first."""

BY_SIZE = ("combinations", "sum", "sum_other", "error", "signed", "squared", "missed")
"""What is summed by the size of a: how many; Σa; Σb; Σ|a−b|; Σ(b−a); Σ(b−a)²; how many have b = 0. Fabricated
combinations (a = 0) stand first."""

LARGEST_GAP = 4096
"""Gaps |a−b| from here on are tallied together."""

BY_ATTRIBUTE = ("combinations", "sum", "error", "suppressed", "fabricated", "rare", "rare_both")


@dataclass(frozen=True, eq=False)
class Joint:
    """What a walk through two tables' combinations summed up.

    lengths: by length from 1 on × MEASURES. sizes: by length × size of a × BY_SIZE; the sizes are 0 and those from each
    edge on. attributes, columns: by attribute (column) × length × BY_ATTRIBUTE, over the combinations that hold it.
    gaps: length × |a−b|, how many combinations with a > 0 are so far off.
    """

    lengths: Floats
    sizes: Floats
    attributes: Floats
    columns: Floats
    gaps: Floats


def compare(
    one: Lists,
    other: Lists,
    *,
    length: int,
    resolution: int,
    edges: Int32s,
    column_of: Int32s,
    columns: int,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> Joint:
    """Compare the counts of every combination of up to `length` attributes that either of two tables has.

    one, other: lists whose attributes have the same numbers. edges: sizes from which on the counts of `one` are taken
    together, ascending from 1. column_of: each attribute's column. columns: how many there are.
    """
    totals, totals_other = _totals(one, length), _totals(other, length)
    scale = np.divide(totals, totals_other, out=np.zeros(length), where=totals_other > 0)
    found = shared_out(
        lambda firsts: _compare(
            firsts,
            (one.items, one.weights, one.after, one.starts),
            (other.items, other.weights, other.after, other.starts),
            length,
            resolution,
            edges,
            column_of,
            columns,
            scale,
        ),
        list(tasks([one, other], length)),
        threads=threads,
        progress=progress,
    )
    attributes = one.attributes
    shapes = (
        (length, len(MEASURES)),
        (length, len(edges) + 1, len(BY_SIZE)),
        (attributes, length, len(BY_ATTRIBUTE)),
        (columns, length, len(BY_ATTRIBUTE)),
        (length, LARGEST_GAP),
    )
    sums = [np.zeros(shape) for shape in shapes]
    for part in found:
        for total, more in zip(sums, part, strict=True):
            total += more
    return Joint(*sums)


def _totals(lists: Lists, length: int) -> Floats:
    """Cases over all combinations of each length, known without a walk: those of a case depend on its size alone."""
    sizes = np.bincount(lists.owner) - 1
    weights = np.zeros(len(sizes))
    weights[lists.owner] = lists.weights
    most = int(sizes.max(initial=0))
    return np.array(
        [
            weights @ np.array([comb(size, each) for size in range(most + 1)], float)[sizes]
            for each in range(1, length + 1)
        ]
    )


@compiled
def _tally(
    places: Int32s,
    low: int,
    high: int,
    items: Int32s,
    weights: Int32s,
    end: int,
    cases: Int32s,
    occurs: Int32s,
    either: Int32s,
    touched: Int32s,
    number: int,
) -> int:
    """Tally what can come next in one table; how many different attributes were met so far, in either table."""
    for each in range(low, high):
        place = places[each]
        weight = weights[place]
        item = items[place]
        while item != end:
            if either[item] == 0:
                touched[number] = item
                number += 1
            either[item] += 1
            occurs[item] += 1
            cases[item] += weight
            place += 1
            item = items[place]
    return number


@compiled
def _hand_out(places: Int32s, low: int, high: int, items: Int32s, end: int, begins: Ints, below: Int32s) -> None:
    for each in range(low, high):
        place = places[each]
        item = items[place]
        while item != end:
            below[begins[item]] = place + 1
            begins[item] += 1
            place += 1
            item = items[place]


@compiled
def _settle(
    item: int,
    cases_a: Int32s,
    cases_b: Int32s,
    occurs_a: Int32s,
    occurs_b: Int32s,
    either: Int32s,
    path: Int32s,
    length: int,
    resolution: int,
    edges: Int32s,
    column_of: Int32s,
    scale: Floats,
    sums: tuple[Floats, Floats, Floats, Floats, Floats],
) -> None:
    """Add what was tallied of the combination that ends with this attribute, and clear the tallies for the next."""
    add_one(cases_a[item], cases_b[item], path, length, resolution, edges, column_of, scale, sums)
    cases_a[item] = 0
    cases_b[item] = 0
    occurs_a[item] = 0
    occurs_b[item] = 0
    either[item] = 0


@compiled
def _compare(
    firsts: Int32s,
    one: tuple[Int32s, Int32s, Int32s, Ints],
    other: tuple[Int32s, Int32s, Int32s, Ints],
    length: int,
    resolution: int,
    edges: Int32s,
    column_of: Int32s,
    columns: int,
    scale: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The sums over combinations that begin with these attributes. The same walk as `_count`, in two tables at once."""
    items_a, weights_a, after_a, starts_a = one
    items_b, weights_b, after_b, starts_b = other
    end = starts_a.size - 1
    lengths = np.zeros((length, 19))
    sizes = np.zeros((length, edges.size + 1, 7))
    by_attribute = np.zeros((end, length, 7))
    by_column = np.zeros((columns, length, 7))
    gaps = np.zeros((length, 4096))
    sums = (lengths, sizes, by_attribute, by_column, gaps)
    deep = length + 1
    cases_a = np.zeros((deep, end + 1), np.int32)
    cases_b = np.zeros((deep, end + 1), np.int32)
    occurs_a = np.zeros((deep, end + 1), np.int32)
    occurs_b = np.zeros((deep, end + 1), np.int32)
    either = np.zeros((deep, end + 1), np.int32)
    offset_a = np.zeros((deep, end + 1), np.int64)
    offset_b = np.zeros((deep, end + 1), np.int64)
    touched = np.zeros((deep, end + 1), np.int32)
    number = np.zeros(deep, np.int64)
    low_a = np.zeros(deep, np.int64)
    high_a = np.zeros(deep, np.int64)
    low_b = np.zeros(deep, np.int64)
    high_b = np.zeros(deep, np.int64)
    at = np.zeros(deep, np.int64)
    path = np.zeros(deep, np.int32)
    buffers_a = [after_a for _ in range(deep)]
    buffers_b = [after_b for _ in range(deep)]
    capacity_a = np.zeros(deep, np.int64)
    capacity_b = np.zeros(deep, np.int64)
    for first in firsts:
        a, b = 0, 0
        for place in range(starts_a[first], starts_a[first + 1]):
            a += weights_a[after_a[place] - 1]
        for place in range(starts_b[first], starts_b[first + 1]):
            b += weights_b[after_b[place] - 1]
        if a + b == 0:
            continue
        path[0] = first
        add_one(a, b, path, 1, resolution, edges, column_of, scale, sums)
        if length == 1:
            continue
        low_a[1], high_a[1] = starts_a[first], starts_a[first + 1]
        low_b[1], high_b[1] = starts_b[first], starts_b[first + 1]
        at[1] = -1
        depth = 1
        while depth >= 1:
            if at[depth] < 0:
                found = _tally(
                    buffers_a[depth],
                    low_a[depth],
                    high_a[depth],
                    items_a,
                    weights_a,
                    end,
                    cases_a[depth],
                    occurs_a[depth],
                    either[depth],
                    touched[depth],
                    0,
                )
                found = _tally(
                    buffers_b[depth],
                    low_b[depth],
                    high_b[depth],
                    items_b,
                    weights_b,
                    end,
                    cases_b[depth],
                    occurs_b[depth],
                    either[depth],
                    touched[depth],
                    found,
                )
                put_in_order(touched[depth], found, either[depth])
                number[depth] = found
                if depth + 1 == length:
                    for each in range(found):
                        item = touched[depth, each]
                        path[depth] = item
                        _settle(
                            item,
                            cases_a[depth],
                            cases_b[depth],
                            occurs_a[depth],
                            occurs_b[depth],
                            either[depth],
                            path,
                            depth + 1,
                            resolution,
                            edges,
                            column_of,
                            scale,
                            sums,
                        )
                    depth -= 1
                    continue
                total_a, total_b = 0, 0
                for each in range(found):
                    item = touched[depth, each]
                    offset_a[depth, item], offset_b[depth, item] = total_a, total_b
                    total_a += occurs_a[depth, item]
                    total_b += occurs_b[depth, item]
                if capacity_a[depth + 1] < total_a:
                    capacity_a[depth + 1] = total_a * 2
                    buffers_a[depth + 1] = np.empty(total_a * 2, np.int32)
                if capacity_b[depth + 1] < total_b:
                    capacity_b[depth + 1] = total_b * 2
                    buffers_b[depth + 1] = np.empty(total_b * 2, np.int32)
                _hand_out(
                    buffers_a[depth], low_a[depth], high_a[depth], items_a, end, offset_a[depth], buffers_a[depth + 1]
                )
                _hand_out(
                    buffers_b[depth], low_b[depth], high_b[depth], items_b, end, offset_b[depth], buffers_b[depth + 1]
                )
                at[depth] = 0
            if at[depth] >= number[depth]:
                depth -= 1
                continue
            item = touched[depth, at[depth]]
            at[depth] += 1
            path[depth] = item
            end_a, end_b = offset_a[depth, item], offset_b[depth, item]
            begin_a, begin_b = end_a - occurs_a[depth, item], end_b - occurs_b[depth, item]
            _settle(
                item,
                cases_a[depth],
                cases_b[depth],
                occurs_a[depth],
                occurs_b[depth],
                either[depth],
                path,
                depth + 1,
                resolution,
                edges,
                column_of,
                scale,
                sums,
            )
            depth += 1
            low_a[depth], high_a[depth], low_b[depth], high_b[depth], at[depth] = begin_a, end_a, begin_b, end_b, -1
    return lengths, sizes, by_attribute, by_column, gaps
