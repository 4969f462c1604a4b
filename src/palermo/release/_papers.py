"""What a contribution leaves behind for the operator and the contributor: never published."""

import re
from pathlib import Path

from palermo.cases import Dialect, write_rows
from palermo.harmonise import Harmonised
from palermo.link import MergeReport
from palermo.release._folder import write_aside
from palermo.report import to_html, to_json

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


MERGING = "merging"
"""The stem of the report on persons found twice."""


def write_papers(folder: Path, contributor: str, found: Harmonised) -> None:
    """Write the quality report (JSON and page) and the quarantined rows of one contribution into the work folder."""
    _make(folder)
    stem = _NOT_IN_NAMES.sub("-", contributor).strip("-.") or "contributor"
    write_aside(folder / f"{stem}.quality.json", lambda path: _text(path, to_json(found.report)))
    write_aside(folder / f"{stem}.quality.html", lambda path: _text(path, to_html(found.report.document())))
    write_aside(
        folder / f"{stem}.quarantine.csv", lambda path: write_rows(found.quarantine, path, Dialect(format="csv"))
    )


def write_merging(folder: Path, report: MergeReport) -> None:
    """Write what merging did (JSON and page) into the work folder."""
    _make(folder)
    write_aside(folder / f"{MERGING}.json", lambda path: _text(path, to_json(report)))
    write_aside(folder / f"{MERGING}.html", lambda path: _text(path, to_html(report.document())))


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # quarantined rows are people's records


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
