"""The words of `fields.yaml`: how columns are called, and what values mean."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from palermo.codes import fold
from palermo.errors import SettingsError

LIBRARIES = {"anyascii": "anyascii", "splink": "Splink", "duckdb": "DuckDB"}


def require(*modules: str) -> None:
    """Raise SettingsError unless these libraries, which only the extra `link` installs, are there."""
    for module in modules:
        if find_spec(module) is None:
            raise SettingsError("link.no_library", place="palermo link", library=LIBRARIES[module])


@cache
def _data() -> Mapping[str, Any]:
    import yaml

    text = files("palermo.link").joinpath("fields.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of fields, roles aside, in the order of the file."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in _data()["fields"]))


@cache
def roles() -> frozenset[str]:
    """The kinds that may occur several times."""
    return frozenset(name.partition(".")[0] for name in _data()["fields"] if "." in name)


@cache
def headers() -> Mapping[str, str]:
    """A header's words, folded → the field."""
    return {fold(str(text)): name for name, texts in _data()["fields"].items() for text in (name, *texts)}


@cache
def no_value() -> frozenset[str]:
    """Folded texts that say that nothing is known."""
    return frozenset(fold(str(text)) for text in _data()["missing"])


@cache
def sexes() -> Mapping[str, str]:
    """Folded words → F, M or X."""
    return {fold(str(word)): code for code, words in _data()["sex"].items() for word in words}


@cache
def particles() -> frozenset[str]:
    """Parts of names that do not tell people apart."""
    return frozenset(_data()["particles"])


@cache
def totals() -> frozenset[str]:
    """Folded words for the sum of the rows above."""
    return frozenset(fold(str(text)) for text in _data()["totals"])
