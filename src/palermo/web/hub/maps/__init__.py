"""The map of the world: an answer in classes, its specification, and its drawing on the server."""

from palermo.web.hub.maps._draw import draw_world
from palermo.web.hub.maps._map import COUNTRIES, classed, country_column, world_map

__all__ = ["COUNTRIES", "classed", "country_column", "draw_world", "world_map"]
