"""`palermo tabulate`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._language import LANGUAGE

if TYPE_CHECKING:
    from palermo.release import Release
    from palermo.tabulate import Answer

app = typer.Typer()

BINARY = ("parquet", "xlsx")
"""Formats that no terminal shows."""


@app.command(epilog="Example: palermo tabulate releases/2026-demo --by gender --where citizenship=PHL")
def tabulate(
    release: Path = typer.Argument(..., help="The release's folder.", show_default=False),
    by: list[str] = typer.Option(
        [], "--by", help="A column whose codes make the rows: up to four, as --by A --by B or --by A,B."
    ),
    where: list[str] = typer.Option(
        [],
        "--where",
        help="A condition: citizenship=PHL, age_band=0-8|9-17, year_of_registration=2015..2018, gender=?, "
        "'gender=woman or not citizenship=PHL'. All must hold.",
    ),
    within: bool = typer.Option(False, "--within", help="Shares within each code of the first column."),
    top: int = typer.Option(0, "--top", help="So many of the commonest codes; the others together. 0: all."),
    sort: str = typer.Option("", "--sort", help="n, share, low, high, code or change; -n for the largest first."),
    change: str = typer.Option("", "--change", help="previous, or a year: each year's figure beside that one's."),
    schema: str = typer.Option("", "--schema", help="A vintage whose columns and codes are used, such as ctdc-2024."),
    language: str = LANGUAGE,
    as_json: bool = typer.Option(False, "--json", help="Print the answer as JSON."),
    as_csv: bool = typer.Option(False, "--csv", help="Print the answer as CSV."),
    form: str = typer.Option(
        "", "--format", help="csv, json, jsonl, parquet, xlsx, hxl, sdmx-csv or sdmx-json.", show_default=False
    ),
    out: Path | None = typer.Option(None, "--out", help="The file to write; else it is printed.", show_default=False),
) -> None:
    """Ask a release a question: counts and shares with their denominator, bounds, cautions and source."""
    import json

    from palermo.release import open_release
    from palermo.tabulate import answer, parse_question

    form = _form(form, as_json=as_json, as_csv=as_csv)
    if form in BINARY and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"a terminal cannot show {form}; name a file with --out", param_hint="--format")
    names = [name for text in by for name in text.split(",")]
    question = parse_question(names, where, within=within, top=top, sort=sort, change=change, schema=schema)
    opened = open_release(release)
    found = answer(opened, question)
    if form == "json" and out is None:
        typer.echo(json.dumps(found.to_dict(language), ensure_ascii=False, indent=2))
    elif form:
        _write(opened, found, form, out, language)
    elif out is not None:
        raise typer.BadParameter("say in which --format the file is to be", param_hint="--out")
    else:
        from rich.console import Console

        from palermo.report import print_document

        print_document(found.document(language), Console())


def _form(form: str, *, as_json: bool, as_csv: bool) -> str:
    """The one format that is asked for; empty for a table to read."""
    from palermo.tabulate.formats import FORMATS

    wanted = [name for name, chosen in (("json", as_json), ("csv", as_csv), (form, bool(form))) if chosen]
    if len(set(wanted)) > 1:
        raise typer.BadParameter("choose one of --json, --csv and --format", param_hint="--format")
    if form and form not in FORMATS:
        raise typer.BadParameter(f"there are {', '.join(FORMATS)}", param_hint="--format")
    return wanted[0] if wanted else ""


def _write(release: "Release", found: "Answer", form: str, out: Path | None, language: str) -> None:
    from palermo.tabulate.formats import FORMATS, Wanted
    from palermo.tabulate.formats.sdmx import structure_of

    structure = structure_of(release, found.question.schema) if form.startswith("sdmx") else None
    parts = FORMATS[form].write(found, Wanted(language, structure=structure))
    if out is None:
        for part in parts:
            sys.stdout.buffer.write(part)
        return
    with out.open("wb") as file:
        for part in parts:
            file.write(part)
