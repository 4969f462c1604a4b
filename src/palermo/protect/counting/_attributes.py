"""Cases as sets of attributes, in integers: what everything in this room counts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from palermo.cases import NOWHERE, CaseTable, Missing, code_pairs, codes_of, missing_kinds, with_broader
from palermo.codes import CodeList, Column, ColumnKind, code_list
from palermo.protect.counting._merge import gather, merge, taken
from palermo.protect.counting._numbers import Ints, Mask

NONE = "none"
"""The attribute of an empty set: somebody may know that a person was controlled by none of the means. No code of any
list is called so, for it is how files write an empty set."""

ABSENT = "?"
"""Begins the attribute of a missing value, `?refused`: why a value is missing can be seen in a table of cases, and so
must not single anybody out. No code of any list begins so."""

WITHHELD = ABSENT + Missing.SUPPRESSED.value
"""Stands where a value was withheld: it can be seen that one was."""

ALL_KINDS = tuple(Missing)

MAYBE = "~"
"""Begins an attribute of rolled-up cases: `~threats` of a case that may have had the code `threats` or one below it
before rare codes became broader, for it has a code above it and not this one."""

REASON_LENGTH = 2
"""Longest combination that holds the reason why a value is missing, in attributes. A withheld value counts at any
length, as a value does. What longer ones would cost is measured in docs/decisions/0006-k-anonymity.md."""


def is_mark(text: str) -> bool:
    """Whether a value without a code list would be taken for something else: why there is none, say.

    >>> is_mark("?unknown"), is_mark("none"), is_mark("Harbour House")
    (True, True, False)
    """
    return text.startswith((ABSENT, MAYBE)) or text == NONE


@dataclass(frozen=True, slots=True)
class Attribute:
    """One code of one column that a case has.

    Whole numbers stand as text; `none` is the empty set, and a missing value is its kind: `?unknown`.

    >>> str(Attribute("citizenship", "PHL"))
    'citizenship = PHL'
    """

    column: str
    code: str

    def __str__(self) -> str:
        return f"{self.column} = {self.code}"


@dataclass(frozen=True, eq=False)
class Records:
    """Cases as sets of attributes; cases with the same attributes are one record with a weight.

    attributes: the rarest first; an attribute's number is its place. columns: their columns, in the table's order.
    column_of: each attribute's column, by number. reading_order: each attribute's place by column and code.
    stand_in: for each column the number of its attribute `?suppressed`, -1 where withheld values are not counted.
    absent: which attributes say why a value is missing, `?suppressed` among them.
    record, item: pairs of a record and an attribute it has, in order of records, then of attributes.
    weights: how many cases each record is. of_case: each case's record.
    """

    attributes: tuple[Attribute, ...]
    columns: tuple[str, ...]
    column_of: Ints
    reading_order: Ints
    stand_in: Ints
    absent: Mask
    record: Ints
    item: Ints
    weights: Ints
    of_case: Ints

    @property
    def num_records(self) -> int:
        """How many different records there are."""
        return len(self.weights)

    @cached_property
    def is_stand_in(self) -> Mask:
        """Which attributes say only that a value was withheld."""
        found = np.zeros(len(self.attributes), dtype=bool)
        found[self.stand_in[self.stand_in >= 0]] = True
        return found

    @cached_property
    def is_reason(self) -> Mask:
        """Which attributes say why a value is missing that nobody withheld."""
        return self.absent & ~self.is_stand_in

    def held(self) -> Ints:
        """How many values each cell holds, as records × columns: one or more where something is known."""
        known = ~self.absent[self.item]
        width = len(self.columns)
        cell = self.record[known] * width + self.column_of[self.item[known]]
        return np.bincount(cell, minlength=self.num_records * width).reshape(-1, width)

    def withhold(self, cells: Mask) -> "Records":
        """The same records, these cells withheld. cells: records × columns; true in cells that hold something."""
        kept = ~cells[self.record, self.column_of[self.item]]
        record, column = np.nonzero(cells)
        keys = np.concatenate(
            [
                self.record[kept] * len(self.attributes) + self.item[kept],
                record * len(self.attributes) + self.stand_in[column],
            ]
        )
        # two runs that are all but in order are merged, which takes a fifth of the time of sorting
        record, item = np.divmod(np.sort(keys, kind="stable"), max(len(self.attributes), 1))
        return replace(self, record=record, item=item)

    def leave_out(self, left_out: Mask) -> "Records":
        """The same records, with nothing in these."""
        kept = ~left_out[self.record]
        return replace(self, record=self.record[kept], item=self.item[kept])


def encode(cases: CaseTable, *, rolled_up: bool = False, missing: Collection[Missing] = ALL_KINDS) -> Records:
    """The cases as sets of attributes. Why a value is missing is one: who looks at the cases sees it there.

    rolled_up: whether a case has the broader codes above its codes too, as answers to questions count, and attributes
        that begin with `~` for the codes it may have had; then the empty set is none. By default it has the codes as
        they stand, and `none` for an empty set.
    missing: the kinds of missing that are attributes; a value that is missing for another reason is then none.
    """
    labels: list[Attribute] = []
    column_of: list[int] = []
    rows: list[Ints] = [np.empty(0, np.int64)]
    items: list[Ints] = [np.empty(0, np.int64)]
    for number, column in enumerate(cases.columns):
        for codes, case, code in _pairs(cases, column, rolled_up=rolled_up, missing=missing):
            rows.append(case)
            items.append(code + len(labels))
            labels += [Attribute(column.name, text) for text in codes]
            column_of += [number] * len(codes)
    frequency = np.bincount(np.concatenate(items), minlength=len(labels))
    used = (frequency > 0) | np.array([label.code == WITHHELD for label in labels], dtype=bool)
    # the rarest first: every combination is then found from its rarest attribute, which few cases have
    order = np.argsort(frequency, kind="stable")
    order = order[used[order]]
    rank = np.full(len(labels), -1, np.int64)
    rank[order] = np.arange(len(order))
    starts, found = gather(list(zip(rows, items, strict=True)), rank, cases.num_rows)
    of_case, first, weights = merge(starts, found)
    record, item = taken(starts, found, first)
    stand_in = np.full(len(cases.columns), -1, np.int64)
    for place in order:
        if labels[place].code == WITHHELD:
            stand_in[column_of[place]] = rank[place]
    return Records(
        attributes=tuple(labels[place] for place in order),
        columns=cases.names,
        column_of=np.array(column_of, np.int64)[order],
        reading_order=order,
        stand_in=stand_in,
        absent=np.array([labels[place].code.startswith(ABSENT) for place in order], dtype=bool),
        record=record,
        item=item,
        weights=weights,
        of_case=of_case,
    )


def different(keys: Ints) -> Ints:
    """The different keys, ascending. Many times faster than `np.unique`, which hashes, where much is repeated."""
    keys = np.sort(keys)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = keys[1:] != keys[:-1]
    return keys[new]


def _pairs(
    cases: CaseTable, column: Column, *, rolled_up: bool, missing: Collection[Missing]
) -> Iterator[tuple[Sequence[str], Ints, Ints]]:
    """Codes, and pairs of a case and a code's number."""
    codes, kinds = codes_of(cases, column), missing_kinds(cases, column.name)
    rows, ids = code_pairs(cases, column, codes)
    if rolled_up and column.list is not None:
        listed = code_list(column.list)
        all_rows, all_ids = with_broader(rows, ids, listed=listed, codes=codes)
        yield codes, all_rows, all_ids
        yield [MAYBE + code for code in codes], *_maybe(rows, ids, all_rows, all_ids, listed, codes)
    else:
        yield codes, rows, ids
    if column.kind is ColumnKind.CODES and not rolled_up:
        empty = kinds == NOWHERE
        empty[rows] = False
        yield (NONE,), np.flatnonzero(empty), np.zeros(int(empty.sum()), np.int64)
    for kind in missing:
        there = np.flatnonzero(kinds == ALL_KINDS.index(kind))
        yield (ABSENT + kind.value,), there, np.zeros(len(there), np.int64)


def _maybe(
    rows: Ints, ids: Ints, all_rows: Ints, all_ids: Ints, listed: CodeList, codes: Sequence[str]
) -> tuple[Ints, Ints]:
    """Pairs of a case and a code that occurs, that it does not count under, and that is below one it holds."""
    number = {code: place for place, code in enumerate(codes)}
    pairs = [np.empty(0, np.int64)]
    for occurring in different(all_ids):
        above = [number[code] for code in listed.ancestors(codes[occurring])]
        holds = rows[np.isin(ids, above)] if above else rows[:0]
        pairs.append(np.setdiff1d(holds, all_rows[all_ids == occurring]) * len(codes) + occurring)
    return np.divmod(np.concatenate(pairs), max(len(codes), 1))
