"""The tables of an attack as numbers: a number a different value, and what it costs to take one for another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable, code_pairs, codes_of, is_missing
from palermo.codes import Column, ColumnKind, code_list
from palermo.errors import ProtectionError
from palermo.protect.anonymity import Reading, alike, reading_of, recode
from palermo.protect.attacks._settings import FEWEST_COLUMNS
from palermo.protect.counting import Floats, Int32s, Ints, Mask

UNIT = 1000
"""Distance of two values that have nothing in common. Distances are whole numbers, so that ties are ties."""
UNKNOWN = UNIT // 2
"""Distance of a value from one that the safe table does not say."""
BROADER = UNIT // 4
"""Distance of a code from one above it in its list: it agrees, and says less."""

CASE_NUMBER, CONTRIBUTOR = "case_id", "contributor"
"""Columns of the case table: a case's number, and who numbered it."""


@dataclass(frozen=True, eq=False)
class Coding:
    """One column. size: different values; this number itself stands for a missing value.

    members: values × codes, for sets. places: each value's place in its order, 0 to 1, for ordered codes and numbers.
    above: values × values, whether the second is a code above the first; None where there are none.
    """

    size: int
    members: Mask | None = None
    places: Floats | None = None
    above: Mask | None = None

    def costs(self, values: Ints) -> Int32s:
        """Distances of these values from every value and from a missing one. A missing value is far from nothing."""
        found = np.full((len(values), self.size + 1), UNIT, np.int32)
        known = values < self.size
        at = values[known]
        if self.members is not None:
            mine, all_values = self.members[at].astype(np.float32), self.members.astype(np.float32)
            shared = mine @ all_values.T
            either = mine.sum(axis=1)[:, None] + all_values.sum(axis=1)[None, :] - shared
            alike = np.divide(shared, either, out=np.ones_like(shared), where=either > 0)  # two empty sets are alike
            found[known, : self.size] = np.rint(UNIT * (1 - alike))
        elif self.places is not None:
            found[known, : self.size] = np.rint(UNIT * np.abs(self.places[at][:, None] - self.places[None, :]))
        if self.above is not None:
            found[known, : self.size] = np.where(self.above[at], BROADER, found[known, : self.size])
        found[known, at] = 0
        found[:, self.size] = UNKNOWN
        found[~known] = 0
        return found


@dataclass(frozen=True, eq=False)
class Tables:
    """The columns that all tables have, as numbers.

    names: of the columns. codings: by column. cases, control: case × column; control has no rows where none was given.
    safe: column × record, equal records merged. weights: how many cases each record of the safe table is.
    coarser: how columns are read that the safe table says less exactly. left_aside: columns not comparable.
    """

    names: tuple[str, ...]
    codings: tuple[Coding, ...]
    cases: Int32s
    control: Int32s
    safe: Int32s
    weights: Ints
    coarser: dict[str, str]
    left_aside: tuple[str, ...]

    @property
    def safe_cases(self) -> int:
        """How many cases the safe table has."""
        return int(self.weights.sum())


def tables(sensitive: CaseTable, safe: CaseTable, control: CaseTable | None) -> Tables:
    """The tables as numbers.

    Raises ProtectionError for fewer than two columns in common, for a control that holds cases of the release, and for
    a table without cases, of one case, or where no value is known.
    """
    given = [("cases", sensitive), ("safe", safe), *([("control", control)] if control is not None else [])]
    for place, table in given:
        if table.num_rows < 2:
            reason = "there are no cases" if not table.num_rows else "there is one case"
            raise ProtectionError("attack.too_few_cases", place=place, reason=reason)
    if control is not None:
        _refuse_shared(sensitive, control)
    read, coarser, aside = _read([table for _, table in given])
    names = read[0].names
    if len(names) < FEWEST_COLUMNS:
        raise ProtectionError("attack.too_few_columns", place="columns", found=len(names))
    for (place, _), table in zip(given, read, strict=True):
        if all(is_missing(table, name).all() for name in names):
            raise ProtectionError("attack.too_few_cases", place=place, reason="every value is missing")
    coded = [_coded(read, name) for name in names]
    ids = np.stack([numbers for _, numbers in coded], axis=1).astype(np.int32)
    ends = np.cumsum([table.num_rows for table in read])
    parts = np.split(ids, ends[:-1])
    records, weights = np.unique(parts[1], axis=0, return_counts=True)
    return Tables(
        names=names,
        codings=tuple(coding for coding, _ in coded),
        cases=parts[0],
        control=parts[2] if control is not None else np.empty((0, len(names)), np.int32),
        safe=np.ascontiguousarray(records.T),
        weights=weights.astype(np.int64),
        coarser=coarser,
        left_aside=aside,
    )


