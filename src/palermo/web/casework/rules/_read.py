"""Reading the data files of the rules, once."""

from functools import cache
from importlib.resources import files
from typing import Any


@cache
def document(name: str) -> dict[str, Any]:
    """A YAML file of `data/`."""
    import yaml

    found: dict[str, Any] = yaml.safe_load(text(name))
    return found


def text(name: str) -> str:
    """A file of `data/` as it is."""
    return files("palermo.web.casework.rules").joinpath("data", name).read_text(encoding="utf-8")
