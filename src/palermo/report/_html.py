"""A report as one self-contained page: no script, no request to anywhere."""

from functools import cache
from typing import TYPE_CHECKING

from palermo.report._blocks import show, show_share
from palermo.report._document import Document
from palermo.report._drawing import bars_drawn, lines_drawn
from palermo.report._intervals import intervals_drawn
from palermo.report._words import marked, words_used

if TYPE_CHECKING:
    from jinja2 import Template


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
    environment.filters["marked"] = marked
    environment.filters["bars_drawn"] = bars_drawn
    environment.filters["lines_drawn"] = lines_drawn
    environment.filters["intervals_drawn"] = intervals_drawn
    environment.tests["number"] = lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template("report.html")


def to_html(document: Document, *, language: str = "en") -> str:
    """A document as a page that opens from a disk, prints, and follows the reader's dark mode."""
    return _template().render(document=document, language=language, words=words_used(document))
