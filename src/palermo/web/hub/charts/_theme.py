"""What pictures made by the server need beside their specification: colours, a typeface, the shapes of the world."""

import base64
import json
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.web.hub.figures import marks_of

THEMES = ("light", "dark")
WIDTHS = {"wide": 760, "narrow": 340}
"""Widths in pixels in which a picture is drawn: a narrow window gets its own, for its letters would be too small."""
BACKGROUND = {"light": "#ffffff", "dark": "#1a2327"}
"""The colour of a card, on which the page puts the picture: it is the background when the file is opened alone."""
ATLAS = "vendor/world-atlas-2.0.2/countries.json"
CONFIG = "ui/chart-config.json"
FONT = "vendor/source-sans-3-5.3.0/source-sans-3-latin-{weight}-normal.woff2"
WEIGHTS = (400, 600)


@cache
def themes() -> dict[str, Any]:
    """Colours and typefaces, the ones that the page uses as well."""
    return json.loads(_static(CONFIG))  # type: ignore[no-any-return]


@cache
def atlas() -> dict[str, Any]:
    """The shapes of the world, as TopoJSON."""
    return json.loads(_static(ATLAS))  # type: ignore[no-any-return]


@cache
def fonts() -> str:
    """The typeface, to be put inside a picture: an image in a page cannot use the page's."""
    faces = "".join(
        "@font-face{font-family:'Source Sans 3';font-weight:"
        f"{weight};src:url(data:font/woff2;base64,{base64.b64encode(_static(FONT.format(weight=weight))).decode()})}}"
        for weight in WEIGHTS
    )
    return f"<style>{faces}</style>"


def locale_of(language: str) -> dict[str, Any]:
    """How a language writes numbers, as the engine of the server and that of the browser both want it."""
    marks = marks_of(language)
    return {"decimal": marks.decimal, "thousands": marks.group, "grouping": [3], "currency": ["", ""]}


def _static(path: str) -> bytes:
    return files("palermo.web.ui").joinpath("static", path).read_bytes()
