"""The settings of the hub, declared once: name, type, default, help.

They are read from the environment (`PALERMO_HUB_…`), secrets also from files of that name, in lower case, in the folder
that `PALERMO_SECRETS` names. docs/reference/settings.md is made from this table, and a test compares.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from palermo.web.config.declaring import SECRETS_FOLDER, Names, Secret, read, rows

__all__ = ["PREFIX", "SECRETS_FOLDER", "HubSettings", "load", "table"]

PREFIX = "PALERMO_HUB_"


class HubSettings(BaseSettings):
    """What can be set about the hub. Values are checked when it starts."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    releases: Path = Field(Path("releases"), description="The folder of releases that the hub shows.")
    series: Path | None = Field(
        None,
        description="The folder of series of others, as `palermo hub import-glotip` makes them; without it, a folder "
        "`series` beside that of releases, where there is one.",
    )
    hosts: Names = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Names under which the hub answers, with commas between them; a request for another is refused.",
    )
    https: bool = Field(
        False,
        description="Readers come by HTTPS, through a proxy that sets X-Forwarded-Proto: plain HTTP is redirected and "
        "browsers are told to use nothing else.",
    )
    cache_seconds: int = Field(
        300, ge=0, le=86_400, description="How long browsers and caches may keep a page or an answer, in seconds."
    )
    look_again_seconds: float = Field(
        10, ge=0, le=3_600, description="How often the folder of releases is looked at for new ones, in seconds."
    )
    kept_megabytes: int = Field(
        32,
        ge=0,
        le=4_096,
        description="How much memory each process gives to answers that it made, to send them again until the releases "
        "change, in megabytes; 0 for none.",
    )
    most_query_characters: int = Field(
        4_000, ge=200, le=16_000, description="Longest question in an address, in characters."
    )
    most_answer_rows: int = Field(
        10_000, ge=100, le=1_000_000, description="Most rows in an answer; a question with more is refused."
    )
    most_values_read: int = Field(
        100_000_000,
        ge=1_000_000,
        le=10_000_000_000,
        description="Most values that a question may read to be counted: cases times columns of the question, and ten "
        "for each further combination that a case with several codes is in; one that needs more is refused before it "
        "begins, for it cannot be stopped.",
    )
    heavy_at_once: int = Field(
        2,
        ge=1,
        le=64,
        description="How many heavy questions (five million values and more) each process counts at once; a further "
        "one is told after a second to come back later (503).",
    )
    requests_a_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="How many requests a reader may make in a minute, as many of them at once as she likes; more are "
        "told to wait (429). Each process counts for itself. Static files do not count. 0 for no limit.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="How many reverse proxies stand before the hub, each of which adds the address it was asked from "
        "to the header that PALERMO_HUB_PROXY_HEADER names. With 0 that header is not read, and addresses of this "
        "machine and of private networks are not limited: they are a proxy's.",
    )
    proxy_header: str = Field(
        "X-Forwarded-For",
        pattern="^[A-Za-z0-9-]{1,60}$",
        description="The header in which the proxies write those addresses. A name with a hyphen is safe only where "
        "the proxy lets no header with an underscore pass, as nginx does.",
    )
    counts_file: Path | None = Field(
        None,
        description="A JSON file for how many requests of which kind (explore, api, files, …) each hour had, for a "
        "week: no addresses, no questions. Without it, nothing is counted.",
        json_schema_extra={"kind": "file"},
    )
    static_folder: Path | None = Field(
        None,
        description="Where the collected static files are. `palermo serve hub` collects them and sets it; without it, "
        "they are served from the package and are not cached for long.",
    )
    secret_key: Secret = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(48)),
        description="A secret, 32 characters or more. The hub signs nothing (it has no sessions and sets no cookies), "
        "so the random one that is made at each start will do.",
    )


def load(**given: object) -> HubSettings:
    """The hub's settings of this process; see `palermo.web.config.declaring.read`."""
    return read(HubSettings, **given)


def table() -> Iterator[tuple[str, str, str, str]]:
    """Every setting of the hub, as the reference shows it."""
    return rows(HubSettings)
