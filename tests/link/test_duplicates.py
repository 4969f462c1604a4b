"""Cases of the same person become one, and nothing is lost silently."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect.slow import rows
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.link import merge_duplicates

UNKNOWN, NOT_ASKED, REFUSED = Missing.UNKNOWN, Missing.NOT_ASKED, Missing.REFUSED


def merge(**columns):
    merged = merge_duplicates(make_cases(**columns))
    return rows(merged.cases), merged.report


def test_the_same_person_is_found_within_and_between_contributors():
    cases, report = merge(
        person_key=["a", "b", "a", UNKNOWN, "b", UNKNOWN],
        contributor=["North", "North", "South", "South", "North", "South"],
        gender=["woman", "man", "woman", "man", "man", "man"],
    )
    assert [case["person_key"] for case in cases] == ["a", "b", UNKNOWN, UNKNOWN]
    assert (report.cases_in, report.cases_out, report.without_key) == (6, 4, 2)
    assert (report.persons, report.across) == (2, 1)


def test_the_first_value_stands_and_gaps_are_filled_by_the_next():
    cases, report = merge(
        person_key=["a", "a", "a"],
        gender=[NOT_ASKED, "woman", "man"],
        citizenship=["PHL", "PHL", UNKNOWN],
        trafficking_status=[NOT_ASKED, REFUSED, UNKNOWN],
    )
    assert cases == [
        {"person_key": "a", "gender": "woman", "citizenship": "PHL", "trafficking_status": REFUSED},
    ]
    by_column = {each.column: each for each in report.columns}
    assert (by_column["gender"].filled, by_column["gender"].conflicts) == (1, 1)
    assert (by_column["citizenship"].filled, by_column["citizenship"].conflicts) == (0, 0)
    assert (by_column["trafficking_status"].filled, by_column["trafficking_status"].conflicts) == (0, 0)


def test_a_registration_is_kept_whole():
    cases, report = merge(
        case_id=["1", "2"],
        person_key=["a", "a"],
        contributor=["North", "South"],
        year_of_registration=[2015, 2019],
        age_band=[UNKNOWN, "21-23"],
    )
    assert cases[0] == {
        "case_id": "1",
        "person_key": "a",
        "contributor": "North",
        "year_of_registration": 2015,
        "age_band": UNKNOWN,
    }
    assert {each.column: each.conflicts for each in report.columns} == {
        "contributor": 1,
        "year_of_registration": 1,
        "age_band": 0,
    }


def test_sets_are_united():
    cases, report = merge(
        person_key=["a", "a", "b", "b", "c", "c"],
        means_of_control=[["threats"], ["other", "threats"], [], UNKNOWN, [], ["debt_bondage"]],
    )
    assert [set(case["means_of_control"]) for case in cases] == [{"threats", "other"}, set(), {"debt_bondage"}]
    assert report.columns[0].united == 0
    assert report.columns[0].conflicts == 0
    _, report = merge(person_key=["a", "a"], means_of_control=[["threats"], ["other"]])
    assert report.columns[0].united == 1


def test_a_set_that_nobody_knows_stays_missing():
    cases, _ = merge(person_key=["a", "a"], means_of_control=[NOT_ASKED, REFUSED])
    assert cases[0]["means_of_control"] is REFUSED


def test_nothing_to_merge_changes_nothing():
    given = {"person_key": ["a", UNKNOWN], "gender": ["man", REFUSED], "means_of_control": [[], ["threats", "other"]]}
    before = rows(make_cases(**given))
    cases, report = merge(**given)
    assert [sorted(case["means_of_control"]) for case in cases] == [[], ["other", "threats"]]
    assert [{**case, "means_of_control": None} for case in cases] == [{**c, "means_of_control": None} for c in before]
    assert report.persons == 0


def test_no_cases(capsys):
    cases, report = merge(person_key=[], gender=[], means_of_control=[])
    assert cases == []
    assert report.cases_in == 0


def test_without_keys_there_is_nothing_to_compare():
    with pytest.raises(ValueError, match="person_key"):
        merge_duplicates(make_cases(gender=["man"]))


def test_the_report_tells_the_policy():
    merged = merge_duplicates(make_cases(person_key=["a", "a"], contributor=["North", "South"]))
    document = merged.report.document()
    assert "2 cases became 1" in document.lead
    assert "first" in document.sections[0].blocks[1].text


KEYS = st.one_of(st.sampled_from("abc"), st.just(UNKNOWN))
GENDERS = st.one_of(st.sampled_from(["woman", "man"]), st.sampled_from([UNKNOWN, NOT_ASKED]))
MEANS = st.one_of(st.lists(st.sampled_from(["threats", "other"]), unique=True), st.sampled_from([UNKNOWN, NOT_ASKED]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(KEYS, GENDERS, MEANS), max_size=12))
def test_merging_is_that_of_the_reference(given_rows):
    keys, genders, means = (list(each) for each in zip(*given_rows, strict=True)) if given_rows else ([], [], [])
    cases, report = merge(person_key=keys, gender=genders, means_of_control=means)
    groups = {}
    for number, row in enumerate(given_rows):
        groups.setdefault(number if row[0] is UNKNOWN else row[0], []).append(row)
    expected = []
    for group in groups.values():
        asked = [why for _, why, _ in group if isinstance(why, Missing) and why is not NOT_ASKED]
        gender = next((g for _, g, _ in group if not isinstance(g, Missing)), asked[0] if asked else NOT_ASKED)
        sets = [m for _, _, m in group if not isinstance(m, Missing)]
        asked = [why for _, _, why in group if isinstance(why, Missing) and why is not NOT_ASKED]
        united = set().union(*sets) if sets else (asked[0] if asked else NOT_ASKED)
        expected.append((group[0][0], gender, united))
    found = [
        (
            c["person_key"],
            c["gender"],
            set(c["means_of_control"]) if isinstance(c["means_of_control"], list) else c["means_of_control"],
        )
        for c in cases
    ]
    assert found == expected
    sizes = Counter(len(group) for group in groups.values())
    assert report.cases_in - report.cases_out == sum((size - 1) * n for size, n in sizes.items())
