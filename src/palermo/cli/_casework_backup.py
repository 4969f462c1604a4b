"""`palermo casework backup`, `restore` and `check`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from palermo.web.vault.checking import Finding


def backup(
    out: Path = typer.Argument(..., help="The file to write; it must not be there yet.", show_default=False),
    as_json: bool = typer.Option(False, "--json", help="Print what it holds as JSON."),
) -> None:
    """Back up all tables and files into one encrypted file, while people work. It opens with the master key only."""
    from palermo.cli.casework import started

    started()
    import json

    from palermo.cli._progress import progress
    from palermo.web.vault.backup import write

    with progress(quiet=as_json) as shown:
        told = write(out, progress=shown)
    if as_json:
        typer.echo(json.dumps({"rows": told.rows, "files": len(told.files), "bytes": out.stat().st_size}))
        return
    typer.echo(f"{out}: {told.rows:,} rows and {len(told.files):,} files.")
    typer.echo("Without the master key it cannot be read: keep a copy of that elsewhere, and try a restoration.")


def restore(
    file: Path = typer.Argument(..., help="The backup.", show_default=False),
    look: bool = typer.Option(False, "--look", help="Look through it only: whether it opens and is whole."),
) -> None:
    """Restore a backup into an empty database and folder of files: all of it, or nothing."""
    from palermo.cli.casework import migrate, started

    started()
    from palermo.cli._progress import progress
    from palermo.web.vault.backup import read
    from palermo.web.vault.restoring import restore as put_back

    if not look:
        read(file)  # what cannot be trusted leaves no tables behind either
        migrate()
    with progress(quiet=False) as shown:
        told = read(file, progress=shown) if look else put_back(file, progress=shown)
    done = "It opens and is whole" if look else "Restored and compared row by row"
    typer.echo(f"{done}: {told.rows:,} rows and {len(told.files):,} files, from version {told.version}.")
    if not look and (faults := sum(1 for _fault in _faults())):
        told_of = f"Its audit had {faults} faults when it was backed up: palermo casework verify-audit"
        typer.secho(told_of, fg=typer.colors.RED, bold=True, err=True)
        raise typer.Exit(1)  # it is restored all the same: whoever changed the audit must not keep us from our records


def check(
    quick: bool = typer.Option(
        False, "--quick", help="Leave the audit out, which takes long when there is much of it."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print what was found as JSON."),
) -> None:
    """Look whether an installation is as it should be. Exit code 1 where something is not."""
    from palermo.cli.casework import started

    started()
    import json

    from palermo.web.vault.checking import State

    found = list(_findings(quick=quick))
    if as_json:
        typer.echo(json.dumps([{"state": each.state, "what": each.what, "told": each.told} for each in found]))
    colours = {State.GOOD: typer.colors.GREEN, State.NOTE: typer.colors.YELLOW, State.BAD: typer.colors.RED}
    for each in [] if as_json else found:
        typer.echo(f"{typer.style(f'{each.state:<4}', fg=colours[each.state], bold=True)}  {each.what}: {each.told}")
    if any(each.state is State.BAD for each in found):
        raise typer.Exit(1)


def _findings(*, quick: bool) -> "Iterator[Finding]":
    from django.conf import settings

    from palermo.web.vault.checking import Finding, State, findings

    if left := _not_applied():
        yield Finding(State.BAD, "tables", f"{left} changes are not applied: palermo casework migrate")
        return
    yield Finding(State.GOOD, "tables", "They are as this version needs them.")
    if not settings.CASEWORK.https:
        yield Finding(State.NOTE, "HTTPS", "It is off: only people at this machine should come in.")
    yield from findings()
    if not quick:
        faults = sum(1 for _fault in _faults())
        told = f"{faults} faults: palermo casework verify-audit" if faults else "Every chain is whole."
        yield Finding(State.BAD if faults else State.GOOD, "audit", told)


def _not_applied() -> int:
    """How many changes of tables this version has that the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _faults() -> Iterator[object]:
    from uuid import UUID

    from palermo.web.audit.chain import anchors, faults

    for organisation in anchors():
        yield from faults(UUID(organisation))
