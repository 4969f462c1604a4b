"""The map of the world drawn on the server: shapes projected once, then only coloured."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from palermo.web.hub.charts import BACKGROUND, WIDTHS, atlas, fonts, themes
from palermo.web.hub.maps._map import DOTS, RATIO, SHAPES, Classed

WIDTH = 2000
"""Units in which shapes are projected; the picture scales them."""
MARGIN = 20
"""Room for what lies beyond the 180th meridian, on both sides."""
HALF_TURN = 180.0
LEGEND = 26
"""Height of a line of the legend, in pixels."""
DOT = 3.5
LETTER = 7.6
"""Width of a digit at 14 px, about: where the next entry of the legend begins."""

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_TOP, _BOTTOM = 83.7, -56.0
"""Latitudes at which the picture ends: the north of Greenland and Cape Horn."""

Point = tuple[float, float]


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


def draw_world(countries: Classed, *, no_data: str, theme: str = "light", size: str = "wide") -> str:
    """The map as an SVG document, with a legend above it. no_data: what a hatched country is called."""
    width = WIDTHS[size]
    config = themes()[theme]
    ramp = config["range"]["ramp"][: len(countries.names)]
    style = config["style"]["nodata"]
    shapes, dots = _world()
    names = [*zip(ramp, countries.names, strict=True), ("url(#no-data-key)", no_data)]
    legend, lines = _legend(names, config["legend"]["labelColor"], width)
    top = lines * LEGEND
    height = round(width * RATIO) + top
    scale = width / WIDTH
    edge = config["geoshape"]["stroke"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="\'Source Sans 3\', sans-serif" font-size="14">',
        fonts(),
        _hatch("no-data", style, 1 / scale),
        _hatch("no-data-key", style, 1),
        f'<path fill="{BACKGROUND[theme]}" d="M0 0h{width}v{height}H0z"/>',
        *legend,
        f'<g transform="translate(0 {top}) scale({scale:.4f})" stroke="{edge}" stroke-width="{0.5 / scale:.2f}">',
    ]
    for code, path in shapes:
        place = countries.places.get(code)
        fill = "url(#no-data)" if place is None else ramp[place]
        parts.append(f'<path fill="{fill}" d="{path}">{_title(countries, code)}</path>')
    for code, (x, y) in dots.items():
        if code in countries.places:
            fill = ramp[countries.places[code]]
            title = _title(countries, code)
            parts.append(f'<circle fill="{fill}" cx="{x:.1f}" cy="{y:.1f}" r="{DOT / scale:.1f}">{title}</circle>')
    return "".join([*parts, "</g></svg>"])


def _hatch(name: str, style: Mapping[str, str], scale: float) -> str:
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45) scale({scale:.2f})"><path fill="{style["color"]}" d="M0 0h5v5H0z"/>'
        f'<path fill="{style["stroke"]}" d="M0 0h1.2v5H0z"/></pattern>'
    )


def _title(countries: Classed, code: str) -> str:
    if code not in countries.labels:
        return ""
    return f"<title>{escape(countries.labels[code])}: {escape(countries.said[code])}</title>"


def _legend(names: Sequence[tuple[str, str]], color: str, width: int) -> tuple[list[str], int]:
    """The entries, each in the next free place of its line, and how many lines they take."""
    parts, x, line = [], 0.0, 0
    for fill, name in names:
        needs = 34 + LETTER * len(name)
        if x and x + needs > width:
            x, line = 0.0, line + 1
        y = line * LEGEND
        parts.append(f'<path fill="{fill}" d="M{x + 2:.0f} {y + 4}h14v14h-14z"/>')
        parts.append(f'<text fill="{color}" x="{x + 22:.0f}" y="{y + 16}">{escape(name)}</text>')
        x += needs
    return parts, line + 1


@cache
def _world() -> tuple[Sequence[tuple[str, str]], Mapping[str, Point]]:
    """The path of each country, and the place of each that is too small to be seen."""
    topology: dict[str, Any] = atlas()
    lines = [list(_places(topology, line)) for line in topology["arcs"]]
    shapes = []
    for shape in topology["objects"][SHAPES]["geometries"]:
        rings = (ring for polygon in shape["arcs"] for ring in polygon)
        shapes.append((shape.get("id", ""), "".join(_path(ring, lines) for ring in rings)))
    dots = {dot["id"]: dot["coordinates"] for dot in topology["objects"][DOTS]["geometries"]}
    return shapes, {code: _on_paper(*next(_places(topology, [place]))) for code, place in dots.items()}


def _places(topology: Mapping[str, Any], line: Sequence[Sequence[int]]) -> Iterator[Point]:
    """The places of a line, in degrees; each of its steps is the distance from the one before."""
    (scale_x, scale_y), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    for step_x, step_y in line:
        x, y = x + step_x, y + step_y
        yield x * scale_x + x0, y * scale_y + y0


def _on_paper(longitude: float, latitude: float) -> Point:
    x, y = equal_earth(longitude, latitude)
    widest, top = equal_earth(180, 0)[0], equal_earth(0, _TOP)[1]
    scale = (WIDTH - 2 * MARGIN) / (2 * widest)
    return WIDTH / 2 + x * scale, (top - y) * scale


def _path(ring: Sequence[int], lines: Sequence[Sequence[Point]]) -> str:
    """A ring in whole units, empty when it shrinks to a point; beyond the 180th meridian it goes on.

    An empty step would end the whole path: a browser draws a path up to its first mistake.
    """
    start, steps, turn, last = "", "", 0.0, None
    before = (0, 0)
    for longitude, latitude in (p for i in ring for p in (lines[i] if i >= 0 else lines[~i][::-1])[:-1]):
        if last is not None and abs(longitude - last) > HALF_TURN:
            turn += 2 * math.copysign(HALF_TURN, last - longitude)
        x, y = _on_paper(longitude + turn, latitude)
        now = (round(x), round(y))
        if last is None:
            start = f"M{now[0]} {now[1]}l"
        elif now != before:
            steps += f"{now[0] - before[0]} {now[1] - before[1]} "
        before, last = now, longitude
    return f"{start}{steps.rstrip()}z".replace(" -", "-") if steps else ""
