"""Invented cases, and releases made of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from palermo.cases import CaseTable, Missing, arrow_type
from palermo.codes import case_schema
from palermo.release import About, Contribution, Licence, Release
from palermo.release._write import write_release

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

Value = str | int | Sequence[str] | Missing


def make_cases(**columns: Sequence[Value]) -> CaseTable:
    """A case table from a list of values a column; a `Missing` stands where there is none."""
    schema = [column for column in case_schema().columns if column.name in columns]
    values: dict[str, pa.Array] = {}
    missing: dict[str, pa.Array] = {}
    for column in schema:
        given = columns[column.name]
        there = [None if isinstance(value, Missing) else value for value in given]
        plain = pa.array(there, pa.list_(pa.string()) if column.kind == "codes" else None)
        if plain.type == pa.null():
            plain = plain.cast(arrow_type(column))
        values[column.name] = plain
        why = [value.value if isinstance(value, Missing) else None for value in given]
        missing[column.name] = (
            pa.array(why, pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
        )
    return CaseTable.from_columns(schema, values, missing)


def about(**changes: object) -> About:
    """What is said of an invented release."""
    facts: Mapping[str, object] = {
        "id": "2026-test",
        "title": {"en": "Invented cases", "fr": "Cas inventés"},
        "publisher": "The Palermo developers",
        "date": date(2026, 11, 24),
        "licence": Licence("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        "terms": {"en": "Do not try to find a person."},
        "parameters": {"k": 1, "length": 2},
        "contributions": (Contribution("Harbour House", 10, 9, 1), Contribution("Maison du Port", 10, 10, 0)),
    }
    return About(**{**facts, **changes})  # type: ignore[arg-type]


def make_release(out: Path, cases: CaseTable, *, counts: pa.Table | None = None, **changes: object) -> Release:
    """A release of these cases in the folder `out`."""
    return write_release(out, cases=cases, about=about(**changes), key=KEY, counts=counts)


def said(page: Path) -> str:
    """What a page says, without its marks and without what it explains of words."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r'<span class="meaning".*?</span>|<[^>]+>', "", text)
