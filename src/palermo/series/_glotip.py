"""UNODC's table of detected victims (GLOTIP) → figures, each the interval that the table says."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from palermo.cases import Dialect, Limits, Rows, read_rows
from palermo.errors import InputError
from palermo.series._glotip_words import CITIZENSHIP, FORM, REPATRIATION, Words, country_of, sdg_of, words
from palermo.series._model import FIRST_YEAR, LAST_YEAR, TOTAL, Figure, Kind, Source, Unit
from palermo.series._outcome import Conflict, Fault, Imported, readable
from palermo.series._reading import Reading, checked_id, finished
from palermo.series._value import interval_of

LIMITS = Limits(columns=200, cells=4_000_000, cell_bytes=1 << 15)
"""The table has 59,000 rows of 13 cells; nothing like it needs more than this."""
WHAT = "UNODC's table of trafficking in persons"
SHORTENED = re.compile(r"\s*<")
STEP = 4_096
"""Rows between two signs of progress."""

Progress = Callable[[str, int, int | None], None]
"""Told what is done now, how many steps are done, and how many there are (None: not known)."""


def import_glotip(
    path: Path | str,
    *,
    id: str = "",
    sheet: str = "",
    licence: str = "",
    verified: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read UNODC's table as it is published: two rows of titles, a header, text for values.

    Only rows about detected victims are taken. `<5` becomes the interval from 1 to 4. What cannot be read without a
    guess is set aside with the reason, and so is every place in the table that has several numbers: none is chosen.

    id: what the series will be called; by default glotip- and the day of publication that the table states.
    sheet: the sheet's name; may be empty for a workbook with a single one.
    licence: under which terms the table may be passed on, where more is known than the file says.
    verified: whether somebody confirmed that the file is the one that UNODC publishes.

    Raises InputError for a file that is not this table, is damaged or too large, or has a column that is not known.
    """
    path = Path(path)
    tell = progress or (lambda *_: None)
    tell(f"Reading {path.name}", 0, None)
    table = words()
    found = read_rows(path, Dialect(header_row=table.header_row, sheet=sheet), limits=LIMITS)
    _check_header(path, found, table)
    published = _published(path, found)
    name = checked_id(id or f"glotip-{published or 'undated'}")
    source = Source(
        **{**table.source, "licence": licence or table.source["licence"]}, date=published, verified=verified
    )
    reading = Reading(path, found)
    if not published:
        reading.notes.append("The table does not say in its second row when it was published.")
    left_aside = _read_rows(reading, found, source, table, tell)
    _set_aside_repeated(reading, found)
    values = found.table.column("txtVALUE").to_pylist()
    return finished(
        reading, id=name, kind=Kind.DETECTED, title=f"{source.title} ({source.publisher})", left_aside=left_aside,
        shortened={number for number, value in enumerate(values) if SHORTENED.match(value)},
    )  # fmt: skip


def _check_header(path: Path, found: Rows, table: Words) -> None:
    place = f"{path}, row {table.header_row}"
    names = found.table.column_names
    missing = [name for name in table.columns if name not in names]
    unknown = [name for name in names if name not in table.columns]
    if missing or unknown:
        parts = [
            *([f"there is no column {', '.join(missing)}"] if missing else []),
            *([f"{', '.join(readable(name) for name in unknown[:5])} is not known"] if unknown else []),
        ]
        remedy = (
            "Take the file from UNODC again and give it as it is. If UNODC has changed its table, tell the makers of "
            "Palermo: a column that is not known may change what the others mean."
        )
        raise InputError("series.other_table", place=place, what=WHAT, reason=f"{'; '.join(parts)}.", remedy=remedy)
    first = found.above[0][0].strip() if found.above and found.above[0] else ""
    if first != table.publisher_cell:
        remedy = "Take the file from UNODC again and give it as it is, titles and all."
        reason = f"its first cell is not {table.publisher_cell}."
        raise InputError("series.other_table", place=f"{path}, cell A1", what=WHAT, reason=reason, remedy=remedy)


def _published(path: Path, found: Rows) -> str:
    """The day of publication in the second row, which the table writes day first; empty where there is none."""
    text = found.above[1][0].strip() if len(found.above) > 1 and found.above[1] else ""
    numbers = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    written = f"{numbers[3]}-{int(numbers[2]):02}-{int(numbers[1]):02}" if numbers else text[:10]
    if not written:
        return ""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as error:
        reason = "no date of publication as 14/04/2025 stands there."
        remedy = "Take the file from UNODC again and give it as it is, titles and all."
        place = f"{path}, cell A2"
        raise InputError("series.other_table", place=place, what=WHAT, reason=reason, remedy=remedy) from error


