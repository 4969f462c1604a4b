"""What a page shows, as JSON and CSV: the answer in the shape of the API, with all that must travel with it."""

from typing import Any

from palermo.tabulate import formats
from palermo.web.hub.figures import Figures


def document(figures: Figures, language: str) -> dict[str, Any]:
    """The answer as JSON values; `share_low` and `share_high` stand beside each share."""
    return formats.document(figures.answer, language)


def csv(figures: Figures, language: str) -> bytes:
    """The answer as CSV, one line a figure."""
    return formats.written(figures.answer, "csv", formats.Wanted(language))
