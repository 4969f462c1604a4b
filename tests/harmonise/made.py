"""Helps for tests that write a mapping and a file by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import yaml
from tests.harmonise.reading import write_csv

from palermo.harmonise import Harmonised, HarmoniseSettings, Mapping, harmonise, load_mapping

TODAY = date(2026, 11, 1)
KEY = bytes(range(32))


def mapping_of(folder: Path, text: str, *, blank: str = "blank: unknown") -> Mapping:
    """A mapping from the rules of its columns, or from a whole text that says `columns:` or `vintage:` itself."""
    text = dedent(text)
    if "columns:" not in text and "vintage:" not in text:
        text = "columns:\n" + indent(text, "  ")
    path = folder / "mapping.yaml"
    path.write_text(f"{blank}\n{text}", encoding="utf-8")
    return load_mapping(path)


def run(
    folder: Path, rules: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, blank: str = "blank: unknown",
    key: bytes | None = None, contributor: str | None = None,
) -> Harmonised:  # fmt: skip
    """A file of these cells through a mapping with these rules."""
    path = write_csv(folder / "file.csv", header, rows)
    settings = HarmoniseSettings(today=TODAY, person_key=key, contributor=contributor)
    return harmonise(path, mapping_of(folder, rules, blank=blank), settings=settings)


def as_yaml(rule: object) -> str:
    """A rule made of Python's own values, on one line."""
    return yaml.safe_dump(rule, default_flow_style=True, allow_unicode=True, width=2**20).strip()
