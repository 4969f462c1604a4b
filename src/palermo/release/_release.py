"""A release as it is read: nothing here can write one, and nothing here knows how it was made."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from palermo.cases import CaseTable
from palermo.codes import Code, CodeList, Column
from palermo.errors import ReleaseError
from palermo.release import _manifest_json, _signing
from palermo.release._codebook import lists_of, missing_of
from palermo.release._manifest import FileEntry, Manifest
from palermo.release._tables import read_cases, read_counts
from palermo.release._translated import columns_in_more, limits_in_more

MANIFEST = "manifest.json"
CASES = "cases.parquet"
COUNTS = "counts.parquet"
CODEBOOK = "codebook.json"
CASES_CSV = "cases.csv"
CODEBOOK_CSV = "codebook.csv"
REPORT = "report.html"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What a release or a file in it may be called: a plain name, never a path."""


@dataclass(frozen=True, eq=False)
class Release:
    """A published release. Two are the same only when they are the same object.

    path: its folder. Tables are read when they are first asked for, and kept.
    """

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The release's id."""
        return self.manifest.id

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The published columns, in order, called as the release calls them, and in languages that it does not have."""
        return columns_in_more(self.manifest.columns)

    @cached_property
    def limits(self) -> tuple[Mapping[str, str], ...]:
        """What a reader must know, each by language: as the manifest says it, and in languages that it lacks."""
        return limits_in_more(self.manifest.limits)

    @cached_property
    def missing(self) -> tuple[Code, ...]:
        """The ways in which a value can be missing, as the codebook calls them and in languages that it lacks."""
        return _read(self.path / CODEBOOK, lambda _: missing_of(self._codebook))  # type: ignore[no-any-return]

    def cases(self) -> CaseTable:
        """The protected cases. Raises ReleaseError when the file does not hold what the manifest says."""
        return self._cases

    def counts(self) -> pa.Table:
        """The protected counts of attribute combinations: length, columns, codes, count, low, high."""
        return self._counts

    def codebook(self) -> Mapping[str, Any]:
        """Every column, code list and kind of missing, as in codebook.json."""
        return self._codebook

    def codes(self, column: str) -> CodeList | None:
        """The code list of a column as it was when the release was made; None for whole numbers."""
        return self._lists.get(column)

    @cached_property
    def _cases(self) -> CaseTable:
        cases: CaseTable = _read(self.path / CASES, lambda path: read_cases(path, self.columns))
        return cases

    @cached_property
    def _counts(self) -> pa.Table:
        return _read(self.path / COUNTS, read_counts)

    @cached_property
    def _codebook(self) -> Mapping[str, Any]:
        return _read(self.path / CODEBOOK, lambda path: json.loads(path.read_bytes()))  # type: ignore[no-any-return]

    @cached_property
    def _lists(self) -> Mapping[str, CodeList]:
        return _read(self.path / CODEBOOK, lambda _: lists_of(self._codebook))  # type: ignore[no-any-return]


def _read(path: Path, read: Callable[[Path], Any]) -> Any:
    try:
        return read(path)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        # what a damaged file holds must not reach a log: say its name only
        raise ReleaseError("release.tampered", place=str(path), reason=f"{path.name} cannot be read.") from error


def open_release(path: Path | str, *, check: bool = True) -> Release:
    """Open a release.

    check: whether to recompute the checksum of every file and check the signature. Without it, only the manifest is
        read: for files that were checked before.

    Raises ReleaseError when there is none, when its manifest cannot be read, or when anything was changed.
    """
    folder = Path(path)
    document = read_manifest(folder)
    manifest = parse_manifest(folder, document)
    if check:
        fault = signature_fault(document, manifest) or name_fault(folder, manifest)
        fault = fault or next((fault for entry in manifest.files if (fault := file_fault(folder, entry))), "")
        if fault:
            raise ReleaseError("release.tampered", place=str(folder), reason=fault)
    return Release(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The JSON of a release's manifest, not yet trusted. Raises ReleaseError."""
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise ReleaseError("release.not_found", place=str(folder))
    try:
        return _manifest_json.load(path)
    except (OSError, ValueError) as error:
        raise ReleaseError("release.manifest_malformed", place=str(path), reason=str(error)) from error


def parse_manifest(folder: Path, document: Mapping[str, Any]) -> Manifest:
    """The manifest in its JSON. Raises ReleaseError."""
    try:
        manifest = _manifest_json.from_dict(document)
    except ValueError as error:
        raise ReleaseError("release.manifest_malformed", place=str(folder / MANIFEST), reason=str(error)) from error
    for name in (manifest.id, *(entry.name for entry in manifest.files)):
        if not NAME.fullmatch(name):
            raise ReleaseError(
                "release.manifest_malformed", place=str(folder / MANIFEST), reason="it names a file by a path."
            )
    return manifest


def name_fault(folder: Path, manifest: Manifest) -> str:
    """What is wrong with the folder's name, as a sentence. One that begins with a dot is being written."""
    name = folder.resolve().name
    same = name == manifest.id or name.startswith(".")
    return "" if same else f"the folder is called {name}, the release {manifest.id}."


def signature_fault(document: Mapping[str, Any], manifest: Manifest) -> str:
    """What is wrong with the signature, as a sentence; empty when it holds."""
    return _signing.fault_of(_manifest_json.canonical(document), manifest.signature, manifest.key)


def file_fault(folder: Path, entry: FileEntry) -> str:
    """What is wrong with a file, as a sentence; empty when it is, byte for byte, what was signed."""
    path = folder / entry.name
    if path.is_symlink() or not path.is_file():
        return f"{entry.name} is missing."
    if path.stat().st_size != entry.bytes:
        return f"{entry.name} has {path.stat().st_size:,} bytes instead of {entry.bytes:,}."
    return "" if checksum(path) == entry.sha256 else f"the checksum of {entry.name} is another one."


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_releases(
    folder: Path | str, *, check: bool = True, refused: Callable[[Path, ReleaseError], None] | None = None
) -> tuple[Release, ...]:
    """The releases in a folder, newest first (by date, then by id).

    Folders without a manifest, and those that begin with a dot (what a crash left behind), are none.
    refused: told of every release that cannot be trusted, which is then left out. Without it, the first one raises.
    """
    found = []
    for path in sorted(Path(folder).iterdir()) if Path(folder).is_dir() else ():
        if path.name.startswith(".") or not (path / MANIFEST).is_file():
            continue
        try:
            found.append(open_release(path, check=check))
        except ReleaseError as error:
            if refused is None:
                raise
            refused(path, error)
    return tuple(sorted(found, key=lambda release: (release.manifest.about.date, release.id), reverse=True))
