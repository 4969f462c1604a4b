"""Make ready for what uses the hub's pages without serving them."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import typer


def need_web(place: str) -> None:
    """Raise SettingsError when the web extra is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("django", "ninja", "granian", "csp", "whitenoise") if find_spec(name) is None]
    if missing:
        from palermo.errors import SettingsError

        raise SettingsError("hub.not_installed", place=place, missing=", ".join(missing))


def settle(releases: Path, series: Path | None, **more: str) -> None:
    """Put the folders, and more settings by name, where the hub's settings are read from."""
    from palermo.web.config.declared import PREFIX

    given = {"RELEASES": str(releases.resolve()), **more}
    if series is not None:
        given["SERIES"] = str(series.resolve())
    os.environ |= {PREFIX + name: value for name, value in given.items()}


def settle_for_copy(releases: Path, series: Path | None, address: str, languages: str) -> tuple[str, ...]:
    """Set up the hub of these folders in this process, and return the languages that are wanted.

    Raises SettingsError when a setting cannot be used, and typer's BadParameter for a wrong option.
    """
    need_web("palermo hub export")
    where = urlsplit(address)
    if where.scheme not in ("http", "https") or not where.hostname or where.path.strip("/") or where.query:
        raise typer.BadParameter("it is a scheme and a host, such as https://hub.example.org", param_hint="--address")
    from palermo.web.config import collect, declared
    from palermo.web.ui.languages import languages as known

    codes = tuple(each.code for each in known())
    chosen = tuple(code.strip() for code in languages.split(",") if code.strip()) or codes
    for code in chosen:
        if code not in codes:
            raise typer.BadParameter(f"there is no {code}; there are {', '.join(codes)}", param_hint="--languages")
    settle(releases, series, HOSTS=where.hostname, HTTPS=str(where.scheme == "https").lower())
    declared.load()
    os.environ[f"{declared.PREFIX}STATIC_FOLDER"] = str(collect.collected())
    os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.web.config.settings_hub"
    import django

    django.setup()
    return chosen
