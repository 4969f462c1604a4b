"""A file as a table of text, and what its header must be."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from palermo.cases._limits import Limits
from palermo.errors import InputError

Texts = Sequence[str]

_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^[a-z]{2,4}_")
MOST_BLANK = 0.5
"""Above this share of nameless columns a row is a title and no header."""
ALIKE = 0.5
"""From this share of cells that say the same as the header's on, a row is a second header."""
FEWEST_ALIKE = 2
"""One cell that is called like its column can be chance."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A file as it stands: every cell as text, nothing guessed.

    table: one text column a column of the file, named as its header with surplus spaces aside; a column without a
        name is called `column_` and its number. A cell that is not there is an empty text.
    row_numbers: for each record the row of the file in which it begins (lines of a text file, rows of a sheet; in
        JSON and Parquet, which have no rows, the number of the record), counted from 1.
    original: the header as it stands in the file.
    notes: what was left aside or read in a way that somebody should know of, as sentences.
    above: the cells of the rows above the header, and of further header rows.
    """

    table: pa.Table
    row_numbers: pa.Array
    original: tuple[str, ...]
    notes: tuple[str, ...] = ()
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def num_rows(self) -> int:
        """How many records there are."""
        return int(self.table.num_rows)


def clean(name: str) -> str:
    r"""A header's cell with surplus spaces aside.

    >>> clean(" Country  of\nBirth ")
    'Country of Birth'
    """
    return _SPACES.sub(" ", name).strip()


def column_names(header: Texts, *, file: str, row: int, limits: Limits) -> list[str]:
    """The names of the columns. Raises InputError for too many, for a row that is no header, and for a name twice."""
    check_columns(len(header), file=file, limits=limits)
    names = [clean(cell) for cell in header]
    blank = sum(not name for name in names)
    if blank == len(names) or blank > max(1, MOST_BLANK * len(names)):
        reason = f"row {row} names {len(names) - blank} of {len(names)} columns."
        raise InputError("table.header", place=f"{file}, row {row}", reason=reason)
    names = [name or f"column_{number}" for number, name in enumerate(names, start=1)]
    for name, count in Counter(names).items():
        if count > 1:
            where = ", ".join(str(number) for number, other in enumerate(names, start=1) if other == name)
            raise InputError("table.duplicate_column", place=f"{file}, row {row}", column=shown(name), where=where)
    return names


def check_columns(count: int, *, file: str, limits: Limits) -> None:
    """Raise InputError for a table that is wider than any real one."""
    if count > limits.columns:
        raise InputError("table.too_many_columns", place=file, count=f"{count:,}", most=f"{limits.columns:,}")


def check_cell(size: int, *, file: str, row: int, column: str, limits: Limits) -> None:
    """Raise InputError for a cell that is longer than any real one. size: in bytes, or a number below it."""
    if size > limits.cell_bytes:
        raise InputError(
            "table.cell_too_long", place=f"{file}, row {row}, column {shown(column)}", most=f"{limits.cell_bytes:,}"
        )


def says_the_same(header: Texts, first: Texts) -> bool:
    """Whether a row names the columns as the header does: mostly the same words, prefixes and spaces aside."""
    pairs = [(_core(a), _core(b)) for a, b in zip(header, first, strict=False) if clean(a) and clean(b)]
    same = sum(bool(a) and a == b for a, b in pairs)
    return same >= FEWEST_ALIKE and same >= ALIKE * len(pairs)


def check_second_header(header: Texts, first: Texts, *, file: str, row: int, first_row: int) -> None:
    """Raise InputError when the first record says what the header says: a second header, which nobody declared."""
    if says_the_same(header, first):
        place = f"{file}, rows {row} and {first_row}"
        raise InputError("table.two_header_rows", place=place, first=row, second=first_row)


def shown(name: str, longest: int = 60) -> str:
    """A column's name for a message, cut where it is a whole sentence."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def header_notes(names: Texts, header: Texts, above: Sequence[Texts]) -> list[str]:
    """What somebody should know of the header."""
    notes = []
    if above:
        what = f"{len(above)} rows beside the header were" if len(above) > 1 else "1 row beside the header was"
        notes.append(f"{what} not read as {'records' if len(above) > 1 else 'a record'}.")
    nameless = [name for name, cell in zip(names, header, strict=True) if not clean(cell)]
    if nameless:
        notes.append(f"Columns without a name are called {', '.join(nameless)}.")
    return notes


def _core(cell: str) -> str:
    """What a name and a label have in common: `prs_FirstName` and `First Name` are both `firstname`."""
    return _NO_LETTERS.sub("", _PREFIX.sub("", cell.strip())).casefold()
