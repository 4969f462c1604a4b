"""Columns and values that options name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palermo.cases import CaseTable


def kept(table: "CaseTable", wanted: tuple[str, ...]) -> "CaseTable":
    """These columns, or all; never identifiers. Raises ProtectionError for one that is not there."""
    from palermo.errors import ProtectionError

    for name in wanted:
        if name not in table:
            raise ProtectionError("protect.unknown_column", place="--columns", name=name, known=", ".join(table.names))
    return (table.select(wanted) if wanted else table).without_ids()


def names(text: str) -> tuple[str, ...]:
    """The names in a text, between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def declared(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What columns may hold, from `contributor=A,B`. Raises SettingsError for what names no column with its values."""
    from palermo.errors import SettingsError

    found = {}
    for each in values:
        name, sign, listed = each.partition("=")
        if not sign or not names(listed):
            raise SettingsError("protect.values_unreadable", place=f"--values {each}")
        found[name.strip()] = names(listed)
    return found
