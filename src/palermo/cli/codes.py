"""`palermo codes`."""

from pathlib import Path

import typer

from palermo.cli._language import LANGUAGE

app = typer.Typer(
    no_args_is_help=True, add_completion=False, epilog="Example: palermo codes show country --language fr"
)


@app.command("list", epilog="Example: palermo codes list --language fr")
def list_(
    language: str = LANGUAGE,
    as_json: bool = typer.Option(False, "--json", help="Print the catalogue as JSON."),
) -> None:
    """Every code list, schema, vintage and crosswalk, and how far each was verified."""
    from rich.console import Console

    from palermo.codes import catalogue
    from palermo.report import print_document, to_json

    found = catalogue()
    if as_json:
        typer.echo(to_json(found), nl=False)
    else:
        print_document(found.document(language), Console())


@app.command(epilog="Example: palermo codes show means-of-control --language fr")
def show(
    name: str = typer.Argument(..., help="The name of a list, schema, vintage or crosswalk.", show_default=False),
    language: str = LANGUAGE,
    as_json: bool = typer.Option(False, "--json", help="Print all that is known of it as JSON."),
) -> None:
    """One code list, schema, vintage or crosswalk: source, licence, rows, what it loses, what is not verified."""
    import json

    from rich.console import Console

    from palermo.codes import CodeList, Crosswalk, Vintage, describe, find, vintage_losses
    from palermo.report import print_document, to_json

    found = find(name)
    if isinstance(found, CodeList) and found.name != name and not as_json:
        typer.echo(f"{name} is a column of the case table; this is its list, {found.name}.\n", err=True)
    if not as_json:
        print_document(describe(found, language), Console())
        return
    document = json.loads(to_json(found))
    if isinstance(found, Crosswalk):
        document["losses"] = found.losses()
    if isinstance(found, Vintage):
        document["losses"] = vintage_losses(found.name)
    typer.echo(to_json(document), nl=False)


@app.command(epilog="Example: palermo codes check my-lists/")
def check(
    folder: Path = typer.Argument(
        None, help="A folder of data files; by default those of this installation.", exists=True, file_okay=False
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the faults as JSON."),
) -> None:
    """Check every data file: shape, codes, sources, references. Faults are told by file and line."""
    import json

    from palermo.codes import check_all

    faults = check_all(folder)
    if as_json:
        typer.echo(json.dumps({"faults": [fault.to_dict()["error"] for fault in faults]}, ensure_ascii=False, indent=2))
    elif faults:
        for fault in faults:
            typer.echo(str(fault))
    else:
        typer.echo("Every data file is as it should be.")
    if faults:
        raise typer.Exit(faults[0].exit_code)
