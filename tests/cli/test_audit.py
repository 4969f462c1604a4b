"""`palermo audit`."""

import json

import pytest
from tests.protect.attacks.people import people
from tests.release.invented import make_cases

from palermo.cases import write_cases
from palermo.cli import main
from palermo.protect import Planted
from palermo.protect.privacy import noisy

FEW = ["--delta", "1e-4", "--length", "1", "--runs", "40", "--sample", "260"]


def nearly_none(counts, *, sd, progress=None):
    """A mechanism that is broken: a fortieth of the noise."""
    return noisy(counts, sd=sd / 40) if sd > 40 * 32 else counts


@pytest.fixture
def cases(tmp_path):
    write_cases(people(300, 1), tmp_path / "cases.parquet")
    return tmp_path / "cases.parquet"


def test_the_claim_is_held_against_what_was_found(cases, capsys):
    arguments = ["audit", str(cases), "--epsilon", "4", *FEW, "--report", str(cases.with_name("audit.html"))]
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert shown.err.startswith("40 runs with the planted case and 40 without it, among 260 cases: about ")
    assert "so few runs would not even have shown half the noise" in " ".join(shown.out.split())
    assert "Audit of a privacy claim" in cases.with_name("audit.html").read_text(encoding="utf-8")


def test_machines_read_it_too(cases, capsys):
    assert main(["audit", str(cases), "--epsilon", "4", *FEW, "--json"]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (found["epsilon"], found["delta"], found["runs"]) == (4, 1e-4, 40)
    assert 0 <= found["found_mu"] < found["mu"]
    assert shown.err == ""


def test_a_false_claim_makes_the_command_fail_and_is_reported_all_the_same(cases, capsys, monkeypatch):
    real = Planted.evidence
    monkeypatch.setattr(Planted, "evidence", lambda mine, there: real(mine, there, noise=nearly_none))
    assert main(["audit", str(cases), "--epsilon", "1", *FEW]) == 125
    shown = capsys.readouterr()
    assert "The claim is false" in shown.out
    assert "Publish nothing" in shown.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--epsilon", "0"], 57),
        (["--epsilon", "nan"], 57),
        (["--epsilon", "4", "--delta", "0.5"], 76),
        (["--epsilon", "4", "--delta", "0"], 76),
        (["--epsilon", "4", "--length", "4"], 50),
        (["--epsilon", "4", "--runs", "19"], 107),
        (["--epsilon", "4", "--sample", "-1"], 107),
        (["--epsilon", "4", "--sample", "1"], 61),
        (["--epsilon", "4", "--sample", "100"], 55),
        (["--epsilon", "0.01"], 107),
        (["--epsilon", "4", "--columns", "shoe_size"], 52),
        (["--epsilon", "4", "--columns", "gender", "--length", "2"], 63),
        (["--epsilon", "4", "--values", "North"], 114),
        (["--epsilon", "4", "--range", "year_of_registration=2005:2004"], 120),
        (["--epsilon", "4", "--range", "gender=1:2"], 121),
        (["--epsilon", "4", "--range", "year_of_registration=2020:2021"], 56),
        (["--epsilon", "4", "--report", "x.doc"], 42),
        ([], 2),
    ],
)
def test_what_cannot_be_audited_is_refused(cases, options, code, capsys):
    assert main(["audit", str(cases), *options]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_bounds_of_numbers_may_be_declared(cases):
    assert (
        main(["audit", str(cases), "--epsilon", "4", *FEW, "--range", "year_of_registration=2000:2025", "--json"]) == 0
    )


def test_a_column_without_a_code_list_has_to_be_declared(tmp_path):
    table = make_cases(contributor=["North"] * 40, gender=["woman"] * 40, age_band=["9-17"] * 40)
    write_cases(table, tmp_path / "cases.parquet")
    arguments = ["audit", str(tmp_path / "cases.parquet"), "--epsilon", "4", *FEW, "--json"]
    assert main(arguments) == 54
    assert main([*arguments, "--values", "contributor=North"]) == 0
