"""The pages of releases: all of them, and one each."""

from palermo.web.hub.catalogue._views import cite, downloads, index, page
from palermo.web.hub.catalogue._words import method_name, promise

__all__ = ["cite", "downloads", "index", "method_name", "page", "promise"]
