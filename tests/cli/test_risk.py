"""`palermo risk`."""

import json

import pytest
from tests.release.invented import make_cases

from palermo.cases import write_cases
from palermo.cli import main


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.parquet"
    write_cases(make_cases(case_id=["x"] * 13, gender=["woman"] * 12 + ["man"], age_band=["48+"] * 13), path)
    return path


def test_the_report_is_shown_and_written(cases, tmp_path, capsys):
    assert main(["risk", str(cases), "--report", str(tmp_path / "risk.html")]) == 0
    shown = capsys.readouterr().out
    assert "1 of 13 cases (7.7%)" in shown.replace("\n", " ")
    assert "rare" in (tmp_path / "risk.html").read_text(encoding="utf-8")


def test_machines_read_it_too(cases, tmp_path, capsys):
    arguments = ["risk", str(cases), "--resolution", "5", "--length", "2", "--json"]
    assert main([*arguments, "--report", str(tmp_path / "risk.json")]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (found["resolution"], found["cases"]) == (5, 13)
    assert [each["rare"] for each in found["lengths"]] == [1, 1]
    assert shown.err == ""
    assert json.loads((tmp_path / "risk.json").read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--length", "9"], 50), (["--length", "0"], 50), (["--resolution", "1"], 51), (["--report", "risk.doc"], 42)],
)
def test_what_cannot_be_done_is_refused(cases, options, code, capsys):
    assert main(["risk", str(cases), *options]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["risk", str(tmp_path / "lost.parquet")]) == 10
