"""Count the cases in every combination of some columns' codes."""

from collections.abc import Sequence

import numpy as np

from palermo.tabulate._index import ColumnIndex, Ints

LARGEST_GRID = 4_000_000
"""Cells of the dense array in which combinations are counted (32 MB); above it, they are sorted instead."""


def combinations(columns: Sequence[ColumnIndex], rows: Ints) -> tuple[Ints, Ints]:
    """The combinations that occur among these cases, and how many cases are in each.

    columns: at most three. rows: cases where every column is known. A case is in every combination of the codes it
    counts under, its broader codes included. Returns keys, ascending (see `split`), and counts.
    """
    keys = np.zeros(len(rows), dtype=np.int64)
    cells = 1
    for column in columns:
        cells *= len(column.codes)
        if column.direct is not None and column.is_single:
            keys = keys * len(column.codes) + column.direct[rows]
            continue
        starts = column.starts[rows]
        lengths = column.starts[rows + 1] - starts
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
        keys = np.repeat(keys, lengths) * len(column.codes) + column.ids[places]
        rows = np.repeat(rows, lengths)
    if cells > LARGEST_GRID:
        found, counts = np.unique(keys, return_counts=True)
        return found, counts
    counts = np.bincount(keys, minlength=0)
    found = np.flatnonzero(counts)
    return found, counts[found]


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
