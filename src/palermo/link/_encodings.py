"""Encodings as a table, and as a file: what leaves the contributor's machine. The key never does."""

import json
import secrets
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from palermo.cases import replacing
from palermo.errors import InputError
from palermo.link._bloom import SALTS, EncodeSettings, check_key, encodings, key_mark
from palermo.link._fields import NO_FIELDS, Fields
from palermo.link._records import SEPARATOR, prepare
from palermo.link._words import require

MARK = b"palermo.link.encoding"
"""Under which the table's metadata says how it was made."""

OWNER_ONLY = 0o600
KEY_BYTES = 32


def encode(
    table: pa.Table, *, key: bytes, fields: Fields = NO_FIELDS, settings: EncodeSettings | None = None,
    name: str = "list",
) -> pa.Table:  # fmt: skip
    """Encode records, on the machine of whoever has them. What comes out holds no name and no date.

    key: 32 secret bytes or more, the same for all contributors; who links never gets it. fields, settings: as they are
    agreed among contributors. Columns: `record` (the field of that name where `fields` says it, else numbers from 1;
    choose one that means nothing to others) and `encoding` (null where too little is known of a person to be encoded).

    Encodings are for who links, and for nobody else: see docs/explanation/linking-without-names.md. Raises InputError.

    >>> people = pa.table({"name": ["Amina Diallo"], "dob": ["1999-03-05"], "sex": ["f"]})
    >>> encode(people, key=bytes(range(32))).column("encoding")[0].as_py().hex()[:8]
    '30092828'
    """
    require("anyascii")
    settings = settings or EncodeSettings()
    records = prepare({name: table}, fields)
    if len(records.has) < settings.fewest:
        read = ", ".join(records.has) or "none"
        raise InputError("link.too_few_fields", place=name, reason=f"the fields recognised are {read}.")
    bits, enough = encodings(records, key=key, settings=settings)
    width = bits.shape[1]
    filled = pa.array(
        [row.tobytes() if there else None for row, there in zip(bits, enough, strict=True)], pa.binary(width)
    )
    told = {**asdict(settings), "mark": key_mark(key, settings)}
    schema = pa.schema(
        [("record", pa.string()), ("encoding", pa.binary(width))], metadata={MARK: json.dumps(told, sort_keys=True)}
    )
    named = [each.partition(SEPARATOR)[2] for each in records.keys]
    if "record" not in fields.everywhere and "record" not in fields.of_list.get(name, {}):
        named = [str(number) for number in range(1, table.num_rows + 1)]  # a case number may say who it is
    return pa.table([pa.array(named, pa.string()), filled], schema=schema)


def is_encoded(table: pa.Table) -> bool:
    """Whether a table holds encodings."""
    return MARK in (table.schema.metadata or {})


def told_by(table: pa.Table) -> dict[str, object]:
    """How encodings were made, as their table says."""
    told: dict[str, object] = json.loads(table.schema.metadata[MARK])
    return told


def bits_of(table: pa.Table) -> np.ndarray:
    """Encodings as 64-bit words, by record and filter; zeros where there is none."""
    width = table.schema.field("encoding").type.byte_width
    rows = [each or bytes(width) for each in table.column("encoding").to_pylist()]
    parts = SALTS[str(told_by(table)["salt"])]
    return np.frombuffer(b"".join(rows), np.uint64).reshape(len(rows), parts, -1).copy()


def write_encodings(table: pa.Table, path: Path) -> None:
    """Write encodings to Parquet, for their owner's eyes. Raises InputError for a name that says otherwise."""
    import pyarrow.parquet as pq

    if path.suffix.lower() != ".parquet":
        raise InputError("file.format_unknown", place=str(path), known=".parquet")
    with replacing(path, mode=OWNER_ONLY) as partial:
        pq.write_table(table, partial, compression="zstd")


def read_encodings(path: Path) -> pa.Table | None:
    """The encodings of a file; None where it holds none, but records as a contributor has them."""
    import pyarrow.parquet as pq

    if path.suffix.lower() != ".parquet" or not path.is_file():
        return None
    try:
        if MARK not in (pq.read_schema(path).metadata or {}):
            return None
        return pq.read_table(path)
    except pa.ArrowInvalid as error:
        raise InputError("file.damaged", place=str(path), reason="it is no whole Parquet file.") from error


def read_key(path: Path) -> bytes:
    """The key in a file: as many bytes as it has, a line end aside. Raises InputError for one that is too short."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise InputError("file.not_found", place=str(path)) from error
    check_key(key, str(path))
    return key


def make_key(path: Path) -> None:
    """Make a key, readable by its owner alone. Raises InputError where there is a file already."""
    import os

    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError as error:
        hint = "Encodings of another key can't be linked with it; give another name."
        raise InputError("file.unwritable", place=str(path), reason="it is there already.", hint=hint) from error
    except OSError as error:
        raise InputError("file.unwritable", place=str(path), reason="the system refuses.", hint="Check it.") from error
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
