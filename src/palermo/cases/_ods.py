"""Read an ODS workbook, from its XML: so that what is repeated is counted before it is repeated."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from palermo.cases._archive import Archive, open_archive
from palermo.cases._dialect import Dialect
from palermo.cases._file import refuse_other
from palermo.cases._grid import Sheets, from_grid
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows, check_columns
from palermo.cases._xlsx import formula_note
from palermo.cases._xlsx_scan import Odd, parse
from palermo.errors import InputError

CONTENT = "content.xml"
EXPECTED = "an OpenDocument workbook (.ods)"
LAST_ROW = 1 << 20
"""Rows of a sheet, as spreadsheets count them. Blank rows are repeated up to here."""


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read. held: rows with a value; a blank row is an empty list."""

    held: list[list[str]] = field(default_factory=list)
    width: int = 0
    area: int = 0
    formulas: Odd = field(default_factory=Odd)
    blank: Odd = field(default_factory=Odd)
    errors: Odd = field(default_factory=Odd)


def read_ods(path: Path, dialect: Dialect, *, limits: Limits) -> Rows:
    """Read one sheet. See `read_rows`; formulas and errors are treated as in XLSX."""
    archive, names = _open(path, limits)
    name = Sheets(path, tuple(names)).choose(dialect.sheet)
    reader = _Reader(names.index(name), dialect.header_row, f"{path}, sheet {name}", limits)
    parse(archive, CONTENT, reader.start, reader.end, reader.characters)
    rows = from_grid(reader.grid(), dialect, file=reader.place, limits=limits)
    return replace(rows, notes=(*_check(reader.sheet, reader.place), *rows.notes))


def look(path: Path, rows: int, *, limits: Limits) -> list[tuple[str, list[list[str]]]]:
    """The first rows of every sheet as text, by the sheet's name. Raises InputError as `read_ods` does."""
    archive, names = _open(path, limits)
    found = []
    for number, name in enumerate(names):
        reader = _Reader(number, 1, f"{path}, sheet {name}", limits)
        parse(archive, CONTENT, reader.start, reader.end, reader.characters)
        found.append((name, reader.grid()[:rows]))
    return found


def _open(path: Path, limits: Limits) -> tuple[Archive, list[str]]:
    """The archive, and the names of its sheets."""
    archive = open_archive(path, EXPECTED, limits=limits)
    if CONTENT not in archive:
        found = "an Excel workbook" if "xl/workbook.xml" in archive else "another zip archive"
        raise refuse_other(path, EXPECTED, found)
    names = _Names()
    parse(archive, CONTENT, names.start)
    if not names.spreadsheet:
        raise refuse_other(path, EXPECTED, "an OpenDocument file of another kind, or one that is locked")
    return archive, names.found


