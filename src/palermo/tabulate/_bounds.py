"""Between which numbers a count lay before values were withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations as subsets
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.release import Release
from palermo.tabulate._clauses import EQUAL, MISSING, Condition
from palermo.tabulate._column import ColumnIndex, Ints, Mask
from palermo.tabulate._count import combinations, join, split
from palermo.tabulate._known import AS_MADE, Known
from palermo.tabulate._made import PUT_TOGETHER, between, is_put_together, is_single
from palermo.tabulate._match import Match
from palermo.tabulate._noise import MEASURED, TYPICAL, is_noisy, noise_of
from palermo.tabulate._parts import NO_PARTS, Parts
from palermo.tabulate._question import Question
from palermo.tabulate._sums import noise_of_sum

PUBLISHED = "bounds from suppression, as published"
"""From counts.parquet, which was made together with the cases."""
RECOUNTED = "bounds from suppression, recounted"
"""From the published cases: every withheld value may have been any."""

_SEPARATOR = "\x1f"


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
    numbers = split(keys, columns)
    known = np.logical_and.reduce([column.known for column in columns]) if columns else np.ones_like(matched.now)
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


def denominator_bounds(
    release: Release,
    within: Sequence[ColumnIndex],
    columns: Sequence[ColumnIndex],
    matched: Match,
    keys: Ints,
    *,
    single: bool = True,
    parts: Parts = NO_PARTS,
    known: Known = AS_MADE,
    conditions: int = 0,
    whole: Sequence[ColumnIndex] = (),
) -> tuple[Ints, Ints]:
    """Between which numbers each cell's denominator lay.

    within: the columns asked by where shares are within each code of the first, else none. single: whether single
    attributes are asked for. parts: what the cases that match are put together from. known: how far those with an
    answer in every column may be from the made ones. conditions: how many there are.
    whole: the columns with each code for itself, where `columns` has the rarer ones together.
    """
    surely, perhaps = matched.surely, matched.perhaps
    if is_noisy(release):
        answered = np.logical_and.reduce([matched.now, *(column.known for column in columns)])
        rows, first = np.flatnonzero(answered), within[:1]
        firsts = split(keys, columns)[0] if first else np.zeros(len(keys), dtype=np.int64)
        counts = _counted(first, rows, firsts) if first else np.full(len(keys), len(rows))
        down, up = noise_of_sum(
            noise_of(release), first, whole or columns, rows, conditions=conditions, parts=parts.count
        )
        least = np.floor((counts - down[firsts]) * known.low - parts.down)
        most = np.ceil((counts + up[firsts]) * known.high + parts.up)
        everybody = release.manifest.rows + np.ceil(np.max(up, initial=0.0))
        return np.maximum(least, 0).astype(np.int64), np.minimum(most, everybody).astype(np.int64)
    for column in columns:
        surely, perhaps = surely & column.known, perhaps & (column.known | column.suppressed)
    first = within[:1]
    firsts = split(keys, columns)[0] if first else np.zeros(len(keys), dtype=np.int64)
    if is_put_together(release) and not single:
        answered = np.logical_and.reduce([matched.now, *(column.known for column in columns)])
        rows = np.flatnonzero(answered)
        counts = _counted(first, rows, firsts) if first else np.full(len(keys), len(rows))
        return between(release, first, firsts, counts)
    if matched.is_sure and all(column.is_sure for column in columns):
        over = _counted(first, np.flatnonzero(surely), firsts) if first else np.full(len(keys), surely.sum())
        return over, over + release.manifest.cases_left_out
    low, high = recount(first, Match(matched.now, surely, perhaps), firsts)
    return low, high + release.manifest.cases_left_out


def _counted(columns: Sequence[ColumnIndex], rows: Ints, keys: Ints) -> Ints:
    """How many of these cases are in each of the combinations `keys`."""
    found, counts = combinations(columns, rows)
    if not len(found):
        return np.zeros(len(keys), dtype=np.int64)
    places = np.minimum(np.searchsorted(found, keys), len(found) - 1)
    return np.where(found[places] == keys, counts[places], 0)


class PublishedCounts:
    """The counts of a release, found by their attributes."""

    def __init__(self, counts: pa.Table) -> None:
        self._counts = counts.combine_chunks()
        names = pc.binary_join(self._counts.column("columns"), _SEPARATOR).combine_chunks().dictionary_encode()
        # a question names a column once: combinations of two codes of one set are not asked for
        texts = ((text, text.split(_SEPARATOR)) for text in names.dictionary.to_pylist())
        self._order = {frozenset(parts): text for text, parts in texts if len(set(parts)) == len(parts)}
        self._number = {text: number for number, text in enumerate(names.dictionary.to_pylist())}
        self._names = names.indices
        self._kept: dict[str, pa.Table] = {}

    def find(self, columns: Sequence[str], codes: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Ints] | None:
        """Count, low and high of some combinations; −1 where one is not published, None when none of them is.

        columns: different ones. codes: for each combination, a code a column.
        """
        text = self._order.get(frozenset(columns))
        if text is None:
            return None
        order = [list(columns).index(name) for name in text.split(_SEPARATOR)]
        table = self._of(text)
        wanted = pa.array([_SEPARATOR.join(each[place] for place in order) for each in codes], pa.string())
        places = pc.index_in(wanted, value_set=table.column("key").combine_chunks())
        count, low, high = (
            pc.fill_null(table.column(name).combine_chunks().take(places), -1).to_numpy(zero_copy_only=False)
            for name in ("count", "low", "high")
        )
        return count, low, high

    def _of(self, text: str) -> pa.Table:
        if text not in self._kept:
            part = self._counts.filter(pc.equal(self._names, self._number[text]))
            key = pc.binary_join(part.column("codes"), _SEPARATOR)
            self._kept[text] = part.select(["count", "low", "high"]).append_column("key", key)
        return self._kept[text]


_kept: WeakKeyDictionary[Release, PublishedCounts] = WeakKeyDictionary()


def _published_of(release: Release) -> PublishedCounts:
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = PublishedCounts(release.counts())
    return found


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
    pinned = _pinned(question)
    names = [*question.by, *(pinned or ())]
    if pinned is not None and 0 < len(names) <= release.manifest.length and len(set(names)) == len(names):
        numbers = split(keys, columns)
        shown = [[column.codes[n] for n in each] for column, each in zip(columns, numbers, strict=True)]
        found = _published_of(release).find(
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


def _pinned(question: Question) -> Mapping[str, str] | None:
    """The one code that each condition asks for; None when a condition asks for anything else."""
    found: dict[str, str] = {}
    if question.schema:
        return None  # a vintage's columns and codes are not those of the published counts
    for condition in question.where:
        if not isinstance(condition, Condition) or condition.operator != EQUAL or len(condition.values) > 1:
            return None
        if condition.values[0].startswith(MISSING) or condition.column in found:
            return None
        found[condition.column] = condition.values[0]
    return found
