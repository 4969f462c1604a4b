"""The documentation builds without a warning, and its pages name only what there is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from palermo import estimate, link

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^\s*(?:\$ )?palermo (?P<words>[a-z][^\n]*)$", re.MULTILINE)


def test_the_documentation_builds_without_a_warning(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", tmp_path / "trees"]
    done = subprocess.run(
        [*command, REPOSITORY / "docs", tmp_path / "html"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "html" / "index.html").is_file()
    described = set(_inventory(tmp_path / "html" / "objects.inv"))
    for room in (estimate, link):
        missing = [name for name in room.__all__ if f"{room.__name__}.{name}" not in described]
        assert not missing, f"docs/reference/python.md does not describe {missing} of {room.__name__}"


def _inventory(path):
    """What the built documentation describes of Python, by its whole name."""
    from sphinx.util.inventory import InventoryFile

    found = InventoryFile.loads(path.read_bytes(), uri="").data
    return [name for kind, names in found.items() if kind.startswith("py:") for name in names]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_to_a_file_that_is_there(page):
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        target = found["target"]
        if "://" in target or target.startswith("mailto:"):
            continue
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_command_that_a_page_shows_exists(page):
    from palermo.cli._main import COMMANDS

    for found in COMMAND.finditer(page.read_text(encoding="utf-8")):
        assert found["words"].split()[0] in COMMANDS, found[0]
