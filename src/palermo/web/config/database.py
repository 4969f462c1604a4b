"""The address of a database, as Django wants it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from palermo.errors import SettingsError

PLACE = "PALERMO_CASEWORK_DATABASE"

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # who will write waits for its turn at the start, and not in the middle
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}

KEPT_OPEN = 60
"""Seconds that a connection to PostgreSQL is used again for."""


def database(address: str) -> dict[str, Any]:
    """What stands in DATABASES for an address.

    Raises SettingsError, without the address, for one that is of no database that is known here.

    >>> database("sqlite:/srv/cases.sqlite3")["NAME"]
    '/srv/cases.sqlite3'
    >>> found = database("postgresql://anna:p%40ss@db.example/cases?sslmode=verify-full")
    >>> found["PASSWORD"], found["PORT"], found["OPTIONS"]["sslmode"]
    ('p@ss', '', 'verify-full')
    """
    scheme, _, rest = address.partition(":")
    if scheme == "sqlite" and rest:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(rest)), "OPTIONS": dict(SQLITE)}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise SettingsError("settings.unusable", place=PLACE, reason="its port is no number.") from None
    name = unquote(parts.path.removeprefix("/"))
    if scheme not in {"postgresql", "postgres"} or not name:
        reason = "it is neither sqlite:FILE nor postgresql://USER:PASSWORD@HOST:PORT/NAME."
        raise SettingsError("settings.unusable", place=PLACE, reason=reason)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),  # a folder of sockets fits in no host of an address
        "PORT": str(port or ""),
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
