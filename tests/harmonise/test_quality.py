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
    ["1", "female", "Nepal", "threats", "+977 1 4000000", "x"],
    ["2", "", "Atlantis", "none", "", "x"],
    ["3", "-99", "Atlantis", "", "", "x"],
    ["4", "Femal", "Lemuria", "threats", "", "x"],
    ["5", "male", "", "slaps,none", "", "x"],
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


def _read(column):
    return [(r.source, r.text, ", ".join(r.codes), r.missing, r.rows) for r in column.read]


def test_what_each_text_was_read_as_is_told(report):
    columns = {column.name: column for column in report.columns}
    assert _read(columns["gender"]) == [
        ("sex", None, "", "not_asked", 1),
        ("sex", "-99", "", "refused", 1),
        ("sex", "female", "woman", None, 1),
        ("sex", "male", "man", None, 1),
    ]
    assert ("land", "Atlantis", "", "unknown", 2) in _read(columns["citizenship"])
    assert ("how", "none", "", None, 1) in _read(columns["means_of_control"])
    assert columns["case_id"].read == ()
    assert "How values were read" in [section.title for section in report.document().sections]


def test_answers_of_one_cell_are_told_one_by_one(tmp_path):
    rules = 'means_of_control: {split: how, delimiter: ",", values: {slaps: physical_abuse}, otherwise: "?unknown"}'
    rows = [["threats, slaps", ""], ["slaps", ""], ["threats, xx", ""]]
    [column] = run(tmp_path, rules, ["how", "x"], rows).report.columns
    assert set(_read(column)) == {
        ("how", "threats", "threats", None, 2),
        ("how", "slaps", "physical_abuse", None, 2),
        ("how", "xx", "", "unknown", 1),
    }


def test_of_flags_what_yes_means_is_told(tmp_path):
    rules = "means_of_control: {flags: {Deuda: debt_bondage, NS: '?unknown'}, yes: [Sí], no: ['No']}"
    [column] = run(tmp_path, rules, ["Deuda", "NS"], [["Sí", "No"], ["sí", "No"], ["No", "Sí"]]).report.columns
    assert set(_read(column)) == {
        ("Deuda", "Sí", "debt_bondage", None, 1),
        ("Deuda", "sí", "debt_bondage", None, 1),
        ("NS", "Sí", "", "unknown", 1),
    }


def test_rules_that_choose_tell_only_of_the_rows_that_they_read(tmp_path):
    rules = """
        gender: {first_of: [{from: a, values: {M: woman}}, {from: b, values: {M: man}}]}
        citizenship: {when: [{if: {column: a, equals: M}, then: {country: c}}], else: {constant: FRA}}
    """
    found = run(tmp_path, rules, ["a", "b", "c"], [["M", "M", "Nepal"], ["", "M", "Togo"]]).report
    gender, citizenship = found.columns
    assert set(_read(gender)) == {
        ("a", "M", "woman", None, 1), ("a", None, "", "unknown", 1), ("b", "M", "man", None, 1)
    }  # fmt: skip
    assert _read(citizenship) == [("c", "Nepal", "NPL", None, 1)]


def test_readings_of_private_columns_dates_ages_and_contacts_are_not_told(tmp_path):
    rules = """
        case_id: id
        gender: {from: s, values: {Ana: woman}, private: true}
        citizenship: {country: l, otherwise: "?unknown"}
        year_of_registration: {date: d, formats: [iso]}
        age_band: {age: n}
        person_key: {person_key: {names: [l2], birth_date: d, formats: [iso], sex: s}}
        country_of_exploitation: {country: l2, otherwise: "?unknown"}
    """
    header = ["id", "s", "l", "d", "n", "l2"]
    found = run(tmp_path, rules, header, [["7", "Ana", "+33 1 99 00 00 00", "2021-01-01", "33", "Bo"]], key=KEY).report
    assert {column.name for column in found.columns if column.read} == set()
    assert {c.name: c.more_read for c in found.columns if c.more_read} == {
        "citizenship": 1, "country_of_exploitation": 1
    }  # fmt: skip


def test_of_many_texts_the_most_frequent_are_told_and_the_others_counted(tmp_path):
    rows = [[f"v{n}", ""] for n in range(40)] + [["often", ""]] * 3
    [column] = run(tmp_path, 'gender: {from: s, otherwise: "?unknown"}', ["s", "x"], rows).report.columns
    assert (column.read[0].text, column.read[0].rows) == ("often", 3)
    assert (len(column.read), column.more_read) == (30, 11)


def test_a_remedy_that_names_an_option_can_be_copied_into_a_mapping(tmp_path):
    import re

    from tests.harmonise.made import mapping_of

    from palermo.harmonise._quarantine import checks

    written = [text for check in checks().values() for text in re.findall(r"`(\w+: [^`]+)`", check.remedy)]
    assert 'otherwise: "?unknown"' in written
    for option in written:
        name = "age" if option.startswith("in_doubt") else "from"
        column = "age_band" if name == "age" else "gender"
        assert mapping_of(tmp_path, f"{column}: {{{name}: a, {option}}}").columns
