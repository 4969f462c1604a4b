"""What serving either wing needs: an address that is free, processes, a server."""

import os

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
"""Addresses that stand for all of a machine's."""

END_WITHIN = 10
"""Seconds that answers which were begun have to be sent when the hub is to end: a reader who never finishes asking
must not keep it from that."""

MOST_WORKERS = 4
"""Processes that are started without being asked for: each takes its own memory for the releases' tables."""


def usual_workers() -> int:
    """How many processes answer where nobody says it: one a processor that this one may use, and not too many."""
    allowed = getattr(os, "sched_getaffinity", None)  # not everywhere; a container may have fewer than its machine
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, MOST_WORKERS)


def check_address(host: str, port: int) -> None:
    """Raise SettingsError when the hub could not listen there: better said now than by the server's own words."""
    import socket

    from palermo.errors import SettingsError

    address = f"{in_address(host)}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        reason = f"{getattr(error, 'strerror', None) or error}.".lower()
        raise SettingsError("hub.address_unusable", place="--port", address=address, reason=reason) from error


def in_address(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def run(application: str, host: str, port: int, workers: int) -> None:
    """Serve a WSGI application, by the name of its module and of itself, until Ctrl-C."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        application,
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
