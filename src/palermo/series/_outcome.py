"""What came of reading a table of others: the figures, the rows that were set aside, and a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa
import yaml

from palermo.report import Document, Facts, Note, Section, Table
from palermo.series._model import Figure, Kind, Source

REASONS = ("row", "column", "value", "rule", "remedy")
MOST_SHOWN = 10
"""Sources in a report; all are in series.json."""
LONGEST_SHOWN = 80
"""Characters of a cell in a report; the quarantine has it whole."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a row must hold, and what to do where it does not."""

    key: str
    rule: str
    remedy: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by key."""
    text = files("palermo.series").joinpath("rules.yaml").read_text(encoding="utf-8")
    return {key: Rule(key, **entry) for key, entry in yaml.safe_load(text).items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that broke a rule. row: its number in the file; at: its place among the records, from 0."""

    rule: str
    row: int
    at: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place in the table that has several numbers: none of them was taken. values: as they stand, in their order."""

    country: str
    year: int
    sex: str
    age: str
    form: str
    citizenship: str
    repatriation: str
    values: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleBroken:
    """A rule, how many rows broke it, and the first of them."""

    key: str
    rule: str
    remedy: str
    rows: int
    first_row: int
    first_column: str
    first_value: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How a file was read.

    rows: records of the file. accepted + set_aside + left_aside = rows. left_aside: rows about something else, by what.
    shortened: records whose value is only said to be below a number; accepted_shortened: those among the accepted.
    read_as: how often a category was read as what it does not plainly say, by its text.
    """

    file: str
    sha256: str
    rows: int
    accepted: int
    set_aside: int
    left_aside: Mapping[str, int]
    shortened: int
    accepted_shortened: int
    countries: int
    first_year: int
    last_year: int
    broken: tuple[RuleBroken, ...]
    conflicts: tuple[Conflict, ...]
    read_as: Mapping[str, str]
    notes: tuple[str, ...]

    def document(self, title: str, sources: Sequence[Source]) -> Document:
        """The report, as people read it."""
        lead = f"{self.accepted:,} of {self.rows:,} rows were taken, {self.set_aside:,} set aside."
        facts: list[tuple[str, object]] = [
            ("File", self.file),
            ("SHA-256", self.sha256),
            ("Countries", self.countries),
            ("Years", f"{self.first_year}–{self.last_year}"),
            ("Known only to be below a number", self.accepted_shortened),
            *((f"Left aside: {what}", number) for what, number in self.left_aside.items()),
        ]
        sections = [Section("What was read", [Facts(facts), *(Note(note) for note in self.notes)])]
        if self.broken:
            columns = ("rows", "rule", "first: row", "column", "value", "what to do")
            rows = [
                (each.rows, each.rule, str(each.first_row), each.first_column, each.first_value, each.remedy)
                for each in self.broken
            ]
            sections.append(Section("What was set aside", [Table(columns, rows)]))
        sections.append(Section("Where it comes from", [_source(each) for each in sources[:MOST_SHOWN]]))
        if len(sources) > MOST_SHOWN:
            sections.append(Section("", [Note(f"{len(sources) - MOST_SHOWN:,} more sources are in series.json.")]))
        return Document(title, lead, sections)


def _source(source: Source) -> Facts:
    verified = "yes" if source.verified else "NO: nobody said that the numbers were compared with the source"
    pairs = (
        ("Title", source.title), ("Publisher", source.publisher), ("Address", source.url), ("Date", source.date),
        ("Licence", source.licence), ("Who was counted", source.population), ("Verified", verified),
    )  # fmt: skip
    return Facts([pair for pair in pairs if pair[1]])


@dataclass(frozen=True)
class Imported:
    """A table of others, read. quarantine: the rows that were set aside, each with the reason and its own cells."""

    id: str
    kind: Kind
    title: str
    figures: tuple[Figure, ...]
    quarantine: pa.Table
    report: ImportReport

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of a figure, in the order in which the figures name them."""
        return tuple(dict.fromkeys(figure.source for figure in self.figures))

    def document(self) -> Document:
        """How it was read, as people read it."""
        return self.report.document(self.title, self.sources)


def readable(text: str) -> str:
    """A text of somebody's file for a message: short, and nothing in it that a terminal would obey.

    >>> readable("a" + chr(27) + "[31m")
    'a�[31m'
    """
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in short)


def broken_rules(faults: Sequence[Fault]) -> tuple[RuleBroken, ...]:
    """The rules that rows broke, the most often broken first."""
    by_rule: dict[str, list[Fault]] = {}
    for fault in faults:
        by_rule.setdefault(fault.rule, []).append(fault)
    found = []
    for key, each in by_rule.items():
        rule, first = rules()[key], min(each, key=lambda fault: fault.row)
        found.append(RuleBroken(key, rule.rule, rule.remedy, len(each), first.row, first.column, readable(first.value)))
    return tuple(sorted(found, key=lambda broken: (-broken.rows, broken.key)))


def quarantine_table(faults: Sequence[Fault], records: pa.Table, header: Sequence[str]) -> pa.Table:
    """The rows that were set aside, in their order: where, what and why, then the row's own cells.

    header: the names of the columns in the file. None is one of REASONS, for an unknown header stops the reading.
    """
    ordered = sorted(faults, key=lambda fault: fault.row)
    reasons = {
        "row": [str(fault.row) for fault in ordered],
        "column": [fault.column for fault in ordered],
        "value": [fault.value for fault in ordered],
        "rule": [rules()[fault.rule].rule for fault in ordered],
        "remedy": [rules()[fault.rule].remedy for fault in ordered],
    }
    taken = records.take(pa.array([fault.at for fault in ordered], pa.int64()))
    arrays = [pa.array(reasons[name], pa.string()) for name in REASONS]
    return pa.table([*arrays, *taken.columns], names=[*REASONS, *header])
