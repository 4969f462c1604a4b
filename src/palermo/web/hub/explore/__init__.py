"""Explore: ask a question of a release, see the answer as a picture and a table, take it along."""

from palermo.web.hub.explore._page import examples, said_beside
from palermo.web.hub.explore._views import as_csv, as_json, as_svg, page

__all__ = ["as_csv", "as_json", "as_svg", "examples", "page", "said_beside"]
