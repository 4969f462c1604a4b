"""The counts that a differentially private release publishes, each with its interval."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from palermo.cases import CaseTable
from palermo.codes import code_list
from palermo.protect.counting import MAYBE, NONE, Ints, Mask, Records, encode, independent, walk
from palermo.protect.synthesis._broader import Broader, Counted, broader_codes, broader_of
from palermo.protect.synthesis._intervals import Intervals, intervals_of
from palermo.protect.synthesis._rehearsal import Rehearsal, rehearsal
from palermo.protect.synthesis._settings import LONGEST, Progress
from palermo.protect.synthesis._synthesise import Synthesised

Words = npt.NDArray[np.object_]


def private_counts(
    found: Synthesised, *, seed: int = 0, rehearsed: Rehearsal | None = None, progress: Progress | None = None
) -> pa.Table:
    """Count the made cases in combinations as long as were measured, with intervals of 95 %.

    A code counts with all codes below it, as in answers to questions. Since all counts are of the same records, no
    combination is more frequent than a part of it, and all totals agree. Single attributes stand also where no record
    has them: every code of every list.

    rehearsed: the second release by which intervals are found, where it was made already.

    Returns the columns length, columns, codes (in the order of columns and codes), count, low, high; sorted by length,
    columns and codes. Intervals are of each count by itself: of a thousand, some fifty miss the truth.
    """
    if rehearsed is None:
        rehearsed = rehearsal(found, seed=seed, progress=progress)
    intervals = intervals_of(found, seed=seed, again=rehearsed.again, progress=progress)
    codes = broader_codes(found.domain.columns)
    counted = _counted(found.cases)
    broader = broader_of(counted, _counted(rehearsed.cases), codes, intervals, found.settings.rare or 0)
    records = counted.records
    place = np.argsort(np.argsort(records.reading_order))
    combined = _combined(found, records, codes)
    sums = np.array([codes.get((each.column, each.code), 1) for each in records.attributes], np.int64)
    single = _single(found, counted, intervals, broader, codes)
    most, alone = _most(single, records), _uncombined(found, records)
    parts = [single]
    for size in range(2, found.settings.length + 1):
        these, numbers = counted.rows[size - 1], counted.counts[size - 1]
        these = np.take_along_axis(these, np.argsort(place[these], axis=1), axis=1)
        order = np.lexsort(place[these].T[::-1])
        these, numbers = these[order], numbers[order]
        columns = np.array([each.column for each in records.attributes], dtype=object)[these]
        names = np.array([each.code for each in records.attributes], dtype=object)[these]
        low, high = intervals.around(size, numbers, _places(combined[these]))
        of = np.prod(sums[these], axis=1)
        low, high = _either(of > 1, broader.around(size, numbers, of), (low, high))
        # no more cases have all than have one of them; and what was not counted together may be together in none
        low, high = np.where(alone[these].any(axis=1), 0, low), np.minimum(high, most[these].min(axis=1))
        parts.append(_table(columns, names, numbers, low, high))
    return pa.concat_tables(parts)


def _counted(cases: CaseTable) -> Counted:
    """Every combination of up to three attributes; a code counts with all codes below it."""
    records = _certain(encode(cases, rolled_up=True, missing=()))
    found = walk(records, length=LONGEST, together=independent(records, cases.columns))
    return Counted(records, found.rows, found.counts)


def _either(where: Mask, these: tuple[Ints, Ints], others: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """The least and the most cases: these where it is so, else the others."""
    return np.where(where, these[0], others[0]), np.where(where, these[1], others[1])


def _single(
    found: Synthesised, counted: Counted, intervals: Intervals, broader: Broader, codes: Mapping[tuple[str, str], int]
) -> pa.Table:
    """Every attribute of the domain: from its own noisy count, or as such sums are off where it has codes below it."""
    number = {(each.column, each.code): at for at, each in enumerate(counted.records.attributes)}
    held = np.zeros(len(counted.records.attributes) + 1, np.int64)
    held[counted.rows[0][:, 0]] = counted.counts[0]
    # an empty set answers no question
    shown = np.array([at for at, each in enumerate(found.domain.attributes) if each.code != NONE], np.int64)
    listed = [found.domain.attributes[at] for at in shown]
    numbers = held[np.array([number.get((each.column, each.code), -1) for each in listed], np.int64)]
    of = np.array([codes.get((each.column, each.code), 1) for each in listed], np.int64)
    low, high = _either(of > 1, broader.around(1, numbers, of), intervals.around(1, numbers, shown))
    columns = np.array([each.column for each in listed], dtype=object)
    names = np.array([each.code for each in listed], dtype=object)
    return _table(columns[:, None], names[:, None], numbers, low, high)


def _most(single: pa.Table, records: Records) -> Ints:
    """For each attribute of the records the most cases that may have it."""
    names = zip(*(single.column(name).to_pylist() for name in ("columns", "codes", "high")), strict=True)
    most = {(column[0], code[0]): high for column, code, high in names}
    unknown = np.iinfo(np.int64).max
    return np.array([most.get((each.column, each.code), unknown) for each in records.attributes], np.int64)


def _uncombined(found: Synthesised, records: Records) -> Mask:
    """Which attributes of the records were not counted together with others: neither they nor a code below them."""
    lists = {column.name: code_list(column.list) for column in found.domain.columns if column.list is not None}
    kept = {(each.column, each.code) for each in (found.domain.attributes[at] for at in found.measured.kept.tolist())}
    kept |= {
        (column, above)
        for column, code in kept
        if column in lists and code in lists[column]
        for above in lists[column].ancestors(code)
    }
    return np.array([(each.column, each.code) not in kept for each in records.attributes], dtype=bool)


def _combined(found: Synthesised, records: Records, codes: Mapping[tuple[str, str], int]) -> Ints:
    """For each attribute of the records its place among those that were combined, -1 for others.

    Codes that stand for those below them are such others: nobody measured them.
    """
    number = {(each.column, each.code): at for at, each in enumerate(found.domain.attributes)}
    kept = found.measured.places
    mine = [(each.column, each.code) for each in records.attributes]
    return np.array([-1 if pair in codes else int(kept[number[pair]]) if pair in number else -1 for pair in mine])


def _places(combined: Ints) -> Ints:
    """Where combinations of attributes stand among those that were measured, -1 where one of them was not combined."""
    ordered = np.sort(combined, axis=1).astype(np.int64)
    # the numbers of combinations in the order of their largest, then next largest member: as `triple_place` has them
    places = ordered[:, 0] + ordered[:, 1] * (ordered[:, 1] - 1) // 2
    if ordered.shape[1] == 3:
        places += ordered[:, 2] * (ordered[:, 2] - 1) * (ordered[:, 2] - 2) // 6
    return np.where(ordered[:, 0] < 0, -1, places)


def _certain(records: Records) -> Records:
    """The records without what they may have had: made cases have what they have."""
    maybe = np.array([each.code.startswith(MAYBE) for each in records.attributes], dtype=bool)
    kept = ~maybe[records.item]
    return replace(records, record=records.record[kept], item=records.item[kept])


def _table(columns: Words, codes: Words, counts: Ints, low: Ints, high: Ints) -> pa.Table:
    size = columns.shape[1]
    offsets = pa.array(np.arange(0, columns.size + 1, size, dtype=np.int32))
    return pa.table(
        {
            "length": pa.array(np.full(len(counts), size, np.int8)),
            "columns": pa.ListArray.from_arrays(offsets, pa.array(columns.ravel(), pa.string())),
            "codes": pa.ListArray.from_arrays(offsets, pa.array(codes.ravel(), pa.string())),
            "count": pa.array(counts, pa.int64()),
            "low": pa.array(low, pa.int64()),
            "high": pa.array(high, pa.int64()),
        }
    )
