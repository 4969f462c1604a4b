"""Matrices of numbers: the stronger its colour the more a cell stands for, each with its interval where it has one."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from palermo.codes import Column
from palermo.release import Release
from palermo.tabulate import Question
from palermo.web.hub.figures import ask, between, number, percent, span

SHADES = 5
CONTRIBUTOR, YEAR, SOURCE = "contributor", "year_of_registration", "data_source"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a matrix. n: None where it is withheld. low, high: between which numbers it lies."""

    n: int | None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is shown. shade: how strong its colour is, up to SHADES. is_withheld: there is one, not told."""

    text: str
    limits: str = ""
    shade: int = 0
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is of, and a cell a column. total: of the row, empty where numbers of it are withheld."""

    label: str
    cells: tuple[Cell, ...]
    total: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix as it is shown. corner: what the rows are of. hidden: rows that are only in the data."""

    corner: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden: int = 0

    @property
    def has_withheld(self) -> bool:
        """Whether a number is withheld."""
        return any(cell.is_withheld for line in self.lines for cell in line.cells)

    @property
    def has_limits(self) -> bool:
        """Whether a number has an interval."""
        return any(cell.limits for line in self.lines for cell in line.cells)


def has(release: Release, *names: str) -> bool:
    """Whether a release has all of these columns."""
    return set(names) <= {column.name for column in release.columns}


def column_of(release: Release, name: str) -> Column:
    """A column of a release, which must have it."""
    return next(column for column in release.columns if column.name == name)


def crossed(release: Release, one: str, other: str) -> dict[tuple[str, str], Number]:
    """How many cases have each pair of codes of two columns. Broader codes count with what is below them."""
    cells = ask(release, Question((one, other))).cells
    return {(cell.codes[0], cell.codes[1]): Number(cell.n, cell.low, cell.high) for cell in cells}


def matrix(
    numbers: Mapping[tuple[str, str], Number],
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    *,
    corner: str,
    language: str,
    hidden: int = 0,
) -> Matrix:
    """Numbers by row and column as a matrix. rows, columns: the code and the name of each, in order."""
    most = max((cell.n or 0 for cell in numbers.values()), default=0)
    lines = []
    for code, label in rows:
        line = [numbers.get((code, column)) for column, _name in columns]
        shown = tuple(counted(cell, most, language) for cell in line)
        lines.append(Line(label, shown, _total(line, language)))
    return Matrix(corner, tuple(name for _code, name in columns), tuple(lines), hidden)


def counted(cell: Number | None, most: int, language: str) -> Cell:
    """A number of cases as it is shown; a dash where there are none."""
    if cell is None:
        return Cell("–")
    if cell.n is None:
        return Cell("…", is_withheld=True)
    limits = "" if cell.low is None or cell.high is None else span(cell.low, cell.high, language)
    return Cell(number(cell.n, language), limits, shade(cell.n, most))


def shared(share: float | None, language: str, low: float | None = None, high: float | None = None) -> Cell:
    """A share as it is shown, with its interval where it has one; shaded over 100 %."""
    if share is None:
        return Cell("…", is_withheld=True)
    return Cell(percent(share, language), between(low, high, language), shade(share, 1.0))


def shade(value: float, most: float) -> int:
    """How strong a value's colour is, from 0 to SHADES, in equal steps up to the largest.

    >>> [shade(value, 100) for value in (0, 1, 20, 21, 100)]
    [0, 1, 1, 2, 5]
    """
    return min(max(math.ceil(SHADES * value / most - 1e-9), 0), SHADES) if most else 0


def largest(numbers: Mapping[tuple[str, str], Number], place: int) -> list[str]:
    """The codes of a matrix on a side, those with most cases first."""
    sums: dict[str, int] = {}
    for codes, cell in numbers.items():
        sums[codes[place]] = sums.get(codes[place], 0) + (cell.n or 0)
    return sorted(sums, key=lambda code: (-sums[code], code))


def _total(line: Iterable[Number | None], language: str) -> str:
    there = [cell for cell in line if cell is not None]
    if any(cell.n is None for cell in there):
        return ""
    return number(sum(cell.n or 0 for cell in there), language)
