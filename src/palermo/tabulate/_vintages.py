"""A release as an older vintage has it: that vintage's columns and codes, made from the release's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from palermo.cases import NOWHERE, Missing
from palermo.codes import Column, ColumnKind, Vintage, VintageColumn, vintage
from palermo.errors import QuestionError
from palermo.release import Release
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._index import Index, index_of
from palermo.tabulate._suggest import nearest, offered

YES, NO = "1", "0"
"""What a flag of a vintage says."""


@dataclass(frozen=True)
class VintageView:
    """The index of a release, with the columns of a vintage in place of its own.

    A flag is `1` where the set holds one of its codes or a narrower one, and `0` in the other cases of which a flag of
    the same group is `1`: the denominator rule of the field's codebooks. A code that the vintage does not have counts
    as the broader one that it has; what has no place there is missing.
    """

    index: Index
    vintage: Vintage

    @property
    def num_rows(self) -> int:
        """How many cases there are."""
        return self.index.num_rows

    def __contains__(self, name: str) -> bool:
        return any(each.name == name for each in self._told())

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the vintage that this release can tell."""
        return tuple(each.name for each in self._told())

    def source(self, name: str) -> str:
        """The release's own column that a column of the vintage is made from; the name itself where it is none."""
        return next((str(each.column) for each in self._told() if each.name == name), name)

    def column(self, name: str) -> ColumnIndex:
        """A column of the vintage. Raises QuestionError when it has none of that name, or the release cannot tell."""
        kept = self.index.derived
        key = (self.vintage.name, name)
        if key not in kept:
            kept[key] = self._made(name)
        return kept[key]

    def _told(self) -> Iterator[VintageColumn]:
        """The columns that this release can tell."""
        return (each for each in self.vintage.columns if each.column is not None and each.column in self.index)

    def _made(self, name: str) -> ColumnIndex:
        known = {each.name: each for each in self._told()}
        if name not in known:
            raise QuestionError(
                "question.unknown_column",
                place=name[:80],
                name=name[:80],
                known=", ".join(known),
                **offered(nearest(name, known)),
            )
        column = known[name]
        base = self.index.column(str(column.column))
        if column.flag or column.missing:
            group = [each for each in known.values() if each.column == column.column and each.flag]
            return _flag(column, group, base)
        return _single(column, base)


def columns_of(release: Release, schema: str = "") -> tuple[Column, ...]:
    """The columns that questions can ask by: the release's own, or those of a vintage that it can tell."""
    if not schema:
        return tuple(release.columns)
    view = view_of(index_of(release), schema)
    return tuple(view.column(name).column for name in view.names)


def view_of(index: Index, name: str) -> VintageView:
    """The view of a vintage on a release's index."""
    return VintageView(index, vintage(name))


def _flag(column: VintageColumn, group: list[VintageColumn], base: ColumnIndex) -> ColumnIndex:
    if column.missing:
        yes, known = base.is_missing(Missing(column.missing)), base.known
        return _of_flag(column, base, yes, yes | known, yes)
    yes = _holds(column, base, base.having)
    told = np.logical_or.reduce([_holds(each, base, base.having) for each in group])
    return _of_flag(column, base, yes, told, yes | _holds(column, base, base.wide.having))


def _holds(column: VintageColumn, base: ColumnIndex, having: Callable[[list[int]], Mask]) -> Mask:
    """Where the codes of a flag are: one of them, or all of them where the vintage wants that."""
    numbers = [base.number[code] for code in column.flag if code in base.number]
    if not column.every:
        return having(numbers)
    found = np.ones(len(base.known), dtype=bool)
    for number in numbers:
        found &= having([number])
    return found


def _of_flag(column: VintageColumn, base: ColumnIndex, yes: Mask, told: Mask, perhaps: Mask) -> ColumnIndex:
    """yes: where it is 1. told: where it is 1 or 0. perhaps: where it may have been 1 before protection."""
    direct = np.where(told, np.where(yes, 0, 1), NOWHERE)
    made = _derived(column, base, (YES, NO), direct)
    rows = np.concatenate([np.flatnonzero(told & perhaps), np.flatnonzero(told & ~yes)])
    ids = np.repeat([0, 1], [np.count_nonzero(told & perhaps), np.count_nonzero(told & ~yes)])
    pairs = np.divmod(np.unique(rows * 2 + ids), 2)
    return replace(made, wider=replace(made, direct=None, own=pairs, pairs=pairs))


def _single(column: VintageColumn, base: ColumnIndex) -> ColumnIndex:
    if base.direct is None:
        raise QuestionError("question.unknown_column", place=column.name, name=column.name, known="", suggestion="")
    if base.column.is_number:
        return replace(base, column=_named(column, base.column, ColumnKind.ORDINAL))
    texts = _texts(column, base)
    codes = tuple(dict.fromkeys(text for text in texts if text))
    places = {text: place for place, text in enumerate(codes)}
    new = np.array([*(places.get(text, NOWHERE) for text in texts), NOWHERE], dtype=np.int64)
    made = _derived(column, base, codes, new[base.direct])
    return replace(made, keeps_order=base.is_ordered)


def _texts(column: VintageColumn, base: ColumnIndex) -> list[str]:
    """By code of the release, what the vintage writes for it; nothing where it has no place."""
    written: dict[str, str] = {}
    for text, code in column.values.items():
        written.setdefault(code, text)
    listed = base.list
    if listed is None:
        return list(base.codes)
    if column.code_attribute:
        for known in listed:
            if column.code_attribute in known.attributes:
                written.setdefault(known.code, known.attributes[column.code_attribute])
    elif not set(written) & set(base.codes):  # the vintage writes the codes themselves
        written = {code: code for code in base.codes}
    lines = ([code, *listed.ancestors(code)] for code in base.codes)
    return [next((written[code] for code in line if code in written), "") for line in lines]


def _derived(column: VintageColumn, base: ColumnIndex, codes: tuple[str, ...], direct: Ints) -> ColumnIndex:
    """A column of single values, made from another."""
    known = direct != NOWHERE
    lost = ~known & ~base.missing  # it has a value that the vintage cannot say
    kinds = np.where(known, NOWHERE, np.where(lost, list(Missing).index(Missing.UNKNOWN), base.kinds))
    return ColumnIndex(
        column=_named(column, base.column, ColumnKind.CATEGORY),
        list=None,
        codes=codes,
        direct=direct,
        known=known,
        missing=~known,
        kinds=kinds.astype(base.kinds.dtype),
    )


def _named(column: VintageColumn, base: Column, kind: ColumnKind) -> Column:
    return replace(base, name=column.name, label={"en": column.name}, kind=kind, list=None)
