"""A picture of pixels, for what cannot hold drawings."""

import re

from palermo.web.hub.charts._engine import LETTERS, SIGNS, engine
from palermo.web.hub.charts._theme import FAMILY

CHINESE = re.compile("[\u4e00-\u9fff]")
SCALE = 2
"""Pixels of the picture a pixel of the drawing: letters stay sharp in print."""


def as_png(picture: bytes) -> bytes:
    """An SVG document as PNG, with the typeface of the page.

    Letters of the Latin and Cyrillic scripts come with the package; Chinese ones need a font on the server.
    """
    from palermo.web.hub.charts._draw import one_at_a_time

    text = picture.decode()
    letters = f"{SIGNS}, {LETTERS}" if CHINESE.search(text) else LETTERS
    words = text.replace(f'font-family="{FAMILY}"', f'font-family="{letters}"')

    with one_at_a_time:
        made: bytes = engine().svg_to_png(words, scale=SCALE)
    return made
