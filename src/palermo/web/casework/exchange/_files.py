"""Reading a file that somebody sends: the standard's templates, its survey form, or JSON by object."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.cases import Dialect, Limits, Rows, propose_dialect, read_rows
from palermo.codes import fold, htcds
from palermo.errors import InputError
from palermo.web.casework.exchange._flat import FORMATS, columns_of, templates
from palermo.web.casework.exchange._mapping import slots

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 2_000
"""Cases of one file: more come in several files, so that somebody can look at each."""

LIMITS = Limits(
    text_bytes=MOST_BYTES, json_bytes=MOST_BYTES, workbook_bytes=8 * MOST_BYTES, columns=500, cells=2_000_000
)
ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".json"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
GUARDED = re.compile(r"''*[=+\-@\t\r]")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where it is there, a file that names people touches no disk
FEWEST_LABELS = 2
"""Cells that are called like a column: from two on, and half of those that say something, a row is a header."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a file. number: its row in the file, or its place in a JSON file. record: by object."""

    number: int
    record: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(slots=True)
class Table:
    """A file as it was understood. notes: what was left aside or read otherwise than it says, as sentences."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_file(name: str, data: bytes) -> Table:
    """Read a file by its name's ending. Raises ValidationError, in words, for what cannot be read."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ValidationError(_("Send an Excel, CSV or JSON file (.xlsx, .xlsm, .csv, .json)."), code="ending")
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB. Send it in several."), code="large")
    table = _json(data) if ending == ".json" else _rows(ending, data)
    if len(table.rows) > MOST_ROWS:
        raise ValidationError(
            _("The file has %(count)d cases; %(most)d fit. Send it in several."),
            code="rows", params={"count": len(table.rows), "most": MOST_ROWS},
        )  # fmt: skip
    if not table.rows:
        raise ValidationError(_("There is no case in this file."), code="empty")
    return table


def _rows(ending: str, data: bytes) -> Table:
    folder = str(SHARED_MEMORY) if os.access(SHARED_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place, f"file{ending}")
        path.write_bytes(data)
        try:
            dialect, rows = _likeliest(path)
        except InputError as error:
            # its place is a name that we made up, and its words speak of the file only
            text = str(error).replace(str(path), "the file")
            raise ValidationError(_("The file cannot be read: %(why)s"), params={"why": text}) from error
    table = Table()
    if dialect.encoding not in ("utf-8", "utf-16"):
        table.notes.append(
            _("The file was read as %(encoding)s: look whether names are right.") % {"encoding": dialect.encoding}
        )
    above = rows.above[-1] if rows.above and dialect.header_row > 1 else ()
    wanted = _columns(rows.original, above, table.notes)
    cells = [column.to_pylist() for column in rows.table.columns]
    if ending in TEXTS:
        cells = [[_unguarded(text) for text in column] for column in cells]
    for number, values in zip(rows.row_numbers.to_pylist(), zip(*cells, strict=True), strict=True):
        flat = {name: values[place].strip() for place, name in wanted.items() if values[place].strip()}
        if flat:
            table.rows.append(Row(number, nested(flat)))
    return table


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns and nobody: a template's labels, below its names, are not somebody's name."""
    said = [text for text in cells if text.strip()]
    named = sum(field_of(text) is not None for text in said)
    return named >= FEWEST_LABELS and 2 * named >= len(said)


def _unguarded(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it, as this program writes it into CSV."""
    return text[1:] if GUARDED.match(text) else text


def _likeliest(path: Path) -> tuple[Dialect, Rows]:
    """The table of a file with the most of the standard's columns: a workbook has sheets of lists beside it."""
    best: tuple[int, Dialect, Rows] | None = None
    proposals = propose_dialect(path, limits=LIMITS)
    for proposal in proposals:
        dialect = proposal.dialect
        try:
            rows = read_rows(path, dialect, limits=LIMITS)
            if _is_header([column[0].as_py() for column in rows.table.columns if rows.num_rows]):
                dialect = replace(dialect, header_row=dialect.header_row + 1)
                rows = read_rows(path, dialect, limits=LIMITS)
        except InputError:
            if best is None and proposal is proposals[-1]:
                raise
            continue
        named = sum(field_of(text) is not None for text in rows.original)
        if best is None or named > best[0]:
            best = (named, dialect, rows)
    assert best is not None  # noqa: S101 - the last one raised otherwise
    return best[1], best[2]


