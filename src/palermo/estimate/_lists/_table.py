"""Capture histories: how many persons are on which lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._transforms import Bools, Floats, Ints, tally
from palermo.estimate._results import Caution

MOST_LISTS = 16
"""2^16 histories are all that fits and bootstraps can go through in reasonable time."""


@dataclass(frozen=True, eq=False)
class Histories:
    """The table that every method reads. A history is a bitmask: bit *i* is the list `names[i]`.

    counts: persons by history, 2^k; `counts[0]`, those on no list, is 0 and not known. possible: which histories can
    be. order: the histories with persons, in the order of the table they came from.
    """

    names: tuple[str, ...]
    counts: Floats
    possible: Bools
    order: Ints
    cautions: tuple[Caution, ...] = ()
    strata: Mapping[str, "Histories"] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def n(self) -> int:
        """How many persons are on one list or more."""
        return int(self.counts.sum())

    def sizes(self) -> Ints:
        """How many persons each list has."""
        return np.diagonal(self.overlaps()).copy()

    def overlaps(self) -> Ints:
        """How many persons each two lists share, k × k; on the diagonal how many each list has.

        >>> made("AB", {1: 30, 2: 20, 3: 5}).overlaps().tolist()
        [[35, 5], [5, 25]]
        """
        cells = np.flatnonzero(self.counts)
        on = (cells[:, None] >> np.arange(self.k) & 1).astype(np.float64)
        return np.rint(on.T @ (on * self.counts[cells, None])).astype(np.int64)

    def settled(self) -> Ints:
        """The positions of `order`, put as no order of rows or columns changes: larger lists first, then by name.

        Whatever is drawn at random is drawn in this order, so that the same table gives the same numbers.

        >>> made("AB", {2: 20, 1: 30, 3: 5}).settled().tolist()
        [1, 0, 2]
        """
        sizes = self.sizes()
        ranked = sorted(range(self.k), key=lambda bit: (-sizes[bit], self.names[bit]))
        keys = sum((self.order >> bit & 1) << at for at, bit in enumerate(ranked))
        return np.argsort(keys, kind="stable")

    def label(self, history: int) -> str:
        """A history, or a term of a model, as people write it.

        >>> made("ABC", {1: 1}).label(5)
        'A×C'
        """
        return "×".join(name for bit, name in enumerate(self.names) if history >> bit & 1)

    def position(self, name: str) -> int:
        """The bit of a list. Raises InputError for a name that no list has."""
        if name not in self.names:
            raise InputError("estimate.unknown_list", place=name, names=", ".join(self.names))
        return self.names.index(name)

    def drop(self, name: str) -> "Histories":
        """The table without a list. Who was on that list alone is gone from it.

        >>> made("ABC", {1: 30, 2: 20, 3: 5, 4: 9, 6: 2}).drop("C").counts.tolist()
        [0.0, 30.0, 22.0, 5.0]
        """
        gone = self.position(name)
        return self._folded([(bit, bit - (bit > gone)) for bit in range(self.k) if bit != gone])

    def merge(self, one: str, other: str) -> "Histories":
        """The table with two lists as one, which has everybody who is on either.

        >>> made("ABC", {1: 30, 2: 20, 3: 5, 4: 9, 6: 2}).merge("A", "C").names
        ('A+C', 'B')
        """
        kept, gone = sorted((self.position(one), self.position(other)))
        bits = [(bit, kept if bit == gone else bit - (bit > gone)) for bit in range(self.k)]
        names = {kept: f"{self.names[kept]}+{self.names[gone]}"}
        return self._folded(bits, names)

    def within(self, name: str) -> "Histories":
        """Those of a list as if they were everybody, by the other lists. The truth, the list's size, is known."""
        at = self.position(name)
        inside = (np.arange(len(self.counts)) >> at & 1).astype(bool)
        return self.scaled(np.where(inside, self.counts, 0.0)).drop(name)

    def scaled(self, counts: Floats) -> "Histories":
        """The same lists with other counts."""
        return replace(self, counts=counts, order=np.flatnonzero(counts), strata={}, cautions=())

    def _folded(self, bits: Sequence[tuple[int, int]], renamed: Mapping[int, str] | None = None) -> "Histories":
        """Each old bit becomes a new one; several can become the same. Lists with nobody left are left out."""
        found = self._mapped(bits, renamed or {})
        found = replace(found, strata={label: each._mapped(bits, renamed or {}) for label, each in self.strata.items()})
        empty = [name for name, size in zip(found.names, found.sizes(), strict=True) if size == 0]
        if not empty or found.k == 1:
            return found
        text = f"Nobody is left on {empty[0]}: it was left out too."
        return replace(found, cautions=(*found.cautions, Caution("list_left_out", text))).drop(empty[0])

    def _mapped(self, bits: Sequence[tuple[int, int]], renamed: Mapping[int, str]) -> "Histories":
        cells = np.arange(len(self.counts))
        images: list[Ints] = [(cells >> old & 1) << new for old, new in bits]
        new = reduce(np.bitwise_or, images)
        width = 1 + max(image for _, image in bits)
        counts = tally(new, self.counts, 1 << width)
        possible = tally(new, self.possible, 1 << width) > 0
        counts[0], possible[0] = 0.0, False
        names = {image: self.names[old] for old, image in bits} | dict(renamed)
        found = made((names[image] for image in range(width)), dict(enumerate(counts)), possible=possible)
        return replace(found, cautions=self.cautions)


def made(
    names: Iterable[str], counts: Mapping[int, float], *, possible: Bools | None = None, order: Ints | None = None
) -> Histories:
    """A table from the counts of histories, without any check."""
    names = tuple(names)
    full = np.zeros(1 << len(names))
    for history, count in counts.items():
        full[history] = count
    if possible is None:
        possible = np.ones(len(full), dtype=bool)
        possible[0] = False
    seen = np.array([history for history in counts if full[history] > 0], np.int64) if order is None else order
    return Histories(names, full, possible, seen)
