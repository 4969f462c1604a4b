"""The figures of an answer as arrays: counted, with all that travels with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from palermo.tabulate._arrays import Floats, Ints, Mask
from palermo.tabulate._bounds import Bounds, bounds, denominator_bounds
from palermo.tabulate._cautions import breaking_years, seen_columns
from palermo.tabulate._cell_cautions import cell_cautions
from palermo.tabulate._change import Change, changes
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import counted, expanded, places_of, split
from palermo.tabulate._index import index_of
from palermo.tabulate._made import is_put_together, is_single, shares_between
from palermo.tabulate._noise import is_noisy
from palermo.tabulate._scope import Scope
from palermo.tabulate._shares import denominators, missing_shares, share_bounds, without_doubt


@dataclass(frozen=True, slots=True)
class Figures:
    """The cells as arrays, one value a cell, in the order of their keys."""

    keys: Ints
    counts: Ints
    limits: Bounds
    denominators: Ints
    shares: tuple[Floats, Floats]
    missing: Floats
    changes: list[Change | None]
    cautions: list[tuple[str, ...]]


def figures(scope: Scope, span: tuple[Ints, Ints]) -> Figures:
    """The cells, with all that travels with them. span: between which numbers those lie that have an answer."""
    release, question, columns = scope.release, scope.question, scope.columns
    grid = prod(len(column.codes) for column in columns)
    pairs, cases = expanded(columns, scope.rows)
    keys, counts = counted(pairs, grid)
    if not columns:
        keys, counts = np.zeros(1, dtype=np.int64), np.array([len(scope.rows)])
    limits = bounds(
        release, question, columns, scope.matched, keys, counts, parts=scope.parts, others=scope.others(keys)
    )
    over = denominators(columns, question, scope.rows, keys)
    if question.within and columns:
        least, most = denominator_bounds(scope, columns[:1], keys)
    else:
        least, most = (np.repeat(end, len(keys)) for end in span)
    if is_put_together(release) and not is_single(question):
        share = np.divide(counts, np.maximum(over, 1))
        shares = shares_between((limits.low, limits.high), (least, most), share)
    else:
        shares = share_bounds(counts, limits.low, limits.high, over, least, most, noisy=is_noisy(release))
    whole = without_doubt(question, columns, keys)
    k = release.manifest.k or 1
    missing = missing_shares(scope, keys, k=k)
    return Figures(
        keys=keys,
        counts=counts,
        limits=limits,
        denominators=over,
        shares=(np.where(whole, 1.0, shares[0]), np.where(whole, 1.0, shares[1])),
        missing=missing,
        changes=changes(question, columns, keys, counts, limits.low, limits.high, k=k),
        cautions=cell_cautions(
            index_of(release),
            seen_columns(scope.view, question),
            (places_of(pairs, keys, grid), scope.of_release(cases)),
            counts,
            limits,
            missing,
            k=k,
            breaking=_breaking(breaking_years(release, scope.view, question), columns, keys),
        ),
    )


def _breaking(years: Collection[int], columns: Sequence[ColumnIndex], keys: Ints) -> Mask:
    """Which cells are those of years in which the series breaks."""
    place = next((at for at, each in enumerate(columns) if each.column.is_number), None)
    if place is None or not years:
        return np.zeros(len(keys), dtype=bool)
    broken = np.array([int(code) in years for code in columns[place].codes], dtype=bool)
    return np.asarray(broken[split(keys, columns)[place]])
