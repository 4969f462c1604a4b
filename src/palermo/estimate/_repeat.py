"""Everything that somebody needs to repeat an estimate: the data's hash, what was chosen, the seed, the versions."""

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from palermo.report import Facts, show

LIBRARIES = ("numpy", "numba", "scipy")
"""What estimates are reckoned with."""

NOTHING: tuple[object, ...] = (None, (), [], "", {})
"""Settings that say nothing."""


def source_of(path: Path) -> dict[str, Any]:
    """A file's name and the SHA-256 of its bytes, by which somebody else knows that it is the same."""
    with path.open("rb") as file:
        return {"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def versions(libraries: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """The versions of Python and of libraries."""
    return {"python": platform.python_version(), **{name: version_of(name) for name in libraries}}


def repeat(version: str, seed: int | None, source: Mapping[str, Any], settings: Mapping[str, Any]) -> Facts:
    """All of it in lines. version: Palermo's. seed: None where nothing is random. settings: `versions` among them.

    >>> repeat("1.0", 7, {"file": "uk.csv"}, {"method": "panel", "columns": ("police", "shelter"), "stratum": ""}).pairs
    [('Palermo', '1.0'), ('seed', 7), ('file', 'uk.csv'), ('method', 'panel'), ('columns', 'police, shelter')]
    """
    pairs: list[tuple[str, object]] = [("Palermo", version), *([] if seed is None else [("seed", seed)])]
    pairs += source.items()
    for name, value in settings.items():
        if name == "versions":
            pairs += value.items()
        elif value not in NOTHING and (name != "seed" or seed is None):
            pairs.append((name, _in_words(value)))
    return Facts(pairs)


def _in_words(value: object) -> str:
    if isinstance(value, Mapping):
        value = [f"{key}={each}" for key, each in value.items()]
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else show(value)
