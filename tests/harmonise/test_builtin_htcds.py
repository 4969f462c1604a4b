"""Workbooks and survey exports in the shape of the Human Trafficking Case Data Standard. All cases are invented."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from tests.harmonise.reading import cells, read, write_csv

from palermo.cases import CaseTable, Dialect, read_rows
from palermo.codes import code_list, crosswalk
from palermo.errors import MappingError, UserError
from palermo.harmonise import Harmonised, load_mapping

TEMPLATES = (
    "HTCDS Excel Spreadsheet v2.0.xlsx",
    "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
    "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm",
)
NAMES = """
,cas_CaseOwner,prs_Salutation,prs_FirstName,prs_SecondName,con_Consent,prs_Birthdate,prs_Gender,prs_Citizenship,
prs_Title,prs_Email,prs_HomePhone,prs_MobilePhone,prs_MailingCity,prs_MailingCountry,prs_MailingState,
prs_MailingStreet,prs_MailingPostalCode,vic_TraffickingStatus,vic_TraffickinStatusDecisionMakingOrg,
vic_MethodOfRecruitment,vic_LocationOfRecruitment,vic_MethodsOfControl,vic_TypeOfExploitation,
vic_ForcedLabourIndustry,vic_TypeOfSexExploitation,vic_LocationOfExploitation,cas_Status,cas_ReferringOrganisation,
cas_IncomingReferralDate,cas_ReferringPrimaryCaseWorker,cas_ReasonForIncomingReferral,cas_IncomingReferralDetails,
cas_ReferredOrganisation,cas_ReferredPrimaryCaseWorker,,cas_OutgoingReferralDate,cas_OutgoingReferralDetails,
cas_ReasonForCaseClosure""".replace("\n", "").split(",")
LABELS = """
,Case Owner,Salutation,First Name,Second Name,Consent,Birthdate,Gender,Citizenship,Title,Email,Home Phone,
Mobile Phone,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,
Trafficking Status,Trafficking Status Decision Making Organization,Method of Recruitment,Location of Recruitment,
Methods of Control,Type of Exploitation,Forced Labour Industry,Type of Sex Exploitation,Location of Exploitation,
Status,Referring Organisation,Incoming Referral Date,Referring Primary Case Worker,Reason for Incoming Referral,
Incoming Referral Details,Referred Organisation,Referred Primary Case Worker,Reason for Outgoing Referral,
Outgoing Referral Date,Outgoing Referral Details,Reason for Case Closure""".replace("\n", "").split(",")
KEY = b"invented key, of no worth at all"

Row = Mapping[str, object]


def workbook(path: Path, rows: Sequence[Row], *, sheet: str = "Case Sheet", others: Sequence[str] = ("about",)) -> Path:
    """A template filled with invented rows: a hidden row of names, a row of labels, numbered rows below."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    page.set_row(0, None, None, {"hidden": True})
    page.write_row(0, 0, NAMES)
    page.write_row(1, 0, LABELS)
    for number in range(1, len(rows) + 6):
        page.write(number + 1, 0, number)
        for label, value in rows[number - 1].items() if number <= len(rows) else ():
            page.write(number + 1, LABELS.index(label), value)
    for name in others:
        book.add_worksheet(name)
    book.close()
    return path


def mapped(path: Path, **options: object) -> Harmonised:
    return read(path, "htcds-2.0-xlsx", **options)  # type: ignore[arg-type]


def only(cases: CaseTable, name: str) -> object:
    (value,) = cells(cases, name)
    return value


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_empty_templates_are_accepted(template: str, shared_htcds: Path) -> None:
    found = mapped(shared_htcds / "original" / "Excel" / template)
    assert (found.cases.num_rows, found.quarantine.num_rows) == (0, 0)
    assert found.report.not_used == ()
    assert any("1,000 rows hold nothing but their number" in note for note in found.report.notes)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_invented_workbooks_have_the_templates_headers(template: str, shared_htcds: Path) -> None:
    sheet = "" if template == TEMPLATES[0] else "Case Sheet"
    path = shared_htcds / "original" / "Excel" / template
    names, labels = (read_rows(path, Dialect(sheet=sheet, header_row=row, data_row=3)).original for row in (1, 2))
    assert ([name.strip() for name in names], [label.strip() for label in labels]) == (NAMES, LABELS)


