"""How many cases a few attributes single out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.counting import Batch, Records, check_length, encode, walk
from palermo.report import Block, Document, Note, Paragraph, Section, Table

DEFAULT_RESOLUTION = 10
DEFAULT_REPORTING_LENGTH = 4

Progress = Callable[[int, int], None]
"""Told how many attributes are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """How rare a combination must be to count as a risk.

    resolution: smallest group that may be told apart, in cases, 2 or more. reporting_length: longest combination looked
    at, in attributes, 1 to 8. Raises ProtectionError when a number is out of range.
    """

    resolution: int = DEFAULT_RESOLUTION
    reporting_length: int = DEFAULT_REPORTING_LENGTH

    def __post_init__(self) -> None:
        check_resolution(self.resolution, place="resolution")
        check_length(self.reporting_length)


def check_resolution(k: int, *, place: str) -> None:
    """Raise ProtectionError unless groups of k cases hide anybody."""
    if k < 2:
        raise ProtectionError("protect.resolution_out_of_range", place=place, k=k)


@dataclass(frozen=True, slots=True)
class LengthRisk:
    """The combinations of one length.

    combinations: different ones that occur. rare: those that fewer cases have than the resolution, unique ones among
    them. occurrences: cases over all combinations. cases_rare, cases_unique: cases with a rare (unique) combination of
    this length and none shorter, so that the lengths can be added up.
    """

    length: int
    combinations: int
    occurrences: int
    rare: int
    unique: int
    cases_rare: int
    cases_unique: int


@dataclass(frozen=True, slots=True)
class ColumnRisk:
    """How much a column takes part: rare combinations it is in, and cases that have one of them."""

    column: str
    rare: int
    cases: int


@dataclass(frozen=True, slots=True)
class RiskReport:
    """How many cases a few attributes single out in one table of `cases` cases."""

    resolution: int
    cases: int
    lengths: tuple[LengthRisk, ...]
    columns: tuple[ColumnRisk, ...]

    @property
    def cases_rare(self) -> int:
        """Cases with a rare combination of any length looked at."""
        return sum(length.cases_rare for length in self.lengths)

    @property
    def cases_unique(self) -> int:
        """Cases with a combination that nobody else has."""
        return sum(length.cases_unique for length in self.lengths)

    def document(self) -> Document:
        """The report as people read it."""
        longest = len(self.lengths)
        lead = (
            f"{self.cases_rare:,} of {self.cases:,} cases ({_percent(self.cases_rare, self.cases)}) have a combination "
            f"of up to {longest} attributes that fewer than {self.resolution} cases have; "
            f"{self.cases_unique:,} have one that nobody else has."
        )
        meaning = Paragraph(
            "Whoever knows these few things about a person finds her in a group that small, if she is in the table. "
            "An attribute is one code of one column, or why its value is missing (in combinations of up to two)."
        )
        return Document(
            "Disclosure risk",
            lead,
            (
                Section("By length of the combination", (meaning, self._by_length(), *self._verdict())),
                Section("By column", (self._by_column(),)),
            ),
        )

    def _by_length(self) -> Table:
        names = ("attributes", "combinations", "rare", "unique", "cases, rare", "share", "cases, unique")
        rows = [
            (
                each.length,
                each.combinations,
                each.rare,
                each.unique,
                each.cases_rare,
                each.cases_rare / self.cases if self.cases else None,
                each.cases_unique,
            )
            for each in self.lengths
        ]
        caption = f"Rare: in fewer than {self.resolution} cases. Each case counts at its shortest combination."
        return Table(names, rows, caption, bars="share")

    def _by_column(self) -> Table:
        rows = [
            (each.column, each.rare, each.cases, each.cases / self.cases if self.cases else None)
            for each in sorted(self.columns, key=lambda each: (-each.cases, -each.rare, each.column))
        ]
        caption = "Rare combinations in which each column takes part, and cases that have one of them."
        return Table(("column", "rare combinations", "cases", "share"), rows, caption, bars="share")

    def _verdict(self) -> tuple[Block, ...]:
        if self.cases_rare:
            return (Note("This table can't be published as it is. `palermo publish` protects it.", "caution"),)
        return (Note("No combination of this length or shorter is rare.", "information"),)


def assess_risk(
    cases: CaseTable, *, settings: RiskSettings = RiskSettings(), progress: Progress | None = None
) -> RiskReport:
    """Find the cases that a short combination of attributes singles out. Identifiers are left aside.

    Combinations are those of `count_combinations`. A rare combination is one that fewer than `resolution` cases have.
    """
    cases = cases.without_ids()
    records = encode(cases)
    tally = _Tally(records, settings)
    for batch in walk(records, length=settings.reporting_length):
        tally.add(batch)
        if progress is not None and batch.length == 1:
            progress(batch.done, batch.total)
    return RiskReport(settings.resolution, cases.num_rows, tally.lengths(), tally.columns())


class _Tally:
    """Adds up what batches of combinations hold of risk."""

    def __init__(self, records: Records, settings: RiskSettings) -> None:
        self._records, self._settings = records, settings
        longest, width = settings.reporting_length, len(records.columns)
        self._never = longest + 1
        self._rare_from = np.full(records.num_records, self._never)  # each record's shortest rare combination
        self._unique_from = np.full(records.num_records, self._never)
        self._totals = np.zeros((longest + 1, 4), np.int64)  # combinations, occurrences, rare, unique
        self._rare_in = np.zeros(width, np.int64)
        self._touched = np.zeros((records.num_records, width), dtype=bool)

    def add(self, batch: Batch) -> None:
        """Add a batch."""
        counts, length = batch.counts, batch.length
        rare, unique = counts < self._settings.resolution, counts == 1
        self._totals[length] += (len(counts), counts.sum(), np.count_nonzero(rare), np.count_nonzero(unique))
        for which, shortest in ((rare, self._rare_from), (unique, self._unique_from)):
            members, _ = batch.members(which)
            shortest[members] = np.minimum(shortest[members], length)
        columns = self._records.column_of[batch.combinations]
        members, row = batch.members(rare)
        for place in range(length):
            once = rare & (columns[:, :place] != columns[:, [place]]).all(axis=1)  # a column counts once in each
            self._rare_in += np.bincount(columns[once, place], minlength=len(self._rare_in))
            self._touched[members, columns[row, place]] = True

    def lengths(self) -> tuple[LengthRisk, ...]:
        """The risk by length."""
        weights = self._records.weights
        rare, unique = (
            np.bincount(shortest, weights, minlength=self._never + 1).astype(np.int64)
            for shortest in (self._rare_from, self._unique_from)
        )
        found = []
        for length in range(1, self._never):
            combinations, occurrences, rare_ones, unique_ones = self._totals[length].tolist()
            cases = int(rare[length]), int(unique[length])
            found.append(LengthRisk(length, combinations, occurrences, rare_ones, unique_ones, *cases))
        return tuple(found)

    def columns(self) -> tuple[ColumnRisk, ...]:
        """The risk by column."""
        cases = self._records.weights @ self._touched
        names = self._records.columns
        return tuple(ColumnRisk(name, int(self._rare_in[n]), int(cases[n])) for n, name in enumerate(names))


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
