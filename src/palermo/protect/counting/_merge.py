"""Cases' attributes gathered from columns, and equal cases made one record: in kernels, no Python object a case."""

from collections.abc import Sequence

import numpy as np

from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._numbers import Int32s, Ints


def gather(columns: Sequence[tuple[Ints, Ints]], number_of: Ints, cases: int) -> tuple[Ints, Int32s]:
    """Where each case's attributes begin (one more than cases), and the attributes, ascending and each once in a case.

    columns: pairs of a case and an attribute, a pair of arrays a column. number_of: the number of each attribute.
    """
    starts = np.zeros(cases + 1, np.int64)
    for rows, _ in columns:
        _tally(rows, starts)
    np.cumsum(starts, out=starts)
    items = np.empty(int(starts[-1]), np.int32)
    cursor = starts[:-1].copy()
    for rows, ids in columns:
        _hand_out(rows, ids, number_of, cursor, items)
    return _sort(starts, items)


def merge(starts: Ints, items: Int32s) -> tuple[Ints, Ints, Ints]:
    """Which cases have the same attributes: each case's record, each record's first case and its number of cases.

    Records stand in the order of their first cases.
    """
    slots = 1024
    while slots < 2 * len(starts):
        slots *= 2
    return _merge(starts, items, slots)


def taken(starts: Ints, items: Int32s, cases: Ints) -> tuple[Ints, Ints]:
    """Pairs of a place in `cases` and an attribute, for these cases, in order."""
    return _taken(starts, items, cases, int((starts[cases + 1] - starts[cases]).sum()))


@compiled
def _tally(rows: Ints, starts: Ints) -> None:
    for at in range(rows.size):
        starts[rows[at] + 1] += 1


@compiled
def _hand_out(rows: Ints, ids: Ints, number_of: Ints, cursor: Ints, items: Int32s) -> None:
    for at in range(rows.size):
        row = rows[at]
        items[cursor[row]] = number_of[ids[at]]
        cursor[row] += 1


@compiled
def _sort(starts: Ints, items: Int32s) -> tuple[Ints, Int32s]:
    kept = np.zeros(starts.size, np.int64)
    place = 0
    for case in range(starts.size - 1):
        first = starts[case]
        for at in range(first + 1, starts[case + 1]):
            value = items[at]
            slot = at
            while slot > first and items[slot - 1] > value:
                items[slot] = items[slot - 1]
                slot -= 1
            items[slot] = value
        for at in range(first, starts[case + 1]):
            if at == first or items[at] != items[place - 1]:
                items[place] = items[at]
                place += 1
        kept[case + 1] = place
    return kept, items[:place].copy()


@compiled
def _merge(starts: Ints, items: Int32s, slots: int) -> tuple[Ints, Ints, Ints]:
    cases = starts.size - 1
    table = np.full(slots, -1, np.int32)
    of_case = np.empty(cases, np.int64)
    first = np.empty(cases, np.int64)
    weights = np.zeros(cases, np.int64)
    records = 0
    mask = np.uint64(slots - 1)
    for case in range(cases):
        begin, end = starts[case], starts[case + 1]
        mixed = np.uint64(1469598103934665603)
        for at in range(begin, end):
            mixed = (mixed ^ np.uint64(items[at] + 1)) * np.uint64(1099511628211)
            mixed ^= mixed >> np.uint64(29)
        slot = np.int64(mixed & mask)
        while True:
            record = table[slot]
            if record < 0:
                table[slot] = records
                first[records] = case
                weights[records] = 1
                of_case[case] = records
                records += 1
                break
            other = starts[first[record]]
            same = starts[first[record] + 1] - other == end - begin
            at = 0
            while same and at < end - begin:
                same = items[other + at] == items[begin + at]
                at += 1
            if same:
                weights[record] += 1
                of_case[case] = record
                break
            slot = np.int64((np.uint64(slot) + np.uint64(1)) & mask)
    return of_case, first[:records].copy(), weights[:records].copy()


@compiled
def _taken(starts: Ints, items: Int32s, cases: Ints, size: int) -> tuple[Ints, Ints]:
    record = np.empty(size, np.int64)
    item = np.empty(size, np.int64)
    place = 0
    for number in range(cases.size):
        for at in range(starts[cases[number]], starts[cases[number] + 1]):
            record[place] = number
            item[place] = items[at]
            place += 1
    return record, item


def gather_single(columns: Sequence[tuple[Int32s, Int32s]], cases: int) -> tuple[Ints, Int32s]:
    """As `gather`, for columns that hold one value at most: in each, every case's place and the attribute of a place.

    columns: in the order of their attributes; the attribute is -1 where there is none.
    """
    starts = np.zeros(cases + 1, np.int64)
    for index, attribute in columns:
        _tally_single(index, attribute, starts)
    np.cumsum(starts, out=starts)
    items = np.empty(int(starts[-1]), np.int32)
    cursor = starts[:-1].copy()
    for index, attribute in columns:
        _hand_out_single(index, attribute, cursor, items)
    return starts, items


@compiled
def _tally_single(index: Int32s, attribute: Int32s, starts: Ints) -> None:
    for case in range(index.size):
        if attribute[index[case]] >= 0:
            starts[case + 1] += 1


@compiled
def _hand_out_single(index: Int32s, attribute: Int32s, cursor: Ints, items: Int32s) -> None:
    for case in range(index.size):
        number = attribute[index[case]]
        if number >= 0:
            items[cursor[case]] = number
            cursor[case] += 1
