"""`palermo harmonise export`."""

from pathlib import Path

import typer


def export(
    cases: Path = typer.Argument(..., help="A case table, such as cases.parquet.", show_default=False),
    vintage: str = typer.Option(..., "--as", help="The vintage to write: ctdc-2021, ctdc-2024 or ctdc-synthetic-2021."),
    out: Path = typer.Option(..., "--out", help="The file to write: .csv, .xlsx, .ods, .jsonl or .parquet."),
    as_json: bool = typer.Option(False, "--json", help="Print what was lost as JSON."),
) -> None:
    """A case table → the columns of a published vintage, and a report on what the vintage cannot say."""
    from rich.console import Console

    from palermo.cases import Dialect, read_cases, write_rows
    from palermo.harmonise import export_vintage
    from palermo.report import print_document, to_json

    table, report = export_vintage(read_cases(cases), vintage)
    write_rows(table, out, Dialect())
    if as_json:
        typer.echo(to_json(report), nl=False)
        return
    print_document(report.document(), Console())
    typer.echo(f"{out}: {table.num_rows:,} rows in {table.num_columns} columns.")
