"""A report as JSON."""

import dataclasses
import json
from collections.abc import Mapping, Sequence, Set
from datetime import date
from enum import Enum
from pathlib import PurePath


def plain(value: object) -> object:
    """A value made of dataclasses, enums, paths and dates as what JSON knows.

    >>> plain({"path": PurePath("a/b"), "on": date(2026, 1, 2)})
    {'path': 'a/b', 'on': '2026-01-02'}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)  # type: ignore[type-var]
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    if isinstance(value, date | PurePath):
        return value.isoformat() if isinstance(value, date) else value.as_posix()
    raise TypeError(f"a report cannot hold a {type(value).__name__}")


def to_json(report: object) -> str:
    """A report (any dataclass) as indented JSON, in the order of its fields, ending in a line break."""
    return json.dumps(plain(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
