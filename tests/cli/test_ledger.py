"""`palermo ledger`."""

import json
from datetime import date

import pytest

from palermo.cli import main
from palermo.protect.privacy import Budget
from palermo.release.publishing import make_ledger, reserve

TODAY = date(2026, 11, 25)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "ledger.jsonl"
    make_ledger(found, cap=12.0, delta=1e-6, on=TODAY)
    reserve(found, release="2026-a", on=TODAY, contributors=["Harbour House"], method="dp", budget=Budget(4.0, 1e-6))
    return found


def test_it_shows_what_was_spent_and_what_is_left(path, capsys):
    assert main(["ledger", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "Harbour House" in shown
    assert "2026-a" in shown


def test_it_is_json_for_machines_and_its_digest_can_be_asked_for(path, capsys):
    assert main(["ledger", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["balances"][0]["epsilon"] == pytest.approx(4.0)
    assert [entry["kind"] for entry in found["entries"]] == ["opened", "reserved"]
    assert main(["ledger", str(path), "--holds", found["head"]]) == 0
    assert main(["ledger", str(path), "--holds", "0" * 64]) == 78


def test_one_that_was_tampered_with_has_an_exit_code_of_its_own(path, capsys):
    path.write_bytes(path.read_bytes().replace(b'"epsilon":4.0', b'"epsilon":1.0'))
    assert main(["ledger", str(path)]) == 78
    assert "line 2" in capsys.readouterr().err
