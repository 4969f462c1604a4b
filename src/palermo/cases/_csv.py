"""Read a CSV file as a table of text."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from palermo.cases._csv_layout import BLOCK, Layout, Offsets, find_layout
from palermo.cases._dialect import Dialect, Format
from palermo.cases._encoding import to_utf8
from palermo.cases._file import read_text_bytes
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows, check_cell, check_second_header, column_names, header_notes
from palermo.errors import InputError

DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
"""What may stand between cells, when a file is looked at to say what it looks like."""

SMALLEST_BLOCK = 1 << 20
LARGEST_RECORD = 1 << 30
"""Bytes: what one parser's block may hold."""


def read_csv(path: Path, dialect: Dialect, *, limits: Limits) -> Rows:
    """Read a CSV file. See `read_rows`."""
    data = to_utf8(read_text_bytes(path, Format.CSV, limits=limits), dialect.encoding, path=path)
    _check_delimiter(data, dialect, path=path)
    layout = find_layout(data, dialect, path=path)
    if not len(layout.starts):
        raise InputError("file.empty", place=str(path))
    _check_cells(data, layout, dialect, path=path, limits=limits)
    header_at = int(np.searchsorted(layout.rows, dialect.header_row))
    if header_at >= len(layout.rows) or layout.rows[header_at] != dialect.header_row:
        reason = f"row {dialect.header_row}, where the header is said to be, is blank or not there."
        raise InputError("table.header", place=str(path), reason=reason)
    first = int(np.searchsorted(layout.rows, dialect.first_data_row))
    header = record_cells(data, layout, header_at, dialect)
    names = column_names(header, file=str(path), row=dialect.header_row, limits=limits)
    above = [record_cells(data, layout, number, dialect) for number in range(first) if number != header_at]
    table = _parse(data, layout, first, len(names), dialect, path=path).rename_columns(names)
    if table.num_rows != len(layout.starts) - first:
        raise AssertionError(f"{table.num_rows} records parsed, {len(layout.starts) - first} found")
    if table.num_rows:
        row, second = dialect.header_row, int(layout.rows[first])
        check_second_header(header, _first_record(table), file=str(path), row=row, first_row=second)
    notes = header_notes(names, header, above)
    if layout.blank:
        notes.append(f"{layout.blank} blank line{'s are' if layout.blank > 1 else ' is'} no record.")
    return Rows(table, pa.array(layout.rows[first:]), tuple(header), tuple(notes), tuple(map(tuple, above)))


def record_cells(data: bytes, layout: Layout, number: int, dialect: Dialect) -> list[str]:
    """The cells of one record."""
    text = data[layout.starts[number] : layout.ends[number]]
    cells = _read(text + b"\n", ReadAs.one(len(text)), dialect)
    return [column[0].as_py() for column in cells.columns]


class ReadAs:
    """How the parser is asked to read: never a guess at a type, never a null."""

    @staticmethod
    def one(size: int) -> pc.ReadOptions:
        """One record, whatever number of cells it has."""
        return pc.ReadOptions(autogenerate_column_names=True, block_size=max(SMALLEST_BLOCK, 2 * size))

    @staticmethod
    def many(columns: int, longest: int) -> pc.ReadOptions:
        """Records of so many cells. longest: the longest record, in bytes; it must fit into a block."""
        size = min(max(SMALLEST_BLOCK, 2 * longest), LARGEST_RECORD)
        return pc.ReadOptions(column_names=[f"f{number}" for number in range(columns)], block_size=size)


def _read(data: bytes | pa.Buffer, options: pc.ReadOptions, dialect: Dialect) -> pa.Table:
    parse = pc.ParseOptions(
        delimiter=dialect.delimiter, quote_char=dialect.quote or False, double_quote=bool(dialect.quote),
        newlines_in_values=bool(dialect.quote), ignore_empty_lines=True,
    )  # fmt: skip
    convert = pc.ConvertOptions(
        default_column_type=pa.string(), null_values=[], strings_can_be_null=False, check_utf8=False
    )
    return pc.read_csv(pa.BufferReader(data), read_options=options, parse_options=parse, convert_options=convert)


