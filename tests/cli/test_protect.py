"""`palermo protect`: each method, and what is refused before any work."""

import json

import pytest
from tests.release.invented import make_cases

from palermo.cases import Missing, read_cases, write_cases
from palermo.cli import main
from palermo.cli.protect import _halves


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.parquet"
    table = make_cases(
        case_id=[str(number) for number in range(600)],
        contributor=["North", "South"] * 300,
        gender=["woman", "woman", "man"] * 200,
        citizenship=(["PHL"] * 5 + ["UKR"]) * 100,
        age_band=["18-20", "48+"] * 300,
    )
    write_cases(table, path)
    return path


@pytest.mark.parametrize(
    "options",
    [
        ["--method", "dp", "--epsilon", "4", "--length", "2", "--values", "contributor=North,South"],
        ["--method", "dp", "--epsilon", "12", "--columns", "gender,citizenship,age_band", "--rare", "5"],
        ["--method", "k-synthetic", "--resolution", "10"],
        ["--method", "k-anonymous", "--resolution", "10", "--quasi-identifiers", "gender,age_band"],
    ],
)
def test_a_folder_appears_with_the_cases_and_the_report(cases, tmp_path, capsys, options):
    out = tmp_path / "safe"
    assert main(["protect", str(cases), *options, "--out", str(out), "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert shown.err == ""
    safe = read_cases(out / "cases.parquet")
    assert read_cases(out / "cases.csv").num_rows == safe.num_rows
    assert "case_id" not in safe
    assert abs(safe.num_rows - 600) < 100
    assert (out / "counts.parquet").exists() == ("--epsilon" in options)
    assert "<table" in (out / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.parquet", "safe"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--method", "dp"], 112),
        (["--epsilon", "0"], 57),
        (["--epsilon", "-1"], 57),
        (["--epsilon", "1000"], 57),
        (["--epsilon", "nan"], 57),
        (["--epsilon", "1", "--delta", "0"], 76),
        (["--epsilon", "1", "--delta", "0.5", "--columns", "gender,citizenship,age_band"], 76),
        (["--epsilon", "1"], 54),
        (["--epsilon", "1", "--values", "contributor=North"], 56),
        (["--epsilon", "1", "--values", "North"], 114),
        (["--epsilon", "1", "--columns", "gender,citizenship", "--length", "3"], 63),
        (["--epsilon", "1", "--range", "2002:2026"], 120),
        (["--epsilon", "1", "--range", "year_of_registration=2002-2026"], 120),
        (["--epsilon", "1", "--range", "year_of_registration=2026:2002"], 120),
        (["--epsilon", "1", "--range", "year_of_registration=1:2", "--range", "year_of_registration=1:3"], 120),
        (["--epsilon", "1", "--range", "gender=1:2"], 121),
        (["--epsilon", "1", "--range", "shoe_size=36:48"], 121),
        (["--method", "k-anonymous", "--range", "year_of_registration=2002:2026"], 113),
        (["--epsilon", "1", "--quasi-identifiers", "gender"], 113),
        (["--epsilon", "1", "--resolution", "10"], 113),
        (["--epsilon", "1", "--fabrication", "1.5"], 115),
        (["--epsilon", "1", "--rare", "1"], 51),
        (["--epsilon", "1", "--length", "4"], 50),
        (["--method", "k-synthetic", "--rare", "10"], 113),
        (["--method", "k-anonymous", "--seed", "1"], 113),
        (["--method", "k-anonymous", "--epsilon", "1"], 113),
        (["--method", "k-anonymous", "--resolution", "1"], 51),
        (["--method", "k-anonymous", "--quasi-identifiers", "shoe_size"], 52),
        (["--method", "k-anonymous", "--length", "5"], 50),
        (["--method", "k-anonymous", "--resolution", "601"], 58),
        (["--method", "k-synthetic", "--length", "3"], 113),
        (["--method", "k-synthetic", "--resolution", "601"], 58),
        (["--method", "k-synthetic", "--columns", "shoe_size"], 52),
        (["--method", "magic"], 2),
    ],
)
def test_what_cannot_protect_is_refused_and_leaves_nothing(cases, tmp_path, capsys, options, code):
    assert main(["protect", str(cases), *options, "--out", str(tmp_path / "safe")]) == code
    assert capsys.readouterr().err.strip()
    assert [path.name for path in tmp_path.iterdir()] == ["cases.parquet"]


