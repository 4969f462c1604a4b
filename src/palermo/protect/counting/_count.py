"""Exact counts of all attribute combinations."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.counting._attributes import Attribute, encode
from palermo.protect.counting._lists import lists_of
from palermo.protect.counting._numbers import Ints
from palermo.protect.counting._tree import count_tree

MOST_LENGTH = 8
"""Longest combination, in attributes: beyond it, a table of some twenty attributes a case has more combinations than
can be counted, and nobody knows that many things about a person and not her name."""


@dataclass(frozen=True, eq=False)
class CombinationCounts:
    """How many cases have each combination of attributes that occurs.

    attributes: by number. combinations: for each length from 1 on, one combination a row, as attributes' numbers in
    the order of columns and codes. counts: for each length, cases a combination.
    """

    attributes: tuple[Attribute, ...]
    combinations: tuple[Ints, ...]
    counts: tuple[Ints, ...]

    def __len__(self) -> int:
        return sum(len(counts) for counts in self.counts)

    def __iter__(self) -> Iterator[tuple[tuple[Attribute, ...], int]]:
        for combinations, counts in zip(self.combinations, self.counts, strict=True):
            for row, count in zip(combinations.tolist(), counts.tolist(), strict=True):
                yield tuple(self.attributes[number] for number in row), count


def check_length(length: int, *, place: str = "length") -> None:
    """Raise ProtectionError unless combinations of this length can be counted."""
    if not 1 <= length <= MOST_LENGTH:
        raise ProtectionError("protect.length_out_of_range", place=place, length=length, most=MOST_LENGTH)


def count_combinations(cases: CaseTable, *, length: int, least: int = 1) -> CombinationCounts:
    """Count the cases in every combination of up to `length` attributes, exactly.

    An attribute is a column and a code that a case has in it. A set gives one attribute a code, an empty set the
    attribute `none`, a missing value its kind: `?unknown`. Combinations with a kind of missing are counted up to two
    attributes, those with a withheld value (`?suppressed`) up to `length`. A code stands for itself, not for the codes
    below it.

    length: 1 to 8, in attributes. least: combinations that fewer cases have are left out.

    Raises ProtectionError when the length is out of range.
    """
    check_length(length)
    records = encode(cases)
    # numbers in reading order, so that combinations read as the columns stand
    order = np.argsort(records.reading_order)
    number_of = np.empty(len(order), np.int64)
    number_of[order] = np.arange(len(order))
    tree = count_tree(lists_of(records, number_of=number_of), length=length, least=least)
    return CombinationCounts(
        attributes=tuple(records.attributes[number] for number in order),
        combinations=tuple(tree.combinations(size).astype(np.int64) for size in range(1, length + 1)),
        counts=tuple(counts.astype(np.int64) for counts in tree.counts),
    )