def _parse(data: bytes, layout: Layout, first: int, columns: int, dialect: Dialect, *, path: Path) -> pa.Table:
    """The records from a number on. Raises InputError for the first that has another number of cells."""
    if first >= len(layout.starts):
        return pa.table({f"f{number}": pa.array([], pa.string()) for number in range(columns)})
    longest = int((layout.ends - layout.starts).max())
    try:
        return _read(pa.py_buffer(data)[int(layout.starts[first]) :], ReadAs.many(columns, longest), dialect)
    except pa.ArrowInvalid as error:
        counts = 1 + _delimiters(data, layout, dialect)
        ragged = first + np.flatnonzero(counts[first:] != columns)
        if not len(ragged):
            raise
        row = int(layout.rows[ragged[0]])
        raise InputError(
            "table.ragged", place=f"{path}, row {row}", has=f"{counts[ragged[0]]:,}", columns=f"{columns:,}",
            rows=f"{len(ragged):,}",
        ) from error  # fmt: skip


def _delimiters(data: bytes, layout: Layout, dialect: Dialect) -> Offsets:
    """How many delimiters stand between the cells of each record: only asked when something is wrong."""
    counts = np.zeros(len(layout.starts), np.int64)
    step = max(1, BLOCK // max(1, len(data) // len(layout.starts)))
    for first in range(0, len(layout.starts), step):
        ends = layout.ends[first : first + step]
        start = int(layout.starts[first])
        found = _cell_ends(data[start : int(ends[-1])], dialect) + start
        counts[first : first + step] = np.bincount(np.searchsorted(ends, found), minlength=len(ends))[: len(ends)]
    return counts


def _cell_ends(record: bytes, dialect: Dialect) -> Offsets:
    """Where the delimiters between the cells of a record, or of several whole ones, stand."""
    view = np.frombuffer(record, np.uint8)
    found = view == ord(dialect.delimiter)
    if dialect.quote:
        found &= np.bitwise_xor.accumulate((view == ord(dialect.quote)).view(np.uint8)) == 0
    return np.flatnonzero(found)


def _check_cells(data: bytes, layout: Layout, dialect: Dialect, *, path: Path, limits: Limits) -> None:
    """Refuse a cell that is too long. Only records that are longer than such a cell are looked into."""
    for number in np.flatnonzero(layout.ends - layout.starts > limits.cell_bytes):
        record = data[layout.starts[number] : layout.ends[number]]
        edges = np.concatenate([[-1], _cell_ends(record, dialect), [len(record)]])
        lengths = np.diff(edges) - 1
        where = int(np.argmax(lengths))
        check_cell(
            int(lengths[where]), file=str(path), row=int(layout.rows[number]), column=str(where + 1), limits=limits
        )


def _check_delimiter(data: bytes, dialect: Dialect, *, path: Path) -> None:
    """Refuse a header line that is one cell and would be several with another delimiter.

    This comes first: with the wrong delimiter, quotation marks seem to stand in wrong places too.
    """
    lines = re.split(rb"\r\n|\r|\n", data[:SMALLEST_BLOCK], maxsplit=dialect.header_row)
    if len(lines) < dialect.header_row:
        return
    line = lines[dialect.header_row - 1].decode("utf-8", "replace")
    if dialect.quote:
        quote = re.escape(dialect.quote)
        line = re.sub(f"{quote}[^{quote}]*{quote}", "", line)
    others = [mark for mark in DELIMITERS if mark in line]
    if dialect.delimiter not in line and others:
        likely = max(others, key=line.count)
        raise InputError(
            "table.delimiter", place=f"{path}, row {dialect.header_row}",
            delimiter=DELIMITERS.get(dialect.delimiter, dialect.delimiter), likely=DELIMITERS[likely],
            mark="\\t" if likely == "\t" else likely,
        )  # fmt: skip


def _first_record(table: pa.Table) -> list[str]:
    return [column[0].as_py() for column in table.columns]
