"""The front door of the command line.

The table below names every command with its one-line help, so that `palermo --help` imports no room.
"""

import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from palermo.errors import UserError

COMMANDS = {
    "ask": "Ask a release a question in plain words.",
    "attack": "What attackers find out from a safe table, beside what they find without it.",
    "audit": "Try to refute the claim of differential privacy with a planted case.",
    "casework": "Set up and keep an installation of case work.",
    "codes": "Code lists, schemas, vintages and crosswalks: what words mean.",
    "demo": "Make invented contributors' files to try everything with.",
    "estimate": "Overlapping lists of people → how many are on none of them.",
    "evaluate": "What a safe table keeps of the cases it was made from.",
    "harmonise": "A contributor's file and a mapping → a case table and a quality report.",
    "hub": "Bring in what others published, for the hub to show; copy the hub to files.",
    "ledger": "What each release spent on whose cases, and what is left.",
    "link": "Lists of people → the same person found once, with names or without.",
    "protect": "A case table → a table that may leave the house.",
    "publish": "Contributions → a protected, signed release.",
    "risk": "How many cases a few attributes single out.",
    "serve": "Serve the open data hub, or case work.",
    "tabulate": "Ask a release a question.",
    "verify": "Check a release: checksums, signature, schema, protection.",
}

EXIT_INTERRUPTED = 130
"""What shells expect after Ctrl-C."""


class _Commands(TyperGroup):
    """Commands by name, each imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = get_command(import_module(f"palermo.cli.{cmd_name}").app)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in COMMANDS:
            near = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"There is no command {args[0]!r}.{f' Did you mean {near[0]}?' if near else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: palermo tabulate releases/2026-demo --by gender --where citizenship=PHL",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain text: rich is not imported to say what commands there are
)


def _show_version(value: bool) -> None:
    if value:
        from palermo import version

        typer.echo(version())
        raise typer.Exit


@app.callback()
def _palermo(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_show_version, help="Show the version and exit."
    ),
) -> None:
    """An open platform for the evidence and the protection work against human trafficking."""


palermo = get_command(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. A `UserError` is shown without a traceback; a bug is not hidden."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = palermo.main(args=words, prog_name="palermo", standalone_mode=False)
    except UserError as error:
        _show_error(error, as_json="--json" in words)
        return error.exit_code
    except typer.TyperException as error:
        _show_usage(error)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = EXIT_INTERRUPTED
    if code == EXIT_INTERRUPTED:  # typer turns Ctrl-C into this code, and says nothing
        typer.echo("Interrupted.", err=True)
    return code if isinstance(code, int) else 0


def _show_usage(error: typer.TyperException) -> None:
    """What is wrong with the words of a command, and how it is used."""
    context = getattr(error, "ctx", None)
    if error.format_message().startswith("Usage:"):  # a command without words: its help is the message
        typer.echo(error.format_message(), err=True)
        return
    if context is not None:
        typer.echo(context.get_usage(), err=True)
        typer.echo(f"Try: {context.command_path} --help", err=True)
    if message := error.format_message():
        typer.echo(f"Error: {message}", err=True)


def _show_error(error: UserError, *, as_json: bool) -> None:
    notes = getattr(error, "__notes__", [])  # what stands all the same, such as what was spent
    if as_json:
        document = error.to_dict() | ({"notes": notes} if notes else {})
        typer.echo(json.dumps(document, ensure_ascii=False), err=True)
        return
    where = typer.style(f"{error.place}: ", bold=True) if error.place else ""
    typer.echo(f"{where}{error.fault} {error.remedy}", err=True)
    for note in notes:
        typer.echo(note, err=True)
