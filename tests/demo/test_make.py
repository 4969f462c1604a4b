"""The files: the same from the same seed, whole or not at all, and of the form that each contributor's system gives."""

import csv
import filecmp
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from python_calamine import CalamineWorkbook

from palermo import demo
from palermo.demo import _make as making
from palermo.demo import make
from palermo.demo._make import FEWEST_CASES, MOST_CASES
from palermo.errors import InputError
from palermo.release import DIFFERENTIAL_PRIVACY, K_ANONYMITY
from palermo.release.publishing import load_spec

CASES = 900


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("demo") / "first", seed=3, cases=CASES)


def test_front_door_is_pinned():
    assert sorted(demo.__all__) == demo.__all__
    assert set(demo.__all__) == {"Demo", "Sending", "Spoilt", "make"}


def test_the_same_seed_gives_the_same_bytes(made, tmp_path):
    again = make(tmp_path / "again", seed=3, cases=CASES)
    names = sorted(path.name for path in made.folder.iterdir())
    assert names == sorted(path.name for path in again.folder.iterdir())
    same, different, _ = filecmp.cmpfiles(made.folder, again.folder, names, shallow=False)
    assert (sorted(same), different) == (names, [])


def test_the_workbook_does_not_say_when_it_was_made(made):
    with zipfile.ZipFile(made.folder / "harbour-house.xlsx") as whole:
        assert {part.date_time[0] for part in whole.infolist()} == {1980}
        said = whole.read("docProps/core.xml").decode()
    assert set(re.findall(r"20\d\d-\d\d-\d\dT", said)) == {"2026-01-01T"}


def test_another_seed_gives_other_people(made, tmp_path):
    other = make(tmp_path / "other", seed=4, cases=CASES)
    for sending in made.sendings:
        assert (made.folder / sending.file).read_bytes() != (other.folder / sending.file).read_bytes()


def test_the_truth_is_what_is_in_the_files(made):
    truth = json.loads((made.folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["cases"] == CASES == sum(sending["rows"] for sending in truth["sendings"])
    repeats = sum(spoilt["rule"] == "case_id_repeated" for s in truth["sendings"] for spoilt in s["spoilt"])
    assert truth["people"] + truth["exact"] + truth["misspelt"] + repeats == CASES
    assert {s["file"]: s["rows"] for s in truth["sendings"]} == {
        "harbour-house.xlsx": len(workbook(made)) - 2,
        "passerelle.csv": len(table(made)) - 1,
        "northern-line.json": len(submissions(made)),
    }


@pytest.mark.parametrize("number", [FEWEST_CASES, 301, 777])
def test_there_are_as_many_rows_as_asked_for(tmp_path, number):
    found = make(tmp_path / "demo", cases=number)
    assert sum(sending.rows for sending in found.sendings) == found.cases == number
    for sending in found.sendings:
        places = [spoilt.record for spoilt in sending.spoilt]
        assert all(one < other for one, other in pairwise(places))
        assert all(1 <= place <= sending.rows for place in places)


@pytest.mark.parametrize(("seed", "number"), [(1, FEWEST_CASES - 1), (1, MOST_CASES + 1), (-1, FEWEST_CASES)])
def test_numbers_out_of_bounds_are_refused(tmp_path, seed, number):
    with pytest.raises(ValueError, match="a seed from 0"):
        make(tmp_path / "demo", seed=seed, cases=number)
    assert not (tmp_path / "demo").exists()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for taken in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(InputError) as caught:
            make(taken, cases=FEWEST_CASES)
        assert caught.value.key == "demo.folder_taken"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_may_be_filled(tmp_path):
    assert make(tmp_path / "deep" / "er", cases=FEWEST_CASES).folder.is_dir()
    (tmp_path / "empty").mkdir()
    assert any(make(tmp_path / "empty", cases=FEWEST_CASES).folder.iterdir())


def test_nothing_is_left_when_it_fails_half_way(tmp_path, monkeypatch):
    def fail(rows, path):
        path.write_text("half", encoding="utf-8")
        raise OSError("no space left")

    broken = replace(making.ALL_SENT[1], write=fail)
    monkeypatch.setattr(making, "ALL_SENT", (making.ALL_SENT[0], broken))
    with pytest.raises(OSError, match="no space left"):
        make(tmp_path / "demo", cases=FEWEST_CASES)
    assert list(tmp_path.iterdir()) == []


def workbook(made):
    book = CalamineWorkbook.from_path(made.folder / "harbour-house.xlsx")
    assert book.sheet_names == ["Case Sheet", "about"]
    return book.get_sheet_by_name("Case Sheet").to_python()


def table(made):
    with (made.folder / "passerelle.csv").open(encoding="cp1252", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def submissions(made):
    return json.loads((made.folder / "northern-line.json").read_text(encoding="utf-8"))["results"]


def test_the_workbook_has_the_two_header_rows_of_the_template(made, shared_htcds):
    name = "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm"
    template = CalamineWorkbook.from_path(shared_htcds / "original" / "Excel" / name)
    theirs = template.get_sheet_by_name("Case Sheet").to_python()[:2]
    assert workbook(made)[:2] == theirs


def test_the_workbook_holds_dates_as_dates_and_several_answers_in_one_cell(made):
    rows = workbook(made)
    labels = rows[1]
    births = [row[labels.index("Birthdate")] for row in rows[2:]]
    assert sum(isinstance(birth, date) and not isinstance(birth, datetime) for birth in births) > len(births) * 0.9
    controls = [row[labels.index("Methods of Control")] for row in rows[2:]]
    assert any(cell.count("; ") == 2 for cell in controls)
    assert [int(row[0]) for row in rows[2:]] == list(range(1, len(rows) - 1))


def test_the_csv_is_french_and_of_windows(made):
    text = (made.folder / "passerelle.csv").read_bytes()
    assert text.count(b"\r\n") == len(table(made))
    assert "Côte d’Ivoire".encode("cp1252") in text
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
    rows = table(made)
    opened = [row[rows[0].index("Date d'ouverture")] for row in rows[1:]]
    assert sum(bool(re.fullmatch(r"\d\d/\d\d/20\d\d", day)) for day in opened) > len(opened) * 0.99
    assert all(len(row) == len(rows[0]) for row in rows)


def test_the_json_is_nested_as_a_survey_server_exports_it(made):
    found = submissions(made)
    assert len({submission["_id"] for submission in found}) == len(found)
    for submission in found:
        assert submission["meta"]["instanceID"].startswith("uuid:")
        assert {"call", "person", "exploitation", "_submission_time"} <= set(submission)
    assert any(" " in submission["exploitation"].get("controls", "") for submission in found)


def test_people_in_the_files_are_clearly_nobody(made):
    for row in workbook(made)[2:]:
        if mail := row[10]:
            assert mail.endswith("@example.org")
    release = (made.folder / "release.yaml").read_text(encoding="utf-8")
    assert "demonstration: true" in release


def test_the_same_columns_can_be_published_privately_and_k_anonymously(made):
    private, anonymous = (load_spec(made.folder / name) for name in ("release.yaml", "release-k-anonymous.yaml"))
    assert private.method == DIFFERENTIAL_PRIVACY
    assert anonymous.method == K_ANONYMITY
    assert private.columns == anonymous.columns
    one, other = ([(each.contributor, each.file) for each in spec.contributions] for spec in (private, anonymous))
    assert one == other
    assert private.id != anonymous.id
    assert private.demonstration
    assert anonymous.demonstration
