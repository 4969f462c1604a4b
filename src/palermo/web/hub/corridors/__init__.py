"""Corridors: from which country people are, and in which they were exploited."""

from palermo.web.hub.corridors._views import as_csv, as_json, as_pixels, as_svg, page

__all__ = ["as_csv", "as_json", "as_pixels", "as_svg", "page"]
