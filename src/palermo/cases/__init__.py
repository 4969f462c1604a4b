"""What a case is as a table, and how tables are read from files and written to them."""

from palermo.cases._case_files import read_cases, write_cases
from palermo.cases._coded import NOWHERE, code_numbers, code_pairs, codes_of, is_missing, missing_kinds, with_broader
from palermo.cases._dialect import Dialect, Format
from palermo.cases._folder import CAN_LOCK, appearing, refuse_existing
from palermo.cases._limits import DEFAULT_LIMITS, Limits
from palermo.cases._missing import Missing
from palermo.cases._no_answer import NO_ANSWER
from palermo.cases._parts import CasePart, CaseParts, case_parts, read_part
from palermo.cases._propose import Proposal, propose_dialect
from palermo.cases._read import read_rows
from palermo.cases._rows import Rows
from palermo.cases._table import CaseTable, arrow_type, concat, distinct, missing_where
from palermo.cases._write import write_rows
from palermo.cases._write_csv import guarded
from palermo.cases._writing import replacing

__all__ = [
    "CAN_LOCK",
    "DEFAULT_LIMITS",
    "NOWHERE",
    "NO_ANSWER",
    "CasePart",
    "CaseParts",
    "CaseTable",
    "Dialect",
    "Format",
    "Limits",
    "Missing",
    "Proposal",
    "Rows",
    "appearing",
    "arrow_type",
    "case_parts",
    "code_numbers",
    "code_pairs",
    "codes_of",
    "concat",
    "distinct",
    "guarded",
    "is_missing",
    "missing_kinds",
    "missing_where",
    "propose_dialect",
    "read_cases",
    "read_part",
    "read_rows",
    "refuse_existing",
    "replacing",
    "with_broader",
    "write_cases",
    "write_rows",
]
