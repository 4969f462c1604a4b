"""`palermo serve`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._serving import EVERYWHERE, MOST_WORKERS, check_address, in_address, run, usual_workers
from palermo.cli._settled import need_web, settle

if TYPE_CHECKING:
    from palermo.release import Release

app = typer.Typer(no_args_is_help=True, epilog="Example: palermo serve hub --releases releases/")


@app.callback()
def serve() -> None:
    """Serve the open data hub, or case work: two processes, two databases."""


@app.command(epilog="Example: palermo serve hub --releases releases/ --port 8000")
def hub(
    releases: Path = typer.Option(
        Path("releases"), "--releases", envvar="PALERMO_HUB_RELEASES", help="The folder of releases."
    ),
    series: Path | None = typer.Option(
        None,
        "--series",
        envvar="PALERMO_HUB_SERIES",
        help="The folder of series of others (palermo hub); by default the folder `series` beside that of releases.",
        show_default=False,
    ),
    port: int = typer.Option(8000, "--port", min=1, max=65_535, help="The port to listen at."),
    host: str = typer.Option("127.0.0.1", "--host", help="The address to listen at; 0.0.0.0 for all of this machine."),
    workers: int | None = typer.Option(
        None,
        "--workers",
        min=1,
        max=64,
        help="Processes that answer, each with its own copy of the releases' tables; by default as many as there are "
        f"processors, but not more than {MOST_WORKERS}.",
        show_default=False,
    ),
) -> None:
    """Serve the hub on the releases in a folder: pages and API, until Ctrl-C."""
    need_web("palermo serve")
    found = _trusted(releases)
    beside = _series(series, releases)
    check_address(host, port)
    _settle(releases, series, host)
    typer.echo(f"The hub: http://{in_address(host)}:{port}  (Ctrl-C stops it)")
    typer.echo(f"Releases, each verified: {', '.join(release.id for release in found)}; shown first: {found[0].id}")
    if beside:
        typer.echo(f"Series of others, each checked: {', '.join(beside)}")
    run("palermo.web.config.wsgi_hub:application", host, port, workers or usual_workers())


@app.command(epilog="Example: PALERMO_SECRETS=secrets palermo serve casework --port 8001")
def casework(
    port: int = typer.Option(8001, "--port", min=1, max=65_535, help="The port to listen at."),
    host: str = typer.Option("127.0.0.1", "--host", help="The address to listen at; 0.0.0.0 for all of this machine."),
    workers: int | None = typer.Option(
        None, "--workers", min=1, max=64, help="Processes that answer; by default one a processor.", show_default=False
    ),
    demo: Path | None = typer.Option(
        None, "--demo", help="Serve the invented people that `palermo casework demo` keeps in this folder."
    ),
) -> None:
    """Serve case work, until Ctrl-C. Its database is made, or renewed for this version, before anybody comes in."""
    from palermo.cli._casework_demo import settle as settle_demo
    from palermo.cli.casework import migrate, started

    if demo is not None:
        settle_demo(demo)

    declared = started()
    check_address(host, port)
    if (host in EVERYWHERE or not declared.https) and not declared.demo:
        typer.echo("Only people at this machine should come in without HTTPS: see PALERMO_CASEWORK_HTTPS.", err=True)
    from palermo.web.config import collect

    os.environ.setdefault("PALERMO_CASEWORK_STATIC_FOLDER", str(collect.collected(wing="casework")))
    migrate()
    typer.echo(f"Case work: http://{in_address(host)}:{port}  (Ctrl-C stops it)")
    run("palermo.web.config.wsgi_casework:application", host, port, workers or usual_workers())


def _trusted(folder: Path) -> "tuple[Release, ...]":
    """The releases that can be shown; whatever cannot be trusted is told loudly. Raises ReleaseError when none can."""
    from palermo.errors import ReleaseError
    from palermo.release import MANIFEST, list_releases

    if not folder.is_dir():
        raise ReleaseError("hub.folder_missing", place=str(folder))
    if (folder / MANIFEST).is_file():
        raise ReleaseError("hub.is_a_release", place=str(folder), parent=folder.resolve().parent.name)
    refused: list[ReleaseError] = []
    found = list_releases(folder, refused=lambda _, error: refused.append(error))
    if refused and not found:
        raise ReleaseError("hub.none_trusted", place=str(folder), reason=" ".join(map(_short, refused)))
    if not found:
        raise ReleaseError("hub.no_release", place=str(folder))
    for error in refused:
        typer.secho(f"NOT SHOWN: {error}", fg=typer.colors.RED, bold=True, err=True)
    return found


def _series(folder: Path | None, releases: Path) -> list[str]:
    """The ids of the series that can be shown; one that cannot be used is told loudly.

    Raises ReleaseError for a folder that was named and is not there.
    """
    from palermo.errors import ReleaseError
    from palermo.series import list_series

    if folder is not None and not folder.is_dir():
        raise ReleaseError("series.not_found", place=str(folder))
    refused: list[ReleaseError] = []
    beside = folder or releases.parent / "series"
    found = [series.id for series in list_series(beside, refused=lambda _, error: refused.append(error))]
    for error in refused:
        typer.secho(f"NOT SHOWN: {error}", fg=typer.colors.RED, bold=True, err=True)
    return found


def _short(error: Exception) -> str:
    return f"{getattr(error, 'place', '')}: {getattr(error, 'fault', '')}"


def _settle(releases: Path, series: Path | None, host: str) -> None:
    """Put what was given, and what follows from it, where the server's processes find it. Raises SettingsError."""
    from palermo.web.config import collect, declared

    settle(releases, series)
    hosts = f"{declared.PREFIX}HOSTS"
    names = declared.load().hosts  # a bad setting stops the start here, with its name
    if not os.environ.get(hosts):
        if host in EVERYWHERE:
            typer.echo(f"It answers to {', '.join(names)} only. Name its other names in {hosts}.", err=True)
        else:
            os.environ[hosts] = ",".join(dict.fromkeys((*names, in_address(host))))
    os.environ.setdefault(f"{declared.PREFIX}STATIC_FOLDER", str(collect.collected()))
