"""Pictures of pixels have letters on a server without fonts: they come with the package."""

import struct
import zlib

import pytest

from palermo.web.hub.charts import FAMILY, as_png
from palermo.web.hub.charts._engine import engine


def rows(png):
    """The pixels of a PNG of 8 bits a channel with transparency, row by row, unfiltered."""
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        data += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    raw, stride, before, found = zlib.decompress(data), 4 * width, bytes(4 * width), []
    for row in range(height):
        kind, line = raw[row * (stride + 1)], bytearray(raw[row * (stride + 1) + 1 : (row + 1) * (stride + 1)])
        for x in range(stride):
            left, up, corner = line[x - 4] if x >= 4 else 0, before[x], before[x - 4] if x >= 4 else 0
            guess = min(
                (left, up, corner), key=lambda each: (abs(left + up - corner - each), [left, up, corner].index(each))
            )
            line[x] = (line[x] + (0, left, up, (left + up) // 2, guess)[kind]) & 255
        before = bytes(line)
        found.append(before)
    return width, found


def inked(text, family):
    """How wide the ink of a text is, in pixels of the drawing."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40" font-family="{family}">'
        f'<rect width="400" height="40" fill="#fff"/><text x="10" y="28" font-size="20">{text}</text></svg>'
    )
    width, found = rows(as_png(svg.encode()))
    dark = [x for x in range(width) if any(row[4 * x] < 128 for row in found)]
    return (max(dark) - min(dark)) / 2 if dark else 0


@pytest.mark.parametrize(("text", "wide"), [("Forced labour", 114), ("Труд", 42), ("Łódź", 37)])
def test_letters_are_those_of_the_page(text, wide):
    """The widths are those of Source Sans 3 at 20 pixels; another typeface would be wider or narrower."""
    assert inked(text, FAMILY) == pytest.approx(wide, abs=3)


def test_the_engine_measures_by_the_same_letters():
    spec = {
        "data": {"values": [{"a": "W" * 30, "b": 1}]},
        "mark": "bar",
        "config": {"font": "'Source Sans 3'"},
        "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}},
    }
    with_ours = engine().vegalite_to_svg(spec)
    spec["config"] = {"font": "'No Such Typeface'"}
    assert with_ours != engine().vegalite_to_svg(spec)
