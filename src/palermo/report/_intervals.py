"""A picture of intervals: what several ways say of one number, one below another."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isinf, log10

from palermo.report._blocks import Table
from palermo.report._pictures import said

MANY_TIMES = 20.0
"""How many times the largest of the smallest number from which on the scale is logarithmic: none is then crushed."""

WIDEST_END = 30.0
"""An end this many times beyond the largest point is cut off, with its number beside it: it would crush the others."""

DIGIT, GAP = 7.0, 10.0
"""Pixels of a character along the foot, and between two numbers there."""

NEAR_END = 5.0
"""Per cent from an end of the picture within which a number along the foot is written inwards."""

NARROW, WIDE = 340.0, 640.0
"""Pixels of the picture on a telephone, and on a larger screen."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One way. value: its point, None where it has none. low, high: its ends; high may be infinite; None for none."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn."""
        return self.value is None and self.low is None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Points with their intervals over one scale, in the order given.

    title: what is shown. subtitle: the measure, and over whom. unit stands after each number. mark: a number that all
    are compared with, such as how many were seen; mark_name: what it is. note: what the lines are.
    share: whether they are shares (0 to 1), shown as per cent. told_below: whether a table below has the same numbers,
    so that a terminal, which has no pictures, need not show them twice.

    Raises ValueError for half an interval, one that ends before it begins, and a number below zero.

    >>> Intervals("Two ways", "persons", [Interval("one", 20, 10, 40), Interval("other", 30)]).sentence()
    'persons. one: 20 (10 to 40); other: 30.'
    """

    title: str
    subtitle: str
    rows: Sequence[Interval]
    unit: str = ""
    mark: float | None = None
    mark_name: str = ""
    note: str = ""
    share: bool = False
    told_below: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if (row.low is None) != (row.high is None):
                raise ValueError(f"half an interval: {row.label}")
            if row.low is not None and row.high is not None and row.high < row.low:
                raise ValueError(f"it ends before it begins: {row.label}")
            if min((each for each in (row.value, row.low) if each is not None), default=0.0) < 0:
                raise ValueError(f"a number below zero: {row.label}")

    def says(self, value: float | None) -> str:
        """A number as it is written."""
        if value is not None and isinf(value):
            return "no limit"
        return said(None if value is None else _whole(value), share=self.share, unit=self.unit)

    def range_says(self, row: Interval) -> str:
        """A point and its interval as they are written beside each other."""
        return f"{self.says(row.value)}{self.ends_say(row)}"

    def ends_say(self, row: Interval) -> str:
        """Its ends as they are written after the point."""
        return "" if row.low is None else f" ({self.says(row.low)} to {self.says(row.high)})"

    def table(self) -> Table:
        """The numbers."""
        rows = [[row.label, self.says(row.value), self.says(row.low), self.says(row.high)] for row in self.rows]
        return Table(["", self.subtitle, "from", "to"], rows, self.title)

    def sentence(self) -> str:
        """What somebody who can't see the picture is told."""
        told = [f"{row.label}: {self.range_says(row)}" for row in self.rows]
        marked = [f"{self.mark_name}: {self.says(self.mark)}"] if self.mark is not None else []
        return f"{self.subtitle}. " + "; ".join(marked + told) + "."


