"""Explore: ask a question of a release, see the answer as a picture and a table, take it along."""

from palermo.web.hub.explore._page import examples, said_beside
from palermo.web.hub.explore._pictures import as_pixels, as_spec, as_svg
from palermo.web.hub.explore._take import File, Take, take
from palermo.web.hub.explore._views import as_csv, as_json, cite, embedded, page, permanent

__all__ = [
    "File",
    "Take",
    "as_csv",
    "as_json",
    "as_pixels",
    "as_spec",
    "as_svg",
    "cite",
    "embedded",
    "examples",
    "page",
    "permanent",
    "said_beside",
    "take",
]
