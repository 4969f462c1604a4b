"""Columns and values that options name."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palermo.cases import CaseTable


def kept(table: "CaseTable", wanted: tuple[str, ...]) -> "CaseTable":
    """These columns, or all but identifiers. Raises ProtectionError for one that is not there, or identifies people."""
    from palermo.errors import ProtectionError

    table = table.without_ids()
    for name in wanted:
        if name not in table:
            raise ProtectionError("protect.unknown_column", place="--columns", name=name, known=", ".join(table.names))
    return table.select(wanted) if wanted else table


def names(*texts: str) -> tuple[str, ...]:
    """The names in texts, between commas, each once.

    >>> names("gender, age_band", "gender")
    ('gender', 'age_band')
    """
    return tuple(dict.fromkeys(name.strip() for text in texts for name in text.split(",") if name.strip()))


def told_of(texts: Sequence[str], wrong: Callable[[str], Exception]) -> dict[str, str]:
    """What is said of each name, from `NAME=TEXT`. wrong: the error to raise for a text that names or says nothing.

    >>> told_of(["attitude = Attitudes"], ValueError)
    {'attitude': 'Attitudes'}
    """
    found = {}
    for each in texts:
        name, _, text = (part.strip() for part in each.partition("="))
        if not name or not text:
            raise wrong(each)
        found[name] = text
    return found


def declared(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What columns may hold, from `contributor=A,B`. Raises SettingsError for what names no column with its values."""
    from palermo.errors import SettingsError

    found = {}
    for each in values:
        name, sign, listed = each.partition("=")
        if not sign or not names(listed):
            raise SettingsError("protect.values_unreadable", place=f"--values {each}", known="contributor, say")
        found[name.strip()] = names(listed)
    return found


RANGE = re.compile(r"\s*(\w+)\s*=\s*(-?\d{1,9})\s*:\s*(-?\d{1,9})\s*", re.ASCII)
"""A column, and the first and the last number that it may hold."""


def bounded(ranges: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Bounds of numbers by column, from `year_of_registration=2002:2026`.

    Raises SettingsError for what is no range, for one that is empty, and for a column that is named twice.
    """
    from palermo.errors import SettingsError

    found: dict[str, tuple[int, int]] = {}
    for each in ranges:
        parts = RANGE.fullmatch(each)
        if parts is None or int(parts[2]) > int(parts[3]) or parts[1] in found:
            raise SettingsError("protect.range_unreadable", place=f"--range {each}")
        found[parts[1]] = int(parts[2]), int(parts[3])
    return found


def refuse_idle(table: "CaseTable", values: Mapping[str, object], ranges: Mapping[str, object]) -> None:
    """Raise SettingsError for what would say nothing: values or bounds of a column that has others, or is not there."""
    from palermo.errors import SettingsError

    open_ones = [column.name for column in table.columns if column.list is None and not column.is_number]
    for name in values:
        if name not in open_ones:
            known = ", ".join(open_ones) or "none"
            raise SettingsError("protect.values_unreadable", place=f"--values {name}", known=known)

    numbers = [column.name for column in table.columns if column.is_number]
    for name in ranges:
        if name not in numbers:
            known = ", ".join(numbers) or "none here"
            raise SettingsError("protect.range_of_no_number", place=f"--range {name}", known=known)
