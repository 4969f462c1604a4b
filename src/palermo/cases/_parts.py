"""A case table in parts, for when it is larger than the memory of one machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from palermo.cases._case_files import SCHEMA_KEY, from_parquet
from palermo.cases._limits import DEFAULT_LIMITS
from palermo.cases._parquet import BROKEN, open_parquet
from palermo.cases._table import CaseTable
from palermo.errors import InputError


@dataclass(frozen=True, slots=True)
class CasePart:
    """One row group of a Parquet file."""

    path: Path
    group: int


@dataclass(frozen=True, eq=False)
class CaseParts:
    """A case table that was not read. header: the columns of the first file, and no case. num_rows: of all files."""

    header: CaseTable
    parts: tuple[CasePart, ...]
    num_rows: int


def case_parts(path: Path | str, *, columns: Sequence[str] = ()) -> CaseParts:
    """The parts of a Parquet file, or of all in a folder, each as `write_cases` wrote it. Only their ends are read.

    columns: those that every file must have alike; all of them by default.

    Raises InputError for what is no Parquet file, does not say what its columns hold, or has other columns than the
    first.
    """
    path = Path(path).absolute()
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise InputError("file.not_found", place=str(path / "*.parquet"))
    headers: list[CaseTable] = []
    parts: list[CasePart] = []
    rows = 0
    for each in files:
        file = open_parquet(each, limits=DEFAULT_LIMITS, apart=True)
        if SCHEMA_KEY not in (file.schema_arrow.metadata or {}):
            raise InputError("cases.malformed", place=str(each), reason="it does not say what its columns hold.")
        headers.append(from_parquet(file.schema_arrow.empty_table(), each))
        other = _other(headers[0], headers[-1], columns)
        if other:
            raise InputError("cases.other_columns", place=str(each), other=", ".join(other), first=files[0].name)
        parts += [CasePart(each, group) for group in range(file.metadata.num_row_groups)]
        rows += file.metadata.num_rows
    return CaseParts(headers[0], tuple(parts), rows)


def _other(first: CaseTable, here: CaseTable, wanted: Sequence[str]) -> list[str]:
    """Columns that are not in both, or mean something else there. Identifiers are never counted."""
    first, here = first.without_ids(), here.without_ids()
    names = wanted or dict.fromkeys((*first.names, *here.names))
    return [
        name
        for name in names
        if (name in first) != (name in here) or (name in first and first.column(name) != here.column(name))
    ]


def read_part(part: CasePart) -> CaseTable:
    """The cases of a part, checked as `read_cases` checks them. Raises InputError."""
    file = open_parquet(part.path, limits=DEFAULT_LIMITS, apart=True)
    if part.group >= file.metadata.num_row_groups:
        raise InputError("cases.malformed", place=str(part.path), reason="it is not the file that was looked at first.")
    try:
        table = file.read_row_group(part.group)
    except BROKEN as error:
        raise InputError("file.damaged", place=str(part.path), reason="a part of it cannot be read.") from error
    return from_parquet(table, part.path)
