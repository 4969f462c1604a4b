"""What a page shows, as JSON and CSV: the answer in the shape of the API, each row with the bounds of its share."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.csv

from palermo.web.hub.figures import Figures, Row


def document(figures: Figures, language: str) -> dict[str, Any]:
    """The answer as JSON values; `share_low` and `share_high` stand beside each share."""
    found = figures.answer.to_dict(language)
    limits = _limits(figures)
    for entry, cell in zip(found["rows"], figures.answer.cells, strict=True):
        row = limits[cell.codes]
        entry["share_low"], entry["share_high"] = row.share_low, row.share_high
    return found


def csv(figures: Figures, language: str) -> bytes:
    """The answer as CSV, one line a figure, with all that must travel with it."""
    table = figures.answer.to_table(language)
    limits = _limits(figures)
    rows = [limits[cell.codes] for cell in figures.answer.cells]
    place = table.column_names.index("share") + 1
    for name in ("share_high", "share_low"):
        table = table.add_column(place, name, pa.array([getattr(row, name) for row in rows], pa.float64()))
    out = io.BytesIO()
    pyarrow.csv.write_csv(table, out)
    return out.getvalue()


def _limits(figures: Figures) -> dict[tuple[str, ...], Row]:
    return {row.codes: row for row in figures.rows}
