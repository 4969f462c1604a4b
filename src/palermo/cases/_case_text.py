"""A case table as text, one cell a value, and back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases._missing import Missing
from palermo.cases._rows import Rows
from palermo.cases._table import MISSING_SUFFIX, MISSING_TYPE, CaseTable, arrow_type
from palermo.cases._write_csv import guarded, unguarded
from palermo.codes import Column, ColumnKind, case_schema, code_list
from palermo.errors import InputError

BETWEEN = ";"
"""Between the codes of a set."""

NONE = "none"
"""The empty set: none of them. An empty cell is a set that is not known."""

_NUMBER = r"^(0|-?[1-9][0-9]{0,8})$"
_SET_TEXT = pa.list_(pa.string())


def to_text(cases: CaseTable, *, place: str) -> pa.Table:
    """The cases as text: sets as codes with `;` between them, `none` for the empty set.

    Raises InputError for what a text cannot say: an identifier that is an empty text, a set with the code `none` alone.
    """
    arrays: list[pa.Array] = []
    names: list[str] = []
    for column in cases.columns:
        values = cases.values(column.name).combine_chunks()
        if column.kind is ColumnKind.CODES:
            text = _set_text(values, column, place)
        else:
            text = values.cast(pa.string())
            if column.list is None and pc.any(pc.equal(text, "")).as_py():
                raise _unwritable(column, place, "holds an empty text")
            text = guarded(text) if _is_open(column) else text
        why = cases.missing(column.name).combine_chunks().cast(pa.string())
        arrays += [pc.fill_null(text, ""), pc.fill_null(why, "")]
        names += [column.name, column.name + MISSING_SUFFIX]
    return pa.table(arrays, names=names)


def from_text(rows: Rows, *, place: str) -> CaseTable:
    """Cases from their text. Raises InputError with the row and column of what is no case.

    The columns are those of the case schema. One that holds codes of a coarser list than the schema's has that list.
    A `__missing` column may be left out where no value is missing.
    """
    columns, values, missing = [], {}, {}
    for name in value_columns(rows.table.column_names, place=place):
        reader = _Reader(case_schema()[name], rows, place)
        column, array, why = reader.read()
        columns.append(column)
        values[name], missing[name] = array, why
    return CaseTable.from_columns(columns, values, missing)


def value_columns(names: Sequence[str], *, place: str) -> list[str]:
    """The columns that hold values. Raises InputError for a name that is none of the case table's."""
    held = [name for name in names if not name.endswith(MISSING_SUFFIX)]
    for name in names:
        if name.removesuffix(MISSING_SUFFIX) not in case_schema() or name.removesuffix(MISSING_SUFFIX) not in held:
            raise InputError("cases.malformed", place=place, reason=f"it has a column {name[:60]}.")
    if not held:
        raise InputError("cases.malformed", place=place, reason="it has no column.")
    return held


def list_of(column: Column, codes: Sequence[str]) -> str | None:
    """The list that all the codes are in: the column's own, else the first of the coarser ones; None for none."""
    for name in _lists(column.list or ""):
        if all(code in code_list(name) for code in codes):
            return name
    return None


def coarser(column: Column, name: str) -> Column:
    """The column with another list."""
    return column if column.list == name else replace(column, list=name)


def _lists(name: str) -> Iterator[str]:
    yield name
    for level in code_list(name).generalisations:
        yield from _lists(level.list)


def _is_open(column: Column) -> bool:
    """Whether a column may hold any text."""
    return column.list is None and not column.is_number


def _set_text(values: pa.ListArray, column: Column, place: str) -> pa.Array:
    plain = values.cast(_SET_TEXT)
    if pc.any(pc.or_(pc.equal(plain.flatten(), NONE), pc.match_substring(plain.flatten(), BETWEEN))).as_py():
        raise _unwritable(column, place, f"has a code {NONE}, or one with {BETWEEN} in it")
    return pc.if_else(pc.equal(pc.list_value_length(plain), 0), NONE, pc.binary_join(plain, BETWEEN))


def _unwritable(column: Column, place: str, what: str) -> InputError:
    reason = f"the column {column.name} {what}, which a text file cannot say."
    return InputError("file.unwritable", place=place, reason=reason, hint="Write the cases as Parquet.")


