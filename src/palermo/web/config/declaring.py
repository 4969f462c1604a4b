"""Settings that are declared once, as fields of a class: read, checked and told in one way for both wings."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode

from palermo.errors import SettingsError

SECRETS_FOLDER = "PALERMO_SECRETS"
"""The variable that names the folder of secrets: one file a setting, such as palermo_hub_secret_key."""

LEAST_SECRET = 32
"""Characters of a secret key."""

Kind = TypeVar("Kind", bound=BaseSettings)


def _split(value: object) -> object:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < LEAST_SECRET:
        raise ValueError(f"it has fewer than {LEAST_SECRET} characters")
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Names with commas between them."""

Secret = Annotated[SecretStr, AfterValidator(_long_enough)]
"""A secret that is long enough to be one."""


def read(kind: type[Kind], **given: object) -> Kind:
    """The settings of this process: what is given, else the environment, else files, else the defaults.

    Raises SettingsError with the setting's name, and never its value, when one cannot be used.
    """
    folder = os.environ.get(SECRETS_FOLDER) or None
    if folder is not None and not Path(folder).is_dir():
        raise SettingsError("settings.unusable", place=SECRETS_FOLDER, reason="there is no such folder.")
    try:
        return kind(_secrets_dir=folder, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        prefix = prefix_of(kind)
        first = error.errors(include_input=False, include_url=False)[0]
        name = prefix + str(first["loc"][0]).upper() if first["loc"] else prefix
        reason = first["msg"].removeprefix("Value error, ").rstrip(".") + "."
        raise SettingsError("settings.unusable", place=name, reason=reason) from None  # the cause holds the value


def prefix_of(kind: type[BaseSettings]) -> str:
    """What the names of its variables begin with."""
    return str(kind.model_config.get("env_prefix", ""))


def rows(kind: type[BaseSettings]) -> Iterator[tuple[str, str, str, str]]:
    """Every setting: its variable, its type, its default, what it does. docs/reference/settings.md is made of it."""
    schema = kind.model_json_schema()["properties"]
    for name, field in kind.model_fields.items():
        default = str(schema[name].get("shown", "random" if field.default_factory else _shown(field)))
        yield prefix_of(kind) + name.upper(), _kind(field.annotation, schema[name]), default, field.description or ""


def _kind(annotation: object, schema: Mapping[str, object]) -> str:
    """What a setting takes, in words. schema: its JSON schema, which has the bounds of a number."""
    kind = str(schema.get("kind") or _KINDS[annotation])
    return f"{kind}, {schema['minimum']} to {schema['maximum']}" if "minimum" in schema else kind


def _shown(field: FieldInfo) -> str:
    """A default as the environment would have it."""
    if field.is_required():
        return "must be set"
    if isinstance(field.default, tuple):
        return ",".join(field.default)
    return "none" if field.default is None else str(field.default).lower()


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
