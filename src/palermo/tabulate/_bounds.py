"""Between which numbers a count lay before values were withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations as subsets

import numpy as np

from palermo.release import Release
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import combinations, join, split
from palermo.tabulate._made import PUT_TOGETHER, between, is_put_together, is_single
from palermo.tabulate._match import Match
from palermo.tabulate._noise import MEASURED, TYPICAL, is_noisy, noise_of
from palermo.tabulate._parts import NO_PARTS, Parts
from palermo.tabulate._published import pinned_of, published_of
from palermo.tabulate._question import Question
from palermo.tabulate._scope import Scope
from palermo.tabulate._sums import noise_of_sum

PUBLISHED = "bounds from suppression, as published"
"""From counts.parquet, which was made together with the cases."""
RECOUNTED = "bounds from suppression, recounted"
"""From the published cases: every withheld value may have been any."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """For each cell: at least `low`, at most `high` cases, and which kind of bounds these are.

    published: whether they are those of counts.parquet. kinds: what they are called where they are, and elsewhere.
    """

    low: Ints
    high: Ints
    published: np.ndarray[tuple[int], np.dtype[np.bool_]]
    kinds: tuple[str, str] = (PUBLISHED, RECOUNTED)

    @property
    def kind(self) -> list[str]:
        """Which kind each cell's bounds are."""
        return [self.kinds[0] if published else self.kinds[1] for published in self.published.tolist()]


def recount(
    columns: Sequence[ColumnIndex], matched: Match, keys: Ints, counts: Ints | None = None
) -> tuple[Ints, Ints]:
    """The bounds of the cells with these keys, from the cases themselves. counts: of the cells, where they are known.

    At least the cases that are there and matched for sure; at most also those that may match, each withheld value
    taken for any code, each broader code for any below it.
    """
    if not columns:
        surely, perhaps = np.count_nonzero(matched.surely), np.count_nonzero(matched.perhaps)
        return np.full(len(keys), surely), np.full(len(keys), perhaps)
    numbers = split(keys, columns)
    known = reduce(np.logical_and, (column.known for column in columns))
    hides = any(column.has_suppressed for column in columns)
    if counts is None or hides or matched.surely is not matched.now:
        low = _counted(columns, np.flatnonzero(matched.surely & known), keys)
    else:
        low = counts  # nothing was withheld: only more can have been
    high = np.zeros(len(keys), dtype=np.int64)
    for size in range(len(columns) + 1):
        for hidden in subsets(range(len(columns)), size):
            if not all(columns[place].has_suppressed for place in hidden):
                continue
            rows = matched.perhaps & known if not hidden else matched.perhaps.copy()
            for place, column in enumerate(columns if hidden else ()):
                rows &= column.suppressed if place in hidden else column.known
            shown = [column.wide for place, column in enumerate(columns) if place not in hidden]
            wanted = [each for place, each in enumerate(numbers) if place not in hidden]
            high += _counted(shown, np.flatnonzero(rows), join(wanted, shown, len(keys)))
    return low, high


def denominator_bounds(scope: Scope, first: Sequence[ColumnIndex], keys: Ints) -> tuple[Ints, Ints]:
    """Between which numbers the denominator of each cell lay. first: the first column, for shares within its codes."""
    release, columns, matched = scope.release, scope.columns, scope.matched
    firsts = split(keys, columns)[0] if first else np.zeros(len(keys), dtype=np.int64)
    counts = _counted(first, scope.rows, firsts) if first else np.full(len(keys), len(scope.rows))
    if is_noisy(release):
        known, parts, columns = scope.answered, scope.parts, scope.whole or columns
        conditions = len(scope.question.conditions)
        down, up = noise_of_sum(noise_of(release), first, columns, scope.rows, conditions=conditions, parts=parts.count)
        least = np.floor((counts - down[firsts]) * known.low - parts.down)
        most = np.ceil((counts + up[firsts]) * known.high + parts.up)
        everybody = release.manifest.rows + np.ceil(np.max(up, initial=0.0))
        return np.maximum(least, 0).astype(np.int64), np.minimum(most, everybody).astype(np.int64)
    if is_put_together(release) and not is_single(scope.question):
        return between(release, first, firsts, counts)
    left_out = release.manifest.cases_left_out
    hides = any(column.has_suppressed for column in columns)
    if matched.is_sure and not hides and all(column.is_sure for column in first):
        return counts, counts + left_out
    surely, perhaps = matched.surely, matched.perhaps
    for column in columns:
        surely, perhaps = surely & column.known, perhaps & (column.known | column.suppressed)
    low, high = recount(first, Match(matched.now, surely, perhaps), firsts)
    return low, high + left_out


