"""A series of others as it is read back: verified first, never changed."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from palermo.errors import ReleaseError
from palermo.series._model import Figure, Kind, Source
from palermo.series._outcome import Conflict
from palermo.series._table import SCHEMA, figures_of

DOCUMENT = "series.json"
DATA = "data.parquet"
DATA_CSV = "data.csv"
QUARANTINE = "quarantine.csv"
FORMAT = "palermo-series-1"
LARGEST_DOCUMENT = 32 << 20
"""Bytes of series.json. UNODC's, with every conflict, has a hundred kilobytes."""
LARGEST_DATA = 256 << 20
"""Bytes of a file. UNODC's table has two megabytes."""


@dataclass(frozen=True, eq=False)
class Series:
    """Published numbers of others, in a folder. Two are the same only when they are the same object.

    path: its folder. sources: those that its figures name, in order.
    conflicts: places that have several numbers in the file, of which none was taken.
    read: how the file was read, as in series.json.
    checksum: of all that series.json says, the files' checksums among it.
    """

    path: Path
    id: str
    kind: Kind
    title: str
    sources: tuple[Source, ...]
    conflicts: tuple[Conflict, ...]
    read: Mapping[str, Any]
    checksum: str

    @property
    def date(self) -> str:
        """When the newest of its sources was published; empty where none says."""
        return max((source.date for source in self.sources), default="")

    def table(self) -> pa.Table:
        """All figures: the columns of data.parquet."""
        return self._table

    def figures(self, country: str) -> tuple[Figure, ...]:
        """The figures of a country, in the order in which they were read.

        Raises ReleaseError where the file holds what no figure can be.
        """
        mine = self._table.filter(pc.equal(self._table["country"], country))
        try:
            return figures_of(mine, self.sources)
        except (ValueError, TypeError, KeyError) as error:
            raise _tampered(self.path, f"{DATA} holds what no figure can be.") from error

    @cached_property
    def _table(self) -> pa.Table:
        try:
            table = pq.read_table(self.path / DATA)
        except (OSError, pa.ArrowException) as error:
            raise _tampered(self.path, f"{DATA} cannot be read.") from error
        if table.schema.remove_metadata() != SCHEMA:
            raise _tampered(self.path, f"{DATA} has other columns than a series.")
        return table


def open_series(path: Path | str) -> Series:
    """Open a series: every checksum is computed anew.

    A checksum finds what was damaged or changed by mistake. It is no signature: who can write into the folder can write
    another series with checksums that hold.

    Raises ReleaseError when there is none, or when anything is not as it was written.
    """
    folder = Path(path)
    document = _document(folder)
    for entry in document["files"]:
        if fault := _file_fault(folder, entry):
            raise _tampered(folder, fault)
    try:
        series = Series(
            path=folder, id=document["id"], kind=Kind(document["kind"]), title=document["title"],
            sources=tuple(Source(**_fields(Source, each)) for each in document["sources"]),
            conflicts=tuple(Conflict(**_fields(Conflict, each)) for each in document["read"]["conflicts"]),
            read=document["read"], checksum=document["checksum"],
        )  # fmt: skip
    except (ValueError, TypeError, KeyError) as error:
        raise _tampered(folder, f"{DOCUMENT} does not say what a series says.") from error
    name = folder.resolve().name
    if name != series.id and not name.startswith("."):
        raise _tampered(folder, f"the folder is called {name}, and the series {series.id}.")
    series.table()
    return series


def list_series(
    folder: Path | str, *, refused: Callable[[Path, ReleaseError], None] | None = None
) -> tuple[Series, ...]:
    """The series in a folder, the newest first (by the date of the source, then by id).

    Folders without series.json, and those that begin with a dot (what a crash left behind), are none.
    refused: told of every series that cannot be used, which is then left out. Without it, the first one raises.
    """
    found = []
    for path in sorted(Path(folder).iterdir()) if Path(folder).is_dir() else ():
        if path.name.startswith(".") or not (path / DOCUMENT).is_file():
            continue
        try:
            found.append(open_series(path))
        except ReleaseError as error:
            if refused is None:
                raise
            refused(path, error)
    return tuple(sorted(found, key=lambda series: (series.date, series.id), reverse=True))


def checksum_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 of all that a series says of itself, but for the checksum itself."""
    said = {name: value for name, value in document.items() if name != "checksum"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _tampered(folder: Path, reason: str) -> ReleaseError:
    return ReleaseError("series.tampered", place=str(folder), reason=reason)


def _document(folder: Path) -> dict[str, Any]:
    path = folder / DOCUMENT
    if path.is_symlink() or not path.is_file():
        raise ReleaseError("series.not_found", place=str(folder))
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise _tampered(folder, f"{DOCUMENT} is larger than any.")
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise _tampered(folder, f"{DOCUMENT} cannot be read.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _tampered(folder, f"{DOCUMENT} is not in the form {FORMAT}.")
    if document.get("checksum") != checksum_of(document):
        raise _tampered(folder, f"the checksum of {DOCUMENT} is another one.")
    listed = document.get("files")
    names = (
        [entry.get("name") if isinstance(entry, dict) else None for entry in listed] if isinstance(listed, list) else []
    )
    if sorted(map(str, names)) != sorted((DATA, DATA_CSV, QUARANTINE)):
        raise _tampered(folder, f"{DOCUMENT} lists other files than a series has.")
    return document


def _file_fault(folder: Path, entry: Mapping[str, Any]) -> str:
    """What is wrong with a file, as a sentence; empty when it is, byte for byte, what was written."""
    path = folder / str(entry["name"])
    if path.is_symlink() or not path.is_file():
        return f"{path.name} is missing."
    if path.stat().st_size != entry.get("bytes") or path.stat().st_size > LARGEST_DATA:
        return f"{path.name} has another size."
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if digest == entry.get("sha256") else f"the checksum of {path.name} is another one."


def _fields(kind: type, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a value is made of, from its JSON: lists are its tuples; what it does not have is not for it."""
    names = {field.name for field in fields(kind)}
    known = {name: value for name, value in said.items() if name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
