"""From outcomes to the arrays of a case table."""

from typing import Any

import numpy as np
import pyarrow as pa

from palermo.cases import Missing, arrow_type
from palermo.codes import Column, ColumnKind
from palermo.harmonise._outcome import Index, Outcomes

_KINDS = pa.array([kind.value for kind in Missing])
_NUMBER_OF = {kind: number for number, kind in enumerate(Missing)}


def values_array(column: Column, outcomes: Outcomes, rows: Index) -> pa.Array:
    """The values of some rows, null where missing. rows: their positions; none of them may hold a fault."""
    values = [entry.value for entry in outcomes.entries]
    index = outcomes.index[rows]
    if column.kind is ColumnKind.CODES:
        return _sets(values, index)
    if column.kind is ColumnKind.ID or column.is_number:
        return pa.array(values, arrow_type(column)).take(pa.array(index))
    return _categories(values, index)


def _categories(values: list[Any], index: Index) -> pa.Array:
    codes: dict[str, int] = {}
    numbers = np.array([-1 if v is None else codes.setdefault(v, len(codes)) for v in values], dtype=np.int32)
    here = numbers[index] if len(numbers) else np.zeros(0, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(here, mask=here < 0), pa.array(list(codes), pa.string()))


def _sets(values: list[Any], index: Index) -> pa.Array:
    codes: dict[str, int] = {}
    lists = [None if v is None else [codes.setdefault(code, len(codes)) for code in v] for v in values]
    taken = pa.array(lists, pa.list_(pa.int32())).take(pa.array(index))
    flat = pa.DictionaryArray.from_arrays(taken.flatten(), pa.array(list(codes), pa.string()))
    lengths = np.array([0 if v is None else len(v) for v in values], dtype=np.int32)
    offsets = np.zeros(len(index) + 1, dtype=np.int32)
    np.cumsum(lengths[index], out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), flat, mask=taken.is_null())


def missing_array(outcomes: Outcomes, rows: Index) -> pa.Array:
    """Why the values of some rows are missing, null where they are not."""
    numbers = np.array([-1 if e.missing is None else _NUMBER_OF[e.missing] for e in outcomes.entries], dtype=np.int8)
    here = numbers[outcomes.index[rows]] if len(numbers) else np.zeros(0, dtype=np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(here, mask=here < 0), _KINDS)
