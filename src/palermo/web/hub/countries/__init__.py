"""Countries: an index, and a page a country."""

from palermo.web.hub.countries._views import country, index

__all__ = ["country", "index"]