CASE = {
    "Case Owner": "Invented Worker",
    "First Name": "Invented",
    "Second Name": "Person",
    "Consent": "TRUE",
    "Birthdate": date(2001, 6, 15),
    "Gender": "TransgenderFeminine",
    "Citizenship": "Moldova, Republic of",
    "Mailing Street": "1 Nowhere Street",
    "Mailing City": "Nowhere",
    "Mailing Country": "Atlantis",
    "Trafficking Status": "Actual victim of trafficking",
    "Method of Recruitment": "At work",
    "Methods of Control": "Debt bondage ",
    "Type of Exploitation": "Forced labour",
    "Forced Labour Industry": "Water supply; sewerage, waste management and remediation",
    "Location of Exploitation": "Türkiye",
    "Incoming Referral Date": date(2024, 6, 14),
}


@pytest.mark.parametrize(("sheet", "others"), [("Sheet1", ()), ("Case Sheet", ("about", "validation"))])
def test_a_filled_single_select_workbook(sheet: str, others: Sequence[str], tmp_path: Path) -> None:
    found = mapped(workbook(tmp_path / "filled.xlsx", [CASE], sheet=sheet, others=others))
    assert (found.cases.num_rows, found.quarantine.num_rows) == (1, 0)
    expected = {
        "person_key": "?not_asked",
        "year_of_registration": 2024,
        "gender": "trans_woman",
        "age_band": "21-23",
        "citizenship": "MDA",
        "country_of_exploitation": "TUR",
        "trafficking_status": "actual",
        "forms_of_exploitation": frozenset({"labour"}),
        "labour_sectors": frozenset({"water_and_waste"}),
        "sexual_exploitation_types": "?unknown",
        "means_of_control": frozenset({"debt_bondage"}),
        "methods_of_recruitment": frozenset({"at_work"}),
    }
    assert {name: only(found.cases, name) for name in found.cases.names} == expected
    assert any("labels were taken" in note for note in found.report.notes)
    assert found.report.not_used == ()
    assert "Nowhere" not in repr(found.report)
    assert "Atlantis" not in repr(found.report)


def test_a_filled_multi_select_workbook(tmp_path: Path) -> None:
    case = {
        **CASE,
        "Citizenship": "Ukraine; Namibia",
        "Methods of Control": "Physical threats; Threatens children/family; Psychoactive substance; Other",
        "Type of Exploitation": "Forced labour; Forced military (by non-state actors); Sexual exploitation",
        "Forced Labour Industry": "Construction; Water supply; sewerage, waste management and remediation; Education",
        "Type of Sex Exploitation": "Prostitution; Private Sexual Services",
        "Method of Recruitment": "Through family or family events;Other",
    }
    found = mapped(workbook(tmp_path / "filled.xlsx", [case])).cases
    assert only(found, "citizenship") == "UKR"
    assert only(found, "means_of_control") == {"threats", "threatens_family", "psychoactive_substances", "other"}
    assert only(found, "forms_of_exploitation") == {"labour", "armed_forces", "sexual"}
    assert only(found, "labour_sectors") == {"construction", "water_and_waste", "education"}
    assert only(found, "sexual_exploitation_types") == {"prostitution", "private_services"}
    assert only(found, "methods_of_recruitment") == {"family", "other"}


