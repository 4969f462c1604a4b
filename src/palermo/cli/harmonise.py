"""`palermo harmonise`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from palermo.cli._harmonise_export import export
from palermo.cli._harmonise_suggest import suggest

if TYPE_CHECKING:
    from palermo.harmonise import Harmonised

FILE = "file"
"""The command that is meant when the first word is the name of a file."""


class _FileFirst(TyperGroup):
    """A group in which a first word that is no command names a file. A file called `suggest` is `./suggest`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        asks_help = len(args) == 1 and args[0] in ctx.help_option_names
        if args and not asks_help and args[0] not in self.list_commands(ctx):
            args = [FILE, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != FILE]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        command = self.commands[FILE]
        with type(ctx)(command, info_name=ctx.info_name, parent=ctx.parent) as inner:
            command.format_help(inner, formatter)


app = typer.Typer(cls=_FileFirst, no_args_is_help=True)
app.command("suggest", epilog="Example: palermo harmonise suggest file.csv --out mapping.yaml")(suggest)
app.command("export", epilog="Example: palermo harmonise export cases.parquet --as ctdc-2024 --out table.csv")(export)


@app.callback()
def _group() -> None:
    """A contributor's file and a mapping → a case table and a quality report."""


@app.command(
    FILE,
    epilog="Example: palermo harmonise cases.xlsx --mapping htcds-2.0-xlsx --out cases.parquet --report report.html",
)
def harmonise_file(
    file: Path = typer.Argument(..., help="The contributor's file.", show_default=False),
    mapping: str = typer.Option(..., "--mapping", help="A built-in mapping's name, or a mapping file."),
    out: Path = typer.Option(..., "--out", help="The case table: .parquet, .csv, .xlsx, .ods or .jsonl."),
    report: Path | None = typer.Option(None, "--report", help="The quality report: .json, .html or .txt."),
    quarantine: Path | None = typer.Option(None, "--quarantine", help="The refused rows; by default beside --out."),
    contributor: str | None = typer.Option(None, "--contributor", help="Who sent the file."),
    today: str | None = typer.Option(
        None, "--today", help="The day of reference, such as 2026-11-24; by default today. A date after it is refused."
    ),
    person_key: Path | None = typer.Option(None, "--person-key", help="A file with 32 secret bytes or more."),
    as_json: bool = typer.Option(False, "--json", help="Print the quality report as JSON, and no progress."),
) -> None:
    """A contributor's file and a mapping → a case table and a quality report.

    Rows that break a rule go to the quarantine file with the reason. Files of an earlier run are replaced.
    `palermo harmonise suggest FILE` drafts a mapping, `palermo harmonise export CASES` writes a published vintage.
    """
    from palermo.cli._papers import beside, check_outputs, check_report, check_table
    from palermo.cli._progress import progress
    from palermo.errors import InputError
    from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping

    check_table(out)
    aside = quarantine or beside(out, ".quarantine.csv")
    check_table(aside)
    if report is not None:
        check_report(report)
    inputs = [file, Path(mapping), *([person_key] if person_key is not None else [])]
    check_outputs([out, aside, *([report] if report is not None else [])], inputs=inputs)
    day = _day(today)
    settings = HarmoniseSettings(today=day, person_key=_key(person_key), contributor=contributor)
    rules = load_mapping(mapping)
    with progress(quiet=as_json) as shown:
        found = harmonise(file, rules, settings=settings, progress=shown)
    wrote_aside = _write(found, out, report, aside, always=quarantine is not None)
    _say(found, out, report, aside if wrote_aside else None, as_json=as_json)
    if found.report.rows_in and not found.report.accepted:
        rows = "its one row was" if found.report.rows_in == 1 else f"all {found.report.rows_in:,} rows were"
        raise InputError("harmonise.nothing_accepted", place=str(file), rows=rows)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write it as 2026-11-24", param_hint="--today") from error


def _key(path: Path | None) -> bytes | None:
    """The secret that the file holds; a line end behind it is no part of it."""
    from palermo.errors import InputError

    if path is None:
        return None
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise InputError("file.not_found", place=str(path)) from error


def _write(found: "Harmonised", out: Path, report: Path | None, aside: Path, *, always: bool) -> bool:
    """Write everything, the cases last: where they are, the rest is. Whether there is a quarantine file."""
    from palermo.cases import write_cases, write_rows
    from palermo.cli._papers import write_report

    # an older quarantine file would be taken for this run's
    wrote_aside = always or found.quarantine.num_rows > 0 or aside.exists()
    if wrote_aside:
        write_rows(found.quarantine, aside, secret=True)
    if report is not None:
        write_report(report, found.report, found.report.document)
    write_cases(found.cases, out)
    return wrote_aside


def _say(found: "Harmonised", out: Path, report: Path | None, aside: Path | None, *, as_json: bool) -> None:
    from palermo.report import print_document, to_json

    if as_json:
        typer.echo(to_json(found.report), nl=False)
        return
    from rich.console import Console

    print_document(found.report.document(shortened=True), Console())
    typer.echo(f"Cases: {out}")
    if report is not None:
        typer.echo(f"Report: {report}")
    if aside is not None:
        typer.echo(f"Quarantine: {aside} (people's records: give it to their contributor alone)")
