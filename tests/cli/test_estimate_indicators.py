"""`palermo estimate indicators`."""

import csv
import json
from pathlib import Path

import pytest
from tests.series.made import make_estimates, make_glotip
from tests.web.invented import make_some_release

from palermo.cli import main

SHARED = Path(__file__).parents[3] / "shared" / "data" / "unodc" / "glotip_2025.xlsx"


def run(*words):
    return main(["estimate", "indicators", *map(str, words)])


@pytest.fixture
def series(tmp_path):
    folder = tmp_path / "series"
    folder.mkdir()
    assert main(["hub", "import-glotip", str(make_glotip(tmp_path / "t.xlsx")), "--to", str(folder), "--json"]) == 0
    estimates = make_estimates(tmp_path / "e.csv")
    assert main(["hub", "import-estimates", str(estimates), "--to", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def residents(tmp_path):
    path = tmp_path / "residents.csv"
    rows = [f"PHL,{year},,,100000000" for year in range(2017, 2022)]
    path.write_text("\n".join(["country,year,sex,age,population", *rows, "PHL,2019,female,,50000000"]) + "\n")
    return path


def test_detected_victims_are_laid_out_with_their_series_and_rates(series, residents, tmp_path, capsys):
    capsys.readouterr()
    out, page = tmp_path / "table.csv", tmp_path / "page.html"
    words = ["victims", "--series", series, "--population", residents, "--country", "PHL", "--out", out]
    assert run(*words, "--report", page, "--json", "-") == 0
    told = json.loads(capsys.readouterr().out)
    by = {(each["kind"], each["year_from"], each["sex"], each["form"]): each for each in told["rows"]}
    few = by["detected", 2018, "total", "total"]
    assert (few["low"], few["high"], few["rate"]) == (1, 4, None)
    assert (few["rate_low"], few["rate_high"]) == pytest.approx((0.001, 0.004))
    assert by["detected", 2019, "total", "sexual"]["series"] == "VC_HTF_DETVSX"
    assert by["detected", 2019, "female", "total"]["rate"] == pytest.approx(2.2)
    assert by["estimated", 2018, "total", "total"]["rate"] == pytest.approx(12.0)
    assert by["estimated", 2013, "total", "total"]["rate_low"] is None
    assert {each["country"] for each in told["rows"]} == {"PHL"}
    assert len(list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))) == len(told["rows"])
    assert "Indicator 16.2.2" in page.read_text(encoding="utf-8")


def test_residents_are_read_as_excel_writes_them_elsewhere(series, tmp_path, capsys):
    path = tmp_path / "habitants.csv"
    path.write_bytes("country;year;population;note\nPHL;2019;100.000.000;\u00e9t\u00e9\n".encode("cp1252"))
    words = ["victims", "--series", series, "--population", path, "--country", "PHL", "--json", "-"]
    assert run(*words) != 0
    capsys.readouterr()
    assert run(*words, "--delimiter", ";", "--encoding", "cp1252", "--decimal", ",") == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["population"] for each in told["rows"] if each["year_from"] == 2019} >= {100_000_000}


def test_people_assisted_come_from_a_release_and_stand_apart(series, residents, tmp_path, capsys):
    release = make_some_release(tmp_path / "releases").path
    capsys.readouterr()
    words = ["victims", "--series", series, "--population", residents, "--release", release, "--json", "-"]
    assert run(*words, "--country", "PHL,FRA,GBR,MYS,USA") == 0
    told = json.loads(capsys.readouterr().out)
    assisted = [each for each in told["rows"] if each["kind"] == "assisted"]
    assert {each["country"] for each in assisted} == {"FRA", "MYS"}
    assert {each["series"] for each in assisted} == {""}
    assert all(each["source"].startswith("Release") for each in assisted)


def test_costs_are_told_in_months(tmp_path, capsys):
    path = tmp_path / "workers.csv"
    rows = [
        f"{fee},{travel},500,{corridor}" for fee, travel, corridor in ((1000, 500, "a"), (0, 0, "a"), (500, 0, "b"))
    ]
    path.write_text("\n".join(["fee,travel,month,corridor", *rows]) + "\n", encoding="utf-8")
    assert run("costs", path, "--cost", "fee,travel", "--income", "month", "--by", "corridor", "--json", "-") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["indicator"] == "10.7.1"
    assert [each["median"] for each in told["rows"]] == [1.0, 1.5, 1.0]
    assert run("costs", path, "--cost", "fee,travel", "--income", "month", "--out", tmp_path / "t.csv") == 0
    assert "months of their income" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--years": "soon"}, "no years"),
        ({"--years": "2021-2019"}, "no years"),
        ({"--country": "AUS"}, "left to report"),
        ({"--series": "."}, "no series"),
    ],
)
def test_what_cannot_be_reported_is_refused(series, residents, tmp_path, capsys, monkeypatch, change, told):
    monkeypatch.chdir(residents.parent)
    given = {"--series": series, "--population": residents} | change
    assert run("victims", *[each for pair in given.items() for each in pair]) == 99
    assert told in " ".join(capsys.readouterr().err.split())


@pytest.mark.skipif(not SHARED.exists(), reason="UNODC's table is not beside the checkout")
@pytest.mark.slow
def test_unodcs_own_table_contradicts_its_totals_and_it_is_said(residents, tmp_path, capsys):
    (tmp_path / "real").mkdir()
    assert main(["hub", "import-glotip", str(SHARED), "--to", str(tmp_path / "real"), "--json"]) == 0
    capsys.readouterr()
    words = ["victims", "--series", tmp_path / "real", "--population", residents, "--country", "PHL", "--json", "-"]
    assert run(*words, "--years", "2019") == 0
    told = json.loads(capsys.readouterr().out)
    assert "parts_above_total" in {each["code"] for each in told["cautions"]}


def costs_file(path, *rows):
    path.write_text("\n".join(["fee,month,cost_currency,income_currency,rate", *rows]) + "\n")
    return path


def test_costs_in_another_currency_than_income_are_refused_or_brought_to_it(tmp_path, capsys):
    path = costs_file(tmp_path / "w.csv", "30000,1000,NPR,QAR,0.027", "60000,1000,NPR,QAR,0.027", "500,1000,QAR,QAR,1")
    words = ["costs", path, "--cost", "fee", "--income", "month", "--replicates", "50", "--json", "-"]
    assert run(*words) != 0  # though nobody named the columns
    assert "--rate" in capsys.readouterr().err
    assert run(*words, "--currency", "cost_currency,income_currency") != 0
    capsys.readouterr()
    assert run(*words, "--currency", "cost_currency,income_currency", "--rate", "rate") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0]["median"] == pytest.approx(0.81)
    assert "currency_unsaid" not in {each["code"] for each in told["cautions"]}


def test_costs_without_a_currency_say_so_and_years_of_income_are_doubted_at_once(tmp_path, capsys):
    path = tmp_path / "w.csv"
    path.write_text("fee,month\n65000,1000\n70000,1000\n")
    words = ["costs", path, "--cost", "fee", "--income", "month", "--replicates", "50"]
    assert run(*words) == 0
    lead = " ".join(capsys.readouterr().out.split("Months of earnings")[0].split())
    assert "But mind: A median above 24 months is rare" in lead
    assert "taken to be in one" in lead
    path.write_text("fee,month\n5000,1000\n7000,1000\n")
    assert run(*words) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "But mind" not in out
    assert "taken to be in one" in out
