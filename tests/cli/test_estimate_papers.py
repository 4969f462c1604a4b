"""Where the results of `palermo estimate` go: every command refuses a paper that cannot be written before it works."""

import json

import pytest
from tests.cli.written import written

from palermo.cli import main

COMMANDS = {
    "lists": ["lists", "t.csv"],
    "sample": ["sample", "t.csv", "--column", "paid"],
    "rds": ["rds", "t.csv", "--id", "id", "--degree", "knows", "--column", "paid", "--value", "yes"],
    "scale-up": ["scale-up", "t.csv", "--hidden", "knows", "--known", "t.csv", "--population", "100"],
    "impact": ["impact", "t.csv", "--outcome", "paid"],
    "costs": ["indicators", "costs", "t.csv", "--cost", "knows", "--income", "id"],
    "victims": ["indicators", "victims", "--series", ".", "--population", "t.csv"],
}
"""Each reads t.csv, in which nothing is that it asks for: an error of a paper comes before."""

POWER = ["power", "--clusters", "20", "--per-cluster", "25", "--baseline", "0.4"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "t.csv", {"x": [1, 2, 3]})
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--report", "page.doc"], 42, ".doc"),
        (["--json", "t.csv"], 44, "t.csv"),
        (["--report", "nowhere/page.html"], 28, "its folder is not there"),
        (["--json", "same.json", "--report", "same.json"], 44, "same.json"),
    ],
)
def test_a_paper_that_cannot_be_written_is_refused_before_the_work(folder, command, words, code, says, capsys):
    before = (folder / "t.csv").read_bytes()
    assert main(["estimate", *COMMANDS[command], *words]) == code
    assert says in " ".join(capsys.readouterr().err.split())
    assert [each.name for each in folder.iterdir()] == ["t.csv"]
    assert (folder / "t.csv").read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_table_that_is_not_there_is_named(folder, command, capsys):
    (folder / "t.csv").unlink()
    assert main(["estimate", *COMMANDS[command]]) != 0
    said = capsys.readouterr().err
    assert "t.csv" in said
    assert "no such file" in said


def test_json_is_printed_alone_and_else_each_file_is_named(folder, capsys):
    assert main(["estimate", *POWER, "--json", "-", "--report", "power.html"]) == 0
    alone = capsys.readouterr()
    told = json.loads(alone.out)
    assert not alone.err
    assert main(["estimate", *POWER, "--json", "power.json", "--report", "power.html"]) == 0
    beside = capsys.readouterr()
    assert json.loads((folder / "power.json").read_text(encoding="utf-8")) == told
    assert beside.out.startswith("What a study could see")
    assert "Written: power.html" in beside.err
    assert "Written: power.json" in beside.err
