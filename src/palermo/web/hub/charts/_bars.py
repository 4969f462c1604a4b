"""Bars: one column, each code's share or cases, from zero."""

from collections.abc import Sequence
from typing import Any

from palermo.web.hub.charts._parts import Chart, Keys, Look, Point, head, intervals, rows_axis, states_of, wrap

STEP = 30
TALL_STEP = 42
NARROW_STEP = 48
"""Height of a bar with its gap, in pixels: with its name beside it in one line, in two, and above it."""
BELOW_NAME = 10
"""How far a bar stands below the middle of its row where its name stands above it, in pixels."""
NARROW_LINE = 44
"""Characters of a name that stands above its bar."""


STYLES: dict[str, dict[str, str]] = {"solid": {}, "hollow": {"style": "hollow"}, "missing": {"style": "missing"}}


def bars(keys: Keys, points: Sequence[Point], look: Look) -> Chart:
    """Names beside the bars, or above them where the column is narrow."""
    if look.narrow:
        return _named_above(keys, points, look)
    rows = [{**point, "label": wrap(point["label"])} for point in points]
    step = TALL_STEP if any("\n" in row["label"] for row in rows) else STEP
    return _chart(keys, rows, look, step=step, shift=0, above=[])


def _named_above(keys: Keys, points: Sequence[Point], look: Look) -> Chart:
    rows = [{**point, "label": wrap(point["label"], line=NARROW_LINE, lines=1)} for point in points]
    name = {
        "mark": {"type": "text", "style": "label", "align": look.start, "yOffset": -BELOW_NAME, "tooltip": False},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}, "text": {"field": "label"}},
    }
    return _chart(keys, rows, look, step=NARROW_STEP, shift=BELOW_NAME, above=[name])


def _chart(
    keys: Keys, rows: Sequence[Point], look: Look, *, step: int, shift: int, above: list[dict[str, Any]]
) -> Chart:
    thick = {"height": 18, "yOffset": shift}
    value = {"type": "text", "style": "label", "align": look.start, "dx": look.sign * 7, "yOffset": shift}
    labels = rows_axis(rows, look)
    spec = {
        **head(rows),
        "height": len(rows) * step,
        "encoding": {"y": {**labels, "axis": None} if look.narrow else labels},
        "layer": [
            *(_bar(state, {"type": "bar", **STYLES[state], **thick}, look) for state in states_of(rows)),
            *intervals(rows, {"type": "bar", "style": "interval", "height": 5, "yOffset": shift}, look),
            *above,
            {
                "mark": {**value, "tooltip": False},
                "encoding": {"x": {"field": "edge", "type": "quantitative"}, "text": {"field": "text"}},
            },
        ],
    }
    return Chart("bars", spec, hidden=keys.hidden, height=len(rows) * step + 16)


def _bar(state: str, mark: dict[str, Any], look: Look) -> dict[str, Any]:
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": True, "reverse": look.rtl}}
    return {
        "transform": [{"filter": f"datum.state == '{state}'"}],
        "mark": mark,
        "encoding": {"x": x, "tooltip": [{"field": "label"}, {"field": "said", "title": " "}]},
    }
