"""`palermo harmonise export`."""

import csv
import json
from pathlib import Path

import pytest
from tests.harmonise.test_export import made

from palermo.cases import write_cases
from palermo.cli import main


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.parquet"
    table = made(
        year_of_registration=[2019, "?unknown"],
        gender=["woman", "?refused"],
        citizenship=["NAM", "?unknown"],
        means_of_control=[["debt_bondage", "other"], []],
    )
    write_cases(table, path)
    return path


def test_an_export_is_written_and_says_what_was_lost(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert main(["harmonise", "export", str(cases), "--as", "ctdc-2024", "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["yearOfRegistration"], first["gender"], first["citizenship"]) == ("2019", "Woman", "NAM")
    assert (first["meansDebtBondageEarnings"], first["meansThreats"]) == ("1", "")
    assert set(second.values()) == {""}
    shown = capsys.readouterr().out
    assert "What is lost" in shown
    assert "2 rows in 27 columns" in shown


def test_the_loss_as_json_and_as_a_file(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, report = tmp_path / "out.xlsx", tmp_path / "lost.json"
    words = ["export", str(cases), "--as", "ctdc-2021", "--out", str(out), "--report", str(report), "--json"]
    assert main(["harmonise", *words]) == 0
    lost = json.loads(capsys.readouterr().out)
    assert json.loads(report.read_text(encoding="utf-8")) == lost
    assert (lost["vintage"], lost["rows"]) == ("ctdc-k-anonymised-2021", 2)
    assert lost["losses"] == [
        {"kind": "missing", "column": "gender", "code": "refused", "written_as": "Unknown", "cases": 1}
    ]
    assert out.exists()


@pytest.mark.parametrize(
    ("vintage", "name", "code"), [("ctdc-1999", "out.csv", 30), ("ctdc-2024", "cases.parquet", None)]
)
def test_what_cannot_be_done_leaves_nothing_behind(
    vintage: str, name: str, code: int | None, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = cases.read_bytes()
    found = main(["harmonise", "export", str(cases), "--as", vintage, "--out", str(tmp_path / name)])
    assert found >= 10
    assert code in (None, found)
    assert "Traceback" not in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["cases.parquet"]
    assert cases.read_bytes() == before
