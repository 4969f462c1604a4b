"""Which cells to withhold, and which records to leave out, so that no combination is left that is rare."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Floats, Ints, Mask, Records, lists_of, rare_marks

MOST_COLUMNS = 30
"""A record and a set of its cells must fit into one 64-bit number."""

FREQUENCY_WEIGHT = 0.1
"""How much more a cell is worth for each factor e by which its rarest attribute is more frequent. Tried on published
and on invented tables between 0.01 and 10: what is lost hardly changes, as long as frequency counts at all."""

REASON = 0.5
"""What the reason why a value is missing is worth beside a value: it tells less, and readers count it less."""

Tell = Callable[[int], None]
"""Told in every round how many sets of cells are still rare."""


@dataclass(frozen=True, eq=False)
class Search:
    """What the search ended with.

    records: as they are left. cells: records × columns, those withheld. left_out: records that are not published.
    """

    records: Records
    cells: Mask
    left_out: Mask


def begin(records: Records) -> Search:
    """A search in which nothing was withheld yet. records: with all kinds of missing as attributes."""
    if len(records.columns) > MOST_COLUMNS:
        raise ValueError(f"{len(records.columns)} columns; {MOST_COLUMNS} at most can be protected together")
    cells = np.zeros((records.num_records, len(records.columns)), dtype=bool)
    return Search(records, cells, np.zeros(records.num_records, dtype=bool))


def withhold(search: Search, *, k: int, length: int, by_frequency: bool = False, tell: Tell | None = None) -> Search:
    """Withhold until every combination of up to `length` attributes that is left is in k cases or more.

    Why a value is missing can be seen, so it counts as an attribute, and may be withheld as a value is. That something
    was withheld can be seen too: a rare set of withheld values would single somebody out just as well.

    In rounds: every rare combination is found; in each record that has any, the cell that takes part in most of them
    for what it is worth is withheld, then the next, until none of them is whole. What was withheld makes other
    combinations rarer, so everything is counted again, until none is rare. Only records that are rare by nothing but
    what is withheld in them are left out.

    by_frequency: whether a cell is worth more where what it holds is frequent, and so is part of more combinations.
    """
    records, cells, left_out = search.records, search.cells.copy(), search.left_out.copy()
    while True:
        record, rare = rare_cells(records, k=k, length=length)
        if tell is not None:
            tell(len(record))
        if not len(record):
            return Search(records, cells, left_out)
        mendable = rare != 0
        if mendable.any():
            chosen = choose(record[mendable], rare[mendable], worth(records, by_frequency=by_frequency))
            records, cells = records.withhold(chosen), cells | chosen
        else:
            gone = np.zeros(records.num_records, dtype=bool)
            gone[record] = True
            records, left_out = records.leave_out(gone), left_out | gone


def rare_cells(records: Records, *, k: int, length: int) -> tuple[Ints, Ints]:
    """Pairs of a record and a set of its cells that hold a rare combination. Sets of cells: column numbers as bits.

    Cells that are withheld already are in no set. What holds a rare pair is left aside (`rare_marks`): it is gone when
    that is.
    """
    bit_of = np.where(records.is_stand_in, 0, np.left_shift(np.int64(1), records.column_of))
    return rare_marks(lists_of(records), k=k, length=length, marks=bit_of, width=len(records.columns))


def worth(records: Records, *, by_frequency: bool = False) -> Floats:
    """What is lost with each cell, as records × columns, in no unit: only ratios matter.

    It grows with the root of the number of attributes the cell holds: a set of several codes is lost whole, but the
    combinations inside it are few beside those with other columns.
    """
    held = records.held()
    found = np.where(held > 0, np.sqrt(held), REASON)
    if by_frequency:
        frequency = np.bincount(records.item, records.weights[records.record], minlength=len(records.attributes))
        rarest = np.full(found.shape, float(records.weights.sum()))
        np.minimum.at(rarest, (records.record, records.column_of[records.item]), frequency[records.item])
        found *= 1 + FREQUENCY_WEIGHT * np.log1p(rarest)
    return found


def choose(record: Ints, rare: Ints, cost: Floats) -> Mask:
    """For each record the cells that hit all its sets of cells: the one that hits most for its cost, first.

    record, rare: pairs of a record and a set of cells, as `rare_cells` finds them. cost: of each cell, as records ×
    columns.
    """
    chosen = np.zeros(cost.shape, dtype=bool)
    while len(record):
        hits = np.stack([np.bincount(record, (rare >> column) & 1, len(cost)) for column in range(cost.shape[1])])
        best = np.argmax(hits.T / cost, axis=1)
        has = np.unique(record)
        chosen[has, best[has]] = True
        left = (rare >> best[record]) & 1 == 0
        record, rare = record[left], rare[left]
    return chosen
