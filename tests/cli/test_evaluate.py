"""`palermo evaluate`."""

import json
import re

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cases import write_cases
from palermo.cli import main


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.parquet"
    table = make_cases(case_id=["x"] * 24, gender=["woman", "man"] * 12, age_band=["48+", "9-17"] * 12)
    write_cases(table, path)
    return path


@pytest.fixture
def safe(tmp_path):
    path = tmp_path / "safe.parquet"
    write_cases(make_cases(gender=["woman", "man"] * 12, age_band=["48+"] * 12 + ["9-17"] * 12), path)
    return path


def test_the_report_is_shown_and_written(cases, safe, tmp_path, capsys):
    report = tmp_path / "evaluation.html"
    words = ["evaluate", str(cases), str(safe), "--length", "2", "--report", str(report), "--promise", "Nobody alone."]
    assert main(words) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "keeps 50.0 % of what the cases say about 2 attributes at once: its error is 50.0 %" in shown
    page = report.read_text(encoding="utf-8")
    assert "Nobody alone." in page
    assert page.count('<svg class="picture"') == 3


def test_machines_read_it_too(cases, safe, tmp_path, capsys):
    report = tmp_path / "evaluation.json"
    words = [
        "evaluate",
        str(cases),
        str(safe),
        "--length",
        "2",
        "--groups",
        "gender",
        "--json",
        "--report",
        str(report),
    ]
    assert main(words) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert [each["error"] for each in found["lengths"]] == [0.0, 0.5]
    assert {each["column"] for each in found["groups"]} == {"gender"}
    assert shown.err == ""
    assert json.loads(report.read_text(encoding="utf-8")) == found


def test_a_folder_of_protected_cases_is_compared(cases, safe, tmp_path, capsys):
    folder = tmp_path / "protected"
    folder.mkdir()
    safe.rename(folder / "cases.parquet")
    assert main(["evaluate", str(cases), str(folder), "--length", "2", "--json"]) == 0
    assert [each["error"] for each in json.loads(capsys.readouterr().out)["lengths"]] == [0.0, 0.5]
    (tmp_path / "empty").mkdir()
    assert main(["evaluate", str(cases), str(tmp_path / "empty")]) == 10


def plain(page):
    """What a page says, without what it explains."""
    text = re.sub(r'<span class="meaning".*?</span>', "", page.read_text(encoding="utf-8"))
    return re.sub(r"<[^>]+>", "", text)


METHODS = [
    (
        ["--method", "k-anonymous", "--resolution", "5", "--length", "2"],
        "2 attributes is known of a person, 5 cases or more have it, or none has.",
    ),
    (
        ["--method", "k-synthetic", "--resolution", "5"],
        "However much is known of a record, 5 cases or more have all of it.",
    ),
    (
        ["--method", "dp", "--epsilon", "3", "--delta", "0.001", "--length", "2"],
        "ε 3 and δ 0.001.",
    ),
]


@pytest.mark.parametrize(("how", "told"), METHODS, ids=["k-anonymous", "k-synthetic", "dp"])
def test_what_was_promised_of_a_folder_stands_in_its_report(cases, tmp_path, how, told):
    report, folder = tmp_path / "evaluation.html", tmp_path / "made"
    assert main(["protect", str(cases), *how, "--out", str(folder), "--json"]) == 0
    assert main(["evaluate", str(cases), str(folder), "--length", "2", "--report", str(report)]) == 0
    assert told in plain(report)
    assert main(["evaluate", str(cases), str(folder), "--report", str(report), "--promise", "My own words."]) == 0
    assert "My own words." in plain(report)
    assert told not in plain(report)


def test_of_a_bare_table_no_promise_is_told(cases, safe, tmp_path):
    report = tmp_path / "evaluation.html"
    assert main(["evaluate", str(cases), str(safe), "--length", "2", "--report", str(report)]) == 0
    assert "What was promised" not in report.read_text(encoding="utf-8")


def test_a_release_is_compared_by_its_folder(cases, tmp_path, capsys):
    release = make_release(tmp_path, make_cases(gender=["woman", "man"] * 12, age_band=["48+", "9-17"] * 12))
    assert main(["evaluate", str(cases), str(release.path), "--length", "2", "--json"]) == 0
    assert [each["error"] for each in json.loads(capsys.readouterr().out)["lengths"]] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--length", "3"], 50),
        (["--length", "0"], 50),
        (["--resolution", "1"], 51),
        (["--groups", "shoes"], 52),
        (["--seed", "-1"], 2),
    ],
)
def test_what_cannot_be_done_is_refused(cases, safe, options, code, capsys):
    assert main(["evaluate", str(cases), str(safe), "--length", "2", *options]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_safe_table_with_an_identifier_is_refused(cases, safe, capsys):
    assert main(["evaluate", str(safe), str(cases), "--length", "1"]) == 103


def test_nothing_is_written_over_what_was_read(cases, safe, tmp_path):
    assert main(["evaluate", str(cases), str(safe), "--length", "1", "--report", str(safe)]) == 42


def test_a_folder_that_is_not_there_is_called_so(cases, tmp_path, capsys):
    assert main(["evaluate", str(cases), str(tmp_path / "nowhere")]) == 10
    assert "There is no such file" in capsys.readouterr().err
