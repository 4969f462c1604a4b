"""Any table that somebody has, as Arrow."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from palermo.cases import Dialect
from palermo.errors import InputError


def arrow_of(table: Any, dialect: Dialect | None = None) -> tuple[pa.Table, str]:
    """A path, an Arrow table, a data frame or a dict of columns as Arrow, and what to call it in an error.

    dialect: how a CSV file is written. Raises InputError for two columns of one name, which do not tell which is meant,
    and for a column of numbers and words, and TypeError for what is no table.

    >>> arrow_of({"police": [1, 0], 2024: ["a", "b"]})[0].column_names
    ['police', '2024']
    """
    if isinstance(table, (str, Path)):
        from palermo.cases import read_rows

        rows = read_rows(table, dialect or Dialect()).table
        if Path(table).suffix.lower() == ".parquet":  # which says of itself how its lists were linked
            import pyarrow.parquet as pq

            rows = rows.replace_schema_metadata(pq.read_schema(table).metadata)
        return rows, Path(table).name
    if isinstance(table, pa.Table):
        _check_once(table.column_names)
        return table, ""
    if isinstance(table, dict):
        _check_once([str(name) for name in table])
        return pa.table({str(name): _one_kind(str(name), list(values)) for name, values in table.items()}), ""
    if hasattr(table, "columns") and hasattr(table, "__arrow_c_stream__"):  # pandas, polars
        names = [str(name) for name in table.columns]
        _check_once(names)
        try:
            return pa.table(table).select(names), ""
        except pa.ArrowException as error:
            raise InputError("estimate.column_mixed", reason=f"{error}.") from None
    raise TypeError(f"a table is a path, an Arrow table, a data frame or a dict of columns, not {type(table)}")


def _one_kind(name: str, values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except pa.ArrowException as error:
        raise InputError("estimate.column_mixed", place=f"column {name}", reason=f"{error}.") from None


def _check_once(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError("estimate.column_twice", names=f"“{name}” and “{name}”")
