"""What the texts of a file were read as, for the report: counted from what was decided, never decided again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from palermo.cases import Missing
from palermo.codes import Column
from palermo.harmonise._apply import Applier
from palermo.harmonise._mapping import Country, FirstOf, Flags, From, Rule, Split, When
from palermo.harmonise._outcome import Outcome, Value
from palermo.harmonise._private import is_private
from palermo.harmonise._quality import ReadValue
from palermo.harmonise._reading import loose, split_items

MOST_READ = 30
"""How many texts of a column are told, the most frequent first."""

Rows = npt.NDArray[np.bool_]

Read = tuple[str, str | None, Value | Missing]
"""The file's column, a text in it (None for an empty cell), and what it was read as."""


@dataclass(frozen=True)
class Readings:
    """The readings of one file. private: the file's columns of which no value is shown."""

    applier: Applier
    private: frozenset[str]

    def of(self, column: Column, rule: Rule) -> tuple[tuple[ReadValue, ...], int]:
        """The most frequent texts that fill a coded column, and how many others there are.

        Nothing is told of identifiers, dates and ages, of private columns, and of texts that set a row aside, which
        the report names elsewhere. Rows are all that have the text, accepted or not.
        """
        if column.list is None or rule.private:
            return (), 0
        rows: dict[Read, int] = {}
        everywhere = np.ones(self.applier.table.num_rows, dtype=bool)
        for read, count in self._of(column, rule, everywhere):
            rows[read] = rows.get(read, 0) + count
        told = [read for read in rows if read[0] not in self.private and not (read[1] and is_private(read[1]))]
        told.sort(key=lambda read: (-rows[read], read[0], read[1] or ""))
        shown = told[:MOST_READ]
        return tuple(_read_value(read, rows[read]) for read in shown), len(rows) - len(shown)

    def _of(self, column: Column, rule: Rule, where: Rows) -> Iterator[tuple[Read, int]]:
        if isinstance(rule, From | Country):
            yield from self._cells(rule, where)
        elif isinstance(rule, Split):
            yield from self._answers(column, rule, where)
        elif isinstance(rule, Flags):
            yield from self._flags(rule, where)
        elif isinstance(rule, FirstOf):
            for part in rule.rules:
                yield from self._of(column, part, where)
                where = where & self.applier.done(part).mask(lambda entry: entry.missing is not None)
        elif isinstance(rule, When):
            for branch, here in zip(rule.branches, self.applier.branches(rule), strict=True):
                yield from self._of(column, branch.rule, where & here)
                where = where & ~here
            yield from self._of(column, rule.otherwise, where)

    def _counts(self, name: str, where: Rows) -> Iterator[tuple[int, str | None, int]]:
        """The different texts of a column of the file: number, text, rows."""
        if name not in self.applier.table.column_names:
            return
        texts = self.applier.texts(name)
        counts = np.bincount(texts.index[where], minlength=len(texts.entries)).tolist()
        for number, (text, count) in enumerate(zip(texts.entries, counts, strict=True)):
            if count:
                yield number, text, count

    def _cells(self, rule: From | Country, where: Rows) -> Iterator[tuple[Read, int]]:
        outcomes = self.applier.done(rule).entries
        for number, text, count in self._counts(rule.column, where):
            if (read := _meaning(outcomes[number])) is not None:
                yield (rule.column, text, read), count

    def _answers(self, column: Column, rule: Split, where: Rows) -> Iterator[tuple[Read, int]]:
        outcomes = self.applier.done(rule).entries
        items = split_items(self.applier.words(column, rule), rule.reading, rule.delimiter, rule.none)
        for number, text, count in self._counts(rule.column, where):
            whole = _meaning(outcomes[number])
            if whole is None:
                continue
            answers: Mapping[str, Value | Missing | None] = dict(items(text)) if text is not None else {}
            if len(answers) < 2:
                yield (rule.column, text, whole), count
                continue
            for answer, meaning in answers.items():
                if meaning is not None:
                    yield (rule.column, answer, meaning), count

    def _flags(self, rule: Flags, where: Rows) -> Iterator[tuple[Read, int]]:
        yes: Callable[[str], bool] = frozenset(map(loose, rule.yes)).__contains__
        for name, meaning in rule.flags.items():
            for _, text, count in self._counts(name, where):
                if text is not None and yes(loose(text)):
                    yield (name, text, meaning), count


def _meaning(outcome: Outcome) -> Value | Missing | None:
    """What a text was read as; None where it set its row aside."""
    return outcome.value if outcome.has_value else outcome.missing


def _read_value(read: Read, rows: int) -> ReadValue:
    source, text, meaning = read
    if isinstance(meaning, Missing):
        return ReadValue(source, text, (), meaning.value, rows)
    codes = meaning if isinstance(meaning, tuple) else (str(meaning),)
    return ReadValue(source, text, codes, None, rows)
