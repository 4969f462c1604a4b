"""A question about a release → an answer with denominator, missing share, bounds, cautions and source."""

from palermo.tabulate._answer import Answer
from palermo.tabulate._ask import answer
from palermo.tabulate._cautions import CONCENTRATED, Caution
from palermo.tabulate._cell import Cell
from palermo.tabulate._change import Change
from palermo.tabulate._clauses import AllOf, AnyOf, Clause, Condition, Not, conditions_of
from palermo.tabulate._question import COUNTING, MOST_COLUMNS, MOST_TOP, PREVIOUS, SORTS, Question, parse_question
from palermo.tabulate._top import OTHER
from palermo.tabulate._vintages import columns_of
from palermo.tabulate._weight import values_read

__all__ = [
    "CONCENTRATED",
    "COUNTING",
    "MOST_COLUMNS",
    "MOST_TOP",
    "OTHER",
    "PREVIOUS",
    "SORTS",
    "AllOf",
    "Answer",
    "AnyOf",
    "Caution",
    "Cell",
    "Change",
    "Clause",
    "Condition",
    "Not",
    "Question",
    "answer",
    "columns_of",
    "conditions_of",
    "parse_question",
    "values_read",
]
