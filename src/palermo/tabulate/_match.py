"""Which cases match the conditions, and which may have, before values were withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import NOWHERE, Missing
from palermo.errors import QuestionError
from palermo.tabulate._index import ColumnIndex, Index, Mask
from palermo.tabulate._question import AT_LEAST, EQUAL, MISSING, UNEQUAL, Condition
from palermo.tabulate._suggest import nearest, offered


@dataclass(frozen=True, slots=True)
class Match:
    """Three masks over the cases.

    now: match as published. surely: matched before suppression too. perhaps: may have matched before suppression.
    """

    now: Mask
    surely: Mask
    perhaps: Mask


def match(index: Index, conditions: Sequence[Condition]) -> Match:
    """The cases that match every condition. Raises QuestionError when the release cannot tell."""
    everything = np.ones(index.num_rows, dtype=bool)
    now, surely, perhaps = everything, everything, everything
    for condition in conditions:
        one = _match_one(index.column(condition.column), condition)
        now, surely, perhaps = now & one.now, surely & one.surely, perhaps & one.perhaps
    return Match(now, surely, perhaps)


def _match_one(column: ColumnIndex, condition: Condition) -> Match:
    hidden = column.suppressed
    kinds = [value for value in condition.values if value.startswith(MISSING)]
    codes = [value for value in condition.values if not value.startswith(MISSING)]
    if condition.operator in (EQUAL, UNEQUAL):
        numbers = [_number(column, condition, code) for code in codes]
        found, possible = column.having(numbers), column.wide.having(numbers)
        absent = _missing(column, condition, kinds)
        if condition.operator == UNEQUAL:
            found = ~found & ~column.missing if codes else ~absent
            return Match(found, found & ~hidden & ~possible, found | hidden)
        return Match(found | absent, (found | absent) & ~hidden, possible | absent | (hidden & bool(codes)))
    if kinds:
        raise QuestionError("question.malformed_condition", place=f"where: {condition}")
    found, possible = _compared(column, condition)
    return Match(found, found, possible | hidden)


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
    if column.list is None and code.isascii() and code.isdecimal():
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
    """The cases that lie on one side for sure, and those that may: a broader code may have been any code below it."""
    if not column.is_ordered or column.direct is None:
        raise QuestionError(
            "question.not_ordered",
            place=f"where: {condition.column}",
            column=condition.column,
            operator=condition.operator,
        )
    text = condition.values[0]
    at_least = condition.operator == AT_LEAST
    if column.list is None:
        if not (text.isascii() and text.removeprefix("-").isdecimal()) or len(text) > 9:
            raise _unknown(condition, text, column.codes)
        holds = [int(code) >= int(text) if at_least else int(code) <= int(text) for code in column.codes]
        may = holds
    else:
        first, last = column.span(_number(column, condition, text))
        spans = [column.span(number) for number in range(len(column.codes))]
        holds = [low >= first if at_least else high <= last for low, high in spans]
        may = [high >= first if at_least else low <= last for low, high in spans]
    return np.array([*holds, False])[column.direct], np.array([*may, False])[column.direct]
