"""What protection cost, measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from palermo.cases import CaseTable, is_missing
from palermo.codes import in_language
from palermo.protect._small import rounded_down, rounded_up
from palermo.protect._words import MEANINGS, attributes_in_words
from palermo.protect.counting import TOTALS, count_totals, encode, lists_of
from palermo.protect.risk import LengthRisk
from palermo.report import Bar, Bars, Document, Facts, Section, Table, show_share


@dataclass(frozen=True, slots=True)
class ColumnLoss:
    """What one column lost.

    known: cases with a value before. withheld: of these, cases whose value is not there any more. coarser: the coarser
    reading that the column has now, empty where it has its own. folded: codes that became a broader code everywhere.
    label: what people call the column.
    """

    column: str
    known: int
    withheld: int
    coarser: str = ""
    folded: int = 0
    label: str = ""

    @property
    def share(self) -> float | None:
        """Share of the values that were withheld; None where there were none."""
        return self.withheld / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class LengthKept:
    """What is left of the combinations of one length, after columns were made coarser.

    Only combinations of values: why one is missing is nothing that readers lose.
    frequent, frequent_kept: combinations that k cases or more had, and those of them that are still there.
    occurrences, occurrences_kept: cases over all combinations, before and now.
    """

    length: int
    frequent: int
    frequent_kept: int
    occurrences: int
    occurrences_kept: int


@dataclass(frozen=True, slots=True)
class ProtectionReport:
    """What protection cost: cells by column, records, columns made coarser, combinations by length.

    cases_beyond: published cases that `length` + 1 attributes find in a group of fewer than k; None where that cannot
    be counted. risk: the combinations by length before protection. rounds: how often everything was counted.
    """

    k: int
    length: int
    quasi_identifiers: tuple[str, ...]
    cases_in: int
    cases_out: int
    rounds: int
    columns: tuple[ColumnLoss, ...]
    risk: tuple[LengthRisk, ...]
    kept: tuple[LengthKept, ...]
    cases_beyond: int | None = None

    @property
    def cases_left_out(self) -> int:
        """Cases that are not published at all."""
        return self.cases_in - self.cases_out

    @property
    def share_withheld(self) -> float:
        """Share of all values that were withheld."""
        known = sum(column.known for column in self.columns)
        return sum(column.withheld for column in self.columns) / known if known else 0.0

    @property
    def most_withheld(self) -> float:
        """The share of all values that were withheld, rounded up so that nobody can reckon how few cases are behind."""
        known = sum(column.known for column in self.columns)
        return rounded_up(self.share_withheld, known, self.k * len(self.columns))

    def least_kept(self, each: LengthKept) -> float | None:
        """The share of the occurrences of a length that are left, rounded down likewise."""
        if not each.occurrences:
            return None
        lost = 1 - each.occurrences_kept / each.occurrences
        return 1 - rounded_up(lost, each.occurrences, self.k * comb(len(self.columns), each.length))

    def at_risk(self, cases: int) -> float | None:
        """Cases with a rare combination, as a share of those that are left: how many there were is not told."""
        return min(1.0, rounded_down(cases, self.k) / self.cases_out) if self.cases_out else None

    def told(self, column: ColumnLoss) -> tuple[int, int, float | None]:
        """Values known before in a column and withheld of them, rounded down to multiples of k, and their share."""
        known, withheld = rounded_down(column.known, self.k), rounded_down(column.withheld, self.k)
        return known, withheld, withheld / known if known else None

    @property
    def coarsened(self) -> tuple[ColumnLoss, ...]:
        """The columns that were made coarser."""
        return tuple(column for column in self.columns if column.coarser)

    def sections(self) -> tuple[Section, ...]:
        """The risk before, and what was lost, as sections of a report."""
        return (
            Section("The risk before protection", self._risk()),
            Section("What protection cost", (self._facts(), *self._lost(), *self._kept())),
        )

    def document(self) -> Document:
        """The report as people read it."""
        lead = (
            f"{self._left()}, with {show_share(1 - self.most_withheld)} of their values or more. "
            f"Every combination of up to {self.length} attributes is in {self.k} cases or more."
        )
        return Document("k-anonymous cases", lead, self.sections(), MEANINGS)

    def _left(self) -> str:
        if self._is_few(self.cases_left_out):
            return f"{self.cases_out:,} cases are left, and fewer than {self.k} are not"
        return f"{self.cases_out:,} of {self.cases_in:,} cases are left"

    def _is_few(self, number: int) -> bool:
        """Whether a number is that of fewer than k, which a page does not tell."""
        return 0 < number < self.k

    def _shown(self, number: int) -> int | str:
        return f"< {self.k}" if self._is_few(number) else number

    def _risk(self) -> tuple[Bars, Table]:
        names = ("attributes", "combinations", "rare", "unique", "cases with a rare one", "share")
        rows = [
            (
                each.length,
                "…" if self._is_few(each.rare) else each.combinations,  # else how many are rare would be the rest
                self._shown(each.rare),
                self._shown(each.unique),
                self._shown(rounded_down(each.cases_rare, self.k) or each.cases_rare),
                None if self._is_few(each.cases_rare) else self.at_risk(each.cases_rare),
            )
            for each in self.risk
        ]
        rare = f"Rare: in fewer than {self.k} cases; cases in multiples of {self.k}."
        caption = f"{rare} Each case counts at its shortest rare combination."
        picture = Bars(
            "Cases that a few attributes singled out before protection",
            f"share of the cases that so many attributes, and no fewer, find in a group of fewer than {self.k}",
            [Bar(attributes_in_words(length), share) for length, *_, share in rows],
            share=True,
            note=f"Of {self.cases_out:,} cases that are left. Now there is no such group.",
        )
        return picture, Table(names, rows, caption, shares=("share",))

    def _facts(self) -> Facts:
        coarser = ", ".join(f"{column.label or column.column}: {column.coarser}" for column in self.coarsened)
        folded = sum(column.folded for column in self.columns)
        beyond = "not counted" if self.cases_beyond is None else self._shown(self.cases_beyond)
        return Facts(
            (
                (f"Cases that {self.length + 1} attributes find in a group of fewer than {self.k}", beyond),
                ("Cases left out", self._shown(self.cases_left_out)),
                ("Values withheld", f"at most {show_share(self.most_withheld)}"),
                ("Columns made coarser", coarser or "none"),
                ("Rare codes replaced by broader ones", folded),
            )
        )

    def _lost(self) -> tuple[Bars, Table]:
        picture = Bars(
            "Values withheld",
            "share of the values known before, by column",
            [
                Bar(each.label or each.column, None if self._is_few(each.withheld) else self.told(each)[2] or 0.0)
                for each in sorted(self.columns, key=lambda each: -(self.told(each)[2] or 0.0))
            ],
            share=True,
            note=f"Where fewer than {self.k} values were withheld, that is all that is told.",
        )
        rows = [
            (each.label or each.column, None, self._shown(each.withheld), None)
            if self._is_few(each.withheld)
            else (each.label or each.column, *self.told(each))
            for each in self.columns
        ]
        names = ("column", "known before", "withheld", "share")
        return picture, Table(names, rows, f"Values withheld by column, in multiples of {self.k}", shares=("share",))

    def _kept(self) -> tuple[Bars, Table]:
        rows = [
            (
                each.length,
                each.frequent,
                each.frequent_kept,
                self.least_kept(each),
            )
            for each in self.kept
        ]
        picture = Bars(
            "What can still be counted",
            "share of the occurrences of combinations that are left, by how many attributes are counted together",
            [Bar(attributes_in_words(length), share) for length, *_, share in rows],
            share=True,
        )
        names = ("attributes", f"in {self.k} cases or more before", "still there", "occurrences kept, at least")
        return picture, Table(names, rows, "Combinations, by length", shares=names[3:])


def losses(
    before: CaseTable, after: CaseTable, *, coarser: Mapping[str, str], folded: Mapping[str, int]
) -> tuple[ColumnLoss, ...]:
    """What each column lost between two tables."""
    found = []
    for name in before.names:
        known, kept = (int((~is_missing(table, name)).sum()) for table in (before, after))
        label = in_language(before.column(name).label, "en") or name
        found.append(ColumnLoss(name, known, known - kept, coarser.get(name, ""), folded.get(name, 0), label))
    return tuple(found)


def kept_by_length(before: CaseTable, after: CaseTable, *, k: int, length: int) -> tuple[LengthKept, ...]:
    """What is left of the combinations, by length. Both tables with the same columns, read the same way."""
    # every combination that is left is one that was there: values are withheld, never put in
    had, has = (count_totals(lists_of(encode(table, missing=())), length=length, k=k) for table in (before, after))
    all_of, occurrences, rare = (TOTALS.index(name) for name in ("combinations", "occurrences", "rare"))
    return tuple(
        LengthKept(
            length=size,
            frequent=int(one[all_of] - one[rare]),
            frequent_kept=int(other[all_of] - other[rare]),
            occurrences=int(one[occurrences]),
            occurrences_kept=int(other[occurrences]),
        )
        for size, (one, other) in enumerate(zip(had, has, strict=True), 1)
    )