def _refuse_shared(sensitive: CaseTable, control: CaseTable) -> None:
    """Raise ProtectionError when an identifier that both tables have names a case in both."""
    for column in sensitive.columns:
        if column.kind is not ColumnKind.ID or column.name not in control:
            continue
        mine, theirs = (_identified(table, column.name) for table in (sensitive, control))
        if shared := len(mine & theirs):
            raise ProtectionError("attack.control_overlap", place=f"control, {column.name}", shared=f"{shared:,}")


def _identified(table: CaseTable, name: str) -> set[tuple[str, str]]:
    """A table's identifiers. Contributors number their own cases, so that a number counts with who gave it."""
    ids = table.values(name).to_pylist()
    whose = table.values(CONTRIBUTOR).to_pylist() if name == CASE_NUMBER and CONTRIBUTOR in table else [""] * len(ids)
    return {(str(by), str(each)) for by, each in zip(whose, ids, strict=True) if each is not None}


def _read(given: Sequence[CaseTable]) -> tuple[list[CaseTable], dict[str, str], tuple[str, ...]]:
    """The columns that all have and that can be compared, by the safe table's reading.

    given: the cases, the safe table, and cases held out where there are any. Returned with how the cases are read where
    the safe table says less exactly, and with the columns that all have and that can't be compared.
    """
    safe, read = given[1], list(given)
    names, coarser, aside = [], {}, []
    for name in safe.names:
        if not all(name in table for table in given) or safe.column(name).kind is ColumnKind.ID:
            continue
        readings = _readings(given, name)
        columns = [
            table.column(name) if reading is None else reading.column
            for table, reading in zip(given, readings, strict=True)
        ]
        if not all(alike(column, safe.column(name)) for column in columns):
            aside.append(name)
            continue
        names.append(name)
        read = [
            table if reading is None else recode(table, reading) for table, reading in zip(read, readings, strict=True)
        ]
        if readings[0] is not None:
            coarser[name] = readings[0].name
    return [table.select(names) for table in read], coarser, tuple(aside)


def _readings(given: Sequence[CaseTable], name: str) -> list[Reading | None]:
    """How each table's column is read as the safe table reads it; None where as it stands.

    Cases and those held out are read alike where both have one list: what is nearer is not to hang on which they are.
    """
    safe = given[1]
    lists = [(table.column(name).kind, table.column(name).list) for table in given]
    found: dict[tuple[ColumnKind, str | None], Reading] = {}
    for table, which in zip(given, lists, strict=True):
        reading = reading_of(table, safe, name)
        if reading is not None:
            found.setdefault(which, reading)
    return [None if table is safe else found.get(which) for table, which in zip(given, lists, strict=True)]


def _coded(read: Sequence[CaseTable], name: str) -> tuple[Coding, Ints]:
    """A column's different values over all tables, and the number of each case's value, table after table."""
    column = read[0].column(name)
    codes = codes_of(read[0], column)
    if column.list is None:
        every = {code for table in read for code in codes_of(table, table.column(name))}
        codes = tuple(sorted(every, key=int if column.is_number else str))
    ends = np.cumsum([0, *(table.num_rows for table in read)])
    missing = np.concatenate([is_missing(table, name) for table in read])
    pairs = [code_pairs(table, table.column(name), codes) for table in read]
    rows = np.concatenate([found + start for (found, _), start in zip(pairs, ends[:-1], strict=True)])
    ids = np.concatenate([found for _, found in pairs])
    if column.kind is ColumnKind.CODES:
        held = np.zeros((int(ends[-1]), len(codes)), dtype=bool)
        held[rows, ids] = True
        packed, numbers = np.unique(np.packbits(held, axis=1), axis=0, return_inverse=True)
        members = np.unpackbits(packed, axis=1, count=len(codes)).astype(bool)
        return Coding(len(members), members), np.where(missing, len(members), numbers.reshape(-1))
    numbers = np.full(int(ends[-1]), len(codes), np.int64)
    numbers[rows] = ids
    return _ordered(column, codes), numbers


def _ordered(column: Column, codes: Sequence[str]) -> Coding:
    size = len(codes)
    if column.is_number:
        values = np.array([int(code) for code in codes], np.float64)
        width = values[-1] - values[0] if size > 1 else 1.0
        return Coding(size, places=(values - values[0]) / width if size else values)
    if column.kind is ColumnKind.ORDINAL:
        return Coding(size, places=np.arange(size) / max(size - 1, 1))
    if column.list is None:
        return Coding(size)
    listed = code_list(column.list)
    place = {code: at for at, code in enumerate(codes)}
    above = np.zeros((size, size), dtype=bool)
    for code, at in place.items():
        above[at, [place[each] for each in listed.ancestors(code)]] = True
    return Coding(size, above=above if above.any() else None)
