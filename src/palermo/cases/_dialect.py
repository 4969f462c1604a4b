"""How a file is written: said by whoever knows it, never guessed."""

import codecs
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from palermo.errors import InputError

LAST_HEADER_ROW = 100
"""No real file has more titles above its header; a larger number is a typing error."""


class Format(StrEnum):
    """The kinds of file that are read and written."""

    CSV = "csv"
    XLSX = "xlsx"
    XLSM = "xlsm"
    ODS = "ods"
    PARQUET = "parquet"
    JSONL = "jsonl"
    JSON = "json"


TEXT_FORMATS = frozenset({Format.CSV, Format.JSONL, Format.JSON})
"""The formats that are text, and may be packed with gzip (`.csv.gz`)."""

WORKBOOKS = frozenset({Format.XLSX, Format.XLSM, Format.ODS})
"""The formats that are a zip archive of sheets."""

ENDINGS = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".txt": Format.CSV,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSM,
    ".ods": Format.ODS,
    ".parquet": Format.PARQUET,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSON,
}


_NO_CHARACTERS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
"""Encodings of something else than a text file."""


def _is_text_encoding(name: str) -> bool:
    try:
        return isinstance("".encode(name), bytes) and codecs.lookup(name).name not in _NO_CHARACTERS
    except LookupError:
        return False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written. Anything that is not declared has the value that stands here.

    format: one of `Format`; empty for the one that the file's ending names.
    encoding: of a text file, by its name in Python. A byte order mark at the beginning of UTF-8 is left aside.
    delimiter: what stands between the cells of a CSV file: one ASCII character.
    quote: what stands around a cell that holds delimiters or line ends; empty for a file that has nothing like it.
    sheet: the sheet's name; may be empty for a workbook with a single sheet.
    header_row: the row whose cells name the columns, counted from 1. Rows above it are titles.
    data_row: the first row of data; 0 for the one below the header. Rows in between are further headers.
    list_separator: what is put between several answers to one question in nested JSON.
    records: the key under which a JSON object holds its records; empty for `results`, `value` or `data`.

    Raises ValueError, with a sentence, when a value cannot be meant.

    >>> Dialect(delimiter=";", encoding="cp1252").delimiter
    ';'
    """

    format: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    header_row: int = 1
    data_row: int = 0
    list_separator: str = " "
    records: str = ""

    def __post_init__(self) -> None:
        if self.format and self.format not in list(Format):
            raise ValueError(f"the format is one of {', '.join(Format)}, not {self.format!r}")
        if not _is_text_encoding(self.encoding):
            raise ValueError(f"there is no text encoding named {self.encoding!r}")
        if len(self.delimiter) != 1 or not self.delimiter.isascii() or self.delimiter in '\r\n\0"':
            raise ValueError("the delimiter is one ASCII character, and neither a line end nor a quotation mark")
        if self.quote and (len(self.quote) != 1 or not self.quote.isascii() or self.quote in f"\r\n\0{self.delimiter}"):
            raise ValueError("the quote is one ASCII character other than the delimiter, or empty")
        if not 1 <= self.header_row <= LAST_HEADER_ROW:
            raise ValueError(f"the header row is a number from 1 to {LAST_HEADER_ROW}")
        if self.data_row and not self.header_row < self.data_row <= 2 * LAST_HEADER_ROW:
            raise ValueError(f"the first row of data comes after the header, and not after row {2 * LAST_HEADER_ROW}")

    @property
    def first_data_row(self) -> int:
        """The row of the file from which on rows are records."""
        return self.data_row or self.header_row + 1


DEFAULT_DIALECT = Dialect()
"""How a file is written unless somebody says otherwise."""


def format_of(path: Path, name: str = "") -> Format:
    """The format a dialect names, or the file's ending. Raises InputError where neither says it."""
    if name:
        return Format(name)
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    ending = (suffixes[0] if len(suffixes) == 2 else "") if packed else (suffixes[-1] if suffixes else "")
    found = ENDINGS.get(ending)
    if found is None or (packed and found not in TEXT_FORMATS):
        raise InputError("file.format_unknown", place=str(path), known=", ".join(ENDINGS))
    return found
