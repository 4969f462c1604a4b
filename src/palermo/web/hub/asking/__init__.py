"""The box for plain words: what was understood of them, what not, and what else they could mean."""

from palermo.web.hub.asking._box import Box, box
from palermo.web.hub.asking._views import page

__all__ = ["Box", "box", "page"]
