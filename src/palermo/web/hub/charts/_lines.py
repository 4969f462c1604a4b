"""Lines: time along the axis, one line a series, broken where there is nothing."""

from collections.abc import Sequence
from typing import Any

from palermo.web.hub.charts._parts import (
    Chart,
    Keys,
    Look,
    Point,
    Spec,
    arranged,
    color,
    states_of,
    value_axis,
    wrap,
)

HEIGHT = 300
PANEL_HEIGHT = 180
NAME_GAP = 0.07
"""Least distance between the names at the end of two lines, as a share of the height."""
LANE = 0.08
"""Distance between the points of two lines in one year, in years."""
YEARS_APART = 10
"""Least room between two years along the axis, in pixels; some are left out where there is less."""
NAME = 22
"""Characters of a name at the end of a line."""


def lines(keys: Keys, points: Sequence[Point], look: Look) -> Chart:
    """A line a series, with its name at its end; where that has no room, a legend says which is which."""
    legend = bool(keys.panels) or look.narrow
    shown = with_gaps(points)
    _place_names(shown, look)
    _place_side_by_side(shown, keys.series)
    hues = {"color": color(keys, look, legend=legend)} if keys.series else {}
    y = {"field": "value", "type": "quantitative", "axis": {**value_axis(look), "orient": look.start}}
    words = ["year", *(["series"] if keys.series else []), "said"]
    tooltip = [{"field": name, "title": " ", **({"format": "d"} if name == "year" else {})} for name in words]
    bounds = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}, **hues}
    # bands of several lines would lie over each other: they get bars, side by side
    unsure = {"type": "rule", "strokeWidth": 3} if keys.series else {"type": "area"}
    layers: list[dict[str, Any]] = [
        {"mark": {**unsure, "opacity": 0.3, "tooltip": False}, "encoding": bounds},
        {"mark": {"type": "line", "tooltip": False}, "encoding": {"y": y, **hues}},
        *(_point(state, {"y": y, "tooltip": tooltip, **hues}) for state in states_of(points)),
    ]
    if keys.series and not legend:
        mark = {"type": "text", "align": look.start, "dx": look.sign * 8, "fontWeight": 600, "tooltip": False}
        last = {"datum": max(point["at"] for point in shown)}
        name = {"x": last, "y": {"field": "name_at", "type": "quantitative"}, "text": {"field": "name"}, **hues}
        layers.append({"transform": [{"filter": "isValid(datum.name_at)"}], "mark": mark, "encoding": name})
    unit = {"encoding": {"x": _years(shown, look)}, "layer": layers}
    height = PANEL_HEIGHT if keys.panels else HEIGHT
    return arranged("lines", keys, shown, unit, size=height, height=height, look=look)


def _point(state: str, encoding: Spec) -> Spec:
    """The values in one state; a hollow one has the colour of the ground, so that its line does not run through it."""
    style = {"style": "open"} if state == "hollow" else {}
    mark = {"type": "point", "opacity": 1, **style}
    return {"transform": [{"filter": f"datum.state == '{state}'"}], "mark": mark, "encoding": encoding}


def _years(points: Sequence[Point], look: Look) -> dict[str, Any]:
    years = [point["year"] for point in points]
    axis = {"format": "d", "tickMinStep": 1, "title": None, "grid": False, "labelFlush": True}
    axis |= {"labelOverlap": True, "labelSeparation": YEARS_APART}
    if look.narrow:
        axis["tickCount"] = 4
    edge = max((point["at"] for point in points), default=0) - max(years)
    scale = {"domain": [min(years) - edge, max(years) + edge], "nice": False, "zero": False, "reverse": look.rtl}
    return {"field": "at", "type": "quantitative", "axis": axis, "scale": scale}


def with_gaps(points: Sequence[Point]) -> list[Point]:
    """Each line with an empty point in every year in which it has none: a line is never drawn over a gap."""
    years = range(min(point["year"] for point in points), max(point["year"] for point in points) + 1)
    kept: dict[tuple[str, str], dict[int, Point]] = {}
    for point in points:
        kept.setdefault((point.get("series", ""), point.get("panel", "")), {})[point["year"]] = point
    found = []
    for (series, panel), line in kept.items():
        for year in years:
            gap: Point = {"year": year, "series": series, "panel": panel, "value": None, "low": None, "high": None}
            found.append(line.get(year, gap))
    return found


def _place_side_by_side(points: Sequence[Point], series: Sequence[str]) -> None:
    """Say where in its year each point stands, so that the bars of several lines can be told apart."""
    places = {name: place for place, name in enumerate(series)}
    for point in points:
        place = places.get(point.get("series", ""), 0)
        point["at"] = point["year"] + LANE * (place - (max(len(series), 1) - 1) / 2)


def _place_names(points: Sequence[Point], look: Look) -> None:
    """Say at which height each line's name stands: at its end, but no two over each other."""
    ends: dict[str, Point] = {}
    for point in points:
        if point["value"] is not None and point.get("series"):
            ends[point["series"]] = point
    last = max(point["year"] for point in points)
    top = max((point["high"] or 0 for point in points), default=0) or 1
    place = float("-inf")
    for name, point in sorted(ends.items(), key=lambda pair: pair[1]["value"]):
        if point["year"] < last:  # its name would stand in the middle of the picture: it has a place at the edge
            point = next(p for p in points if p.get("series") == name and p["year"] == last)
            value = ends[name]["value"]
        else:
            value = point["value"]
        place = max(value, place + NAME_GAP * top)
        point["name_at"], point["name"] = place, wrap(name, line=NAME, lines=1)
