"""From the cells of a sheet to a table of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa

from palermo.cases._dialect import Dialect
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows, check_cell, check_second_header, column_names, header_notes
from palermo.errors import InputError

Value = str | float | bool | datetime | date | time | timedelta | None

WHOLE = 1e15
"""Up to here a spreadsheet's number is exact, and is written without a point when it is whole."""


def cell_text(value: Value) -> str:
    """The one text that stands for a cell.

    >>> [cell_text(value) for value in (12.0, 0.5, True, date(2021, 3, 5), datetime(2021, 3, 5, 14, 30), "00", None)]
    ['12', '0.5', 'TRUE', '2021-03-05', '2021-03-05T14:30:00', '00', '']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return str(int(value)) if abs(value) < WHOLE and value == int(value) else repr(value)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}"
    return value.isoformat()


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a workbook: the names of those that hold cells, in order."""

    path: Path
    names: tuple[str, ...]

    def choose(self, wanted: str) -> str:
        """The sheet to read. Raises InputError when it is not there, or when several are and none is named."""
        if wanted in self.names:
            return wanted
        if not wanted and len(self.names) == 1:
            return self.names[0]
        reason = f"There is no sheet named {wanted}." if wanted else "No sheet is named, and there is more than one."
        if not self.names:
            reason = "There is no sheet with cells."
        shown = ", ".join(self.names) or "none"
        raise InputError("workbook.sheet", place=str(self.path), reason=reason, sheets=shown)


def from_grid(grid: Sequence[Sequence[Value]], dialect: Dialect, *, file: str, limits: Limits) -> Rows:
    """A table of text from the rows of a sheet, the first of which is row 1. Blank rows are no records.

    Raises InputError for what is wrong with the header, and for a cell that is too long.
    """
    columns = [
        [value if value.__class__ is str else cell_text(value) for value in column]
        for column in zip(*grid, strict=True)
    ]
    while columns and not any(columns[-1]):
        columns.pop()
    count = len(grid) if columns else 0
    if not count:
        raise InputError("file.empty", place=file)
    header_at = dialect.header_row - 1
    if header_at >= count or not any(column[header_at].strip() for column in columns):
        reason = f"row {dialect.header_row}, where the header is said to be, is blank or not there."
        raise InputError("table.header", place=file, reason=reason)
    header = [column[header_at] for column in columns]
    names = column_names(header, file=file, row=dialect.header_row, limits=limits)
    _check_lengths(columns, names, file, limits)
    before = [number for number in range(min(count, dialect.first_data_row - 1)) if number != header_at]
    above = [tuple(column[number] for column in columns) for number in before]
    blank_until = [number for number in range(dialect.first_data_row - 1, count)]
    held = [number for number in blank_until if any(column[number] for column in columns)]
    if held:
        first = [column[held[0]] for column in columns]
        check_second_header(header, first, file=file, row=dialect.header_row, first_row=held[0] + 1)
    found = header_notes(names, header, above)
    last = held[-1] + 1 if held else dialect.first_data_row - 1
    if blank := last - (dialect.first_data_row - 1) - len(held):
        found.append(f"{blank} blank row{'s are' if blank > 1 else ' is'} no record.")
    take = pa.array(held, pa.int64())
    arrays = [pa.array(column, pa.string()).take(take) for column in columns]
    numbers = pa.array([number + 1 for number in held], pa.int64())
    return Rows(pa.table(arrays, names=names), numbers, tuple(header), tuple(found), tuple(above))


def _check_lengths(columns: Sequence[Sequence[str]], names: Sequence[str], file: str, limits: Limits) -> None:
    for name, column in zip(names, columns, strict=True):
        longest = max(map(len, column))
        if longest * 4 > limits.cell_bytes:
            for number, text in enumerate(column, start=1):
                check_cell(len(text.encode()), file=file, row=number, column=name, limits=limits)