class _Names:
    """Finds the names of the sheets."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.spreadsheet = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "table:table":
            self.found.append(attributes.get("table:name", ""))
        elif tag == "office:spreadsheet":
            self.spreadsheet = True


class _Reader:
    """Reads the cells of one sheet."""

    def __init__(self, number: int, first_row: int, place: str, limits: Limits) -> None:
        self.number, self.first_row, self.place, self.limits = number, first_row, place, limits
        self.sheet = _Sheet()
        self.seen = -1
        self.row: list[str] = []
        self.rows = 1
        self.pending_rows = 0
        self.pending_cells = 0
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.paragraphs = 0
        self.aside = 0

    def grid(self) -> list[list[str]]:
        """All rows, as wide as the widest."""
        return [row + [""] * (self.sheet.width - len(row)) for row in self.sheet.held]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "table:table":
            self.seen += 1
        elif self.seen != self.number:
            return
        elif tag == "table:table-row":
            self.row, self.pending_cells = [], 0
            self.rows = self.repeats(attributes, "table:number-rows-repeated")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text, self.paragraphs = attributes, [], 0
        elif tag == "office:annotation":  # a comment is beside the cell, not in it
            self.aside += 1
        elif self.cell is not None and not self.aside:
            self.inside(tag, attributes)

    def inside(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag inside of a cell's text."""
        if tag == "text:p":
            if self.paragraphs:
                self.text.append("\n")
            self.paragraphs += 1
        elif tag == "text:s":
            self.text.append(" " * min(self.repeats(attributes, "text:c"), self.limits.cell_bytes))
        elif tag == "text:tab":
            self.text.append("\t")
        elif tag == "text:line-break":
            self.text.append("\n")

    def characters(self, text: str) -> None:
        """Text between tags; outside of paragraphs there is only layout."""
        if self.cell is not None and self.paragraphs and not self.aside:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if self.seen != self.number:
            return
        if tag == "office:annotation":
            self.aside -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self.end_cell(self.cell)
            self.cell = None
        elif tag == "table:table-row":
            self.end_row()

    def end_cell(self, attributes: dict[str, str]) -> None:
        """Put the cell into its row, as often as it says."""
        value = self.value(attributes)
        repeats = self.repeats(attributes, "table:number-columns-repeated")
        if not value:
            self.pending_cells += repeats
            return
        check_columns(len(self.row) + self.pending_cells + repeats, file=self.place, limits=self.limits)
        self.row += [""] * self.pending_cells + [value] * repeats
        self.pending_cells = 0

    def end_row(self) -> None:
        """Put the row into the sheet, as often as it says. Blank rows wait until there is another below them."""
        if not self.row:
            self.pending_rows += self.rows
            return
        sheet = self.sheet
        sheet.width = max(sheet.width, len(self.row))
        sheet.area = (len(sheet.held) + self.pending_rows + self.rows) * sheet.width
        if sheet.area > self.limits.cells or len(sheet.held) + self.pending_rows + self.rows > LAST_ROW:
            reason = f"a sheet reaches to row {len(sheet.held) + self.pending_rows + self.rows:,}."
            raise InputError("file.too_large", place=self.place, reason=reason)
        sheet.held += [[] for _ in range(self.pending_rows)] + [self.row] * self.rows
        self.pending_rows = 0

    def look(self, attributes: dict[str, str], kind: str, text: str, place: str) -> None:
        """Take note of a formula, and of one that has no value."""
        if "table:formula" in attributes:
            self.sheet.formulas.add(place)
            if not kind:
                self.sheet.blank.add(place)
        failed = "table:formula" in attributes and text.startswith(("#", "Err:"))
        if failed or attributes.get("calcext:value-type") == "error":
            self.sheet.errors.add(place)

    def repeats(self, attributes: dict[str, str], name: str) -> int:
        """How often something is repeated."""
        text = attributes.get(name, "1")
        if not text.isdecimal() or len(text) > 9:
            raise InputError("file.damaged", place=self.place, reason="something is repeated no number of times.")
        return max(1, int(text))

    def value(self, attributes: dict[str, str]) -> str:
        """The text that stands for a cell."""
        kind = attributes.get("office:value-type", "") or attributes.get("calcext:value-type", "")
        text = "".join(self.text)
        column = len(self.row) + self.pending_cells
        row = len(self.sheet.held) + self.pending_rows + 1
        if row >= self.first_row:
            self.look(attributes, kind, text, f"row {row}, column {column + 1}")
        if kind in ("float", "percentage", "currency"):
            return _number(attributes.get("office:value", text))
        if kind == "date":
            return attributes.get("office:date-value", text).removesuffix("T00:00:00")
        if kind == "boolean":
            return attributes.get("office:boolean-value", text).upper()
        return attributes.get("office:string-value", text) if kind == "string" else text


def _number(text: str) -> str:
    """A number as it stands, whole ones without a point."""
    whole, point, rest = text.partition(".")
    return whole if point and not rest.strip("0") else text


def _check(sheet: _Sheet, place: str) -> list[str]:
    for odd, what in (
        (sheet.errors, "The cell holds an error such as #N/A or #REF!, and no value"),
        (sheet.blank, "The cell holds a formula that nothing has computed yet"),
    ):
        if odd.count:
            raise InputError("workbook.cell", place=f"{place}, {odd.first}", what=what, count=f"{odd.count:,}")
    return [formula_note(sheet.formulas.count, sheet.formulas.first)] if sheet.formulas.count else []
