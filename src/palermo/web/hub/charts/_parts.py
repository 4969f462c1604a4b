"""What charts have in common: how they are laid out, and the pieces of grammar that they share."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from palermo.web.hub.figures import marks_of
from palermo.web.hub.questions import Measure

LINE = 24
"""Characters in a line of a label."""
LINES = 2
PERCENT = "format(100 * datum.value, '.1~f') + '{sign}'"
"""A share along an axis, written as it is everywhere else; the decimal mark and the sign are the language's."""
LEGEND_LINE = 20
"""Characters of a name in the legend of a narrow column, which begins where the names along the axis end."""
LEGEND_ROOM = 580
"""Pixels in which a legend stands: the least that the names along the axis leave of a picture made by the server."""
LEGEND_MARK, LEGEND_LETTER = 36, 7.2
"""What an entry of a legend takes in pixels: its mark with the gaps, and each of its letters, about."""

_WORDS = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+")
"""Where a label may be broken: after a space, and beside every Chinese sign."""

Point = dict[str, Any]
Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the grammar; nothing is fetched from there."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to be drawn.

    kind: bars, lines, dots or map. spec: without colours and typefaces, which the theme has. hidden: figures that the
    picture leaves to the table. panels: how many small multiples; 0 when there is one picture. ratio: height over
    width where they belong together. height: in pixels, about, for what stands in the page before it is drawn.
    """

    kind: str
    spec: Spec
    hidden: int = 0
    panels: int = 0
    ratio: float | None = None
    height: int = 300


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is laid out: its words, what lengths stand for, how much room there is, where reading begins."""

    language: str
    measure: Measure
    narrow: bool = False
    rtl: bool = False

    @property
    def start(self) -> str:
        """The side on which reading begins."""
        return "right" if self.rtl else "left"

    @property
    def sign(self) -> int:
        """The direction in which values grow."""
        return -1 if self.rtl else 1


@dataclass(frozen=True, slots=True)
class Keys:
    """The names in a picture. series, panels: those shown, in order. domain: those that have a colour.

    hidden: how many figures are only in the table.
    """

    series: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    hidden: int = 0


