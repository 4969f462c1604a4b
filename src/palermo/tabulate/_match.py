"""Which cases match the conditions, and which may have, before values were withheld."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from palermo.cases import NOWHERE, Missing
from palermo.errors import QuestionError
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._clauses import AT_LEAST, BETWEEN, EQUAL, MISSING, UNEQUAL, AllOf, AnyOf, Clause, Condition, Not
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._suggest import nearest, offered

LONGEST_NUMBER = 9
"""Characters of a number in a condition, its sign included: no column has larger ones."""


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

    @property
    def is_sure(self) -> bool:
        """Whether nothing was withheld that could change what matches."""
        return self.surely is self.now and self.perhaps is self.now

    def among(self, rows: Ints) -> "Match":
        """The same of some of the cases, which are then counted from 0. rows: which ones."""
        now = self.now[rows]
        surely = now if self.surely is self.now else self.surely[rows]
        return Match(now, surely, now if self.perhaps is self.now else self.perhaps[rows])


def match(index: Columns, clauses: Sequence[Clause]) -> Match:
    """The cases that match every clause. Raises QuestionError when the release cannot tell."""
    if not clauses:
        everything = np.ones(index.num_rows, dtype=bool)
        return Match(everything, everything, everything)
    return _matched(index, AllOf(tuple(clauses)), holds=True)


def _matched(index: Columns, clause: Clause, *, holds: bool) -> Match:
    """Where a clause holds, or where it does not: where a value is missing, neither."""
    match clause:
        case Condition():
            return _of_condition(index.column(clause.column), clause, holds=holds)
        case Not():
            return _matched(index, clause.clause, holds=not holds)
        case AllOf() | AnyOf():
            every = isinstance(clause, AllOf) == holds
            parts = [_matched(index, each, holds=holds) for each in clause.clauses]
            return _joined(parts, np.logical_and if every else np.logical_or)


def _joined(parts: Sequence[Match], join: Callable[[Mask, Mask], Mask]) -> Match:
    """The masks of several clauses joined, one kind with its like."""
    now = reduce(join, [part.now for part in parts])
    surely = now if all(part.surely is part.now for part in parts) else reduce(join, [each.surely for each in parts])
    perhaps = now if all(part.perhaps is part.now for part in parts) else reduce(join, [each.perhaps for each in parts])
    return Match(now, surely, perhaps)


def _of_condition(column: ColumnIndex, condition: Condition, *, holds: bool) -> Match:
    if condition.operator == UNEQUAL:
        holds = not holds
    kinds = [value for value in condition.values if value.startswith(MISSING)]
    if condition.operator in (EQUAL, UNEQUAL):
        codes = [value for value in condition.values if not value.startswith(MISSING)]
        return _equal(column, condition, codes, kinds) if holds else _unequal(column, condition, codes, kinds)
    if kinds:
        raise QuestionError("question.malformed_condition", place=f"where: {condition}")
    found, possible = _compared(column, condition)
    if not holds:
        known = ~column.missing
        found, possible = known & ~found, known & ~possible
        if column.is_sure:
            return Match(found, found, found)
        return Match(found, possible, found | column.suppressed)
    return Match(found, found, found if column.is_sure else possible | column.suppressed)


def _equal(column: ColumnIndex, condition: Condition, codes: Sequence[str], kinds: Sequence[str]) -> Match:
    numbers = [_number(column, condition, code) for code in codes]
    found = column.having(numbers)
    now = found | _missing(column, condition, kinds) if kinds else found
    if column.is_sure:
        return Match(now, now, now)
    perhaps = column.wide.having(numbers) | now if codes else now
    if not column.has_suppressed:
        return Match(now, now, perhaps)
    return Match(now, now & ~column.suppressed, perhaps | column.suppressed if codes else perhaps)


def _unequal(column: ColumnIndex, condition: Condition, codes: Sequence[str], kinds: Sequence[str]) -> Match:
    numbers = [_number(column, condition, code) for code in codes]
    absent = _missing(column, condition, kinds) if kinds else None
    if codes:
        now = ~(column.having(numbers) | column.missing)
    else:
        now = np.ones(len(column.known), dtype=bool) if absent is None else ~absent
    if column.is_sure:
        return Match(now, now, now)
    hidden = column.suppressed
    return Match(now, now & ~hidden & ~column.wide.having(numbers), now | hidden)


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
    every = column.spans
    holds = [(low is None or a >= low) and (high is None or b <= high) for a, b in every]
    may = [(low is None or b >= low) and (high is None or a <= high) for a, b in every]
    found = column.holding(holds)
    return found, found if may == holds else column.holding(may)


def _place(column: ColumnIndex, condition: Condition, text: str) -> tuple[int, int]:
    """What a code of a condition covers, on the column's scale."""
    if not column.column.is_number:
        return column.span(_number(column, condition, text))
    if not (text.isascii() and text.removeprefix("-").isdecimal()) or len(text) > LONGEST_NUMBER:
        raise _unknown(condition, text, column.codes)
    return int(text), int(text)
