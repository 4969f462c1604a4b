"""A report as one self-contained page: no script, no request to anywhere."""

import re
from functools import cache
from typing import TYPE_CHECKING

from palermo.report._document import Document, show, show_share

if TYPE_CHECKING:
    from jinja2 import Template


_CODE = re.compile(r"`([^`\n]+)`")


def _pieces(text: str) -> list[str]:
    """A text cut at its grave accents: every second piece is code. Rules and remedies are written so."""
    return _CODE.split(text)


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("palermo.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = show
    environment.filters["share"] = show_share
    environment.filters["pieces"] = _pieces
    environment.tests["number"] = lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("report.html")


def to_html(document: Document, *, language: str = "en") -> str:
    """A document as a page that opens from a disk, prints, and follows the reader's dark mode."""
    return _template().render(document=document, language=language)
