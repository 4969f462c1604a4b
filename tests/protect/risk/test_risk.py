"""How many cases a few attributes single out, by which columns, and in how many ways."""

import json
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect import MissingAs, RiskSettings, assess_risk, cases_at_risk, check_cases
from palermo.report import print_document, to_html, to_json


def without_reasons(counts):
    """The combinations of values alone."""
    return {c: n for c, n in counts.items() if not any(code.startswith("?") for _, code in c)}


def minimal(counts, most):
    return {c for c, n in counts.items() if n <= most and all(counts[c - {each}] > most for each in c if len(c) > 1)}


@settings(max_examples=40, deadline=None)
@given(slow.tables(), st.integers(2, 5), st.integers(1, 3), st.sampled_from([MissingAs.OWN, MissingAs.NOTHING]))
def test_the_report_is_that_of_the_reference(cases, k, length, missing):
    report = assess_risk(cases, settings=RiskSettings(k, length, missing))
    counts = slow.count(cases, length)
    if missing is MissingAs.NOTHING:
        counts = without_reasons(counts)
    for each in report.lengths:
        mine = {combination: n for combination, n in counts.items() if len(combination) == each.length}
        assert each.combinations == len(mine)
        assert each.occurrences == sum(mine.values())
        assert each.rare == sum(n < k for n in mine.values())
        assert each.unique == sum(n == 1 for n in mine.values())
    rows = [slow.record(case) for case in slow.rows(cases)]
    of_case = cases_at_risk(cases, settings=RiskSettings(k, length, missing))
    assert of_case.column("row").to_pylist() == list(range(1, len(rows) + 1))
    for kind, most in (("rare", k - 1), ("unique", 1)):
        expected = minimal(counts, most)
        assert list(getattr(report, f"minimal_{kind}")) == [
            sum(len(c) == size for c in expected) for size in range(1, length + 1)
        ]
        shortest = [min((len(c) for c in expected if c <= row), default=0) for row in rows]
        assert of_case.column(f"shortest_{kind}").to_pylist() == shortest
        assert [getattr(each, f"cases_{kind}") for each in report.lengths] == [
            shortest.count(size) for size in range(1, length + 1)
        ]
        for column in report.columns:
            parts = [c for c in expected if column.column in {name for name, _ in c}]
            others = [c for c in expected if c not in parts]
            assert getattr(column.part, kind) == len(parts)
            share = getattr(column.part, f"share_{kind}")
            assert share == (pytest.approx(len(parts) / len(expected)) if expected else None)
            left = column.left if kind == "rare" else column.left_unique
            assert left == sum(any(c <= row for c in others) for row in rows)
            if kind == "rare":
                assert column.cases == sum(any(c <= row for c in parts) for row in rows)
        found = {(each.column, each.code): getattr(each.part, kind) for each in report.attributes}
        for attribute in {attribute for c in expected for attribute in c}:
            assert found[attribute] == sum(attribute in c for c in expected)


@settings(max_examples=40, deadline=None)
@given(slow.tables(), st.integers(1, 4))
def test_special_uniques_are_scored_as_the_papers_say(cases, length):
    report = assess_risk(cases, settings=RiskSettings(2, length, suda=True, fraction=0.25))
    expected = minimal(slow.count(cases, length), 1)
    columns = len(cases.names)

    def weight(size):
        product = 1
        for i in range(size, min(length, columns - 1) + 1):
            product *= columns - i
        return product

    scores = [sum(weight(len(c)) for c in expected if c <= slow.record(case)) for case in slow.rows(cases)]
    of_case = cases_at_risk(cases, settings=RiskSettings(2, length, suda=True, fraction=0.25))
    assert of_case.column("suda_score").to_pylist() == scores
    assert report.suda.special == sum(score > 0 for score in scores)
    assert report.suda.largest == max(scores, default=0)
    assert sum(each.cases for each in report.suda.scores) == report.suda.special
    assert sum(each.cases for each in report.suda.dis) == report.suda.special
    total = sum(scores)
    for each in report.suda.contributions:
        part = sum(weight(len(c)) for c in expected if each.column in {name for name, _ in c})
        assert each.share == (pytest.approx(part / total) if total else 0)
    dis = of_case.column("dis_suda").to_pylist()
    assert [score > 0 for score in scores] == [0 < each <= 1 for each in dis]
    assert report.suda.dis_largest == max(dis, default=0)


def test_identifiers_are_no_risk_and_why_a_value_is_missing_is_one():
    cases = make_cases(case_id=["1", "2"], gender=["man", Missing.REFUSED], age_band=["48+", "48+"])
    report = assess_risk(cases, settings=RiskSettings(2, 4))
    assert [each.column for each in report.columns] == ["gender", "age_band"]
    assert (report.cases_rare, report.cases_unique) == (2, 2)
    assert [each.rare for each in report.lengths] == [2, 2, 0, 0]
    assert report.minimal_rare == (2, 0, 0, 0)
    assert [each.left for each in report.columns] == [0, 2]
    report = assess_risk(cases, settings=RiskSettings(2, 4, MissingAs.NOTHING))
    assert (report.cases_rare, report.cases_unique) == (1, 1)


def test_progress_is_told_to_the_end():
    told = []
    cases = make_cases(gender=["man", "woman"], age_band=["48+", "48+"])
    wanted = RiskSettings(quasi_identifiers=("gender",), sensitive=("age_band",), missing=MissingAs.ANYTHING)
    assess_risk(cases, settings=wanted, progress=lambda *what: told.append(what))
    assert [what for what, done, total in told if done == total] == [
        "Looking for what is rare",
        "Looking for what is unique",
        "Counting combinations",
        "Forming groups",
    ]