def test_what_is_not_in_the_standard_is_set_aside_with_its_row(tmp_path: Path) -> None:
    rows = [
        CASE,
        {**CASE, "Type of Exploitation": "Forced labour; Forced gardening"},
        {**CASE, "Incoming Referral Date": date(2031, 1, 1)},
        {**CASE, "Gender": "NonSpecifiedUnknown", "Birthdate": 2001, "Location of Exploitation": "a house by the sea"},
    ]
    found = mapped(workbook(tmp_path / "filled.xlsx", rows))
    assert (found.cases.num_rows, found.quarantine.num_rows) == (2, 2)
    assert found.quarantine["quarantine_row"].to_pylist() == ["4", "5"]
    assert found.quarantine["quarantine_column"].to_pylist()[0] == "Type of Exploitation"
    assert cells(found.cases, "gender") == ["trans_woman", "?unknown"]
    assert cells(found.cases, "country_of_exploitation") == ["TUR", "?unknown"]
    assert cells(found.cases, "age_band") == ["21-23", "21-23"]
    assert "by the sea" not in repr(found.report)


def test_the_same_person_has_the_same_key_in_a_workbook_and_a_survey(tmp_path: Path) -> None:
    first = mapped(workbook(tmp_path / "filled.xlsx", [CASE]), key=KEY)
    names = {"prs_First_Name": "PERSON", "prs_Second_Name": "invented"}
    survey = {**ANSWERS, **names, "prs_Birthdate": "2001-06-15", "prs_Gender": "TransgenderFeminine"}
    path = write_csv(tmp_path / "survey.csv", list(survey), [list(survey.values())])
    second = read(path, "htcds-2.0-xlsform", key=KEY)
    assert len(str(only(first.cases, "person_key"))) == 64
    assert only(first.cases, "person_key") == only(second.cases, "person_key")


CROSSINGS = {
    ("gender", "Gender", "prs_Gender"): "htcds-gender-to-gender",
    (
        "trafficking_status",
        "Trafficking Status",
        "vic_TraffickingStatus",
    ): "htcds-trafficking-status-to-trafficking-status",
    (
        "forms_of_exploitation",
        "Type of Exploitation",
        "vic_TypeOfExploitation",
    ): "htcds-type-of-exploitation-to-form-of-exploitation",
    (
        "labour_sectors",
        "Forced Labour Industry",
        "vic_ForcedLabourIndustry",
    ): "htcds-forced-labour-industry-to-labour-sector",
    (
        "sexual_exploitation_types",
        "Type of Sex Exploitation",
        "vic_TypeOfSexExploitation",
    ): "htcds-type-of-sex-exploitation-to-sexual-exploitation-type",
    (
        "means_of_control",
        "Methods of Control",
        "vic_Methods_of_Control",
    ): "htcds-methods-of-control-to-means-of-control",
    (
        "methods_of_recruitment",
        "Method of Recruitment",
        "vic_MethodOfRecruitment",
    ): "htcds-method-of-recruitment-to-method-of-recruitment",
}


def crossing_cases() -> list[tuple[str, str, str, str, str, object]]:
    """Column, its label, its name in the form, a code's label, the code, and what it must become."""
    found: list[tuple[str, str, str, str, str, object]] = []
    for (column, label, question), name in CROSSINGS.items():
        known = crosswalk(name)
        is_set = column not in ("gender", "trafficking_status")
        for code in code_list(known.from_list):
            to = known.map(code.code)
            means: object = "?unknown" if not to else frozenset(to) if is_set else to[0]
            found.append((column, label, question, code.label["en"], code.code, means))
    return found


def test_every_code_of_the_standard_is_read_as_the_crosswalk_says(tmp_path: Path) -> None:
    """By its label in the workbook, by its name in the survey."""
    wanted = crossing_cases()
    rows = [{"First Name": "Invented", label: text} for _, label, _, text, _, _ in wanted]
    sheet = mapped(workbook(tmp_path / "filled.xlsx", rows))
    header = list(dict.fromkeys([*ANSWERS, *(question for _, _, question, _, _, _ in wanted)]))
    answers = [[code if name == question else "" for name in header] for _, _, question, _, code, _ in wanted]
    survey = read(write_csv(tmp_path / "survey.csv", header, answers), "htcds-2.0-xlsform")
    for found in (sheet, survey):
        assert found.quarantine.num_rows == 0
        got = {name: cells(found.cases, name) for name in found.cases.names}
        for number, (column, _, _, _, code, means) in enumerate(wanted):
            assert got[column][number] == means, code


