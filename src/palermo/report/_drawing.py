"""Where everything in a picture stands. Across in per cent, so that it fits any width; down in pixels."""

from dataclasses import dataclass
from math import floor, log10

from palermo.report._pictures import Bar, Bars, Line, Lines

ROW = 46
"""Pixels of a bar with its label."""
HEIGHT = 240
"""Pixels of the area that lines are drawn in."""
TICKS = 4
MOST_NAMED = 12
"""Places that are named along the foot: of more, one in so many is, and the table below has all."""


@dataclass(frozen=True, slots=True)
class BarDrawn:
    """A bar: where it begins and how long it is, in per cent; `hollow` where its interval is wider than itself."""

    label: str
    says: str
    top: int
    width: float
    low: float | None
    spread: float | None
    mark: float | None
    hollow: bool


def bars_drawn(bars: Bars) -> list[BarDrawn]:
    """The bars, the longest as wide as the picture; shares that nearly fill it are measured against the whole."""
    values = [each for bar in bars.bars for each in (bar.value, bar.high, bar.mark) if each is not None]
    top = max(values, default=0.0)
    if bars.share and 0.5 < top <= 1:
        top = 1.0
    return [_bar(bars, bar, place, top or 1.0) for place, bar in enumerate(bars.bars)]


def _bar(bars: Bars, bar: Bar, place: int, top: float) -> BarDrawn:
    def at(value: float) -> float:
        return round(100 * value / top, 3)

    low = spread = None
    wide = False
    if bar.low is not None and bar.high is not None:
        low, spread = at(bar.low), at(bar.high - bar.low)
        wide = bar.value is not None and bar.high - bar.low > bar.value
    return BarDrawn(
        label=bar.label,
        says=bars.says(bar.value),
        top=place * ROW,
        width=at(bar.value or 0.0),
        low=low,
        spread=spread,
        mark=None if bar.mark is None else at(bar.mark),
        hollow=wide,
    )


@dataclass(frozen=True, slots=True)
class LineDrawn:
    """A line: its parts between gaps as paths in a square of 100, its points, and its band."""

    name: str
    paths: tuple[str, ...]
    bands: tuple[str, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LinesDrawn:
    """Lines: the ticks up the side (height in per cent, text), the places along the foot, and each line."""

    ticks: tuple[tuple[float, str], ...]
    places: tuple[tuple[float, str], ...]
    lines: tuple[LineDrawn, ...]


def lines_drawn(lines: Lines) -> LinesDrawn:
    """The lines, from zero (or a round number at or below their base) to a round number above the highest."""
    highest = max(
        (v for line in lines.lines for each in (line.values, line.high) for v in each if v is not None), default=0.0
    )
    base, top = (0.0, _round_above(highest)) if lines.base == 0 else _round_around(lines.base, highest)
    count = len(lines.places)
    across = [round(100 * (place + 0.5) / count, 3) for place in range(count)]
    ticks = tuple(
        (100 - 100 * each / TICKS, lines.says(round(base + (top - base) * each / TICKS, 12)))
        for each in range(TICKS + 1)
    )
    every = -(-count // MOST_NAMED) or 1
    named = tuple(
        (at, name) for number, (at, name) in enumerate(zip(across, lines.places, strict=True)) if number % every == 0
    )
    return LinesDrawn(ticks, named, tuple(_line(each, across, base, top) for each in lines.lines))


def _line(line: Line, across: list[float], base: float, top: float) -> LineDrawn:
    def up(value: float) -> float:
        return round(100 - 100 * (value - base) / (top - base), 3)

    paths, bands = [], []
    for part in _parts(line):
        paths.append(" ".join(f"{across[place]},{up(line.values[place] or 0.0)}" for place in part))
        if line.low:
            there = [place for place in part if line.low[place] is not None and line.high[place] is not None]
            above = [f"{across[place]},{up(line.high[place] or 0.0)}" for place in there]
            below = [f"{across[place]},{up(line.low[place] or 0.0)}" for place in reversed(there)]
            bands.append(" ".join(above + below))
    points = tuple((across[place], up(value)) for place, value in enumerate(line.values) if value is not None)
    return LineDrawn(line.name, tuple(paths), tuple(bands), points)


def _parts(line: Line) -> list[list[int]]:
    """The places between gaps: what is missing is never bridged."""
    parts: list[list[int]] = [[]]
    for place, value in enumerate(line.values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append(place)
    return [part for part in parts if part]


def _round_above(value: float) -> float:
    """The next of 1, 2, 4 or 8 with zeros, so that its quarters read well.

    >>> _round_above(0.13), _round_above(37), _round_above(1.0), _round_above(0)
    (0.2, 40.0, 1.0, 1.0)
    """
    if value <= 0:
        return 1.0
    step = 1.0
    while step > value:
        step /= 10
    while step * 10 <= value:
        step *= 10
    return next(round(step * each, 12) for each in (1, 2, 4, 8, 10) if step * each >= value * (1 - 1e-9))


def _round_around(low: float, high: float) -> tuple[float, float]:
    """Round numbers at or below and at or above, four round steps apart.

    >>> _round_around(2.7, 4.1), _round_around(-0.6, 0.2), _round_around(3.0, 3.0)
    ((2.5, 4.5), (-0.6, 0.2), (3.0, 7.0))
    """
    wide = (high - low) / TICKS
    size = 10.0 ** floor(log10(wide)) if wide > 0 else 1.0
    for step in (size * each for each in (1, 2, 2.5, 5, 10, 20) if size * each >= wide * (1 - 1e-9)):
        base = step * floor(low / step + 1e-9)
        if base + TICKS * step >= high * (1 - 1e-12) - 1e-12:
            return round(base, 12), round(base + TICKS * step, 12)
    return low, high