def _columns(header: Sequence[str], above: Sequence[str], notes: list[str]) -> dict[int, str]:
    """The standard's field of each column, by its label or its name. A label counts before a name above it."""
    found: dict[int, str] = {}
    for place, text in enumerate(header):
        name = field_of(text)
        if name is None:
            if text.strip() and not _is_no_answer(text):
                notes.append(_("Column “%(column)s” is none of the standard's, and was not read.") % {"column": text})
            continue
        if name in found.values():
            raise ValidationError(
                _("Two columns are %(field)s. Leave one of them in."), code="twice", params={"field": name}
            )
        over = field_of(above[place]) if place < len(above) else None
        if over is not None and over != name:
            notes.append(
                _("Column %(place)d is named %(name)s above its label “%(label)s”: the label was followed.")
                % {"place": place + 1, "name": over, "label": text}
            )
        found[place] = name
    if not found:
        raise ValidationError(
            _("No column is one of the standard's. Its labels stand in the first or second row."), code="columns"
        )
    return found


def field_of(text: str) -> str | None:
    """The standard's field that a column is named after: its name, one of its other spellings, its label.

    >>> field_of("Mailing Zip/Postal Code"), field_of("group/prs_First_Name"), field_of("vic_TraffickinStatus")
    ('prs_MailingPostalCode', 'prs_FirstName', None)
    """
    last = text.strip().rpartition("/")[2]
    if last in htcds():
        return htcds()[last].name
    return _labels().get(fold(text))


@cache
def _labels() -> Mapping[str, str]:
    """Fields by their label, of the columns that the templates have, and others whose label no two share."""
    of_templates = [htcds()[name].name for form in FORMATS.values() if form.columns for name in columns_of(form)]
    found: dict[str, str] = {}
    for each in htcds().fields:
        text = fold(each.label["en"])
        found[text] = each.name if text not in found else ""
    found |= {fold(htcds()[name].label["en"]): name for name in of_templates}
    return {text: name for text, name in found.items() if name}


def _is_no_answer(text: str) -> bool:
    known = {fold(each) for each in templates()["not_answers"]}
    return fold(text) in known or fold(text.rpartition("/")[2]) in known or text.strip().startswith("column_")


def nested(flat: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """A row by object."""
    record: dict[str, list[dict[str, Any]]] = {}
    for name, value in flat.items():
        record.setdefault(slots()[name].object, [{}])[0][name] = value
    return record


def _json(data: bytes) -> Table:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ValidationError(_("This is no JSON file in UTF-8."), code="json") from error
    if isinstance(value, dict) and isinstance(value.get("cases"), list):
        return Table([Row(number, record) for number, record in _by_object(value["cases"])])
    rows = value.get("results") if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise ValidationError(_("There are no cases in this JSON file."), code="json")
    table, left = Table(), dict[str, None]()
    for number, each in enumerate(rows, start=1):
        flat = {}
        for key, given in each.items():
            name = field_of(str(key))
            if name is not None and given not in (None, ""):
                flat[name] = given
            elif name is None and not _is_no_answer(str(key)) and not str(key).startswith(("_", "formhub/", "meta/")):
                left[str(key)] = None
        if flat:
            table.rows.append(Row(number, nested(flat)))
    table.notes += [
        _("Column “%(column)s” is none of the standard's, and was not read.") % {"column": key[:100]} for key in left
    ]
    return table


def _by_object(cases: Sequence[Any]) -> Iterator[tuple[int, Mapping[str, Sequence[Mapping[str, Any]]]]]:
    for number, each in enumerate(cases, start=1):
        whole = isinstance(each, dict) and all(
            isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in each.values()
        )
        if not whole:
            raise ValidationError(
                _("Case %(number)d of this file is not a list of objects by kind."), params={"number": number}
            )
        yield number, each
