"""`palermo estimate sample`, `rds` and `scale-up`."""

import csv
import json

import numpy as np
import pytest
from tests.cli.written import written

from palermo.cli import main


def run(*words):
    return main(["estimate", *map(str, words)])


@pytest.fixture
def workers(tmp_path):
    rng = np.random.default_rng(0)
    return written(
        tmp_path / "workers.csv",
        {
            "village": np.repeat(np.arange(12), 10),
            "weight": np.repeat([20, 30], 60),
            "sex": rng.choice(["f", "m"], 120),
            "paid": rng.choice(["yes", "no"], 120, p=[0.3, 0.7]),
            "months": rng.exponential(3, 120).round(2),
        },
    )


@pytest.fixture
def recruits(tmp_path):
    rng = np.random.default_rng(1)
    return written(
        tmp_path / "recruits.csv",
        {
            "id": range(120),
            "by": ["" if each < 4 else (each - 4) // 2 for each in range(120)],
            "knows": rng.integers(1, 20, 120),
            "held": rng.choice(["yes", "no"], 120, p=[0.4, 0.6]),
        },
    )


def test_a_survey_by_groups_raked_with_a_page_and_json(workers, tmp_path, capsys):
    totals = written(tmp_path / "totals.csv", {"column": ["sex", "sex"], "code": ["f", "m"], "total": [1500, 1500]})
    page, out = tmp_path / "sample.html", tmp_path / "out.json"
    words = ["sample", workers, "--column", "paid", "--value", "yes", "--weight", "weight", "--cluster", "village"]
    assert run(*words, "--by", "sex", "--rake", totals, "--report", page, "--json", out) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith("What a survey says of paid")
    assert "if this holds" in shown
    assert "design effect of the weights" not in shown
    assert f"The rest is in {page}: What the weights cost, The methods" in shown
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [each["what"] for each in told["results"]] == [
        "share with paid = yes",
        "share with paid = yes where sex = f",
        "share with paid = yes where sex = m",
    ]
    assert told["weighting"]["converged"]
    assert len(told["source"]["sha256"]) == 64
    told = page.read_text(encoding="utf-8")
    assert "<h1>What a survey says of paid</h1>" in told
    assert "of the weights" in told


def test_a_mean_a_total_and_every_value(workers, capsys):
    def results(*words):
        assert run("sample", workers, "--weight", "weight", *words, "--json", "-") == 0
        return json.loads(capsys.readouterr().out)["results"]

    assert [each["what"] for each in results("--column", "months")] == ["mean of months"]
    total = results("--column", "months", "--total", "--where", "sex=f")
    assert [each["what"] for each in total] == ["total of months where sex = f"]
    assert len(results("--column", "paid")) == 2


def test_recruits_by_every_method_with_what_speaks_against_them(recruits, capsys, tmp_path):
    page = tmp_path / "rds.html"
    words = ["rds", recruits, "--id", "id", "--recruiter", "by", "--degree", "knows", "--column", "held"]
    settings = ["--value", "yes", "--replicates", "100"]
    assert run(*words, *settings, "--population", "1000", "--json", "-", "--report", page) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["method"] for each in told["results"]] == ["sequential", "rds_ii", "rds_i"]
    assert told["diagnosis"]["moves"]
    assert "Who recruited whom" in page.read_text(encoding="utf-8")
    assert run(*words, *settings) == 0
    assert "Rds-II" not in capsys.readouterr().out


def test_hidden_people_by_whom_others_know(tmp_path, capsys):
    rng = np.random.default_rng(2)
    sizes = {"nurses": 4000, "twins": 6000}
    asked = {name: rng.poisson(size / 5000, 90) for name, size in sizes.items()}
    file = written(tmp_path / "asked.csv", {**asked, "hidden": rng.poisson(0.4, 90)})
    known = written(tmp_path / "known.csv", {"group": list(sizes), "size": list(sizes.values())})
    words = ["scale-up", file, "--hidden", "hidden", "--known", known, "--population", "1000000", "--replicates", "100"]
    assert run(*words, "--transmission", "0.5", "--json", "-") == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["method"] for each in told["results"]] == ["generalised", "ratio", "mean_of_ratios"]
    assert told["results"][0]["estimate"] == pytest.approx(2 * told["results"][1]["estimate"])
    assert {each["name"] for each in told["known_groups"]} == set(sizes)
    assert run(*words) == 0
    assert "Hidden people:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--column", "nothing"],
        ["--column", "paid", "--value", "perhaps"],
        ["--column", "paid", "--where", "sex"],
        ["--column", "paid", "--weight", "sex"],
        ["--column", "paid", "--cluster", "village", "--single", "whatever"],
        ["--column", "paid", "--level", "95"],
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(workers, words, capsys):
    assert run("sample", workers, *words) == 99
    assert "Traceback" not in capsys.readouterr().err


def test_a_degree_of_zero_is_refused_until_something_is_done_with_it(tmp_path, capsys):
    table = {
        "id": range(8),
        "by": ["", 0, 0, 1, 1, 2, 2, 3],
        "knows": [5, 0, 3, 4, 2, 6, 7, 1],
        "held": list("ynynynyn"),
    }
    file = written(tmp_path / "r.csv", table)
    words = ["rds", file, "--id", "id", "--recruiter", "by", "--degree", "knows", "--column", "held", "--value", "y"]
    assert run(*words) == 99
    assert "know nobody" in capsys.readouterr().err
    assert run(*words, "--zero", "one", "--replicates", "50") == 0
    assert "know nobody" in capsys.readouterr().out.replace("\n", " ")


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert run("sample", tmp_path / "none.csv", "--column", "x") == 10
    assert "none.csv" in capsys.readouterr().err


def test_hidden_people_go_to_the_hub_and_shares_do_not(tmp_path, capsys):
    result = {"method": "ratio", "estimate": 1668.4, "low": 1441.0, "high": 1910.0, "level": 0.95, "assumption": "A."}
    share = {**result, "method": "design", "estimate": 0.3, "low": 0.2, "high": 0.4, "what": "share with paid = yes"}
    file, out = tmp_path / "out.json", tmp_path / "estimates.csv"
    about = ["--country", "GBR", "--years", "2020", "--population", "Workers", "--source", "A report"]
    about += ["--url", "https://example.org/report", "--date", "2026-11", "--out", out]
    file.write_text(json.dumps({"results": [{**result, "what": "hidden people"}, share]}), encoding="utf-8")
    assert run("export", file, *about) == 0
    assert "1 shares and means" in capsys.readouterr().err
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["estimate"] for row in rows] == ["1668"]
    assert rows[0]["method"].startswith("Network scale-up")
    file.write_text(json.dumps({"results": [share]}), encoding="utf-8")
    out.unlink()
    assert run("export", file, *about) == 99
