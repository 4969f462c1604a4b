"""Which cells to withhold, and which records to leave out, so that no combination is left that is rare."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from palermo.protect._attributes import Ints, Mask, Records
from palermo.protect._walk import Batch, walk

MOST_COLUMNS = 30
"""A record and a set of its cells must fit into one 64-bit number."""

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
    """A search in which nothing was withheld yet. records: with withheld values as attributes."""
    if len(records.columns) > MOST_COLUMNS:
        raise ValueError(f"{len(records.columns)} columns; {MOST_COLUMNS} at most can be protected together")
    cells = np.zeros((records.num_records, len(records.columns)), dtype=bool)
    return Search(records, cells, np.zeros(records.num_records, dtype=bool))


def withhold(search: Search, *, k: int, length: int, tell: Tell | None = None) -> Search:
    """Withhold until every combination of up to `length` attributes that is left is in k cases or more.

    That a value was withheld can be seen, so it counts as an attribute: a rare set of withheld values would single
    somebody out just as well.

    In rounds: every rare combination is found; in each record that has any, the cell that takes part in most of them
    for what it holds is withheld, then the next, until none of them is whole. What was withheld makes other
    combinations rarer, so everything is counted again, until none is rare. Only records that are rare by nothing but
    what is withheld in them are left out.
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
            chosen = choose(record[mendable], rare[mendable], records.held())
            records, cells = records.withhold(chosen), cells | chosen
        else:
            gone = np.zeros(records.num_records, dtype=bool)
            gone[record] = True
            records, left_out = records.leave_out(gone), left_out | gone


def rare_cells(records: Records, *, k: int, length: int) -> tuple[Ints, Ints]:
    """Pairs of a record and a set of its cells that hold a rare combination. Sets of cells: column numbers as bits.

    Cells that are withheld already are in no set. Of rare combinations only those matter that hold no shorter one;
    those that hold a rare pair are not even made.
    """
    width = len(records.columns)
    bit_of = np.where(records.is_stand_in, 0, np.left_shift(np.int64(1), records.column_of))
    pairs = list(walk(records, length=min(length, 2), least=k))
    found = list(_rare_in(pairs, bit_of, width, k))
    if length > 2:
        together = np.zeros((len(bit_of), len(bit_of)), dtype=bool)
        for batch in pairs:
            if batch.length == 2:
                one, other = batch.combinations[batch.counts >= k].T
                together[one, other] = True
        longer = walk(records, length=length, least=k, together=together)
        found += _rare_in((batch for batch in longer if batch.length > 2), bit_of, width, k)
    keys = _different(np.concatenate([np.empty(0, np.int64), *found]))
    return keys >> width, keys & ((1 << width) - 1)


def _rare_in(batches: Iterable[Batch], bit_of: Ints, width: int, k: int) -> Iterator[Ints]:
    """The rare combinations of some batches, as numbers that hold the record and the set of cells."""
    for batch in batches:
        rare = batch.counts < k
        if rare.any():
            cells = np.bitwise_or.reduce(bit_of[batch.combinations], axis=1)
            members = rare[batch.member_of]
            yield _different(batch.member_record[members] << width | cells[batch.member_of[members]])


def _different(keys: Ints) -> Ints:
    """The different keys, ascending. Many times faster than `np.unique`, which hashes what repeats so often."""
    keys = np.sort(keys)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = keys[1:] != keys[:-1]
    return keys[new]


def choose(record: Ints, rare: Ints, held: Ints) -> Mask:
    """For each record the cells that hit all its sets of cells: the one that hits most for what it holds, first.

    record, rare: pairs of a record and a set of cells, as `rare_cells` finds them. held: attributes a cell holds.
    """
    chosen = np.zeros(held.shape, dtype=bool)
    cost = np.maximum(held, 1)
    while len(record):
        hits = np.stack([np.bincount(record, (rare >> column) & 1, len(held)) for column in range(held.shape[1])])
        best = np.argmax(hits.T / cost, axis=1)
        has = np.unique(record)
        chosen[has, best[has]] = True
        left = (rare >> best[record]) & 1 == 0
        record, rare = record[left], rare[left]
    return chosen
