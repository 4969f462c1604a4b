"""Shares: what they are over, between which they lie, and what is missing from what they are over."""

from collections.abc import Sequence

import numpy as np

from palermo.tabulate._arrays import Floats, Ints, Mask
from palermo.tabulate._clauses import EQUAL, MISSING, Condition
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import combinations, split
from palermo.tabulate._few import few
from palermo.tabulate._question import Question
from palermo.tabulate._scope import Scope


def denominators(columns: Sequence[ColumnIndex], question: Question, rows: Ints, keys: Ints) -> Ints:
    """The cases that each cell's share is over. rows: those that match and have an answer in every column."""
    if not question.within or not columns:
        return np.full(len(keys), len(rows))
    firsts, sizes = combinations(columns[:1], rows)
    return sizes[np.searchsorted(firsts, split(keys, columns)[0])]


def missing_shares(scope: Scope, keys: Ints, *, k: int) -> Floats:
    """For each cell, which share of the cases that its share could be over has no answer in a column asked by.

    With `within`, of those with the cell's code in the first column. Not a number where it is made of fewer than k.
    """
    columns = scope.columns
    if not scope.question.within or not columns[1:]:
        total, lacking = scope.total, scope.missing
        secret = 0 < total < k or 0 < lacking < k
        return np.full(len(keys), np.nan if secret or not total else lacking / total)
    first, known = columns[:1], scope.matched.now & columns[0].known
    firsts, everybody = combinations(first, np.flatnonzero(known))
    some, without = combinations(first, np.flatnonzero(known & scope.absent))
    gone = np.zeros(len(firsts), dtype=np.int64)
    gone[np.searchsorted(firsts, some)] = without
    shares = np.where(few(everybody, k) | few(gone, k), np.nan, gone / np.maximum(everybody, 1))
    return np.asarray(shares[np.searchsorted(firsts, split(keys, columns)[0])])


def share_bounds(
    counts: Ints, low: Ints, high: Ints, over: Ints, least: Ints, most: Ints, *, noisy: bool = False
) -> tuple[Floats, Floats]:
    """Between which shares each cell lay before values were withheld, or lies in truth.

    counts: of the cells, between `low` and `high`. over: their denominators, between `least` and `most`. noisy: whether
    these are bounds of noise.

    Even a number that is sure has an unsure share where others may be missing from the denominator. A share grows with
    the cases of the cell and falls with those outside it. Where values were withheld, the denominator is at its least
    when every cell is, so that outside there are at least `least - low` and at most `most - low`. Noise of the cell and
    of those outside is drawn apart, and the latter are no surer for it than the denominator is: they are at least
    `least - counts` and at most `most - counts`.
    """
    outside, inside = over - counts, counts if noisy else low
    most_outside = np.maximum(most - inside, outside)
    least_outside = np.minimum(np.maximum(least - inside, 0), outside)
    return low / np.maximum(low + most_outside, 1), high / np.maximum(high + least_outside, 1)


def without_doubt(question: Question, columns: Sequence[ColumnIndex], keys: Ints) -> Mask:
    """Which cells are all of what their share is over by the question itself, whatever was withheld: a share of 1.

    The whole over itself; and the code of the only column asked by, where that very code is a condition, or codes below
    it are.
    """
    if not columns:
        return np.ones(len(keys), dtype=bool)
    (column, *others), found = columns, np.zeros(len(keys), dtype=bool)
    if others:
        return found
    for condition in question.where:
        if not isinstance(condition, Condition) or condition.operator != EQUAL or condition.column != question.by[0]:
            continue
        if any(value.startswith(MISSING) for value in condition.values):
            continue
        within = set.intersection(*({value, *_above(column, value)} for value in condition.values))
        found |= np.array([code in within for code in column.codes], dtype=bool)[split(keys, columns)[0]]
    return found


def _above(column: ColumnIndex, code: str) -> Sequence[str]:
    return () if column.list is None or code not in column.list else column.list.ancestors(code)
