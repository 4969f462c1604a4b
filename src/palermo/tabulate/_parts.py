"""What a count is put together from: the noise of each part is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from palermo.codes import ColumnKind
from palermo.tabulate._clauses import (
    BETWEEN,
    EQUAL,
    MISSING,
    UNEQUAL,
    AllOf,
    AnyOf,
    Clause,
    Condition,
    Not,
    conditions_of,
)
from palermo.tabulate._known import KnownOf
from palermo.tabulate._match import Columns

MOST = 10_000
"""More parts make no difference: an interval a hundred times as wide holds everything."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Of how many counts one is put together, by adding them up or taking them away.

    down, up: how many cases fewer or more there may be besides, where something was never counted: those with an answer
    in a set column.
    """

    count: int = 1
    down: float = 0.0
    up: float = 0.0

    def times(self, other: "Parts") -> "Parts":
        """One within the other."""
        return Parts(min(self.count * other.count, MOST), self.down + other.down, self.up + other.up)

    def plus(self, other: "Parts") -> "Parts":
        """One beside the other."""
        return Parts(min(self.count + other.count, MOST), self.down + other.down, self.up + other.up)


NO_PARTS = Parts()
"""A count that was counted."""


def parts_of(index: Columns, clauses: Sequence[Clause], known: KnownOf) -> Parts:
    """What the cases that match are put together from. known: how well the columns' answers are."""
    return _product(_parts(index, each, known) for each in clauses)


def rest_of(index: Columns, name: str, rest: int, known: KnownOf) -> Parts:
    """What all rarer codes of a column are put together from. rest: how many they are."""
    return _unanswered(index, name, known).times(Parts(max(rest, 1)))


def _parts(index: Columns, clause: Clause, known: KnownOf) -> Parts:
    match clause:
        case Condition(operator=operator, values=values) if operator in (EQUAL, UNEQUAL):
            whole = operator == UNEQUAL or any(value.startswith(MISSING) for value in values)
            named = Parts(len(values))
            return _rest(index, clause.column, known).plus(named) if whole else named
        case Condition():
            return _between(index, clause)
        case Not():
            inner = _parts(index, clause.clause, known)
            names = {each.column for each in conditions_of((clause,))}
            return reduce(Parts.plus, (_rest(index, name, known) for name in sorted(names)), inner)
        case AllOf():
            return _product(_parts(index, each, known) for each in clause.clauses)
        case AnyOf():
            return reduce(Parts.plus, (_parts(index, each, known) for each in clause.clauses), Parts(0))


def _product(parts: Iterable[Parts]) -> Parts:
    return reduce(Parts.times, parts, Parts())


def _rest(index: Columns, name: str, known: KnownOf) -> Parts:
    """What those with an answer in a column are put together from: what is not there is what they leave."""
    column = index.column(name)
    if column.column.kind is ColumnKind.CODES:
        return _unanswered(index, name, known)
    return Parts(known.column(column, index.source(name)).parts)


def _unanswered(index: Columns, name: str, known: KnownOf) -> Parts:
    """How many more or fewer may have an answer in a set column: nobody counted them."""
    column = index.column(name)
    found, answered = known.column(column, index.source(name)), int(column.known.sum())
    return Parts(1, answered * (1 - found.low), answered * (found.high - 1))


def _between(index: Columns, condition: Condition) -> Parts:
    """The codes within bounds; of codes that are no numbers all, which is never too few."""
    column = index.column(condition.column)
    if not column.column.is_number:
        return Parts(len(column.codes))
    numbers = [int(code) for code in column.codes]
    low = int(condition.values[0]) if condition.operator in (">=", BETWEEN) else min(numbers, default=0)
    high = int(condition.values[-1]) if condition.operator in ("<=", BETWEEN) else max(numbers, default=0)
    return Parts(max(sum(low <= number <= high for number in numbers), 1))
