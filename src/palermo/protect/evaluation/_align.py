"""Two tables made comparable: the same columns, each by the coarser of its two lists, and one number an attribute."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable
from palermo.codes import ColumnKind
from palermo.errors import ProtectionError
from palermo.protect.anonymity import alike, reading_of, recode
from palermo.protect.counting import Attribute, Int32s, Ints, Lists, Records, encode, lists_of


@dataclass(frozen=True, eq=False)
class Aligned:
    """Two tables with the same columns.

    coarser: how the columns are read that the safe table says less exactly, by name. lost: columns that only the cases
    have. added: those that only the safe table has. different: columns that are not the same thing in both.
    """

    cases: CaseTable
    safe: CaseTable
    coarser: Mapping[str, str]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    different: tuple[str, ...]


def align(cases: CaseTable, safe: CaseTable) -> Aligned:
    """The columns that both tables have; identifiers of the cases are left aside.

    Raises ProtectionError for an identifier in the safe table, no cases, or nothing in common.
    """
    for column in safe.columns:
        if column.kind is ColumnKind.ID:
            raise ProtectionError("evaluation.identifier", place=column.name, name=column.name)
    if not cases.num_rows:
        raise ProtectionError("evaluation.empty", place="cases")
    cases = cases.without_ids()
    both = [name for name in cases.names if name in safe]
    coarser: dict[str, str] = {}
    different = []
    for name in both:
        reading = reading_of(cases, safe, name)
        if reading is not None:
            cases = recode(cases, reading)
            coarser[name] = reading.name
        elif not alike(cases.column(name), safe.column(name)):
            different.append(name)
    kept = [name for name in both if name not in different]
    if not kept:
        raise ProtectionError("evaluation.nothing_in_common", place="columns")
    return Aligned(
        cases=cases.select(kept),
        safe=safe.select(kept),
        coarser=coarser,
        lost=tuple(name for name in cases.names if name not in safe),
        added=tuple(name for name in safe.names if name not in cases),
        different=tuple(different),
    )


def shuffled(cases: CaseTable, *, seed: int) -> CaseTable:
    """The cases with every column shuffled by itself: what is known of each column alone, and of nothing together."""
    generator = np.random.default_rng(seed)
    data = {}
    for name in cases.names:
        order = pa.array(generator.permutation(cases.num_rows))
        for field in (name, name + "__missing"):
            data[field] = cases.data.column(field).take(order)
    return CaseTable(cases.columns, pa.table(data))


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The attributes of several tables in one numbering, the rarest first; and the column of each, by number."""

    attributes: tuple[Attribute, ...]
    column_of: Int32s
    number: Mapping[Attribute, int]

    def lists(self, records: Records) -> Lists:
        """A table's records in this numbering."""
        number_of = np.array([self.number[each] for each in records.attributes], np.int64)
        return lists_of(records, number_of=number_of, attributes=len(self.attributes))


def encoded(tables: tuple[CaseTable, ...]) -> tuple[Dictionary, list[Records]]:
    """The tables' values as attributes: a missing value is none. All have the same columns, in one order."""
    records = [encode(table, missing=()) for table in tables]
    counts: dict[Attribute, int] = {}
    for each in records:
        for attribute, count in zip(each.attributes, _cases_with(each).tolist(), strict=True):
            counts[attribute] = counts.get(attribute, 0) + count
    ordered = tuple(sorted(counts, key=lambda each: (counts[each], each.column, each.code)))
    place = {name: at for at, name in enumerate(tables[0].names)}
    column_of = np.array([place[each.column] for each in ordered], np.int32)
    return Dictionary(ordered, column_of, {each: at for at, each in enumerate(ordered)}), records


def _cases_with(records: Records) -> Ints:
    weights = records.weights[records.record]
    return np.bincount(records.item, weights, minlength=len(records.attributes)).astype(np.int64)
