"""One column of a release as integers, for counting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from palermo.cases import NOWHERE, Missing
from palermo.codes import CodeList, Column
from palermo.tabulate._arrays import Bits, Ints, Kinds, Mask, places_in
from palermo.tabulate._wider import widened

FEW_CODES = 6
"""Codes that are sooner looked for one by one than together."""

Pairs = tuple[Ints, Ints]
"""Cases, and of each a code."""


@dataclass(frozen=True, eq=False)
class ColumnIndex:
    """A column as integers. A code's number is its place in `codes`.

    column, list: what it holds; list is None for whole numbers.
    direct: for single values, the code of each case, -1 where missing; for sets, None.
    known: has a value (a set: at least one code). missing: has none, not even an empty set. kinds: which kind of
        missing, by its place in `Missing`, -1 where there is a value.
    own: pairs of a case and a code it holds, in the order of the cases. None where `direct` tells them.
    pairs: those of `own`, and the broader codes above them, each once. None where none has a broader one.
    wider: what `wide` is, for columns that were made from others. keeps_order: whether `codes` are in an order that is
    read so, though they cannot be compared.
    """

    column: Column
    list: CodeList | None
    codes: tuple[str, ...]
    direct: Ints | None
    known: Mask
    missing: Mask
    kinds: Kinds
    own: Pairs | None = None
    pairs: Pairs | None = None
    wider: "ColumnIndex | None" = None
    keeps_order: bool = False

    @cached_property
    def own_rows(self) -> Ints:
        """The cases of the codes that are held."""
        return np.flatnonzero(self.known) if self.own is None else self.own[0]

    @cached_property
    def own_ids(self) -> Ints:
        """The codes that are held."""
        if self.own is not None:
            return self.own[1]
        return np.zeros(0, np.int64) if self.direct is None else self.direct[self.own_rows]

    @property
    def rows(self) -> Ints:
        """The cases of the codes that are counted under."""
        return self.own_rows if self.pairs is None else self.pairs[0]

    @property
    def ids(self) -> Ints:
        """The codes that are counted under."""
        return self.own_ids if self.pairs is None else self.pairs[1]

    @property
    def wide(self) -> "ColumnIndex":
        """The column with each case under every code that it may have had before protection too.

        A rare code becomes the one above it, so that a case with a broader code may have had any code below that.
        """
        return self._wide or self

    @cached_property
    def _wide(self) -> "ColumnIndex | None":
        """`wide` where it is another column: one that held itself would stay until garbage is collected."""
        return widened(self) if self.wider is None else self.wider

    @cached_property
    def number(self) -> dict[str, int]:
        """Each code's number."""
        return {code: number for number, code in enumerate(self.codes)}

    @cached_property
    def starts(self) -> Ints:
        """Where each case's pairs begin; one more entry than there are cases."""
        return np.searchsorted(self.rows, np.arange(len(self.known) + 1))

    @cached_property
    def is_single(self) -> bool:
        """Whether no case counts under more than one code."""
        return self.direct is not None and (self.pairs is None or len(self.rows) == np.count_nonzero(self.known))

    @cached_property
    def is_ordered(self) -> bool:
        """Whether codes can be compared."""
        return self.column.is_number or (self.list is not None and self.list.ordered)

    @cached_property
    def suppressed(self) -> Mask:
        """Where a value was withheld."""
        return self.is_missing(Missing.SUPPRESSED)

    @cached_property
    def has_suppressed(self) -> bool:
        """Whether any value was withheld."""
        return bool(self.suppressed.any())

    @cached_property
    def is_sure(self) -> bool:
        """Whether every value is what it was before protection: none is withheld, and none may have been narrower."""
        return self._wide is None and not self.has_suppressed

    @cached_property
    def totals(self) -> Ints:
        """How many of all cases count under each code."""
        return np.bincount(self.ids, minlength=len(self.codes))

    @cached_property
    def from_one(self) -> Ints:
        """For single values, the code of each case, counted from 1; 0 where missing."""
        return np.zeros(len(self.known), dtype=np.int64) if self.direct is None else self.direct + 1

    @cached_property
    def unverified(self) -> tuple[int, ...]:
        """The numbers of the codes that were not confirmed at their source."""
        listed = self.list
        return () if listed is None else tuple(n for n, code in enumerate(self.codes) if not listed[code].verified)

    @cached_property
    def _slim(self) -> npt.NDArray[np.int16]:
        """`direct` in a quarter of the memory, where it is looked through many times."""
        return np.zeros(0, np.int16) if self.direct is None else self.direct.astype(np.int16)

    @cached_property
    def _by_code(self) -> Pairs:
        """The cases of each code, one code after the other, and where those of each code begin."""
        order = np.argsort(self.ids, kind="stable")
        return self.rows[order], np.searchsorted(self.ids[order], np.arange(len(self.codes) + 1))

    @cached_property
    def _kept(self) -> dict[int, Bits]:
        """The cases of a code, a bit each, of the codes that were looked for."""
        return {}

    @cached_property
    def texts(self) -> npt.NDArray[np.object_]:
        """The codes as an array."""
        return np.array(self.codes, dtype=object)

    @cached_property
    def number_known(self) -> int:
        """How many cases have a value."""
        return int(np.count_nonzero(self.known))

    def among(self, rows: Ints) -> "ColumnIndex":
        """The column of some of the cases, which are then counted from 0. rows: which ones, ascending."""
        kinds = self.kinds[rows]
        pairs = None if self.is_single else self._pairs_of(rows)
        part = replace(
            self,
            direct=None if self.direct is None else self.direct[rows],
            known=self.known[rows],
            missing=kinds != NOWHERE,
            kinds=kinds,
            own=pairs,
            pairs=pairs,
            wider=None if self._wide is None else self._wide.among(rows),
        )
        # what follows from the codes alone is the same, and not worked out again
        part.__dict__.update({name: getattr(self, name) for name in ("number", "texts", "is_ordered", "is_single")})
        if self._wide is None:
            part.__dict__["_wide"] = None
        if not self.has_suppressed:
            part.__dict__["has_suppressed"] = False
        return part

    def _pairs_of(self, rows: Ints) -> Pairs:
        """The pairs of some of the cases, which are then counted from 0."""
        begin = self.starts[rows]
        counts = self.starts[rows + 1] - begin
        return np.repeat(np.arange(len(rows)), counts), self.ids[places_in(begin, counts)]

    def is_missing(self, kind: Missing) -> Mask:
        """Where the value is missing for this reason."""
        return np.equal(self.kinds, list(Missing).index(kind))

    def having(self, numbers: Sequence[int]) -> Mask:
        """The cases that count under any of these codes."""
        wanted = {number for number in numbers if number != NOWHERE}
        if not wanted:
            return np.zeros(len(self.known), dtype=bool)
        if len(wanted) <= FEW_CODES:
            bits = reduce(np.bitwise_or, map(self._bits, sorted(wanted)))
            return np.unpackbits(bits, count=len(self.known)).view(bool)
        if self.direct is not None and self.is_single:
            return self._wanted(wanted)[self.direct]
        found = np.zeros(len(self.known), dtype=bool)
        found[self.rows[self._wanted(wanted)[self.ids]]] = True
        return found

    def holding(self, wanted: Sequence[bool]) -> Mask:
        """The cases whose own code is one of those wanted, which is told of each: of single values only."""
        if self.direct is None:
            raise TypeError(self.column.name)
        places = [number for number, each in enumerate(wanted) if each]
        if places and places[-1] - places[0] + 1 == len(places):
            return np.asarray((self._slim >= places[0]) & (self._slim <= places[-1]))
        return self._wanted(places)[self.direct]

    def _bits(self, number: int) -> Bits:
        """The cases that count under a code, a bit each: they are an eighth of a mask, and kept."""
        found = self._kept.get(number)
        if found is None:
            if self.direct is not None and self.is_single:
                mask = np.equal(self._slim, number)
            else:
                cases, starts = self._by_code
                mask = np.zeros(len(self.known), dtype=bool)
                mask[cases[starts[number] : starts[number + 1]]] = True
            found = self._kept[number] = np.packbits(mask)
        return found

    def counts(self, cases: Ints) -> Ints:
        """How many of some cases count under each code. cases: which ones."""
        if len(self.codes) == 1:
            return np.array([np.count_nonzero(self.known[cases])])
        if self.direct is not None and self.is_single:
            return np.bincount(self.from_one[cases], minlength=len(self.codes) + 1)[1:]
        chosen = np.zeros(len(self.known), dtype=bool)
        chosen[cases] = True
        return np.bincount(self.ids[chosen[self.rows]], minlength=len(self.codes))

    def seen(self, cases: Ints) -> tuple[str, ...]:
        """The codes that occur among some cases. cases: which ones."""
        return tuple(self.codes[number] for number in np.flatnonzero(self.counts(cases)))

    def _wanted(self, numbers: Collection[int]) -> Mask:
        """Which codes are among these; one more, never wanted: what -1 points to."""
        wanted = np.zeros(len(self.codes) + 1, dtype=bool)
        wanted[list(numbers)] = True
        return wanted

    def span(self, number: int) -> tuple[int, int]:
        """The first and the last place, in the list's order, of what a code covers: its narrowest codes."""
        if self.list is None:
            return number, number
        below = self.list.descendants(self.codes[number])
        parents = {code.parent for code in self.list}
        places = [self.number[code] for code in below if code not in parents]
        return min(places), max(places)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """By code, what it covers on the scale of an ordered column: a number itself."""
        if self.column.is_number:
            return tuple((int(code), int(code)) for code in self.codes)
        return tuple(self.span(number) for number in range(len(self.codes)))
