"""A release's columns as integers, for counting: made for each column when it is first asked for, and then kept."""

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from palermo.cases import NOWHERE, code_numbers, code_pairs, distinct, missing_kinds, with_broader
from palermo.codes import Column, ColumnKind
from palermo.errors import QuestionError
from palermo.release import Release
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._suggest import nearest, offered


class Index:
    """The columns of a release, each indexed when it is first asked for."""

    def __init__(self, release: Release) -> None:
        self._cases = release.cases()
        self._lists = {column.name: release.codes(column.name) for column in release.columns}
        self._columns: dict[str, ColumnIndex] = {}
        self.derived: dict[tuple[str, str], ColumnIndex] = {}
        """Columns as vintages have them, by the vintage's name and theirs: made once."""

    @property
    def num_rows(self) -> int:
        """How many cases there are."""
        return self._cases.num_rows

    def __contains__(self, name: str) -> bool:
        return name in self._cases

    def source(self, name: str) -> str:
        """The release's own column behind a column: itself, where no vintage stands between."""
        return name

    def column(self, name: str) -> ColumnIndex:
        """A column by its name. Raises QuestionError when the release has none of that name."""
        if name not in self._cases:
            raise QuestionError(
                "question.unknown_column",
                place=name[:80],
                name=name[:80],
                known=", ".join(self._cases.names),
                **offered(nearest(name, self._cases.names)),
            )
        if name not in self._columns:
            self._columns[name] = self._index(self._cases.column(name))
        return self._columns[name]

    def _index(self, column: Column) -> ColumnIndex:
        listed = self._lists[column.name]
        if listed is None:
            codes = tuple(str(number) for number in sorted(distinct(self._cases.values(column.name))))
        else:
            codes = tuple(code.code for code in listed)
        is_set = column.kind is ColumnKind.CODES
        own = code_pairs(self._cases, column, codes) if is_set else None
        direct = None if is_set else code_numbers(self._cases, column, codes)
        kinds = missing_kinds(self._cases, column.name)
        known = np.zeros(len(kinds), dtype=bool) if direct is None else direct != NOWHERE
        if own is not None:
            known[own[0]] = True
        found = ColumnIndex(
            column=column,
            list=listed,
            codes=codes,
            direct=direct,
            known=known,
            missing=kinds != NOWHERE,
            kinds=kinds,
            own=own,
        )
        if listed is None or not any(code.parent for code in listed):
            return found
        rows, ids = with_broader(found.own_rows, found.own_ids, listed=listed, codes=codes)
        return replace(found, pairs=np.divmod(np.unique(rows * len(codes) + ids), len(codes)))


_kept: WeakKeyDictionary[Release, Index] = WeakKeyDictionary()


def index_of(release: Release) -> Index:
    """The index of a release, kept for as long as the release is."""
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = Index(release)
    return found
