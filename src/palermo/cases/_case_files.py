"""Read and write the case table itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases._case_text import coarser, from_text, list_of, set_array, to_text, value_columns
from palermo.cases._dialect import Dialect, Format, format_of
from palermo.cases._limits import DEFAULT_LIMITS, Limits
from palermo.cases._parquet import load_parquet
from palermo.cases._read import read_rows
from palermo.cases._table import MISSING_SUFFIX, MISSING_TYPE, CaseTable, arrow_type, distinct
from palermo.cases._write import write_parquet, write_rows
from palermo.cases._writing import replacing
from palermo.codes import Column, ColumnKind, case_schema, code_list
from palermo.errors import CodesError, InputError

SCHEMA_KEY = b"palermo.columns"
"""Under which a Parquet file says what its columns hold, as JSON."""


def write_cases(cases: CaseTable, path: Path | str, *, format: str = "") -> None:
    """Write a case table, all of it or nothing, so that `read_cases` gives the same table.

    format: one of `Format`; empty for the one that the ending names. Parquet keeps the columns' meanings and types; the
    others hold text, sets as codes with `;` between them and `none` for the empty set. The same table always gives the
    same bytes.

    Raises InputError when the format cannot hold the table or the system does not let it be written.
    """
    path = Path(path)
    form = format_of(path, format)
    if form is Format.PARQUET:
        with replacing(path) as partial:
            write_parquet(_with_schema(cases), partial)
        return
    if form is Format.JSONL and not cases.num_rows:
        hint = "Write it in another format."
        raise InputError(
            "file.unwritable",
            place=str(path),
            reason="JSON lines cannot say which columns an empty table has.",
            hint=hint,
        )
    write_rows(to_text(cases, place=str(path)), path, _dialect(path, form), guard=False)


def read_cases(path: Path | str, *, format: str = "", limits: Limits = DEFAULT_LIMITS) -> CaseTable:
    """Read a case table that `write_cases` wrote, or the cases of a release.

    Everything is checked: the columns are those of the case schema (or have a coarser list, as a release may), every
    code is in its list, every number within its bounds, and a value is there or missing for one of the five reasons.

    Raises InputError with the place of what is not so.
    """
    path = Path(path)
    form = format_of(path, format)
    if form is Format.PARQUET:
        return from_parquet(load_parquet(path, limits=limits), path)
    return from_text(read_rows(path, _dialect(path, form), limits=limits), place=str(path))


def _dialect(path: Path, form: Format) -> Dialect:
    """Tabs between the cells where the ending says so, else commas."""
    tabs = any(suffix.lower() in (".tsv", ".tab") for suffix in path.suffixes[-2:])
    return Dialect(format=form, delimiter="\t" if tabs else ",")


def _with_schema(cases: CaseTable) -> pa.Table:
    described = [{**asdict(column), "label": dict(column.label)} for column in cases.columns]
    text = json.dumps(described, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return cases.data.unify_dictionaries().replace_schema_metadata({SCHEMA_KEY: text.encode()})


def from_parquet(table: pa.Table, path: Path) -> CaseTable:
    """The case table that is in a Parquet file, or in a part of it. Raises InputError."""
    described = _described(table, path)
    columns, arrays = [], {}
    for name in value_columns(table.column_names, place=str(path)):
        column = described.get(name, case_schema()[name])
        try:
            values = _as(table.column(name), arrow_type(column))
            if not described and column.list is not None:
                column = coarser(column, list_of(column, [str(code) for code in distinct(values)]) or column.list)
            why = name + MISSING_SUFFIX
            missing = (
                table.column(why)
                if why in table.column_names
                else pa.chunked_array([pa.nulls(table.num_rows, MISSING_TYPE)])
            )
            arrays[name], arrays[why] = values, _as(missing, MISSING_TYPE)
        except (pa.ArrowException, TypeError) as error:
            reason = f"the column {name} holds {table.column(name).type}."
            raise InputError("cases.malformed", place=str(path), reason=reason) from error
        _check_bounds(column, values, path)
        columns.append(column)
    try:
        return CaseTable(tuple(columns), pa.table(arrays))
    except ValueError as error:
        reason = _safe(error)
        raise InputError("cases.malformed", place=str(path), reason=reason) from error


def _safe(error: ValueError) -> str:
    """What is wrong, without a value that the table holds."""
    return str(error).partition(":")[0] + "."


def _described(table: pa.Table, path: Path) -> Mapping[str, Column]:
    """The columns as the file describes them. Raises InputError where that is no description of them."""
    text = (table.schema.metadata or {}).get(SCHEMA_KEY)
    if text is None:
        return {}
    try:
        columns = {entry["name"]: _column(entry) for entry in json.loads(text)}
        for name in {column.list for column in columns.values() if column.list is not None}:
            code_list(name)
    except (ValueError, TypeError, KeyError, CodesError) as error:
        raise InputError("cases.malformed", place=str(path), reason="its schema cannot be read.") from error
    if list(columns) != [name for name in table.column_names if not name.endswith(MISSING_SUFFIX)]:
        raise InputError("cases.malformed", place=str(path), reason="its schema describes other columns.")
    for name, column in columns.items():
        standard = case_schema()[name] if name in case_schema() else None
        if standard is None or (column.kind, column.is_number) != (standard.kind, standard.is_number):
            raise InputError(
                "cases.malformed", place=str(path), reason=f"its schema has {name[:60]} as no case has it."
            )
    return columns


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(**{**entry, "kind": ColumnKind(entry["kind"])})


def _check_bounds(column: Column, values: pa.ChunkedArray, path: Path) -> None:
    if not column.is_number:
        return
    ends = pc.min_max(values).as_py()
    low, high = column.minimum, column.maximum
    if ends["min"] is not None and (
        (low is not None and ends["min"] < low) or (high is not None and ends["max"] > high)
    ):
        raise InputError(
            "cases.malformed", place=str(path), reason=f"the column {column.name} has numbers out of bounds."
        )


def _as(values: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """Values as another type holds them: Parquet keeps dictionaries in its own way, and other tools as plain text."""
    if values.type == wanted:
        return values
    if pa.types.is_list(wanted):
        plain = values.combine_chunks().cast(pa.list_(pa.string()))
        encoded = plain.flatten().dictionary_encode()
        lengths = pc.fill_null(pc.list_value_length(plain), 0)
        offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
        lists = pa.ListArray.from_arrays(offsets, encoded.indices, mask=plain.is_null())
        return pa.chunked_array([set_array(lists, encoded.dictionary.to_pylist())])
    if pa.types.is_dictionary(wanted):
        return values.cast(pa.string()).dictionary_encode().unify_dictionaries().cast(wanted)
    return values.cast(wanted)