def test_nothing_that_is_there_is_written_over(cases, tmp_path, capsys):
    (tmp_path / "safe").mkdir()
    assert main(["protect", str(cases), "--epsilon", "1", "--out", str(tmp_path / "safe")]) != 0
    assert "there already" in capsys.readouterr().err
    assert list((tmp_path / "safe").iterdir()) == []


def test_ctrl_c_leaves_nothing_behind(cases, tmp_path, monkeypatch):
    def interrupt(*_arguments, **_settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("palermo.protect.k_synthesise", interrupt)
    assert main(["protect", str(cases), "--method", "k-synthetic", "--out", str(tmp_path / "safe")]) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["cases.parquet"]


UNKNOWN = [Missing.UNKNOWN] * 20


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"gender": [], "age_band": []}, 47),
        ({"gender": ["woman"], "age_band": ["9-17"]}, 48),
        ({"gender": UNKNOWN, "age_band": UNKNOWN}, 49),
        ({"case_id": [str(number) for number in range(20)]}, 49),
        ({"gender": ["woman"] * 5, "age_band": ["9-17"] * 5}, 58),
    ],
)
@pytest.mark.parametrize("method", ["k-synthetic", "k-anonymous"])
def test_tables_that_cannot_be_protected_are_refused(tmp_path, capsys, method, columns, code):
    write_cases(make_cases(**columns), tmp_path / "cases.parquet")
    arguments = ["protect", str(tmp_path / "cases.parquet"), "--method", method, "--out", str(tmp_path / "safe")]
    assert main(arguments) == code
    assert "Traceback" not in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["cases.parquet"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"gender": [], "age_band": []}, 61),
        ({"gender": ["woman"], "age_band": ["9-17"]}, 61),
        ({"gender": UNKNOWN, "age_band": UNKNOWN}, 62),
        ({"case_id": [str(number) for number in range(20)]}, 63),
        ({"gender": ["woman"] * 5, "citizenship": ["PHL"] * 5}, 55),
    ],
)
def test_tables_of_which_nothing_can_be_counted_privately_are_refused(tmp_path, capsys, columns, code):
    write_cases(make_cases(**columns), tmp_path / "cases.parquet")
    out = tmp_path / "safe"
    options = ["--method", "dp", "--epsilon", "1", "--length", "1", "--out", str(out)]
    assert main(["protect", str(tmp_path / "cases.parquet"), *options]) == code
    assert "Traceback" not in capsys.readouterr().err
    assert not out.exists()


def test_a_table_of_few_columns_is_protected_to_their_number_by_default(tmp_path, capsys):
    table = make_cases(gender=["woman", "man"] * 20, age_band=["9-17"] * 40)
    write_cases(table, tmp_path / "cases.parquet")
    safe = tmp_path / "safe"
    assert main(["protect", str(tmp_path / "cases.parquet"), "--method", "k-anonymous", "--out", str(safe)]) == 0
    assert json.loads((safe / "method.json").read_text(encoding="utf-8")) == {
        "method": "k-anonymous",
        "k": 10,
        "length": 2,
        "quasi_identifiers": [],
    }
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path / "cases.parquet"), str(safe), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["lengths"]) == 2


def test_private_cases_of_few_columns_are_measured_to_their_number_by_default(tmp_path):
    write_cases(make_cases(gender=["woman", "man"] * 20, age_band=["9-17"] * 40), tmp_path / "cases.parquet")
    safe = tmp_path / "safe"
    assert main(["protect", str(tmp_path / "cases.parquet"), "--epsilon", "4", "--out", str(safe)]) == 0
    assert json.loads((safe / "method.json").read_text(encoding="utf-8"))["length"] == 2


def test_a_column_that_is_named_twice_is_kept_once(cases, tmp_path):
    safe = tmp_path / "safe"
    words = ["--method", "k-anonymous", "--columns", "gender,age_band,gender", "--out", str(safe)]
    assert main(["protect", str(cases), *words]) == 0
    assert read_cases(safe / "cases.parquet").names == ("gender", "age_band")


