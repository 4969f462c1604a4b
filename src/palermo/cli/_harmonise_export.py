"""`palermo harmonise export`."""

from pathlib import Path

import typer


def export(
    cases: Path = typer.Argument(..., help="A case table, such as cases.parquet.", show_default=False),
    vintage: str = typer.Option(..., "--as", help="The vintage to write: ctdc-2021, ctdc-2024 or ctdc-synthetic-2021."),
    out: Path = typer.Option(..., "--out", help="The file to write: .csv, .xlsx, .ods, .jsonl or .parquet."),
    report: Path | None = typer.Option(None, "--report", help="What was lost: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print what was lost as JSON."),
) -> None:
    """A case table → the columns of a published vintage, and a report on what the vintage cannot say.

    The vintage's own marks for missing are written, and nothing is added: docs/how-to/export-a-vintage.md.
    """
    from palermo.cli._papers import check_outputs, check_report, check_table, write_report

    check_table(out)
    if report is not None:
        check_report(report)
    check_outputs([out, *([report] if report is not None else [])], inputs=[cases])

    from rich.console import Console

    from palermo.cases import read_cases, write_rows
    from palermo.harmonise import export_vintage
    from palermo.report import print_document, to_json

    table, lost = export_vintage(read_cases(cases), vintage)
    if report is not None:
        write_report(report, lost, lost.document)
    write_rows(table, out)
    if as_json:
        typer.echo(to_json(lost), nl=False)
        return
    print_document(lost.document(), Console())
    typer.echo(f"{out}: {table.num_rows:,} rows in {table.num_columns} columns.")
