"""Write a table of text as CSV."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases._dialect import Dialect
from palermo.errors import InputError

ROWS = 1 << 16
"""Rows that are put together at once."""

FORMULA = r"^'*[=+\-@\t\r]"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?%?$"
GUARD = "'"
"""Before a cell that a spreadsheet would take for a formula. A number needs no guard."""


def guarded(values: pa.Array) -> pa.Array:
    """The texts, each that a spreadsheet would run as a formula with an apostrophe before it.

    Texts that begin with apostrophes and would be a formula without them get one more: `unguarded` is the way back.
    """
    risky = pc.and_(pc.match_substring_regex(values, FORMULA), pc.invert(pc.match_substring_regex(values, NUMBER)))
    return pc.if_else(risky, pc.binary_join_element_wise(GUARD, values, ""), values)


def unguarded(values: pa.Array) -> pa.Array:
    """The texts as they were before `guarded`."""
    return pc.replace_substring_regex(values, r"^'('*[=+\-@\t\r])", r"\1")


def write_csv(table: pa.Table, path: Path, dialect: Dialect, *, guard: bool, packed: bool, shown: Path) -> None:
    """Write a table whose columns are text without nulls.

    guard: see `guarded`; packed: with gzip; shown: the name in messages.
    """
    with path.open("wb") as file:
        if packed:
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packing:
                _write(table, packing, shown, dialect, guard)
        else:
            _write(table, file, shown, dialect, guard)


def _write(table: pa.Table, file: IO[bytes] | gzip.GzipFile, path: Path, dialect: Dialect, guard: bool) -> None:
    header = pa.table([[name] for name in table.column_names], names=[str(n) for n in range(table.num_columns)])
    row = 0
    for lines in (*_lines(header, dialect, guard, path), *_lines(table, dialect, guard, path)):
        text = "".join(line + "\n" for line in lines)
        try:
            file.write(text.encode(dialect.encoding))
        except UnicodeEncodeError as error:
            row += text.count("\n", 0, error.start)
            reason = f"row {row + 1} holds a character that {dialect.encoding} does not have."
            raise InputError("file.unwritable", place=str(path), reason=reason, hint="Write it as utf-8.") from error
        row += len(lines)


def _lines(table: pa.Table, dialect: Dialect, guard: bool, path: Path) -> Iterator[list[str]]:
    for start in range(0, table.num_rows, ROWS):
        cells = [_cells(column, dialect, guard, path) for column in table.slice(start, ROWS).columns]
        if len(cells) == 1:  # an empty line would be no record
            cells = [pc.if_else(pc.equal(cells[0], ""), dialect.quote * 2, cells[0])]
        yield pc.binary_join_element_wise(*cells, dialect.delimiter).to_pylist()


def _cells(column: pa.ChunkedArray, dialect: Dialect, guard: bool, path: Path) -> pa.Array:
    """A column's cells as they stand in the file: each different text is looked at once."""
    encoded = column.combine_chunks().dictionary_encode()
    texts = guarded(encoded.dictionary) if guard else encoded.dictionary
    special = f"[\\x{ord(dialect.delimiter):02x}\\r\\n" + (f"\\x{ord(dialect.quote):02x}]" if dialect.quote else "]")
    needs = pc.match_substring_regex(texts, special)
    if dialect.quote:
        doubled = pc.replace_substring(texts, dialect.quote, dialect.quote * 2)
        texts = pc.if_else(needs, pc.binary_join_element_wise(dialect.quote, doubled, dialect.quote, ""), texts)
    elif pc.any(needs).as_py():
        hint = "Declare a quotation mark, or another delimiter."
        reason = "a cell holds a delimiter or a line end, and nothing may be quoted."
        raise InputError("file.unwritable", place=str(path), reason=reason, hint=hint)
    return texts.take(encoded.indices)
