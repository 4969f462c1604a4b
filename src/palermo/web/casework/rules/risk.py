"""Risk: what may threaten her, and the level that stands of several assessments."""

from collections.abc import Iterable, Mapping

from palermo.web.casework.rules._read import document

ORDER = ("", "low", "medium", "high")
"""Levels, the lowest first; nothing where nobody assessed it."""

KINDS = ("immediate", "plan", "return")


def kind_label(kind: str) -> Mapping[str, str]:
    """What an assessment is for: labels by language."""
    found: Mapping[str, str] = document("risk.yaml")["kinds"][kind]
    return found


def threats() -> Mapping[str, Mapping[str, str]]:
    """What may threaten her, by code: labels by language."""
    found: Mapping[str, Mapping[str, str]] = document("risk.yaml")["threats"]
    return found


def highest(levels: Iterable[str]) -> str:
    """The level that stands: the highest, so that one assessment does not hide another's danger.

    >>> highest(["low", "high", ""]), highest([])
    ('high', '')
    """
    return max(levels, key=ORDER.index, default="")
