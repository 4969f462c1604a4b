"""What travels with a single figure: by rule, from the cases behind it."""

from collections.abc import Collection

import numpy as np

from palermo.tabulate._arrays import Floats, Ints, Mask
from palermo.tabulate._bounds import Bounds
from palermo.tabulate._cautions import CONCENTRATED, CONTRIBUTOR, COUNTRIES, FEW_CASES, MUCH_MISSING
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import LARGEST_GRID, counted
from palermo.tabulate._index import Index

SMALL, WIDE, MUCH, BREAK = "small_n", "wide", "high_missing", "break"
RULES = (SMALL, WIDE, MUCH, "one_contributor", "one_country", BREAK)
"""The rules of single figures, in the order in which they are told."""


def cell_cautions(
    index: Index,
    seen: Collection[str],
    inside: tuple[Ints, Ints],
    counts: Ints,
    limits: Bounds,
    missing: Floats,
    *,
    k: int,
    breaking: Mask,
) -> list[tuple[str, ...]]:
    """For each cell, the rules that it breaks.

    seen: columns of the release that the question names: what a reader chose, or sees, needs no caution. inside: for
    each case in a cell, which cell, and which case. counts, limits, missing: of the cells. Nothing is told of who is
    behind a figure of fewer than k cases. breaking: cells of years in which a contributor comes or goes.
    """
    shown = counts >= k
    raised: dict[str, Mask] = {
        SMALL: counts < FEW_CASES,
        WIDE: limits.high - limits.low > counts,
        MUCH: missing > MUCH_MISSING,
        BREAK: breaking,
    }
    behind, cases = inside
    for rule, watched in (("one_contributor", (CONTRIBUTOR,)), ("one_country", COUNTRIES)):
        found = np.zeros(len(counts), dtype=bool)
        for name in watched:
            if name in index and name not in seen:
                found |= _concentrated(index.column(name), behind, cases, len(counts))
        raised[rule] = found & shown
    names = [rule for rule in RULES if raised[rule].any()]
    if not names:
        return [()] * len(counts)
    patterns = sum(raised[rule].astype(np.int64) << place for place, rule in enumerate(names))
    told = {
        pattern: tuple(rule for place, rule in enumerate(names) if pattern >> place & 1)
        for pattern in np.unique(patterns).tolist()
    }
    return [told[pattern] for pattern in np.asarray(patterns).tolist()]


def _concentrated(column: ColumnIndex, behind: Ints, cases: Ints, cells: int) -> Mask:
    """Which cells have most of their cases, where that is known, under one code of a column.

    behind, cases: for each case in a cell, which cell, and which case.
    """
    if len(column.codes) == 1 and column.number_known == len(column.known):
        return np.ones(cells, dtype=bool)
    found = np.zeros(cells, dtype=bool)
    if column.direct is None or not column.is_single or not cells:
        return found
    size = len(column.codes) + 1
    pairs = column.from_one[cases]
    pairs += behind * size
    if cells * size <= LARGEST_GRID:
        table = np.bincount(pairs, minlength=cells * size).reshape(cells, size)[:, 1:]
        return np.asarray(table.max(axis=1) > CONCENTRATED * table.sum(axis=1))
    pairs, counts = counted(pairs[pairs % size > 0], cells * size)
    places = pairs // size
    starts = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
    shares = np.maximum.reduceat(counts, starts) / np.add.reduceat(counts, starts)
    found[places[starts]] = shares > CONCENTRATED
    return found
