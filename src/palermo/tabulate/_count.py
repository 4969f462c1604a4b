"""Count the cases in every combination of some columns' codes."""

from collections.abc import Sequence
from math import prod

import numpy as np

from palermo.tabulate._arrays import Ints, places_in
from palermo.tabulate._column import ColumnIndex

LARGEST_GRID = 4_000_000
"""Cells of the dense array in which combinations are counted (32 MB); above it, they are sorted instead."""

MOST_OF = 4
"""A share of the cases, one in so many, above which all are looked through."""


def expanded(columns: Sequence[ColumnIndex], rows: Ints) -> tuple[Ints, Ints]:
    """Every combination that each of these cases is in, one after the other: its key, and the case.

    columns: at most five. rows: cases where every column is known. A case is in every combination of the codes it
    counts under, its broader codes included.
    """
    keys = np.zeros(len(rows), dtype=np.int64)
    for place, column in enumerate(columns):
        if column.direct is not None and column.is_single:
            codes = column.direct[rows]
            if place:
                codes += keys * len(column.codes)
            keys = codes
            continue
        if not place and len(rows) > len(column.known) // MOST_OF:
            # of most cases, looking through all pairs is sooner done than gathering those of each
            chosen = np.zeros(len(column.known), dtype=bool)
            chosen[rows] = True
            at = np.flatnonzero(chosen[column.rows])
            keys, rows = column.ids[at], column.rows[at]
            continue
        starts = column.starts[rows]
        lengths = column.starts[rows + 1] - starts
        keys = np.repeat(keys, lengths) * len(column.codes) + column.ids[places_in(starts, lengths)]
        rows = np.repeat(rows, lengths)
    return keys, rows


def combinations(columns: Sequence[ColumnIndex], rows: Ints) -> tuple[Ints, Ints]:
    """The combinations that occur among these cases, ascending (see `split`), and how many cases are in each."""
    return counted(expanded(columns, rows)[0], prod(len(column.codes) for column in columns))


def counted(keys: Ints, cells: int) -> tuple[Ints, Ints]:
    """The different keys, ascending, and how often each is there. cells: how many different ones there can be."""
    if cells > LARGEST_GRID:
        found, counts = np.unique(keys, return_counts=True)
        return found, counts
    counts = np.bincount(keys, minlength=0)
    found = np.flatnonzero(counts)
    return found, counts[found]


def places_of(keys: Ints, among: Ints, cells: int) -> Ints:
    """Where each key stands among ascending ones, which hold it. cells: how many different ones there can be."""
    if cells > LARGEST_GRID:
        return np.searchsorted(among, keys)
    table = np.zeros(cells, dtype=np.int32)
    table[among] = np.arange(len(among), dtype=np.int32)
    return table[keys].astype(np.int64)


def split(keys: Ints, columns: Sequence[ColumnIndex]) -> list[Ints]:
    """The codes' numbers in each column, from the keys of `combinations`."""
    numbers: list[Ints] = []
    for column in reversed(columns):
        numbers.insert(0, keys % len(column.codes))
        keys = keys // len(column.codes)
    return numbers


def join(numbers: Sequence[Ints], columns: Sequence[ColumnIndex], length: int) -> Ints:
    """The keys of `combinations`, from the codes' numbers in each column. length: of the arrays."""
    keys = np.zeros(length, dtype=np.int64)
    for column, each in zip(columns, numbers, strict=True):
        keys = keys * len(column.codes) + each
    return keys
