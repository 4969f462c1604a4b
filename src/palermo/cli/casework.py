"""`palermo casework`: what the operator of an installation does."""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import typer

from palermo.cli._casework_backup import backup, check, restore
from palermo.cli._casework_demo import demo
from palermo.cli._casework_keys import change_keys, rewrap, work

if TYPE_CHECKING:
    from palermo.web.config.declared_casework import CaseworkSettings

app = typer.Typer(no_args_is_help=True, epilog="Example: palermo casework init secrets/")

SECRETS = ("palermo_casework_secret_key", "palermo_casework_master_key")


@app.callback()
def casework() -> None:
    """Set up and keep an installation of case work: keys, tables, organisations, users, the audit."""


app.command(epilog="Example: palermo casework demo .palermo/casework")(demo)
app.command(epilog="Example: palermo casework backup /mnt/backups/2026-11-30.palermo")(backup)
app.command(epilog="Example: palermo casework restore /mnt/backups/2026-11-30.palermo")(restore)
app.command(epilog="Example: palermo casework check")(check)
app.command("change-keys", epilog='Example: palermo casework change-keys --organisation "Casa Aperta"')(change_keys)
app.command(epilog="Example: palermo casework rewrap")(rewrap)
app.command(epilog="Example: palermo casework work")(work)


@app.command(epilog="Example: palermo casework init /etc/palermo/secrets")
def init(
    folder: Path = typer.Argument(..., help="The folder for the secrets; made if it is not there.", show_default=False),
) -> None:
    """Make the secrets of an installation: the key that signs, and the master key. Neither is ever overwritten."""
    make_secrets(folder)
    typer.echo(f"Written: {', '.join(str(folder / name) for name in SECRETS)}")
    typer.echo("Keep a copy of the master key where the database and its backups are not: without it they are lost,")
    typer.echo("and with it and the database everything can be read.")
    typer.echo(f"Next: PALERMO_SECRETS={folder} palermo casework migrate")


@app.command(epilog="Example: palermo casework migrate")
def migrate() -> None:
    """Make or renew the tables of the database."""
    started()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    typer.echo("The tables are as this version needs them.")


@app.command(epilog='Example: palermo casework organisation "Casa Aperta" --country IT --administrator amina')
def organisation(
    name: str = typer.Argument(..., help="What it is called.", show_default=False),
    country: str = typer.Option("", "--country", help="Where it works: two letters."),
    language: str = typer.Option("en", "--language", help="Of its pages, where a user chose none."),
    administrator: str = typer.Option(
        ..., "--administrator", help="The user name of who sets it up.", show_default=False
    ),
    address: str = typer.Option("http://127.0.0.1:8001", "--address", help="Where it answers, for the link."),
) -> None:
    """Make an organisation and invite its first administrator: the link is printed once."""
    started()
    from palermo.web.accounts import actions

    made = actions.make_organisation(name=name, country=country, language=language)
    user, token = actions.invite(
        organisation=made, username=administrator, name=administrator, roles=["administrator"], by=None
    )
    typer.echo(f"Made: {made.name} ({made.pk})")
    typer.echo(f"{user.username} comes in here, once, within a week: {address}/accounts/invitation/{token}/")


@app.command(
    "verify-audit", epilog="Example: palermo casework verify-audit --anchors anchors.json --write anchors.json"
)
def verify_audit(
    anchors: Path | None = typer.Option(None, "--anchors", help="Anchors of an earlier run: each must still be there."),
    write: Path | None = typer.Option(None, "--write", help="Write the anchors of today: keep them elsewhere."),
    as_json: bool = typer.Option(False, "--json", help="Print what was found as JSON."),
) -> None:
    """Look through every chain of the audit for what was changed, deleted or cut off. Exit code 1 when there is any."""
    started()
    import json

    from palermo.web.audit.chain import anchors as noted
    from palermo.web.audit.chain import faults

    known = json.loads(anchors.read_text(encoding="utf-8")) if anchors else {}
    chains = noted()
    found = []
    for organisation in sorted({*chains, *known}):
        before = known.get(organisation)
        since = (int(before["number"]), bytes.fromhex(before["digest"])) if before else None
        found += [(organisation, fault) for fault in faults(UUID(organisation), since=since)]
    if write and not found:
        write.write_text(json.dumps(chains, indent=1) + "\n", encoding="utf-8")
    entries = sum(int(chain["number"]) for chain in chains.values())
    if as_json:
        told = [{"organisation": name, "number": fault.number, "what": fault.what} for name, fault in found]
        typer.echo(json.dumps({"chains": len(chains), "entries": entries, "faults": told}))
    else:
        typer.echo(f"{entries:,} entries in {len(chains)} chains were looked through.")
        for name, fault in found:
            typer.secho(f"{name}, entry {fault.number}: {FAULTS[fault.what]}", fg=typer.colors.RED, bold=True)
        if not found:
            more = "" if known else " What was cut off at the end of a chain is found by --anchors only."
            typer.echo(f"Nothing was changed.{more}")
    if found:
        raise typer.Exit(1)


FAULTS = {
    "changed": "it was changed, or one before it was.",
    "missing": "it is missing.",
    "cut": "an anchor knows it, and it is not there: the chain was cut short.",
    "head": "the chain ends elsewhere than its head says: entries at its end are missing.",
}


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Example: palermo casework django check --deploy",
)
def django(context: typer.Context) -> None:
    """Run one of Django's own commands on this installation."""
    started()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["palermo casework django", *context.args])


def make_secrets(folder: Path) -> None:
    """Make the secrets of an installation in a folder. Raises SettingsError where there is one already."""
    need_casework()
    import secrets

    from palermo.errors import SettingsError
    from palermo.web.vault.master import new_line

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    values = (secrets.token_urlsafe(48), new_line())
    for name in SECRETS:
        if (folder / name).exists():
            raise SettingsError("settings.secret_there", place=str(folder / name))
    for name, value in zip(SECRETS, values, strict=True):
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(value + "\n")


def started() -> "CaseworkSettings":
    """Django with the settings of case work, and those. Raises SettingsError when one is missing."""
    need_casework()
    import django as framework

    os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.web.config.settings_casework"
    from palermo.web.config.declared_casework import load

    declared = load()  # a bad setting stops here, with its name
    framework.setup()
    return declared


def need_casework() -> None:
    """Raise SettingsError when the extra is not installed."""
    from importlib.util import find_spec

    from palermo.errors import SettingsError

    needed = ("django", "csp", "whitenoise", "granian", "allauth", "axes", "argon2", "django_htmx", "django_tasks_db")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise SettingsError("settings.not_installed", place="palermo casework", missing=", ".join(missing))
