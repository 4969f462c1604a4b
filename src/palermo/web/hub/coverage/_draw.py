"""A matrix as a picture, to take along: the same numbers as the table, the stronger the colour the more."""

from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import BACKGROUND, WIDTHS, themes
from palermo.web.hub.coverage._matrix import Cell, Matrix
from palermo.web.hub.maps import opened, shortened, wide

LINE = 26
"""Height of a row, in pixels."""
SIZE = 12
"""Size of letters, in pixels."""
NAMES = {"wide": 210, "narrow": 110}
"""Room for the names of rows, in pixels."""
DARK_FROM = {"light": 4, "dark": 3}
"""The shade from which letters have the colour of the paper."""


def draw_matrix(matrix: Matrix, *, theme: str = "light", size: str = "wide") -> str:
    """The matrix as an SVG document, which reads from the right where the page's language does."""
    width, names = WIDTHS[size], NAMES[size]
    config = themes()[theme]
    text = config["axis"]["labelColor"]
    each = (width - names) / max(len(matrix.columns), 1)
    rtl = get_language_bidi()

    def across(place: float) -> float:
        return width - place if rtl else place

    def written(x: float, y: float, said: str, fill: str, anchor: str = "middle") -> str:
        way = ' direction="rtl"' if rtl else ""
        return f'<text x="{across(x):.1f}" y="{y}" text-anchor="{anchor}" fill="{fill}"{way}>{escape(said)}</text>'

    parts = [opened(width, LINE * (len(matrix.lines) + 1) + 6, theme), f'<g font-size="{SIZE}">']
    for place, name in enumerate(matrix.columns):
        parts.append(written(names + (place + 0.5) * each, 16, shortened(name, each, SIZE), text))
    for number, line in enumerate(matrix.lines, 1):
        y = number * LINE
        parts.append(written(4, y + 17, shortened(line.label, names - 8, SIZE), text, "start"))
        for place, cell in enumerate(line.cells):
            left = names + place * each
            corner = across(left + each) if rtl else left
            said = f"{line.label}, {matrix.columns[place]}: {cell.text} {cell.limits}".strip()
            parts.append(
                f"<g><title>{escape(said)}</title>"
                f'<path fill="{_fill(cell, config["range"]["ramp"], config["style"]["nodata"]["color"])}" '
                f'd="M{corner + 1:.1f} {y + 1}h{each - 2:.1f}v{LINE - 2}h-{each - 2:.1f}z"/>'
            )
            shown = cell.text if wide(cell.text, SIZE) < each else ""
            parts.append(written(left + each / 2, y + 17, shown, _letters(cell, theme, text)) + "</g>")
    return "".join([*parts, "</g></svg>"])


def _fill(cell: Cell, ramp: list[str], empty: str) -> str:
    return ramp[cell.shade - 1] if cell.shade else empty


def _letters(cell: Cell, theme: str, text: str) -> str:
    return BACKGROUND[theme] if cell.shade >= DARK_FROM[theme] else text
