"""Change over time: each figure of a year beside that of another year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import NOWHERE
from palermo.tabulate._arrays import Ints
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import join, split
from palermo.tabulate._question import PREVIOUS, Question, unusable


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure differs from that of another year.

    base: the year. n: so many more cases, fewer where it is negative. low, high: between which numbers that lies,
    whatever the two figures are within their bounds. share: n over the figure of the other year; share_low,
    share_high: between which shares it lies; None where the other year's figure can be 0.
    """

    base: str
    n: int
    low: int
    high: int
    share: float | None
    share_low: float | None
    share_high: float | None


def changes(
    question: Question, columns: Sequence[ColumnIndex], keys: Ints, counts: Ints, low: Ints, high: Ints, *, k: int
) -> list[Change | None]:
    """The change of each cell; None where the other year has no figure, or one of fewer than k cases.

    keys: ascending. counts, low, high: of the cells. Raises QuestionError when no column asked by has whole numbers.
    """
    if not question.change:
        return [None] * len(keys)
    place = next((at for at, each in enumerate(columns) if each.column.is_number), None)
    if place is None:
        reason, remedy = "no column asked by holds years.", "Ask by a column of years too, or leave it out."
        raise unusable("change", question.change, reason, remedy)
    column, numbers = columns[place], split(keys, columns)
    bases = [str(int(code) - 1) if question.change == PREVIOUS else question.change for code in column.codes]
    other = np.array([column.number.get(base, NOWHERE) for base in bases], dtype=np.int64)[numbers[place]]
    wanted = join(
        [np.maximum(other, 0) if at == place else each for at, each in enumerate(numbers)], columns, len(keys)
    )
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    shown = (counts >= k) & (counts > 0)
    there = (other != NOWHERE) & (keys[at] == wanted) & shown & shown[at] if len(keys) else np.zeros(0, dtype=bool)
    return [
        _change(bases[number], figures, before) if found else None
        for found, number, figures, before in zip(
            there.tolist(),
            numbers[place].tolist(),
            zip(counts.tolist(), low.tolist(), high.tolist(), strict=True),
            zip(counts[at].tolist(), low[at].tolist(), high[at].tolist(), strict=True),
            strict=True,
        )
    ]


def _change(base: str, now: tuple[int, int, int], before: tuple[int, int, int]) -> Change:
    (n, low, high), (n_before, least, most) = now, before
    sure = least > 0
    return Change(
        base=base,
        n=n - n_before,
        low=low - most,
        high=high - least,
        share=n / n_before - 1 if n_before else None,
        share_low=low / most - 1 if sure else None,
        share_high=high / least - 1 if sure else None,
    )
