"""A contributor's file and a mapping → a case table, the rows set aside, and a quality report."""

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable
from palermo.codes import Column, case_schema
from palermo.errors import SettingsError
from palermo.harmonise._apply import Applier
from palermo.harmonise._columns import missing_array, values_array
from palermo.harmonise._file import File, read_file
from palermo.harmonise._mapping import Constant, Mapping, PersonKey, Rule
from palermo.harmonise._outcome import Index, Outcomes
from palermo.harmonise._person import SHORTEST_KEY
from palermo.harmonise._quality import QualityReport
from palermo.harmonise._quality_of import Measure
from palermo.harmonise._quarantine import Fault, find_faults, find_repeated, quarantine_table

CASE_ID = "case_id"
CONTRIBUTOR = "contributor"

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done and how many there are."""


@dataclass(frozen=True, slots=True)
class HarmoniseSettings:
    """How a file is harmonised.

    today: dates after it lie in the future and are refused. The clock is never looked at.
    person_key: secret bytes, 32 or more, with which `person_key` is digested; without it that column is not asked.
    contributor: fills the column of that name where the mapping does not read it from the file.

    Raises SettingsError when the key is too short to keep a secret, and when the contributor has no name.
    """

    today: date
    person_key: bytes | None = None
    contributor: str | None = None

    def __post_init__(self) -> None:
        if self.person_key is not None and len(self.person_key) < SHORTEST_KEY:
            reason = f"it has {len(self.person_key)} bytes, and {SHORTEST_KEY} are needed."
            raise SettingsError("harmonise.key_unusable", place="person_key", reason=reason)
        if self.contributor is not None and not self.contributor.strip():
            raise SettingsError("harmonise.contributor_blank", place="contributor")


@dataclass(frozen=True, slots=True)
class Harmonised:
    """What a file became. Every row of it is either in `cases` or in `quarantine`.

    quarantine: the refused rows as text: where, what and why (`quarantine_…` columns), then their own cells.
    """

    cases: CaseTable
    quarantine: pa.Table
    report: QualityReport


def harmonise(
    path: str | Path, mapping: Mapping, *, settings: HarmoniseSettings, progress: Progress | None = None
) -> Harmonised:
    """Bring a contributor's file into the standard.

    The case table has the columns that the mapping fills, in the order of the schema, and one row for each row of the
    file that breaks no rule. The others are set aside whole, with the reasons: nothing is repaired or dropped, and
    the two together are the rows of the file. All work is done on the few different values of a column.

    Raises InputError when the file cannot be read, MappingError when the mapping does not fit it.
    """
    path = Path(path)
    tell = progress or (lambda what, done, total: None)
    rules = _with_contributor(mapping.columns, settings.contributor)
    steps = len(rules) + 2
    tell(f"Reading {path.name}", 0, steps)
    file = read_file(path, mapping)
    applier = Applier(mapping, file.table, settings.today, settings.person_key)
    outcomes: dict[str, Outcomes] = {}
    for name, rule in rules.items():
        tell(f"Reading {name}", len(outcomes) + 1, steps)
        outcomes[name] = applier.apply(case_schema()[name], rule)
    tell("Checking", steps - 1, steps)
    faults = [*find_faults(outcomes), *_case_id_faults(outcomes, rules, file)]
    accepted = _accepted(file.table.num_rows, faults)
    cases = _cases([case_schema()[name] for name in rules], outcomes, accepted)
    quarantine = quarantine_table(faults, file.whole, file.row_numbers, file.original, path.name)
    measure = Measure(file, mapping, rules, outcomes, applier, faults, accepted)
    notes = _notes(file, rules, settings)
    report = measure.report(path.name, contributor=settings.contributor, today=settings.today, notes=notes)
    tell("Done", steps, steps)
    return Harmonised(cases, quarantine, report)


def _with_contributor(rules: Map[str, Rule], contributor: str | None) -> dict[str, Rule]:
    found = dict(rules)
    if contributor is not None and (CONTRIBUTOR not in rules or isinstance(rules[CONTRIBUTOR], Constant)):
        found[CONTRIBUTOR] = Constant(value=(contributor,))
    return {column.name: found[column.name] for column in case_schema().columns if column.name in found}


def _case_id_faults(outcomes: Map[str, Outcomes], rules: Map[str, Rule], file: File) -> list[Fault]:
    """Case numbers that are not there, unless the mapping says what that means, and those that stand there twice."""
    rule = rules.get(CASE_ID)
    source = next((name for name, _ in rule.sources() if name in file.table.column_names), None) if rule else None
    if rule is None or source is None:
        return []
    faults = []
    if rule.blank is None:
        rows = np.flatnonzero(outcomes[CASE_ID].mask(lambda entry: entry.missing is not None))
        if len(rows):
            faults.append(Fault("case_id_missing", source, rows))
    repeated = find_repeated(outcomes[CASE_ID], source)
    return [*faults, repeated] if repeated is not None else faults


def _accepted(count: int, faults: list[Fault]) -> Index:
    """The positions of the rows that break no rule."""
    whole = np.ones(count, dtype=bool)
    for fault in faults:
        whole[fault.rows] = False
    return np.flatnonzero(whole)


def _notes(file: File, rules: Map[str, Rule], settings: HarmoniseSettings) -> list[str]:
    notes = []
    if file.blank_rows:
        one = file.blank_rows == 1
        rows = (
            "1 row holds nothing but its number and counts"
            if one
            else f"{file.blank_rows:,} rows hold nothing but their number and count"
        )
        notes.append(f"{rows} as no case.")
    if settings.person_key is None and any(isinstance(rule, PersonKey) for rule in rules.values()):
        notes.append("No person key was given: the same person cannot be found in another file.")
    return notes


def _cases(columns: list[Column], outcomes: Map[str, Outcomes], rows: Index) -> CaseTable:
    values = {column.name: values_array(column, outcomes[column.name], rows) for column in columns}
    missing = {column.name: missing_array(outcomes[column.name], rows) for column in columns}
    return CaseTable.from_columns(columns, values, missing)
