"""A small chart of one series: an axis of its own for numbers, the years of all three, its own colour."""

from typing import Any

from palermo.web.hub.charts import SCHEMA, Chart
from palermo.web.hub.series._side import ESTIMATED, KINDS, Point, Side

HEIGHT = 190
EDGE = 0.3
"""Half the width of an interval, in years."""
TICKS = 4


def chart(side: Side, *, first: int, last: int, rtl: bool) -> Chart:
    """The chart of a series that has points. first, last: the years that the three charts span.

    An interval is a band at 30 % from its lower to its upper bound; where only an interval is told there is no point
    in it. A line joins the values of years that follow each other, and nothing bridges a gap. Estimates are not joined:
    they are of different methods and people.
    """
    start = "right" if rtl else "left"
    axis = {"title": None, "grid": True, "format": ",d", "tickMinStep": 1, "tickCount": TICKS, "orient": start}
    value = {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": True, "domainMin": 0}}
    color = {"datum": side.kind, "type": "nominal", "scale": {"domain": list(KINDS)}, "legend": None}
    rows = [_row(point) for point in side.points]
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "datum.low < datum.high"}],
            "mark": {"type": "rect", "opacity": 0.3, "tooltip": False},
            "encoding": {
                "x": _years(first, last, rtl, "from"),
                "x2": {"field": "to"},
                "y": {**value, "field": "low"},
                "y2": {"field": "high"},
                "color": color,
            },
        }
    ]
    at = _years(first, last, rtl, "at")
    if side.kind != ESTIMATED:
        line = {"type": "line", "tooltip": False, "invalid": "break-paths-show-domains"}
        layers.append({"mark": line, "encoding": {"x": at, "y": value, "color": color}})
        rows = [*rows, *_gaps(side.points)]
    layers.append(
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "opacity": 1, "tooltip": False},
            "encoding": {"x": at, "y": value, "color": color},
        }
    )
    spec = {
        "$schema": SCHEMA,
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": sorted(rows, key=lambda row: row["at"])},
        "layer": layers,
    }
    return Chart("lines", spec, height=HEIGHT + 40)


def _row(point: Point) -> dict[str, Any]:
    return {
        "at": (point.year_from + point.year_to) / 2,
        "from": point.year_from - EDGE,
        "to": point.year_to + EDGE,
        "low": point.low,
        "high": point.high,
        "value": point.value,
    }


def _gaps(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """An empty value in every year that has none, so that the line breaks there."""
    known = {point.year_from for point in points}
    missing = [year for year in range(min(known), max(known)) if year not in known]
    return [{"at": year, "from": None, "to": None, "low": None, "high": None, "value": None} for year in missing]


def _years(first: int, last: int, rtl: bool, field: str) -> dict[str, Any]:
    axis = {"format": "d", "tickMinStep": 1, "tickCount": TICKS, "title": None, "grid": False, "labelOverlap": True}
    scale = {"domain": [first - 2 * EDGE, last + 2 * EDGE], "nice": False, "zero": False, "reverse": rtl}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": scale}
