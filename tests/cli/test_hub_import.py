"""`palermo hub import-glotip` and `import-estimates`."""

import json

import pytest
from tests.series.made import HEADER, SOME, make_estimates, make_glotip

from palermo.cli import main
from palermo.series import open_series


@pytest.fixture
def table(tmp_path):
    return make_glotip(tmp_path / "data_glotip.xlsx")


def test_a_table_becomes_a_series_and_a_report(table, tmp_path, capsys):
    assert main(["hub", "import-glotip", str(table), "--to", str(tmp_path / "series")]) == 0
    shown = capsys.readouterr().out
    assert "11 of 16 rows were taken, 4 set aside." in shown
    assert "NO: nobody said" in shown
    assert "palermo serve hub --series" in shown
    assert open_series(tmp_path / "series" / "glotip-2025-04-14").figures("PHL")


def test_machines_get_json_and_nothing_else(table, tmp_path, capsys):
    words = [
        "hub",
        "import-glotip",
        str(table),
        "--to",
        str(tmp_path / "series"),
        "--id",
        "mine",
        "--verified",
        "--json",
    ]
    assert main(words) == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert report["rows"] == len(SOME)
    assert report["left_aside"] == {"Persons convicted": 1}
    assert {each["key"] for each in report["broken"]} == {"conflict", "place", "country"}
    assert shown.err == ""
    assert open_series(tmp_path / "series" / "mine").sources[0].verified


def test_a_second_import_says_what_to_do(table, tmp_path, capsys):
    words = ["hub", "import-glotip", str(table), "--to", str(tmp_path / "series")]
    assert main(words) == 0
    capsys.readouterr()
    assert main(words) == 64
    shown = capsys.readouterr().err
    assert "never changed" in shown
    assert "--id" in shown
    assert "Traceback" not in shown


def test_an_unknown_header_says_place_fault_and_remedy(tmp_path, capsys):
    path = make_glotip(tmp_path / "x.xlsx", [(*cells, "x") for cells in SOME], header=(*HEADER, "Age group"))
    assert main(["hub", "import-glotip", str(path), "--to", str(tmp_path / "series"), "--json"]) == 64
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["place"].endswith("x.xlsx, row 3")
    assert "Age group is not known" in error["fault"]
    assert error["remedy"]
    assert not (tmp_path / "series").exists()


@pytest.mark.parametrize("name", ["../outside", "a/b", "."])
def test_an_id_that_leads_elsewhere_is_refused(table, tmp_path, capsys, name):
    assert main(["hub", "import-glotip", str(table), "--to", str(tmp_path / "series"), "--id", name]) == 64
    assert "A series cannot be called so." in capsys.readouterr().err
    assert not (tmp_path / "series").exists()


def test_estimates_become_a_series(tmp_path, capsys):
    path = make_estimates(tmp_path / "estimates.csv")
    assert main(["hub", "import-estimates", str(path), "--to", str(tmp_path / "series")]) == 0
    assert "2 of 2 rows were taken" in capsys.readouterr().out
    assert len(open_series(tmp_path / "series" / "estimates").figures("PHL")) == 2


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    for command in ("import-glotip", "import-estimates"):
        assert main(["hub", command, str(tmp_path / "nowhere.xlsx"), "--to", str(tmp_path)]) == 10
        assert "There is no such file." in capsys.readouterr().err


def test_a_folder_of_series_that_is_not_there_stops_the_hub(tmp_path, capsys):
    from tests.web.invented import make_some_release

    make_some_release(tmp_path / "releases")
    words = ["serve", "hub", "--releases", str(tmp_path / "releases"), "--series", str(tmp_path / "nowhere")]
    assert main(words) == 64
    assert "There is no series here." in capsys.readouterr().err


def test_a_changed_series_is_told_loudly_and_the_others_are_found(table, tmp_path, capsys):
    from palermo.cli.serve import _series

    for name in ("good", "bad"):
        assert main(["hub", "import-glotip", str(table), "--to", str(tmp_path / "series"), "--id", name]) == 0
    (tmp_path / "series" / "bad" / "data.csv").write_bytes(b"")
    capsys.readouterr()
    assert _series(None, tmp_path / "releases") == ["good"], "the folder beside that of releases"
    assert "NOT SHOWN" in capsys.readouterr().err
