"""Exact counts of all attribute combinations, against a slow reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect import Attribute, count_combinations
from palermo.protect.counting import _walk as walk_module


def counted(cases, length, **options):
    found = [
        (frozenset((a.column, a.code) for a in combination), n)
        for combination, n in count_combinations(cases, length=length, **options)
    ]
    assert len({combination for combination, _ in found}) == len(found)
    return dict(found)


@settings(max_examples=60, deadline=None)
@given(slow.tables(), st.integers(1, 4))
def test_counts_are_those_of_the_reference(cases, length):
    assert counted(cases, length) == slow.count(cases, length)


@settings(max_examples=30, deadline=None)
@given(slow.tables(), st.integers(1, 4), st.integers(2, 5))
def test_pruning_leaves_out_the_rare_and_nothing_else(cases, length, least):
    expected = {combination: n for combination, n in slow.count(cases, length).items() if n >= least}
    assert counted(cases, length, least=least) == expected


@settings(max_examples=20, deadline=None)
@given(slow.tables())
def test_sorting_counts_like_the_grid(cases):
    before = walk_module.LARGEST_GRID
    try:
        walk_module.LARGEST_GRID = 0
        assert counted(cases, 4) == slow.count(cases, 4)
    finally:
        walk_module.LARGEST_GRID = before


def test_what_an_attribute_is():
    cases = make_cases(
        gender=["woman", Missing.UNKNOWN, Missing.SUPPRESSED],
        means_of_control=[["threats", "other"], [], Missing.REFUSED],
    )
    found = counted(cases, 2)
    unknown, suppressed = ("gender", "?unknown"), ("gender", "?suppressed")
    none, refused = ("means_of_control", "none"), ("means_of_control", "?refused")
    woman, threats, other = ("gender", "woman"), ("means_of_control", "threats"), ("means_of_control", "other")
    assert found == {
        frozenset({woman}): 1,
        frozenset({threats}): 1,
        frozenset({other}): 1,
        frozenset({none}): 1,
        frozenset({unknown}): 1,
        frozenset({suppressed}): 1,
        frozenset({refused}): 1,
        frozenset({unknown, none}): 1,
        frozenset({suppressed, refused}): 1,
        frozenset({woman, threats}): 1,
        frozenset({woman, other}): 1,
        frozenset({threats, other}): 1,
    }


def test_combinations_read_in_the_order_of_columns_and_codes():
    cases = make_cases(year_of_registration=[2016, 2015, 2015], gender=["woman", "man", "woman"])
    found = [combination for combination, _ in count_combinations(cases, length=2)]
    assert found[:4] == [
        (Attribute("year_of_registration", "2015"),),
        (Attribute("year_of_registration", "2016"),),
        (Attribute("gender", "woman"),),
        (Attribute("gender", "man"),),
    ]
    assert found[4] == (Attribute("year_of_registration", "2015"), Attribute("gender", "woman"))


@pytest.mark.parametrize("length", [0, 9, -1])
def test_a_length_out_of_range_is_refused(length):
    with pytest.raises(ProtectionError) as error:
        count_combinations(make_cases(gender=["man"]), length=length)
    assert error.value.exit_code == 50


def test_no_cases_have_no_combination():
    assert len(count_combinations(make_cases(gender=[]), length=3)) == 0


def test_one_case_has_every_combination_of_its_attributes_once():
    cases = make_cases(gender=["woman"], means_of_control=[["threats", "other"]])
    found = counted(cases, 3)
    assert set(found.values()) == {1}
    assert sorted(map(len, found)) == [1, 1, 1, 2, 2, 2, 3]


def test_where_all_is_missing_only_the_reasons_are_counted_and_only_in_pairs():
    cases = make_cases(
        gender=[Missing.UNKNOWN] * 2, age_band=[Missing.NOT_ASKED] * 2, citizenship=[Missing.REFUSED] * 2
    )
    found = counted(cases, 3)
    assert set(found.values()) == {2}
    assert sorted(map(len, found)) == [1, 1, 1, 2, 2, 2]


def test_one_column_of_single_values_has_no_pair():
    found = count_combinations(make_cases(gender=["woman", "man", "woman"]), length=4)
    assert [counts.tolist() for counts in found.counts] == [[2, 1], [], [], []]
    assert [rows.shape[1] for rows in found.combinations] == [1, 2, 3, 4]
