"""Make ready for what uses the hub's pages without serving them."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import typer


def settle_for_copy(releases: Path, series: Path | None, address: str, languages: str) -> tuple[str, ...]:
    """Set up the hub of these folders in this process, and return the languages that are wanted.

    Raises SettingsError when a setting cannot be used, and typer's BadParameter for a wrong option.
    """
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
    given = {
        "RELEASES": str(releases.resolve()),
        "HOSTS": where.hostname,
        "HTTPS": str(where.scheme == "https").lower(),
    }
    if series is not None:
        given["SERIES"] = str(series.resolve())
    os.environ |= {f"{declared.PREFIX}{name}": value for name, value in given.items()}
    declared.load()
    os.environ[f"{declared.PREFIX}STATIC_FOLDER"] = str(collect.collected())
    os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.web.config.settings_hub"
    import django

    django.setup()
    return chosen
