"""A table of others that was read → a folder that says of itself what it holds. It appears whole or not at all."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from palermo import version
from palermo.cases import appearing, write_rows
from palermo.errors import InputError, ReleaseError
from palermo.report import to_json
from palermo.series._dataset import DATA, DATA_CSV, DOCUMENT, FORMAT, QUARANTINE, Series, checksum_of, open_series
from palermo.series._outcome import Imported
from palermo.series._reading import checked_id
from palermo.series._table import COLUMNS, table_of

MEDIA = {
    DATA: ("application/vnd.apache.parquet", "The figures, a row each (Parquet)"),
    DATA_CSV: ("text/csv", "The same figures as text (CSV, UTF-8)"),
    QUARANTINE: ("text/csv", "The rows that were set aside, each with the rule it broke and what to do about it"),
}
WHO_COUNTED = {
    "detected": "Victims whom States detected. Organisations may have assisted the same people, or others.",
    "estimated": "Victims as somebody reckoned them from what is known. Nobody counted these people.",
}


def write_series(imported: Imported, folder: Path | str) -> Series:
    """Write what was read into `folder/<id>/`, and open it. The same file and software give the same bytes.

    Raises ReleaseError when there is a series of that id already, and InputError when the folder cannot be written.
    """
    out = Path(folder)
    id = checked_id(imported.id)
    try:
        with appearing(out, id, taken=lambda final: ReleaseError("series.exists", place=str(final), id=id)) as partial:
            _write(imported, partial)
    except OSError as error:
        reason = f"{error.strerror or 'the system does not allow it'}."
        hint = "Name with --to a folder in which you may make folders."
        raise InputError("file.unwritable", place=str(out), reason=reason, hint=hint) from error
    return open_series(out / id)


def _write(imported: Imported, folder: Path) -> None:
    sources = imported.sources
    table = table_of(imported.figures, sources)
    pq.write_table(table, folder / DATA, compression="zstd")
    write_rows(table, folder / DATA_CSV)
    write_rows(imported.quarantine, folder / QUARANTINE)
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": imported.id,
        "kind": imported.kind.value,
        "title": imported.title,
        "about": WHO_COUNTED[imported.kind.value] + " Assisted, detected and estimated victims are never added.",
        "sources": [{"number": number, **_plain(source)} for number, source in enumerate(sources, 1)],
        "columns": [{"name": name, "description": what} for name, (_kind, what) in COLUMNS.items()],
        "read": {"software": f"palermo {version()}", **_plain(imported.report)},
        "files": [_file(folder / name) for name in MEDIA],
    }
    document["checksum"] = checksum_of(document)
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (folder / DOCUMENT).write_text(text, encoding="utf-8", newline="\n")


def _file(path: Path) -> Mapping[str, object]:
    media, what = MEDIA[path.name]
    data = path.read_bytes()
    return {
        "name": path.name, "description": what, "media_type": media, "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip


def _plain(value: object) -> dict[str, Any]:
    return json.loads(to_json(value))  # type: ignore[no-any-return]