def text(document):
    shown = StringIO()
    print_document(document, Console(file=shown, width=200, no_color=True))
    return shown.getvalue()


def test_the_report_is_shown_in_all_forms():
    cases = make_cases(gender=["man"] * 20 + ["woman"], age_band=["48+"] * 20 + ["18-20"], citizenship=["PHL"] * 21)
    wanted = RiskSettings(
        10, 2, quasi_identifiers=("gender",), sensitive=("age_band", "citizenship"), suda=True, fraction=0.5
    )
    report = assess_risk(cases, settings=wanted)
    document = report.document()
    assert "1 of 21 cases (4.8\N{NO-BREAK SPACE}%)" in document.lead
    page, plain = to_html(document), text(document)
    assert page.count("<h3>") == 5
    for words in (
        "This table can't be published as it is",
        "never publish it",
        "To somebody who knows Gender of a person",
        "the table is 1-anonymous in these columns",
        "for Age at registration it minds the order of the values",
        "1 of 21 cases (4.8 %) are special uniques",
        "If 50 % of all such people are in the table",
    ):
        assert words in " ".join(plain.split()), words
    attributes = next(
        block for block in document.sections[2].blocks if getattr(block, "columns", ("",))[0] == "attribute"
    )
    shown = {(row[0], row[-1]) for row in attributes.rows}
    assert ("Age at registration: 18–20", "age_band = 18-20") in shown  # labels for readers, names for typing
    found = json.loads(to_json(report))
    assert {(each["code"], each["label"]) for each in found["attributes"]} >= {("woman", "Gender: Woman")}
    assert (found["cases"], found["missing"], found["groups"]["k"]) == (21, "own", 1)
    assert "shortest" not in to_json(report)
    wanted = RiskSettings(10, 2, MissingAs.ANYTHING, quasi_identifiers=("gender",))
    assert "A missing value counts as any value here" in " ".join(
        text(assess_risk(cases, settings=wanted).document()).split()
    )


def test_a_table_without_risk_says_so():
    document = assess_risk(make_cases(gender=["man"] * 20), settings=RiskSettings(10, 1, suda=True)).document()
    assert "No combination of this length or shorter is rare." in text(document)
    assert "0 of 20 cases (0.0\N{NO-BREAK SPACE}%) are special uniques" in text(document)
    aside = assess_risk(make_cases(gender=["man"] * 20), settings=RiskSettings(10, 1, MissingAs.NOTHING)).document()
    assert "Missing values were not counted as attributes here" in " ".join(text(aside).split())


def test_of_no_case_the_report_is_empty():
    report = assess_risk(
        make_cases(gender=[], age_band=[]),
        settings=RiskSettings(quasi_identifiers=("gender",), sensitive=("age_band",), suda=True),
    )
    assert (report.cases_rare, report.attributes, report.groups.k, report.suda.special) == (0, (), 0, 0)
    assert "0 of 0 cases (0.0\N{NO-BREAK SPACE}%)" in report.document().lead


@pytest.mark.parametrize(("resolution", "length", "exit_code"), [(1, 4, 51), (10, 0, 50), (10, 9, 50)])
def test_settings_out_of_range_are_refused(resolution, length, exit_code):
    with pytest.raises(ProtectionError) as error:
        RiskSettings(resolution, length)
    assert error.value.exit_code == exit_code


@pytest.mark.parametrize("wrong", [{"c": 0.0}, {"fraction": 0.0}, {"fraction": 1.0}])
def test_other_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="above 0"):
        RiskSettings(**wrong)


TWO = {"case_id": ["1", "2"], "gender": ["man", "man"], "age_band": ["48+", "48+"]}


@pytest.mark.parametrize(
    ("columns", "wanted", "exit_code"),
    [
        (TWO, {"quasi_identifiers": ("height",)}, 52),
        (TWO, {"quasi_identifiers": ("gender",), "sensitive": ("height",)}, 52),
        (TWO, {"quasi_identifiers": ("case_id",)}, 117),
        (TWO, {"quasi_identifiers": ("gender",), "sensitive": ("case_id",)}, 117),
        (TWO, {"quasi_identifiers": ("gender",), "sensitive": ("gender",)}, 118),
        (TWO, {"sensitive": ("gender",)}, 119),
        (TWO, {"missing": MissingAs.ANYTHING}, 119),
        (TWO, {"reporting_length": 3}, 50),
        ({"gender": [], "age_band": []}, {}, 47),
        ({"gender": ["man"], "age_band": ["48+"]}, {}, 48),
        ({"gender": [Missing.UNKNOWN] * 3, "age_band": [Missing.REFUSED] * 3}, {}, 49),
    ],
)
def test_tables_of_which_a_report_means_nothing_are_refused(columns, wanted, exit_code):
    with pytest.raises(ProtectionError) as error:
        check_cases(make_cases(**columns), RiskSettings(**{"reporting_length": 2, **wanted}))
    assert error.value.exit_code == exit_code


def test_other_tables_are_not_refused():
    wanted = RiskSettings(10, 2, MissingAs.ANYTHING, quasi_identifiers=("gender",), sensitive=("age_band",))
    assert check_cases(make_cases(**TWO), wanted) is None
