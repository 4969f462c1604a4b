"""Helps for tests that read files through a mapping, and export them again."""

import csv
import gzip
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable, Dialect, write_rows
from palermo.harmonise import Harmonised, HarmoniseSettings, harmonise, load_mapping

TODAY = date(2026, 11, 1)


def read(path: Path, name: str, *, key: bytes | None = None) -> Harmonised:
    """A file through a built-in mapping."""
    return harmonise(path, load_mapping(name), settings=HarmoniseSettings(today=TODAY, person_key=key))


def raw_columns(path: Path) -> dict[str, tuple[str, ...]]:
    """The columns of a comma-separated file by Python's own reader, without any of our code."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Path:
    """A CSV file by Python's own writer."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def reread(table: pa.Table, path: Path, name: str) -> CaseTable:
    """An exported table, written and read again by the vintage's mapping."""
    write_rows(table, path, Dialect())
    found = read(path, name)
    assert found.quarantine.num_rows == 0
    return found.cases


def cells(cases: CaseTable, name: str) -> list[object]:
    """A column as values, sets as frozensets, and kinds of missing in their place as `?kind`."""
    values, missing = cases.values(name).to_pylist(), cases.missing(name).to_pylist()
    return [
        f"?{why}" if why is not None else frozenset(value) if isinstance(value, list) else value
        for value, why in zip(values, missing, strict=True)
    ]


def differing(first: CaseTable, second: CaseTable) -> list[str]:
    """The columns in which two tables of the same cases differ; for large tables."""
    found = [name for name in first.names if name not in second]
    for name in (name for name in first.names if name in second):
        pairs = [(first.values(name), second.values(name)), (first.missing(name), second.missing(name))]
        if any(_plain(a) != _plain(b) for a, b in pairs):
            found.append(name)
    return found


def _plain(column: pa.ChunkedArray) -> list[pa.Array]:
    """A column without its dictionary: the texts, and for a set also how many each case has."""
    array = column.combine_chunks()
    parts = [array.is_null()]
    if pa.types.is_list(array.type):
        parts.append(pc.list_value_length(array))
        array = array.flatten()
    return [*parts, array.dictionary_decode() if pa.types.is_dictionary(array.type) else array]
