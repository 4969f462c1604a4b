"""How far counts of broader codes may be from the true ones: they are sums, and off by more than what they add up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.codes import Column, code_list
from palermo.protect.counting import Floats, Ints, Mask, Records
from palermo.protect.synthesis._intervals import Intervals, quantiles

Pair = tuple[str, str]
"""A column and a code."""


@dataclass(frozen=True, eq=False)
class Counted:
    """Records, and all their combinations by length: attributes (combinations × length), and how many have each."""

    records: Records
    rows: tuple[Ints, ...]
    counts: tuple[Ints, ...]


@dataclass(frozen=True, eq=False)
class Broader:
    """As `Intervals`, for combinations with a code that stands for those below it.

    edges: for each length the counts from which on each entry holds. below, above: how far the true count is off.
    reach: by length, how far nineteen in twenty noisy counts are off at most, in cases. stretch: by length, how many
    times as many cases there may be as records, for large cases that are lost in noise. alone: by length, whether the
    second release is no judge. misfit: by length, how far what records have of each part is off in the mean. taken: by
    how many cases each part may be off where rare combinations were taken out. stuck: as of `Own`.
    """

    edges: tuple[Ints, ...]
    below: tuple[Floats, ...]
    above: tuple[Floats, ...]
    reach: tuple[float, ...]
    stretch: tuple[float, ...]
    alone: tuple[bool, ...]
    misfit: tuple[float, ...]
    taken: int
    stuck: float

    def around(self, length: int, counts: Ints, parts: Ints) -> tuple[Ints, Ints]:
        """The least and the most cases that there were behind published counts of a length. None is below 0.

        parts: of how many measured counts each is the sum. Where it is above what their noise adds up to, it may be off
        by as much: small parts that the first release lost in noise, the second cannot lose once more.
        """
        at = np.searchsorted(self.edges[length - 1], counts, side="right") - 1
        below, above = self.below[length - 1][at], self.above[length - 1][at]
        noise = self.reach[length - 1] * np.sqrt(parts)
        if self.alone[length - 1]:  # a dozen of large ones, say: too few for quantiles, so both are reckoned with
            taken = (self.taken + self.misfit[length - 1]) * parts
            below, above = -np.hypot(below, noise) - taken, np.hypot(above, noise) + taken
        large = counts >= noise
        below = np.where(large, np.minimum(below, -noise), below)
        above = np.where(large, np.maximum(above, noise) + (self.stretch[length - 1] - 1) * counts, above)
        low, high = np.floor(counts * (1 - self.stuck) + below), np.ceil(counts * (1 + self.stuck) + above)
        return np.maximum(low, 0).astype(np.int64), high.astype(np.int64)


def broader_codes(columns: Sequence[Column]) -> dict[Pair, int]:
    """The codes that others stand below, with their columns; and how many codes each stands for, itself too."""
    found: dict[Pair, int] = {}
    for column in columns:
        listed = code_list(column.list) if column.list is not None else ()
        for code in listed:
            for above in code_list(column.list or "").ancestors(code.code):
                found[column.name, above] = found.get((column.name, above), 1) + 1
    return found


def broader_of(first: Counted, second: Counted, codes: dict[Pair, int], intervals: Intervals, taken: int) -> Broader:
    """Intervals for the combinations of the first release that hold a broader code.

    Nobody measured these: errors of the codes below add up in them, and cancel only in part. So it is looked at how far
    the second release is from the first in just such combinations, and that is widened as other intervals are.
    """
    names = sorted({(each.column, each.code) for found in (first, second) for each in found.records.attributes})
    number = {pair: at for at, pair in enumerate(names)}
    broad = np.array([pair in codes for pair in names], dtype=bool)
    edges, below, above = [], [], []
    for length, (known, widening) in enumerate(zip(intervals.edges, intervals.wider, strict=True), 1):
        keys, true = _numbered(first, length, number, broad)
        shown, published = _numbered(second, length, number, broad)
        if length == 1:  # those that nobody has are published too
            shown, published = _with_none(shown, published, np.flatnonzero(broad))
        at = np.minimum(np.searchsorted(keys, shown), max(len(keys) - 1, 0))
        there = keys[at] == shown if len(keys) else np.zeros(len(shown), dtype=bool)
        behind = np.where(there, true[at], 0) if len(keys) else np.zeros(len(shown), np.int64)
        own = intervals.owns[length - 1]
        begins, low, high = quantiles(behind, published, own.sd)
        wider = widening[np.searchsorted(known, begins, side="right") - 1]
        edges.append(begins)
        below.append(low * wider)
        above.append(high * wider)
    reach, stretch, misfit = (
        tuple(getattr(own, name) for own in intervals.owns) for name in ("reach", "stretch", "misfit")
    )
    return Broader(
        tuple(edges),
        tuple(below),
        tuple(above),
        reach,
        stretch,
        intervals.alone,
        misfit,
        taken,
        intervals.owns[0].stuck,
    )


def _numbered(found: Counted, length: int, number: dict[Pair, int], broad: Mask) -> tuple[Ints, Ints]:
    """The combinations of a length that hold a broader code, each as one number, ascending; and their counts."""
    mine = np.array([number[each.column, each.code] for each in found.records.attributes], np.int64)
    rows = np.sort(mine[found.rows[length - 1]], axis=1)
    here = broad[rows].any(axis=1)
    rows, counts = rows[here], found.counts[length - 1][here]
    keys = np.zeros(len(rows), np.int64)
    for place in range(length):
        keys = keys * len(number) + rows[:, place]
    order = np.argsort(keys)
    return keys[order], counts[order]


def _with_none(keys: Ints, counts: Ints, every: Ints) -> tuple[Ints, Ints]:
    """The same with those of `every` that are not there, which nobody has."""
    none = np.setdiff1d(every, keys)
    return np.concatenate([keys, none]), np.concatenate([counts, np.zeros(len(none), np.int64)])
