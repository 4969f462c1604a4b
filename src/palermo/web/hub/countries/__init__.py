"""Countries, or regions where a release tells only these apart: an index, and a page for each."""

from palermo.web.hub.countries._places import groups, has_list
from palermo.web.hub.countries._profile import ORIGIN, PLACE
from palermo.web.hub.countries._views import country, index

__all__ = ["ORIGIN", "PLACE", "country", "groups", "has_list", "index"]
