"""Write a release: cases that are protected already, what is said of them, and a signature."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from palermo import version
from palermo.cases import CaseTable, appearing, write_cases
from palermo.codes import ColumnKind, case_schema, code_list
from palermo.errors import ReleaseError
from palermo.release import _codebook, _croissant, _datapackage, _dcat, _manifest_json, _page, _signing
from palermo.release._changes import what_changed
from palermo.release._limits import usual_limits
from palermo.release._manifest import FORMAT, About, FileEntry, Manifest, citation
from palermo.release._release import (
    CASES,
    CASES_CSV,
    CODEBOOK,
    CODEBOOK_CSV,
    COUNTS,
    MANIFEST,
    REPORT,
    Release,
    checksum,
    open_release,
)
from palermo.release._tables import no_counts, write_parquet
from palermo.report import Section, to_html

Check = Callable[[Path, Manifest], None]
"""Looks at the files as they stand on the disk, before they appear; raises to stop everything."""


def write_release(
    out: Path | str,
    *,
    cases: CaseTable,
    about: About,
    key: Ed25519PrivateKey,
    counts: pa.Table | None = None,
    measured: Sequence[Section] = (),
    check: Check | None = None,
) -> Release:
    """Write a release into the folder `out`, all of it or nothing, and open it.

    cases: protected already, without identifiers. counts: as `palermo.protect.published_counts` makes them; None for
    none. measured: sections of the report on risk and utility. check: a last look at the files before they appear.

    Raises ReleaseError when there is a release of this id, when an identifier is among the columns, and what `check`
    raises. Nothing is left behind then. The same arguments and the same earlier releases give the same bytes.
    """
    out = Path(out)
    refuse_what_is_no_code(cases, place=about.id)
    with appearing(out, about.id, taken=taken) as folder:
        manifest = _start(out, cases, about, key)
        manifest = _write_files(folder, cases, no_counts() if counts is None else counts, manifest, measured)
        document = _manifest_json.to_dict(manifest)
        document[_manifest_json.SIGNATURE] = _signing.sign(_manifest_json.canonical(document), key)
        _write_json(folder / MANIFEST, document)
        if check is not None:
            check(folder, manifest)
    return open_release(out / about.id)


def taken(folder: Path) -> ReleaseError:
    """What is wrong when there is anything of a release's name: releases are never overwritten."""
    return ReleaseError("release.exists", place=str(folder), id=folder.name)


def refuse_what_is_no_code(cases: CaseTable, *, place: str) -> None:
    """Raise ReleaseError when a column identifies people or could hold free text. A last check, never the first.

    A column passes when its values are codes of a list, whole numbers, or contributors.
    """
    for column in cases.columns:
        if column.kind is ColumnKind.ID:
            raise ReleaseError("release.unsafe", place=place, reason=f"{column.name} identifies people.")
        if column.list is None and not column.is_number and column.name != "contributor":
            raise ReleaseError("release.unsafe", place=place, reason=f"{column.name} could hold free text.")


def _start(out: Path, cases: CaseTable, about: About, key: Ed25519PrivateKey) -> Manifest:
    names = dict.fromkeys(column.list for column in cases.columns if column.list is not None)
    manifest = Manifest(
        about=about,
        format=FORMAT,
        software=f"palermo {version()}",
        schema={"name": case_schema().name, "version": case_schema().version},
        rows=cases.num_rows,
        columns=cases.columns,
        lists={name: code_list(name).version for name in names},
        limits=usual_limits(),
        changes=None,
        files=(),
        key=_signing.describe(key.public_key()),
    )
    return replace(manifest, changes=what_changed(out, manifest))


def _write_files(
    folder: Path, cases: CaseTable, counts: pa.Table, manifest: Manifest, measured: Sequence[Section]
) -> Manifest:
    """Write every file but the manifest; the manifest, with their checksums."""
    codebook = _codebook.build(cases)
    files: tuple[FileEntry, ...] = ()

    def done(name: str, media_type: str, description: str) -> None:
        nonlocal files
        path = folder / name
        files += (FileEntry(name, path.stat().st_size, checksum(path), media_type, description),)

    write_parquet(cases.data, folder / CASES)
    done(CASES, "application/vnd.apache.parquet", "Protected cases, one row a case")
    write_cases(cases, folder / CASES_CSV, format="csv")
    done(CASES_CSV, "text/csv", "Protected cases as text, one row a case")
    write_parquet(counts, folder / COUNTS)
    done(COUNTS, "application/vnd.apache.parquet", "Protected counts of attribute combinations, with bounds")
    _write_json(folder / CODEBOOK, codebook)
    done(CODEBOOK, "application/json", "Every column, code and label")
    _write_codebook_csv(folder / CODEBOOK_CSV, codebook, manifest)
    done(CODEBOOK_CSV, "text/csv", "The codebook as one table")
    headers = {CODEBOOK_CSV: _codebook.flat_columns(), CASES_CSV: tuple(_header(folder / CASES_CSV))}
    data = files
    _write_json(folder / "datapackage.json", _datapackage.build(manifest, codebook, headers, data))
    done("datapackage.json", "application/json", "For tools that read Data Packages")
    _write_json(folder / "croissant.json", _croissant.build(manifest, citation(manifest.about), data))
    done("croissant.json", "application/ld+json", "For machine-learning tools and dataset search")
    _write_json(folder / "dcat.jsonld", _dcat.build(manifest, citation(manifest.about), _years(cases), data))
    done("dcat.jsonld", "application/ld+json", "For open data portals")
    (folder / REPORT).write_text(to_html(_page.build(manifest, cases, measured)), encoding="utf-8", newline="\n")
    done(REPORT, "text/html", "What the release is, how people in it are protected, and what that cost")
    return replace(manifest, files=files)


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_bytes(_manifest_json.dump(document))


def _write_codebook_csv(path: Path, codebook: Mapping[str, Any], manifest: Manifest) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _codebook.flat_columns(), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(_codebook.flat_rows(codebook, manifest.columns))


def _header(path: Path) -> Sequence[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _years(cases: CaseTable) -> tuple[int, int] | None:
    """The first and the last year that the cases are of."""
    for column in cases.columns:
        if column.is_number:
            ends = pc.min_max(cases.values(column.name)).as_py()
            return None if ends["min"] is None else (ends["min"], ends["max"])
    return None
