"""Fitted records → a case table with the columns that the cases had."""

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable, arrow_type
from palermo.codes import ColumnKind
from palermo.protect.counting import Floats, Ints, Mask
from palermo.protect.privacy import Domain, Members
from palermo.protect.synthesis._kinds import KINDS, contributors_of, draw_kinds


def in_order(records: Members) -> Members:
    """The records in an order that follows from what they hold."""
    sizes = records.sizes
    most = int(sizes.max(initial=0))
    table = np.full((records.num_cases, most), np.iinfo(np.int32).max, np.int32)
    table[np.arange(most) < sizes[:, None]] = records.items
    order = np.lexsort(table.T[::-1]) if most else np.arange(records.num_cases)
    table = table[order]
    starts = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    return Members(starts, table[np.arange(most) < sizes[order][:, None]])


def case_table(records: Members, domain: Domain, kinds: Floats, random: np.random.Generator) -> CaseTable:
    """The records as cases. kinds: how likely each kind of missing is: contributors × columns × kinds."""
    row = np.repeat(np.arange(records.num_cases), records.sizes)
    place, names = contributors_of(domain)
    whose = np.full(records.num_cases, len(names), np.int64)
    if place >= 0:
        here = domain.column_of[records.items] == place
        whose[row[here]] = records.items[here] - np.flatnonzero(domain.column_of == place)[0]
    values: dict[str, pa.Array] = {}
    missing: dict[str, object] = {}
    for at, column in enumerate(domain.columns):
        here = domain.column_of[records.items] == at
        first = int(np.flatnonzero(domain.column_of == at)[0])
        rows, ids = row[here], records.items[here] - first
        gone = np.ones(records.num_cases, dtype=bool)
        gone[rows] = False
        codes = domain.codes(at)
        if column.kind is ColumnKind.CODES:
            values[column.name] = _sets(rows, ids, codes[:-1], gone)
        else:
            values[column.name] = _singles(rows, ids, codes, gone)
            if column.is_number:
                values[column.name] = values[column.name].cast(pa.string()).cast(arrow_type(column))
        index = np.zeros(records.num_cases, np.int8)
        index[gone] = draw_kinds(kinds[:, at], whose[gone], random)
        missing[column.name] = pa.DictionaryArray.from_arrays(
            pa.array(index, mask=~gone), pa.array([kind.value for kind in KINDS])
        )
    return CaseTable.from_columns(domain.columns, values, missing)


def _singles(rows: Ints, ids: Ints, codes: tuple[str, ...], gone: Mask) -> pa.Array:
    index = np.zeros(len(gone), np.int32)
    index[rows] = ids
    return pa.DictionaryArray.from_arrays(pa.array(index, mask=gone), pa.array(codes, pa.string()))


def _sets(rows: Ints, ids: Ints, codes: tuple[str, ...], gone: Mask) -> pa.Array:
    held = ids < len(codes)  # the attribute `none` is the empty set
    ends = np.cumsum(np.bincount(rows[held], minlength=len(gone)))
    offsets = pa.array(np.concatenate([[0], ends]).astype(np.int32))
    inner = pa.DictionaryArray.from_arrays(pa.array(ids[held].astype(np.int32)), pa.array(codes, pa.string()))
    return pa.ListArray.from_arrays(offsets, inner, mask=pa.array(gone))