class _Reader:
    """Reads one column of a case table and why it is missing."""

    def __init__(self, column: Column, rows: Rows, place: str) -> None:
        self.column, self.rows, self.place = column, rows, place

    def read(self) -> tuple[Column, pa.Array, pa.Array]:
        """The column as it is here, its values, and why they are missing."""
        text = _one(self.rows.table.column(self.column.name))
        why_name = self.column.name + MISSING_SUFFIX
        why = _one(self.rows.table.column(why_name)) if why_name in self.rows.table.column_names else None
        blank = pc.equal(text, "")
        if why is None:
            self.refuse(blank, "has no value, and no column says why")
            missing = pa.nulls(len(text), MISSING_TYPE)
        else:
            self.refuse(
                pc.equal(blank, pc.equal(why, "")), "has both a value and a reason why it is missing, or neither"
            )
            self.refuse(
                pc.and_(blank, pc.invert(pc.is_in(why, pa.array(list(Missing))))), "is missing for no known reason"
            )
            missing = pc.if_else(blank, why, None).cast(pa.string()).dictionary_encode().cast(MISSING_TYPE)
        values = pc.if_else(blank, pa.scalar(None, pa.string()), text)
        if self.column.kind is ColumnKind.CODES:
            return *self.sets(values), missing
        if self.column.is_number:
            self.refuse(pc.invert(pc.match_substring_regex(values, _NUMBER)), "is no whole number")
            numbers = values.cast(pa.int32())
            self.refuse(self.outside(numbers), "is out of bounds")
            return self.column, numbers, missing
        if self.column.list is None:
            return self.column, unguarded(values).cast(arrow_type(self.column)), missing
        return *self.categories(values), missing

    def refuse(self, wrong: pa.Array, what: str) -> None:
        """Raise InputError at the first row where the mask is true."""
        where = pc.index(pc.fill_null(wrong, False), True).as_py()
        if where >= 0:
            row = self.rows.row_numbers[where].as_py()
            reason = f"the cell {what}."
            raise InputError(
                "cases.malformed", place=f"{self.place}, row {row}, column {self.column.name}", reason=reason
            )

    def outside(self, numbers: pa.Array) -> pa.Array:
        """Which numbers are beyond the column's bounds."""
        low, high = self.column.minimum, self.column.maximum
        below = pc.less(numbers, low) if low is not None else pa.repeat(False, len(numbers))
        above = pc.greater(numbers, high) if high is not None else pa.repeat(False, len(numbers))
        return pc.or_(below, above)

    def categories(self, values: pa.Array) -> tuple[Column, pa.Array]:
        """One code a cell."""
        encoded = values.dictionary_encode()
        found = self.known(encoded.dictionary.to_pylist(), lambda unknown: pc.is_in(values, pa.array(unknown)))
        return found, encoded

    def sets(self, values: pa.Array) -> tuple[Column, pa.Array]:
        """Several codes a cell: each different cell is taken apart once."""
        encoded = values.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        sets = [[] if text == NONE else text.split(BETWEEN) for text in texts]
        twice = [text for text, codes in zip(texts, sets, strict=True) if len(set(codes)) != len(codes)]
        self.refuse(pc.is_in(values, pa.array(twice, pa.string())), "names a code twice")
        numbers: dict[str, int] = {}
        lists = pa.array(
            [[numbers.setdefault(code, len(numbers)) for code in codes] for codes in sets], pa.list_(pa.int32())
        )

        def with_unknown(unknown: Sequence[str]) -> pa.Array:
            broken = [text for text, codes in zip(texts, sets, strict=True) if set(codes) & set(unknown)]
            return pc.is_in(values, pa.array(broken, pa.string()))

        found = self.known(list(numbers), with_unknown)
        return found, set_array(lists.take(encoded.indices), list(numbers))

    def known(self, codes: Sequence[str], where: Callable[[Sequence[str]], pa.Array]) -> Column:
        """The column with the list that holds all the codes; refused at the first row with one that none does."""
        name = list_of(self.column, codes)
        if name is None:
            unknown = [code for code in codes if code not in code_list(self.column.list or "")]
            self.refuse(where(unknown), f"holds no code of the list {self.column.list}")
            self.never()
        return coarser(self.column, name)

    def never(self) -> NoReturn:
        """An unknown code that no row holds."""
        raise AssertionError(f"{self.column.name}: a code without a row")


def set_array(lists: pa.ListArray, codes: Sequence[str]) -> pa.Array:
    """Lists of positions in `codes` as sets of codes."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = np.zeros(len(lists) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    flat = pa.DictionaryArray.from_arrays(lists.flatten(), pa.array(list(codes), pa.string()))
    return pa.ListArray.from_arrays(pa.array(offsets), flat, mask=lists.is_null())


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
