"""The map of the world: an answer in classes, its specification, and its drawing on the server."""

from palermo.web.hub.maps._draw import draw_world, ground, opened, shortened, wide
from palermo.web.hub.maps._map import COUNTRIES, RATIO, classed, country_column, world_map
from palermo.web.hub.maps._world import HEIGHT, WIDTH, middle, on_paper, places

__all__ = [
    "COUNTRIES",
    "HEIGHT",
    "RATIO",
    "WIDTH",
    "classed",
    "country_column",
    "draw_world",
    "ground",
    "middle",
    "on_paper",
    "opened",
    "places",
    "shortened",
    "wide",
    "world_map",
]
