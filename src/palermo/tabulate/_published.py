"""The counts that a release publishes beside its cases, found by their attributes."""

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from palermo.release import Release
from palermo.tabulate._arrays import Ints
from palermo.tabulate._clauses import EQUAL, MISSING, Condition
from palermo.tabulate._question import Question

_SEPARATOR = "\x1f"

Keys = npt.NDArray[np.bytes_]


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
        self._kept: dict[str, tuple[Keys, Ints, Ints, Ints]] = {}

    def find(self, columns: Sequence[str], codes: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Ints] | None:
        """Count, low and high of some combinations; −1 where one is not published, None when none of them is.

        columns: different ones. codes: for each combination, a code a column.
        """
        text = self._order.get(frozenset(columns))
        if text is None:
            return None
        order = [columns.index(name) for name in text.split(_SEPARATOR)]
        keys, *numbers = self._of(text)
        wanted = np.array([_SEPARATOR.join([each[at] for at in order]).encode() for each in codes], np.bytes_)
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        is_there = keys[places] == wanted
        count, low, high = (np.where(is_there, each[places], -1) for each in numbers)
        return count, low, high

    def _of(self, text: str) -> tuple[Keys, Ints, Ints, Ints]:
        """The counts of some columns, in the order of their codes: these, count, low and high."""
        if text not in self._kept:
            part = self._counts.filter(pc.equal(self._names, self._number[text]))
            texts = pc.binary_join(part.column("codes"), _SEPARATOR).to_pylist()
            keys = np.array([each.encode() for each in texts], np.bytes_)
            order = np.argsort(keys, kind="stable")
            count, low, high = (part.column(name).to_numpy()[order] for name in ("count", "low", "high"))
            self._kept[text] = keys[order], count, low, high
        return self._kept[text]


_kept: WeakKeyDictionary[Release, PublishedCounts] = WeakKeyDictionary()


def published_of(release: Release) -> PublishedCounts:
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = PublishedCounts(release.counts())
    return found


def pinned_of(question: Question) -> Mapping[str, str] | None:
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