class _Misread(ValueError):
    """A cell that says nothing that is known. rule: what it breaks; column: where it stands."""

    def __init__(self, rule: str, column: str) -> None:
        self.rule = rule
        self.column = column
        super().__init__(rule)


def _read_rows(reading: Reading, found: Rows, source: Source, table: Words, tell: Progress) -> dict[str, int]:
    """Every row about victims becomes a figure or is set aside. Returns how many rows are about something else."""
    last = int(source.date[:4]) if source.date else LAST_YEAR
    aside: Counter[str] = Counter()
    for at, (row, cells) in enumerate(zip(reading.numbers, _records(found), strict=True)):
        if at % STEP == 0:
            tell("Reading rows", at, found.num_rows)
        if cells["Indicator"] in table.other_indicators:
            aside[cells["Indicator"]] += 1
            continue
        try:
            figure = _figure(cells, row, source, table, last, reading.read_as)
        except _Misread as error:
            reading.faults.append(Fault(error.rule, row, at, error.column, cells[error.column]))
        else:
            reading.figures[at] = figure
    return dict(sorted(aside.items()))


def _records(found: Rows) -> Iterator[Mapping[str, str]]:
    names = found.table.column_names
    for cells in zip(*(column.to_pylist() for column in found.table.columns), strict=True):
        yield {name: cell.strip() for name, cell in zip(names, cells, strict=True)}


def _figure(
    cells: Mapping[str, str], row: int, source: Source, table: Words, last: int, read_as: dict[str, str]
) -> Figure:
    """A row as a figure. Raises _Misread at its first cell that is not known."""
    if cells["Indicator"] != table.indicator:
        raise _Misread("indicator", "Indicator")
    country = cells["Iso3_code"]
    if not country or country_of(country) != country:
        raise _Misread("country", "Iso3_code")
    if country_of(cells["Country"]) != country:
        raise _Misread("country", "Country")
    year = _year(cells["Year"], last)
    _known(cells, "Unit of measurement", table.units, "unit")
    if cells["Source"] not in table.sources:
        raise _Misread("source", "Source")
    sex, age = _known(cells, "Sex", table.sexes, "sex"), _known(cells, "Age", table.ages, "age")
    dimension = _known(cells, "Dimension", table.dimensions, "dimension")
    parts = dict.fromkeys((FORM, CITIZENSHIP, REPATRIATION), TOTAL)
    if dimension == FORM:
        parts[FORM] = _known(cells, "Category", table.forms, "category")
    elif dimension == TOTAL:
        if cells["Category"] != "Total":
            raise _Misread("category", "Category")
    else:
        named = table.place(cells["Category"], reporting=country, dimension=dimension)
        if named is None:
            raise _Misread("place", "Category")
        if (sex, age) != (TOTAL, TOTAL):
            raise _Misread("crossed", "Sex" if sex != TOTAL else "Age")
        parts[dimension] = named[0]
        if named[1]:
            read_as[cells["Category"]] = named[1]
    interval = interval_of(cells["txtVALUE"])
    if interval is None:
        raise _Misread("value", "txtVALUE")
    return Figure(
        Kind.DETECTED, country, year, year, *interval, source, sex=sex, age=age, form=parts[FORM],
        citizenship=parts[CITIZENSHIP], repatriation=parts[REPATRIATION], unit=Unit.PERSONS, row=row,
        sdg=sdg_of(parts[FORM]) if dimension in (TOTAL, FORM) else "",
    )  # fmt: skip


def _year(text: str, last: int) -> int:
    if not re.fullmatch(r"\d{4}", text) or not text.isascii() or not FIRST_YEAR <= int(text) <= last:
        raise _Misread("year", "Year")
    return int(text)


def _known(cells: Mapping[str, str], column: str, known: Mapping[str, str], rule: str) -> str:
    if cells[column] not in known:
        raise _Misread(rule, column)
    return known[cells[column]]


def _set_aside_repeated(reading: Reading, found: Rows) -> None:
    """Take none of the numbers of a place that has several: they may be a mistake, or parts of one number."""
    values: Sequence[str] = found.table.column("txtVALUE").to_pylist()
    places: dict[object, list[int]] = {}
    for at, figure in reading.figures.items():
        places.setdefault(figure.place, []).append(at)
    for several in places.values():
        if len(several) == 1:
            continue
        told = tuple(values[at] for at in several)
        rule = "conflict" if len(set(told)) > 1 else "repeated"
        figures = [reading.figures.pop(at) for at in several]
        for at, figure in zip(several, figures, strict=True):
            reading.faults.append(Fault(rule, figure.row, at, "txtVALUE", "; ".join(told)))
        one = figures[0]
        reading.conflicts.append(
            Conflict(
                one.country, one.year_from, one.sex, one.age, one.form, one.citizenship, one.repatriation, told,
                tuple(figure.row for figure in figures),
            )
        )  # fmt: skip
