"""Estimates of others, written into a simple form (CSV, a workbook, or YAML) → figures with intervals and sources."""

import re
from collections.abc import Container, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from palermo.cases import Dialect, Limits, Rows, read_rows
from palermo.codes import code_list
from palermo.errors import InputError
from palermo.series._model import AGES, FIRST_YEAR, LAST_YEAR, SEXES, TOTAL, Figure, Kind, Source
from palermo.series._outcome import Conflict, Fault, Imported, readable
from palermo.series._reading import Reading, checked_id, finished
from palermo.series._value import number_of

if TYPE_CHECKING:
    from palermo.series._glotip import Progress

REQUIRED = ("country", "year", "low", "high", "method", "population", "source", "url", "date", "verified")
OPTIONAL = ("estimate", "level", "publisher", "licence", "sex", "age", "form")
KNOWN = (*REQUIRED, *OPTIONAL)
LIMITS = Limits(text_bytes=16 << 20, columns=100, cells=500_000, cell_bytes=1 << 15)
"""A list of estimates is written by hand."""
WHAT = "a list of estimates"
YAML = (".yaml", ".yml")
YEARS = re.compile(r"(\d{4})(?:\s?[-–]\s?(\d{4}))?")
LEVEL = re.compile(r"(\d{1,2}(?:\.\d{1,4})?|0?\.\d{1,6})\s?(%?)")
HUNDRED = 100
VERIFIED = {"true": True, "yes": True, "false": False, "no": False}


def import_estimates(
    path: Path | str,
    *,
    id: str = "",
    encoding: str = "utf-8",
    delimiter: str = ",",
    progress: "Progress | None" = None,
) -> Imported:
    """Read a list of estimates: a row for each, with the interval, the method and the source it was published with.

    docs/how-to/import-series.md describes the form. An estimate without an interval, a source or a method is set aside,
    and so are two of the same source, method and people.

    id: what the series will be called; by default the file's name.
    encoding, delimiter: of a CSV file.

    Raises InputError for a file that is no such list, is damaged or too large, or has a column that is not known.
    """
    path = Path(path)
    (progress or (lambda *_: None))(f"Reading {path.name}", 0, None)
    name = checked_id(id or path.name.partition(".")[0])
    if path.suffix.lower() in YAML:
        from palermo.series._yaml_form import rows_of_yaml

        found = rows_of_yaml(path, required=REQUIRED, optional=OPTIONAL, what=WHAT)
    else:
        try:
            dialect = Dialect(encoding=encoding, delimiter=delimiter)
        except ValueError as error:
            remedy = "Name another with --encoding or --delimiter."
            raise InputError(
                "series.other_table", place=str(path), what=WHAT, reason=f"{error}.", remedy=remedy
            ) from error
        found = read_rows(path, dialect, limits=LIMITS)
    _check_header(path, found)
    reading = Reading(path, found)
    for at, (row, cells) in enumerate(zip(reading.numbers, found.table.to_pylist(), strict=True)):
        cells = {column: cells.get(column, "").strip() for column in KNOWN}
        try:
            reading.figures[at] = _figure(cells, row)
        except _Misread as error:
            reading.faults.append(Fault(error.rule, row, at, error.column, cells[error.column]))
    _set_aside_repeated(reading)
    return finished(
        reading, id=name, kind=Kind.ESTIMATED, title="Estimates of others", left_aside={}, shortened=frozenset()
    )


def _check_header(path: Path, found: Rows) -> None:
    names = found.table.column_names
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in KNOWN]
    if not missing and not unknown:
        return
    parts = [
        *([f"there is no column {', '.join(missing)}"] if missing else []),
        *([f"{', '.join(readable(name) for name in unknown[:5])} is not known"] if unknown else []),
    ]
    remedy = f"Name its columns {', '.join(REQUIRED)}, and as needed {', '.join(OPTIONAL)}."
    raise InputError(
        "series.other_table", place=f"{path}, row 1", what=WHAT, reason=f"{'; '.join(parts)}.", remedy=remedy
    )


