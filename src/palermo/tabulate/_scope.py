"""What is counted for a question: which cases, by which columns, put together from what."""

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Self

import numpy as np

from palermo.codes import ColumnKind
from palermo.release import Release
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import split
from palermo.tabulate._index import index_of
from palermo.tabulate._known import Known, known_of
from palermo.tabulate._made import is_put_together
from palermo.tabulate._match import Columns, Match, match
from palermo.tabulate._noise import is_noisy
from palermo.tabulate._parts import NO_PARTS, Parts, parts_of, rest_of
from palermo.tabulate._question import Question
from palermo.tabulate._top import commonest
from palermo.tabulate._vintages import NO, YES, view_of

FEW = 3
"""Where not more than one case in so many may match, the others are left away before anything is counted."""


@dataclass(frozen=True, eq=False)
class Scope:
    """The cases that a question is about.

    view: the columns as the question has them. columns: those asked by. matched: which cases match. parts: what these
    are put together from. place, rest: which column has its rarer codes together, and how many these are; −1 and 0
    where none has. among: which cases of the release the masks and columns are about; None where they are about all.
    """

    release: Release
    question: Question
    view: Columns
    columns: tuple[ColumnIndex, ...]
    matched: Match
    parts: Parts = NO_PARTS
    place: int = -1
    rest: int = 0
    among: Ints | None = None

    @classmethod
    def of(cls, release: Release, question: Question) -> Self:
        """What a question is about. Raises QuestionError when the release has no such column or code."""
        index = index_of(release)
        view = view_of(index, question.schema) if question.schema else index
        matched = match(view, question.where)
        columns = tuple(view.column(name) for name in question.by)
        place, rest = -1, 0
        if question.top:
            topped = commonest(columns, matched.now, question.top)
            columns, place, rest = topped.columns, topped.place, topped.rest
        parts = parts_of(view, question.where, known_of(release)) if is_noisy(release) else NO_PARTS
        among = _few_that_match(release, matched)
        if among is not None:
            matched, columns = matched.among(among), tuple(column.among(among) for column in columns)
        return cls(release, question, view, columns, matched, parts, place, rest, among)

    @cached_property
    def known(self) -> Mask:
        """The cases that match and have an answer in every column."""
        return reduce(np.logical_and, (column.known for column in self.columns), self.matched.now)

    @cached_property
    def absent(self) -> Mask:
        """The cases without an answer in some column, whether they match or not."""
        nobody = np.zeros(len(self.matched.now), dtype=bool)
        return reduce(np.logical_or, (column.missing for column in self.columns), nobody)

    @cached_property
    def rows(self) -> Ints:
        """Which cases match and have an answer in every column."""
        return np.flatnonzero(self.known)

    @cached_property
    def total(self) -> int:
        """How many cases match."""
        return int(np.count_nonzero(self.matched.now))

    @cached_property
    def missing(self) -> int:
        """How many of them have no answer in some column."""
        return int(np.count_nonzero(self.matched.now & self.absent))

    @cached_property
    def cases(self) -> Ints:
        """Which cases of the release match."""
        if self.among is not None and self.matched.is_sure:
            return self.among
        return self.of_release(np.flatnonzero(self.matched.now))

    def of_release(self, rows: Ints) -> Ints:
        """Which cases of the release these are."""
        return rows if self.among is None else self.among[rows]

    @cached_property
    def whole(self) -> tuple[ColumnIndex, ...]:
        """The columns asked by, each code of them for itself."""
        return tuple(self.view.column(name) for name in self.question.by)

    @cached_property
    def answered(self) -> Known:
        """How far those with an answer in every column may be from the made ones; elsewhere they are not made."""
        if not is_noisy(self.release):
            return Known()
        known = known_of(self.release)
        pairs = zip(self.columns, self.question.by, strict=True)
        return reduce(Known.and_in, (known.column(column, self.view.source(name)) for column, name in pairs), Known())

    def others(self, keys: Ints) -> tuple[Mask, Parts] | None:
        """Which cells are those of all that is not named in one of them, and what these are put together from.

        Of the rarer codes of a column, or of a vintage's flag, those who have none of its codes. None where there are
        none, and where cases were not made from noisy counts.
        """
        if not is_noisy(self.release):
            return None
        known = known_of(self.release)
        if self.place >= 0 and self.rest:
            name, last = self.question.by[self.place], len(self.columns[self.place].codes) - 1
            is_set = self.view.column(name).column.kind is ColumnKind.CODES
            parts = rest_of(self.view, name, self.rest, known) if is_set else Parts(self.rest)
            return split(keys, self.columns)[self.place] == last, parts
        flags = [at for at, each in enumerate(self.columns) if each.codes == (YES, NO)]
        if not self.question.schema or not flags:
            return None
        parts = rest_of(self.view, self.question.by[flags[0]], 1, known)
        return split(keys, self.columns)[flags[0]] == (YES, NO).index(NO), parts


def _few_that_match(release: Release, matched: Match) -> Ints | None:
    """The cases that may match, where they are few enough to leave the others away; None where all are looked through.

    The bounds of records that were put together, or made from noisy counts, follow from all of them.
    """
    if is_put_together(release) or is_noisy(release) or FEW * np.count_nonzero(matched.perhaps) > len(matched.perhaps):
        return None
    return np.flatnonzero(matched.perhaps if matched.perhaps is matched.now else matched.perhaps | matched.now)
