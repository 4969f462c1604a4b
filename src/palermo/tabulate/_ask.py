"""Ask a release a question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import isnan, prod

import numpy as np

from palermo.codes import ColumnKind
from palermo.release import Release
from palermo.tabulate._answer import Answer, Cell
from palermo.tabulate._bounds import Bounds, bounds, denominator_bounds
from palermo.tabulate._cautions import breaking_years, cautions, seen_columns
from palermo.tabulate._cell_cautions import cell_cautions
from palermo.tabulate._change import Change, changes
from palermo.tabulate._column import ColumnIndex, Ints, Mask
from palermo.tabulate._count import counted, expanded, places_of, split
from palermo.tabulate._few import without_few
from palermo.tabulate._index import index_of
from palermo.tabulate._known import Known, known_of
from palermo.tabulate._made import Floats, is_put_together, is_single, shares_between
from palermo.tabulate._match import Columns, Match, match
from palermo.tabulate._noise import is_noisy
from palermo.tabulate._parts import Parts, parts_of, rest_of
from palermo.tabulate._question import Question
from palermo.tabulate._shares import denominators, missing_shares, share_bounds, without_doubt
from palermo.tabulate._top import commonest
from palermo.tabulate._vintages import NO, YES, view_of


@dataclass(frozen=True, slots=True)
class _Found:
    """The cells as arrays, one value a cell, in the order of their keys."""

    keys: Ints
    counts: Ints
    limits: Bounds
    denominators: Ints
    shares: tuple[Floats, Floats]
    missing: Floats
    changes: list[Change | None]
    cautions: list[tuple[str, ...]]


def answer(release: Release, question: Question) -> Answer:
    """Count the cases of a release that match, in every combination of the columns asked by.

    A code counts with all codes below it. The share of a code is over the cases where every column asked by is known;
    in a set column these are the cases with at least one code (the denominator rule of the field's codebooks: shares
    of a set column may sum to more than 100 %). With `within`, it is over those of them that have the cell's code in
    the first column. Numbers of fewer than k cases are withheld.

    Raises QuestionError when the release has no such column or code, or when what has no order is compared.
    """
    index = index_of(release)
    view = view_of(index, question.schema) if question.schema else index
    matched = match(view, question.where)
    columns = tuple(view.column(name) for name in question.by)
    labelled, rest, place = columns, 0, -1
    if question.top:
        topped = commonest(columns, matched.now, question.top)
        columns, place, rest = topped.columns, topped.place, topped.rest
    known = np.logical_and.reduce([matched.now, *(column.known for column in columns)])
    absent = np.logical_or.reduce([np.zeros(index.num_rows, dtype=bool), *(column.missing for column in columns)])
    parts = parts_of(view, question.where, known_of(release)) if is_noisy(release) else Parts()
    found = _count(release, view, question, columns, matched, known, absent, parts=parts, place=place, rest=rest)
    total, missing = int(np.count_nonzero(matched.now)), int(np.count_nonzero(matched.now & absent))
    denominator = int(np.count_nonzero(known))
    made = Answer(
        question=question,
        columns=tuple(column.column for column in columns),
        lists={column.column.name: column.list for column in labelled if column.list is not None},
        cells=_cells(question, columns, found),
        total=total,
        denominator=denominator,
        missing=missing,
        none=total - missing - denominator,
        cautions=cautions(release, view, question, matched.now, found.counts, missing),
        about=release.manifest.about,
        fingerprint=release.manifest.key.fingerprint,
        others=rest,
        spans=_spans(release, view, question, columns, matched, absent, total, parts),
    )
    return without_few(made, [column.is_single for column in columns])


def _count(
    release: Release,
    view: Columns,
    question: Question,
    columns: Sequence[ColumnIndex],
    matched: Match,
    known: Mask,
    absent: Mask,
    *,
    parts: Parts,
    place: int,
    rest: int,
) -> _Found:
    """The cells, with all that travels with them.

    parts: what the cases that match are put together from. place, rest: which column has its rarer codes together, and
    how many these are.
    """
    rows = np.flatnonzero(known)
    grid = prod(len(column.codes) for column in columns)
    pairs, cases = expanded(columns, rows)
    keys, counts = counted(pairs, grid)
    if not columns:
        keys, counts = np.zeros(1, dtype=np.int64), np.array([len(rows)])
    others = _others(release, view, question, columns, keys, place, rest) if is_noisy(release) else None
    limits = bounds(release, question, columns, matched, keys, counts, parts=parts, others=others)
    over = denominators(columns, question, known, keys)
    single = is_single(question)
    within = columns if question.within else ()
    answered = _answered(release, view, question, columns)
    least, most = denominator_bounds(
        release,
        within,
        columns,
        matched,
        keys,
        single=single,
        parts=parts,
        known=answered,
        conditions=len(question.conditions),
        whole=[view.column(name) for name in question.by],
    )
    if is_put_together(release) and not single:
        share = np.divide(counts, np.maximum(over, 1))
        shares = shares_between((limits.low, limits.high), (least, most), share)
    else:
        shares = share_bounds(counts, limits.low, limits.high, over, least, most, noisy=is_noisy(release))
    whole = without_doubt(question, columns, keys)
    k = release.manifest.k or 1
    seen = seen_columns(view, question)
    missing = missing_shares(columns, question, matched.now, absent, keys, k=k)
    return _Found(
        keys=keys,
        counts=counts,
        limits=limits,
        denominators=over,
        shares=(np.where(whole, 1.0, shares[0]), np.where(whole, 1.0, shares[1])),
        missing=missing,
        changes=changes(question, columns, keys, counts, limits.low, limits.high, k=k),
        cautions=cell_cautions(
            index_of(release),
            seen,
            (places_of(pairs, keys, grid), cases),
            counts,
            limits,
            missing,
            k=k,
            breaking=_breaking(breaking_years(release, view, question), columns, keys),
        ),
    )


def _breaking(years: Collection[int], columns: Sequence[ColumnIndex], keys: Ints) -> Mask:
    """Which cells are those of years in which the series breaks."""
    place = next((at for at, each in enumerate(columns) if each.column.is_number), None)
    if place is None or not years:
        return np.zeros(len(keys), dtype=bool)
    broken = np.array([int(code) in years for code in columns[place].codes], dtype=bool)
    return np.asarray(broken[split(keys, columns)[place]])


def _others(
    release: Release,
    view: Columns,
    question: Question,
    columns: Sequence[ColumnIndex],
    keys: Ints,
    place: int,
    rest: int,
) -> tuple[Mask, Parts] | None:
    """Which cells are those of all that is not named in one of them, and what these are put together from.

    Of the rarer codes of a column, or of a vintage's flag, those who have none of its codes. None where there are none.
    """
    known = known_of(release)
    if place >= 0 and rest:
        name, last = question.by[place], len(columns[place].codes) - 1
        is_set = view.column(name).column.kind is ColumnKind.CODES
        parts = rest_of(view, name, rest, known) if is_set else Parts(rest)
        return split(keys, columns)[place] == last, parts
    flags = [at for at, each in enumerate(columns) if each.codes == (YES, NO)]
    if not question.schema or not flags:
        return None
    parts = rest_of(view, question.by[flags[0]], 1, known)
    return split(keys, columns)[flags[0]] == (YES, NO).index(NO), parts


def _answered(release: Release, view: Columns, question: Question, columns: Sequence[ColumnIndex]) -> Known:
    """How far those with an answer in every column may be from the made ones; in other releases they are not made."""
    if not is_noisy(release):
        return Known()
    known = known_of(release)
    pairs = zip(columns, question.by, strict=True)
    return reduce(Known.and_in, (known.column(column, view.source(name)) for column, name in pairs), Known())


def _spans(
    release: Release,
    view: Columns,
    question: Question,
    columns: Sequence[ColumnIndex],
    matched: Match,
    absent: Mask,
    total: int,
    parts: Parts,
) -> Mapping[str, tuple[int, int]]:
    """Between which numbers those lie that match, those with an answer, and those without one."""
    nowhere, one = np.zeros(1, dtype=np.int64), np.array([total])
    plain = Question((), question.where, schema=question.schema)
    around = bounds(release, plain, (), matched, nowhere, one, parts=parts)
    low, high = int(around.low[0]), int(around.high[0])
    if not columns:
        return {"total": (low, high), "denominator": (low, high), "missing": (0, 0)}
    answered = _answered(release, view, question, columns)
    least, most = denominator_bounds(
        release,
        (),
        columns,
        matched,
        nowhere,
        single=is_single(question),
        parts=parts,
        known=answered,
        conditions=len(question.conditions),
        whole=[view.column(name) for name in question.by],
    )
    over = int(least[0]), int(most[0])
    if is_noisy(release) or is_put_together(release):
        missing = max(low - over[1], 0), max(high - over[0], 0)
    else:
        withheld = np.logical_or.reduce([np.zeros_like(absent), *(column.suppressed for column in columns)])
        known = int(np.count_nonzero(matched.surely & absent & ~withheld))
        missing = known, int(np.count_nonzero(matched.perhaps & absent)) + release.manifest.cases_left_out
    return {"total": (low, high), "denominator": over, "missing": missing}


def _cells(question: Question, columns: Sequence[ColumnIndex], found: _Found) -> tuple[Cell, ...]:
    """The cells in the order in which they are read, or by which they are asked to be sorted."""
    numbers = split(found.keys, columns)
    order = _order(question, columns, numbers, found)
    shown = [np.array(column.codes, dtype=object)[each[order]] for column, each in zip(columns, numbers, strict=True)]
    codes = zip(*shown, strict=True) if shown else [()] * len(found.keys)
    limits = found.limits
    kinds = np.array(limits.kind, dtype=object)
    arrays = (found.counts, found.denominators, limits.low, limits.high, kinds, *found.shares, found.missing)
    facts = (array[order].tolist() for array in arrays)
    places = order.tolist()
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
            missing_share=None if isnan(missing) else missing,
            change=found.changes[place],
            cautions=found.cautions[place],
        )
        for place, each, n, over, low, high, kind, share_low, share_high, missing in zip(
            places, codes, *facts, strict=True
        )
    )


def _order(question: Question, columns: Sequence[ColumnIndex], numbers: Sequence[Ints], found: _Found) -> Ints:
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


def _values(name: str, found: _Found) -> Floats:
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
