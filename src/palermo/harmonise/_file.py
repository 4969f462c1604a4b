"""A contributor's file, read in the way of its mapping that fits it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import Dialect, Rows, read_rows
from palermo.errors import InputError, MappingError, UserError
from palermo.harmonise._mapping import Mapping, Source

_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\ufeff"), " ")
"""Characters that nobody sees and some programs leave in headers."""


@dataclass(frozen=True, slots=True)
class File:
    """The rows of a file, all text, and how they were found.

    whole: all columns, those that the mapping uses under its names, the others under their headers.
    table: the columns that may be used: without those that the mapping leaves out.
    row_numbers: the row of the file in which each record begins. original: the headers as they stand in the file.
    blank_rows: rows that hold nothing but their number and count as no case.
    """

    source: Source
    whole: pa.Table
    table: pa.Table
    row_numbers: pa.Array
    original: tuple[str, ...]
    notes: tuple[str, ...] = ()
    blank_rows: int = 0


def clean(header: str) -> str:
    """A header with the spaces around it and doubled ones left aside, as a mapping's names are compared with it."""
    return " ".join(header.translate(_NO_WIDTH).split())


def declared(dialect: Dialect) -> dict[str, str | int]:
    """What a dialect says beside what holds anyway."""
    usual = asdict(Dialect())
    said = {name: value for name, value in asdict(dialect).items() if value != usual[name]}
    return {name: str(value) if isinstance(value, str) else value for name, value in said.items()}


def read_file(path: Path, mapping: Mapping) -> File:
    """Read a file by the first source of the mapping that fits it.

    Raises InputError when it cannot be read, MappingError when it fits no source, when it has not all the columns
    that the mapping needs, or has one of them twice.
    """
    if len(mapping.sources) == 1:
        source = mapping.sources[0]
        rows = read_rows(path, source.dialect)
        if lacks := _lacking(source.requires, rows, source):
            raise _fits_none(path, mapping, [f"It has no column {lacks[0]!r}."])
        return _file(rows, source, mapping)
    read: dict[Dialect, Rows | InputError] = {}
    tried = []
    for number, source in enumerate(mapping.sources, start=1):
        found = read[source.dialect] if source.dialect in read else _try(path, source.dialect)
        read[source.dialect] = found
        name = source.name or f"source {number}"
        if isinstance(found, InputError):
            tried.append(f"As {name}: {found.fault}")
            continue
        needed = source.requires or [column for column, optional, _ in _sources(mapping) if not optional]
        if not (lacks := _lacking(needed, found, source)):
            return _file(found, source, mapping)
        tried.append(f"As {name} it has no column {lacks[0]!r}.")
    failures = [found for found in read.values() if isinstance(found, InputError)]
    if len(failures) == len(read) and len({failure.key for failure in failures}) == 1:
        raise failures[0]
    raise _fits_none(path, mapping, tried)


def _try(path: Path, dialect: Dialect) -> Rows | InputError:
    try:
        return read_rows(path, dialect)
    except InputError as error:
        if error.key == "file.not_found":
            raise
        return error


def _fits_none(path: Path, mapping: Mapping, tried: list[str]) -> UserError:
    return MappingError("mapping.source_fits_none", place=path.name, mapping=mapping.name, tried=" ".join(tried))


def _sources(mapping: Mapping) -> Iterator[tuple[str, bool, int]]:
    """Every column of the file that the mapping reads, whether it may be absent, and the line of its rule."""
    for rule in mapping.columns.values():
        for name, optional in rule.sources():
            yield name, optional, rule.line


def _headers(rows: Rows, source: Source) -> list[str]:
    headers = [clean(name) for name in rows.table.column_names]
    if not source.strip_groups:
        return headers
    return [header.rpartition("/")[2] or header for header in headers]


def _lacking(needed: "tuple[str, ...] | list[str]", rows: Rows, source: Source) -> list[str]:
    there = {*_headers(rows, source), *(clean(name) for name in rows.table.column_names)}
    return [name for name in needed if clean(name) not in there]


def _file(rows: Rows, source: Source, mapping: Mapping) -> File:
    whole, short = [clean(name) for name in rows.table.column_names], _headers(rows, source)
    used = {clean(name): name for name, _, _ in _sources(mapping)}
    headers = [name if name in used else other for name, other in zip(whole, short, strict=True)]
    left_out = {clean(name) for name in (*mapping.ignore, *source.ignore)}
    counted = Counter(header for header in headers if header not in left_out)
    for name, optional, line in _sources(mapping):
        place = f"{mapping.path}:{line}" if line else mapping.path
        if counted[clean(name)] > 1:
            raise MappingError("mapping.column_repeated", place=place, column=repr(name))
        if not optional and clean(name) not in counted:
            near = ", ".join(map(repr, get_close_matches(clean(name), list(counted), n=3)))
            nearest = f" (nearest: {near})" if near else ""
            raise MappingError("mapping.column_missing", place=place, column=repr(name), nearest=nearest)
    table = rows.table.rename_columns([used.get(header, header) for header in headers])
    keep = _not_blank(table, {clean(name) for name in source.index_columns}, headers)
    numbers, blank_rows = rows.row_numbers, 0
    if keep is not None:
        blank_rows = table.num_rows - int(keep.sum())
        mask = pa.array(keep)
        table, numbers = table.filter(mask), numbers.filter(mask)
    usable = table.select([place for place, header in enumerate(headers) if header not in left_out])
    return File(source, table, usable, numbers, tuple(rows.original), tuple(rows.notes), blank_rows)


def _not_blank(table: pa.Table, index: set[str], headers: list[str]) -> npt.NDArray[np.bool_] | None:
    """Which rows hold more than their number; None where no column numbers the rows."""
    if not index:
        return None
    found = np.zeros(table.num_rows, dtype=bool)
    for place, header in enumerate(headers):
        if header not in index and not found.all():
            filled = pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(table.column(place))), 0)
            found |= pc.fill_null(filled, False).to_numpy().astype(bool)
    return found
