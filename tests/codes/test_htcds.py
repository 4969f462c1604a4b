"""The case data standard, as it stands in its own files."""

import csv
from collections import Counter

import pytest

from palermo.codes import code_list, htcds, htcds_fields, list_names

CREDIT = "Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0"
LISTS = [name for name in list_names() if name.startswith("htcds-")]


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_standard_has_84_fields():
    assert len(htcds_fields()) == 84
    assert len({field.name for field in htcds_fields()}) == 84


def test_three_fields_are_deprecated_and_38_live_ones_are_core():
    deprecated = {field.name for field in htcds_fields() if field.is_deprecated}
    assert deprecated == {
        "vic_AgreementToManagePersonalData",
        "vic_DetailsOfVulnerabilities",
        "vic_Vulnerabilities",
    }
    assert sum(field.core and not field.is_deprecated for field in htcds_fields()) == 38


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_standard_gives_credit_and_says_that_nothing_is_endorsed(name):
    source = code_list(name).source
    assert source.title == CREDIT
    assert source.licence == "CC BY 4.0"
    assert "IOM endorses neither" in source.note


def test_the_fields_give_credit():
    assert htcds().source.title == CREDIT
    assert "IOM endorses neither" in htcds().source.note


def test_names_of_the_tool_kits_that_contradict_the_standard_lead_to_its_fields():
    standard = htcds()
    assert standard["prs_First_Name"].name == "prs_FirstName"
    assert standard["vic_Methods_of_Control"].name == "vic_MethodsOfControl"
    assert standard["vic_TraffickinStatusDecisionMakingOrg"].name == "vic_TraffickingStatusDecisionMakingOrg"
    assert "prs_Nothing" not in standard


def test_a_misspelt_code_stays_and_its_label_is_put_right():
    relationship = code_list("htcds-relationship-to-trafficker")
    assert relationship.label("Unaquainted") == "Unacquainted"
    assert relationship.resolve("unacquainted") == "Unaquainted"


def test_fields_are_those_of_the_standard(shared_htcds):
    rows = _rows(shared_htcds / "fields.csv")
    assert [row["full_name"] for row in rows] == [field.name for field in htcds_fields()]
    for row, field in zip(rows, htcds_fields(), strict=True):
        assert field.object == row["table"]
        assert field.multiplicity == row["multiplicity"]
        assert field.core == (row["core"] == "yes")
        assert field.status == row["status"]
        assert field.pattern == row["format_pattern"]
        assert (field.list is None) == (row["code_list"] == "")
        if field.name != "per_Organisation":  # the standard leaves its type blank
            assert field.type == row["type"]


def test_codes_are_those_of_the_standard(shared_htcds):
    by_list: dict[str, list[str]] = {}
    for row in _rows(shared_htcds / "values.csv"):
        by_list.setdefault(row["list"], []).append(row["value_name"])
    used = {row["code_list"] for row in _rows(shared_htcds / "fields.csv") if row["code_list"]}
    ours = {field.list: field.name for field in htcds_fields() if field.list is not None}
    assert set(ours.values()) == used
    for name, field in ours.items():
        assert [code.code for code in code_list(name)] == by_list[field], name


def test_definitions_are_all_there(shared_htcds):
    rows = _rows(shared_htcds / "definitions.csv")
    ours = Counter(code.definition for code in code_list("htcds-definition"))
    assert ours == Counter(row["definition"] for row in rows)
    assert ours.total() == 107
