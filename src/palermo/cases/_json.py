"""Read JSON: one object a line, or nested records as survey servers export them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa

from palermo.cases._dialect import Dialect, Format
from palermo.cases._encoding import to_utf8
from palermo.cases._file import read_text_bytes
from palermo.cases._limits import Limits
from palermo.cases._rows import Rows, check_cell, check_columns, clean, column_names, shown
from palermo.errors import InputError

CONTAINERS = ("results", "value", "data")
"""Under which key survey servers put the records: KoboToolbox, ODK Central (OData), others."""

GROUP = "/"
"""Between the name of a group and that of a question in it, as ODK and KoboToolbox write it."""

Record = Mapping[str, Any]

_NUMBER = re.compile(r"\[[0-9]+\]")


def read_json(path: Path, dialect: Dialect, *, limits: Limits) -> Rows:
    """Read an array of objects, or an object that holds one. See `read_rows`."""
    text = to_utf8(read_text_bytes(path, Format.JSON, limits=limits), dialect.encoding, path=path)
    document = _parse(text, place=str(path))
    notes: list[str] = []
    if isinstance(document, dict):
        document = _inside(document, dialect, notes, place=str(path))
    if not isinstance(document, list) or not all(isinstance(record, dict) for record in document):
        raise _malformed(str(path), "it is not an array of objects.")
    return _rows(path, document, range(1, len(document) + 1), dialect, limits, notes)


def read_json_lines(path: Path, dialect: Dialect, *, limits: Limits) -> Rows:
    """Read one object a line. See `read_rows`."""
    text = to_utf8(read_text_bytes(path, Format.JSONL, limits=limits), dialect.encoding, path=path)
    records, numbers = [], []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        record = _parse(line, place=f"{path}, row {number}")
        if not isinstance(record, dict):
            raise _malformed(f"{path}, row {number}", "the line is not an object.")
        records.append(record)
        numbers.append(number)
    return _rows(path, records, numbers, dialect, limits, [])


def _parse(text: bytes, *, place: str) -> Any:
    """A JSON document whose numbers are the texts that stand there."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except _Repeated as error:
        raise _malformed(place, f"an object has the key {shown(str(error))} twice.") from error
    except RecursionError as error:
        raise _malformed(place, "it is nested deeper than any record.") from error
    except json.JSONDecodeError as error:
        reason = f"at line {error.lineno}, character {error.colno}: {error.msg}."
        raise _malformed(place, reason, "Check whether the file was cut off, and export it again.") from error
    except ValueError as error:
        raise _malformed(place, f"{error}.") from error


