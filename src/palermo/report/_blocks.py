"""What stands in a report: text, facts, tables, and how values are written in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

MOST_BESIDE = 6
"""Columns of numbers that fit beside each other on a telephone."""

LONG_TEXT = 60
"""Characters of a cell that would be a tower of single words there."""

MINUS = "\N{MINUS SIGN}"

_FIGURE = re.compile(r"[<>]?[\u2212+-]?\d[\d,.]*(?:\u00a0?%|\u00a0points)?|\u2013|no limit|")
"""A number as it is written, or what stands where there is none."""

NOTE_LEVELS = ("information", "caution", "problem")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few plain sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One line a reader must not miss. level: information, caution or problem."""

    text: str
    level: str = "information"

    def __post_init__(self) -> None:
        if self.level not in NOTE_LEVELS:
            raise ValueError(f"a note's level is one of {NOTE_LEVELS}, not {self.level!r}")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, a pair a line."""

    pairs: Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Every row has as many values as there are columns; numbers are set to the right.

    caption: what the table shows, over which cases.
    bars: name of a column of shares (0 to 1) that are shown as per cent, and on the page drawn as bars; or None.
    shares: names of other columns of shares, shown as per cent.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    bars: str | None = None
    shares: Sequence[str] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} values in a table of {len(self.columns)} columns")

    @property
    def is_wide(self) -> bool:
        """Whether it is too wide for a telephone, where each row is then shown value below value."""
        texts = (value for row in self.rows for value in row if isinstance(value, str))
        return len(self.columns) > MOST_BESIDE or any(len(text) > LONG_TEXT for text in texts)

    @property
    def figures(self) -> frozenset[int]:
        """The columns, by place, that hold numbers, also as they are written; set to the right.

        >>> sorted(Table(["way", "low", "why"], [["a", "1,355", "x"], ["b", "no limit", "12"]]).figures)
        [1]
        """
        found = set()
        for place in range(len(self.columns)):
            cells = [row[place] for row in self.rows]
            numbers = [each for each in cells if isinstance(each, int | float) and not isinstance(each, bool)]
            written = [each for each in cells if isinstance(each, str) and _FIGURE.fullmatch(each)]
            some = numbers or (place > 0 and any(any(map(str.isdigit, each)) for each in written))
            if some and len(numbers) + len(written) + cells.count(None) == len(cells):
                found.add(place)
        return frozenset(found)


def show_share(value: float) -> str:
    r"""A share as per cent, with one digit; what is not all and not nothing never looks as if it were.

    >>> show_share(0.9577), show_share(1.0), show_share(0.99999), show_share(0.00001)
    ('95.8\xa0%', '100.0\xa0%', '>99.9\xa0%', '<0.1\xa0%')
    """
    if 0 < value < 0.0005:
        return "<0.1\N{NO-BREAK SPACE}%"
    if 0.9995 <= value < 1:
        return ">99.9\N{NO-BREAK SPACE}%"
    return f"{100 * value:.1f}\N{NO-BREAK SPACE}%".replace("-", MINUS)


def show(value: object) -> str:
    """A value as people read it: thousands apart, floats to four significant digits, nothing for None.

    No number is written with a power of ten; one below zero has a minus sign, and not a hyphen.

    >>> show(97750), show(0.123456), show(None), show("PHL"), show(0.000001), show(21119.7)
    ('97,750', '0.1235', '', 'PHL', '0.000001', '21,120')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    if isinstance(value, float):
        return _without_powers(value).replace("-", MINUS)
    return str(value)


def _without_powers(value: float) -> str:
    text = f"{value:,.4g}"
    if "e" not in text:
        return text
    digits = max(3 - floor(log10(abs(value))), 0)
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
