"""Published data sets by name, on small invented files in their dialects."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.harmonise.reading import cells, read, write_csv

from palermo.codes import vintage
from palermo.errors import MappingError
from palermo.harmonise import load_mapping, mapping_names

SENTENCE = "By using this data you agree to the Terms of Use: https://www.ctdatacollaborative.org/terms-use"
COLUMNS = [column.name for column in vintage("ctdc-2021").columns]


def published(path: Path, *rows: dict[str, str]) -> Path:
    """Rows in the dialect of 2021: semicolons between the cells and inside quoted lists, a sentence as first header."""
    lines = [["", *(row.get(name, "") for name in COLUMNS)] for row in rows]
    return write_csv(path, [SENTENCE, *COLUMNS], lines, delimiter=";")


def test_there_are_the_built_in_mappings_that_are_promised() -> None:
    assert set(mapping_names()) >= {
        "ctdc-k-anonymised-2021",
        "ctdc-synthetic-2021",
        "ctdc-synthetic-2024",
        "htcds-2.0-xlsform",
        "htcds-2.0-xlsx",
    }


@pytest.mark.parametrize("name", mapping_names())
def test_each_says_what_it_reads_and_what_to_mind(name: str) -> None:
    mapping = load_mapping(name)
    assert mapping.title
    assert mapping.notes
    assert all(source.requires for source in mapping.sources)


def test_the_published_dialect(tmp_path: Path) -> None:
    row = {
        "yearOfRegistration": "2018",
        "Datasource": "Hotline",
        "gender": "Transgender/NonConforming",
        "ageBroad": "9--17",
        "majorityStatus": "Minor",
        "citizenship": "NA",
        "CountryOfExploitation": "00",
        "meansOfControlThreats": "1",
        "meansOfControlOther": "1",
        "meansOfControlNotSpecified": "0",
        "meansOfControlConcatenated": "Threats;Other",
        "isSexAndLabour": "1",
    }
    found = read(published(tmp_path / "in.csv", row), "ctdc-k-anonymised-2021")
    assert found.quarantine.num_rows == 0
    expected = {
        "data_source": "hotline",
        "year_of_registration": 2018,
        "gender": "trans_or_non_conforming",
        "age_band": "9-17",
        "majority_status": "minor",
        "majority_at_exploitation": "?unknown",
        "majority_at_entry": "?unknown",
        "citizenship": "NAM",
        "country_of_exploitation": "?unknown",
        "forms_of_exploitation": frozenset({"sexual", "labour"}),
        "labour_sectors": "?unknown",
        "sexual_exploitation_types": "?unknown",
        "means_of_control": frozenset({"threats", "other"}),
        "methods_of_recruitment": "?unknown",
        "recruiter_relationship": "?unknown",
    }
    assert {name: cells(found.cases, name)[0] for name in found.cases.names} == expected
    assert found.report.not_used == ()


def group(prefix: str, text: str) -> dict[str, str]:
    return {name: text for name in COLUMNS if name.startswith(prefix) and not name.endswith("Concatenated")}


def test_no_blank_and_minus_99_are_three_things(tmp_path: Path) -> None:
    rows = [
        {**group("typeOfLabour", "0"), "Datasource": "Hotline"},
        {**group("typeOfLabour", "-99"), "Datasource": "Hotline"},
        {**group("typeOfLabour", "0"), "typeOfLabourMiningOrDrilling": "", "Datasource": "Hotline"},
        {**group("typeOfLabour", "0"), "typeOfLabourNotSpecified": "1", "Datasource": "Hotline"},
        {**group("typeOfLabour", ""), "typeOfLabourBegging": "1", "Datasource": "Hotline"},
    ]
    found = read(published(tmp_path / "in.csv", *rows), "ctdc-k-anonymised-2021").cases
    nothing: frozenset[str] = frozenset()
    expected = [nothing, "?unknown", "?unknown", "?unknown", frozenset({"begging"})]
    assert cells(found, "labour_sectors") == expected


def test_no_abduction_says_nothing_of_other_ways_to_recruit(tmp_path: Path) -> None:
    rows = [{"isAbduction": text, "Datasource": "Hotline"} for text in ("1", "0", "")]
    found = read(published(tmp_path / "in.csv", *rows), "ctdc-k-anonymised-2021").cases
    assert cells(found, "methods_of_recruitment") == [frozenset({"abduction"}), "?unknown", "?unknown"]


def test_the_recovered_table_without_the_columns_that_were_filled_in(tmp_path: Path) -> None:
    header = ["Case No", "yearOfRegistration", "Datasource", "gender", "ageBroad", "majorityStatusAtExploit"]
    header += ["majorityEntry", "CountryOfExploitation", "isSexualExploit"]
    row = ["1", "2019", "Hotline", "Not Known", "Not Specified", "Adult", "Adult", "US", "1"]
    found = read(write_csv(tmp_path / "in.csv", header, [row]), "ctdc-k-anonymised-2021")
    assert cells(found.cases, "gender") == ["?unknown"]
    assert cells(found.cases, "age_band") == ["?unknown"]
    assert cells(found.cases, "majority_at_exploitation") == ["?unknown"]
    assert cells(found.cases, "majority_at_entry") == ["?unknown"]
    assert cells(found.cases, "country_of_exploitation") == ["USA"]
    assert set(found.report.ignored) >= {"Case No", "majorityStatusAtExploit", "majorityEntry"}
    assert "case_id" not in found.cases


def test_what_the_vintage_does_not_know_is_set_aside(tmp_path: Path) -> None:
    rows = [
        {"gender": "Female", "Datasource": "Hotline"},
        {"gender": "Woman", "Datasource": "Hotline"},
        {"citizenship": "Atlantis", "Datasource": "Hotline"},
        {"isForcedLabour": "2", "Datasource": "Hotline"},
        {"yearOfRegistration": "2099", "Datasource": "Hotline"},
    ]
    found = read(published(tmp_path / "in.csv", *rows), "ctdc-k-anonymised-2021")
    assert cells(found.cases, "gender") == ["woman"]
    assert found.quarantine["quarantine_row"].to_pylist() == ["3", "4", "5", "6"]
    assert found.quarantine["quarantine_column"].to_pylist() == [
        "gender",
        "citizenship",
        "isForcedLabour",
        "yearOfRegistration",
    ]


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("ctdc-synthetic-2021", ["2019", "Female", "09--17", "25--60 (2-5 yrs)", "NAM", "USA", "1"], "25-60"),
        ("ctdc-synthetic-2024", ["2019", "Woman", "9--17", "25+ (2+ yrs)", "NAM", "USA", "1"], "25+"),
    ],
)
def test_the_synthetic_data_sets(name: str, written: Sequence[str], meant: str, tmp_path: Path) -> None:
    means = {"ctdc-synthetic-2021": "meansOfControlThreatOfLawEnforce", "ctdc-synthetic-2024": "meansThreats"}[name]
    header = [
        "yearOfRegistration",
        "gender",
        "ageBroad",
        "traffickMonths",
        "citizenship",
        "CountryOfExploitation",
        means,
    ]
    if name == "ctdc-synthetic-2024":
        header, written = [*header, "meansDebtBondageEarnings"], [*written, ""]
    found = read(write_csv(tmp_path / "in.csv", header, [written]), name)
    assert found.quarantine.num_rows == 0
    row = {column: cells(found.cases, column)[0] for column in found.cases.names}
    assert (row["gender"], row["age_band"], row["trafficking_duration"]) == ("woman", "9-17", meant)
    assert (row["citizenship"], row["country_of_exploitation"]) == ("NAM", "USA")
    code = {"ctdc-synthetic-2021": "threat_of_law_enforcement", "ctdc-synthetic-2024": "any_threats"}[name]
    assert row["means_of_control"] == {code}
    assert row["forms_of_exploitation"] == "?unknown"


def test_another_vintage_is_refused_by_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.csv", ["yearOfRegistration", "gender"], [["2019", "Female"]])
    for name in ("ctdc-k-anonymised-2021", "ctdc-synthetic-2021", "ctdc-synthetic-2024"):
        with pytest.raises(MappingError) as error:
            read(path, name)
        assert error.value.key == "mapping.source_fits_none"


@pytest.mark.parametrize(("partial", "meant"), [("", frozenset()), ("partial: true,", "?unknown")])
def test_a_mapping_of_ones_own_can_say_that_flags_are_partial(partial: str, meant: object, tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    rule = f"{{{partial} flags: {{threats: threats, debts: debt_bondage}}}}"
    mapping.write_text(f"blank: unknown\ncolumns:\n  means_of_control: {rule}\n", encoding="utf-8")
    path = write_csv(tmp_path / "in.csv", ["threats", "debts"], [["0", "0"], ["0", "1"]])
    found = read(path, str(mapping)).cases
    assert cells(found, "means_of_control") == [meant, frozenset({"debt_bondage"})]


def test_partial_flags_cannot_say_none_of_them(tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    rule = "{partial: true, blank: none_of_them, flags: {threats: threats}}"
    mapping.write_text(f"blank: unknown\ncolumns:\n  means_of_control: {rule}\n", encoding="utf-8")
    with pytest.raises(MappingError) as error:
        load_mapping(str(mapping))
    assert error.value.place == f"{mapping}:3"
