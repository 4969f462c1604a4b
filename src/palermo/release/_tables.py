"""The tables of a release as Parquet: the same table always gives the same bytes."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from palermo.cases import CaseTable, arrow_type
from palermo.codes import Column

ROW_GROUP = 131_072
"""Rows in a row group: readers in parallel and by pieces; fixed, so that bytes do not depend on the writer's mood."""

COUNTS_SCHEMA = pa.schema(
    [
        ("length", pa.int8()),
        ("columns", pa.list_(pa.string())),
        ("codes", pa.list_(pa.string())),
        ("count", pa.int64()),
        ("low", pa.int64()),
        ("high", pa.int64()),
    ]
)
"""Protected counts of attribute combinations: low and high bound the number that there was before suppression."""

_TEXT_SET = pa.list_(pa.string())


def no_counts() -> pa.Table:
    """A table of counts with nothing in it."""
    return COUNTS_SCHEMA.empty_table()


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table. Dictionaries are written as the text they stand for: every reader knows that."""
    plain = pa.table({name: _plain(table.column(name)) for name in table.column_names})
    pq.write_table(plain, path, compression="zstd", row_group_size=ROW_GROUP, store_schema=False)


def read_cases(path: Path, columns: Sequence[Column]) -> CaseTable:
    """The cases in a Parquet file, as columns of these kinds. Raises ValueError when it does not hold them."""
    table = pq.read_table(path)
    arrays = {}
    for name in table.column_names:
        arrays[name] = _encoded(table.column(name).combine_chunks())
    typed = {column.name: arrow_type(column) for column in columns}
    data = {}
    for name, array in arrays.items():
        wanted = typed.get(name) or pa.dictionary(pa.int8(), pa.string())
        data[name] = array if array.type == wanted else array.cast(wanted)
    return CaseTable(tuple(columns), pa.table(data))


def read_counts(path: Path) -> pa.Table:
    """The counts in a Parquet file. Raises ValueError when it does not hold them."""
    table = pq.read_table(path)
    if table.column_names != COUNTS_SCHEMA.names:
        raise ValueError(f"the counts have the columns {table.column_names}")
    return table.cast(COUNTS_SCHEMA)


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(values.type) and pa.types.is_dictionary(values.type.value_type):
        return values.cast(_TEXT_SET)
    return pc.cast(values, pa.string()) if pa.types.is_dictionary(values.type) else values


def _encoded(array: pa.Array) -> pa.Array:
    if pa.types.is_string(array.type):
        return array.dictionary_encode()
    if not pa.types.is_list(array.type):
        return array
    inner = array.flatten().dictionary_encode()
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, inner, mask=array.is_null())