@dataclass(frozen=True, slots=True)
class IntervalDrawn:
    """A row: where its line begins, how long it is, and where its point is, in per cent.

    open: it goes on for ever. cut: it ends at this number, beyond the picture; empty where it ends inside.
    """

    label: str
    says: str
    ends: str
    low: float | None
    spread: float | None
    value: float | None
    open: bool
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A number along the foot. at: its place in per cent. narrow: whether it has room on a telephone too."""

    at: float
    text: str
    narrow: bool


@dataclass(frozen=True, slots=True)
class IntervalsDrawn:
    """All rows, the ticks along the foot, and where the mark is."""

    rows: tuple[IntervalDrawn, ...]
    ticks: tuple[Tick, ...]
    mark: float | None


def intervals_drawn(picture: Intervals) -> IntervalsDrawn:
    """Where everything stands."""
    points = [row.value for row in picture.rows if row.value is not None]
    points += [] if picture.mark is None else [picture.mark]
    most = WIDEST_END * max(points, default=inf)
    ends = [each for row in picture.rows for each in (row.low, row.high) if each is not None and each <= most]
    finite = [each for each in (*points, *ends) if not isinf(each)] or [1.0]
    least = min((each for each in finite if each > 0), default=1.0)
    scale = _Scale.over(least, max(finite), logarithmic=max(finite) > MANY_TIMES * least)
    rows = []
    for row in picture.rows:
        is_open = row.high is not None and isinf(row.high)
        is_cut = row.high is not None and not is_open and row.high > most
        low = None if row.low is None else scale.at(row.low)
        high = None if row.high is None else 100.0 if is_open or is_cut else scale.at(row.high)
        spread = None if low is None or high is None else round(high - low, 3)
        value = None if row.value is None else scale.at(row.value)
        cut = picture.says(row.high) if is_cut else ""
        rows.append(
            IntervalDrawn(row.label, picture.says(row.value), picture.ends_say(row), low, spread, value, is_open, cut)
        )
    places = [(scale.at(each), said(each, share=picture.share, unit="")) for each in scale.ticks]
    wide = _with_room(places, WIDE)
    narrow = set(_with_room(wide, NARROW))
    ticks = tuple(Tick(*each, each in narrow) for each in wide)
    return IntervalsDrawn(tuple(rows), ticks, None if picture.mark is None else scale.at(picture.mark))


def _with_room(places: Sequence[tuple[float, str]], width: float) -> list[tuple[float, str]]:
    """The numbers along the foot that can stand beside each other in a picture so many pixels wide.

    >>> _with_room([(0.0, "1,000"), (8.0, "2,000"), (50.0, "10,000"), (100.0, "100,000")], 340)
    [(0.0, '1,000'), (50.0, '10,000'), (100.0, '100,000')]
    """
    kept: list[tuple[float, str]] = []
    free = -GAP
    for at, text in places:
        size = DIGIT * len(text)
        begins = width * at / 100 - (0 if at < NEAR_END else size if at > 100 - NEAR_END else size / 2)
        if begins >= free + GAP:
            kept.append((at, text))
            free = begins + size
    return kept


@dataclass(frozen=True, slots=True)
class _Scale:
    """From one number to another: even, or by how many times."""

    first: float
    last: float
    ticks: tuple[float, ...]
    logarithmic: bool

    @classmethod
    def over(cls, least: float, most: float, *, logarithmic: bool) -> "_Scale":
        """A scale on which all numbers from the least to the most have a place, with ticks at round numbers."""
        if not logarithmic:
            step = _step(most / 4)
            count = 1
            while count * step < most:
                count += 1
            return cls(0.0, count * step, tuple(each * step for each in range(count + 1)), logarithmic=False)
        powers = range(floor(log10(least)), floor(log10(most)) + 2)
        rounds = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        first = max(each for each in rounds if each <= least)
        last = min(each for each in rounds if each >= most)
        every = 1 if last / first < 200 else 3  # of a wide range only the powers of ten: the others would overlap
        inside = [each for each in rounds if first <= each <= last]
        ticks = inside if every == 1 else [each for each in inside if log10(each) == floor(log10(each))]
        return cls(first, last, tuple(ticks), logarithmic=True)

    def at(self, value: float) -> float:
        """The place of a number, in per cent; what is beyond an end stands at the end."""
        held = min(max(value, self.first), self.last)
        if self.logarithmic:
            return round(100 * log10(held / self.first) / log10(self.last / self.first), 3)
        return round(100 * (held - self.first) / (self.last - self.first), 3)


def _step(value: float) -> float:
    """The next of 1, 2 or 5 with zeros."""
    power = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return next(round(digit * power, 12) for digit in (1, 2, 5, 10) if digit * power >= value * (1 - 1e-9))


def _whole(value: float) -> float:
    """Whole numbers from a hundred on: nobody is estimated to the tenth of a person."""
    return float(round(value)) if value >= 100 else value
