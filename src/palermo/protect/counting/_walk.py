"""Walk through all combinations of attributes, depth first over the rarest, with no Python object a combination."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from palermo.codes import Column, code_list
from palermo.protect.counting._attributes import MAYBE, Records
from palermo.protect.counting._numbers import Floats, Ints, Mask

LARGEST_GRID = 8_000_000
"""Cells of the array in which combinations are counted (64 MB); above it, they are sorted instead."""


@dataclass(frozen=True, eq=False)
class Walked:
    """Every combination of some records, by length from 1 on.

    rows: combinations, one a row, as attributes' numbers, ascending. counts: cases that have all of them.
    """

    rows: tuple[Ints, ...]
    counts: tuple[Ints, ...]


def walk(records: Records, *, length: int, together: Mask) -> Walked:
    """Every combination of up to `length` attributes that some record has, and how many cases have it.

    together: attributes × attributes, symmetric: which pairs may stand in one combination (`independent`).
    """
    rows: list[list[Ints]] = [[np.empty((0, size), np.int64)] for size in range(1, length + 1)]
    counts: list[list[Ints]] = [[np.empty(0, np.int64)] for _ in range(length)]
    for combinations, cases in _batches(records, length, together):
        rows[combinations.shape[1] - 1].append(combinations)
        counts[combinations.shape[1] - 1].append(cases)
    return Walked(tuple(map(np.concatenate, rows)), tuple(map(np.concatenate, counts)))


def independent(records: Records, columns: Iterable[Column]) -> Mask:
    """Which pairs of attributes may stand in one combination: all but a code and one above it."""
    lists = {column.name: code_list(column.list) for column in columns if column.list is not None}
    number = {(each.column, each.code): place for place, each in enumerate(records.attributes)}
    together = np.ones((len(records.attributes), len(records.attributes)), dtype=bool)
    for (column, code), place in number.items():
        listed, plain = lists.get(column), code.removeprefix(MAYBE)
        for above in listed.ancestors(plain) if listed is not None and plain in listed else ():
            for other in (number.get((column, above)), number.get((column, MAYBE + above))):
                if other is not None:
                    together[place, other] = together[other, place] = False
    return together


def _batches(records: Records, length: int, together: Mask) -> Iterator[tuple[Ints, Ints]]:
    """All combinations of one length whose first attribute is the same, and their counts, batch by batch."""
    item, record = records.item, records.record
    ends = np.searchsorted(record, np.arange(records.num_records), side="right")[record]
    weights = records.weights.astype(np.float64)[record]
    by_item = np.argsort(item, kind="stable")
    total = len(records.attributes)
    starts = np.searchsorted(item[by_item], np.arange(total + 1))
    for first in range(total):
        at = by_item[starts[first] : starts[first + 1]]
        if not len(at):
            continue
        combinations, counts = np.array([[first]]), np.array([round(weights[at].sum())])
        row = np.zeros(len(at), np.int64)
        yield combinations, counts
        for _ in range(1, length):
            at, row = _one_longer(at, row, ends)
            at, row = _allowed(at, row, item, combinations, together)
            if not len(at):
                break
            keys = row * total + item[at]
            found, row, counts = _tally(keys, weights[at], len(combinations) * total)
            combinations = np.column_stack([combinations[found // total], found % total])
            yield combinations, counts


def _one_longer(at: Ints, row: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Each member once with every attribute that stands further on in its record."""
    more = ends[at] - at - 1
    steps = np.arange(int(more.sum())) - np.repeat(np.cumsum(more) - more, more)
    return np.repeat(at + 1, more) + steps, np.repeat(row, more)


def _allowed(at: Ints, row: Ints, item: Ints, combinations: Ints, together: Mask) -> tuple[Ints, Ints]:
    keep = together[combinations[0, 0]][item[at]]  # the first attribute is the same in all
    at, row = at[keep], row[keep]
    for place in range(1, combinations.shape[1]):
        keep = together[combinations[:, place]].ravel()[row * len(together) + item[at]]
        at, row = at[keep], row[keep]
    return at, row


def _tally(keys: Ints, weights: Floats, size: int) -> tuple[Ints, Ints, Ints]:
    """The different keys, ascending; which of them each is; and the weight of each. size: keys are below it."""
    if size > LARGEST_GRID:
        found, place = np.unique(keys, return_inverse=True)
        return found, place, np.rint(np.bincount(place, weights)).astype(np.int64)
    grid = np.bincount(keys, weights, minlength=size)
    found = np.flatnonzero(grid)
    place = np.empty(size, np.int64)
    place[found] = np.arange(len(found))
    return found, place[keys], np.rint(grid[found]).astype(np.int64)
