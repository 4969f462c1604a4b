"""Read an XLSX or XLSM workbook. Macros are never looked at."""

import posixpath
from dataclasses import replace
from pathlib import Path

import python_calamine

from palermo.cases._archive import Archive, open_archive
from palermo.cases._dialect import Dialect
from palermo.cases._file import refuse_other
from palermo.cases._grid import Sheets, cell_text, from_grid
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows
from palermo.cases._xlsx_scan import Extent, check_repeats, measure, odd_cells, parse
from palermo.errors import InputError

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
EXPECTED = "a workbook (.xlsx or .xlsm)"


def read_xlsx(path: Path, dialect: Dialect, *, limits: Limits) -> Rows:
    """Read one sheet. See `read_rows`.

    A formula's last computed value is read, and a note says how many there are; a formula without one, and an error
    such as #N/A, are refused.
    """
    archive, extents = _look_through(path, limits)
    parts = _sheet_parts(archive)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            name = Sheets(path, _sheets(workbook, parts)).choose(dialect.sheet)
            part, place = parts[name], f"{path}, sheet {name}"
            check_repeats(archive, part, extents)
            sheet = workbook.get_sheet_by_name(name)
            grid = sheet.to_python(skip_empty_area=False)
            _check_merged(sheet.merged_cell_ranges or [], dialect, place)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise archive.damaged("its sheets cannot be read.") from error
    rows = from_grid(grid, dialect, file=place, limits=limits)
    looked = extents[part].suspect >= dialect.header_row
    notes = _check_cells(archive, part, place, dialect.header_row) if looked else []
    return replace(rows, notes=(*notes, *rows.notes))


def look(path: Path, rows: int, *, limits: Limits) -> list[tuple[str, list[list[str]]]]:
    """The first rows of every sheet as text, by the sheet's name. Raises InputError as `read_xlsx` does."""
    archive, extents = _look_through(path, limits)
    parts = _sheet_parts(archive)
    found = []
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            for name in _sheets(workbook, parts):
                check_repeats(archive, parts[name], extents)
                grid = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
                found.append((name, [[cell_text(value) for value in row] for row in grid]))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise archive.damaged("its sheets cannot be read.") from error
    return found


def _look_through(path: Path, limits: Limits) -> tuple[Archive, dict[str, Extent]]:
    archive = open_archive(path, EXPECTED, limits=limits)
    if WORKBOOK not in archive or RELATIONS not in archive:
        found = "an OpenDocument file" if "content.xml" in archive else "another zip archive"
        raise refuse_other(path, EXPECTED, found)
    return archive, measure(archive)


def _sheets(workbook: python_calamine.CalamineWorkbook, parts: dict[str, str]) -> tuple[str, ...]:
    """The names of the sheets with cells; charts and macros have none."""
    kind = python_calamine.SheetTypeEnum.WorkSheet
    return tuple(sheet.name for sheet in workbook.sheets_metadata if sheet.typ == kind and sheet.name in parts)


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """The part of the archive in which each sheet stands, by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            whole = posixpath.normpath(target if target.startswith("/") else f"xl/{target}")
            targets[attributes.get("Id", "")] = whole.removeprefix("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            number = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets[attributes.get("name", "")] = number

    parse(archive, RELATIONS, relation)
    parse(archive, WORKBOOK, sheet)
    return {name: targets[number] for name, number in sheets.items() if targets.get(number) in archive}


def _check_cells(archive: Archive, part: str, place: str, first_row: int) -> list[str]:
    """Refuse cells without a value of their own; a note on the formulas that have one."""
    formulas, blank, errors = odd_cells(archive, part, first_row)
    if errors.count:
        what = "The cell holds an error such as #N/A or #REF!, and no value"
        raise InputError("workbook.cell", place=f"{place}, cell {errors.first}", what=what, count=f"{errors.count:,}")
    if blank.count:
        what = "The cell holds a formula that nothing has computed yet"
        raise InputError("workbook.cell", place=f"{place}, cell {blank.first}", what=what, count=f"{blank.count:,}")
    return [formula_note(formulas.count, formulas.first)] if formulas.count else []


def formula_note(count: int, first: str) -> str:
    """What somebody should know of a sheet with formulas."""
    what = "1 cell holds a formula" if count == 1 else f"{count:,} cells hold formulas"
    return f"{what} (first in {first}): the value that was last computed was read."


def _check_merged(merged: list[tuple[tuple[int, int], tuple[int, int]]], dialect: Dialect, place: str) -> None:
    """Refuse a header whose cells lie over several columns: the names of the columns are then in another row."""
    row = dialect.header_row - 1
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left < right:
            reason = f"row {dialect.header_row} has a cell that lies over several columns."
            raise InputError("table.header", place=place, reason=reason)
