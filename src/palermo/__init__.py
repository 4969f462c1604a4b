"""Palermo: an open platform for the evidence and the protection work against human trafficking."""

from functools import cache
from typing import Any

__all__ = ["connect", "version"]


def __getattr__(name: str) -> Any:
    """`palermo.connect`, which is loaded when it is first used: commands that ask no hub do not wait for it."""
    if name != "connect":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("palermo.client").connect


@cache
def version() -> str:
    """The version of the installed package, as its changelog states it.

    >>> version().count(".")
    2
    """
    from importlib.metadata import version as installed  # slow to import; not needed by most commands

    return installed("palermo")
