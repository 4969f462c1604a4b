"""The settings of the hub, declared once: name, type, default, help.

They are read from the environment (`PALERMO_HUB_…`), secrets also from files of that name, in lower case, in the folder
that `PALERMO_SECRETS` names. docs/reference/settings.md is made from this table, and a test compares.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from palermo.errors import SettingsError

PREFIX = "PALERMO_HUB_"
SECRETS_FOLDER = "PALERMO_SECRETS"
"""The variable that names the folder of secrets: one file a setting, such as palermo_hub_secret_key."""

LEAST_SECRET = 32
"""Characters of a secret key."""


class HubSettings(BaseSettings):
    """What can be set about the hub. Values are checked when it starts."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    releases: Path = Field(Path("releases"), description="The folder of releases that the hub shows.")
    series: Path | None = Field(
        None,
        description="The folder of series of others, as `palermo hub import-glotip` makes them; without it, a folder "
        "`series` beside that of releases, where there is one.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
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
    secret_key: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(48)),
        description="A secret, 32 characters or more. The hub signs nothing (it has no sessions and sets no cookies), "
        "so the random one that is made at each start will do.",
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(host.strip() for host in value.split(",") if host.strip()) if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < LEAST_SECRET:
            raise ValueError(f"it has fewer than {LEAST_SECRET} characters")
        return value


def load(**given: object) -> HubSettings:
    """The settings of this process: what is given, else the environment, else files, else the defaults.

    Raises SettingsError with the setting's name, and never its value, when one cannot be used.
    """
    folder = os.environ.get(SECRETS_FOLDER) or None
    if folder is not None and not Path(folder).is_dir():
        raise SettingsError("settings.unusable", place=SECRETS_FOLDER, reason="there is no such folder.")
    try:
        return HubSettings(_secrets_dir=folder, **given)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX
        reason = first["msg"].removeprefix("Value error, ").rstrip(".") + "."
        raise SettingsError("settings.unusable", place=name, reason=reason) from None  # the cause holds the value


def table() -> Iterator[tuple[str, str, str, str]]:
    """Every setting: its variable, its type, its default, what it does. docs/reference/settings.md is made of it."""
    schema = HubSettings.model_json_schema()["properties"]
    for name, field in HubSettings.model_fields.items():
        default = "random" if field.default_factory else _shown(field.default)
        yield PREFIX + name.upper(), _kind(field.annotation, schema[name]), default, field.description or ""


def _kind(annotation: object, schema: Mapping[str, object]) -> str:
    """What a setting takes, in words. schema: its JSON schema, which has the bounds of a number."""
    kind = str(schema.get("kind", _KINDS[annotation]))
    return f"{kind}, {schema['minimum']} to {schema['maximum']}" if "minimum" in schema else kind


def _shown(default: object) -> str:
    """A default as the environment would have it."""
    if isinstance(default, tuple):
        return ",".join(default)
    return "none" if default is None else str(default).lower()


_KINDS: dict[object, str] = {
    Path: "folder",
    Path | None: "folder",
    str: "name",
    tuple[str, ...]: "names",
    bool: "true or false",
    int: "whole number",
    float: "number",
    SecretStr: "secret",
}
