"""`palermo tabulate`."""

import sys
from pathlib import Path

import typer

from palermo.cli._language import LANGUAGE

app = typer.Typer()


@app.command(epilog="Example: palermo tabulate releases/2026-demo --by gender --where citizenship=PHL")
def tabulate(
    release: Path = typer.Argument(..., help="The release's folder.", show_default=False),
    by: list[str] = typer.Option(
        [], "--by", help="A column whose codes make the rows: up to three, as --by A --by B or --by A,B."
    ),
    where: list[str] = typer.Option([], "--where", help="A condition: citizenship=PHL, age_band=0-8|9-17, gender=?"),
    within: bool = typer.Option(False, "--within", help="Shares within each code of the first column."),
    language: str = LANGUAGE,
    as_json: bool = typer.Option(False, "--json", help="Print the answer as JSON."),
    as_csv: bool = typer.Option(False, "--csv", help="Print the answer as CSV."),
) -> None:
    """Ask a release a question: counts and shares with their denominator, bounds, cautions and source."""
    import json

    from palermo.release import open_release
    from palermo.tabulate import answer, parse_question

    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv", param_hint="--csv")
    names = [name for text in by for name in text.split(",")]
    question = parse_question(names, where, within=within)
    found = answer(open_release(release), question)
    if as_json:
        typer.echo(json.dumps(found.to_dict(language), ensure_ascii=False, indent=2))
    elif as_csv:
        import pyarrow.csv

        pyarrow.csv.write_csv(found.to_table(language), sys.stdout.buffer)
    else:
        from rich.console import Console

        from palermo.report import print_document

        print_document(found.document(language), Console())
