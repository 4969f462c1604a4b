"""A column of a case table in integers: which codes each case has, and why a value is missing."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases._missing import Missing
from palermo.cases._table import CaseTable, distinct
from palermo.codes import CodeList, Column, ColumnKind, code_list

Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

NOWHERE = -1
"""The number of what is not there: of no code, or of no kind of missing."""

_KINDS = tuple(kind.value for kind in Missing)


def codes_of(cases: CaseTable, column: Column) -> tuple[str, ...]:
    """The codes that a column may hold, in the order of its list; those that occur where it has none."""
    if column.list is not None:
        return tuple(code.code for code in code_list(column.list))
    return tuple(str(value) for value in sorted(distinct(cases.values(column.name)), key=lambda v: (str(type(v)), v)))


def code_numbers(cases: CaseTable, column: Column, codes: Sequence[str]) -> Ints:
    """The place among some codes of each case's value; -1 where it is missing or none of them. Not for sets."""
    return _numbers(cases.values(column.name).combine_chunks(), codes)


def code_pairs(cases: CaseTable, column: Column, codes: Sequence[str]) -> tuple[Ints, Ints]:
    """Each case and the place among some codes of each code that it has in a column, in the order of cases.

    In a set, a code that is none of them is at -1; a single value that is none of them makes no pair.
    """
    if column.kind is not ColumnKind.CODES:
        numbers = code_numbers(cases, column, codes)
        rows = np.flatnonzero(numbers != NOWHERE)
        return rows, numbers[rows]
    array = cases.values(column.name).combine_chunks()
    lengths: Any = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(array)), lengths), _numbers(array.flatten(), codes)


def with_broader(rows: Ints, ids: Ints, *, listed: CodeList, codes: Sequence[str]) -> tuple[Ints, Ints]:
    """The same pairs, and after them those of each case with every code above one that it has.

    A case that has two codes below the same one has that twice. codes: all of the list, as the pairs number them.
    """
    number = {code: place for place, code in enumerate(codes)}
    parent = np.array([number.get(listed[code].parent or "", NOWHERE) for code in codes], np.int64)
    all_rows, all_ids = [rows], [ids]
    while len(rows):
        above = parent[ids]
        rows, ids = rows[above != NOWHERE], above[above != NOWHERE]
        all_rows.append(rows)
        all_ids.append(ids)
    return np.concatenate(all_rows), np.concatenate(all_ids)


def missing_kinds(cases: CaseTable, name: str) -> Kinds:
    """Why each case's value is missing, by its place in `Missing`; -1 where there is a value."""
    return _numbers(cases.missing(name).combine_chunks(), _KINDS).astype(np.int8)


def is_missing(cases: CaseTable, name: str, kind: Missing | None = None) -> Mask:
    """Where a column has no value: for this reason, or for any."""
    if kind is None:
        return np.asarray(cases.values(name).is_null().to_numpy(), dtype=bool)
    return np.equal(missing_kinds(cases, name), _KINDS.index(kind.value))


def _numbers(array: pa.Array, codes: Sequence[str]) -> Ints:
    """The place of each value among some texts. Only the different values are looked up, as text."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    found = pc.index_in(array.dictionary.cast(pa.string()), value_set=pa.array(codes, pa.string()))
    places = np.append(pc.fill_null(found, NOWHERE).to_numpy(zero_copy_only=False).astype(np.int64), NOWHERE)
    # a null is at the end of the places: there -1 stands
    index = pc.fill_null(array.indices, NOWHERE).to_numpy(zero_copy_only=False)
    return np.asarray(places[index], dtype=np.int64)
