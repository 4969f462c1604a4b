"""Any table of answers → numbers and labels, checked. Nothing is guessed, and no message holds an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from palermo.cases import NO_ANSWER
from palermo.errors import InputError
from palermo.estimate._samples._results import Bools, Floats, Ints

Labels = npt.NDArray[np.object_]

MOST_SPELLINGS = 6
"""Spellings of no answer that are named one by one."""

MOST_CODES = 4
"""With more numbers among the words, numbers are what the column holds."""


@dataclass(frozen=True, eq=False)
class Columns:
    """A table's columns, read as what they are asked for. Make it with `palermo.estimate.read_table`.

    place: what the table is called in an error. decimal: what stands before the decimals of a number. missing: by
    column, further words and numbers that are no answer there. answers: usual words for no answer that are one here.
    """

    table: pa.Table
    place: str = ""
    decimal: str = "."
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """How many records there are."""
        return int(self.table.num_rows)

    def at(self, name: str, row: int | None = None) -> str:
        """Where an error was met."""
        parts = [self.place, f"column {name}", "" if row is None else f"record {row + 1}"]
        return ", ".join(part for part in parts if part)

    def column(self, name: str) -> pa.ChunkedArray:
        """The cells of a column as they are. Raises InputError where there is none of this name."""
        if name not in self.table.column_names:
            known = ", ".join(self.table.column_names)
            raise InputError("estimate.no_such_column", place=self.place, column=name, columns=known)
        return self.table.column(name)

    def refuse_where(self, name: str, wrong: Bools, reason: str) -> None:
        """Raise InputError for the first record of which this is true; do nothing where it is of none."""
        if wrong.any():
            raise InputError("estimate.sample_value", place=self.at(name, int(np.argmax(wrong))), reason=reason)

    def numbers(self, name: str, *, blank: bool = False) -> Floats:
        """The column as numbers. blank: missing ones are NaN instead of an error."""
        column = self.column(name)
        if pa.types.is_boolean(column.type) or pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            found: Floats = column.cast(pa.float64()).fill_null(float("nan")).to_numpy().astype(np.float64)
            codes = [float(each) for each in self.missing.get(name, ()) if _is_number(each)]
            found[np.isin(found, codes)] = np.nan
        else:
            found = self._parsed(name, column)
        wrong = np.isinf(found) if blank else ~np.isfinite(found)
        self.refuse_where(name, wrong, "Every record needs a number here, and this one has none.")
        return found

    def labels(self, name: str) -> Labels:
        """The column as texts; None where nothing is said."""
        codes, names = self.codes(name)
        found: Labels = np.array([*names, None], object)[codes]
        return found

    def codes(self, name: str) -> tuple[Ints, list[str]]:
        """The column as the place of each label in the sorted list of labels; -1 where nothing is said."""
        encoded = self.column(name).combine_chunks().dictionary_encode()
        said = [None if self._is_blank(name, value) else label(value) for value in encoded.dictionary.to_pylist()]
        names = _sorted({each for each in said if each is not None})
        place = {each: index for index, each in enumerate(names)}
        each_place = np.array([*(-1 if each is None else place[each] for each in said), -1], np.int64)
        rows = encoded.indices.fill_null(len(said)).to_numpy(zero_copy_only=False).astype(np.int64)
        found: Ints = each_place[rows]
        return found, names

    def silence(self, name: str, among: Bools | None = None) -> str:
        """What stands where nobody has answered, and how often: `blank 12, N/A 3`; empty where all have.

        among: records that are looked at; all if None.
        """
        column = self.column(name)
        encoded = (column if among is None else column.filter(pa.array(among))).combine_chunks().dictionary_encode()
        words = encoded.dictionary.to_pylist()
        times = np.bincount(encoded.indices.drop_null().to_numpy(), minlength=len(words))
        found = {"blank": encoded.null_count}
        for word, many in zip(words, times, strict=True):
            if self._is_blank(name, word):
                shown = "blank" if str(word).strip().casefold() in ("", "nan") else label(word)
                found[shown] = found.get(shown, 0) + int(many)
        counts = sorted(((many, word) for word, many in found.items() if many), key=lambda each: -each[0])
        told = [f"{word} {many:,}" for many, word in counts[:MOST_SPELLINGS]]
        if len(counts) > MOST_SPELLINGS:
            told.append(f"others {sum(many for many, _ in counts[MOST_SPELLINGS:]):,}")
        return ", ".join(told)

    def like_codes(self, name: str) -> list[str]:
        """What to be careful about where numbers stand among words: they may be codes, which only who asked knows."""
        words = self.codes(name)[1]
        numbers = [each for each in words if _is_number(each)]
        if not 0 < len(numbers) <= MOST_CODES or len(numbers) == len(words):
            return []
        return [
            f"{', '.join(numbers)} stands among words in {name} and counts as an answer; if it is a code for no "
            "answer, say so: --missing (missing=)."
        ]

    def groups(self, names: str | Sequence[str]) -> tuple[Ints, list[str]]:
        """One or several columns together as groups, none of them missing."""
        wanted = [names] if isinstance(names, str) else list(names)
        read = [self.codes(name) for name in wanted]
        for name, (codes, _) in zip(wanted, read, strict=True):
            reason = "Every record needs to say to which group it belongs, and this one says nothing."
            self.refuse_where(name, codes < 0, reason)
        found = np.zeros(len(self), np.int64)
        titles = [""]
        for codes, words in read:
            kinds, found = np.unique(found * len(words) + codes, return_inverse=True)
            at = divmod(kinds, len(words))
            titles = [" · ".join(filter(None, (titles[a], words[b]))) for a, b in zip(*at, strict=True)]
        return found.astype(np.int64), titles

    def is_numeric(self, name: str) -> bool:
        """Whether all that the column says are numbers."""
        try:
            found = self.numbers(name, blank=True)
        except InputError as error:
            if error.key != "estimate.sample_value":
                raise
            return False
        return bool(np.isfinite(found).any())

    def is_value(self, name: str, value: object) -> tuple[Bools, Bools]:
        """Who has the value, and who says anything at all. Raises InputError for a value that nobody has."""
        found, names = self.codes(name)
        wanted = label(value)
        if wanted not in names:
            reason = f"No record has the value that is asked for; there are {len(names)} others."
            if self._is_blank(name, value):
                reason = "The value that is asked for counts as no answer; name it as one: --answers (answers=)."
            raise InputError("estimate.sample_value", place=self.at(name), reason=reason)
        return found == names.index(wanted), found >= 0

    def _parsed(self, name: str, column: pa.ChunkedArray) -> Floats:
        encoded = column.combine_chunks().dictionary_encode()
        numbers = np.full(len(encoded.dictionary) + 1, np.nan)
        wrong = np.zeros(len(numbers), bool)
        for at, value in enumerate(encoded.dictionary.to_pylist()):
            if self._is_blank(name, value):
                continue
            try:
                numbers[at] = self._number(value)
            except (TypeError, ValueError):
                wrong[at] = True
        rows = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
        if wrong[rows].any():
            row = int(np.argmax(wrong[rows]))
            reason = "This is no number."  # not which: no message holds what somebody said
            if self.decimal == "." and _is_number(str(column[row].as_py()).replace(",", ".", 1)):
                reason += " If its comma stands before decimals, say so: --decimal , (decimal=)."
            else:
                reason += " If it is a code for no answer, say so: --missing (missing=)."
            raise InputError("estimate.sample_value", place=self.at(name, row), reason=reason)
        found: Floats = numbers[rows]
        return found

    def _is_blank(self, name: str, value: object) -> bool:
        """Whether a cell of the column is no answer."""
        if value is None:
            return True
        word = str(value).strip().casefold()
        if word in NO_ANSWER:
            return not word or word not in self.answers
        return label(value).casefold() in self.missing.get(name, ())

    def _number(self, value: object) -> float:
        """A cell as a number. A point where decimals have a comma may be of thousands, and is refused."""
        if self.decimal == "." or not isinstance(value, str):
            return float(value)  # type: ignore[arg-type]
        if "." in value:
            raise ValueError
        return float(value.replace(",", "."))


def _sorted(names: set[str]) -> list[str]:
    """Numbers by size where all are numbers, texts by their letters otherwise."""
    try:
        return sorted(names, key=float)
    except ValueError:
        return sorted(names)


def is_blank(value: object) -> bool:
    """Whether a cell says nothing, by the usual words alone."""
    return value is None or str(value).strip().casefold() in NO_ANSWER


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def label(value: object) -> str:
    """A value as a text: 1, 1.0, "1" and "1.0" are the same, and so are True and "true".

    A column of whole numbers with a gap is written as 1.0 by many tools, and must still name whom 1 names.

    >>> label(1.0), label("1.0"), label(True), label(" yes ")
    ('1', '1', 'true', 'yes')
    """
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    text = str(value).strip()
    whole = text.removesuffix(".0")
    return whole if whole.removeprefix("-").isdecimal() else text


def refuse_setting(place: str, reason: str) -> InputError:
    """The error for a setting out of its limits."""
    return InputError("estimate.setting", place=place, reason=reason)


def check_level(level: float) -> None:
    """Raise InputError unless an interval can cover this share."""
    if not 0.0 < level < 1.0:
        raise refuse_setting("level", "What an interval covers lies between 0 and 1.")
