"""The world on paper: shapes of countries in an equal-area projection, and the place of each, made once."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from palermo.web.hub.charts import atlas
from palermo.web.hub.maps._map import DOTS, RATIO, SHAPES

WIDTH = 2000
"""Units in which shapes are projected; a picture scales them."""
HEIGHT = round(WIDTH * RATIO)
MARGIN = 20
"""Room for what lies beyond the 180th meridian, on both sides."""
HALF_TURN = 180.0
GRID_STEP = 30
"""Degrees between two lines of the grid."""

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_SOUTH, _NORTH = -58.0, 90.0
"""Latitudes between which there is paper: all but Antarctica, up to the pole, which is a line in this projection."""
_ABOVE = 4
"""Units that are free above the pole."""

Point = tuple[float, float]


@dataclass(frozen=True)
class World:
    """What a map is drawn from, in units of the paper.

    shapes: the code and the path of each country; none has the empty code. dots: the place of each country that is too
    small to be seen. grid: the path of the lines of the grid, which show where the world ends.
    """

    shapes: Sequence[tuple[str, str]]
    dots: Mapping[str, Point]
    grid: str


def equal_earth(longitude: float, latitude: float) -> Point:
    """A place, in degrees, in the Equal Earth projection, of a sphere with the radius 1.

    Šavrič, Patterson & Jenny (2018), The Equal Earth map projection, doi:10.1080/13658816.2018.1504949.

    >>> equal_earth(0, 0)
    (0.0, 0.0)
    """
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    power = square**3
    along = _A[0] + 3 * _A[1] * square + power * (7 * _A[2] + 9 * _A[3] * square)
    x = math.radians(longitude) * math.cos(angle) / (_M * along)
    return x, angle * (_A[0] + _A[1] * square + power * (_A[2] + _A[3] * square))


def on_paper(longitude: float, latitude: float) -> Point:
    """A place, in degrees, in units of the paper."""
    x, y = equal_earth(longitude, latitude)
    widest, top = equal_earth(180, 0)[0], equal_earth(0, _NORTH)[1]
    scale = (WIDTH - 2 * MARGIN) / (2 * widest)
    return WIDTH / 2 + x * scale, _ABOVE + (top - y) * scale


@cache
def world() -> World:
    """The world on paper."""
    lines = _lines()
    shapes = []
    for shape in atlas()["objects"][SHAPES]["geometries"]:
        rings = (ring for polygon in shape["arcs"] for ring in polygon)
        shapes.append((shape.get("id", ""), "".join(_path(ring, lines) for ring in rings)))
    return World(shapes, {code: on_paper(*place) for code, place in _dots().items()}, _grid())


@cache
def places() -> Mapping[str, Point]:
    """Where each country is, in degrees: its dot, or a place inside its largest part."""
    lines = _lines()
    found = {}
    for shape in atlas()["objects"][SHAPES]["geometries"]:
        if "id" in shape:
            rings = [list(_turned(polygon[0], lines)) for polygon in shape["arcs"]]
            found[shape["id"]] = _inside(max(rings, key=lambda ring: abs(_area(ring))))
    return {**found, **_dots()}


def middle(of: Iterable[Point]) -> Point:
    """The middle of places, in degrees: over the sphere, so that those on both sides of the 180th meridian are near.

    >>> longitude, latitude = middle([(170, 0), (-170, 0)])
    >>> round(abs(longitude)), round(latitude)
    (180, 0)
    """
    x = y = z = 0.0
    for longitude, latitude in of:
        east, north = math.radians(longitude), math.radians(latitude)
        x += math.cos(north) * math.cos(east)
        y += math.cos(north) * math.sin(east)
        z += math.sin(north)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _lines() -> list[list[Point]]:
    topology = atlas()
    return [list(_degrees(topology, line)) for line in topology["arcs"]]


def _dots() -> dict[str, Point]:
    topology = atlas()
    dots = topology["objects"][DOTS]["geometries"]
    return {dot["id"]: next(_degrees(topology, [dot["coordinates"]])) for dot in dots}


def _degrees(topology: Mapping[str, Any], line: Sequence[Sequence[int]]) -> Iterator[Point]:
    """The places of a line, in degrees; each of its steps is the distance from the one before."""
    (scale_x, scale_y), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    for step_x, step_y in line:
        x, y = x + step_x, y + step_y
        yield x * scale_x + x0, y * scale_y + y0


def _turned(ring: Sequence[int], lines: Sequence[Sequence[Point]]) -> Iterator[Point]:
    """The places of a ring, in degrees; beyond the 180th meridian it goes on."""
    turn, last = 0.0, None
    for longitude, latitude in (p for i in ring for p in (lines[i] if i >= 0 else lines[~i][::-1])[:-1]):
        if last is not None and abs(longitude - last) > HALF_TURN:
            turn += 2 * math.copysign(HALF_TURN, last - longitude)
        last = longitude
        yield longitude + turn, latitude


def _path(ring: Sequence[int], lines: Sequence[Sequence[Point]]) -> str:
    """A ring in whole units, empty when it shrinks to a point.

    An empty step would end the whole path: a browser draws a path up to its first mistake.
    """
    found = [(round(x), round(y)) for x, y in (on_paper(*place) for place in _turned(ring, lines))]
    steps = [f"{x - from_x} {y - from_y}" for (from_x, from_y), (x, y) in pairwise(found) if (x, y) != (from_x, from_y)]
    return f"M{found[0][0]} {found[0][1]}l{' '.join(steps)}z".replace(" -", "-") if steps else ""


def _area(ring: Sequence[Point]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / 2


def _inside(ring: Sequence[Point]) -> Point:
    """A place inside a ring: in the middle of its widest stretch at the latitude of its centre."""
    closed, area = [*ring, ring[0]], 6 * _area(ring)
    latitude = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise(closed)) / area
    crossings = sorted(
        ax + (latitude - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in pairwise(closed)
        if (ay > latitude) != (by > latitude)
    )
    west, east = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda pair: pair[1] - pair[0])
    return (west + east) / 2, latitude


def _grid() -> str:
    """Meridians and parallels; the last of them is the pole."""
    steps = [_SOUTH + (_NORTH - _SOUTH) * part / 20 for part in range(21)]
    meridians: list[list[Point]] = [[(east, north) for north in steps] for east in range(-180, 181, GRID_STEP)]
    parallels: list[list[Point]] = [[(-180, north), (180, north)] for north in range(-GRID_STEP, 91, GRID_STEP)]
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in (on_paper(*place) for place in line))
        for line in [*meridians, *parallels]
    )
