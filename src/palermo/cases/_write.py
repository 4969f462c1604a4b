"""Write any table of text to a file."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from palermo.cases._dialect import DEFAULT_DIALECT, Dialect, Format, format_of
from palermo.cases._writing import OF_ALL, OF_OWNER, replacing
from palermo.errors import InputError

ROW_GROUP = 131_072
"""Rows in a row group of Parquet: fixed, so that the same table always gives the same bytes."""


def write_rows(
    table: pa.Table, path: Path | str, dialect: Dialect = DEFAULT_DIALECT, *, guard: bool = True, secret: bool = False
) -> None:
    """Write a table of text to CSV, XLSX, ODS, JSON lines or Parquet: all of it or nothing.

    Nulls become empty cells. In workbooks every cell is text, never a formula. guard: in CSV, a cell that a spreadsheet
    would run as a formula (it begins with = + - @ and is no number) gets an apostrophe before it, since such files are
    opened by people; without it the file can be read back as the same texts.
    secret: nobody but its owner may read the file, as with people's records.

    Raises InputError when the format cannot hold the table or the system does not let it be written.
    """
    path = Path(path)
    form = format_of(path, dialect.format)
    table = as_text(table)
    if form is Format.JSONL and len(set(table.column_names)) < table.num_columns:
        reason = "two columns have the same name, and an object holds each name once."
        raise InputError("file.unwritable", place=str(path), reason=reason, hint="Write it as csv.")
    with replacing(path, mode=OF_OWNER if secret else OF_ALL) as partial:
        if form is Format.CSV:
            from palermo.cases._write_csv import write_csv

            write_csv(table, partial, dialect, guard=guard, packed=path.suffix.lower() == ".gz", shown=path)
        elif form is Format.XLSX:
            from palermo.cases._write_xlsx import write_xlsx

            write_xlsx(table, partial, sheet=dialect.sheet or "cases", shown=path)
        elif form is Format.ODS:
            from palermo.cases._write_ods import write_ods

            write_ods(table, partial, sheet=dialect.sheet or "cases", shown=path)
        elif form is Format.PARQUET:
            write_parquet(table, partial)
        elif form is Format.JSONL and path.suffix.lower() != ".gz":
            write_json_lines(table, partial)
        else:
            reason = f"tables are not written as {path.suffix.removeprefix('.')}."
            hint = "Use csv, xlsx, ods, jsonl or parquet."
            raise InputError("file.unwritable", place=str(path), reason=reason, hint=hint)


def as_text(table: pa.Table) -> pa.Table:
    """The table with every column as text, nulls as empty texts."""
    columns = [pc.fill_null(pc.cast(column, pa.string()), "") for column in table.columns]
    return pa.table(columns, names=table.column_names)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, with its Arrow schema."""
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def write_json_lines(table: pa.Table, path: Path) -> None:
    """Write one object a row."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in table.to_batches(ROW_GROUP):
            for row in batch.to_pylist():
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