def test_every_choice_of_the_form_and_every_country_of_the_template_is_known(
    shared_htcds: Path, tmp_path: Path
) -> None:
    with (shared_htcds / "values.csv").open(encoding="utf-8", newline="") as file:
        values = [row for row in csv.DictReader(file) if row["list"] == "xlsform:citizenship"]
    pairs = [(row["value_name"], row["value_label"]) for row in values]
    three = {code.attributes["alpha2"]: code.code for code in code_list("country")}
    sheet = mapped(workbook(tmp_path / "filled.xlsx", [{"Citizenship": label} for _, label in pairs]))
    coded = [[code if name == "prs_Citizenship" else "" for name in ANSWERS] for code, _ in pairs]
    survey = read(write_csv(tmp_path / "survey.csv", list(ANSWERS), coded), "htcds-2.0-xlsform")
    expected = [three[code] for code, _ in pairs]
    assert len(expected) == 249
    assert cells(sheet.cases, "citizenship") == expected
    assert cells(survey.cases, "citizenship") == expected


ANSWERS = {
    "start": "2025-03-01T10:20:30.000+01:00",
    "end": "2025-03-01T10:50:30.000+01:00",
    "con_Consent": "TRUE",
    "prs_First_Name": "Invented",
    "prs_Second_Name": "Person",
    "prs_Birthdate": "2010-03-02",
    "prs_Gender": "Masculine",
    "prs_Citizenship": "NA",
    "vic_MethodOfRecruitment": "AtWork ThroughFamilyOrFamilyEvents",
    "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
    "vic_Methods_of_Control": "DebtBondage  TakesEarnings",
    "vic_TypeOfExploitation": "ForcedLabour ForcedBegging",
    "vic_ForcedLabourIndustry": "F_Construction T_ActivitiesOfHouseholdsAsEmployers",
    "vic_TypeOfSexExploitation": "",
    "vic_LocationOfExploitation": "Namibia",
    "cas_IncomingReferralDate": "",
    "cas_ReasonForIncomingReferral": "AdditionalServicesRequired",
    "__version__": "vSmt4GQA3C9uBMLPEVfgND",
}
EXPECTED = {
    "year_of_registration": 2025,
    "gender": "man",
    "age_band": "9-17",
    "citizenship": "NAM",
    "country_of_exploitation": "NAM",
    "trafficking_status": "possible",
    "forms_of_exploitation": frozenset({"labour", "begging"}),
    "labour_sectors": frozenset({"construction", "domestic_work"}),
    "sexual_exploitation_types": "?unknown",
    "means_of_control": frozenset({"debt_bondage", "takes_earnings"}),
    "methods_of_recruitment": frozenset({"at_work", "family"}),
}


def check_survey(path: Path, case_id: str) -> None:
    found = read(path, "htcds-2.0-xlsform")
    assert (found.cases.num_rows, found.quarantine.num_rows) == (1, 0)
    assert only(found.cases, "case_id") == case_id
    assert {name: only(found.cases, name) for name in EXPECTED} == EXPECTED
    assert found.report.not_used == ()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_survey_exported_as_csv(delimiter: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "survey.csv", list(ANSWERS), [list(ANSWERS.values())], delimiter=delimiter)
    check_survey(path, "?not_asked")


def test_a_survey_exported_as_csv_with_groups(tmp_path: Path) -> None:
    header = [f"case/{name}" if name.startswith(("prs", "vic", "cas")) else name for name in ANSWERS]
    path = write_csv(tmp_path / "survey.csv", [*header, "meta/instanceID"], [[*ANSWERS.values(), "uuid:1"]])
    check_survey(path, "uuid:1")


def test_a_survey_exported_as_nested_json(tmp_path: Path) -> None:
    """As ODK Central's OData feed has it: groups are objects."""
    record = {
        "__id": "uuid:2",
        **{name: value for name, value in ANSWERS.items() if name[:4] not in ("prs_", "vic_", "cas_")},
        "person": {name: value or None for name, value in ANSWERS.items() if name.startswith("prs_")},
        "victim": {"details": {name: value or None for name, value in ANSWERS.items() if name.startswith("vic_")}},
        "case": {name: value or None for name, value in ANSWERS.items() if name.startswith("cas_")},
    }
    path = tmp_path / "survey.json"
    path.write_text(json.dumps({"value": [record]}), encoding="utf-8")
    check_survey(path, "uuid:2")


