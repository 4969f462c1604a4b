"""Walk through all combinations of attributes, depth first over the rarest, with no Python object a combination."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from palermo.protect._attributes import Ints, Mask, Records

LARGEST_GRID = 8_000_000
"""Cells of the array in which combinations are counted (64 MB); above it, they are sorted instead."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some combinations of one length: all whose rarest attribute is the same.

    combinations: one a row, as attributes' numbers, ascending. counts: cases that have all of them.
    member_record, member_of: pairs of a record and a combination that it has.
    done, total: how far the walk is, in attributes.
    """

    combinations: Ints
    counts: Ints
    member_record: Ints
    member_of: Ints
    done: int
    total: int

    @property
    def length(self) -> int:
        """How many attributes each combination has."""
        return int(self.combinations.shape[1])


def walk(records: Records, *, length: int, least: int = 1, together: Mask | None = None) -> Iterator[Batch]:
    """Every combination of up to `length` attributes that some record has, once, in batches.

    least: combinations that fewer cases have are still met, but not made longer; nothing that is made longer from them
        can be more frequent.
    together: attributes × attributes, symmetric: which pairs may stand in one combination; by default all.
    """
    item, record = records.item, records.record
    ends = np.searchsorted(record, np.arange(records.num_records), side="right")[record]
    weights = records.weights.astype(np.float64)[record]
    by_item = np.argsort(item, kind="stable")
    starts = np.searchsorted(item[by_item], np.arange(len(records.attributes) + 1))
    total = len(records.attributes)
    for first in range(total):
        at = by_item[starts[first] : starts[first + 1]]
        if not len(at):
            continue
        combinations = np.array([[first]])
        counts = np.array([round(weights[at].sum())])
        member_of = np.zeros(len(at), np.int64)
        for depth in range(1, length + 1):
            yield Batch(combinations, counts, record[at], member_of, first + 1, total)
            if depth == length:
                break
            at, member_of = _frequent(at, member_of, counts, least)
            at, member_of = _one_longer(at, member_of, ends)
            if together is not None:
                at, member_of = _allowed(at, member_of, item, combinations, together)
            if not len(at):
                break
            keys = member_of * total + item[at]
            found, member_of, counts = _tally(keys, weights[at], len(combinations) * total)
            combinations = np.column_stack([combinations[found // total], found % total])


def _frequent(at: Ints, member_of: Ints, counts: Ints, least: int) -> tuple[Ints, Ints]:
    if least <= 1:
        return at, member_of
    keep = (counts >= least)[member_of]
    return at[keep], member_of[keep]


def _one_longer(at: Ints, member_of: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Each member once with every attribute that stands further on in its record."""
    more = ends[at] - at - 1
    steps = np.arange(int(more.sum())) - np.repeat(np.cumsum(more) - more, more)
    return np.repeat(at + 1, more) + steps, np.repeat(member_of, more)


def _allowed(at: Ints, member_of: Ints, item: Ints, combinations: Ints, together: Mask) -> tuple[Ints, Ints]:
    for place in range(combinations.shape[1]):
        keep = together[combinations[member_of, place], item[at]]
        at, member_of = at[keep], member_of[keep]
    return at, member_of


def _tally(keys: Ints, weights: np.ndarray[tuple[int], np.dtype[np.float64]], size: int) -> tuple[Ints, Ints, Ints]:
    """The different keys, ascending; each key's place among them; and the weight of each."""
    if size > LARGEST_GRID:
        found, place = np.unique(keys, return_inverse=True)
        return found, place, np.rint(np.bincount(place, weights)).astype(np.int64)
    grid = np.bincount(keys, weights, minlength=size)
    found = np.flatnonzero(grid)
    place_of = np.empty(size, np.int64)
    place_of[found] = np.arange(len(found))
    return found, place_of[keys], np.rint(grid[found]).astype(np.int64)
