"""Figures as a table, and back. Sources stand once beside it, and are named in it by their number."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from palermo.series._model import Figure, Kind, Source, Unit

COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "kind": (pa.string(), "detected: victims whom a State counted; estimated: victims as somebody reckoned them"),
    "country": (pa.string(), "Where they were detected, or whom the estimate is about: ISO 3166 alpha-3"),
    "year_from": (pa.int32(), "The year, or the first of a period"),
    "year_to": (pa.int32(), "The year, or the last of a period"),
    "sex": (pa.string(), "total, female, male, other, unknown"),
    "age": (pa.string(), "total, 0-17, 18+, unknown"),
    "form": (pa.string(), "total, or a code of the list form-of-exploitation"),
    "citizenship": (pa.string(), "total, unknown, or a country's alpha-3 code"),
    "repatriation": (pa.string(), "total, or the alpha-3 code of the country to which people were brought back"),
    "low": (pa.int64(), "The smallest number that it may be; <5 is 1 to 4"),
    "high": (pa.int64(), "The largest number that it may be; the same as low where the number itself is told"),
    "estimate": (pa.int64(), "The point that an estimate names in its interval; blank where it names none"),
    "level": (pa.float64(), "The level of the interval, such as 0.95; blank where none is stated"),
    "unit": (pa.string(), "persons"),
    "sdg": (pa.string(), "The series of SDG indicator 16.2.2 that the number belongs to; blank for none"),
    "source": (pa.int32(), "The number of its source in series.json"),
    "row": (pa.int32(), "The row of the file that was read"),
}  # fmt: skip
"""Each column's type, and what it holds."""

SCHEMA = pa.schema([(name, kind) for name, (kind, _what) in COLUMNS.items()])


def table_of(figures: Sequence[Figure], sources: Sequence[Source]) -> pa.Table:
    """The figures, a row each. Sources are numbered from 1."""
    numbers = {source: number for number, source in enumerate(sources, 1)}
    columns: dict[str, list[Any]] = {
        name: [numbers[figure.source] for figure in figures]
        if name == "source"
        else [getattr(figure, name) for figure in figures]
        for name in COLUMNS
    }
    arrays = [
        pa.array([_plain(value) for value in columns[name]], field.type)
        for name, field in zip(COLUMNS, SCHEMA, strict=True)
    ]
    return pa.table(arrays, schema=SCHEMA)


def figures_of(table: pa.Table, sources: Sequence[Source]) -> tuple[Figure, ...]:
    """The figures of a table. Raises ValueError for a row that cannot be meant."""
    found = []
    for row in table.to_pylist():
        number = row.pop("source")
        if not 1 <= number <= len(sources):
            raise ValueError(f"there is no source {number}")
        row["kind"], row["unit"] = Kind(row["kind"]), Unit(row["unit"])
        found.append(Figure(**row, source=sources[number - 1]))
    return tuple(found)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Kind | Unit) else value
