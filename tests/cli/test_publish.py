"""`palermo publish`."""

import json

import pytest
from tests.release.invented import make_cases

from palermo.cases import Missing, write_cases
from palermo.cli import main
from palermo.release._signing import make_key

SPECIFICATION = """\
id: 2026-test
title: Invented cases
publisher: The Palermo developers
date: 2026-11-24
licence: {name: CC0-1.0}
contributions: [{contributor: North, cases: north.csv}]
protect: {k: 5, length: 2}
sign_with: keys/release.key
"""


@pytest.fixture
def specification(tmp_path):
    cases = make_cases(gender=["woman"] * 20 + ["man"], citizenship=["PHL"] * 10 + ["UKR"] * 11)
    write_cases(cases, tmp_path / "north.csv")
    path = tmp_path / "release.yaml"
    path.write_text(SPECIFICATION, encoding="utf-8")
    return path


def test_a_release_is_published_and_the_next_step_told(specification, tmp_path, capsys):
    assert main(["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys"]) == 0
    shown = capsys.readouterr()
    assert "Next: palermo verify" in shown.out
    assert "Not reviewed by two people" in shown.out
    assert "Made" in shown.err
    assert main(["verify", str(tmp_path / "out" / "2026-test")]) == 0


def test_the_manifest_is_printed_for_machines(specification, tmp_path, capsys):
    assert main(["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["id"] == "2026-test"
    assert shown.err == ""


def test_without_keys_nothing_is_made(specification, tmp_path, capsys):
    assert main(["publish", str(specification), "--out", str(tmp_path / "out")]) == 70
    assert "--make-keys" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("there", "exit_code"), [((), 70), (("release.key",), 78)])
def test_a_key_or_ledger_that_is_missing_is_said_before_any_work(
    specification, tmp_path, capsys, monkeypatch, there, exit_code
):
    text = SPECIFICATION.replace("{k: 5, length: 2}", "{method: differential-privacy, epsilon: 4, delta: 0.0001}")
    specification.write_text(text + "ledger: {file: keys/ledger, cap: 12}\n", encoding="utf-8")
    for name in there:
        make_key(tmp_path / "keys" / name)

    def never(*_, **__):
        raise AssertionError("nothing is loaded or read")

    monkeypatch.setattr("palermo.release._protecting.require_library", never)
    monkeypatch.setattr("palermo.release.publishing.read_part", never)
    assert main(["publish", str(specification), "--out", str(tmp_path / "out")]) == exit_code
    told = capsys.readouterr().err
    assert "--make-keys" in told
    assert "Reading" not in told


def test_a_second_release_of_the_name_is_refused(specification, tmp_path, capsys):
    arguments = ["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys"]
    assert main(arguments) == 0
    assert main(arguments) == 68
    assert "never changed" in capsys.readouterr().err


def test_what_protection_took_is_told(specification, tmp_path, capsys):
    cases = make_cases(
        gender=["woman"] * 20 + ["man"] * 20, citizenship=["PHL", "UKR", "NGA", "ROU", "VNM", "NPL", "COL", "GHA"] * 5
    )
    write_cases(cases, tmp_path / "north.csv")
    text = SPECIFICATION.replace("k: 5, length: 2", "k: 6, length: 2, coarsen: []")
    specification.write_text(text, encoding="utf-8")
    assert main(["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys"]) == 0
    shown = capsys.readouterr().out
    assert "Withheld to protect people: " in shown
    assert "Little is left of: citizenship 100%" in shown


def test_no_key_is_made_for_a_name_that_is_taken(specification, tmp_path, capsys):
    (tmp_path / "out" / "2026-test").mkdir(parents=True)
    (tmp_path / "out" / "2026-test" / "manifest.json").write_text("{}", encoding="utf-8")
    assert main(["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys"]) == 68
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"gender": [], "citizenship": []},
        {"gender": ["woman"], "citizenship": ["PHL"]},
        {"gender": [Missing.UNKNOWN] * 30, "citizenship": [Missing.UNKNOWN] * 30},
        {"case_id": [str(number) for number in range(30)]},
    ],
)
def test_cases_of_whom_nothing_can_be_published_are_refused(specification, tmp_path, capsys, columns):
    write_cases(make_cases(**columns), tmp_path / "north.csv")
    assert main(["publish", str(specification), "--out", str(tmp_path / "out"), "--make-keys"]) == 73
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
