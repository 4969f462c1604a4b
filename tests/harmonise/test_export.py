"""A case table written as a published vintage, against a slow and obvious reference."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harmonise.reading import raw_columns, read, write_csv

from palermo.cases import CaseTable, Missing
from palermo.codes import case_schema, code_list, vintage
from palermo.errors import CodesError
from palermo.harmonise import export_vintage

YEARS = {"2019": "2019", "2005": "2005", "": "", "-99": ""}
GENDERS = {
    "Female": "Woman",
    "Male": "Man",
    "Transgender/NonConforming": "Trans/Transgender/NonConforming",
    "Unknown": "",
    "": "",
    "-99": "",
}
AGES = {"0--8": "0--8", "9--17": "9--17", "30--38": "30--38", "48+": "48+", "": "", "-99": ""}
COUNTRIES = {"PH": "PHL", "NA": "NAM", "US": "USA", "00": "", "": "", "-99": ""}
UNIONS = {
    "meansDebtBondageEarnings": ["meansOfControlDebtBondage", "meansOfControlTakesEarnings"],
    "meansThreats": ["meansOfControlThreats", "meansOfControlUsesChildren", "meansOfControlThreatOfLawEnforcement"],
    "meansAbusePsyPhySex": [
        "meansOfControlPsychologicalAbuse",
        "meansOfControlPhysicalAbuse",
        "meansOfControlSexualAbuse",
    ],
    "meansFalsePromises": ["meansOfControlFalsePromises"],
    "meansDrugsAlcohol": ["meansOfControlPsychoactiveSubstances"],
    "meansDenyBasicNeeds": [
        "meansOfControlRestrictsFinancialAccess",
        "meansOfControlRestrictsMovement",
        "meansOfControlRestrictsMedicalCare",
        "meansOfControlWithholdsNecessities",
    ],
    "meansExcessiveWorkHours": ["meansOfControlExcessiveWorkingHours"],
    "meansWithholdDocs": ["meansOfControlWithholdsDocuments"],
    "isForcedLabour": ["isForcedLabour", "isSexAndLabour"],
    "isSexualExploit": ["isSexualExploit", "isSexAndLabour"],
    "isOtherExploit": ["isOtherExploit", "isForcedMarriage", "isForcedMilitary", "isOrganRemoval"],
    "typeOfLabourAgriculture": ["typeOfLabourAgriculture"],
    "typeOfLabourConstruction": ["typeOfLabourConstruction"],
    "typeOfLabourDomesticWork": ["typeOfLabourDomesticWork"],
    "typeOfLabourHospitality": ["typeOfLabourHospitality"],
    "typeOfSexProstitution": ["typeOfSexProstitution"],
    "typeOfSexPornography": ["typeOfSexPornography"],
    "recruiterRelationIntimatePartner": ["recruiterRelationIntimatePartner"],
    "recruiterRelationFriend": ["recruiterRelationFriend"],
    "recruiterRelationFamily": ["recruiterRelationFamily"],
    "recruiterRelationOther": ["recruiterRelationOther"],
}
FLAGS = [c.name for c in vintage("ctdc-2021").columns if c.flag or c.missing]
SINGLE = {
    "yearOfRegistration": YEARS,
    "gender": GENDERS,
    "ageBroad": AGES,
    "citizenship": COUNTRIES,
    "CountryOfExploitation": COUNTRIES,
}
HEADER = ["Datasource", *SINGLE, *FLAGS]


def flags_2024(row: dict[str, str]) -> dict[str, str]:
    return {name: "1" if any(row.get(old) == "1" for old in olds) else "" for name, olds in UNIONS.items()}


rows_2021 = st.lists(
    st.fixed_dictionaries(
        {
            "Datasource": st.sampled_from(["Hotline", "Case Management"]),
            **{name: st.sampled_from(sorted(texts)) for name, texts in SINGLE.items()},
            **dict.fromkeys(FLAGS, st.sampled_from(["1", "0", "", "", "-99"])),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=50, deadline=None)
@given(rows_2021)
def test_2021_written_as_2024_is_what_the_codebook_says(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        write_csv(path, HEADER, [[row[name] for name in HEADER] for row in rows], delimiter=";")
        found = read(path, "ctdc-k-anonymised-2021")
    assert found.quarantine.num_rows == 0
    table = export_vintage(found.cases, "ctdc-2024").table
    assert table.column_names == [column.name for column in vintage("ctdc-2024").columns]
    for row, written in zip(rows, table.to_pylist(), strict=True):
        expected = {name: texts[row[name]] for name, texts in SINGLE.items()}
        assert written == {**expected, **flags_2024(row), "traffickMonths": ""}


def test_the_real_table_written_as_2024(shared_data: Path) -> None:
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
    table = export_vintage(read(path, "ctdc-k-anonymised-2021").cases, "ctdc-2024").table
    raw = raw_columns(path)
    for name, olds in UNIONS.items():
        cells = zip(*(raw[old] for old in olds if old in raw), strict=True)
        assert table[name].to_pylist() == ["1" if "1" in row else "" for row in cells], name
    assert table["yearOfRegistration"].to_pylist() == list(raw["yearOfRegistration"])
    genders = {**GENDERS, "Not Known": ""}
    assert table["gender"].to_pylist() == [genders[text] for text in raw["gender"]]
    assert table["ageBroad"].to_pylist() == [text.replace("Not Specified", "") for text in raw["ageBroad"]]
    three = {code.attributes["alpha2"]: code.code for code in code_list("country")}
    for name in ("citizenship", "CountryOfExploitation"):
        assert table[name].to_pylist() == [three.get(text, "") for text in raw[name]]


def made(**values: Sequence[object]) -> CaseTable:
    """A case table from lists of values; `?kind` for a kind of missing."""
    schema = case_schema()
    arrays, missing = {}, {}
    for name, given_values in values.items():
        is_gone = [isinstance(value, str) and value.startswith("?") for value in given_values]
        kept = [None if gone else value for value, gone in zip(given_values, is_gone, strict=True)]
        is_set = schema[name].kind.value == "codes"
        arrays[name] = pa.array(kept, pa.list_(pa.string()) if is_set else None)
        kinds = [str(v)[1:] if gone else None for v, gone in zip(given_values, is_gone, strict=True)]
        missing[name] = pa.array(kinds, pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    return CaseTable.from_columns([schema[name] for name in values], arrays, missing)


def written(cases: CaseTable, name: str, column: str) -> list[str]:
    found: list[str] = export_vintage(cases, name).table[column].to_pylist()
    return found


def losses(cases: CaseTable, name: str) -> list[tuple[str, str, str, int]]:
    return [(loss.kind, loss.column, loss.code, loss.cases) for loss in export_vintage(cases, name).report.losses]


def test_flags_are_1_0_or_blank_in_2021() -> None:
    cases = made(means_of_control=[["threats"], [], "?unknown", "?refused"])
    assert written(cases, "ctdc-2021", "meansOfControlThreats") == ["1", "0", "", ""]
    assert written(cases, "ctdc-2021", "meansOfControlOther") == ["0", "0", "", ""]
    assert written(cases, "ctdc-2021", "meansOfControlNotSpecified") == ["0", "0", "1", ""]
    assert losses(cases, "ctdc-2021") == [("missing", "means_of_control", "refused", 1)]


def test_flags_are_1_or_blank_in_2024_and_none_of_them_is_lost() -> None:
    cases = made(means_of_control=[["withholds_documents"], [], "?unknown"])
    assert written(cases, "ctdc-2024", "meansWithholdDocs") == ["1", "", ""]
    assert losses(cases, "ctdc-2024") == [("none_of_them", "means_of_control", "", 1)]


def test_a_broader_code_leaves_its_narrower_flags_open() -> None:
    cases = made(means_of_control=[["any_threats", "physical_abuse"]])
    assert written(cases, "ctdc-2021", "meansOfControlPhysicalAbuse") == ["1"]
    assert written(cases, "ctdc-2021", "meansOfControlThreats") == [""]
    assert written(cases, "ctdc-2021", "meansOfControlTakesEarnings") == ["0"]
    assert losses(cases, "ctdc-2021") == [("dropped", "means_of_control", "any_threats", 1)]


def test_a_set_without_any_place_is_not_written_as_none_of_them() -> None:
    cases = made(forms_of_exploitation=[["forced_criminality"]])
    assert written(cases, "ctdc-2021", "isForcedLabour") == [""]
    assert losses(cases, "ctdc-2021") == [("dropped", "forms_of_exploitation", "forced_criminality", 1)]


def test_both_forms_make_the_flag_for_both() -> None:
    cases = made(forms_of_exploitation=[["sexual", "labour"], ["sexual.pornography", "labour.F"], ["sexual"], []])
    assert written(cases, "ctdc-2021", "isSexAndLabour") == ["1", "1", "0", "0"]
    assert written(cases, "ctdc-2021", "isForcedLabour") == ["1", "1", "0", "0"]


def test_a_sector_is_not_specified_only_of_labour() -> None:
    cases = made(
        forms_of_exploitation=[["labour"], ["sexual"], "?unknown"], labour_sectors=["?unknown", "?unknown", "?unknown"]
    )
    assert written(cases, "ctdc-2021", "typeOfLabourNotSpecified") == ["1", "", ""]


def test_single_values_go_to_the_code_or_the_broader_one() -> None:
    cases = made(
        gender=["trans_woman", "man", "?unknown", "?suppressed"],
        trafficking_duration=["25-60", "25+", "0-12", "?unknown"],
        citizenship=["NAM", "PHL", "?unknown", "?unknown"],
    )
    name = "ctdc-2024"
    assert written(cases, name, "gender") == ["Trans/Transgender/NonConforming", "Man", "", ""]
    assert written(cases, name, "traffickMonths") == ["25+ (2+ yrs)", "25+ (2+ yrs)", "0--12 (0-1 yr)", ""]
    assert written(cases, name, "citizenship") == ["NAM", "PHL", "", ""]
    assert losses(cases, name) == [
        ("merged", "gender", "trans_woman", 1),
        ("missing", "gender", "suppressed", 1),
        ("merged", "trafficking_duration", "25-60", 1),
    ]
    assert written(cases, "ctdc-2021", "citizenship") == ["NA", "PH", "", ""]
    assert written(cases, "ctdc-2021", "gender") == ["Transgender/NonConforming", "Male", "Unknown", "Unknown"]
    assert written(cases, "ctdc-synthetic-2021", "traffickMonths") == ["25--60 (2-5 yrs)", "", "0--12 (0-1 yr)", ""]
    assert ("dropped", "trafficking_duration", "25+", 1) in losses(cases, "ctdc-synthetic-2021")


def test_columns_without_place_are_counted_and_columns_without_source_are_named() -> None:
    cases = made(contributor=["Harbour House", "?unknown"], gender=["man", "man"])
    report = export_vintage(cases, "ctdc-2024").report
    assert [(loss.kind, loss.column, loss.cases) for loss in report.losses] == [("column", "contributor", 1)]
    assert dict(report.blank_columns)["traffickMonths"] == "The case table has no column trafficking_duration."
    document = report.document()
    assert document.lead.startswith("2 cases were written as CTDC Global Synthetic Dataset, 2024.")
    assert [section.title for section in document.sections] == ["What is lost", "Columns left blank"]


def test_a_table_without_cases_has_all_columns() -> None:
    cases = made(gender=[], means_of_control=[], citizenship=[], year_of_registration=[])
    table, report = export_vintage(cases, "ctdc-2021")
    assert (table.num_rows, table.num_columns, report.losses) == (0, len(vintage("ctdc-2021").columns), ())


def test_an_unknown_vintage_is_refused_with_names_that_are_known() -> None:
    with pytest.raises(CodesError) as error:
        export_vintage(made(gender=["man"]), "ctdc-1999")
    assert error.value.key == "codes.unknown"
    assert "ctdc-2024" in str(error.value)


def test_missing_is_never_written_as_a_number() -> None:
    kinds = [f"?{kind}" for kind in Missing]
    cases = made(**{column.name: kinds for column in case_schema().columns})
    for name in ("ctdc-2021", "ctdc-2024", "ctdc-synthetic-2021"):
        table = export_vintage(cases, name).table
        texts = {text for column in table.columns for text in column.to_pylist()}
        assert texts <= {"", "1", "Unknown"}, name
