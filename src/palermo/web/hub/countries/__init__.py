"""Countries, or regions where a release tells only these apart: an index, and a page for each."""

from palermo.web.hub.countries._places import has_list
from palermo.web.hub.countries._profile import ORIGIN, PLACE
from palermo.web.hub.countries._views import country, index

__all__ = ["ORIGIN", "PLACE", "country", "has_list", "index"]
