"""`palermo risk`."""

import json
import stat

import pyarrow.parquet as pq
import pytest
from tests.release.invented import make_cases

from palermo.cases import Missing, write_cases
from palermo.cli import main


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.parquet"
    write_cases(make_cases(case_id=["x"] * 13, gender=["woman"] * 12 + ["man"], age_band=["48+"] * 13), path)
    return path


def test_the_report_is_shown_and_written(cases, tmp_path, capsys):
    assert main(["risk", str(cases), "--report", str(tmp_path / "risk.html")]) == 0
    shown = capsys.readouterr().out
    assert "1 of 13 cases (7.7 %)" in " ".join(shown.split())
    assert "rare" in (tmp_path / "risk.html").read_text(encoding="utf-8")


def test_machines_read_it_too(cases, tmp_path, capsys):
    arguments = ["risk", str(cases), "--resolution", "5", "--length", "2", "--json"]
    assert main([*arguments, "--report", str(tmp_path / "risk.json")]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (found["resolution"], found["cases"]) == (5, 13)
    assert [each["rare"] for each in found["lengths"]] == [1, 1]
    assert (found["groups"], found["suda"]) == (None, None)
    assert shown.err == ""
    assert json.loads((tmp_path / "risk.json").read_text(encoding="utf-8")) == found


def test_quasi_identifiers_are_named_with_commas_or_one_by_one(tmp_path, capsys):
    path = tmp_path / "cases.parquet"
    columns = {
        "gender": ["man"] * 3 + [Missing.UNKNOWN],
        "age_band": ["48+", "48+", "18-20", "18-20"],
        "citizenship": ["PHL", "PHL", "UKR", "UKR"],
    }
    write_cases(make_cases(**columns), path)
    more = ["--sensitive", "citizenship", "--missing", "anything", "--fraction", "0.3", "--json"]
    sizes = ["--quasi-identifiers", "gender,age_band"], ["--quasi-identifiers=gender", "--quasi-identifiers=age_band"]
    told = []
    for options in sizes:
        assert main(["risk", str(path), *options, *more]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert told[0]["groups"]["quasi_identifiers"] == ["gender", "age_band"]
    assert told[0]["groups"]["k"] == 2
    assert told[0]["groups"]["sensitive"][0]["distinct"] == 1
    assert told[0]["suda"]["fraction"] == 0.3
    assert told[0]["missing"] == "anything"


def test_what_singles_out_each_case_is_written_beside_for_its_owner_alone(cases, tmp_path, capsys):
    out = tmp_path / "triage.parquet"
    arguments = ["risk", str(cases), "--resolution", "5", "--suda", "--cases-out", str(out)]
    assert main(arguments) == 0
    assert "Sensitive, about single people" in capsys.readouterr().err
    found = pq.read_table(out).to_pydict()
    assert found["shortest_rare"] == [0] * 12 + [1]
    assert found["suda_score"] == [0.0] * 12 + [1.0]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    written = out.read_bytes()
    assert main(arguments) == 28
    assert "it is there already" in capsys.readouterr().err
    assert out.read_bytes() == written


@pytest.mark.parametrize("name", ["triage.csv", "lost/triage.parquet"])
def test_where_that_cannot_be_written_is_said_before_the_work(cases, tmp_path, name, capsys):
    assert main(["risk", str(cases), "--cases-out", str(tmp_path / name)]) != 0
    assert "Traceback" not in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.parquet"]


def test_stopping_leaves_nothing_behind(cases, tmp_path, monkeypatch):
    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("palermo.protect.cases_at_risk", stopped)
    arguments = [
        "risk",
        str(cases),
        "--report",
        str(tmp_path / "risk.html"),
        "--cases-out",
        str(tmp_path / "t.parquet"),
    ]
    assert main(arguments) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.parquet"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--length", "9"], 50),
        (["--length", "0"], 50),
        (["--length", "3"], 50),
        (["--resolution", "1"], 51),
        (["--report", "risk.doc"], 42),
        (["--quasi-identifiers", "height"], 52),
        (["--fraction", "1.5"], 116),
        (["--quasi-identifiers", "case_id"], 117),
        (["--quasi-identifiers", "gender", "--sensitive", "gender"], 118),
        (["--sensitive", "gender"], 119),
        (["--missing", "anything"], 119),
    ],
)
def test_what_cannot_be_done_is_refused(cases, options, code, capsys):
    assert main(["risk", str(cases), *options]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"gender": []}, 47),
        ({"gender": ["man"]}, 48),
        ({"gender": [Missing.UNKNOWN, Missing.REFUSED]}, 49),
    ],
)
def test_tables_of_which_nothing_can_be_told_are_refused(tmp_path, columns, code, capsys):
    write_cases(make_cases(**columns), tmp_path / "cases.parquet")
    assert main(["risk", str(tmp_path / "cases.parquet")]) == code
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["risk", str(tmp_path / "lost.parquet")]) == 10
