"""Say how a file looks. A person sees the proposal and declares it, or does not; nothing here is used by itself."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from palermo.cases._csv import DELIMITERS
from palermo.cases._dialect import TEXT_FORMATS, WORKBOOKS, Dialect, Format, format_of
from palermo.cases._encoding import fits, likely
from palermo.cases._file import check_file, read_text_bytes
from palermo.cases._limits import DEFAULT_LIMITS, Limits
from palermo.cases._rows import clean, says_the_same

LINES = 200
"""How many rows are looked at."""

OLDER = 0.6
"""How sure it is what a file is that is not UTF-8: in older encodings any byte is a character."""

LONGEST_CELL = 131_072
"""Characters. A longer cell is one in which a quotation mark never closes."""

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file may be written.

    confidence: 0 to 1; only an order, no probability.
    reasons: what speaks for it, as sentences.
    """

    dialect: Dialect
    confidence: float
    reasons: tuple[str, ...]


def propose_dialect(path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Proposal, ...]:
    """How a file may be written, the likeliest first; never empty. Reading it that way may still fail.

    Raises InputError for a file that cannot be opened at all.
    """
    path = Path(path)
    form = format_of(path)
    if form is Format.CSV:
        found = _propose_csv(read_text_bytes(path, form, limits=limits))
    elif form in WORKBOOKS:
        found = [_propose_sheet(form, name, grid) for name, grid in _grids(path, form, limits)]
    elif form in TEXT_FORMATS:
        encoding, sure, reason = _encoding(read_text_bytes(path, form, limits=limits))
        found = [Proposal(Dialect(format=form, encoding=encoding), sure, (reason,))]
    else:
        check_file(path)
        found = [Proposal(Dialect(format=form), 1.0, ("The file says itself how it is written.",))]
    return tuple(sorted(found, key=lambda proposal: -proposal.confidence))


def _encoding(data: bytes) -> tuple[str, float, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", 1.0, "It begins with the mark of UTF-16."
    if fits(data, "utf-8"):
        return "utf-8", 1.0, "All of it is UTF-8."
    return likely(data) or "cp1252", OLDER, "It is not UTF-8; what it is instead, only its owner knows."


def _propose_csv(data: bytes) -> list[Proposal]:
    encoding, sure, reason = _encoding(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES]
    found = []
    for delimiter, name in DELIMITERS.items():
        grid = _grid(lines, delimiter)
        width, fitting = _width(grid)
        dialect = Dialect(format=Format.CSV, encoding=encoding, delimiter=delimiter)
        if width == 1:
            found.append(Proposal(dialect, sure * 0.1, (reason, f"With {name} there is one column.")))
            continue
        header, second, why = _header(grid, width)
        dialect = replace(dialect, header_row=header, data_row=second)
        share = f"With {name}, {fitting:.0%} of the first rows have {width} cells."
        found.append(Proposal(dialect, sure * fitting, (reason, share, *why)))
    return found


def _grid(lines: Sequence[str], delimiter: str) -> Grid:
    try:
        rows = [row for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter) if row]
    except csv.Error:  # a cell longer than that reader takes: what it is, reading the file will say
        return []
    # how long a cell it takes is one setting for the whole process, which other libraries change
    return [] if any(len(cell) > LONGEST_CELL for row in rows for cell in row) else rows


def _propose_sheet(form: Format, name: str, grid: Grid) -> Proposal:
    widest = max((sum(bool(clean(cell)) for cell in row) for row in grid), default=0)
    if widest < 2:
        return Proposal(Dialect(format=form, sheet=name), 0.0, ("The sheet holds no table.",))
    header, second, why = _header(grid, widest)
    filled = sum(any(row) for row in grid[header:]) / LINES
    reasons = (f"The sheet {name} has {widest} columns.", *why)
    return Proposal(Dialect(format=form, sheet=name, header_row=header, data_row=second), 0.3 + 0.6 * filled, reasons)


def _width(grid: Grid) -> tuple[int, float]:
    """The usual number of cells, and the share of rows that have it."""
    if not grid:
        return 1, 0.0
    width, count = Counter(map(len, grid)).most_common(1)[0]
    return width, count / len(grid)


def _header(grid: Grid, width: int) -> tuple[int, int, tuple[str, ...]]:
    """The row that seems to name the columns, and the first row of data (0: the next one)."""
    full = [number for number, row in enumerate(grid) if sum(bool(clean(cell)) for cell in row) > width / 2]
    row = full[0] if full else 0
    why = () if row == 0 else (f"Rows above row {row + 1} look like titles.",)
    if row + 1 < len(grid) and says_the_same(grid[row], grid[row + 1]):
        return row + 2, 0, (*why, f"Rows {row + 1} and {row + 2} both name the columns; the second has the labels.")
    return row + 1, 0, why


def _grids(path: Path, form: Format, limits: Limits) -> Iterable[tuple[str, Grid]]:
    if form is Format.ODS:
        from palermo.cases._ods import look

        return look(path, LINES, limits=limits)
    from palermo.cases._xlsx import look as look_xlsx

    return look_xlsx(path, LINES, limits=limits)
