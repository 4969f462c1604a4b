"""The command line: one thin module a command group, imported when it is called."""

from palermo.cli._main import main

__all__ = ["main"]
