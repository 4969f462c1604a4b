"""One column of a release as integers, for counting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from palermo.cases import NOWHERE, Missing
from palermo.codes import CodeList, Column

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int8]

MOST_BITS = 62
"""Codes that one number has bits for."""
FEW_CODES = 6
"""Codes that are sooner looked for one by one than together."""


@dataclass(frozen=True, eq=False)
class ColumnIndex:
    """A column as integers. A code's number is its place in `codes`.

    column, list: what it holds; list is None for whole numbers.
    direct: for single values, the code of each case, -1 where missing; for sets, None.
    rows, ids: pairs of a case and a code it counts under: its own codes and the broader ones above them, each once,
        in the order of the cases. known: has a value (a set: at least one code). missing: has none, not even an empty
        set. kinds: which kind of missing, by its place in `Missing`, -1 where there is a value.
    own_rows, own_ids: pairs of a case and a code it holds, without the broader ones.
    wider: what `wide` is, for columns that were made from others. keeps_order: whether `codes` are in an order that is
    read so, though they cannot be compared.
    """

    column: Column
    list: CodeList | None
    codes: tuple[str, ...]
    direct: Ints | None
    rows: Ints
    ids: Ints
    known: Mask
    missing: Mask
    kinds: Kinds
    own_rows: Ints
    own_ids: Ints
    wider: "ColumnIndex | None" = None
    keeps_order: bool = False

    @cached_property
    def wide(self) -> "ColumnIndex":
        """The column with each case under every code that it may have had before protection too.

        A rare code becomes the one above it, so that a case with a broader code may have had any code below that.
        """
        if self.wider is not None:
            return self.wider
        if self.list is None or self.below is None:
            return self
        counts = np.diff(self.below_starts)[self.own_ids]
        ends = np.cumsum(counts)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            self.below_starts[self.own_ids] - ends + counts, counts
        )
        below = np.repeat(self.own_rows, counts) * len(self.codes) + self.below[at]
        pairs = np.unique(np.concatenate([self.rows * len(self.codes) + self.ids, below]))
        if len(pairs) == len(self.rows):
            return self  # no case has a broader code only
        rows, ids = np.divmod(pairs, len(self.codes))
        return replace(self, direct=None, rows=rows, ids=ids)

    @cached_property
    def _descendants(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the codes below each code."""
        listed = self.list
        if listed is None:
            return ()
        return tuple(
            tuple(self.number[below] for below in listed.descendants(code) if below != code) for code in self.codes
        )

    @cached_property
    def below(self) -> Ints | None:
        """The numbers of the codes below each code, one code after the other; None where no code has any."""
        flat = [number for each in self._descendants for number in each]
        return np.array(flat, dtype=np.int64) if flat else None

    @cached_property
    def below_starts(self) -> Ints:
        """Where in `below` those of each code begin; one more entry than there are codes."""
        return np.cumsum([0, *(len(each) for each in self._descendants)])

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
        return self.direct is not None and len(self.rows) == int(self.known.sum())

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
        return self.wide is self and not self.has_suppressed

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
    def _bits(self) -> Ints | None:
        """The codes that each case counts under as bits of one number; None where there are too many codes."""
        if len(self.codes) > MOST_BITS:
            return None
        found = np.zeros(len(self.known), dtype=np.int64)
        np.bitwise_or.at(found, self.rows, np.left_shift(np.int64(1), self.ids))
        return found

    def is_missing(self, kind: Missing) -> Mask:
        """Where the value is missing for this reason."""
        return np.equal(self.kinds, list(Missing).index(kind))

    def having(self, numbers: Sequence[int]) -> Mask:
        """The cases that count under any of these codes."""
        wanted = [number for number in numbers if number != NOWHERE]
        if not wanted:
            return np.zeros(len(self.known), dtype=bool)
        if self.direct is not None and self.is_single:
            if len(self.codes) > FEW_CODES < len(wanted):
                return self._wanted(wanted)[self.direct]
            found = np.equal(self._slim, wanted[0])
            for number in wanted[1:]:
                found |= np.equal(self._slim, number)
            return found
        if self._bits is not None:
            wanted_bits = sum(1 << number for number in set(wanted))
            return np.asarray(np.not_equal(np.bitwise_and(self._bits, wanted_bits), 0))
        found = np.zeros(len(self.known), dtype=bool)
        found[self.rows[self._wanted(wanted)[self.ids]]] = True
        return found

    def seen(self, cases: Mask) -> tuple[str, ...]:
        """The codes that occur among some cases."""
        counts = np.bincount(self.ids[cases[self.rows]], minlength=len(self.codes))
        return tuple(self.codes[number] for number in np.flatnonzero(counts))

    def _wanted(self, numbers: Sequence[int]) -> Mask:
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
