"""Coverage: who recorded the cases, when and where; what is missing, what changed, what cannot be said."""

from palermo.web.hub.coverage._views import as_csv, as_json, as_pixels, as_svg, page

__all__ = ["as_csv", "as_json", "as_pixels", "as_svg", "page"]
