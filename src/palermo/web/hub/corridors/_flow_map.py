"""The map of corridors: curved lines, as wide as people are many, thick where they begin and thin where they end."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import WIDTHS, themes
from palermo.web.hub.corridors._flows import Stream
from palermo.web.hub.corridors._ink import FRINGE, LINE, SIZE, Box, Ink, ink_of, samples, written
from palermo.web.hub.figures import number
from palermo.web.hub.maps import HEIGHT, WIDTH, ground, on_paper, opened, wide

MOST = {"wide": 80, "narrow": 40}
"""Lines that a picture shows at most, the largest; more cannot be told from each other."""
NAMES = {"wide": 18, "narrow": 8}
"""Places that are named at most: those with most people."""
WIDEST = {"wide": 13.0, "narrow": 8.0}
"""Width of the largest line where it begins, in pixels."""
THINNEST = 0.9
"""Width of a line where it begins, at least, in pixels: thinner ones are not seen."""
TAPER = 0.2
"""Width of a line where it ends, over that where it begins."""
BEND = 0.18
"""How far a line bends to the side, over its length: there and back are two lines."""
KEY = 30
"""Height of the key above the map, in pixels."""
TIMES = 2
"""How much wider a line of the key is than the next: less is not seen where lines are thin."""
STEPS = 16
"""Places of a line that a name should not lie on."""
SAMPLE = 44
"""Length of a line in the key, in pixels."""
EDGE = 0.09
"""Free space around what is drawn, over its size."""
CLOSEST = 0.3
"""The smallest part of the world that a map shows, over its width."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A corridor on the map. start, end: its places on paper. said: what is told of it, in words."""

    stream: Stream
    start: Point
    end: Point
    said: str

    @property
    def bend(self) -> Point:
        """The place towards which the line bends."""
        return _bend(self.start, self.end)


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows: a part of the paper, in its units. scale: pixels a unit. widest: a line's width, in pixels."""

    frame: Box
    scale: float
    largest: int
    widest: float

    def at(self, point: Point) -> Point:
        """A place on paper in pixels of the picture."""
        return (point[0] - self.frame.x) * self.scale, (point[1] - self.frame.y) * self.scale

    def thick(self, people: int) -> float:
        """The width of a line where it begins, in pixels."""
        return max(people / self.largest * self.widest, THINNEST)


def lines_of(
    streams: Sequence[Stream], place: Callable[[int, str], Point | None], said: Callable[[Stream], str]
) -> list[Line]:
    """The corridors whose places are known, as lines. place: in degrees, of a code at the beginning (0) or end (1)."""
    found = []
    for stream in streams:
        start, end = place(0, stream.origin), place(1, stream.place)
        if start is not None and end is not None:
            found.append(Line(stream, on_paper(*start), on_paper(*end), said(stream)))
    return found


def draw_flows(
    lines: Sequence[Line], names: Callable[[int, str], str], *, language: str, theme: str = "light", size: str = "wide"
) -> str:
    """The map as an SVG document. lines: the largest first. names: of places of origin (0) and exploitation (1)."""
    width, config, ink = WIDTHS[size], themes()[theme], ink_of(theme)
    shown = lines[: MOST[size]]
    frame = frame_of(shown)
    view = View(frame, width / frame.width, max((line.stream.n for line in shown), default=1), WIDEST[size])
    height = round(frame.height * view.scale)
    land = config["style"]["nodata"]["color"]
    return "".join(
        [
            opened(width, height + KEY, theme),
            *_key(view, ink, language, width),
            f'<svg y="{KEY}" width="{width}" height="{height}" '
            f'viewBox="{frame.x:.1f} {frame.y:.1f} {frame.width:.1f} {frame.height:.1f}">',
            *ground(config, lambda code: land, view.scale, dots={}),
            f'</svg><g transform="translate(0 {KEY})">',
            *(_drawn(line, view, ink) for line in reversed(shown)),
            *_named(shown, view, names, ink, Box(0, 0, width, height), NAMES[size]),
            "</g></svg>",
        ]
    )


def frame_of(lines: Sequence[Line]) -> Box:
    """The part of the paper in which all lines lie, in the shape of the whole; the whole where there are none."""
    points = [point for line in lines for point in (line.start, line.bend, line.end)]
    if not points:
        return Box(0, 0, WIDTH, HEIGHT)
    (west, east), (north, south) = ((min(values), max(values)) for values in zip(*points, strict=True))
    needed = max(east - west, (south - north) * WIDTH / HEIGHT) * (1 + 2 * EDGE)
    width = min(max(needed, WIDTH * CLOSEST), WIDTH)
    height = width * HEIGHT / WIDTH
    x = min(max((west + east - width) / 2, 0), WIDTH - width)
    y = min(max((north + south - height) / 2, 0), HEIGHT - height)
    return Box(x, y, width, height)


