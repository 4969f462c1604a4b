"""The API: its addresses, the shapes it answers in, and the page about it."""

from palermo.web.hub.api._docs import operations, page
from palermo.web.hub.api._endpoints import api

__all__ = ["api", "operations", "page"]
