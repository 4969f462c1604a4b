"""What every estimate has in common on the command line: where its papers go, and how they are handed over."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import typer

if TYPE_CHECKING:
    from palermo.cli._progress import Progress
    from palermo.report import Document

STDOUT = Path("-")

REPORT = typer.Option(None, "--report", help="Write the report too: .html, .txt or .json.")
JSON = typer.Option(None, "--json", help="Write the results as JSON to a file, or to -.")
LEVEL = typer.Option(0.95, "--level", help="What intervals cover, between 0 and 1.")
SEED = typer.Option(0, "--seed", min=0, help="Of everything random: the same seed, the same numbers.")


class Told(Protocol):
    """What an estimate says, as each of its reports does."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""

    def document(self) -> "Document":
        """As people read it."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a command. report, json, table: the files that were named; json may be `-`, the output itself."""

    report: Path | None
    json: Path | None
    table: Path | None = None

    @property
    def files(self) -> list[Path]:
        """The files that will be written."""
        return [path for path in (self.report, self.json, self.table) if path is not None and path != STDOUT]

    def check(self, inputs: Iterable[Path]) -> None:
        """Raise before any work for a paper that cannot be written, and InputError for an input that is not there."""
        from palermo.cli._papers import check_outputs, check_report, check_table
        from palermo.errors import InputError

        inputs = list(inputs)
        if self.report is not None:
            check_report(self.report)
        if self.table is not None:
            check_table(self.table)
        check_outputs(self.files, inputs=inputs)
        for path in inputs:
            if not path.exists():
                raise InputError("file.not_found", place=str(path))

    def progress(self) -> "AbstractContextManager[Progress]":
        """A progress bar; none where JSON is printed, for machines."""
        from palermo.cli._progress import progress

        return progress(quiet=self.json == STDOUT)

    def hand_over(self, found: Told) -> None:
        """Write what was asked for, and print the report, its beginning where it was written, or its JSON instead."""
        from palermo.cli._papers import show, write_report, write_text
        from palermo.report import to_json

        if self.report is not None:
            write_report(self.report, found.to_dict(), found.document)
        if self.json == STDOUT:
            typer.echo(to_json(found.to_dict()), nl=False)
            return
        if self.json is not None:
            write_text(self.json, to_json(found.to_dict()))
        show(found.document(), self.report)
        for path in self.files:
            typer.echo(f"Written: {path}", err=True)
