"""What is gathered while a table of others is read, and what is made of it."""

import re
from collections.abc import Mapping, Set
from pathlib import Path

from palermo.cases import Rows
from palermo.errors import InputError
from palermo.series._model import Figure, Kind
from palermo.series._outcome import Conflict, Fault, Imported, ImportReport, broken_rules, quarantine_table

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What a series or a file of it may be called: a plain name, never a path."""


class Reading:
    """A file that is being read. figures: by the place of their row among the records, from 0."""

    def __init__(self, path: Path, rows: Rows) -> None:
        self.path = path
        self.rows = rows
        self.numbers: list[int] = rows.row_numbers.to_pylist()
        self.figures: dict[int, Figure] = {}
        self.faults: list[Fault] = []
        self.conflicts: list[Conflict] = []
        self.read_as: dict[str, str] = {}
        self.notes = list(rows.notes)


def checked_id(id: str) -> str:
    """The id of a series. Raises InputError for one that is no plain name."""
    if not NAME.fullmatch(id):
        raise InputError("series.name", place=id[:100])
    return id


def finished(
    reading: Reading, *, id: str, kind: Kind, title: str, left_aside: Mapping[str, int], shortened: Set[int]
) -> Imported:
    """What was read, with its report. Raises InputError where nothing of it can be used.

    shortened: the places of the records whose value is only said to be below a number.
    """
    figures = tuple(reading.figures[at] for at in sorted(reading.figures))
    broken = broken_rules(reading.faults)
    if not figures:
        first = f"Row {broken[0].first_row}: {broken[0].rule}" if broken else "It has no rows of the kind."
        raise InputError("series.nothing_taken", place=str(reading.path), reason=first)
    report = ImportReport(
        file=reading.path.name,
        sha256=_checksum(reading.path),
        rows=reading.rows.num_rows,
        accepted=len(figures),
        set_aside=len(reading.faults),
        left_aside=left_aside,
        shortened=len(shortened),
        accepted_shortened=len(shortened & reading.figures.keys()),
        countries=len({figure.country for figure in figures}),
        first_year=min(figure.year_from for figure in figures),
        last_year=max(figure.year_to for figure in figures),
        broken=broken,
        conflicts=tuple(sorted(reading.conflicts, key=lambda each: each.rows)),
        read_as=dict(sorted(reading.read_as.items())),
        notes=tuple(reading.notes),
    )
    quarantine = quarantine_table(reading.faults, reading.rows.table, reading.rows.table.column_names)
    return Imported(id, kind, title, figures, quarantine, report)


def _checksum(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
