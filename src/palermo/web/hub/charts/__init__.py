"""Pictures of an answer: which one suits, its specification, and its drawing on the server."""

from palermo.web.hub.charts._captioned import Caption, captioned
from palermo.web.hub.charts._chart import chart, kind_of, measure_of
from palermo.web.hub.charts._draw import PANEL_EDGES, draw, warm, whole_spec
from palermo.web.hub.charts._fold import said
from palermo.web.hub.charts._parts import SCHEMA, Chart, Spec
from palermo.web.hub.charts._pixels import as_png
from palermo.web.hub.charts._theme import ATLAS, BACKGROUND, FAMILY, THEMES, WIDTHS, atlas, fonts, locale_of, themes

__all__ = [
    "ATLAS",
    "BACKGROUND",
    "FAMILY",
    "PANEL_EDGES",
    "SCHEMA",
    "THEMES",
    "WIDTHS",
    "Caption",
    "Chart",
    "Spec",
    "as_png",
    "atlas",
    "captioned",
    "chart",
    "draw",
    "fonts",
    "kind_of",
    "locale_of",
    "measure_of",
    "said",
    "themes",
    "warm",
    "whole_spec",
]
