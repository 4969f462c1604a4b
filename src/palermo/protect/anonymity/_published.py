"""The counts of a protected table, each with the numbers between which it lay before values were withheld."""

from itertools import product

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable, Missing
from palermo.protect.counting import MAYBE, Ints, Mask, Records, check_length, encode, independent, walk


def published_counts(cases: CaseTable, *, k: int, length: int, left_out: int = 0) -> pa.Table:
    """Count the cases in every combination of up to `length` attributes that k cases or more have.

    A code counts with all codes below it, as in answers to questions; a combination never holds a code together with
    one above it, which would say nothing more. Two codes of one set may stand together.

    cases: protected already. left_out: cases that protection left out entirely: each may have had any combination.

    Returns the columns length, columns, codes (in the order of columns and codes), count, low and high: before values
    were withheld there were `low` cases at least, which is the count, and `high` at most: those, and the cases in which
    a withheld value may have been the one that is missing to the combination, or a broader code.
    Sorted by length, columns and codes.

    Raises ProtectionError when the length is out of range.
    """
    check_length(length)
    records = encode(cases, rolled_up=True, missing=(Missing.SUPPRESSED,))
    counted = _Counted(records, length, independent(records, cases.columns))
    place = np.argsort(np.argsort(records.reading_order))
    parts = []
    for size in range(1, length + 1):
        rows, counts = counted.rows[size - 1], counted.counts[size - 1]
        shown = (counts >= k) & ~counted.only_possible[rows].any(axis=1)
        rows, counts = rows[shown], counts[shown]
        # as people read it: in the order of columns and codes
        rows = np.take_along_axis(rows, np.argsort(place[rows], axis=1), axis=1)
        order = np.lexsort(place[rows].T[::-1])
        rows, counts = rows[order], counts[order]
        parts.append(_table(records, rows, counts, counted.at_most(rows) + left_out))
    return pa.concat_tables(parts)


class _Counted:
    """All combinations of some records, withheld values among their attributes, and how many cases have each.

    rows: for each length the combinations, one a row, ascending; counts: cases.
    """

    def __init__(self, records: Records, length: int, together: Mask) -> None:
        self._records = records
        number = {(each.column, each.code): place for place, each in enumerate(records.attributes)}
        self._maybe = np.array(
            [number.get((each.column, MAYBE + each.code), -1) for each in records.attributes], dtype=np.int64
        )
        maybe = np.array([each.code.startswith(MAYBE) for each in records.attributes], dtype=bool)
        self.only_possible = maybe | records.is_stand_in
        found = walk(records, length=length, together=together)
        self.rows, self.counts = found.rows, found.counts
        # a combination is found by the place of all but its last attribute, and its last attribute
        self._keys: list[Ints] = []
        for rows in self.rows:
            self._keys.append(self._place(rows[:, :-1]) * len(records.attributes) + rows[:, -1])

    def _place(self, rows: Ints) -> Ints:
        """Where ascending combinations stand among those of their length; -1 where no case has one."""
        at = np.zeros(len(rows), np.int64)
        for depth in range(rows.shape[1]):
            keys, wanted = self._keys[depth], at * len(self._records.attributes) + rows[:, depth]
            near = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
            at = np.where((at >= 0) & (keys[near] == wanted), near, -1) if len(keys) else np.full(len(rows), -1)
        return at

    def cases(self, rows: Ints) -> Ints:
        """How many cases have each of these combinations. A combination may name an attribute twice."""
        rows = np.sort(rows, axis=1)
        new = np.ones(rows.shape, dtype=bool)
        new[:, 1:] = rows[:, 1:] != rows[:, :-1]
        lengths = new.sum(axis=1)
        found = np.zeros(len(rows), np.int64)
        for size in np.unique(lengths):
            these = lengths == size
            at = self._place(rows[these][new[these]].reshape(-1, size))
            found[these] = np.where(at >= 0, self.counts[size - 1][at], 0)
        return found

    def at_most(self, rows: Ints) -> Ints:
        """How many cases have each combination, or may have had it: any of its values may be withheld or broader."""
        stand_in, maybe = self._records.stand_in[self._records.column_of[rows]], self._maybe[rows]
        high = np.zeros(len(rows), np.int64)
        for which in product(range(3), repeat=rows.shape[1]):
            tried = np.where(np.equal(which, 0), rows, np.where(np.equal(which, 1), stand_in, maybe))
            there = (tried >= 0).all(axis=1)
            high[there] += self.cases(tried[there])
        return high


def _table(records: Records, rows: Ints, counts: Ints, high: Ints) -> pa.Table:
    size = rows.shape[1]
    columns = pa.array([each.column for each in records.attributes], pa.string())
    codes = pa.array([each.code for each in records.attributes], pa.string())
    offsets = pa.array(np.arange(0, rows.size + 1, size, dtype=np.int32))
    flat = pa.array(rows.ravel())
    return pa.table(
        {
            "length": pa.array(np.full(len(rows), size, np.int8)),
            "columns": pa.ListArray.from_arrays(offsets, columns.take(flat)),
            "codes": pa.ListArray.from_arrays(offsets, codes.take(flat)),
            "count": pa.array(counts),
            "low": pa.array(counts),
            "high": pa.array(high),
        }
    )
