"""What a case is as a table."""

from palermo.cases._missing import Missing
from palermo.cases._table import CaseTable, arrow_type, concat, distinct, missing_where

__all__ = ["CaseTable", "Missing", "arrow_type", "concat", "distinct", "missing_where"]
