"""The commonest codes of a column, and all others together: counted by case, so that a case is there once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from palermo.cases import NOWHERE
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._question import unusable

OTHER = "*"
"""Stands for all codes that are not among the commonest: no code of a list is written so."""


@dataclass(frozen=True, slots=True)
class Topped:
    """The columns asked by, one of them with few codes. place: which one; rest: how many codes are together in it."""

    columns: tuple[ColumnIndex, ...]
    place: int
    rest: int


def commonest(columns: Sequence[ColumnIndex], matched: Mask, most: int) -> Topped:
    """The columns, the first without an order of its own by its commonest broad codes and `OTHER`.

    columns: those asked by. matched: the cases. most: how many codes stay. Narrower codes are in their broader ones.
    Raises QuestionError when every column has an order, or there is none.
    """
    place = next((at for at, each in enumerate(columns) if not (each.is_ordered or each.keeps_order)), None)
    if place is None:
        raise unusable(
            "top",
            str(most),
            "every column asked by has an order of its own.",
            "Leave it out, or ask by another column.",
        )
    column = columns[place]
    tops = _tops(column)
    known = matched & np.logical_and.reduce([each.known for each in columns])
    ids, rows = tops[column.own_ids], column.own_rows
    pairs = np.unique(rows * len(column.codes) + ids)
    rows, ids = np.divmod(pairs, len(column.codes))
    sizes = np.bincount(ids[known[rows]], minlength=len(column.codes))
    ranked = [number for number in np.argsort(-sizes, kind="stable").tolist() if sizes[number]]
    kept, rest = ranked[:most], len(ranked[most:])
    return Topped((*columns[:place], _folded(column, tops, kept), *columns[place + 1 :]), place, rest)


def _tops(column: ColumnIndex) -> Ints:
    """By code, the number of the broadest one that includes it."""
    numbers = np.arange(len(column.codes))
    if column.list is not None:
        for number, code in enumerate(column.codes):
            above = column.list.ancestors(code)
            if above:
                numbers[number] = column.number[above[-1]]
    return numbers


def _folded(column: ColumnIndex, tops: Ints, kept: Sequence[int]) -> ColumnIndex:
    """The column with these codes, in this order, and one for all others."""
    new = np.full(len(column.codes) + 1, len(kept), dtype=np.int64)
    new[list(kept)] = np.arange(len(kept))
    new[:-1], new[-1] = new[tops], NOWHERE
    size = len(kept) + 1
    pairs = np.divmod(np.unique(column.own_rows * size + new[column.own_ids]), size)
    return replace(
        column,
        list=None,
        codes=(*(column.codes[number] for number in kept), OTHER),
        direct=None if column.direct is None else new[column.direct],
        own=pairs,
        pairs=pairs,
        wider=None,
        keeps_order=True,
    )
