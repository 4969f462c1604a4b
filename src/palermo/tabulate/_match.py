"""Which cases match the conditions, and which may have, before values were withheld."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from palermo.cases import NOWHERE, Missing
from palermo.errors import QuestionError
from palermo.tabulate._clauses import AT_LEAST, BETWEEN, EQUAL, MISSING, UNEQUAL, AllOf, AnyOf, Clause, Condition, Not
from palermo.tabulate._index import ColumnIndex, Mask
from palermo.tabulate._suggest import nearest, offered


class Columns(Protocol):
    """What has columns by name: the index of a release, or a vintage's view of it."""

    @property
    def num_rows(self) -> int:
        """How many cases there are."""

    def source(self, name: str) -> str:
        """The release's own column behind a column."""

    def column(self, name: str) -> ColumnIndex:
        """A column. Raises QuestionError when there is none of that name."""


@dataclass(frozen=True, slots=True)
class Match:
    """Three masks over the cases.

    now: match as published. surely: matched before suppression too. perhaps: may have matched before suppression.
    """

    now: Mask
    surely: Mask
    perhaps: Mask


@dataclass(frozen=True, slots=True)
class _Truth:
    """Where a clause holds, and where it does not: where a value is missing, neither."""

    holds: Match
    fails: Match

    def turned(self) -> "_Truth":
        return _Truth(self.fails, self.holds)


def match(index: Columns, clauses: Sequence[Clause]) -> Match:
    """The cases that match every clause. Raises QuestionError when the release cannot tell."""
    if not clauses:
        everything = np.ones(index.num_rows, dtype=bool)
        return Match(everything, everything, everything)
    return _truth(index, AllOf(tuple(clauses))).holds


def _truth(index: Columns, clause: Clause) -> _Truth:
    match clause:
        case Condition():
            return _of_condition(index.column(clause.column), clause)
        case Not():
            return _truth(index, clause.clause).turned()
        case AllOf():
            parts = [_truth(index, each) for each in clause.clauses]
            return _Truth(_each(parts, "holds", np.logical_and), _each(parts, "fails", np.logical_or))
        case AnyOf():
            parts = [_truth(index, each) for each in clause.clauses]
            return _Truth(_each(parts, "holds", np.logical_or), _each(parts, "fails", np.logical_and))


def _each(parts: Sequence[_Truth], side: str, join: Callable[[Mask, Mask], Mask]) -> Match:
    """The masks of several clauses joined, one kind with its like."""
    found = [getattr(part, side) for part in parts]
    return Match(*(reduce(join, [getattr(each, name) for each in found]) for name in ("now", "surely", "perhaps")))


def _of_condition(column: ColumnIndex, condition: Condition) -> _Truth:
    kinds = [value for value in condition.values if value.startswith(MISSING)]
    codes = [value for value in condition.values if not value.startswith(MISSING)]
    hidden = column.suppressed
    if condition.operator in (EQUAL, UNEQUAL):
        numbers = [_number(column, condition, code) for code in codes]
        found, possible = column.having(numbers), column.wide.having(numbers)
        absent = _missing(column, condition, kinds)
        here = (found | absent) & ~hidden
        holds = Match(found | absent, here, possible | absent | (hidden & bool(codes)))
        other = ~found & ~column.missing if codes else ~absent
        truth = _Truth(holds, Match(other, other & ~hidden & ~possible, other | hidden))
        return truth.turned() if condition.operator == UNEQUAL else truth
    if kinds:
        raise QuestionError("question.malformed_condition", place=f"where: {condition}")
    found, possible = _compared(column, condition)
    known = ~column.missing
    other = known & ~found
    return _Truth(Match(found, found, possible | hidden), Match(other, known & ~possible, other | hidden))


def _missing(column: ColumnIndex, condition: Condition, kinds: Sequence[str]) -> Mask:
    found = np.zeros(len(column.missing), dtype=bool)
    for text in kinds:
        if text == MISSING:
            return column.missing
        kind = text.removeprefix(MISSING)
        if kind not in set(Missing):
            raise _unknown(condition, text, [MISSING + known for known in Missing])
        found |= column.is_missing(Missing(kind))
    return found


def _number(column: ColumnIndex, condition: Condition, code: str) -> int:
    if code in column.number:
        return column.number[code]
    if column.column.is_number and code.isascii() and code.isdecimal():
        return NOWHERE  # a number that no case has: nothing matches, and that is the answer
    resolved = column.list.resolve(code) if column.list is not None else None
    raise _unknown(condition, code, column.codes, resolved)


def _unknown(condition: Condition, code: str, known: Sequence[str], resolved: str | None = None) -> QuestionError:
    return QuestionError(
        "question.unknown_code",
        place=f"where: {condition.column}",
        column=condition.column,
        code=code[:80],
        **offered([resolved] if resolved else nearest(code, known)),
    )


def _compared(column: ColumnIndex, condition: Condition) -> tuple[Mask, Mask]:
    """The cases that lie within bounds for sure, and those that may: a broader code may have been any below it."""
    if not column.is_ordered or column.direct is None:
        raise QuestionError(
            "question.not_ordered",
            place=f"where: {condition.column}",
            column=condition.column,
            operator=condition.operator,
        )
    spans = [_place(column, condition, text) for text in condition.values]
    first, last = spans[0][0], spans[-1][1]
    if condition.operator == BETWEEN and first > last:
        raise QuestionError("question.malformed_condition", place=f"where: {condition}")
    low = first if condition.operator in (AT_LEAST, BETWEEN) else None
    high = last if condition.operator != AT_LEAST else None
    every = [_span(column, number) for number in range(len(column.codes))]
    holds = [(low is None or a >= low) and (high is None or b <= high) for a, b in every]
    may = [(low is None or b >= low) and (high is None or a <= high) for a, b in every]
    return np.array([*holds, False])[column.direct], np.array([*may, False])[column.direct]


def _place(column: ColumnIndex, condition: Condition, text: str) -> tuple[int, int]:
    """What a code of a condition covers, on the column's scale."""
    if not column.column.is_number:
        return column.span(_number(column, condition, text))
    if not (text.isascii() and text.removeprefix("-").isdecimal()) or len(text) > len("-99999999"):
        raise _unknown(condition, text, column.codes)
    return int(text), int(text)


def _span(column: ColumnIndex, number: int) -> tuple[int, int]:
    if column.column.is_number:
        return int(column.codes[number]), int(column.codes[number])
    return column.span(number)
