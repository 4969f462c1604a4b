"""What both pictures of corridors are drawn with: colours, letters that can be read over lines, widths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import BACKGROUND, themes

SIZE = 13
"""Size of letters, in pixels."""
LINE = 16
"""Height of a line of letters, in pixels."""
FRINGE = 0.3
"""Opacity of what lies within an interval, as on every chart."""
NICE = (5, 2, 1)
"""What a number that is easy to read begins with."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a theme. series: for those that are told apart; other: for all that are not."""

    line: str
    text: str
    soft: str
    paper: str
    other: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the picture, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether it shares any of its place with another one."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def ink_of(theme: str) -> Ink:
    """The colours of a theme, the same as those of all charts."""
    config = themes()[theme]
    return Ink(
        line=config["mark"]["color"],
        text=config["axis"]["labelColor"],
        soft=config["axis"]["titleColor"],
        paper=BACKGROUND[theme],
        other=config["style"]["missing"]["color"],
        series=tuple(config["range"]["category"]),
    )


def written(x: float, y: float, text: str, ink: Ink, *, to: str = "right") -> str:
    """Letters with a rim in the colour of the paper. to: on which side of x they stand: right, left, or on both."""
    rtl = get_language_bidi()
    anchor = {"right": "end" if rtl else "start", "left": "start" if rtl else "end"}.get(to, "middle")
    way = ' direction="rtl"' if rtl else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{SIZE}" text-anchor="{anchor}"{way} fill="{ink.text}" '
        f'stroke="{ink.paper}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
    )


def samples(largest: int, most: int = 3, times: int = 4) -> Sequence[int]:
    """Numbers for the key of a picture, easy to read, the largest first, each at least so many times the next.

    >>> samples(1904), samples(7), samples(1)
    ([1000, 200, 50], [5, 1], [1])
    >>> samples(987, times=2)
    [500, 200, 100]
    """
    found: list[int] = []
    for number in _nice(largest):
        if len(found) < most and (not found or number * times <= found[-1]):
            found.append(number)
    return found


def _nice(largest: int) -> Iterator[int]:
    for power in range(len(str(largest)), -1, -1):
        yield from (first * 10**power for first in NICE if first * 10**power <= largest)
