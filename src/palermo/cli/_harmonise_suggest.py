"""`palermo harmonise suggest`."""

from pathlib import Path

import typer


def suggest(
    file: Path = typer.Argument(..., help="The contributor's file.", show_default=False),
    out: Path | None = typer.Option(None, "--out", help="Where to write the draft; by default it is printed."),
    as_json: bool = typer.Option(False, "--json", help="Print the whole suggestion as JSON."),
) -> None:
    """Draft a mapping for a file, with a confidence and a sample of unmatched values a column."""
    from rich.console import Console

    from palermo.cli._papers import check_outputs, write_text
    from palermo.errors import SettingsError
    from palermo.harmonise import suggest_mapping
    from palermo.report import print_document, to_json

    if out is not None:
        check_outputs([out], inputs=[file])
        if out.exists():
            raise SettingsError("harmonise.suggestion_exists", place=str(out))
    found = suggest_mapping(file)
    if out is not None:
        write_text(out, found.yaml)
    if as_json:
        typer.echo(to_json(found), nl=False)
        return
    print_document(found.document(), Console(stderr=out is None))
    if out is None:
        typer.echo(found.yaml, nl=False)
    else:
        typer.echo(f"Draft: {out}. Read every line of it, then:")
        typer.echo(f"palermo harmonise {file} --mapping {out} --out cases.parquet")
