"""A picture of an answer, as a Vega-Lite specification: bars, lines or dots, chosen by what was asked.

The rules are the house's: one idea a chart; bars from zero, sorted by value unless the order has a meaning; lines only
for time, broken where there is nothing; uncertainty as a thin bar or band; hollow what is hardly known; what is missing
has a grey bar of its own; at most six series, then *other*; small multiples for the third column.
"""

from palermo.web.hub.charts._bars import bars
from palermo.web.hub.charts._dots import dots
from palermo.web.hub.charts._fold import fold, keys_of, missing_bar, points_of
from palermo.web.hub.charts._lines import lines
from palermo.web.hub.charts._parts import Chart, Look
from palermo.web.hub.figures import Figures
from palermo.web.hub.questions import Measure

MOST_DRAWN = 3
"""Columns that a picture can tell apart: along the axis, in colour, as panels. With more there is the table."""


def kind_of(figures: Figures) -> str:
    """Which picture suits: lines over time, bars for one column, dots for more; empty where there is nothing."""
    if not figures.answer.columns or not figures.rows or len(figures.answer.columns) > MOST_DRAWN:
        return ""
    if any(column.is_number for column in figures.answer.columns):
        return "lines"
    return "bars" if len(figures.answer.columns) == 1 else "dots"


def measure_of(figures: Figures, wanted: Measure | None) -> Measure:
    """What lengths stand for: what was wanted, else cases over time and shares elsewhere."""
    return wanted or (Measure.CASES if kind_of(figures) == "lines" else Measure.SHARE)


def chart(
    figures: Figures, *, language: str, measure: Measure | None = None, narrow: bool = False, rtl: bool = False
) -> Chart | None:
    """The picture of an answer; None where there is nothing to draw.

    narrow: for a column of a telephone's width. rtl: for a page that reads from right to left: values and time then
    grow that way.
    """
    kind = kind_of(figures)
    if not kind:
        return None
    look = Look(language, measure_of(figures, measure), narrow, rtl)
    rows = fold(figures)
    points, keys = points_of(rows, figures, look), keys_of(rows, figures, language)
    match kind:
        case "bars":
            return bars(keys, [*points, *missing_bar(figures, look)], look)
        case "lines":
            return lines(keys, points, look)
        case _:
            return dots(keys, points, look)
