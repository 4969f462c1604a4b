"""`palermo casework demo`: an installation with invented people, to try everything with."""

import os
import secrets
from pathlib import Path

import typer

CASES = 60
WHO = (
    ("dana", "Dana Moretti", "caseworker"),
    ("samuel", "Samuel Acheampong", "supervisor"),
    ("ines", "Inês Duarte", "administrator"),
)
"""Who works in the invented organisation: how she signs in, what she is called, what she is."""

SIGN_IN = "sign-in.txt"
SECRETS = "secrets"
"""What is in the folder: how to sign in, and the keys."""

WORDS = "amber basil cedar delta ember fjord grove heron ivory juniper kiosk lemon maple nectar olive pebble".split()


def demo(
    folder: Path = typer.Argument(Path(".palermo/casework"), help="Where it is kept; made when it is not there."),
    cases: int = typer.Option(CASES, "--cases", min=1, max=5_000, help="How many invented people."),
) -> None:
    """Make an installation with one invented organisation, three users and sixty invented people; once."""
    from palermo.cli.casework import make_secrets, started

    if not (folder / SECRETS).is_dir():
        make_secrets(folder / SECRETS)
    settle(folder)
    started()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from palermo.web.accounts.models import Organisation

    if not Organisation.objects.exists():
        _fill(folder, cases)
    typer.echo((folder / SIGN_IN).read_text(encoding="utf-8"), nl=False)


def settle(folder: Path) -> None:
    """Put the demonstration of a folder where the settings of case work are read from."""
    os.environ |= {
        "PALERMO_SECRETS": str((folder / SECRETS).resolve()),
        "PALERMO_CASEWORK_DATABASE": f"sqlite:{(folder / 'cases.sqlite3').resolve()}",
        "PALERMO_CASEWORK_FILES": str((folder / "files").resolve()),
        "PALERMO_CASEWORK_DEMO": "true",
    }


def _fill(folder: Path, cases: int) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from palermo.web.accounts import actions
    from palermo.web.casework import invented

    house = actions.make_organisation(name="Casa Aperta (invented)", country="IT")
    team = actions.make_team(organisation=house, name="Night shelter", by=None)
    users, lines = [], []
    for username, name, role in WHO:
        user, token = actions.invite(
            organisation=house, username=username, name=name, roles=[role], teams=[team], by=None
        )
        found = actions.invited(token)
        if found is None:
            raise RuntimeError("an invitation that was just made cannot be used")
        password = "-".join(secrets.choice(WORDS) for _each in range(4))
        pin = "".join(secrets.choice("0123456789") for _each in range(4)) + "48"
        actions.accept(invitation=found, password=password, pin=pin)
        user.refresh_from_db()
        actions.accept_conduct(user=user)
        users.append(user)
        lines.append(f"  {role:<14} user name {username:<7} password {password:<28} PIN {pin}")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Inventing people", total=cases)
        workers = [users[0], users[0], users[1]]
        invented.enter(cases, workers=workers, told=lambda done: progress.update(task, completed=done))
    head = "Everybody in it is invented, and no second factor is asked for. Never enter a real person. Sign in as\n"
    path = folder / SIGN_IN
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(head + "\n".join(lines) + "\n")
