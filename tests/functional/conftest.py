"""The commands as a user runs them: in a process of their own, in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

CASES = 4_000


def _run(*words: object, at: Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder. Whatever its exit code, nobody is shown a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "palermo.cli", *map(str, words)],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == expect, (
        f"palermo {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    )
    return done


@pytest.fixture(scope="session")
def palermo() -> Run:
    """Run a command: its words, `at` a folder, with the exit code that is expected."""
    return _run


@pytest.fixture(scope="session")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration was made (`demo/`) and published (`releases/2026-demo`)."""
    folder = tmp_path_factory.mktemp("toured")
    _run("demo", "make", "demo", "--cases", CASES, at=folder)
    _run("publish", "demo/release.yaml", "--out", "releases", "--make-keys", at=folder)
    return folder


@pytest.fixture(scope="session")
def anonymous(toured: Path) -> Path:
    """The same folder, with the demonstration published k-anonymously beside (`anonymous/2026-demo-k-anonymous`)."""
    _run("publish", "demo/release-k-anonymous.yaml", "--out", "anonymous", at=toured)
    return toured
