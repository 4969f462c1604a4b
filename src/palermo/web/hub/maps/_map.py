"""A map of the world, as a Vega-Lite specification: five classes with readable breaks, one hue, equal area.

Countries without a published figure are hatched, never pale; what is too small to be seen is a dot. A ranked table
always stands beside it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from palermo.codes import Column
from palermo.tabulate import Answer
from palermo.web.hub.charts import SCHEMA, Chart, Spec, said
from palermo.web.hub.figures import Figures, number, span

COUNTRIES = "country"
CLASSES = 5
NARROW_COLUMNS = 3
"""Entries of the legend side by side in a narrow column."""
RATIO = 0.425
"""Height over width of the world in equal earth, without Antarctica."""
SHAPES, DOTS = "countries", "small"
"""The two objects of the atlas."""
HATCH = "url(#no-data)"
"""The pattern that the page, or the picture made by the server, defines."""
GRID: Spec = {"step": [30, 30], "extent": [[-180, -58], [180, 90]]}
"""The lines that show where the world ends: without them the far north looks cut off."""
GRID_LINE: Spec = {"stroke": "#8b979b", "strokeWidth": 0.6, "strokeOpacity": 0.35}
"""How they look: one grey that is quiet on light and on dark."""
EARTH: Spec = {"type": "MultiPoint", "coordinates": [[-180, 0], [180, 0], [0, 90], [0, -58]]}
"""Places that must be seen, at the ends of the grid: all is to scale that lies between them."""
_STEPS = ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))
"""Numbers that are easy to read, times powers of ten: few where they suffice, more where all values are alike."""


def country_column(answer: Answer) -> Column | None:
    """The column that can be shown on a map: the only one, of countries."""
    columns = answer.columns
    return columns[0] if len(columns) == 1 and columns[0].list == COUNTRIES else None


def breaks(values: Sequence[int]) -> list[int]:
    """The lower bounds of at most five classes, each easy to read, about evenly far apart.

    >>> breaks([1, 3, 14, 80, 95, 410, 1900])
    [1, 5, 20, 100, 500]
    >>> breaks([240, 1900])
    [200, 300, 500, 700, 1000]
    >>> breaks([7])
    [7]
    """
    if not values:
        return []
    for steps in _STEPS:
        usable = _usable(steps, min(values), max(values))
        if len(usable) >= CLASSES:
            return [usable[len(usable) * place // CLASSES] for place in range(CLASSES)]
    return usable


def _usable(steps: Sequence[float], least: int, most: int) -> list[int]:
    """The numbers that can begin a class: the largest that is not above the least value, and all after it."""
    found = [step * 10**power for power in range(len(str(most))) for step in steps]
    whole = [int(value) for value in found if value == int(value) and value <= most]
    first = max(value for value in whole if value <= least)
    return [value for value in whole if value >= first]


def class_names(bounds: Sequence[int], largest: int, language: str) -> list[str]:
    """What each class is called: from its lower bound to the next one's.

    >>> class_names([1, 5, 20], 64, "en")
    ['1–4', '5–19', '20–64']
    """
    ends = [*(bound - 1 for bound in bounds[1:]), largest]
    return [span(low, high, language) or number(low, language) for low, high in zip(bounds, ends, strict=True)]


@dataclass(frozen=True)
class Classed:
    """Countries in classes. names: of the classes, the lowest first. places: each country's class, from 0, by its code.

    labels, said: each country's name, and its figure with all that belongs to it.
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    labels: Mapping[str, str]
    said: Mapping[str, str]


def classed(figures: Figures, *, language: str) -> Classed | None:
    """The countries of an answer in classes; None where the question is another one, or nothing is to be shown."""
    column = country_column(figures.answer)
    rows = [row for row in figures.rows if row.n > 0]
    if column is None or not rows:
        return None
    bounds = breaks([row.n for row in rows])
    return Classed(
        names=tuple(class_names(bounds, max(row.n for row in rows), language)),
        places={row.codes[0]: max(bisect_right(bounds, row.n) - 1, 0) for row in rows},
        labels={row.codes[0]: figures.answer.label(column.name, row.codes[0], language) for row in rows},
        said={row.codes[0]: said(row, language) for row in rows},
    )


def world_map(countries: Classed, *, atlas: str, narrow: bool = False, has_key: bool = True) -> Chart:
    """The map as a specification.

    atlas: the address of the shapes. narrow: for a column of a telephone's width. has_key: whether what the colours
    mean stands inside it.
    """
    values = [
        {"id": code, "name": countries.labels[code], "class": countries.names[place], "said": countries.said[code]}
        for code, place in countries.places.items()
    ]
    legend = {
        "title": None,
        "orient": "top",
        "direction": "horizontal",
        "symbolType": "square",
        "columns": NARROW_COLUMNS if narrow else CLASSES,
    }
    color: Spec = {"field": "class", "type": "ordinal", "scale": {"domain": list(countries.names)}}
    color["legend"] = legend if has_key else None
    encoding = {"color": color, "tooltip": [{"field": "name"}, {"field": "said", "title": " "}]}
    looked_up = {"lookup": "id", "from": {"data": {"values": values}, "key": "id", "fields": ["name", "class", "said"]}}
    shown, other = ({"filter": text} for text in ("isValid(datum.class)", "!isValid(datum.class)"))
    no_data = {"type": "geoshape", "style": "nodata", "fill": HATCH, "tooltip": False}
    grid = {"type": "geoshape", "filled": False, "tooltip": False, **GRID_LINE}
    spec = {
        "$schema": SCHEMA,
        "width": "container",
        "height": 380,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "projection": {"type": "equalEarth", "pointRadius": 3.5, "fit": EARTH, "size": {"signal": "[width, height]"}},
        "layer": [
            {"data": {"graticule": GRID}, "mark": grid},
            {"data": _shapes(atlas, SHAPES), "transform": [looked_up, other], "mark": no_data},
            {
                "data": _shapes(atlas, SHAPES),
                "transform": [looked_up, shown],
                "mark": "geoshape",
                "encoding": encoding,
            },
            {"data": _shapes(atlas, DOTS), "transform": [looked_up, shown], "mark": "geoshape", "encoding": encoding},
        ],
    }
    return Chart("map", spec, ratio=RATIO, height=round(760 * RATIO) + 40)


def _shapes(atlas: str, name: str) -> Spec:
    return {"url": atlas, "format": {"type": "topojson", "feature": name}}