def breadth(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese sign is as wide as two.

    >>> breadth("gender"), breadth("性别")
    (6, 4)
    """
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap(label: str, *, line: int = LINE, lines: int = LINES) -> str:
    r"""A label in a few lines; what does not fit is cut off, for the table has it whole.

    line: Latin letters in a line; Chinese signs take the room of two, and may stand apart. lines: at most.

    >>> wrap("Forced labour: agriculture, forestry and fishing")
    'Forced labour:\nagriculture, forestry…'
    >>> wrap("奴役、劳役和类似奴役的做法")
    '奴役、劳役和类\n似奴役的做法'
    """
    if " " not in label and breadth(label) > line:  # signs can stand anywhere: the lines are of one length
        line = ceil(breadth(label) / ceil(breadth(label) / line) / 2) * 2
    found = [""]
    for word in _WORDS.findall(label):
        if breadth(f"{found[-1]}{word}".strip()) <= line or not found[-1]:
            found[-1] += word
        else:
            found.append(word)
    found = [text.strip() for text in found]
    cut = len(found) > lines
    kept = [text if breadth(text) <= line else _short(text, line) for text in found[:lines]]
    if cut and not kept[-1].endswith("…"):
        kept[-1] = _short(kept[-1], line).rstrip("…").rstrip(",;:，、；： ") + "…"
    return "\n".join(kept)


def _short(text: str, line: int) -> str:
    """As much of a text as there is room for, with the mark that something is left out."""
    while breadth(text) > line - 1:
        text = text[:-1]
    return text + "…"


def head(points: Sequence[Point]) -> Spec:
    """What every picture of one part begins with: it is as wide as there is room."""
    return {
        "$schema": SCHEMA,
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": list(points)},
    }


def arranged(
    kind: str, keys: Keys, points: Sequence[Point], unit: Spec, *, size: object, height: int, look: Look
) -> Chart:
    """One picture, or one for each code of the third column, side by side.

    size: the height as the grammar has it. height: in pixels.
    """
    sized: Spec = {**unit, "height": size}
    if not keys.panels:
        return Chart(kind, {**head(points), **sized}, hidden=keys.hidden, height=height + 48)
    panels = list(keys.panels)
    columns = 1 if look.narrow else min(len(panels), 2)
    spec = {
        "$schema": SCHEMA,
        "data": {"values": list(points)},
        "facet": {
            "field": "panel",
            "type": "nominal",
            "sort": panels,
            "title": None,
            "header": {"labelAnchor": "end" if look.rtl else "start"},
        },
        "columns": columns,
        "resolve": {"axis": {"x": "independent"}},  # each panel has its own: the first is out of sight of the last
        "spec": {"width": 260, **sized},
    }
    lines = (len(panels) + columns - 1) // columns
    return Chart(kind, spec, hidden=keys.hidden, panels=len(panels), height=(height + 56) * lines)


def rows_axis(rows: Sequence[Point], look: Look, *, grid: bool = False, padding: int | None = None) -> Spec:
    """The axis of names, in the order of the rows. padding: free room beside them, in pixels."""
    axis: Spec = {"title": None, "labelExpr": "split(datum.label, '\\n')", "labelLimit": 260, "orient": look.start}
    if padding is not None:
        axis["labelPadding"] = padding
    labels = list(dict.fromkeys(row["label"] for row in rows))
    return {"field": "label", "type": "nominal", "sort": labels, "axis": {**axis, "grid": grid}}


def intervals(rows: Sequence[Point], mark: Spec, look: Look, *, hues: Spec | None = None) -> list[Spec]:
    """The uncertainty: a thin bar between the bounds, where they differ. No layer where they differ nowhere."""
    if not any(row["low"] < row["high"] for row in rows):
        return []
    x = {"field": "low", "type": "quantitative", "scale": {"reverse": look.rtl}}
    more = {"color": hues} if hues else {}
    layer = {
        "transform": [{"filter": "datum.low < datum.high"}],
        "mark": {**mark, "tooltip": False},
        "encoding": {"x": x, "x2": {"field": "high"}, **more},
    }
    return [layer]


def color(keys: Keys, look: Look, *, legend: bool = True) -> Spec:
    """A series' colour: the same for the same code, as long as its list is no longer than the colours."""
    dot = {"symbolType": "circle", "symbolOpacity": 1, "symbolStrokeWidth": 0}
    shown = {"title": None, "values": list(keys.series), **dot, **_legend_lines(keys.series, look)} if legend else None
    return {"field": "series", "type": "nominal", "scale": {"domain": list(keys.domain)}, "legend": shown}


def _legend_lines(names: Sequence[str], look: Look) -> Spec:
    """As many entries side by side as there is room for; in a narrow column one, its name in lines of their own."""
    if look.narrow:
        lines = {name: wrap(name, line=LEGEND_LINE, lines=3).split("\n") for name in names}
        return {"columns": 1, "labelExpr": f"({json.dumps(lines, ensure_ascii=False)})[datum.label]"}
    for columns in range(len(names), 1, -1):
        widest = [max(map(breadth, names[place::columns])) for place in range(columns)]
        if sum(LEGEND_MARK + LEGEND_LETTER * letters for letters in widest) <= LEGEND_ROOM:
            return {"columns": columns}
    return {"columns": 1}


def value_axis(look: Look) -> Spec:
    """The axis of shares or cases."""
    if look.measure is Measure.SHARE:
        shape: Spec = {"labelExpr": PERCENT.format(sign=marks_of(look.language).percent)}
    else:
        shape = {"format": ",d", "tickMinStep": 1}
    return {**shape, "title": None, "tickCount": 3 if look.narrow else 5, "grid": True}


def states_of(rows: Sequence[Point]) -> list[str]:
    """The states that occur: a layer without a point would have no scale."""
    return sorted({row["state"] for row in rows}, reverse=True)
