"""`palermo attack`."""

import json

import pytest
from tests.protect.attacks.people import people

from palermo.cases import write_cases
from palermo.cli import main


@pytest.fixture
def files(tmp_path):
    for name, seed in (("cases", 1), ("control", 2)):
        write_cases(people(200, seed), tmp_path / f"{name}.parquet")
    return tmp_path


def test_the_report_is_shown_and_written(files, capsys):
    cases = str(files / "cases.parquet")
    assert main(["attack", cases, cases, "--targets", "50", "--report", str(files / "attack.html")]) == 0
    assert "What attackers find in a safe table" in capsys.readouterr().out
    assert "Never publish this report" in (files / "attack.html").read_text(encoding="utf-8")


def test_the_folder_of_protect_is_read_as_it_is(files, capsys):
    cases = str(files / "cases.parquet")
    assert main(["protect", cases, "--method", "k-synthetic", "--out", str(files / "safe")]) == 0
    assert main(["attack", cases, str(files / "safe"), "--targets", "50", "--json"]) == 0
    assert main(["evaluate", cases, str(files / "safe"), "--length", "2", "--json"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_machines_read_it_too(files, capsys):
    cases, control = str(files / "cases.parquet"), str(files / "control.parquet")
    arguments = ["attack", cases, cases, "--control", control, "--targets", "50", "--secret", "gender", "--seed", "4"]
    assert main([*arguments, "--json", "--report", str(files / "attack.json")]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (found["cases"], found["control_cases"], found["seed"]) == (200, 200, 4)
    assert [each["column"] for each in found["inference"]] == ["gender"]
    assert found["membership"]["members"] == 50
    assert shown.err == ""
    assert json.loads((files / "attack.json").read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--targets", "0"], 107), (["--secret", "shoe_size"], 107), (["--report", "x.doc"], 42), (["--seed", "-1"], 2)],
)
def test_what_cannot_be_done_is_refused(files, options, code, capsys):
    cases = str(files / "cases.parquet")
    assert main(["attack", cases, cases, *options]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_report_is_not_written_over_a_control(files):
    cases, control = str(files / "cases.parquet"), files / "control.json"
    control.write_text("{}", encoding="utf-8")
    assert main(["attack", cases, cases, "--control", str(control), "--report", str(control)]) == 44
