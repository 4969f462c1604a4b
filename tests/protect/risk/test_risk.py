"""How many cases a few attributes single out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect import RiskSettings, assess_risk
from palermo.report import to_html, to_json


@settings(max_examples=50, deadline=None)
@given(slow.tables(), st.integers(2, 5), st.integers(1, 3))
def test_the_report_is_that_of_the_reference(cases, k, length):
    report = assess_risk(cases, settings=RiskSettings(k, length))
    counts = slow.count(cases, length)
    for each in report.lengths:
        mine = {combination: n for combination, n in counts.items() if len(combination) == each.length}
        assert each.combinations == len(mine)
        assert each.occurrences == sum(mine.values())
        assert each.rare == sum(n < k for n in mine.values())
        assert each.unique == sum(n == 1 for n in mine.values())
    shortest = {"rare": [0] * (length + 1), "unique": [0] * (length + 1)}
    for case in slow.rows(cases):
        mine = [c for c in counts if c <= slow.record(case)]
        for kind, most in (("rare", k - 1), ("unique", 1)):
            lengths = [len(c) for c in mine if counts[c] <= most]
            if lengths:
                shortest[kind][min(lengths)] += 1
    assert [each.cases_rare for each in report.lengths] == shortest["rare"][1:]
    assert [each.cases_unique for each in report.lengths] == shortest["unique"][1:]


def test_identifiers_are_no_risk_and_why_a_value_is_missing_is_one():
    cases = make_cases(case_id=["1", "2"], gender=["man", Missing.REFUSED], age_band=["48+", "48+"])
    report = assess_risk(cases, settings=RiskSettings(2, 4))
    assert [each.column for each in report.columns] == ["gender", "age_band"]
    assert (report.cases_rare, report.cases_unique) == (2, 2)
    assert [each.rare for each in report.lengths] == [2, 2, 0, 0]


def test_progress_is_told_to_the_end():
    told = []
    cases = make_cases(gender=["man", "woman"], age_band=["48+", "48+"])
    assess_risk(cases, progress=lambda *what: told.append(what))
    assert [what for what, done, total in told if done == total] == [
        "Looking for what is rare",
        "Looking for what is unique",
        "Counting combinations",
    ]


def test_the_report_is_shown_in_all_forms():
    cases = make_cases(gender=["man"] * 20 + ["woman"], age_band=["48+"] * 21)
    report = assess_risk(cases, settings=RiskSettings(10, 2))
    document = report.document()
    assert "1 of 21 cases (4.8%)" in document.lead
    assert "can't be published" in to_html(document) or "can&#39;t be published" in to_html(document)
    assert json.loads(to_json(report))["cases"] == 21
    assert "No combination of this length" in str(assess_risk(cases.take([*range(20)])).document())


@pytest.mark.parametrize(("resolution", "length", "exit_code"), [(1, 4, 51), (10, 0, 50), (10, 9, 50)])
def test_settings_out_of_range_are_refused(resolution, length, exit_code):
    with pytest.raises(ProtectionError) as error:
        RiskSettings(resolution, length)
    assert error.value.exit_code == exit_code
