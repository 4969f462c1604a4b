"""A question about a release → an answer with denominator, missing share, bounds, cautions and source."""

from palermo.tabulate._answer import Answer, Cell
from palermo.tabulate._ask import answer
from palermo.tabulate._cautions import Caution
from palermo.tabulate._question import MOST_COLUMNS, Condition, Question, parse_question

__all__ = ["MOST_COLUMNS", "Answer", "Caution", "Cell", "Condition", "Question", "answer", "parse_question"]
