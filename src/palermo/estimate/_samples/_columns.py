"""Any table of answers → numbers and labels, checked. Nothing is guessed, and no message holds an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from palermo.errors import InputError
from palermo.estimate._samples._results import Bools, Floats, Ints

Labels = npt.NDArray[np.object_]

_BLANK = frozenset(("", "nan", "none", "null", "na", "<na>"))


@dataclass(frozen=True, eq=False)
class Columns:
    """A table's columns, read as what they are asked for. place: what the table is called in an error."""

    table: pa.Table
    place: str = ""

    def __len__(self) -> int:
        """How many records there are."""
        return int(self.table.num_rows)

    def at(self, name: str, row: int | None = None) -> str:
        """Where an error was met."""
        parts = [self.place, f"column {name}", "" if row is None else f"record {row + 1}"]
        return ", ".join(part for part in parts if part)

    def numbers(self, name: str, *, blank: bool = False) -> Floats:
        """The column as numbers. blank: missing ones are NaN instead of an error."""
        column = self._column(name)
        if pa.types.is_boolean(column.type) or pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            found: Floats = column.cast(pa.float64()).fill_null(float("nan")).to_numpy().astype(np.float64)
        else:
            found = self._parsed(name, column)
        wrong = np.isinf(found) if blank else ~np.isfinite(found)
        if wrong.any():
            reason = "Every record needs a number here, and this one has none."
            raise InputError("estimate.sample_value", place=self.at(name, int(np.argmax(wrong))), reason=reason)
        return found

    def labels(self, name: str) -> Labels:
        """The column as texts; None where nothing is said."""
        codes, names = self.codes(name)
        found: Labels = np.array([*names, None], object)[codes]
        return found

    def codes(self, name: str) -> tuple[Ints, list[str]]:
        """The column as the place of each label in the sorted list of labels; -1 where nothing is said."""
        encoded = self._column(name).combine_chunks().dictionary_encode()
        said = [None if is_blank(value) else label(value) for value in encoded.dictionary.to_pylist()]
        names = _sorted({each for each in said if each is not None})
        place = {each: index for index, each in enumerate(names)}
        each_place = np.array([*(-1 if each is None else place[each] for each in said), -1], np.int64)
        rows = encoded.indices.fill_null(len(said)).to_numpy(zero_copy_only=False).astype(np.int64)
        found: Ints = each_place[rows]
        return found, names

    def groups(self, names: str | Sequence[str]) -> tuple[Ints, list[str]]:
        """One or several columns together as groups, none of them missing."""
        wanted = [names] if isinstance(names, str) else list(names)
        read = [self.codes(name) for name in wanted]
        for name, (codes, _) in zip(wanted, read, strict=True):
            if (codes < 0).any():
                reason = "Every record needs to say to which group it belongs, and this one says nothing."
                raise InputError("estimate.sample_value", place=self.at(name, int(np.argmax(codes < 0))), reason=reason)
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
            raise InputError("estimate.sample_value", place=self.at(name), reason=reason)
        return found == names.index(wanted), found >= 0

    def _column(self, name: str) -> pa.ChunkedArray:
        if name not in self.table.column_names:
            known = ", ".join(self.table.column_names)
            raise InputError("estimate.no_such_column", place=self.place, column=name, columns=known)
        return self.table.column(name)

    def _parsed(self, name: str, column: pa.ChunkedArray) -> Floats:
        encoded = column.combine_chunks().dictionary_encode()
        numbers = np.full(len(encoded.dictionary) + 1, np.nan)
        wrong = np.zeros(len(numbers), bool)
        for at, value in enumerate(encoded.dictionary.to_pylist()):
            if is_blank(value):
                continue
            try:
                numbers[at] = float(value)
            except (TypeError, ValueError):
                wrong[at] = True
        rows = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
        if wrong[rows].any():
            place = self.at(name, int(np.argmax(wrong[rows])))
            raise InputError("estimate.sample_value", place=place, reason="This is no number.")
        found: Floats = numbers[rows]
        return found


def _sorted(names: set[str]) -> list[str]:
    """Numbers by size where all are numbers, texts by their letters otherwise."""
    try:
        return sorted(names, key=float)
    except ValueError:
        return sorted(names)


def is_blank(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or str(value).strip().casefold() in _BLANK


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


def read_columns(table: Any) -> Columns:
    """A table from a file, an Arrow table, a data frame or a dict of columns. Raises InputError where it is empty."""
    place = ""
    if isinstance(table, Columns):
        return table
    if isinstance(table, (str, Path)):
        from palermo.cases import read_rows

        found, place = read_rows(table).table, Path(table).name
    elif isinstance(table, pa.Table):
        found = table
    elif isinstance(table, dict):
        found = pa.table({str(name): pa.array(list(values)) for name, values in table.items()})
    elif hasattr(table, "columns") and hasattr(table, "__arrow_c_stream__"):  # pandas, polars
        found = pa.table(table).select([str(name) for name in table.columns])
    else:
        raise TypeError(f"a table is a path, an Arrow table, a data frame or a dict of columns, not {type(table)}")
    if not found.num_rows:
        raise InputError("estimate.sample_empty", place=place)
    return Columns(found, place)


def refuse_setting(place: str, reason: str) -> InputError:
    """The error for a setting out of its limits."""
    return InputError("estimate.setting", place=place, reason=reason)


def check_level(level: float) -> None:
    """Raise InputError unless an interval can cover this share."""
    if not 0.0 < level < 1.0:
        raise refuse_setting("level", "What an interval covers lies between 0 and 1.")