def test_a_survey_exported_as_flat_json(tmp_path: Path) -> None:
    """As KoboToolbox has it: groups are part of the names, answers to several choices stand in one text."""
    record = {"_uuid": "3", **{f"group_ab1/{name}": value for name, value in ANSWERS.items() if value}}
    path = tmp_path / "survey.json"
    path.write_text(json.dumps({"count": 1, "results": [record]}), encoding="utf-8")
    check_survey(path, "3")


def test_several_answers_as_a_list_of_json(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    answers = {**ANSWERS, "vic_Methods_of_Control": ["DebtBondage ", "TakesEarnings"]}
    path.write_text(json.dumps([answers]), encoding="utf-8")
    assert only(read(path, "htcds-2.0-xlsform").cases, "means_of_control") == {"debt_bondage", "takes_earnings"}


def test_a_column_a_choice_beside_the_answers_does_no_harm(tmp_path: Path) -> None:
    """Some servers add a column of 1 and 0 for every choice of a question."""
    choices = [f"vic_Methods_of_Control/{name}" for name in ("DebtBondage", "TakesEarnings", "Other")]
    choices += ["vic_MethodOfRecruitment/Other", "vic_TypeOfExploitation/Other"]
    values = [*ANSWERS.values(), *["1", "1", "0", "0", "0"]]
    path = write_csv(tmp_path / "survey.csv", [*ANSWERS, *choices], [values])
    found = read(path, "htcds-2.0-xlsform").cases
    assert {name: only(found, name) for name in EXPECTED} == EXPECTED


def test_the_standards_own_names_are_read_too(tmp_path: Path) -> None:
    renamed = {"vic_Methods_of_Control": "vic_MethodsOfControl", "prs_First_Name": "prs_FirstName"}
    header = [renamed.get(name, name) for name in ANSWERS]
    found = read(write_csv(tmp_path / "survey.csv", header, [list(ANSWERS.values())]), "htcds-2.0-xlsform", key=KEY)
    assert only(found.cases, "means_of_control") == {"debt_bondage", "takes_earnings"}
    assert not str(only(found.cases, "person_key")).startswith("?")


def test_several_citizenships_of_a_survey(tmp_path: Path) -> None:
    rows = [
        [{**ANSWERS, "prs_Citizenship": text}[name] for name in ANSWERS] for text in ("PH UA", "Atlantis", "", "US")
    ]
    found = read(write_csv(tmp_path / "survey.csv", list(ANSWERS), rows), "htcds-2.0-xlsform")
    assert cells(found.cases, "citizenship") == ["PHL", "?unknown", "USA"]
    assert found.quarantine["quarantine_value"].to_pylist() == ["Atlantis"]


def test_a_form_is_no_file_of_cases(shared_htcds: Path) -> None:
    path = shared_htcds / "original" / "Survey" / "htcds_xlsform.xlsx"
    with pytest.raises(UserError):
        read(path, "htcds-2.0-xlsform")


def test_a_workbook_with_other_labels_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "other.xlsx"))
    page = book.add_worksheet("Case Sheet")
    page.write_row(0, 0, ["a", "b"])
    page.write_row(1, 0, ["Name", "Age"])
    page.write_row(2, 0, ["x", 3])
    book.close()
    with pytest.raises(MappingError) as error:
        mapped(tmp_path / "other.xlsx")
    assert error.value.key == "mapping.source_fits_none"


@pytest.mark.parametrize("name", ["htcds-2.0-xlsx", "htcds-2.0-xlsform"])
def test_no_column_is_left_out_without_a_reason(name: str) -> None:
    mapping = load_mapping(name)
    assert all(reason.endswith((".", "wrong.")) for reason in mapping.ignore.values())
    assert mapping.title.startswith("HTCDS 2.0")
