"""Read a Parquet file as a table of text."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from palermo.cases._file import check_file, looks_like, refuse_other
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows, check_columns, column_names, shown
from palermo.errors import InputError

PARQUET = b"PAR1"
BROKEN = (pa.ArrowException, OSError, ValueError, OverflowError)
"""What the library raises for a file that is damaged."""


def open_parquet(path: Path, *, limits: Limits, apart: bool = False) -> pq.ParquetFile:
    """A Parquet file that is one and asks for no more memory than is allowed. Raises InputError.

    apart: its row groups are read one by one, so that each of them may be as large as a whole file else.
    """
    head = check_file(path)
    if not head.startswith(PARQUET):
        raise refuse_other(path, "a Parquet file", looks_like(head) or "something else")
    try:
        file = pq.ParquetFile(path)
    except BROKEN as error:
        raise InputError("file.damaged", place=str(path), reason="its end does not say what it holds.") from error
    check_columns(file.metadata.num_columns, file=str(path), limits=limits)
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    rows = file.metadata.num_rows
    if apart:
        size = max((group.total_byte_size for group in groups), default=0)
        rows = max((group.num_rows for group in groups), default=0)
    if size > limits.text_bytes or rows * max(file.metadata.num_columns, 1) > limits.text_bytes:
        reason = f"it holds {rows:,} rows of {file.metadata.num_columns:,} columns."
        raise InputError("file.too_large", place=str(path), reason=reason)
    return file


def load_parquet(path: Path, *, limits: Limits) -> pa.Table:
    """All of a Parquet file. Raises InputError where a part of it cannot be read."""
    try:
        return open_parquet(path, limits=limits).read()
    except BROKEN as error:
        raise InputError("file.damaged", place=str(path), reason="a part of it cannot be read.") from error


def read_parquet(path: Path, *, limits: Limits) -> Rows:
    """Read a Parquet file. See `read_rows`. Raises InputError for columns that no one text stands for."""
    table = load_parquet(path, limits=limits)
    names = column_names(table.column_names, file=str(path), row=1, limits=limits)
    arrays = [_text(column, name, path) for column, name in zip(table.columns, names, strict=True)]
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return Rows(pa.table(arrays, names=names), numbers, tuple(table.column_names))


def _text(column: pa.ChunkedArray, name: str, path: Path) -> pa.ChunkedArray:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        found = f"a table whose column {shown(name)} holds {kind}"
        raise refuse_other(path, "a table of texts, numbers and dates", found)
    if pa.types.is_floating(kind):
        whole = pc.and_kleene(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e15))
        texts = pc.if_else(
            whole, pc.cast(pc.cast(pc.if_else(whole, column, 0), pa.int64()), pa.string()), pc.cast(column, pa.string())
        )
    else:
        texts = pc.cast(column, pa.string())
    return pc.fill_null(texts, "")
