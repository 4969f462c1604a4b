"""The settings of case work, declared once: name, type, default, help.

They are read from the environment (`PALERMO_CASEWORK_…`), secrets also from files of that name, in lower case, in the
folder that `PALERMO_SECRETS` names. `palermo casework init` makes such a folder.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from palermo.errors import SettingsError
from palermo.web.config.declaring import Names, Secret, read, rows

PREFIX = "PALERMO_CASEWORK_"


class CaseworkSettings(BaseSettings):
    """What can be set about case work. Values are checked when it starts."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    database: SecretStr = Field(
        SecretStr("sqlite:casework.sqlite3"),
        description="Where the records are: `sqlite:FILE`, or `postgresql://USER:PASSWORD@HOST:PORT/NAME`.",
        json_schema_extra={"kind": "address of a database, secret", "shown": "sqlite:casework.sqlite3"},
    )
    files: Path = Field(Path("casework-files"), description="The folder of attachments and exports, all encrypted.")
    secret_key: Secret = Field(
        description="Signs sessions and forms: 32 characters or more, the same for all processes. Who has it can sign "
        "in as anybody; to change it ends every session.",
    )
    master_key: Secret | None = Field(
        None,
        description="Wraps the keys of the organisations: lines as `palermo casework init` writes them, the current "
        "key first. Without it nothing that was recorded can be read; who has it and the database can read everything. "
        "Needed, unless PALERMO_CASEWORK_KEY_COMMAND is set.",
        json_schema_extra={"kind": "secret"},
    )
    key_command: str | None = Field(
        None,
        description="A program that wraps and unwraps keys in place of the master key, for a key management service: "
        "called with `wrap` or `unwrap` and a key's bytes in base64 on its standard input; it answers likewise.",
        json_schema_extra={"kind": "command"},
    )
    hosts: Names = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Names under which it answers, with commas between them; a request for another is refused.",
    )
    https: bool = Field(
        False,
        description="People come by HTTPS, through a proxy that sets X-Forwarded-Proto: plain HTTP is redirected, "
        "browsers are told to use nothing else, and cookies travel by HTTPS only. Needed wherever others than this "
        "machine's user come in.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="How many reverse proxies stand before it, each of which adds the address it was asked from to "
        "X-Forwarded-For. With 0 that header is not read.",
    )
    idle_minutes: int = Field(
        10, ge=1, le=120, description="After how many minutes without a step the screen is locked, in minutes."
    )
    session_hours: int = Field(
        12, ge=1, le=72, description="How long somebody stays signed in, in hours; after that she signs in anew."
    )
    most_upload_megabytes: int = Field(20, ge=1, le=500, description="The largest attachment, in megabytes.")
    clamd: str | None = Field(
        None,
        description="Where a malware scanner (clamd) listens: `unix:/run/clamd.sock` or `HOST:PORT`. Without it, "
        "attachments are not scanned, and their page says so.",
        json_schema_extra={"kind": "address"},
    )
    demo: bool = Field(False, description="Whether everything in it is invented: every page says so.")
    static_folder: Path | None = Field(
        None,
        description="Where the collected static files are. `palermo serve casework` collects them and sets it.",
    )


def load(**given: object) -> CaseworkSettings:
    """The settings of case work of this process; see `palermo.web.config.declaring.read`.

    Raises SettingsError also where nothing is set that could open a key.
    """
    found = read(CaseworkSettings, **given)
    if found.master_key is None and found.key_command is None:
        place = f"{PREFIX}MASTER_KEY"
        raise SettingsError("settings.unusable", place=place, reason="it is not set, and no key command is either.")
    return found


def table() -> Iterator[tuple[str, str, str, str]]:
    """Every setting of case work, as the reference shows it."""
    return rows(CaseworkSettings)
