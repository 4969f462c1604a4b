"""Palermo: an open platform for the evidence and the protection work against human trafficking."""

from functools import cache


@cache
def version() -> str:
    """The version of the installed package, as its changelog states it.

    >>> version().count(".")
    2
    """
    from importlib.metadata import version as installed  # slow to import; not needed by most commands

    return installed("palermo")
