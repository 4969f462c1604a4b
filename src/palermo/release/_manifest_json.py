"""A manifest as JSON, and back, strictly: what is not understood is refused."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from palermo.codes import Column, ColumnKind
from palermo.release._manifest import (
    FORMAT,
    About,
    Change,
    Contribution,
    Coverage,
    FileEntry,
    Licence,
    Manifest,
    Privacy,
    PublicKey,
    Review,
)
from palermo.report import to_json

SIGNATURE = "signature"

LARGEST_MANIFEST = 16 * 2**20
"""Bytes. A manifest is a few dozen kB; anything larger is not one."""


def plain(value: object) -> Any:
    """A dataclass or a mapping as plain JSON values."""
    return json.loads(to_json(value))


def to_dict(manifest: Manifest) -> dict[str, Any]:
    """A manifest as it stands in manifest.json."""
    found = plain(manifest)
    about = found.pop("about")
    if about["privacy"]["ledger_head"] is None:  # so that manifests read as before that knew of no such field
        del about["privacy"]["ledger_head"]
    return {"format": found.pop("format"), **about, **found}


def canonical(document: Mapping[str, Any]) -> bytes:
    r"""The bytes that are signed: the document without its signature, keys sorted, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": "é", "signature": "x"})
    b'{"a":"\xc3\xa9","b":1}'
    """
    unsigned = {key: value for key, value in document.items() if key != SIGNATURE}
    text = json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def dump(document: Mapping[str, Any]) -> bytes:
    """A document as it is written: indented, UTF-8, ending in a line break. One document has one such form."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def load(path: Path) -> dict[str, Any]:
    """The JSON of a manifest. Raises ValueError, saying what is wrong, also when it is spelt in any other way.

    The signature is over the meaning; a file that says the same in other bytes has been touched all the same.
    """
    if path.stat().st_size > LARGEST_MANIFEST:
        raise ValueError("it is too large to be one.")
    data = path.read_bytes()
    try:
        document = json.loads(data)
        faithful = isinstance(document, dict) and dump(document) == data
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON.") from error
    if not faithful:
        raise ValueError("it is not spelt as Palermo writes it.")
    return document  # type: ignore[no-any-return]


def from_dict(document: Mapping[str, Any]) -> Manifest:
    """A manifest from the JSON of manifest.json. Raises ValueError, saying what is wrong."""
    if document.get("format") != FORMAT:
        raise ValueError(f"its format is {document.get('format')!r}, and this version reads {FORMAT!r}.")
    about_names = {f.name for f in dataclasses.fields(About)}
    try:
        about = _about({key: value for key, value in document.items() if key in about_names})
        rest = {key: value for key, value in document.items() if key not in about_names}
        manifest = _manifest(about, rest)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a part is missing, unknown or of another kind ({error}).") from error
    if dump(to_dict(manifest)) != dump(document):
        raise ValueError("its parts do not stand as Palermo writes them.")
    return manifest


def _about(raw: dict[str, Any]) -> About:
    return About(
        **{
            **raw,
            "date": date.fromisoformat(raw["date"]),
            "licence": Licence(**raw["licence"]),
            "privacy": Privacy(**raw["privacy"]),
            "contributions": tuple(Contribution(**item) for item in raw["contributions"]),
            "coverage": tuple(Coverage(**item) for item in raw["coverage"]),
            "reviews": tuple(Review(**{**item, "on": date.fromisoformat(item["on"])}) for item in raw["reviews"]),
        }
    )


def _manifest(about: About, raw: dict[str, Any]) -> Manifest:
    changes = raw["changes"]
    return Manifest(
        **{
            **raw,
            "about": about,
            "columns": tuple(column_from_dict(item) for item in raw["columns"]),
            "limits": tuple(raw["limits"]),
            "changes": None if changes is None else _change(changes),
            "files": tuple(FileEntry(**item) for item in raw["files"]),
            "key": PublicKey(**raw["key"]),
        }
    )


def _change(raw: dict[str, Any]) -> Change:
    columns = {key: tuple(value) for key, value in raw.items() if key.startswith("columns_")}
    lists = {name: (before, now) for name, (before, now) in raw["lists"].items()}
    return Change(**{**raw, **columns, "lists": lists})


def column_from_dict(raw: Mapping[str, Any]) -> Column:
    """A column from its JSON."""
    return Column(**{**raw, "kind": ColumnKind(raw["kind"])})
