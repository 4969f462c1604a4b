"""Published vintages: their columns are those of the published files, and what they cannot say is known."""

import csv
import gzip
from itertools import combinations

import pytest

from palermo.codes import ColumnKind, Vintage, case_schema, code_list, vintage, vintage_losses, vintage_names

UNIONS = {
    "meansDebtBondageEarnings": {"DebtBondage", "TakesEarnings"},
    "meansThreats": {"Threats", "UsesChildren", "ThreatOfLawEnforcement"},
    "meansAbusePsyPhySex": {"PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse"},
    "meansFalsePromises": {"FalsePromises"},
    "meansDrugsAlcohol": {"PsychoactiveSubstances"},
    "meansDenyBasicNeeds": {
        "RestrictsFinancialAccess",
        "RestrictsMovement",
        "RestrictsMedicalCare",
        "WithholdsNecessities",
    },
    "meansExcessiveWorkHours": {"ExcessiveWorkingHours"},
    "meansWithholdDocs": {"WithholdsDocuments"},
}
"""Which flags of 2021 a flag of 2024 joins, as the codebook of 2024 says (its appendix II)."""


def _flags(known: Vintage, column: str) -> dict[str, frozenset[str]]:
    """Flag → every code that makes it 1."""
    codes = code_list(case_schema()[column].list)
    return {
        flag.name: frozenset().union(*(codes.descendants(code) for code in flag.flag))
        for flag in known.columns
        if flag.column == column and flag.flag and not flag.every
    }


def test_a_flag_of_2024_joins_the_flags_of_2021_that_its_codebook_says():
    older = _flags(vintage("ctdc-2021"), "means_of_control")
    for newer, codes in _flags(vintage("ctdc-2024"), "means_of_control").items():
        joined = {flag.removeprefix("meansOfControl") for flag, own in older.items() if own <= codes}
        assert joined == UNIONS[newer], newer


def test_the_vintage_of_2024_has_its_27_columns():
    assert len(vintage("ctdc-2024").columns) == 27


def test_the_columns_of_the_table_of_2021_are_those_of_the_published_file(shared_data):
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021_raw_excerpt.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=";"))
    assert header[1:] == [column.name for column in vintage("ctdc-2021").columns]


def test_the_recovered_table_of_2021_has_no_other_columns(shared_data):
    with gzip.open(shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz", "rt", encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    assert set(header) - {column.name for column in vintage("ctdc-2021").columns} == {"Case No"}


def test_the_columns_of_the_synthetic_table_are_those_of_the_published_file(shared_data):
    with gzip.open(shared_data / "ctdc" / "ctdc_global_synthetic_2021.csv.gz", "rt", encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    assert header == [column.name for column in vintage("ctdc-synthetic-2021").columns]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("ctdc-k-anonymised-2021", "ctdc_global_k_anonymised_2021.csv.gz"),
        ("ctdc-synthetic-2021", "ctdc_global_synthetic_2021.csv.gz"),
    ],
)
def test_every_value_that_was_published_has_a_meaning(name, file, shared_data):
    import pyarrow.compute as pc
    import pyarrow.csv

    known = {column.name: column for column in vintage(name).columns}
    types = {name: "string" for name in known}
    options = pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=False)
    table = pyarrow.csv.read_csv(shared_data / "ctdc" / file, convert_options=options)
    for published in table.column_names:
        column = known.get(published)
        if column is None or column.column is None:
            continue
        values = set(pc.unique(table[published].cast("string")).to_pylist()) - set(column.values)
        if column.flag or column.missing:
            assert values <= {"", "0", "1"}, published
        elif case_schema()[column.column].list == "country":
            assert all(code_list("country").resolve(value) for value in values), published
        elif case_schema()[column.column].is_number:
            assert all(value.isdecimal() for value in values), published
        else:
            assert values <= ({"Not Known", "Not Specified"}), published


@pytest.mark.parametrize("name", vintage_names())
def test_what_a_set_loses_is_what_a_slow_look_at_every_pair_finds(name):
    losses = vintage_losses(name)
    for column in case_schema().columns:
        if column.kind is not ColumnKind.CODES or column.name not in losses:
            continue
        flags = _flags(vintage(name), column.name)
        told = {code.code: {flag for flag, own in flags.items() if code.code in own} for code in code_list(column.list)}
        dropped = {code for code, own in told.items() if not own}
        alike = {frozenset(pair) for pair in combinations(told, 2) if told[pair[0]] == told[pair[1]] != set()}
        found = losses[column.name]
        assert {loss.codes[0] for loss in found if loss.kind == "dropped"} == dropped
        merged = [loss for loss in found if loss.kind == "merged"]
        assert {frozenset(pair) for loss in merged for pair in combinations(loss.codes, 2)} == alike
        assert all(set((loss.to or "").split(", ")) == told[loss.codes[0]] for loss in merged)


def test_what_single_codes_lose_is_known():
    newest = vintage_losses("ctdc-2024")
    assert [loss.codes for loss in newest["trafficking_duration"]] == [("25+", "25-60", "61+")]
    assert [loss.to for loss in newest["gender"]] == ["gender=Trans/Transgender/NonConforming"]
    assert newest["age_band"] == newest["citizenship"] == ()
    assert "labour_sectors" in newest
    assert "methods_of_recruitment" not in newest, "a column that has no place is not among the keys"


def test_a_band_that_a_vintage_does_not_have_is_dropped():
    assert [loss.codes for loss in vintage_losses("ctdc-synthetic-2021")["trafficking_duration"]] == [("25+",)]
