"""What a rule makes of every row, kept as the few different outcomes and one number a row that points to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from palermo.cases import Missing

Index = npt.NDArray[np.int64]

Value = str | int | tuple[str, ...]

_RADIX_LIMIT = 2**62


class Outcome(NamedTuple):
    """One thing that can become of a cell: a value, a kind of missing, or a fault that sets the row aside.

    fault: the broken rule's key, and `column` the file's column it broke in.
    noted: a broken rule that does not set the row aside.
    unknown: texts that were not known, whatever was made of them.
    """

    value: Value | None = None
    missing: Missing | None = None
    fault: str = ""
    column: str = ""
    noted: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def has_value(self) -> bool:
        """Whether this is a value: not missing and not a fault."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One column. entries: the different outcomes; index: for each row, which of them."""

    entries: Sequence[Outcome]
    index: Index

    def mask(self, test: Callable[[Outcome], bool]) -> npt.NDArray[np.bool_]:
        """For each row, whether its outcome passes a test."""
        found = np.fromiter((test(entry) for entry in self.entries), dtype=bool, count=len(self.entries))
        return found[self.index] if len(found) else np.zeros(len(self.index), dtype=bool)

    def counts(self) -> npt.NDArray[np.int64]:
        """How many rows have each outcome."""
        return np.bincount(self.index, minlength=len(self.entries))


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of the file: its different texts, trimmed (None for blank), and for each row which of them."""

    entries: Sequence[str | None]
    index: Index

    def map(self, function: Callable[[str | None], Outcome]) -> Outcomes:
        """Apply a function once to each different text."""
        return Outcomes([function(text) for text in self.entries], self.index)


def encode(values: pa.ChunkedArray) -> Texts:
    """The different texts of a column. A text of spaces alone is blank."""
    encoded = pa.chunked_array(values).combine_chunks().dictionary_encode(null_encoding="encode")
    trimmed = [text.strip() or None if text is not None else None for text in encoded.dictionary.to_pylist()]
    return Texts(trimmed, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64))


def blanks(rows: int) -> Texts:
    """A column that the file does not have: every row is blank."""
    return Texts([None], np.zeros(rows, dtype=np.int64))


def combine(columns: Sequence[tuple[Index, int]]) -> tuple[Index, Index]:
    """The different combinations of several columns.

    columns: for each, a number a row and how many different numbers there are. Returns for each combination one row
    that has it, and for each row its combination.
    """
    total, radix = columns[0][0], columns[0][1]
    for index, size in columns[1:]:
        if radix * size > _RADIX_LIMIT:
            kept, total = np.unique(total, return_inverse=True)
            radix = len(kept)
        total, radix = total * size + index, radix * size
    if radix <= 4 * len(total) + 1024:  # few enough to count instead of sorting
        present = np.zeros(radix, dtype=bool)
        present[total] = True
        number = np.cumsum(present) - 1
        inverse = number[total]
        first = np.zeros(int(present.sum()), dtype=np.int64)
        first[inverse] = np.arange(len(total))
        return first, inverse
    _, first, inverse = np.unique(total, return_index=True, return_inverse=True)
    return first, inverse


def join(first: Outcomes, *others: Outcomes) -> tuple[list[Outcome], list[Index]]:
    """Several columns of outcomes over one list of entries."""
    entries = list(first.entries)
    indices = [first.index]
    for other in others:
        indices.append(other.index + len(entries))
        entries.extend(other.entries)
    return entries, indices
