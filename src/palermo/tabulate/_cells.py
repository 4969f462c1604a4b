"""The cells of an answer, in the order in which they are read."""

from collections.abc import Iterable, Sequence
from math import isnan

import numpy as np

from palermo.tabulate._arrays import Floats, Ints
from palermo.tabulate._cell import Cell
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import split
from palermo.tabulate._figures import Figures
from palermo.tabulate._question import Question


def cells_of(question: Question, columns: Sequence[ColumnIndex], found: Figures) -> tuple[Cell, ...]:
    """The cells in the order in which they are read, or by which they are asked to be sorted."""
    numbers = split(found.keys, columns)
    order = _order(question, columns, numbers, found)
    shown = [column.texts[each[order]].tolist() for column, each in zip(columns, numbers, strict=True)]
    codes: Iterable[tuple[str, ...]] = zip(*shown, strict=True) if shown else [()] * len(found.keys)
    limits = found.limits
    arrays = (found.counts, found.denominators, limits.low, limits.high, limits.published, *found.shares, found.missing)
    facts = (array[order].tolist() for array in arrays)
    places, (published, other) = order.tolist(), limits.kinds
    return tuple(
        Cell(
            codes=each,
            n=n,
            denominator=over,
            share=n / over if over else None,
            low=low,
            high=high,
            interval=published if is_published else other,
            share_low=share_low if over else None,
            share_high=share_high if over else None,
            missing_share=None if isnan(missing) else missing,
            change=found.changes[place],
            cautions=found.cautions[place],
        )
        for place, each, n, over, low, high, is_published, share_low, share_high, missing in zip(
            places, codes, *facts, strict=True
        )
    )


def _order(question: Question, columns: Sequence[ColumnIndex], numbers: Sequence[Ints], found: Figures) -> Ints:
    """The places of the cells, one after the other as they are read."""
    ranks = [_rank(column, each, found.counts) for column, each in zip(columns, numbers, strict=True)]
    order = np.lexsort(ranks[::-1]) if ranks else np.arange(len(found.keys))
    name = question.sort.removeprefix("-")
    if not name:
        return order
    if name == "code":
        texts = [tuple(column.codes[each[at]] for column, each in zip(columns, numbers, strict=True)) for at in order]
        places = sorted(range(len(order)), key=lambda at: texts[at], reverse=question.sort.startswith("-"))
        return order[places]
    values = _values(name, found)[order]
    falling = -values if question.sort.startswith("-") else values
    return order[np.argsort(falling, kind="stable")]  # what is not there (NaN) stands last either way


def _values(name: str, found: Figures) -> Floats:
    """What cells are sorted by."""
    match name:
        case "share":
            return np.divide(found.counts, np.maximum(found.denominators, 1))
        case "low":
            return found.limits.low.astype(float)
        case "high":
            return found.limits.high.astype(float)
        case "change":
            return np.array([np.nan if each is None else each.n for each in found.changes], dtype=float)
        case _:
            return found.counts.astype(float)


def _rank(column: ColumnIndex, numbers: Ints, counts: Ints) -> Ints:
    """Where a cell's code stands among its column's: in the order of codes that have one, else the commonest first."""
    if column.is_ordered or column.keeps_order:
        return numbers
    sizes = np.bincount(numbers, weights=counts, minlength=len(column.codes))
    place = np.empty(len(column.codes), dtype=np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(len(column.codes))
    return place[numbers]