def _counted(columns: Sequence[ColumnIndex], rows: Ints, keys: Ints) -> Ints:
    """How many of these cases are in each of the combinations `keys`."""
    found, counts = combinations(columns, rows)
    if not len(found):
        return np.zeros(len(keys), dtype=np.int64)
    places = np.minimum(np.searchsorted(found, keys), len(found) - 1)
    return np.where(found[places] == keys, counts[places], 0)


def bounds(
    release: Release,
    question: Question,
    columns: Sequence[ColumnIndex],
    matched: Match,
    keys: Ints,
    counts: Ints,
    *,
    parts: Parts = NO_PARTS,
    others: tuple[Mask, Parts] | None = None,
) -> Bounds:
    """The bounds of each cell: as published where the combination was measured, recounted or typical elsewhere.

    parts: what the cases that match are put together from. others: which cells are those of all rarer codes, and what
    these are put together from.
    """
    if is_noisy(release):
        low, high = _typical(release, len(question.by) + len(question.conditions), counts, parts, others)
        kinds = MEASURED, TYPICAL
    elif is_put_together(release) and not is_single(question):
        # published counts are rounded, so they are not those of the cells; their bounds are no narrower
        low, high = between(release, columns, keys, counts)
        return Bounds(low, high, np.zeros(len(keys), dtype=bool), (PUT_TOGETHER, PUT_TOGETHER))
    else:
        sure = matched.is_sure and all(column.is_sure for column in columns)
        low, high = (counts, counts) if sure else recount(columns, matched, keys, counts)
        high = high + release.manifest.cases_left_out
        kinds = PUBLISHED, RECOUNTED
    published = np.zeros(len(keys), dtype=bool)
    pinned = pinned_of(question)
    names = [*question.by, *(pinned or ())]
    if pinned is not None and 0 < len(names) <= release.manifest.length and len(set(names)) == len(names):
        numbers = split(keys, columns)
        shown = [[column.codes[n] for n in each] for column, each in zip(columns, numbers, strict=True)]
        found = published_of(release).find(
            names,
            [[*codes, *pinned.values()] for codes in zip(*shown, strict=True)] if columns else [[*pinned.values()]],
        )
        if found is not None:
            # a count that differs was made by another rule (a code without those below it): its bounds are not ours
            published = found[0] == counts
            low, high = np.where(published, found[1], low), np.where(published, found[2], high)
    return Bounds(low, high, published, kinds)


def _typical(
    release: Release, length: int, counts: Ints, parts: Parts, others: tuple[Mask, Parts] | None
) -> tuple[Ints, Ints]:
    """The bounds that counts of this length and size have, with the noise of all that they are put together from."""
    which, rest = others or (np.zeros(len(counts), dtype=bool), Parts())
    both = parts.times(rest)
    low, high = noise_of(release).around(length, counts, np.where(which, both.count, parts.count))
    down, up = (np.where(which, one, other) for one, other in ((both.down, parts.down), (both.up, parts.up)))
    return np.maximum(np.floor(low - down), 0).astype(np.int64), np.ceil(high + up).astype(np.int64)
