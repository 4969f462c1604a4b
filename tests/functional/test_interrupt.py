"""Ctrl-C in the middle of publishing: nothing is left, and the next run is not in its way."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as POSIX sends it")

CASES = 1_000
PATIENCE = 120
"""Seconds for what takes two."""

ENDED = (130, -signal.SIGINT)
"""A shell shows both as 130; CPython ends by the signal where Ctrl-C came while it ran text with `exec`."""

ENTERED = '"kind":"reserved"'


@pytest.fixture
def demo(palermo, tmp_path):
    palermo("demo", "make", "demo", "--cases", CASES, at=tmp_path)
    return tmp_path


def _interrupted(folder, ready):
    """Publish the demonstration, press Ctrl-C as soon as `ready` holds; what the command said."""
    words = ("publish", "demo/release.yaml", "--out", "releases", "--make-keys")
    command = subprocess.Popen(
        [sys.executable, "-m", "palermo.cli", *words], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + PATIENCE
    while not ready() and command.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    command.send_signal(signal.SIGINT)
    said = command.communicate(timeout=PATIENCE)[1]
    assert command.returncode in ENDED, said
    assert said.splitlines()[-1] == "Interrupted."
    assert "Traceback" not in said
    return said


def _ledger(palermo, folder):
    return json.loads(palermo("ledger", "demo/keys/ledger", "--json", at=folder).stdout)


@pytest.mark.slow
def test_ctrl_c_while_cases_are_protected_leaves_a_reservation_and_nothing_else(demo, palermo):
    ledger = demo / "demo" / "keys" / "ledger"
    said = _interrupted(demo, lambda: ledger.exists() and ENTERED in ledger.read_text(encoding="utf-8"))
    assert "Line 2 of the ledger stands" in said
    assert not (demo / "releases").exists() or list((demo / "releases").iterdir()) == []
    # noise may have been drawn and seen: it counts as spent
    found = _ledger(palermo, demo)
    assert [entry["kind"] for entry in found["entries"]] == ["opened", "reserved"]
    assert {balance["releases"] for balance in found["balances"]} == {1}
    palermo("publish", "demo/release.yaml", "--out", "releases", at=demo)
    assert [path.name for path in (demo / "releases").iterdir()] == ["2026-demo"]
    found = _ledger(palermo, demo)
    assert [entry["kind"] for entry in found["entries"]] == ["opened", "reserved", "reserved", "published"]
    assert found["entries"][3]["reservation"] == 3


def test_ctrl_c_before_anything_is_protected_spends_nothing(demo, palermo):
    work = demo / "demo" / "work"
    assert "stands" not in _interrupted(demo, work.exists)
    assert not (demo / "releases").exists()
    assert [entry["kind"] for entry in _ledger(palermo, demo)["entries"]] == ["opened"]
