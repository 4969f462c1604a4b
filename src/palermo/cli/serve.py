"""`palermo serve`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._settled import need_web, settle

if TYPE_CHECKING:
    from palermo.release import Release

app = typer.Typer(no_args_is_help=True, epilog="Example: palermo serve hub --releases releases/")

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
"""Addresses that stand for all of a machine's."""

END_WITHIN = 10
"""Seconds that answers which were begun have to be sent when the hub is to end: a reader who never finishes asking
must not keep it from that."""

MOST_WORKERS = 4
"""Processes that are started without being asked for: each takes its own memory for the releases' tables."""


@app.callback()
def serve() -> None:
    """Serve the open data hub."""


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
    _check_address(host, port)
    _settle(releases, series, host)
    typer.echo(f"The hub: http://{_in_address(host)}:{port}  (Ctrl-C stops it)")
    typer.echo(f"Releases, each verified: {', '.join(release.id for release in found)}; shown first: {found[0].id}")
    if beside:
        typer.echo(f"Series of others, each checked: {', '.join(beside)}")
    _run(host, port, workers or usual_workers())


def usual_workers() -> int:
    """How many processes answer where nobody says it: one a processor that this one may use, and not too many."""
    allowed = getattr(os, "sched_getaffinity", None)  # not everywhere; a container may have fewer than its machine
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, MOST_WORKERS)


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
            os.environ[hosts] = ",".join(dict.fromkeys((*names, _in_address(host))))
    os.environ.setdefault(f"{declared.PREFIX}STATIC_FOLDER", str(collect.collected()))


def _check_address(host: str, port: int) -> None:
    """Raise SettingsError when the hub could not listen there: better said now than by the server's own words."""
    import socket

    from palermo.errors import SettingsError

    address = f"{_in_address(host)}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        reason = f"{getattr(error, 'strerror', None) or error}.".lower()
        raise SettingsError("hub.address_unusable", place="--port", address=address, reason=reason) from error


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "palermo.web.config.wsgi_hub:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        respawn_failed_workers=True,  # one that was killed, for memory say, comes back; the others go on meanwhile
        workers_kill_timeout=END_WITHIN,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # who reads what is nobody's business
    ).serve()