def tapered(start: Point, bend: Point, end: Point, widest: float) -> str:
    """The path of a line that gets thinner along its way.

    >>> tapered((0, 0), (5, 0), (10, 0), 2)
    'M0.0 1.0Q5.0 0.6 10.0 0.2L10.0 -0.2Q5.0 -0.6 0.0 -1.0z'
    """
    (ax, ay), (cx, cy), (bx, by) = start, bend, end
    edges = []
    for (x, y), (dx, dy), thick in (
        (start, (cx - ax, cy - ay), widest),
        (bend, (bx - ax, by - ay), widest * (1 + TAPER) / 2),
        (end, (bx - cx, by - cy), widest * TAPER),
    ):
        length = math.hypot(dx, dy) or 1.0
        aside = -dy / length * thick / 2, dx / length * thick / 2
        edges.append((f"{x + aside[0]:.1f} {y + aside[1]:.1f}", f"{x - aside[0]:.1f} {y - aside[1]:.1f}"))
    (a, f), (b, e), (c, d) = edges
    return f"M{a}Q{b} {c}L{d}Q{e} {f}z"


def _bend(start: Point, end: Point) -> Point:
    (ax, ay), (bx, by) = start, end
    return (ax + bx) / 2 + (by - ay) * BEND, (ay + by) / 2 - (bx - ax) * BEND


def _drawn(line: Line, view: View, ink: Ink) -> str:
    """A line, and around it the band up to the upper end of its interval."""
    start, bend, end = (view.at(point) for point in (line.start, line.bend, line.end))
    stream = line.stream
    band = tapered(start, bend, end, view.thick(stream.high))
    core = tapered(start, bend, end, view.thick(stream.n))
    return f"<g><title>{escape(line.said)}</title>{_band(band, stream, ink)}{_core(core, stream, ink)}</g>"


def _band(path: str, stream: Stream, ink: Ink) -> str:
    return f'<path fill="{ink.line}" fill-opacity="{FRINGE}" d="{path}"/>' if stream.high > stream.n else ""


def _core(path: str, stream: Stream, ink: Ink) -> str:
    if stream.is_hollow:
        return f'<path fill="{ink.paper}" stroke="{ink.line}" stroke-width="0.8" d="{path}"/>'
    return f'<path fill="{ink.line}" fill-opacity="0.8" d="{path}"/>'


def _key(view: View, ink: Ink, language: str, width: int) -> Iterator[str]:
    """Lines with what they stand for, from the side where reading begins."""
    x, rtl = 2.0, get_language_bidi()
    for people in samples(view.largest, times=TIMES):
        text = number(people, language)
        needs = SAMPLE + 8 + wide(text, SIZE)
        if x + needs > width:
            return
        start, end, beside = (width - at if rtl else at for at in (x, x + SAMPLE, x + SAMPLE + 8))
        path = tapered((start, 12), _bend((start, 12), (end, 12)), (end, 12), view.thick(people))
        yield f'<path fill="{ink.line}" d="{path}"/>'
        yield written(beside, 17, text, ink, to="left" if rtl else "right")
        x += needs + 20


def _named(
    lines: Sequence[Line], view: View, names: Callable[[int, str], str], ink: Ink, page: Box, most: int
) -> Iterator[str]:
    """The names of the places with most people, as far as none lies on another one: beside lines if there is room."""
    sums: dict[Point, int] = {}
    called: dict[Point, str] = {}
    for line in lines:
        for side, code, point in ((0, line.stream.origin, line.start), (1, line.stream.place, line.end)):
            sums[point] = sums.get(point, 0) + line.stream.n
            called[point] = names(side, code)
    taken: list[Box] = []
    drawn = [place for line in lines for place in _along(line, view)]
    for point in sorted(sums, key=lambda each: (-sums[each], each))[:most]:
        (x, y), text = view.at(point), called[point]
        places = [
            box
            for box in _around(x, y, wide(text, SIZE), page)
            if 0 <= box.y <= page.height - LINE and not any(box.overlaps(other) for other in taken)
        ]
        if places:
            box = min(places, key=lambda each: sum(each.overlaps(other) for other in drawn))  # the first, of several
            taken.append(box)
            yield written(box.x + box.width / 2, box.y + LINE - 4, text, ink, to="both")


def _around(x: float, y: float, width: float, page: Box) -> Iterator[Box]:
    """Where the name of a place can stand: above it, below, beside it, and at its corners."""
    for across, down in ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1)):
        middle = x + across * (width / 2 + 6)
        left = min(max(middle - width / 2, 0), page.width - width)
        yield Box(left, y - LINE / 2 + down * (LINE / 2 + 4), width, LINE)


def _along(line: Line, view: View) -> Iterator[Box]:
    """Small boxes along a line, as wide as it is there."""
    (ax, ay), (cx, cy), (bx, by) = (view.at(point) for point in (line.start, line.bend, line.end))
    thick = view.thick(line.stream.n)
    for step in range(STEPS + 1):
        t = step / STEPS
        x = (1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t**2 * bx
        y = (1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t**2 * by
        half = max(thick * (1 - (1 - TAPER) * t), 2) / 2
        yield Box(x - half, y - half, 2 * half, 2 * half)
