"""`palermo ledger`."""

from pathlib import Path

import typer

app = typer.Typer()


@app.command(epilog="Example: palermo ledger keys/ledger")
def ledger(
    file: Path = typer.Argument(..., help="The ledger's file, beside the keys.", show_default=False),
    head: str = typer.Option("", "--holds", help="A digest kept elsewhere, as in a release: is its line still there?"),
    as_json: bool = typer.Option(False, "--json", help="Print entries and balances as JSON."),
) -> None:
    """What each release spent on whose cases, and what is left. Every line is checked."""
    from rich.console import Console

    from palermo.errors import ReleaseError
    from palermo.release import publishing
    from palermo.report import print_document, to_json

    found = publishing.read_ledger(file)
    if head and not found.holds(head):
        raise ReleaseError(
            "ledger.untrusted",
            place=str(file),
            reason="the line with this digest is missing.",
            remedy="Lines were cut off, or this is another ledger. Restore it from a copy.",
        )
    if as_json:
        shown = {"path": found.path, "head": found.head, "cap": found.cap, "delta": found.delta}
        typer.echo(to_json(shown | {"balances": found.balances, "entries": found.entries}), nl=False)
    else:
        print_document(found.document(), Console())
