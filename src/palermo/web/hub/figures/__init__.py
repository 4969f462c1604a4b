"""Figures as pages show them: read from an answer, written as numbers, laid out as tables."""

from palermo.web.hub.figures._ask import ask
from palermo.web.hub.figures._bounded import MOST_CONDITIONS, ask_in_bounds
from palermo.web.hub.figures._numbers import (
    DASH,
    DECIMALS,
    NO_BREAK,
    Marks,
    between,
    decimal,
    marks_of,
    number,
    percent,
    signed,
    significant,
    span,
)
from palermo.web.hub.figures._read import Figures, Row, largest_first, read, together
from palermo.web.hub.figures._table import NoteBelow, TableRow, change_words, missing_rows, notes_below, table_rows

__all__ = [
    "DASH",
    "DECIMALS",
    "MOST_CONDITIONS",
    "NO_BREAK",
    "Figures",
    "Marks",
    "NoteBelow",
    "Row",
    "TableRow",
    "ask",
    "ask_in_bounds",
    "between",
    "change_words",
    "decimal",
    "largest_first",
    "marks_of",
    "missing_rows",
    "notes_below",
    "number",
    "percent",
    "read",
    "signed",
    "significant",
    "span",
    "table_rows",
    "together",
]
