"""A picture that leaves the page: with its title, measure and source inside it, for nothing else goes along."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from palermo.web.hub.charts._theme import BACKGROUND, FAMILY

EDGE = 24
"""Free room on every side, in pixels."""
TITLE, SMALL = 18, 13
"""Sizes of letters, in pixels."""
LEADING = 1.35
WIDTH_OF_LETTER, WIDTH_OF_SIGN = 0.52, 1.0
"""Width of a letter, and of a Chinese sign, over its size: a little more than on average, so that no line is cut."""
INK = {"light": ("#1c2529", "#4d5a60"), "dark": ("#f1efe9", "#b6c0c4")}
"""Colours of the title, and of the rest."""

_SIZE = re.compile(rb'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Caption:
    """The words around a picture. title, subtitle: above it. foot: below it, a paragraph each."""

    title: str
    subtitle: str
    foot: Sequence[str]


def captioned(picture: bytes, caption: Caption, *, theme: str, rtl: bool = False) -> bytes:
    """The picture between its words, as one SVG document.

    picture: an SVG document with width and height in pixels. rtl: whether words begin at the right.

    >>> small = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"></svg>'
    >>> captioned(small, Caption("People", "Shares", ["Source"]), theme="light").count(b"<text")
    3
    """
    found = _SIZE.search(picture)
    if found is None:
        raise ValueError("a picture without a size")
    width, height = float(found[1]), float(found[2])
    words = _Words(width, rtl)
    strong, soft = INK[theme]
    above = words.lines(caption.title, TITLE, strong, weight=600) + words.lines(caption.subtitle, SMALL, soft)
    top = words.y + EDGE / 2
    words.y = top + height + EDGE / 2
    below = [line for text in caption.foot for line in words.lines(text, SMALL, soft)]
    whole_width, whole_height = width + 2 * EDGE, words.y + EDGE
    inner = picture[picture.index(b"<svg") :].replace(b"<svg", f'<svg x="{EDGE}" y="{top:.0f}"'.encode(), 1)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole_width:.0f}" height="{whole_height:.0f}" '
        f'viewBox="0 0 {whole_width:.0f} {whole_height:.0f}" font-family="{FAMILY}">'
        f'<rect width="100%" height="100%" fill="{BACKGROUND[theme]}"/>'
    )
    return b"".join((head.encode(), "".join(above).encode(), inner, "".join(below).encode(), b"</svg>"))


class _Words:
    """Lines of text, one below the other. y: where the next one begins, in pixels."""

    def __init__(self, width: float, rtl: bool) -> None:
        self._width = width
        self._x = width + EDGE if rtl else EDGE
        # by its end, and between marks: not every program that draws knows the direction of writing
        self._side, self._mark = (' text-anchor="end"', "\u200f") if rtl else ("", "")
        self.y: float = EDGE / 2

    def lines(self, text: str, size: int, color: str, *, weight: int = 400) -> list[str]:
        found = []
        for line in _wrapped(text, self._width / size):
            self.y += size * LEADING
            found.append(
                f'<text x="{self._x:.0f}" y="{self.y:.0f}" font-size="{size}" font-weight="{weight}" '
                f'fill="{color}"{self._side}>{self._mark}{escape(line)}{self._mark}</text>'
            )
        return found


def _wrapped(text: str, room: float) -> list[str]:
    """The text in lines. room: of a line, in sizes of a letter."""
    found, used = [""], 0.0
    for word in re.findall(r"\s*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef]+)", text):
        wide = sum(WIDTH_OF_SIGN if "\u2e80" <= sign <= "\uffef" else WIDTH_OF_LETTER for sign in word)
        if used + wide > room and found[-1]:
            found.append("")
            used, word = 0.0, word.lstrip()
        found[-1] += word
        used += wide
    return [line.strip() for line in found if line.strip()]
