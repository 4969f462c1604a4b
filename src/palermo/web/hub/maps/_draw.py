"""The map of the world drawn on the server: shapes projected once, then only coloured."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import BACKGROUND, FAMILY, WIDTHS, themes
from palermo.web.hub.maps._map import GRID_LINE, RATIO, Classed
from palermo.web.hub.maps._world import WIDTH, world

LEGEND = 26
"""Height of a line of the legend, in pixels."""
DOT = 3.5
SIZE = 14
"""Size of the letters of a picture, in pixels."""
LETTER = 0.54
"""Width of a letter or a digit over its size, about; a Chinese sign is as wide as it is high."""


def draw_world(countries: Classed, *, no_data: str, theme: str = "light", size: str = "wide") -> str:
    """The map as an SVG document, with a legend above it. no_data: what a hatched country is called."""
    width, config = WIDTHS[size], themes()[theme]
    ramp = config["range"]["ramp"][: len(countries.names)]
    style = config["style"]["nodata"]
    names = [*zip(ramp, countries.names, strict=True), ("url(#no-data-key)", no_data)]
    legend, lines = _legend(names, config["legend"]["labelColor"], width)
    top, scale = lines * LEGEND, width / WIDTH

    def fill(code: str) -> str:
        place = countries.places.get(code)
        return "url(#no-data)" if place is None else ramp[place]

    return "".join(
        [
            opened(width, round(width * RATIO) + top, theme),
            _hatch("no-data", style, 1 / scale),
            _hatch("no-data-key", style, 1),
            *legend,
            f'<g transform="translate(0 {top}) scale({scale:.4f})">',
            *ground(config, fill, scale, title=lambda code: _title(countries, code), dots=countries.places),
            "</g></svg>",
        ]
    )


def opened(width: int, height: int, theme: str) -> str:
    """The beginning of a picture: its size, its background. A map has few words: it carries no typeface."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FAMILY}" font-size="{SIZE}">'
        f'<path fill="{BACKGROUND[theme]}" d="M0 0h{width}v{height}H0z"/>'
    )


def wide(text: str, size: float = SIZE) -> float:
    """The width of a text, in pixels, about: where the next one may begin.

    >>> wide("1–4"), wide("越南")
    (22.68, 28)
    """
    return round(sum(size if east_asian_width(sign) in "WF" else LETTER * size for sign in text), 2)


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """The text as far as there is room, in pixels; a table has it whole.

    >>> shortened("United Arab Emirates", 80)
    'United Ar…'
    """
    if wide(text, size) <= room:
        return text
    kept = text
    while len(kept) > 1 and wide(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,(") + "…"


def ground(
    config: Mapping[str, Any],
    fill: Callable[[str], str],
    scale: float,
    *,
    title: Callable[[str], str] = lambda code: "",
    dots: Mapping[str, object],
) -> Sequence[str]:
    """The grid and the countries, in units of the paper. fill: the colour of each. dots: the small ones that are shown.

    scale: pixels a unit. title: what stands inside each shape.
    """
    paper, edge = world(), config["geoshape"]["stroke"]
    return [
        f'<path fill="none" stroke="{GRID_LINE["stroke"]}" stroke-opacity="{GRID_LINE["strokeOpacity"]}" '
        f'stroke-width="{GRID_LINE["strokeWidth"] / scale:.2f}" d="{paper.grid}"/>',
        f'<g stroke="{edge}" stroke-width="{0.5 / scale:.2f}">',
        *(f'<path fill="{fill(code)}" d="{path}">{title(code)}</path>' for code, path in paper.shapes),
        *(
            f'<circle fill="{fill(code)}" cx="{x:.1f}" cy="{y:.1f}" r="{DOT / scale:.1f}">{title(code)}</circle>'
            for code, (x, y) in paper.dots.items()
            if code in dots
        ),
        "</g>",
    ]


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
    """The entries, each in the next free place of its line, and how many lines they take.

    Where one reads from right to left, they begin on the right.
    """
    parts, x, line, rtl = [], 0.0, 0, get_language_bidi()
    for fill, name in names:
        needs = 34 + wide(name)
        if x and x + needs > width:
            x, line = 0.0, line + 1
        y = line * LEGEND
        mark, text = (width - x - 16, width - x - 22) if rtl else (x + 2, x + 22)
        way = ' direction="rtl"' if rtl else ""
        parts.append(f'<path fill="{fill}" d="M{mark:.0f} {y + 4}h14v14h-14z"/>')
        parts.append(f'<text fill="{color}" x="{text:.0f}" y="{y + 16}"{way}>{escape(name)}</text>')
        x += needs
    return parts, line + 1
