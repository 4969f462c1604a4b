"""Put protected values back into a case table, and leave no trace of what they were."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable, Missing, arrow_type, code_pairs, codes_of, is_missing, missing_kinds
from palermo.codes import Column, ColumnKind
from palermo.protect.counting._attributes import different
from palermo.protect.counting._numbers import Int8s, Ints, Mask

_KINDS = list(Missing)


def with_values(
    cases: CaseTable, column: Column, *, rows: Ints, ids: Ints, codes: Sequence[str], withheld: Mask
) -> CaseTable:
    """The cases with other values in the column of this name.

    column: what it holds now. rows, ids: pairs of a case and the number of a code it has; a set holds each code once,
    in the order of `codes`. codes: what the numbers mean. withheld: cases whose value is withheld, whatever the pairs
    say: also those in which nothing was there, whose reason is then withheld. Where else nothing was there before,
    nothing is there now, for the same reason.
    """
    name = column.name
    gone = is_missing(cases, name) | withheld
    kept = ~gone[rows]
    rows, ids = np.divmod(different(rows[kept] * max(len(codes), 1) + ids[kept]), max(len(codes), 1))
    used = np.unique(ids)  # a dictionary must not name a code that no case has: it would tell that one had it
    dictionary = pa.array([codes[number] for number in used], pa.string())
    ids = np.searchsorted(used, ids)
    if column.kind is ColumnKind.CODES:
        ends = np.cumsum(np.bincount(rows, minlength=cases.num_rows))
        offsets = pa.array(np.concatenate([[0], ends]).astype(np.int32))
        inner = pa.DictionaryArray.from_arrays(pa.array(ids.astype(np.int32)), dictionary)
        values = pa.ListArray.from_arrays(offsets, inner, mask=pa.array(gone))
    else:
        index = np.zeros(cases.num_rows, np.int32)
        index[rows] = ids
        there = np.zeros(cases.num_rows, dtype=bool)
        there[rows] = True
        values = pa.DictionaryArray.from_arrays(pa.array(index, mask=~there), dictionary)
        if column.is_number:
            values = values.cast(pa.string()).cast(arrow_type(column))
    columns = tuple(column if each.name == name else each for each in cases.columns)
    data = {field: cases.data.column(field) for field in cases.data.column_names}
    data[name] = values
    data[name + "__missing"] = _missing(cases, name, withheld)
    return CaseTable(columns, pa.table(data))


def replaced(cases: CaseTable, other: CaseTable, name: str) -> CaseTable:
    """The cases with one column as it is in another table of the same cases."""
    columns = tuple(other.column(name) if each.name == name else each for each in cases.columns)
    data = {field: cases.data.column(field) for field in cases.data.column_names}
    data |= {field: other.data.column(field) for field in (name, name + "__missing")}
    return CaseTable(columns, pa.table(data))


def withhold_cells(cases: CaseTable, name: str, withheld: Mask) -> CaseTable:
    """The cases with a column's values withheld in some of them, or the reasons why they have none."""
    column = cases.column(name)
    codes = codes_of(cases, column)
    rows, ids = code_pairs(cases, column, codes)
    return with_values(cases, column, rows=rows, ids=ids, codes=codes, withheld=withheld)


def without_refusals(cases: CaseTable) -> CaseTable:
    """The cases with `unknown` wherever an answer was refused.

    A refusal is something that the person did, and few did: it tells her apart, and nobody counts it.
    """
    data = {field: cases.data.column(field) for field in cases.data.column_names}
    for name in cases.names:
        refused = is_missing(cases, name, Missing.REFUSED)
        if refused.any():
            why = np.where(refused, _KINDS.index(Missing.UNKNOWN), missing_kinds(cases, name))
            data[name + "__missing"] = _kinds_as_text(why)
    return CaseTable(cases.columns, pa.table(data))


def in_order(cases: CaseTable) -> CaseTable:
    """The cases in an order that follows from what they hold alone.

    The order in which contributions came in would tell whose a case is where that was withheld.
    """
    keys: list[Ints | Int8s] = []
    for column in cases.columns:
        codes = codes_of(cases, column)
        rows, ids = code_pairs(cases, column, codes)
        if column.kind is ColumnKind.CODES:
            for number in range(len(codes)):
                has = np.ones(cases.num_rows, np.int64)
                has[rows[ids == number]] = 0
                if not has.all():
                    keys.append(has)
        else:
            value = np.full(cases.num_rows, len(codes), np.int64)
            value[rows] = ids
            keys.append(value)
        keys.append(missing_kinds(cases, column.name))
    return cases.take(pa.array(np.lexsort(keys[::-1]))) if keys else cases


def _missing(cases: CaseTable, name: str, withheld: Mask) -> pa.Array:
    why = missing_kinds(cases, name)
    why[withheld] = _KINDS.index(Missing.SUPPRESSED)
    return _kinds_as_text(why)


def _kinds_as_text(why: Int8s) -> pa.Array:
    """Kinds of missing by their places, -1 for none, as a case table holds them."""
    index = pa.array(np.where(why < 0, 0, why).astype(np.int8), mask=why < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array([kind.value for kind in _KINDS]))
