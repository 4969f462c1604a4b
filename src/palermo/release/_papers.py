"""What a contribution leaves behind for the operator and the contributor: never published."""

import re
from pathlib import Path

from palermo.cases import Dialect, replacing, write_rows
from palermo.harmonise import Harmonised
from palermo.link import MergeReport
from palermo.protect import Evaluation
from palermo.report import to_html, to_json

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")

MERGING = "merging"
"""The stem of the report on persons found twice."""

EVALUATION = "evaluation"
"""The stem of the evaluation against the cases."""


def same_papers(one: str, other: str) -> bool:
    """Whether the papers of two contributors would be the same files, so that one's people would be sent to the other.

    Some file systems do not tell `A` from `a`.
    """
    return _stem(one).casefold() == _stem(other).casefold()


def write_papers(folder: Path, contributor: str, found: Harmonised) -> None:
    """Write the quality report (JSON and page) and the quarantined rows of one contribution into the work folder."""
    _make(folder)
    stem = _stem(contributor)
    _text(folder / f"{stem}.quality.json", to_json(found.report))
    _text(folder / f"{stem}.quality.html", to_html(found.report.document()))
    write_rows(found.quarantine, folder / f"{stem}.quarantine.csv", Dialect(format="csv"), secret=True)


def write_merging(folder: Path, report: MergeReport) -> None:
    """Write what merging did (JSON and page) into the work folder."""
    _make(folder)
    _text(folder / f"{MERGING}.json", to_json(report))
    _text(folder / f"{MERGING}.html", to_html(report.document()))


def write_evaluation(folder: Path, found: Evaluation) -> None:
    """Write the exact evaluation (JSON and page) into the work folder: it stays with the cases."""
    _make(folder)
    _text(folder / f"{EVALUATION}.json", to_json(found))
    _text(folder / f"{EVALUATION}.html", to_html(found.document()))


def remove_evaluation(folder: Path) -> None:
    """Remove the evaluation of an earlier release, so that nobody takes it for that of one that has none yet."""
    for suffix in (".json", ".html"):
        (folder / f"{EVALUATION}{suffix}").unlink(missing_ok=True)


def _stem(contributor: str) -> str:
    """A contributor's name as a file can bear it."""
    return _NOT_IN_NAMES.sub("-", contributor).strip("-.") or "contributor"


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # quarantined rows are people's records


def _text(path: Path, text: str) -> None:
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")
