"""Three series side by side, for a country: assisted, detected, estimated. Never added."""

from palermo.web.hub.series._covered import covered
from palermo.web.hub.series._data import document
from palermo.web.hub.series._side import Side
from palermo.web.hub.series._sides import Sides, side_by_side
from palermo.web.hub.series._views import as_csv, as_json, as_svg

__all__ = ["Side", "Sides", "as_csv", "as_json", "as_svg", "covered", "document", "side_by_side"]
