"""What a release's own signed descriptions say, read once."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from palermo.release import Release
from palermo.web.hub.countries import PLACE
from palermo.web.hub.maps import COUNTRIES

DCAT, DATA_PACKAGE, COUNTS = "dcat.jsonld", "datapackage.json", "counts.parquet"


def described(release: Release, name: str) -> Mapping[str, Any]:
    """A description of a release as JSON; empty where the release has none of this name."""
    return _read(release.path / name, release.manifest.signature) if _has(release, name) else {}


def years(release: Release) -> tuple[str, str] | None:
    """The first and the last year that the cases are of; None where the release does not say."""
    period = described(release, DCAT).get("dct:temporal")
    if not period:
        return None
    first, last = (str(period[f"dcat:{end}"]["@value"]) for end in ("startDate", "endDate"))
    return first, last


def countries(release: Release) -> tuple[str, ...]:
    """The countries of exploitation (ISO 3166-1 alpha-3) that surely have cases; none where they are not told apart.

    Where noise was added, a country that has none may have a count: one is named where its interval leaves zero out.
    """
    named = any(column.name == PLACE and column.list == COUNTRIES for column in release.columns)
    return _countries(release.path / COUNTS, release.manifest.signature) if named and _has(release, COUNTS) else ()


def _has(release: Release, name: str) -> bool:
    return any(entry.name == name for entry in release.manifest.files)


@lru_cache(maxsize=256)
def _read(path: Path, signature: str) -> Mapping[str, Any]:
    """signature: of the release, so that one which was made anew is read anew."""
    found: Mapping[str, Any] = json.loads(path.read_bytes())
    return found


@lru_cache(maxsize=256)
def _countries(path: Path, signature: str) -> tuple[str, ...]:
    """signature: as above."""
    single = pq.read_table(path, columns=["columns", "codes", "low"], filters=[("length", "=", 1)]).to_pylist()
    return tuple(sorted({row["codes"][0] for row in single if row["columns"] == [PLACE] and row["low"] > 0}))
