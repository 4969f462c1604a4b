"""What travels with a single figure: by rule, from the cases behind it."""

from collections.abc import Collection, Sequence
from math import prod

import numpy as np

from palermo.tabulate._bounds import Bounds
from palermo.tabulate._cautions import CONCENTRATED, CONTRIBUTOR, COUNTRIES, FEW_CASES, MUCH_MISSING
from palermo.tabulate._count import counted, expanded, places_of
from palermo.tabulate._index import ColumnIndex, Index, Ints, Mask
from palermo.tabulate._made import Floats

SMALL, WIDE, MUCH = "small_n", "wide", "high_missing"
RULES = (SMALL, WIDE, MUCH, "one_contributor", "one_country")
"""The rules of single figures, in the order in which they are told."""


def cell_cautions(
    index: Index,
    seen: Collection[str],
    columns: Sequence[ColumnIndex],
    rows: Ints,
    keys: Ints,
    counts: Ints,
    limits: Bounds,
    missing: Floats,
    *,
    k: int,
) -> list[tuple[str, ...]]:
    """For each cell, the rules that it breaks.

    seen: columns of the release that the question names: what a reader chose, or sees, needs no caution. rows: the
    cases behind all cells. counts, limits, missing: of the cells. Nothing is told of who is behind a figure
    of fewer than k cases.
    """
    shown = counts >= k
    raised: dict[str, Mask] = {
        SMALL: counts < FEW_CASES,
        WIDE: limits.high - limits.low > counts,
        MUCH: missing > MUCH_MISSING,
    }
    cells = prod(len(column.codes) for column in columns)
    pairs, cases = expanded(columns, rows)
    behind = places_of(pairs, keys, cells) if columns else np.zeros(len(cases), dtype=np.int64)
    for rule, watched in (("one_contributor", (CONTRIBUTOR,)), ("one_country", COUNTRIES)):
        found = np.zeros(len(keys), dtype=bool)
        for name in watched:
            if name in index and name not in seen:
                found |= _concentrated(index.column(name), behind, cases, len(keys))
        raised[rule] = found & shown
    names = [rule for rule in RULES if raised[rule].any()]
    if not names:
        return [()] * len(keys)
    table = np.stack([raised[rule] for rule in names], axis=1).tolist()
    return [tuple(name for name, holds in zip(names, line, strict=True) if holds) for line in table]


def _concentrated(column: ColumnIndex, behind: Ints, cases: Ints, cells: int) -> Mask:
    """Which cells have most of their cases, where that is known, under one code of a column.

    behind, cases: for each case in a cell, which cell, and which case.
    """
    found = np.zeros(cells, dtype=bool)
    if column.direct is None or not column.is_single:
        return found
    codes = column.direct[cases]
    known = codes >= 0
    pairs, counts = counted(behind[known] * len(column.codes) + codes[known], cells * len(column.codes))
    if not len(pairs):
        return found
    places = pairs // len(column.codes)
    starts = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
    shares = np.maximum.reduceat(counts, starts) / np.add.reduceat(counts, starts)
    found[places[starts]] = shares > CONCENTRATED
    return found
