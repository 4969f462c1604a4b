"""Ask a release a question."""

from collections.abc import Sequence

import numpy as np

from palermo.release import Release
from palermo.tabulate._answer import Answer, Cell
from palermo.tabulate._bounds import Bounds, bounds, denominator_bounds, share_bounds
from palermo.tabulate._cautions import cautions
from palermo.tabulate._count import combinations, split
from palermo.tabulate._few import without_few
from palermo.tabulate._index import ColumnIndex, Ints, Mask, index_of
from palermo.tabulate._made import Floats, is_put_together, is_single, shares_between
from palermo.tabulate._match import match
from palermo.tabulate._question import Question


def answer(release: Release, question: Question) -> Answer:
    """Count the cases of a release that match, in every combination of the columns asked by.

    A code counts with all codes below it. The share of a code is over the cases where every column asked by is known;
    in a set column these are the cases with at least one code (the denominator rule of the field's codebooks: shares
    of a set column may sum to more than 100 %). With `within`, it is over those of them that have the cell's code in
    the first column. Numbers of fewer than k cases are withheld.

    Raises QuestionError when the release has no such column or code, or when what has no order is compared.
    """
    index = index_of(release)
    columns = [index.column(name) for name in question.by]
    matched = match(index, question.where)
    absent, known = np.zeros(index.num_rows, dtype=bool), matched.now
    for column in columns:
        absent, known = absent | column.missing, known & column.known
    rows = np.flatnonzero(known)
    keys, counts = combinations(columns, rows)
    if not columns:
        keys, counts = np.zeros(1, dtype=np.int64), np.array([len(rows)])
    limits = bounds(release, question, columns, matched, keys, counts)
    missing = int(np.count_nonzero(matched.now & absent))
    over = _denominators(columns, question, known, keys)
    single = is_single(question)
    within = columns if question.within else ()
    least, most = denominator_bounds(release, within, columns, matched, keys, single=single)
    if is_put_together(release) and not single:
        share = np.divide(counts, np.maximum(over, 1))
        shares = shares_between((limits.low, limits.high), (least, most), share)
    else:
        shares = share_bounds(counts, limits, over, least, most)
    cells = _cells(columns, keys, counts, limits, denominators=over, shares=shares)
    found = Answer(
        question=question,
        columns=tuple(column.column for column in columns),
        lists={column.column.name: column.list for column in columns if column.list is not None},
        cells=cells,
        total=int(np.count_nonzero(matched.now)),
        denominator=len(rows),
        missing=missing,
        none=int(np.count_nonzero(matched.now)) - missing - len(rows),
        cautions=cautions(release, index, question, matched.now, counts, missing),
        about=release.manifest.about,
        fingerprint=release.manifest.key.fingerprint,
    )
    return without_few(found, apart=len(columns) == 1 and columns[0].is_single)


def _denominators(columns: Sequence[ColumnIndex], question: Question, known: Mask, keys: Ints) -> Ints:
    """The cases that each cell's share is over."""
    rows = np.flatnonzero(known)
    if not question.within or not columns:
        return np.full(len(keys), len(rows))
    firsts, sizes = combinations(columns[:1], rows)
    return sizes[np.searchsorted(firsts, split(keys, columns)[0])]


def _cells(
    columns: Sequence[ColumnIndex],
    keys: Ints,
    counts: Ints,
    limits: Bounds,
    *,
    denominators: Ints,
    shares: tuple[Floats, Floats],
) -> tuple[Cell, ...]:
    """The cells in the order in which they are read. shares: between which they lie."""
    low, high = shares
    numbers = split(keys, columns)
    ranks = [_rank(column, each, counts) for column, each in zip(columns, numbers, strict=True)]
    order = np.lexsort(ranks[::-1]) if ranks else np.arange(len(keys))
    shown = [np.array(column.codes, dtype=object)[each[order]] for column, each in zip(columns, numbers, strict=True)]
    codes = zip(*shown, strict=True) if shown else [()] * len(keys)
    kinds = np.array(limits.kind, dtype=object)
    facts = (array[order].tolist() for array in (counts, denominators, limits.low, limits.high, kinds, low, high))
    return tuple(
        Cell(
            codes=tuple(each),
            n=n,
            denominator=over,
            share=n / over if over else None,
            low=low,
            high=high,
            interval=kind,
            share_low=share_low if over else None,
            share_high=share_high if over else None,
        )
        for each, n, over, low, high, kind, share_low, share_high in zip(codes, *facts, strict=True)
    )


def _rank(column: ColumnIndex, numbers: Ints, counts: Ints) -> Ints:
    """Where a cell's code stands among its column's: in the order of codes that have one, else the commonest first."""
    if column.is_ordered:
        return numbers
    sizes = np.bincount(numbers, weights=counts, minlength=len(column.codes))
    place = np.empty(len(column.codes), dtype=np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(len(column.codes))
    return place[numbers]
