"""The case table: one row a victim's case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases._missing import Missing
from palermo.codes import Column, ColumnKind, code_list

MISSING_SUFFIX = "__missing"
"""`gender__missing` says why `gender` is not there; null where it is."""

CATEGORY_TYPE = pa.dictionary(pa.int32(), pa.string())
SET_TYPE = pa.list_(CATEGORY_TYPE)
NUMBER_TYPE = pa.int32()
ID_TYPE = pa.string()
MISSING_TYPE = pa.dictionary(pa.int8(), pa.string())
_KINDS = pa.array([kind.value for kind in Missing])


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type in which a column's values are kept."""
    if column.kind is ColumnKind.ID:
        return ID_TYPE
    if column.kind is ColumnKind.CODES:
        return SET_TYPE
    return NUMBER_TYPE if column.is_number else CATEGORY_TYPE


@dataclass(frozen=True)
class CaseTable:
    """One row a victim's case, on Arrow.

    columns: what each column holds, in order.
    data: for each column `name`, the values (null where missing) and `name__missing` (why; null where there is a
        value). A set that is there and empty says *none of them*; a null set says *not known*. Category and ordinal
        values are dictionary-encoded codes, sets are lists of codes, numbers are int32, identifiers are text.

    Raises ValueError when a column is not there or of another type, when a value is both there and missing, or
    neither, and when a code is not in its column's list: to build one from outside data, use `harmonise`.
    """

    columns: tuple[Column, ...]
    data: pa.Table

    def __post_init__(self) -> None:
        expected = [n for column in self.columns for n in (column.name, column.name + MISSING_SUFFIX)]
        if self.data.column_names != expected:
            raise ValueError(f"the table has columns {self.data.column_names}, its schema says {expected}")
        for column in self.columns:
            self._check(column)

    def _check(self, column: Column) -> None:
        values, missing = self.values(column.name), self.missing(column.name)
        if values.type != arrow_type(column) or missing.type != MISSING_TYPE:
            raise ValueError(f"{column.name} is {values.type} / {missing.type}, not {arrow_type(column)}")
        agrees = pc.all(pc.xor(values.is_null(), missing.is_null())).as_py()
        if agrees is False:
            raise ValueError(f"{column.name} has values that are both there and missing, or neither")
        unknown = set(distinct(missing)) - set(Missing)
        if column.list is not None:
            unknown |= {code for code in distinct(values) if code not in code_list(column.list)}
        if unknown:
            raise ValueError(f"{column.name} holds what its list does not: {sorted(unknown)[:5]}")

    @classmethod
    def from_columns(
        cls, columns: Sequence[Column], values: Mapping[str, pa.ChunkedArray | pa.Array], missing: Mapping[str, object]
    ) -> "CaseTable":
        """Put a table together from a values array and a missing array (or one `Missing` for every null) a column."""
        arrays: dict[str, object] = {}
        for column in columns:
            array = values[column.name]
            arrays[column.name] = array.cast(arrow_type(column)) if array.type != arrow_type(column) else array
            why = missing[column.name]
            if isinstance(why, Missing):
                why = missing_where(array.is_null(), why)
            arrays[column.name + MISSING_SUFFIX] = why
        return cls(tuple(columns), pa.table(arrays))

    @property
    def num_rows(self) -> int:
        """How many cases there are."""
        return int(self.data.num_rows)

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def column(self, name: str) -> Column:
        """What a column holds."""
        return self._by_name[name]

    def values(self, name: str) -> pa.ChunkedArray:
        """A column's values, null where missing."""
        return self.data.column(name)

    def missing(self, name: str) -> pa.ChunkedArray:
        """Why a column's values are missing, null where they are not."""
        return self.data.column(name + MISSING_SUFFIX)

    def select(self, names: Iterable[str]) -> "CaseTable":
        """Only these columns, in this order."""
        columns = tuple(self._by_name[name] for name in names)
        return CaseTable(columns, self.data.select([n for c in columns for n in (c.name, c.name + MISSING_SUFFIX)]))

    def filter(self, keep: pa.Array | pa.ChunkedArray) -> "CaseTable":
        """Only the rows where `keep` is true."""
        return CaseTable(self.columns, self.data.filter(keep))

    def take(self, rows: pa.Array | Sequence[int]) -> "CaseTable":
        """These rows, in this order."""
        return CaseTable(self.columns, self.data.take(rows))

    def without_ids(self) -> "CaseTable":
        """Without the identifiers: what may come near the gate."""
        return self.select(c.name for c in self.columns if c.kind is not ColumnKind.ID)


def distinct(values: pa.ChunkedArray) -> list[str | int]:
    """The different values that occur in a column (the codes that occur in its sets), nulls aside."""
    if pa.types.is_list(values.type):
        values = pc.list_flatten(values)
    return [value for value in pc.unique(values).to_pylist() if value is not None]


def missing_where(where: pa.Array | pa.ChunkedArray, kind: Missing) -> pa.Array:
    """A missing column that says `kind` where the mask is true and nothing elsewhere."""
    mask = where.combine_chunks() if isinstance(where, pa.ChunkedArray) else where
    index = pc.if_else(mask, pa.scalar(list(Missing).index(kind), pa.int8()), pa.scalar(None, pa.int8()))
    return pa.DictionaryArray.from_arrays(index, _KINDS)


def concat(tables: Sequence[CaseTable]) -> CaseTable:
    """The cases of several tables with the same columns, one after the other."""
    first = tables[0]
    if any(table.columns != first.columns for table in tables):
        raise ValueError("only tables with the same columns can be put together")
    return CaseTable(first.columns, pa.concat_tables([table.data for table in tables]).unify_dictionaries())
