"""A list of estimates in YAML, as the table that a CSV file would have given."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from palermo.cases import Rows
from palermo.codes import LARGEST, parse_yaml
from palermo.errors import InputError

LIST = "estimates"


def rows_of_yaml(path: Path, *, required: Sequence[str], optional: Sequence[str], what: str) -> Rows:
    """The items under `estimates`, every value as the text that stands there; a row's number is its line.

    Raises InputError where it is not such a list, with the line.
    """

    def malformed(place: str, reason: str) -> InputError:
        remedy = "Correct that line; docs/how-to/import-series.md shows the form."
        return InputError("series.other_table", place=place, what=what, reason=reason, remedy=remedy)

    root = parse_yaml(_text(path), str(path), malformed=malformed)
    columns = (*required, *optional)
    cells: dict[str, list[str]] = {name: [] for name in columns}
    lines = []
    listed = root.fields(required=(LIST,))[LIST]
    if not listed.is_list:
        raise listed.fault("here must stand a list.")
    for item in listed.items():
        fields = item.fields(required=required, optional=optional)
        lines.append(item.line)
        for name in columns:
            cells[name].append(fields[name].raw() if name in fields else "")
    table = pa.table({name: pa.array(texts, pa.string()) for name, texts in cells.items()})
    return Rows(table, pa.array(lines, pa.int64()), columns)


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise InputError("file.not_found", place=str(path))
        if path.stat().st_size > 4 * LARGEST:
            raise InputError("file.too_large", place=str(path), reason="a list that is written by hand is smaller.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file.not_found", place=str(path)) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte {data[error.start]:#04x} is no character in utf-8."
        hint = "Save the file as UTF-8."
        raise InputError("file.encoding", place=f"{path}, row {line}", reason=reason, hint=hint) from error
