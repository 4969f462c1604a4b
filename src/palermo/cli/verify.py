"""`palermo verify`."""

from pathlib import Path

import typer

app = typer.Typer()


@app.command(epilog="Example: palermo verify releases/2026-demo --key publisher.pub")
def verify(
    release: Path = typer.Argument(..., help="The release's folder.", show_default=False),
    key: Path | None = typer.Option(None, "--key", help="The publisher's public key (PEM), got from elsewhere."),
    ledger: Path | None = typer.Option(None, "--ledger", help="The publisher's ledger: was the release entered there?"),
    as_json: bool = typer.Option(False, "--json", help="Print the checks as JSON."),
) -> None:
    """Check a release: checksums, signature, schema, protection; with --ledger, also what was spent and entered."""
    from rich.console import Console

    from palermo.errors import ReleaseError
    from palermo.release import checking
    from palermo.report import print_document, to_json

    public_key = checking.read_public_key(key) if key is not None else None
    entered = checking.read_ledger(ledger) if ledger is not None else None
    found = checking.verify(release, public_key=public_key, ledger=entered)
    if as_json:
        typer.echo(to_json(found), nl=False)
    else:
        print_document(found.document(), Console())
    if not found.passed:
        raise ReleaseError("release.not_trusted", place=str(release), failed=len(found.failed), total=len(found.checks))
