"""`palermo estimate`."""

import csv
import json

import pytest

from palermo.cli import main

ROWS = [
    "police,shelter,hotline,people",
    "1,0,0,500",
    "0,1,0,300",
    "0,0,1,400",
    "1,1,0,40",
    "1,0,1,60",
    "0,1,1,30",
    "1,1,1,8",
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def run(*words):
    return main(["estimate", *map(str, words)])


def test_a_report_a_file_for_machines_and_a_terminal(table, capsys):
    out, page = table.with_name("out.json"), table.with_name("estimate.html")
    words = ["lists", table, "--count-column", "people", "--method", "stepwise,chao", "--replicates", "200"]
    assert run(*words, "--report", page, "--json", out) == 0
    shown = capsys.readouterr()
    assert "How many people were never found" in shown.out
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [each["method"] for each in told["results"]] == ["stepwise", "chao"]
    assert told["source"]["file"] == "lists.csv"
    assert len(told["source"]["sha256"]) == 64
    assert "<h1>How many people were never found</h1>" in page.read_text(encoding="utf-8")


def test_the_same_seed_tells_the_same_and_another_does_not(table, capsys):
    found = []
    for seed in (1, 1, 2):
        assert (
            run("lists", table, "--count-column", "people", "--method", "independence", "--seed", seed, "--json", "-")
            == 0
        )
        shown = capsys.readouterr()
        assert shown.err == ""
        found.append(json.loads(shown.out)["results"][0]["low"])
    assert found[0] == found[1] != found[2]


def test_what_was_estimated_is_taken_by_the_hub(table, tmp_path, capsys):
    out, published = table.with_name("out.json"), table.with_name("estimates.csv")
    words = ["--count-column", "people", "--method", "independence,chao", "--replicates", "200", "--json", out]
    assert run("lists", table, *words) == 0
    about = ["--country", "GBR", "--years", "2013", "--population", "Victims in 2013", "--source", "A report"]
    where = ["--url", "https://example.org/report", "--date", "2026-11", "--out", published]
    assert run("export", out, *about, *where) == 0
    rows = list(csv.DictReader(published.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2
    assert all(int(row["low"]) <= int(row["estimate"]) <= int(row["high"]) for row in rows)
    assert {row["verified"] for row in rows} == {"false"}
    (tmp_path / "series").mkdir()
    told = capsys.readouterr().out
    assert "nobody has confirmed" in told
    assert told.endswith("--to series/ --id estimates-gbr-2013\n")
    assert main(["hub", "import-estimates", str(published), "--to", str(tmp_path / "series"), "--json"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_an_exported_file_is_named_by_country_and_years_and_the_hub_takes_several(table, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out.json"
    assert run("lists", table, "--count-column", "people", "--method", "independence", "--json", out) == 0
    about = ["--population", "Victims", "--source", "A report", "--url", "https://example.org/", "--date", "2026"]
    for years in "2013", "2014-2016":
        assert run("export", out, "--country", "Viet Nam", "--years", years, *about, "--verified") == 0
        said = capsys.readouterr().out
        assert "nobody has confirmed" not in said
        assert said.endswith("--to series/\n")
        assert main(["hub", "import-estimates", f"estimates-vnm-{years}.csv", "--to", "series"]) == 0
    assert sorted(each.name for each in (tmp_path / "series").iterdir()) == [
        "estimates-vnm-2013", "estimates-vnm-2014-2016"
    ]  # fmt: skip
    for given in (["--country", "Atlantis", "--years", "2013"], ["--country", "VNM", "--years", "2016-2013"]):
        assert run("export", tmp_path / "not there", *given, *about) == 99
        assert given[1 if given[1] == "Atlantis" else 3] in capsys.readouterr().err


def test_cautions_go_to_the_hub_as_many_as_fit(table, tmp_path):
    out = tmp_path / "out.json"
    words = ["--count-column", "people", "--method", "independence", "--replicates", "50", "--json", out]
    assert run("lists", table, *words) == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    told["cautions"] = [{"code": "yes_and_no", "text": "How lists were read."}]
    told["cautions"] += [{"code": "some", "text": f"Caution {at}. {'x' * 700}"} for at in range(5)]
    told["cautions"] += [{"code": "linked", "text": "The lists were\nlinked."}]
    out.write_text(json.dumps(told), encoding="utf-8")
    about = ["--country", "GBR", "--years", "2013", "--population", "Victims", "--source", "A report", "--date", "2026"]
    published = tmp_path / "some.csv"
    assert run("export", out, *about, "--url", "https://example.org/", "--out", published) == 0
    (row,) = csv.DictReader(published.read_text(encoding="utf-8").splitlines())
    assert " Mind: The lists were linked. " in row["method"]
    assert "How lists were read" not in row["method"]
    assert "(4 more in the report.)" in row["method"]
    assert len(row["method"]) <= 2000


@pytest.mark.parametrize(
    ("rows", "kept", "why"),
    [
        (["1,0,0,50", "0,0,1,300", "1,1,0,20", "1,0,1,40", "1,1,1,13"], 0, "list_inside"),
        (["1,0,0,300", "0,1,0,300", "0,0,1,300", "1,1,0,1", "1,0,1,1", "0,1,1,1", "1,1,1,30"], 1, "mostly_unseen"),
    ],
)
def test_what_is_more_an_assumption_s_than_the_data_s_is_not_passed_on(tmp_path, capsys, rows, kept, why):
    path, out, published = tmp_path / "lists.csv", tmp_path / "out.json", tmp_path / "estimates.csv"
    path.write_text("\n".join(["a,b,c,people", *rows]) + "\n", encoding="utf-8")
    words = ["--count-column", "people", "--method", "independence,bma", "--replicates", "200", "--json", out]
    assert run("lists", path, *words) == 0
    about = ["--country", "GBR", "--years", "2013", "--population", "Victims", "--source", "A report"]
    where = ["--url", "https://example.org/report", "--date", "2026-11", "--out", published]
    assert run("export", out, *about, *where) == (0 if kept else 99)
    if kept:
        assert f"more its assumption's than the data's: bma ({why})" in capsys.readouterr().err
        assert len(published.read_text(encoding="utf-8").splitlines()) == 1 + kept
    else:
        assert not published.exists()


@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        (["a,people", "1,5"], [], "Two lists are needed"),
        (["a,A,people", "1,0,5", "0,1,5"], [], "named alike"),
        (["a,b,people", "1,0,-5", "0,1,5", "1,1,2"], [], "whole number"),
        (["a,b,people", "1,0,2.5", "0,1,5", "1,1,2"], [], "whole number"),
        (["a,b,people", "0,0,9", "0,1,5", "1,0,2"], [], "on no list"),
        ([",".join([*(f"l{i}" for i in range(20)), "people"]), ",".join("1" * 20) + ",5"], [], "at most 16"),
        (["a,b,people", "1,0,2", "0,1,5", "1,1,2"], ["--method", "guess"], "no method of this name"),
        (["a,b,people", "1,0,2", "0,1,5", "1,1,2"], ["--change", "2015,2016"], "two periods"),
        (["a,b,people", "1,0,2", "0,1,5", "1,1,2"], ["--level", "95"], "between 0 and 1"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_a_remedy(tmp_path, capsys, rows, options, told):
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run("lists", path, "--count-column", "people", *options) == 99
    shown = capsys.readouterr()
    assert told in shown.err
    assert "Traceback" not in shown.err


def test_methods_are_listed_and_a_file_that_is_not_there_is_named(tmp_path, table, capsys):
    assert run("lists", table, "--methods") == 0
    assert "Silverman" in capsys.readouterr().out
    assert run("lists", tmp_path / "none.csv") != 0
    assert "none.csv" in capsys.readouterr().err


def test_results_of_one_method_are_judged_one_by_one_and_nothing_is_what_the_methods_say_it_is(tmp_path, capsys):
    from palermo.cli._estimate_export import NOTHING
    from palermo.estimate._lists import SAYS_NOTHING

    assert NOTHING == SAYS_NOTHING
    each = {"method": "design", "estimate": 50, "low": 40, "high": 60, "level": 0.95, "assumption": "All.",
            "what": "persons with paid = yes", "cautions": []}  # fmt: skip
    doubtful = each | {"estimate": 70, "high": 80, "cautions": [{"code": "mostly_unseen", "text": "Few."}]}
    (tmp_path / "out.json").write_text(json.dumps({"results": [each, doubtful, each | {"low": None}]}))
    about = ["--country", "GBR", "--years", "2013", "--population", "Victims", "--source", "A report", "--date", "2026"]
    published = tmp_path / "e.csv"
    assert run("export", tmp_path / "out.json", *about, "--url", "https://example.org/", "--out", published) == 0
    assert [row["estimate"] for row in csv.DictReader(published.read_text().splitlines())] == ["50"]
    said = capsys.readouterr()
    assert said.out.endswith("--to series/ --id estimates-gbr-2013\n")
    assert "more its assumption's than the data's: design (mostly_unseen)" in said.err
    assert "no interval with two ends: design" in said.err
