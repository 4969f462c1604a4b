"""Corridors as data: the answer as every other one, and what the page adds to it."""

from typing import Any

import pyarrow as pa

from palermo.tabulate.formats import document, table_as_csv, travelling
from palermo.web.hub.corridors._flows import Flows, Undrawn, flows
from palermo.web.hub.figures import Figures

WITHHELD = "withheld"
"""Why a corridor without a number is in no picture."""


def as_document(figures: Figures, language: str, link: str) -> dict[str, Any]:
    """The answer as JSON values. Each row says whether it stays in one place, and why it is in no picture, if so.

    link: where it is found again.
    """
    found, shown = document(figures.answer, language, link), flows(figures)
    reasons = _reasons(figures, shown)
    for row, cell, reason in zip(found["rows"], figures.answer.cells, reasons, strict=True):
        row |= {"same_place": cell.codes[0] == cell.codes[1], "not_drawn": reason}
    counted = {reason: reasons.count(reason) for reason in (*Undrawn, WITHHELD)}
    return {**found, "drawn": {"smallest": shown.least, "rows": len(shown.drawn), "not_drawn": counted}}


def as_table(figures: Figures, language: str, link: str) -> bytes:
    """The answer as CSV, one line a corridor."""
    table = travelling(figures.answer, language, link)
    same = [cell.codes[0] == cell.codes[1] for cell in figures.answer.cells]
    table = table.append_column("same_place", pa.array(same, pa.bool_()))
    reasons = [reason or "" for reason in _reasons(figures, flows(figures))]
    return table_as_csv(table.append_column("not_drawn", pa.array(reasons, pa.string())))


def _reasons(figures: Figures, shown: Flows) -> list[str | None]:
    """Why each cell is in no picture; None where it may be in one."""
    found: list[str | None] = []
    for cell in figures.answer.cells:
        reason = WITHHELD if cell.n is None else shown.why_not(cell.codes, cell.low)
        found.append(None if reason is None else str(reason))
    return found
