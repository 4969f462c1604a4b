"""An answer as CSV, one line a cell. No text in it is run by a spreadsheet, and no code is changed."""

import io
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.csv

from palermo.cases import guarded
from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._travel import parts, travelling


def csv_lines(answer: Answer, language: str = "en", link: str = "") -> Iterator[bytes]:
    """The answer as CSV in UTF-8 (RFC 4180): a header, and a line a cell, in parts as they are ready."""
    for number, part in enumerate(parts(answer)):
        yield table_as_csv(travelling(part, language, link), header=number == 0)


def table_as_csv(table: pa.Table, *, header: bool = True, above: Sequence[Sequence[str]] = ()) -> bytes:
    """A table as CSV, its texts guarded against spreadsheets as those of a release's cases.csv are.

    above: lines between the header and the first row.
    """
    out = io.BytesIO()
    if header:
        for line in (table.column_names, *above):
            out.write((",".join(_quoted(text) for text in line) + "\n").encode())
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(_safe(table), out, write_options=options)
    return out.getvalue()


def _safe(table: pa.Table) -> pa.Table:
    """The table with every text guarded. A code begins with a letter or a digit, so it stays what it is."""
    for place, name in enumerate(table.column_names):
        if pa.types.is_string(table.schema.field(name).type):
            texts = table.column(name).combine_chunks()
            table = table.set_column(place, name, guarded(texts))
    return table


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text
