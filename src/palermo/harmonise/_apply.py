"""Apply the rules of a mapping to the columns of a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from palermo.cases import Missing
from palermo.codes import Column, case_schema
from palermo.harmonise._bands import band_reader, read_age_bands, year_reader
from palermo.harmonise._flags import Flag, read_flags
from palermo.harmonise._mapping import (
    AgeBand,
    Band,
    Condition,
    Constant,
    Country,
    FirstOf,
    Flags,
    From,
    Mapping,
    PersonKey,
    Rule,
    Split,
    When,
    Year,
)
from palermo.harmonise._outcome import Outcome, Outcomes, Texts, blanks, encode, join
from palermo.harmonise._person import read_person_keys
from palermo.harmonise._reading import Lookup, Words, country_reader, loose, reader, split_reader, value_outcome


@dataclass(frozen=True)
class Applier:
    """One file on its way through one mapping.

    table: the file's cells as text, its columns by the names that the mapping uses.
    """

    mapping: Mapping
    table: pa.Table
    today: date
    person_key: bytes | None = None
    _texts: dict[str, Texts] = field(default_factory=dict)
    _done: dict[int, Outcomes] = field(default_factory=dict)

    def apply(self, column: Column, rule: Rule) -> Outcomes:
        """What a rule makes of every row."""
        found = _APPLIERS[type(rule)](self, rule, self.words(column, rule))
        self._done[id(rule)] = found  # equal rules of two columns are not the same; the mapping keeps them alive
        return found

    def done(self, rule: Rule) -> Outcomes:
        """What a rule, or a part of one, made of every row when it was applied."""
        return self._done[id(rule)]

    def texts(self, name: str) -> Texts:
        """The texts of one of the file's columns; blank everywhere when the file does not have it."""
        if name not in self._texts:
            there = name in self.table.column_names
            self._texts[name] = encode(self.table.column(name)) if there else blanks(self.table.num_rows)
        return self._texts[name]

    def words(self, column: Column, rule: Rule) -> Words:
        """What the mapping says of every cell that a rule reads."""
        blank = rule.blank or self.mapping.blank.for_column(column.name, column.kind.value)
        return Words(column, Lookup.of(self.mapping.missing), blank, self.today)

    def _from(self, rule: From, words: Words) -> Outcomes:
        return self.texts(rule.column).map(reader(words, rule.reading, rule.column))

    def _country(self, rule: Country, words: Words) -> Outcomes:
        return self.texts(rule.column).map(country_reader(words, rule.reading, rule.column, rule.delimiter))

    def _split(self, rule: Split, words: Words) -> Outcomes:
        read = split_reader(words, rule.reading, rule.column, rule.delimiter, rule.none)
        return self.texts(rule.column).map(read)

    def _flags(self, rule: Flags, words: Words) -> Outcomes:
        flags = [Flag(name, self.texts(name), name in self.table.column_names) for name in rule.flags]
        return read_flags(rule, flags, words)

    def _year(self, rule: Year, words: Words) -> Outcomes:
        return self.texts(rule.column).map(year_reader(rule, words))

    def _band(self, rule: Band, words: Words) -> Outcomes:
        return self.texts(rule.column).map(band_reader(rule, words))

    def _age_band(self, rule: AgeBand, words: Words) -> Outcomes:
        return read_age_bands(rule, self.texts(rule.birth_date), self.texts(rule.reference_date), words)

    def _constant(self, rule: Constant, words: Words) -> Outcomes:
        index = np.zeros(self.table.num_rows, dtype=np.int64)
        return Outcomes([value_outcome(words.column, rule.value)], index)

    def _first_of(self, rule: FirstOf, words: Words) -> Outcomes:
        entries, indices = join(*(self.apply(words.column, part) for part in rule.rules))
        counts = np.array([entry.missing is None for entry in entries], dtype=bool)
        index = indices[0].copy()
        for other in indices[1:]:
            index = np.where(counts[index], index, np.where(counts[other], other, index))
        return Outcomes(entries, index)

    def _when(self, rule: When, words: Words) -> Outcomes:
        parts = [self.apply(words.column, branch.rule) for branch in rule.branches]
        entries, indices = join(self.apply(words.column, rule.otherwise), *parts)
        index, open_rows = indices[0].copy(), np.ones(self.table.num_rows, dtype=bool)
        for holds, chosen in zip(self.branches(rule), indices[1:], strict=True):
            here = open_rows & holds
            index = np.where(here, chosen, index)
            open_rows &= ~here
        return Outcomes(entries, index)

    def branches(self, rule: When) -> Iterator[np.ndarray[Any, np.dtype[np.bool_]]]:
        """For each branch the rows in which its conditions hold, whether or not an earlier branch has taken them."""
        for branch in rule.branches:
            here = np.ones(self.table.num_rows, dtype=bool)
            for condition in branch.conditions:
                here &= self._holds(condition)
            yield here

    def _holds(self, condition: Condition) -> np.ndarray[Any, np.dtype[np.bool_]]:
        texts = self.texts(condition.column)
        wanted = {loose(text) for text in condition.texts}
        missing = Lookup.of(self.mapping.missing)

        def holds(text: str | None) -> bool:
            if condition.blank:
                found = text is None or isinstance(missing.get(text), Missing)
            else:
                found = text is not None and loose(text) in wanted
            return found is not condition.negated

        found = np.array([holds(text) for text in texts.entries], dtype=bool)
        return found[texts.index] if len(found) else np.zeros(0, dtype=bool)

    def _person_key(self, rule: PersonKey, words: Words) -> Outcomes:
        if self.person_key is None:
            return Outcomes([Outcome(missing=Missing.NOT_ASKED)], np.zeros(self.table.num_rows, dtype=np.int64))
        sex = self.apply(case_schema()["gender"], rule.sex)
        names = [self.texts(name) for name in rule.names]
        return read_person_keys(rule, names, self.texts(rule.birth_date), sex, words, self.person_key)


_APPLIERS: dict[type[Rule], Callable[[Applier, Any, Words], Outcomes]] = {
    From: Applier._from,
    Country: Applier._country,
    Split: Applier._split,
    Flags: Applier._flags,
    Year: Applier._year,
    Band: Applier._band,
    AgeBand: Applier._age_band,
    Constant: Applier._constant,
    FirstOf: Applier._first_of,
    When: Applier._when,
    PersonKey: Applier._person_key,
}
