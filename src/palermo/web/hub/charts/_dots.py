"""Dots: two columns, one along the axis and one in colour; a third as small multiples."""

from collections.abc import Sequence
from typing import Any

from palermo.web.hub.charts._parts import (
    Chart,
    Keys,
    Look,
    Point,
    arranged,
    color,
    intervals,
    rows_axis,
    states_of,
    value_axis,
    wrap,
)

STEP = 38
NARROW_STEP = 56
LANE = 13
"""Height in which a dot with its interval does not touch the next one's, in pixels."""
LINE, NARROW_LINE = 24, 15
BESIDE_RING = 12
"""Free room between a name and the axis, in pixels: a ring around nothing reaches over the axis."""


def dots(keys: Keys, points: Sequence[Point], look: Look) -> Chart:
    """A row a code of the first column, in it a dot a code of the second."""
    line, lines = (NARROW_LINE, 3) if look.narrow else (LINE, 2)
    rows = [{**point, "label": wrap(point["label"], line=line, lines=lines)} for point in points]
    hues = color(keys, look)
    layers = [
        *intervals(rows, {"type": "rule", "strokeWidth": 4, "opacity": 0.3}, look, hues=hues),
        *(_dot(state, keys, look) for state in states_of(rows)),
    ]
    lanes = {"field": "series", "type": "nominal", "sort": list(keys.series)}
    unit = {"encoding": {"y": rows_axis(rows, look, grid=True, padding=BESIDE_RING), "yOffset": lanes}, "layer": layers}
    step = max(NARROW_STEP if look.narrow else STEP, LANE * len(keys.series) + LANE)
    height = max(len({row["label"] for row in rows}), 2) * step
    return arranged("dots", keys, rows, unit, size=height, height=height, look=look)


def _dot(state: str, keys: Keys, look: Look) -> dict[str, Any]:
    filled = state == "solid"
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": {**value_axis(look), "orient": "top"},
        "scale": {"zero": True, "reverse": look.rtl},
    }
    return {
        "transform": [{"filter": f"datum.state == '{state}'"}],
        "mark": {"type": "point", "filled": filled, "size": 70, "opacity": 1, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "color": color(keys, look),
            "tooltip": [{"field": name, "title": " "} for name in ("label", "series", "said")],
        },
    }
