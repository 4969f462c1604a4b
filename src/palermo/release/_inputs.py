"""Which cases a release was made from, kept so that the next one can be held against them: digests, and no value."""

import json
import secrets
from collections import Counter
from hashlib import blake2b
from pathlib import Path

from palermo.cases import CaseTable, replacing
from palermo.release._changes import lines

SUFFIX = ".cases.json"
"""What a release's file is called in the work folder, behind its id."""

SALT = 16
"""Bytes by which the digests of one file are other ones than those of another."""

OF_OWNER = 0o600
"""Digests of a few columns can be found by trying all values there are: they are as sensitive as the cases."""


def write_inputs(folder: Path, release: str, cases: CaseTable) -> None:
    """Keep a digest of each case, as it came, in the work folder. It stays there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    salt = secrets.token_bytes(SALT)
    document = {"columns": list(cases.names), "salt": salt.hex(), "digests": sorted(_digests(cases, salt).elements())}
    with replacing(folder / f"{release}{SUFFIX}", mode=OF_OWNER) as partial:
        partial.write_text(json.dumps(document), encoding="ascii")


def different_inputs(folder: Path, release: str, cases: CaseTable) -> tuple[int, int] | None:
    """How many cases only the release of this id was made from, and how many are only here; equal ones are paired.

    None when that was not kept, or when it was of other columns.
    """
    try:
        document = json.loads((folder / f"{release}{SUFFIX}").read_text(encoding="ascii"))
        columns, salt = document["columns"], bytes.fromhex(document["salt"])
        before = Counter(document["digests"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # whoever asks is told that nothing is known, and has a stricter rule for that
    if columns != list(cases.names):
        return None
    now = _digests(cases, salt)
    return (before - now).total(), (now - before).total()


def _digests(cases: CaseTable, salt: bytes) -> Counter[str]:
    found = (repr(line).encode() for line in lines(cases, cases.names))
    return Counter(blake2b(line, digest_size=16, key=salt).hexdigest() for line in found)
