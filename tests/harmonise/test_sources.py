"""Which way of writing fits a file, and which of its columns are meant."""

import pytest
from tests.harmonise.made import TODAY, mapping_of, run
from tests.harmonise.reading import cells, write_csv

from palermo.errors import InputError, MappingError
from palermo.harmonise import HarmoniseSettings, harmonise

TWO = """
    source:
      - {name: new, delimiter: ";", requires: [Sexe, Statut], notes: [It is the new form.]}
      - {name: old, delimiter: ",", requires: [Sexe], ignore: {Statut: it meant something else}}
    columns:
      gender: Sexe
      trafficking_status: {from: Statut, optional: true}
"""


def _run(tmp_path, mapping, header, rows, delimiter=","):
    path = write_csv(tmp_path / "file.csv", header, rows, delimiter=delimiter)
    return harmonise(path, mapping, settings=HarmoniseSettings(today=TODAY))


def test_the_first_way_that_fits_is_taken_and_named(tmp_path):
    mapping = mapping_of(tmp_path, TWO)
    new = _run(tmp_path, mapping, ["Sexe", "Statut"], [["female", "actual"]], ";")
    assert (new.report.source, new.report.dialect) == ("new", {"delimiter": ";"})
    assert "It is the new form." in new.report.notes
    assert cells(new.cases, "trafficking_status") == ["actual"]


def test_what_a_way_leaves_out_is_not_read(tmp_path):
    old = _run(tmp_path, mapping_of(tmp_path, TWO), ["Sexe", "Statut"], [["female", "actual"]])
    assert old.report.source == "old"
    assert cells(old.cases, "trafficking_status") == ["?unknown"]
    assert old.report.ignored == {"Statut": "it meant something else"}
    assert old.report.not_used == ()


def test_a_file_that_fits_no_way_says_what_each_lacks(tmp_path):
    with pytest.raises(MappingError) as error:
        _run(tmp_path, mapping_of(tmp_path, TWO), ["Sex", "Statut"], [["female", "actual"]])
    assert error.value.exit_code == 38
    assert "As old it has no column 'Sexe'." in error.value.fault
    assert "As new" in error.value.fault


def test_when_no_way_can_be_read_for_one_reason_that_is_the_error(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"")
    with pytest.raises(InputError) as error:
        harmonise(path, mapping_of(tmp_path, TWO), settings=HarmoniseSettings(today=TODAY))
    assert error.value.key == "file.empty"


def test_a_single_way_that_requires_more_than_there_is(tmp_path):
    mapping = mapping_of(tmp_path, "source: {requires: [Form 7]}\ncolumns: {gender: Sexe}\n")
    with pytest.raises(MappingError, match="Form 7") as error:
        _run(tmp_path, mapping, ["Sexe", "x"], [["female", ""]])
    assert error.value.exit_code == 38


def test_a_column_that_is_not_there_is_told_with_the_line_and_the_nearest_names(tmp_path):
    mapping = mapping_of(tmp_path, "columns:\n  gender: Sexe\n  citizenship: {country: Nationalite}\n")
    with pytest.raises(MappingError) as error:
        _run(tmp_path, mapping, ["Sexe", "Nationalité"], [["female", "France"]])
    assert error.value.exit_code == 37
    assert error.value.place.endswith("mapping.yaml:4")
    assert "'Nationalite'" in error.value.fault
    assert "'Nationalité'" in error.value.fault


@pytest.mark.parametrize("rule", ["{from: Sexe, optional: true}", "{first_of: [{from: Sexe, optional: true}, Sex]}"])
def test_an_optional_column_may_be_absent(rule, tmp_path):
    found = run(tmp_path, f"gender: {rule}", ["Sex", "x"], [["female", ""]])
    assert found.report.absent == ("Sexe",)


@pytest.mark.parametrize("header", [" Sexe ", "Sexe\u00a0", "\u200bSexe", "Se xe"])
def test_spaces_in_headers_are_left_aside_where_they_are_too_many(header, tmp_path):
    wanted = "Se xe" if "Se " in header else "Sexe"
    found = run(tmp_path, f"gender: '{wanted}'", [header, "x"], [["female", ""]])
    assert cells(found.cases, "gender") == ["woman"]
    assert found.report.not_used == ("x",)


def test_doubled_spaces_in_the_mapping_are_left_aside_too(tmp_path):
    found = run(tmp_path, "gender: ' Se  xe '", ["Se xe", "x"], [["female", ""]])
    assert cells(found.cases, "gender") == ["woman"]


def test_a_column_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(InputError):
        run(tmp_path, "gender: Sexe", ["Sexe", "Sexe "], [["female", "male"]])


def test_groups_before_a_name_can_be_stripped_unless_that_makes_two_of_one(tmp_path):
    rules = "source: {strip_groups: true}\ncolumns: {gender: sex, case_id: meta/id}\n"
    found = run(tmp_path, rules, ["person/sex", "meta/id"], [["female", "7"]])
    assert (cells(found.cases, "gender"), cells(found.cases, "case_id")) == (["woman"], ["7"])
    with pytest.raises(MappingError) as error:
        run(tmp_path, rules, ["person/sex", "meta/id", "other/sex"], [["female", "7", "male"]])
    assert error.value.exit_code == 40
    assert error.value.place.endswith("mapping.yaml:3")


def test_rows_that_hold_nothing_but_their_number_are_no_cases(tmp_path):
    rules = "source: {index_columns: [No]}\ncolumns: {gender: Sexe}\n"
    found = run(tmp_path, rules, ["No", "Sexe"], [["1", "female"], ["2", " "], ["3", "?"]])
    assert (found.report.rows_in, found.report.accepted) == (2, 1)
    assert found.quarantine.column("quarantine_row").to_pylist() == ["4"]
    assert any("1 row holds nothing" in note for note in found.report.notes)
    assert found.report.not_used == ()


@pytest.mark.parametrize(("encoding", "works"), [("cp1252", True), ("utf-8", False), ("utf-16", False)])
def test_the_declared_encoding_counts(encoding, works, tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("Sexe;Prénom\nfemale;Zoé\n".encode("cp1252"))
    mapping = mapping_of(tmp_path, f"source: {{delimiter: ';', encoding: {encoding}}}\ncolumns: {{gender: Sexe}}\n")
    if works:
        assert harmonise(path, mapping, settings=HarmoniseSettings(today=TODAY)).report.accepted == 1
    else:
        with pytest.raises(InputError):
            harmonise(path, mapping, settings=HarmoniseSettings(today=TODAY))
