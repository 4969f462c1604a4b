"""Pictures of numbers: what they show, how it reads as a table and in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from palermo.report._blocks import Table, show, show_share

Says = Callable[[float | None], str]

MOST_SERIES = 6
"""Lines in one picture: more can't be told apart."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. value: from 0 up, None where there is none. low, high: its interval. mark: what to compare it with."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero, in the order given.

    title: what is shown. subtitle: the measure, and over whom. share: whether values are shares (0 to 1), shown as per
    cent; else unit stands after each number. mark: what the marks are, such as `shuffled columns`. note: source, n.
    Raises ValueError for a value below zero, or half an interval.
    """

    title: str
    subtitle: str
    bars: Sequence[Bar]
    share: bool = False
    unit: str = ""
    mark: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for bar in self.bars:
            if (bar.low is None) != (bar.high is None):
                raise ValueError(f"half an interval: {bar.label}")
            if min(each for each in (bar.value, bar.low, bar.mark, 0.0) if each is not None) < 0:
                raise ValueError(f"a bar begins at zero: {bar.label}")

    def says(self, value: float | None) -> str:
        """A value as it is written beside its bar."""
        return said(value, share=self.share, unit=self.unit)

    def table(self) -> Table:
        """The numbers."""
        ranges = any(bar.low is not None for bar in self.bars)
        marks = any(bar.mark is not None for bar in self.bars)
        names = ["", self.subtitle, *(["from", "to"] if ranges else []), *([self.mark or "mark"] if marks else [])]
        rows = []
        for bar in self.bars:
            numbers = [bar.value, *([bar.low, bar.high] if ranges else []), *([bar.mark] if marks else [])]
            rows.append([bar.label, *map(self.says, numbers)])
        return Table(names, rows, self.title)

    def sentence(self) -> str:
        """What somebody who can't see the picture is told."""
        told = (f"{bar.label}: {self.says(bar.value)}{_range(bar.low, bar.high, self.says)}" for bar in self.bars)
        return f"{self.subtitle}. " + "; ".join(told) + "."


@dataclass(frozen=True, slots=True)
class Line:
    """One line. values: one for each place of the picture; None leaves a gap. low, high: its band, or nothing."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over the same places, from zero, or from `base` where zero means nothing, as on a scale from 1 to 5.

    At most six. places: what stands below them, from left to right. below: what the places are, such as
    `attributes known`. base: where the axis begins at the latest; a note must say so where that is not zero. Raises
    ValueError for too many lines, a value below the base, or a line of another length than there are places.
    """

    title: str
    subtitle: str
    places: Sequence[str]
    lines: Sequence[Line]
    share: bool = False
    unit: str = ""
    below: str = ""
    note: str = ""
    base: float = 0.0

    def __post_init__(self) -> None:
        if len(self.lines) > MOST_SERIES:
            raise ValueError(f"{len(self.lines)} lines in one picture; at most {MOST_SERIES}")
        for line in self.lines:
            sizes = {len(line.values), *(len(each) for each in (line.low, line.high) if each)}
            if sizes != {len(self.places)} or bool(line.low) != bool(line.high):
                raise ValueError(f"not a value for each place: {line.name}")
            if (
                min((v for each in (line.values, line.low) for v in each if v is not None), default=self.base)
                < self.base
            ):
                raise ValueError(f"a value below zero, or where the axis begins: {line.name}")

    def says(self, value: float | None) -> str:
        """A value as it is written."""
        return said(value, share=self.share, unit=self.unit)

    def table(self) -> Table:
        """The numbers, a place a row."""
        rows = []
        for place, label in enumerate(self.places):
            cells = [f"{self.says(each.values[place])}{_band(each, place, self.says)}" for each in self.lines]
            rows.append([label, *cells])
        return Table([self.below, *(line.name for line in self.lines)], rows, f"{self.title}: {self.subtitle}")

    def sentence(self) -> str:
        """What somebody who can't see the picture is told."""
        told = (
            f"{line.name}: "
            + ", ".join(f"{label} {self.says(value)}" for label, value in zip(self.places, line.values, strict=True))
            for line in self.lines
        )
        return f"{self.subtitle}. " + "; ".join(told) + "."


def said(value: float | None, *, share: bool, unit: str) -> str:
    r"""A number as it is written in a picture.

    >>> said(0.25, share=True, unit=""), said(1234, share=False, unit="cases"), said(None, share=False, unit="")
    ('25.0\xa0%', '1,234\xa0cases', '–')
    """
    if value is None:
        return "–"
    if share:
        return show_share(value)
    text = show(int(value)) if float(value).is_integer() else show(float(value))
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def _range(low: float | None, high: float | None, says: Says) -> str:
    return "" if low is None or high is None else f" ({says(low)} to {says(high)})"


def _band(line: Line, place: int, says: Says) -> str:
    return _range(line.low[place], line.high[place], says) if line.low else ""
