"""The front door of the command line.

The table below names every command with its one-line help, so that `palermo --help` imports no room.
"""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from typer.main import get_command

from palermo.errors import UserError

COMMANDS = {
    "codes": "Code lists, schemas, vintages and crosswalks: what words mean.",
    "demo": "Make invented contributors' files to try everything with.",
    "harmonise": "A contributor's file and a mapping → a case table and a quality report.",
    "publish": "Contributions → a protected, signed release.",
    "risk": "How many cases a few attributes single out.",
    "serve": "Serve the open data hub.",
    "tabulate": "Ask a release a question.",
    "verify": "Check a release: checksums, signature, schema, protection.",
}

EXIT_INTERRUPTED = 130
"""What shells expect after Ctrl-C."""


class _Commands(click.Group):
    """Commands by name, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: Any = get_command(import_module(f"palermo.cli.{cmd_name}").app)
        command.name = cmd_name
        return command  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from palermo import version

        click.echo(version())
        ctx.exit()


palermo = _Commands(
    name="palermo",
    help="An open platform for the evidence and the protection work against human trafficking.",
    epilog="Example: palermo tabulate releases/2026-demo --by gender --where citizenship=PHL",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version and exit.",
        )
    ],
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. A `UserError` is shown without a traceback; a bug is not hidden."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = palermo.main(args=words, prog_name="palermo", standalone_mode=False)
    except UserError as error:
        _show_error(error, as_json="--json" in words)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else 0


def _show_error(error: UserError, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(error.to_dict(), ensure_ascii=False), err=True)
        return
    where = click.style(f"{error.place}: ", bold=True) if error.place else ""
    click.echo(f"{where}{error.fault} {error.remedy}", err=True)
