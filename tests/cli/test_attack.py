"""`palermo attack`."""

import json

import pytest
from tests.cli.test_publish import SPECIFICATION
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


def protected(files, *options):
    safe = files / "safe"
    assert main(["protect", str(files / "cases.parquet"), *options, "--out", str(safe), "--json"]) == 0
    return safe


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--method", "dp", "--epsilon", "4", "--delta", "1e-4", "--length", "1"], "dp, epsilon 4, delta 0.0001"),
        (["--method", "k-synthetic", "--resolution", "3"], "k-synthetic, k 3"),
        (["--method", "k-anonymous", "--resolution", "3", "--length", "2"], "k-anonymous, k 3, length 2"),
    ],
)
def test_shadow_releases_are_made_in_the_way_the_table_was(files, capsys, options, told):
    write_cases(people(520, 1), files / "cases.parquet")
    safe = protected(files, *options)
    capsys.readouterr()
    arguments = ["attack", str(files / "cases.parquet"), str(safe), "--targets", "20", "--shadows", "4"]
    assert main([*arguments, "--report", str(files / "attack.html")]) == 0
    shown = capsys.readouterr()
    assert shown.err.startswith("4 shadow releases of 260 cases each.\nOne takes ")
    written = (files / "attack.html").read_text(encoding="utf-8")
    assert told in " ".join(written.split())
    assert "nothing is entered in the ledger" in written


def test_shadow_releases_of_a_sample_are_told_to_machines(files, capsys):
    safe = protected(files, "--method", "k-synthetic", "--resolution", "3")
    capsys.readouterr()
    arguments = ["attack", str(files / "cases.parquet"), str(safe), "--targets", "20", "--shadow-cases", "60"]
    assert main([*arguments, "--shadows", "6", "--json"]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert shown.err == ""
    assert found["shadows"] == {"runs": 6, "targets": 20, "cases": 60}
    assert (found["shadow"]["members"], found["shadow"]["others"]) == (60, 60)


@pytest.mark.parametrize(
    ("method", "code"),
    [
        (None, 122),
        ("{", 123),
        ("[]", 123),
        ("{}", 123),
        ('{"method": "magic"}', 123),
        ('{"method": "k-synthetic"}', 123),
        ('{"method": "k-synthetic", "k": "ten"}', 123),
        ('{"method": "k-synthetic", "k": 1}', 51),
    ],
)
def test_a_table_that_does_not_say_how_it_was_made_is_not_made_again(files, capsys, method, code):
    folder = files / "safe"
    folder.mkdir()
    write_cases(people(200, 3), folder / "cases.parquet")
    if method is not None:
        (folder / "method.json").write_text(method, encoding="utf-8")
    assert main(["attack", str(files / "cases.parquet"), str(folder), "--shadows", "4"]) == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--shadows", "3"], ["--shadows", "4", "--shadow-cases", "20"]])
def test_shadow_releases_that_cannot_be_made_are_refused(files, options):
    cases = str(files / "cases.parquet")
    assert main(["attack", cases, str(files), *options]) == 107


def test_a_control_that_was_in_the_release_is_refused(files, capsys):
    cases = str(files / "cases.parquet")
    assert main(["attack", cases, cases, "--control", cases]) == 124
    assert "control" in capsys.readouterr().err


def test_a_release_says_how_it_was_made(files, capsys):
    specification = files / "release.yaml"
    specification.write_text(SPECIFICATION.replace("north.csv", "cases.parquet"), encoding="utf-8")
    assert main(["publish", str(specification), "--out", str(files / "out"), "--make-keys", "--json"]) == 0
    capsys.readouterr()
    arguments = ["attack", str(files / "cases.parquet"), str(files / "out" / "2026-test"), "--targets", "20"]
    assert main([*arguments, "--shadows", "4", "--shadow-cases", "100", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["method"] == "k-anonymity, k 5, length 2"
    assert found["shadow"]["members"] == 40
