"""The front door of the command line."""

import json
import subprocess
import sys
from importlib import import_module

import pytest
from typer.main import get_command

from palermo.cli import main
from palermo.cli._main import COMMANDS

HEAVY = ("pyarrow", "duckdb", "django", "numpy", "yaml", "cryptography", "rich.console")


def test_help_imports_no_room():
    code = (
        "import sys; from palermo.cli import main; main(['--help']); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name in COMMANDS:
        assert name in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name, capsys):
    command = get_command(import_module(f"palermo.cli.{name}").app)
    names = [[name]]
    if hasattr(command, "commands"):
        names += [[name, sub] for sub in command.commands]
    for words in names:
        assert main([*words, "--help"]) == 0
        shown = capsys.readouterr().out
        assert "Usage" in shown
        if not (len(words) == 1 and len(names) > 1):
            assert f"palermo {name}" in shown.split("Usage", 1)[1].replace("\n", " ").split("xample", 1)[-1], words


def test_version_is_that_of_the_changelog(capsys):
    from pathlib import Path

    assert main(["--version"]) == 0
    version = capsys.readouterr().out.strip()
    assert f"## [{version}]" in (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_user_error_has_no_traceback_and_an_exit_code_of_its_own(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "nothing-here")]) >= 10
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert "nothing-here" in shown.err
    assert shown.out == ""


def test_a_user_error_is_json_when_json_was_asked_for(tmp_path, capsys):
    code = main(["verify", str(tmp_path / "nothing-here"), "--json"])
    error = json.loads(capsys.readouterr().err)["error"]
    assert set(error) == {"code", "place", "fault", "remedy"}
    assert code >= 10


def test_an_unknown_command_is_a_usage_error(capsys):
    assert main(["nonsense"]) == 2
    assert "There is no command" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["publish"], ["tabulate", "here", "--bogus"], ["demo"], ["demo", "make"], ["verify", "one", "two"]]
)
def test_wrong_words_in_a_command_are_a_usage_error_without_a_traceback(words, capsys):
    assert main(words) == 2
    shown = capsys.readouterr()
    assert "Usage: palermo" in shown.err + shown.out
    assert "Traceback" not in shown.err


def test_the_command_line_needs_no_more_than_the_base_install_has():
    code = (
        "import sys; sys.modules['click'] = None; from palermo.cli import main; "
        "sys.exit(main(['--help']) or main(['publish']) - 2)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_misspelt_command_is_told_the_nearest(capsys):
    assert main(["serv"]) == 2
    assert "There is no command 'serv'. Did you mean serve?" in capsys.readouterr().err


def test_no_command_at_all_shows_the_help_once(capsys):
    assert main([]) == 2
    shown = capsys.readouterr().err
    assert shown.count("Usage:") == 1
    assert "Error" not in shown


@pytest.mark.parametrize("group", ["codes", "demo", "harmonise", "serve"])
def test_a_group_of_commands_shows_an_example(group, capsys):
    assert main([group, "--help"]) == 0
    assert "Example" in capsys.readouterr().out
