"""How many combinations a count is put together from: the noise of each is in it."""

from collections.abc import Sequence
from math import prod

from palermo.tabulate._clauses import BETWEEN, EQUAL, UNEQUAL, AllOf, AnyOf, Clause, Condition, Not
from palermo.tabulate._match import Columns

MOST = 10_000
"""More make no difference: an interval a hundred times as wide holds everything."""


def parts_of(index: Columns, clauses: Sequence[Clause]) -> int:
    """The combinations whose counts are added up, or taken from others, to those of the cases that match.

    >>> parts_of(None, [Condition("gender", "=", ("woman", "man")), Condition("citizenship", "!=", ("PHL",))])
    4
    """
    return min(prod(_parts(index, each) for each in clauses), MOST)


def _parts(index: Columns, clause: Clause) -> int:
    match clause:
        case Condition(operator=operator, values=values) if operator == EQUAL:
            return len(values)
        case Condition(operator=operator, values=values) if operator == UNEQUAL:
            return 1 + len(values)
        case Condition():
            return _between(index, clause)
        case Not():
            return 1 + _parts(index, clause.clause)
        case AllOf():
            return min(prod(_parts(index, each) for each in clause.clauses), MOST)
        case AnyOf():
            return sum(_parts(index, each) for each in clause.clauses)


def _between(index: Columns, condition: Condition) -> int:
    """The codes within bounds; of codes that are no numbers all, which is never too few."""
    column = index.column(condition.column)
    if not column.column.is_number:
        return len(column.codes)
    numbers = [int(code) for code in column.codes]
    low = int(condition.values[0]) if condition.operator in (">=", BETWEEN) else min(numbers, default=0)
    high = int(condition.values[-1]) if condition.operator in ("<=", BETWEEN) else max(numbers, default=0)
    return max(sum(low <= number <= high for number in numbers), 1)
