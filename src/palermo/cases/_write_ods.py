"""Write a table of text as an ODS workbook: every cell a text, never a formula."""

import io
import zipfile
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from palermo.cases._write_xlsx import check_room
from palermo.errors import InputError

LARGEST = 4_000_000
"""Cells: the library keeps them all in memory, as objects."""


def write_ods(table: pa.Table, path: Path, *, sheet: str, shown: Path) -> None:
    """Write a table whose columns are text without nulls. Runs of empty cells are written as one."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.teletype import addTextToElement
    from odf.text import P

    check_room(table, shown)
    if table.num_rows * table.num_columns > LARGEST:
        reason = f"more than {LARGEST:,} cells are too many for this format."
        raise InputError("file.unwritable", place=str(shown), reason=reason, hint="Write it as csv or parquet.")
    OpenDocumentSpreadsheet().write(io.BytesIO())  # the library names more XML namespaces from its second file on
    document = OpenDocumentSpreadsheet()
    page = Table(name=sheet)
    columns = [column.to_pylist() for column in table.columns]
    for cells in (table.column_names, *zip(*columns, strict=True)):
        row = TableRow()
        for text, run in groupby(cells):
            count = len(list(run))
            options = {"numbercolumnsrepeated": count} if count > 1 else {}
            cell = TableCell(valuetype="string", **options) if text else TableCell(**options)
            for line in text.split("\n") if text else ():
                paragraph = P()
                addTextToElement(paragraph, line)
                cell.addElement(paragraph)
            row.addElement(cell)
        page.addElement(row)
    document.spreadsheet.addElement(page)
    written = io.BytesIO()
    document.write(written)
    _pack(written, path)


def _pack(written: io.BytesIO, path: Path) -> None:
    """Write the archive again without the time of day, so that the same table always gives the same bytes."""
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            plain = zipfile.ZipInfo(info.filename)
            plain.compress_type = info.compress_type
            target.writestr(plain, source.read(info))