@pytest.mark.parametrize(
    ("options", "place", "code"),
    [
        (["--columns", "gender,case_id"], "--columns", 52),
        (["--columns", "gender,age_band", "--values", "contributor=North,South"], "--values contributor", 114),
        (["--columns", "gender,age_band", "--values", "gender=woman"], "--values gender", 114),
    ],
)
def test_what_says_nothing_is_refused(cases, tmp_path, capsys, options, place, code):
    words = ["protect", str(cases), "--method", "dp", "--epsilon", "4", "--length", "1", *options]
    assert main([*words, "--out", str(tmp_path / "safe")]) == code
    shown = capsys.readouterr().err
    assert place in shown
    assert "person_key" not in shown
    assert "case_id, " not in shown


def numbers(found):
    """All whole numbers in what JSON holds, but those of settings."""
    if isinstance(found, dict):
        return [n for name, each in found.items() if name not in ("k", "resolution") for n in numbers(each)]
    if isinstance(found, list):
        return [n for each in found for n in numbers(each)]
    return [found] if isinstance(found, int) else []


@pytest.mark.parametrize("method", ["k-anonymous", "k-synthetic"])
def test_no_number_of_fewer_than_k_leaves_with_the_cases(tmp_path, capsys, method):
    few = ["PHL"] * 500 + ["UKR"] * 97 + ["MDA"] * 3
    table = make_cases(gender=["woman", "man"] * 300, citizenship=few, age_band=["18-20", "48+", "9-17"] * 200)
    write_cases(table, tmp_path / "cases.parquet")
    words = ["protect", str(tmp_path / "cases.parquet"), "--method", method, "--resolution", "10"]
    assert main([*words, "--out", str(tmp_path / "safe"), "--json"]) == 0
    told = json.loads((tmp_path / "safe" / "report.json").read_text(encoding="utf-8"))
    assert json.loads(capsys.readouterr().out) == told
    if method == "k-synthetic":
        assert all(number % 10 == 0 for number in numbers(told))
        assert "597" not in (tmp_path / "safe" / "report.html").read_text(encoding="utf-8")
    else:
        told["risk"].pop("reporting_length")
        assert [number for number in numbers(told) if 0 < number < 10] == []


def test_public_bounds_of_numbers_are_all_that_made_cases_hold(tmp_path):
    """Bounds stand in what was published, and a case outside them is refused before noise is drawn."""
    path = tmp_path / "cases.parquet"
    years = [2018, 2019, 2020] * 200
    write_cases(make_cases(year_of_registration=years, gender=["woman", "man"] * 300), path)
    words = ["protect", str(path), "--epsilon", "4", "--length", "2", "--json"]
    bounds = "year_of_registration=2018:2020"
    assert main([*words, "--range", bounds, "--out", str(tmp_path / "safe")]) == 0
    made = set(read_cases(tmp_path / "safe" / "cases.parquet").values("year_of_registration").to_pylist())
    assert made - {None} == {2018, 2019, 2020}
    how = json.loads((tmp_path / "safe" / "method.json").read_text(encoding="utf-8"))
    assert how["ranges"] == {"year_of_registration": [2018, 2020]}
    report = json.loads((tmp_path / "safe" / "report.json").read_text(encoding="utf-8"))
    too_close = "year_of_registration=2019:2020"
    assert main([*words, "--range", too_close, "--out", str(tmp_path / "outside")]) == 56
    assert not (tmp_path / "outside").exists()
    assert report["domain"] < 20


def test_making_private_cases_is_told_as_one_whole_that_never_goes_back():
    told = []
    first, second = _halves(lambda what, done, total: told.append((what, done, total)))
    for tell in (first, second):
        for what in ("Measuring", "Drawing noise", "Measuring", "Fitting records"):
            for done in (0, 1, 2):
                tell(what, done, 2)
    done = [each for _, each, _ in told]
    assert done == sorted(done)
    assert {total for *_, total in told} == {done[-1]}
    assert done[len(done) // 2 - 1] == done[-1] / 2
    assert told[-1][0] == "Measuring how exact it is"
