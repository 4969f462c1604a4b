"""The quality report counts rightly, and holds nobody's data."""

import json

import pytest
from tests.harmonise.made import KEY, run

from palermo.harmonise import QualityReport
from palermo.harmonise._private import is_identifying, is_private
from palermo.report import to_html, to_json

RULES = """
    missing: {"-99": refused}
    columns:
      case_id: id
      gender: {from: sex, blank: not_asked}
      citizenship: {country: land, otherwise: "?unknown"}
      means_of_control: {split: how, delimiter: ",", none: [none]}
    ignore: {tel: it identifies}
    notes: [The form changed in 2020.]
"""
HEADER = ["id", "sex", "land", "how", "tel", "more"]
ROWS = [
    ["1", "f", "Nepal", "threats", "+977 1 4000000", "x"],
    ["2", "", "Atlantis", "none", "", "x"],
    ["3", "-99", "Atlantis", "", "", "x"],
    ["4", "Femal", "Lemuria", "threats", "", "x"],
    ["5", "m", "", "slaps,none", "", "x"],
]


@pytest.fixture
def report(tmp_path) -> QualityReport:
    return run(tmp_path, RULES, HEADER, ROWS).report


def test_every_column_says_how_many_have_a_value_and_why_the_others_have_none(report):
    columns = {column.name: column for column in report.columns}
    assert (report.rows_in, report.accepted, report.quarantined) == (5, 3, 2)
    gender = columns["gender"]
    assert (gender.filled, gender.missing) == (1, {"not_asked": 1, "refused": 1})
    assert gender.share == pytest.approx(1 / 3)
    means = columns["means_of_control"]
    assert (means.filled, means.none_of_them, means.missing) == (2, 1, {"unknown": 1})
    assert columns["citizenship"].sources == ("land",)


def test_unknown_values_are_counted_over_all_rows_with_their_places(report):
    columns = {column.name: column for column in report.columns}
    [atlantis, lemuria] = columns["citizenship"].unknown
    assert (atlantis.value, atlantis.rows, atlantis.first_rows, atlantis.quarantined) == ("Atlantis", 2, (3, 4), False)
    assert (lemuria.value, lemuria.first_rows) == ("Lemuria", (5,))
    [femal] = columns["gender"].unknown
    assert (femal.value, femal.first_rows, femal.quarantined) == ("Femal", (5,), True)
    assert [found.value for found in columns["means_of_control"].unknown] == ["slaps"]


def test_broken_rules_name_the_files_columns_and_rows(report):
    found = {(rule.key, rule.columns, rule.rows, rule.first_rows, rule.quarantined) for rule in report.rules}
    assert found == {("value_unknown", ("sex",), 1, (5,), True), ("value_unknown", ("how",), 1, (6,), True)}


def test_columns_that_are_not_used_are_named(report):
    assert report.not_used == ("more",)
    assert report.ignored == {"tel": "it identifies"}
    assert report.notes == ("The form changed in 2020.",)


@pytest.mark.parametrize("more", [", private: true", ""])
def test_values_of_private_columns_are_not_shown(more, tmp_path):
    rules = f"gender: {{from: sex{more}}}\ncitizenship: {{country: land}}"
    found = run(tmp_path, rules, ["sex", "land"], [["Ana Example", "Atlantis"]]).report
    shown = to_json(found) + to_html(found.document())
    assert ("Ana Example" in shown) is not bool(more)
    assert "Atlantis" in shown


def test_names_and_births_of_a_person_key_are_never_shown_whatever_reads_them(tmp_path):
    rules = """
        person_key: {person_key: {names: [n], birth_date: b, formats: [iso], sex: {from: s, otherwise: "?unknown"}}}
        gender: n
        citizenship: {country: s}
    """
    found = run(tmp_path, rules, ["n", "b", "s"], [["Ana Example", "1990-05-06", "Femal"]], key=KEY).report
    shown = to_json(found) + to_html(found.document())
    assert "Ana Example" not in shown
    assert "1990-05-06" not in shown
    assert "Femal" in shown


@pytest.mark.parametrize(
    "text", ["somebody@example.org", "+33 1 99 00 00 00", "P-2021-000123", "She was found in " + "a village " * 8]
)
def test_what_looks_like_a_contact_a_number_or_a_sentence_is_not_shown(text, tmp_path):
    found = run(tmp_path, "gender: sex", ["sex", "x"], [[text, ""]]).report
    assert is_private(text)
    assert text not in to_json(found)
    assert found.columns[0].unknown[0].first_rows == (2,)


def test_of_many_unknown_values_the_most_frequent_are_shown(tmp_path):
    rows = [[f"value {chr(97 + n % 26)}{chr(97 + n // 26)}", ""] for n in range(60)] + [["often", ""]] * 3
    [column] = run(tmp_path, "gender: sex", ["sex", "x"], rows).report.columns
    assert column.unknown[0].value == "often"
    assert len(column.unknown) + column.more_unknown == 61
    assert len(column.unknown) == 20


def test_the_report_is_json_and_a_page_with_bars(report):
    told = json.loads(to_json(report))
    assert told["accepted"] + told["quarantined"] == told["rows_in"]
    assert told["columns"][1]["missing"] == {"not_asked": 1, "refused": 1}
    page = to_html(report.document())
    assert page.count("<meter") == len(report.columns)
    assert "+977" not in page


def test_a_report_whose_rows_do_not_add_up_cannot_be_made(report):
    import dataclasses

    with pytest.raises(ValueError, match="is not 5 rows"):
        dataclasses.replace(report, quarantined=1)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        *((header, True) for header in ("Nom", "First name", "dateOfBirth", "N° dossier", "имя", "prs_Phone")),
        *((header, True) for header in ("Número de pasaporte", "Observations")),
        *(
            (header, False)
            for header in ("Sexe", "Number of months", "Nombre de mois", "Economy", "Nationalité", "\x1b")
        ),
    ],
)
def test_headers_that_say_who_somebody_is(header, expected):
    assert is_identifying(header) is expected
