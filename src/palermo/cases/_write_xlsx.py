"""Write a table of text as an XLSX workbook: every cell a text, never a formula or a link."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from palermo.errors import InputError

LAST_ROW, LAST_COLUMN, LONGEST_CELL = 1_048_576, 16_384, 32_767
"""What a sheet can hold: rows, columns, characters of a cell (ECMA-376, and Excel's own limits)."""

BATCH = 1 << 13
MADE = datetime(2000, 1, 1)
"""Said in every workbook, so that the same table always gives the same bytes."""


def write_xlsx(table: pa.Table, path: Path, *, sheet: str, shown: Path) -> None:
    """Write a table whose columns are text without nulls. Empty texts are cells that are not there."""
    import xlsxwriter.exceptions

    check_room(table, shown)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": MADE})
        try:
            page = workbook.add_worksheet(sheet)
        except xlsxwriter.exceptions.XlsxInputError as error:
            hint = "Use at most 31 characters, and none of []:*?/\\."
            reason = f"no sheet can be named {sheet[:60]}."
            raise InputError("file.unwritable", place=str(shown), reason=reason, hint=hint) from error
        for column, name in enumerate(table.column_names):
            page.write_string(0, column, name)
        row = 0
        for batch in table.to_batches(BATCH):
            for cells in zip(*[column.to_pylist() for column in batch.columns], strict=True):
                row += 1
                for column, text in enumerate(cells):
                    if text:
                        page.write_string(row, column, text)


def check_room(table: pa.Table, shown: Path) -> None:
    """Raise InputError for what a sheet cannot hold."""
    reason = ""
    if table.num_rows >= LAST_ROW or table.num_columns > LAST_COLUMN:
        reason = f"a sheet has {LAST_ROW:,} rows and {LAST_COLUMN:,} columns at most."
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not table.num_rows:
            continue
        if pc.max(pc.utf8_length(column)).as_py() > LONGEST_CELL:
            reason = f"a cell of {name[:60]} is longer than {LONGEST_CELL:,} characters."
        if pc.any(pc.match_substring_regex(column, r"[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_")).as_py():
            reason = f"a cell of {name[:60]} holds a control character."
    if reason:
        hint = "Write it as csv or parquet."
        raise InputError("file.unwritable", place=str(shown), reason=reason, hint=hint)
