"""Cases of the same person become one, where a keyed digest says that they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable, Missing
from palermo.codes import ColumnKind
from palermo.link._persons import Ints, numbered
from palermo.report import Document, Facts, Paragraph, Section, Table

PERSON_KEY = "person_key"
CONTRIBUTOR = "contributor"

OF_THE_REGISTRATION = frozenset(
    ("case_id", CONTRIBUTOR, "data_source", "year_of_registration", "age_band", "majority_status")
)
"""What is true of one registration and not of the person: an age of one year must not stand beside the year of another.
These come from the first case alone, gaps included."""


@dataclass(frozen=True, slots=True)
class ColumnMerge:
    """What merging did to one column, in persons who had several cases.

    filled: the first case had no value and another had. conflicts: cases said different things and the first one's
    value stands. united: sets that became larger than any case's own.
    """

    column: str
    filled: int
    conflicts: int
    united: int


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What merging did.

    cases_in, cases_out: cases before and after; the difference is what merging took away. without_key: cases that
    cannot be compared. persons: persons who had several cases; across: those who had them with several contributors.
    """

    cases_in: int
    cases_out: int
    without_key: int
    persons: int
    across: int
    columns: tuple[ColumnMerge, ...]

    def document(self) -> Document:
        """The report as people read it."""
        lead = f"{self.cases_in:,} cases became {self.cases_out:,}: {self.persons:,} persons had more than one."
        facts = Facts(
            (
                ("Cases in", self.cases_in),
                ("Cases out", self.cases_out),
                ("Cases without a person key, never merged", self.without_key),
                ("Persons with several cases", self.persons),
                ("Of these, with several contributors", self.across),
            )
        )
        rows = [(each.column, each.filled, each.united, each.conflicts) for each in self.columns]
        policy = Paragraph(
            "Of several cases the first, in the order of contributions, stands: its registration (contributor, year, "
            "age) whole, and each of its other values; what it does not say is taken from the next that does. Sets are "
            "united."
        )
        table = Table(("column", "filled", "united", "conflicts"), rows, "Persons, by what merging did to each column")
        return Document("The same person once", lead, (Section("Merging", (facts, policy, table)),))


@dataclass(frozen=True, eq=False)
class Merged:
    """Cases with each person once, in the order of first cases, and what merging did."""

    cases: CaseTable
    report: MergeReport


def merge_duplicates(cases: CaseTable) -> Merged:
    """Make one case of all cases with the same person key. A case without a key stays as it is.

    The first case of a person stands, in the table's order, which is that of contributions. Its registration
    (`OF_THE_REGISTRATION`) is kept whole. In the other columns its value stands; where it has none, that of the next
    case that has one; where none has, the reason is that of the first case that asked. Sets are united: what one
    contributor saw is true even where another did not see it, and so a set that says *none of them* gives way.

    Where cases disagree, the report counts it, by column. Raises ValueError when there is no column `person_key`.
    """
    if PERSON_KEY not in cases:
        raise ValueError(f"cases can't be compared without the column {PERSON_KEY}")
    person = _persons(cases)
    out = int(person.max(initial=-1)) + 1
    several = np.bincount(person, minlength=out) > 1
    first = _first(person, out, np.ones(len(person), dtype=bool))
    values: dict[str, Any] = {}
    missing: dict[str, object] = {}
    columns = []
    for column in cases.columns:
        array, why = (each.combine_chunks() for each in (cases.values(column.name), cases.missing(column.name)))
        chosen = first if column.name in OF_THE_REGISTRATION else _chosen(array, why, person, out)
        values[column.name], missing[column.name] = array.take(pa.array(chosen)), why.take(pa.array(chosen))
        filled = int((_known(array)[chosen] & ~_known(array)[first]).sum())
        conflicts = united = 0
        if column.kind is ColumnKind.CODES:
            values[column.name], united = _united(array, person, out)
        elif column.kind is not ColumnKind.ID:
            conflicts = _conflicts(array, person, out)
        columns.append(ColumnMerge(column.name, filled, conflicts, united))
    report = MergeReport(
        cases_in=cases.num_rows,
        cases_out=out,
        without_key=int(cases.values(PERSON_KEY).null_count),
        persons=int(several.sum()),
        across=_conflicts(cases.values(CONTRIBUTOR).combine_chunks(), person, out) if CONTRIBUTOR in cases else 0,
        columns=tuple(each for each in columns if each.column not in (PERSON_KEY, "case_id")),
    )
    return Merged(CaseTable.from_columns(cases.columns, values, missing), report)


def _persons(cases: CaseTable) -> Ints:
    """Each case's person, numbered in the order of first cases. A case without a key is a person of its own."""
    keys = cases.values(PERSON_KEY).combine_chunks()
    known = _known(keys)
    encoded = pc.fill_null(pc.index_in(keys, value_set=keys.drop_null().unique()), 0).to_numpy()
    group = np.where(known, encoded, len(keys) + np.arange(len(keys)))
    return numbered(group)


def _known(array: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def _first(person: Ints, out: int, of: npt.NDArray[np.bool_]) -> Ints:
    """The first of these cases of each person; -1 where there is none."""
    found = np.full(out, -1, np.int64)
    rows = np.flatnonzero(of)[::-1]
    found[person[rows]] = rows  # the last one that is written stays: the first case
    return found


def _chosen(array: pa.Array, why: pa.Array, person: Ints, out: int) -> Ints:
    """The case whose value stands: the first with one, else the first that asked, else the first."""
    asked = pc.fill_null(pc.not_equal(why.cast(pa.string()), Missing.NOT_ASKED.value), True)
    chosen = _first(person, out, _known(array))
    for of in (np.asarray(asked.to_numpy(zero_copy_only=False), dtype=bool), np.ones(len(person), dtype=bool)):
        chosen = np.where(chosen >= 0, chosen, _first(person, out, of))
    return chosen


def _conflicts(array: pa.Array, person: Ints, out: int) -> int:
    """How many persons have different values."""
    known = np.flatnonzero(_known(array))
    numbers = array.take(pa.array(known)).cast(pa.string()).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    pairs = np.unique(person[known] * (len(array) + 1) + numbers)
    return int((np.bincount(pairs // (len(array) + 1), minlength=out) > 1).sum())


def _united(array: pa.Array, person: Ints, out: int) -> tuple[pa.Array, int]:
    """Each person's sets as one, its codes in alphabetical order, and how many persons' are larger than any was."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False), dtype=np.int64)
    texts = array.flatten().cast(pa.string())
    codes = texts.unique().sort()
    owner = np.repeat(person, lengths)
    number = np.asarray(pc.index_in(texts, value_set=codes).to_numpy(zero_copy_only=False), dtype=np.int64)
    pairs = np.unique(owner * max(len(codes), 1) + number)
    owner, number = np.divmod(pairs, max(len(codes), 1))
    sizes = np.bincount(owner, minlength=out)
    largest = np.zeros(out, np.int64)
    np.maximum.at(largest, person, lengths)
    known = np.zeros(out, dtype=bool)
    known[person[_known(array)]] = True
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
    inner = pa.DictionaryArray.from_arrays(pa.array(number.astype(np.int32)), codes)
    return pa.ListArray.from_arrays(offsets, inner, mask=pa.array(~known)), int((sizes > largest).sum())
