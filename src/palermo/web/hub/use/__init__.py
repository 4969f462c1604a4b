"""Use it: how to get the same figures in Python, R, Excel and other tools, with this hub's own addresses filled in."""

from palermo.web.hub.use._example import Example, example
from palermo.web.hub.use._recipes import Recipe, recipes
from palermo.web.hub.use._views import page

__all__ = ["Example", "Recipe", "example", "page", "recipes"]
