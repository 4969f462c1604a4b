"""Count what became of a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from palermo.codes import Column, ColumnKind, case_schema
from palermo.harmonise._apply import Applier
from palermo.harmonise._consistency import find_contradictions
from palermo.harmonise._file import File, clean, declared
from palermo.harmonise._mapping import Mapping as FileMapping
from palermo.harmonise._mapping import PersonKey, Rule
from palermo.harmonise._outcome import Index, Outcomes
from palermo.harmonise._private import is_private
from palermo.harmonise._quality import BrokenRule, ColumnQuality, QualityReport, UnknownValue
from palermo.harmonise._quarantine import Fault, checks
from palermo.harmonise._read_as import Readings

FIRST_ROWS = 5
"""How many places of a fault are named."""

MOST_UNKNOWN = 20
"""How many unknown values of a column are shown. A column with more is the wrong column, or free text."""


@dataclass(frozen=True)
class Measure:
    """What a report is counted from. accepted: positions of the accepted rows in the file's table."""

    file: File
    mapping: FileMapping
    rules: Mapping[str, Rule]
    outcomes: Mapping[str, Outcomes]
    applier: Applier
    faults: Sequence[Fault]
    accepted: Index

    def report(self, name: str, *, contributor: str | None, today: date, notes: Sequence[str]) -> QualityReport:
        """The report. name: of the file."""
        used = {source for rule in self.rules.values() for source, _ in rule.sources()}
        ignored = {**self.mapping.ignore, **self.file.source.ignore}
        there = set(self.file.whole.column_names)
        cleaned = {clean(name) for name in there}
        return QualityReport(
            file=name,
            mapping=self.mapping.name,
            mapping_title=self.mapping.title,
            source=self.file.source.name,
            dialect=declared(self.file.source.dialect),
            contributor=contributor,
            today=today,
            rows_in=self.file.table.num_rows,
            accepted=len(self.accepted),
            quarantined=self.file.table.num_rows - len(self.accepted),
            columns=tuple(self._column(case_schema()[column], found) for column, found in self.outcomes.items()),
            rules=tuple(self._broken()),
            not_used=tuple(self._not_used(used, ignored)),
            ignored={name: why for name, why in ignored.items() if clean(name) in cleaned},
            absent=tuple(dict.fromkeys(s for r in self.rules.values() for s, _ in r.sources() if s not in there)),
            notes=(*self.mapping.notes, *self.file.source.notes, *self.file.notes, *notes),
        )

    def _not_used(self, used: set[str], ignored: Mapping[str, str]) -> Iterator[str]:
        left_out = {clean(name) for name in (*ignored, *self.file.source.index_columns)}
        for name in self.file.whole.column_names:
            if name not in used and clean(name) not in left_out:
                yield name

    def _column(self, column: Column, outcomes: Outcomes) -> ColumnQuality:
        rule = self.rules[column.name]
        counts = np.bincount(outcomes.index[self.accepted], minlength=len(outcomes.entries)).tolist()
        filled = none = 0
        missing: dict[str, int] = {}
        for entry, count in zip(outcomes.entries, counts, strict=True):
            if not count:
                continue
            if entry.missing is not None:
                missing[entry.missing.value] = missing.get(entry.missing.value, 0) + count
            else:
                filled += count
                none += count if entry.value == () else 0
        unknown, more = self._unknown(column, rule, outcomes)
        read, more_read = self._readings.of(column, rule)
        return ColumnQuality(
            name=column.name,
            label=column.label["en"],
            sources=tuple(dict.fromkeys(name for name, _ in rule.sources())),
            filled=filled,
            share=filled / len(self.accepted) if len(self.accepted) else None,
            none_of_them=none,
            missing=missing,
            unknown=unknown,
            more_unknown=more,
            read=read,
            more_read=more_read,
        )

    def _unknown(self, column: Column, rule: Rule, outcomes: Outcomes) -> tuple[tuple[UnknownValue, ...], int]:
        if not any(entry.unknown for entry in outcomes.entries):
            return (), 0
        counts = outcomes.counts().tolist()
        rows: dict[str, int] = {}
        refused: set[str] = set()
        for entry, count in zip(outcomes.entries, counts, strict=True):
            if count:
                for text in set(entry.unknown):
                    rows[text] = rows.get(text, 0) + count
                    if entry.fault:
                        refused.add(text)
        most = sorted(rows, key=lambda text: (-rows[text], text))[:MOST_UNKNOWN]
        holders: dict[str, list[int]] = {text: [] for text in most}
        for number, entry in enumerate(outcomes.entries):
            for text in entry.unknown:
                if text in holders:
                    holders[text].append(number)
        withheld = column.kind is ColumnKind.ID or bool({name for name, _ in rule.sources()} & self._private)
        found = []
        for text in most:
            places = np.flatnonzero(np.isin(outcomes.index, holders[text]))
            value = None if withheld or is_private(text) else text
            found.append(UnknownValue(value, rows[text], self._numbers(places), text in refused))
        return tuple(found), len(rows) - len(most)

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self.applier, frozenset(self._private))

    @cached_property
    def _private(self) -> set[str]:
        """The file's columns of which no value is shown: those a rule calls private, identifiers, names and births."""
        found: set[str] = set()
        for name, rule in self.rules.items():
            if isinstance(rule, PersonKey):
                found |= {*rule.names, rule.birth_date}
            elif rule.private or case_schema()[name].kind is ColumnKind.ID:
                found |= {source for source, _ in rule.sources()}
        return found

    def _broken(self) -> Iterator[BrokenRule]:
        for fault in self.faults:
            yield self._rule(fault.rule, (fault.column,), fault.rows)
        accepted = np.zeros(self.file.table.num_rows, dtype=bool)
        accepted[self.accepted] = True
        for name, outcomes in self.outcomes.items():
            for key in dict.fromkeys(entry.noted for entry in outcomes.entries if entry.noted):
                noted = outcomes.mask(lambda entry, key=key: entry.noted == key) & accepted  # type: ignore[misc]
                if noted.any():
                    yield self._rule(key, (name,), np.flatnonzero(noted))
        for found in find_contradictions(self.outcomes):
            rows = np.flatnonzero(found.rows & accepted)
            if len(rows):
                yield self._rule(found.rule, found.columns, rows)

    def _rule(self, key: str, columns: tuple[str, ...], rows: Index) -> BrokenRule:
        check = checks()[key]
        first = self._numbers(rows)
        return BrokenRule(key, check.rule, check.remedy, columns, len(rows), first, check.quarantine)

    def _numbers(self, rows: Index) -> tuple[int, ...]:
        taken: list[int] = self.file.row_numbers.take(pa.array(rows[:FIRST_ROWS], pa.int64())).to_pylist()
        return tuple(taken)
