"""The diagram of streams: places of origin on one side, places of exploitation on the other, bands between them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import WIDTHS
from palermo.web.hub.corridors._flows import OTHER, Stream
from palermo.web.hub.corridors._ink import FRINGE, LINE, SIZE, Ink, ink_of, written
from palermo.web.hub.figures import number
from palermo.web.hub.maps import opened, shortened, wide

SERIES, ENDS = 5, 8
"""Places of origin, which have colours, and places of exploitation that are told apart; the others are together."""
BAR = 10
"""Width of what stands for a place, in pixels."""
ASIDE = {"wide": 190, "narrow": 0}
"""Room for names beside the diagram, in pixels; in a narrow one they stand on the bands."""
TALL = {"wide": 400, "narrow": 420}
"""Height of all bands on each other without what is between them, in pixels."""
APART = 8
"""Pixels between two places, at least; more where their names need it."""
ON_BANDS = 158
"""Room for a name on the bands, in pixels."""
HEAD = 26
"""Room for what the two sides are called, in pixels."""
THINNEST = 0.6
SURE = 0.75
"""Opacity of that part of a band which is sure."""


Named = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Node:
    """A place on one side. y, height: in pixels; as high as people are many."""

    code: str
    y: float
    height: float
    people: int

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Side:
    """One side. x: where its bars begin. is_left: whether it is the left one: where people come from, mostly."""

    number: int
    x: float
    is_left: bool
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the diagram.

    names: of the places on a side (0: of origin, 1: of exploitation). sides: what the two are called. said: of a band.
    """

    names: Named
    sides: tuple[str, str]
    said: Callable[[Stream], str]
    language: str


def draw_streams(streams: Sequence[Stream], words: Words, *, theme: str = "light", size: str = "wide") -> str:
    """The diagram as an SVG document. Where one reads from right to left, people come from the right."""
    ink, scale, sides = ink_of(theme), _scale(streams, size), _sides(streams, size)
    colors = _colors(sides[0].nodes, ink)
    return "".join(
        [
            opened(WIDTHS[size], tall(streams, size), theme),
            *_bands(streams, sides, scale, lambda code: colors[code], words),
            *(part for side in sides for part in _bars(side, colors, ink)),
            *(part for side in sides for part in _names(side, words, ink, ASIDE[size])),
            "</svg>",
        ]
    )


def tall(streams: Sequence[Stream], size: str) -> int:
    """The height of the diagram, in pixels."""
    ends = (node.y + node.height for side in _sides(streams, size) for node in side.nodes)
    return round(max(ends, default=HEAD) + APART)


def _scale(streams: Sequence[Stream], size: str) -> float:
    """Pixels a person."""
    return TALL[size] / max(sum(stream.n for stream in streams), 1)


def _sides(streams: Sequence[Stream], size: str) -> list[Side]:
    """Where people come from, and where they were exploited."""
    scale, rtl = _scale(streams, size), get_language_bidi()
    left, right = float(ASIDE[size]), float(WIDTHS[size] - ASIDE[size] - BAR)
    lefts = [(side == 0) != rtl for side in (0, 1)]
    return [
        Side(side, left if is_left else right, is_left, _nodes(streams, side, scale))
        for side, is_left in enumerate(lefts)
    ]


def _nodes(streams: Sequence[Stream], side: int, scale: float) -> list[Node]:
    """The places of a side, those with most people first and the others last, far enough apart for their names."""
    sums: dict[str, int] = {}
    for stream in streams:
        code = (stream.origin, stream.place)[side]
        sums[code] = sums.get(code, 0) + stream.n
    found: list[Node] = []
    for code in sorted(sums, key=lambda each: (each == OTHER, -sums[each], each)):
        high, y = sums[code] * scale, float(HEAD)
        if found:
            y = max(found[-1].y + found[-1].height + APART, found[-1].middle + LINE - high / 2)
        found.append(Node(code, y, high, sums[code]))
    return found


def _colors(origins: Sequence[Node], ink: Ink) -> Mapping[str, str]:
    """The colour of each place of origin."""
    named = [node.code for node in origins if node.code != OTHER]
    return {OTHER: ink.other, **dict(zip(named, (*ink.series, *(ink.other for _code in named)), strict=False))}


def _bands(
    streams: Sequence[Stream], sides: Sequence[Side], scale: float, color: Callable[[str], str], words: Words
) -> Iterator[str]:
    """The bands, those of one place beside each other in the order of the places on the other side."""
    order = [{node.code: place for place, node in enumerate(side.nodes)} for side in sides]
    free = [{node.code: node.y for node in side.nodes} for side in sides]
    for stream in sorted(streams, key=lambda each: (order[0][each.origin], order[1][each.place])):
        high = stream.n * scale
        start, end = free[0][stream.origin], free[1][stream.place]
        free[0][stream.origin] += high
        free[1][stream.place] += high
        xs = [side.x + (BAR if side.is_left else 0) for side in sides]
        path = _band((xs[0], start + high / 2), (xs[1], end + high / 2), max(high, THINNEST))
        sure = max(stream.low * scale, THINNEST)
        yield f"<g><title>{escape(words.said(stream))}</title>"
        if stream.is_hollow:
            yield f'<path fill="none" stroke="{color(stream.origin)}" stroke-width="0.8" d="{path}"/>'
        else:
            yield f'<path fill="{color(stream.origin)}" fill-opacity="{FRINGE}" d="{path}"/>'
            core = _band((xs[0], start + high / 2), (xs[1], end + high / 2), min(sure, high))
            yield f'<path fill="{color(stream.origin)}" fill-opacity="{SURE}" d="{core}"/>'
        yield "</g>"


def _band(start: tuple[float, float], end: tuple[float, float], high: float) -> str:
    """A band of one height between two places."""
    (ax, ay), (bx, by), half = start, end, high / 2
    mid = (ax + bx) / 2
    return (
        f"M{ax:.1f} {ay - half:.1f}C{mid:.1f} {ay - half:.1f} {mid:.1f} {by - half:.1f} {bx:.1f} {by - half:.1f}"
        f"V{by + half:.1f}C{mid:.1f} {by + half:.1f} {mid:.1f} {ay + half:.1f} {ax:.1f} {ay + half:.1f}z"
    )


def _bars(side: Side, colors: Mapping[str, str], ink: Ink) -> Iterator[str]:
    for node in side.nodes:
        fill = colors[node.code] if side.number == 0 else ink.soft
        high = max(node.height, 1.0)
        yield f'<path fill="{fill}" d="M{side.x:.1f} {node.y:.1f}h{BAR}v{high:.1f}h-{BAR}z"/>'


def _names(side: Side, words: Words, ink: Ink, aside: int) -> Iterator[str]:
    """What a side is called, and the names of its places with how many people they are: beside it, or on the bands."""
    outside = bool(aside)
    to = "left" if side.is_left == outside else "right"
    x = side.x - 6 if to == "left" else side.x + BAR + 6
    edge = (side.x + BAR if to == "left" else side.x) if outside else (side.x if side.is_left else side.x + BAR)
    yield written(edge, 14, words.sides[side.number], ink, to=to)
    for node in side.nodes:
        people = number(node.people, words.language)
        name = shortened(words.names(side.number, node.code), (aside or ON_BANDS) - 12 - wide(people, SIZE), SIZE)
        yield written(x, node.middle + 4.5, f"{name} {people}", ink, to=to)
