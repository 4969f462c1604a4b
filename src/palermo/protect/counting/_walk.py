"""Walk through all combinations of attributes, depth first over the rarest, with no Python object a combination."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from palermo.protect.counting._attributes import REASON_LENGTH, Records
from palermo.protect.counting._numbers import Floats, Ints, Mask

LARGEST_GRID = 8_000_000
"""Cells of the array in which combinations are counted (64 MB); above it, they are sorted instead."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some combinations of one length: all whose first attribute is the same.

    combinations: one a row, as attributes' numbers, ascending. counts: cases that have all of them.
    done, total: how far the walk is, in attributes.
    record, at, keys, found, size: what `members` works with: the records' numbers and where in them each member ends;
    each member's key, the different keys in the order of the combinations, and the number of possible keys.
    """

    combinations: Ints
    counts: Ints
    done: int
    total: int
    record: Ints
    at: Ints
    keys: Ints
    found: Ints
    size: int

    @property
    def length(self) -> int:
        """How many attributes each combination has."""
        return int(self.combinations.shape[1])

    def members(self, which: Mask) -> tuple[Ints, Ints]:
        """Pairs of a record and a combination that it has, the combination by its row: those of some combinations.

        which: true for the combinations that are meant. Most batches are never asked, so nothing is kept for it.
        """
        if not which.any():
            return np.empty(0, np.int64), np.empty(0, np.int64)
        row = _places(self.keys, self.found[which], self.size)
        has = row >= 0
        return self.record[self.at[has]], np.flatnonzero(which)[row[has]]


def walk(records: Records, *, length: int, least: int = 1, together: Mask | None = None) -> Iterator[Batch]:
    """Every combination of up to `length` attributes that some record has, once, in batches.

    Those that hold the reason why a value is missing (`Records.is_reason`) are at most REASON_LENGTH attributes long.

    least: combinations that fewer cases have are still met, but not made longer; nothing that is made longer from them
        can be more frequent.
    together: attributes × attributes, symmetric: which pairs may stand in one combination; by default all.
    """
    item, record = records.item, records.record
    ends = np.searchsorted(record, np.arange(records.num_records), side="right")[record]
    weights = records.weights.astype(np.float64)[record]
    reason = records.is_reason
    by_item = np.argsort(item, kind="stable")
    starts = np.searchsorted(item[by_item], np.arange(len(records.attributes) + 1))
    total = len(records.attributes)
    for first in range(total):
        at = by_item[starts[first] : starts[first + 1]]
        if not len(at):
            continue
        combinations, counts = np.array([[first]]), np.array([round(weights[at].sum())])
        keys, found, size = np.zeros(len(at), np.int64), np.zeros(1, np.int64), 1
        for depth in range(1, length + 1):
            yield Batch(combinations, counts, first + 1, total, record, at, keys, found, size)
            if depth == length:
                break
            extended = counts >= least
            if depth >= REASON_LENGTH:
                extended &= ~reason[combinations].any(axis=1)
            frequent = np.flatnonzero(extended)
            if not len(frequent):
                break
            row = _places(keys, found[frequent], size)
            at, row = (at, row) if len(frequent) == len(found) else (at[row >= 0], row[row >= 0])
            at, row = _one_longer(at, row, ends)
            combinations = combinations[frequent]
            if depth >= REASON_LENGTH:
                kept = ~reason[item[at]]
                at, row = at[kept], row[kept]
            if together is not None:
                at, row = _allowed(at, row, item, combinations, together)
            if not len(at):
                break
            keys, size = row * total + item[at], len(combinations) * total
            found, counts = _tally(keys, weights[at], size)
            combinations = np.column_stack([combinations[found // total], found % total])


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


def _tally(keys: Ints, weights: Floats, size: int) -> tuple[Ints, Ints]:
    """The different keys, ascending, and the weight of each. size: keys are below it."""
    if size > LARGEST_GRID:
        found, place = np.unique(keys, return_inverse=True)
        return found, np.rint(np.bincount(place, weights)).astype(np.int64)
    grid = np.bincount(keys, weights, minlength=size)
    found = np.flatnonzero(grid)
    return found, np.rint(grid[found]).astype(np.int64)


def _places(keys: Ints, among: Ints, size: int) -> Ints:
    """Where each key stands among some, which are ascending; -1 where it does not. size: keys are below it."""
    if size > LARGEST_GRID:
        near = np.minimum(np.searchsorted(among, keys), len(among) - 1)
        return np.where(among[near] == keys, near, -1)
    place = np.full(size, -1, np.int64)
    place[among] = np.arange(len(among))
    return place[keys]
