"""How many cases have an answer in a column, where cases were made from noisy counts: nobody counted that.

Published are counts of codes and of pairs of codes. In a column with one code a case, those who have an answer are the
sum of all codes, with the noise of each. In a set column they are a union, of which the counts of single codes and of
pairs tell only bounds: the lower one of Dawson and Sankoff (1967), the upper one of Hunter (1976).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations as pairs_of
from weakref import WeakKeyDictionary, ref

import numpy as np
import pyarrow as pa

from palermo.codes import ColumnKind
from palermo.release import Release
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._index import index_of
from palermo.tabulate._noise import noise_of

Counted = Mapping[tuple[str, ...], tuple[int, int, int]]
"""By codes: a published count, and its interval."""


@dataclass(frozen=True, slots=True)
class Known:
    """How far those with an answer in a column may be from the made ones.

    parts: of how many counts they are the sum. low, high: between which multiples of the made number the true one
    lies, besides; 1 and 1 where it is a sum.
    """

    parts: int = 1
    low: float = 1.0
    high: float = 1.0

    def and_in(self, other: "Known") -> "Known":
        """Those with an answer here and there."""
        return Known(self.parts * other.parts, self.low * other.low, self.high * other.high)


AS_MADE = Known()
"""Those with an answer are as they were made, or as they were."""


class KnownOf:
    """The columns of a release, each looked at once."""

    def __init__(self, release: Release) -> None:
        self._release = ref(release)  # it is kept by the release: it must not keep the release
        self._found: dict[str, Known] = {}

    def column(self, column: ColumnIndex, source: str) -> Known:
        """Of a column. source: the release's own column behind it."""
        if source not in self._found:
            release = self._release()
            if release is None:
                raise ReferenceError("the release is gone")
            self._found[source] = _look(release, index_of(release).column(source))
        return self._found[source]


def _look(release: Release, column: ColumnIndex) -> Known:
    seen = set(column.seen(np.flatnonzero(column.known)))
    tops = [code for code in column.codes if column.list is None or not column.list.ancestors(code)]
    if column.column.kind is not ColumnKind.CODES:
        return Known(parts=max(sum(code in seen for code in tops), 1))
    known = int(column.known.sum())
    name = column.column.name
    one, two = (_counts_of(release.counts(), name, length) for length in (1, 2))
    if not one or not known:
        return Known(low=0.0, high=release.manifest.rows / max(known, 1))
    rare = int(noise_of(release).around(2, np.zeros(1, dtype=np.int64))[1][0])
    least, most = union_bounds([code for code in tops if (code,) in one], one, two, rare=rare)
    most = min(most, release.manifest.rows)
    return Known(low=min(least / known, 1.0), high=max(most / known, 1.0))


def union_bounds(codes: Sequence[str], one: Counted, two: Counted, *, rare: int = 0) -> tuple[float, float]:
    """Between which numbers lie the cases with at least one of some codes.

    one, two: published counts of the codes and of their pairs, by codes in order. rare: how many cases a pair may have
    that is not among them.

    >>> union_bounds(["a", "b"], {("a",): (5, 5, 5), ("b",): (4, 4, 4)}, {("a", "b"): (2, 2, 2)})
    (7.0, 7)
    """
    pairs = {
        pair: two.get(pair) or (0, 0, min(rare, one[pair[:1]][2], one[pair[1:]][2])) for pair in pairs_of(codes, 2)
    }
    singles = [one[(code,)] for code in codes]
    sum_low, sum_high = sum(each[1] for each in singles), sum(each[2] for each in singles)
    together = sum(each[2] for each in pairs.values())
    step = int(2 * together / sum_low) + 1 if sum_low else 1
    least = 2 * sum_low / (step + 1) - 2 * together / (step * (step + 1))
    most = sum_high - _heaviest_tree(codes, {pair: each[1] for pair, each in pairs.items()})
    return max(least, *(each[1] for each in singles), 0.0), most


def _heaviest_tree(codes: Sequence[str], weights: Mapping[tuple[str, str], int]) -> int:
    """What the pairs of the tree weigh that joins all codes and weighs most."""
    inside, outside, weight = set(codes[:1]), list(codes[1:]), 0
    while outside:
        reach = {
            code: max(weights[(a, code) if (a, code) in weights else (code, a)] for a in inside) for code in outside
        }
        nearest = max(outside, key=reach.__getitem__)
        weight += reach[nearest]
        inside.add(nearest)
        outside.remove(nearest)
    return weight


def _counts_of(counts: pa.Table, name: str, length: int) -> Counted:
    """The published counts of so many codes of one column."""
    import pyarrow.compute as pc

    part = counts.filter(pc.equal(counts.column("length"), length))
    own = [columns == [name] * length for columns in part.column("columns").to_pylist()]
    rows = part.filter(pa.array(own, pa.bool_())).to_pylist()
    found = {}
    for row in rows:
        told = (row["count"], row["low"], row["high"])
        found[tuple(row["codes"])] = found[tuple(reversed(row["codes"]))] = told
    return found


_kept: WeakKeyDictionary[Release, KnownOf] = WeakKeyDictionary()


def known_of(release: Release) -> KnownOf:
    """What is known of a release's columns, kept for as long as the release is."""
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = KnownOf(release)
    return found