class _Misread(ValueError):
    """A cell that cannot be used. rule: what it breaks; column: where it stands."""

    def __init__(self, rule: str, column: str) -> None:
        self.rule = rule
        self.column = column
        super().__init__(rule)


def _figure(cells: Mapping[str, str], row: int) -> Figure:
    """A row as a figure. Raises _Misread at its first cell that cannot be used."""
    country = code_list("country").resolve(cells["country"]) if cells["country"] else None
    if country is None:
        raise _Misread("estimate_country", "country")
    year_from, year_to = _years(cells["year"])
    low, high, estimate = _number(cells, "low"), _number(cells, "high"), _number(cells, "estimate")
    if low is None or high is None:
        raise _Misread("estimate_bounds", "low" if low is None else "high")
    if low > high or (estimate is not None and not low <= estimate <= high):
        raise _Misread("estimate_bounds", "estimate" if low <= high else "low")
    return Figure(
        Kind.ESTIMATED, country, year_from, year_to, low, high, _source(cells),
        sex=_group(cells, "sex", SEXES), age=_group(cells, "age", AGES),
        form=_group(cells, "form", code_list("form-of-exploitation")),
        estimate=estimate, level=_level(cells["level"]), row=row,
    )  # fmt: skip


def _years(text: str) -> tuple[int, int]:
    found = YEARS.fullmatch(text)
    if not found or not text.replace("–", "-").isascii():
        raise _Misread("estimate_year", "year")
    first, last = int(found[1]), int(found[2] or found[1])
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise _Misread("estimate_year", "year")
    return first, last


def _number(cells: Mapping[str, str], column: str) -> int | None:
    if not cells[column]:
        return None
    number = number_of(cells[column])
    if number is None:
        raise _Misread("estimate_number", column)
    return number


def _level(text: str) -> float | None:
    if not text:
        return None
    found = LEVEL.fullmatch(text) if text.isascii() else None
    number = float(found[1]) if found else 0.0
    share = number / HUNDRED if found and (found[2] or number > 1) else number
    if not 0 < share < 1:
        raise _Misread("estimate_level", "level")
    return round(share, 6)


def _group(cells: Mapping[str, str], column: str, known: Container[str]) -> str:
    text = cells[column] or TOTAL
    if text != TOTAL and text not in known:
        raise _Misread("estimate_group", column)
    return text


def _source(cells: Mapping[str, str]) -> Source:
    if cells["verified"].lower() not in VERIFIED:
        raise _Misread("estimate_verified", "verified")
    empty = next((name for name in ("source", "url", "method", "population", "date") if not cells[name]), "")
    if empty:
        raise _Misread("estimate_source", empty)
    try:
        return Source(
            title=cells["source"], publisher=cells["publisher"], url=cells["url"], method=cells["method"],
            population=cells["population"], date=cells["date"], licence=cells["licence"],
            verified=VERIFIED[cells["verified"].lower()],
        )  # fmt: skip
    except ValueError as error:  # an address or a date that cannot be meant, or a text with hidden characters
        column = next((name for name in ("address", "date") if name in str(error)), "source")
        raise _Misread("estimate_source", {"address": "url"}.get(column, column)) from error


def _set_aside_repeated(reading: Reading) -> None:
    """Take none of several estimates of the same people by the same source and method."""
    places: dict[object, list[int]] = {}
    for at, figure in reading.figures.items():
        places.setdefault((figure.place, figure.source), []).append(at)
    for several in places.values():
        if len(several) == 1:
            continue
        figures = [reading.figures.pop(at) for at in several]
        told = tuple(f"{each.low}–{each.high}" for each in figures)
        rule = "conflict" if len({(each.low, each.high, each.estimate) for each in figures}) > 1 else "repeated"
        for at, figure, value in zip(several, figures, told, strict=True):
            reading.faults.append(Fault(rule, figure.row, at, "low", value))
        one = figures[0]
        rows = tuple(figure.row for figure in figures)
        reading.conflicts.append(
            Conflict(one.country, one.year_from, one.sex, one.age, one.form, TOTAL, TOTAL, told, rows)
        )
