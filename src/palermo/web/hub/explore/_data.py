"""What a page shows, as JSON and CSV: the answer in the shape of the API."""

import io
from typing import Any

import pyarrow.csv

from palermo.web.hub.figures import Figures


def document(figures: Figures, language: str) -> dict[str, Any]:
    """The answer as JSON values; `share_low` and `share_high` stand beside each share."""
    return figures.answer.to_dict(language)


def csv(figures: Figures, language: str) -> bytes:
    """The answer as CSV, one line a figure, with all that must travel with it."""
    out = io.BytesIO()
    pyarrow.csv.write_csv(figures.answer.to_table(language), out)
    return out.getvalue()
