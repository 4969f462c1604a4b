"""How the codes of a case table fit into the columns of a published vintage, and what they lose by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import Missing
from palermo.codes import CodeList, Column, Vintage, VintageColumn, code_list
from palermo.harmonise._vintage import is_partial

Mask = npt.NDArray[np.bool_]

LossKind = Literal["column", "dropped", "merged", "none_of_them", "missing"]


@dataclass(frozen=True, slots=True)
class ExportLoss:
    """Something of a case table that a vintage cannot say.

    kind: `column`: the vintage has no column for it. `dropped`: no place for a code. `merged`: a code is written as a
        broader one. `none_of_them`: sets known to be empty, which are written like sets that are not known.
        `missing`: a kind of missing that is written like another.
    column: the case table's column. code: the code or the kind of missing; empty for whole columns and empty sets.
    written_as: the text (single values) or the vintage's columns (sets) that it went to; empty for nothing.
    cases: how many cases it concerns.
    """

    kind: LossKind
    column: str
    code: str
    written_as: str
    cases: int


def mask_of(array: pa.Array | pa.ChunkedArray) -> Mask:
    """An Arrow column of truths as NumPy has them; null is false."""
    filled = pc.fill_null(array, False)
    return np.asarray(filled.to_numpy(zero_copy_only=False) if isinstance(filled, pa.Array) else filled.to_numpy())


def any_of(masks: Iterable[Mask], rows: int) -> Mask:
    """Where at least one of some masks is true; nowhere when there is none."""
    found = np.zeros(rows, dtype=bool)
    for mask in masks:
        found |= mask
    return found


def missing_masks(missing: pa.ChunkedArray) -> dict[Missing, Mask]:
    """Where each kind of missing stands, for the kinds that occur."""
    kinds = {kind: mask_of(pc.equal(missing.cast(pa.string()), kind.value)) for kind in Missing}
    return {kind: mask for kind, mask in kinds.items() if mask.any()}


@dataclass(frozen=True, slots=True)
class Single:
    """A column of single values on its way into one column of a vintage.

    texts: code → what is written, for the codes that the vintage has.
    """

    source: VintageColumn
    target: Column
    texts: Mapping[str, str]

    @classmethod
    def of(cls, source: VintageColumn, target: Column) -> "Single":
        """Which text stands for which code: the first, where the vintage knows several."""
        texts: dict[str, str] = {}
        for text, code in source.values.items():
            texts.setdefault(code, text)
        if target.list is not None and source.code_attribute:
            for known in code_list(target.list):
                if source.code_attribute in known.attributes:
                    texts.setdefault(known.code, known.attributes[source.code_attribute])
        elif target.list == "country":
            texts = {**{known.code: known.code for known in code_list(target.list)}, **texts}
        return cls(source, target, texts)

    def text(self, value: str | int) -> tuple[str, bool]:
        """What is written for a value, and whether that says as much as the value; nothing where it has no place."""
        if self.target.list is None:
            return str(value), True
        if (found := self.texts.get(str(value))) is not None:
            return found, True
        for broader in code_list(self.target.list).ancestors(str(value)):
            if broader in self.texts:
                return self.texts[broader], False
        return "", False

    def missing_text(self, kind: Missing) -> tuple[str, bool]:
        """What is written for a kind of missing, and whether the vintage tells it from others."""
        unknown = self.texts.get(f"?{Missing.UNKNOWN}", "")
        found = self.texts.get(f"?{kind}", unknown)
        return found, kind is Missing.UNKNOWN or f"?{kind}" in self.texts


@dataclass(frozen=True, slots=True)
class SetGroup:
    """A set column on its way into the flags of a vintage.

    present: code → the cases that have it. known: the cases whose set is there. missing: kind → the cases it stands
    in. detailed: the cases of which a `not specified` can be said at all.
    """

    vintage: Vintage
    name: str
    flags: tuple[VintageColumn, ...]
    codes: CodeList
    present: Mapping[str, Mask]
    known: Mask
    missing: Mapping[Missing, Mask]
    detailed: Mask

    def cells(self) -> dict[str, pa.Array]:
        """The text of every flag: 1, 0 or blank.

        Blank where nothing is known, and where 0 would say more than is known: beside a broader code that leaves open
        which of its narrower ones applies, and in a group none of whose flags can say what the set holds.
        """
        yes = {flag.name: self._yes(flag) for flag in self.flags}
        says_something = any_of((yes[flag.name] for flag in self.flags if flag.flag), self.rows)
        told = self.known & (says_something | self._empty()) & (not self.vintage.presence_only)
        return {
            flag.name: _texts(yes[flag.name], told & ~yes[flag.name] & ~self._in_doubt(flag)) for flag in self.flags
        }

    def losses(self) -> list[ExportLoss]:
        """What the flags cannot say."""
        found: list[ExportLoss] = []
        exact = {flag.flag for flag in self.flags}
        for code in (known.code for known in self.codes if known.code in self.present):
            mask = self.present[code]
            if (code,) in exact or not mask.any():
                continue
            into = [f.name for f in self.flags if f.flag and not f.every and code in self._under(f.flag)]
            kind: LossKind = "merged" if into else "dropped"
            found.append(ExportLoss(kind, self.name, code, ", ".join(into), int(mask.sum())))
        empty = int(self._empty().sum())
        if empty and (self.vintage.presence_only or is_partial(self.vintage, self.name)):
            found.append(ExportLoss("none_of_them", self.name, "", "", empty))
        told = {Missing.UNKNOWN, *(Missing(flag.missing) for flag in self.flags if flag.missing)}
        for missing, mask in self.missing.items():
            if missing not in told:
                found.append(ExportLoss("missing", self.name, missing.value, "", int(mask.sum())))
        return found

    @property
    def rows(self) -> int:
        """How many cases there are."""
        return len(self.known)

    def _empty(self) -> Mask:
        return self.known & ~any_of(self.present.values(), self.rows)

    def _under(self, codes: Sequence[str]) -> frozenset[str]:
        return frozenset(narrower for code in codes for narrower in self.codes.descendants(code))

    def _any(self, codes: frozenset[str]) -> Mask:
        return any_of((self.present[code] for code in codes & self.present.keys()), self.rows)

    def _yes(self, flag: VintageColumn) -> Mask:
        if flag.missing:
            where = self.missing.get(Missing(flag.missing))
            return self.detailed & where if where is not None else any_of((), self.rows)
        if flag.every:
            return ~any_of((~self._any(self.codes.descendants(code)) for code in flag.flag), self.rows)
        return self._any(self._under(flag.flag))

    def _in_doubt(self, flag: VintageColumn) -> Mask:
        return self._any(frozenset(broader for code in flag.flag for broader in self.codes.ancestors(code)))


def _texts(yes: Mask, no: Mask) -> pa.Array:
    index = np.where(yes, 1, np.where(no, 2, 0)).astype(np.int8)
    return pa.array(["", "1", "0"]).take(pa.array(index))


def present_codes(values: pa.ChunkedArray) -> dict[str, Mask]:
    """For each code that occurs in a set column, the cases that have it."""
    rows = len(values)
    sets = values.combine_chunks()
    flat = sets.flatten()
    parents = pc.list_parent_indices(sets).to_numpy(zero_copy_only=False)
    numbers = flat.indices.to_numpy(zero_copy_only=False)
    found: dict[str, Mask] = {}
    for number, code in enumerate(flat.dictionary.to_pylist()):
        mask = found.setdefault(code, np.zeros(rows, dtype=bool))
        mask[parents[numbers == number]] = True
    return found
