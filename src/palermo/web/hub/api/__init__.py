"""The API: its addresses, the shapes it answers in, and the page about it."""

from palermo.web.hub.api import _endpoints, _places, _questions, _understand
from palermo.web.hub.api._api import api
from palermo.web.hub.api._docs import operations, page

REGISTERED = (_questions, _understand, _places, _endpoints)
"""The modules that give the API its addresses when they are imported."""

__all__ = ["api", "operations", "page"]
