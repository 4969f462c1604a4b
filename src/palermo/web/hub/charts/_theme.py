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
WEIGHTS = (400, 600)
FAMILY = (
    "'Source Sans 3', 'Noto Sans Arabic', "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
)
"""Where letters come from, the first that has them; the same as in the page."""
LATIN = ("Source Sans 3", "vendor/source-sans-3-5.3.0/source-sans-3-latin", "")
CYRILLIC = (
    "Source Sans 3",
    "vendor/source-sans-3-5.3.0/source-sans-3-cyrillic",
    "unicode-range:U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116;",
)
ARABIC = ("Noto Sans Arabic", "vendor/noto-sans-arabic-5.3.0/noto-sans-arabic-arabic", "unicode-range:U+0600-06FF;")
SCRIPTS = {"ru": (LATIN, CYRILLIC), "ar": (LATIN, ARABIC)}
"""The typefaces that a language needs: their family, their files, their letters. Chinese signs are those of the
reader's device: a typeface that has them all is many times as heavy as a whole page."""


@cache
def themes() -> dict[str, Any]:
    """Colours and typefaces, the ones that the page uses as well."""
    return json.loads(_static(CONFIG))  # type: ignore[no-any-return]


@cache
def atlas() -> dict[str, Any]:
    """The shapes of the world, as TopoJSON."""
    return json.loads(_static(ATLAS))  # type: ignore[no-any-return]


@cache
def fonts(language: str = "en") -> str:
    """The typeface, to be put inside a picture: an image in a page cannot use the page's."""
    faces = "".join(_face(*each, weight) for each in SCRIPTS.get(language, (LATIN,)) for weight in WEIGHTS)
    return f"<style>{faces}</style>"


def _face(family: str, path: str, letters: str, weight: int) -> str:
    font = base64.b64encode(_static(f"{path}-{weight}-normal.woff2")).decode()
    described = f"font-family:'{family}';font-weight:{weight};{letters}"
    return f"@font-face{{{described}src:url(data:font/woff2;base64,{font})}}"


def locale_of(language: str) -> dict[str, Any]:
    """How a language writes numbers, as the engine of the server and that of the browser both want it."""
    marks = marks_of(language)
    return {"decimal": marks.decimal, "thousands": marks.group, "grouping": [3], "currency": ["", ""]}


def _static(path: str) -> bytes:
    return files("palermo.web.ui").joinpath("static", path).read_bytes()