class _Repeated(Exception):
    """A key that an object has twice: whichever was taken, the other would be lost."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Repeated(next(key for key in keys if keys.count(key) > 1))
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _inside(document: Record, dialect: Dialect, notes: list[str], *, place: str) -> Any:
    """The records of an object that holds them, and a note of what else it holds."""
    names = (dialect.records,) if dialect.records else CONTAINERS
    held = [name for name in names if isinstance(document.get(name), list)]
    if len(held) != 1:
        reason = f"it is an object in which {' and '.join(held) or 'none'} of {', '.join(names)} is an array."
        raise _malformed(place, reason, "Declare as `records` the key that holds the array of records.")
    more = document.get("next") or document.get("@odata.nextLink")
    if more:
        raise _malformed(
            place, "it is one page of several, and names a next one.", "Ask the server for all records in one export."
        )
    others = [shown(key) for key in document if key != held[0]]
    if others:
        notes.append(f"Beside {held[0]}, the file holds {', '.join(others)}; these are no records.")
    return document[held[0]]


def _rows(
    path: Path, records: Sequence[Record], numbers: Sequence[int], dialect: Dialect, limits: Limits, notes: list[str]
) -> Rows:
    if not records:
        raise InputError("file.empty", place=str(path))
    columns: dict[str, dict[int, str]] = {}
    for index, record in enumerate(records):
        row = numbers[index]
        place = f"{path}, row {row}"
        for name, text in _answers(record, dialect, limits, place):
            if len(text) > limits.cell_bytes // 4:
                check_cell(len(text.encode()), file=str(path), row=row, column=name, limits=limits)
            cells = columns.setdefault(name, {})
            if index in cells:
                raise _malformed(place, f"two answers have the name {shown(name)}.")
            cells[index] = text
        check_columns(len(columns), file=place, limits=limits)
    if not columns:
        raise _malformed(str(path), "no record has an answer.")
    header = list(columns)
    for name in header:
        if not clean(name):
            raise _malformed(str(path), "an answer has no name.")
    names = column_names(header, file=str(path), row=1, limits=limits)
    arrays = [_column(columns[name], len(records)) for name in header]
    if any("[1]" in name for name in header):
        notes.append("Repeated groups are read as columns with the number of the repeat, such as child[1]/age.")
    return Rows(pa.table(arrays, names=names), pa.array(numbers, pa.int64()), tuple(header), tuple(notes))


def _answers(record: Record, dialect: Dialect, limits: Limits, place: str) -> Iterable[tuple[str, str]]:
    """Every answer of a record. One without groups and lists, as other programs write them, is answered at once."""
    if any(isinstance(answer, (dict, list)) for answer in record.values()):
        return _flat(record, "", 1, dialect, limits, place)
    return [(name, answer if answer.__class__ is str else _text(answer)) for name, answer in record.items()]


def _column(cells: Mapping[int, str], count: int) -> pa.Array:
    return pa.array([cells.get(index, "") for index in range(count)], pa.string())


def _flat(
    value: Record, name: str, depth: int, dialect: Dialect, limits: Limits, place: str
) -> Iterator[tuple[str, str]]:
    """Every answer below an object, with the names of its groups before its own."""
    if depth > limits.depth:
        raise _malformed(place, f"it is nested deeper than {limits.depth} groups.")
    for key, answer in value.items():
        full = _join(name, key)
        if isinstance(answer, dict):
            yield from _flat(answer, full, depth + 1, dialect, limits, place)
        elif isinstance(answer, list):
            yield from _flat_list(answer, full, depth + 1, dialect, limits, place)
        else:
            yield full, _text(answer)


def _flat_list(
    answers: Sequence[Any], name: str, depth: int, dialect: Dialect, limits: Limits, place: str
) -> Iterator[tuple[str, str]]:
    if not any(isinstance(answer, (dict, list)) for answer in answers):
        texts = [_text(answer).strip() for answer in answers]  # HTCDS 2.0 has a choice with a space at its end
        if len(texts) > 1 and any(dialect.list_separator in text for text in texts):
            raise _malformed(
                place, f"an answer of {shown(name)} holds the separator {dialect.list_separator!r}.",
                'Declare as `list_separator` a text that no answer holds, such as ";".',
            )  # fmt: skip
        yield name, dialect.list_separator.join(texts) if any(texts) else ""  # [null, null]: a place that is not known
        return
    check_columns(len(answers), file=place, limits=limits)
    for number, answer in enumerate(answers, start=1):
        numbered = f"{name}[{number}]"
        if isinstance(answer, dict):
            yield from _flat(answer, numbered, depth + 1, dialect, limits, place)
        elif isinstance(answer, list):
            if depth > limits.depth:
                raise _malformed(place, f"it is nested deeper than {limits.depth} groups.")
            yield from _flat_list(answer, numbered, depth + 1, dialect, limits, place)
        else:
            yield numbered, _text(answer)


def _join(name: str, key: str) -> str:
    """The path of an answer. Some servers write the whole path inside a group already: it is not repeated."""
    if not name:
        return key
    plain = _NUMBER.sub("", name)
    return name + key[len(plain) :] if key.startswith(plain + GROUP) else name + GROUP + key


def _text(answer: Any) -> str:
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return str(answer)


def _malformed(place: str, reason: str, hint: str = "") -> InputError:
    remedy = hint or "Export the records as an array of objects, one object a record, or one object a line (.jsonl)."
    return InputError("json.malformed", place=place, reason=reason, hint=remedy)
