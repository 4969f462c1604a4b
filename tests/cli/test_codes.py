"""`palermo codes`."""

import json
import re

import pytest
from tests.codes.small import changed, write

from palermo.cli import main
from palermo.codes import catalogue


def test_list_names_everything(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["codes", "list"]) == 0
    shown = capsys.readouterr().out
    for entry in catalogue().entries:
        assert entry.name in shown


def test_list_as_json_says_how_far_each_was_verified(capsys):
    assert main(["codes", "list", "--json"]) == 0
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)["entries"]}
    assert entries["country"]["size"] == 249
    assert entries["htcds-2.0"]["size"] == 84
    assert entries["iccs-trafficking"]["verified"] is False
    assert entries["htcds-gender-to-gender"]["losses"] == 1
    assert entries["ctdc-synthetic-2024"]["aliases"] == ["ctdc-2024"]


def test_show_tells_source_licence_and_labels(capsys):
    assert main(["codes", "show", "gender", "--language", "fr"]) == 0
    shown = capsys.readouterr().out
    assert "Femme" in shown
    assert "licence" in shown
    assert "HTCDS 2.0" in shown


def test_show_marks_what_was_not_verified(capsys):
    assert main(["codes", "show", "iccs-trafficking"]) == 0
    shown = capsys.readouterr().out
    assert "None of this was verified" in shown
    assert len(re.findall(r"\bNO\b", shown)) == 6


def test_show_as_json_has_all_of_it_and_what_is_lost(capsys):
    assert main(["codes", "show", "gender-to-htcds-gender", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["links"]) == 6
    assert found["losses"] == [{"kind": "dropped", "codes": ["trans_or_non_conforming"], "to": None}]
    assert main(["codes", "show", "ctdc-2024", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["columns"]) == 27
    assert found["losses"]["trafficking_duration"][0]["codes"] == ["25+", "25-60", "61+"]


def test_show_of_an_unknown_name_offers_the_nearest(capsys):
    assert main(["codes", "show", "mean-of-control"]) == 30
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "means-of-control" in shown.err
    assert "Traceback" not in shown.err


def test_a_language_that_is_not_ours_is_a_usage_error(capsys):
    assert main(["codes", "show", "gender", "--language", "de"]) == 2
    assert "en, fr, es, ar, ru, zh" in capsys.readouterr().err


def test_check_finds_nothing_wrong_here(capsys):
    assert main(["codes", "check"]) == 0
    assert "as it should be" in capsys.readouterr().out


@pytest.mark.parametrize("as_json", [False, True])
def test_check_tells_faults_by_file_and_line(as_json, tmp_path, capsys):
    write(tmp_path, changed("lists/colour.yaml", "parent: red", "parent: green"))
    assert main(["codes", "check", str(tmp_path), *(["--json"] if as_json else [])]) == 33
    shown = capsys.readouterr().out
    place = json.loads(shown)["faults"][0]["place"] if as_json else shown.split(" ")[0].removesuffix(":")
    assert place == "lists/colour.yaml:17"


def test_check_of_a_folder_that_is_not_there_is_a_usage_error(tmp_path, capsys):
    assert main(["codes", "check", str(tmp_path / "nothing")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_show_of_a_column_shows_its_list_and_says_so(capsys):
    assert main(["codes", "show", "forms_of_exploitation"]) == 0
    shown = capsys.readouterr()
    assert "this is its list, form-of-exploitation" in shown.err
    assert "Where it comes from" in shown.out
    assert main(["codes", "show", "forms_of_exploitation", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["name"] == "form-of-exploitation"
    assert shown.err == ""
    assert main(["codes", "show", "case_id"]) == 30  # a column without a list
