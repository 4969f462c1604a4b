"""What a case may hold is public, and never looked up in the cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.codes import case_schema, code_list
from palermo.errors import ProtectionError
from palermo.protect.counting import NONE, Attribute
from palermo.protect.privacy import check_domain, domain_of, members
from palermo.protect.synthesis import SynthesisSettings, synthesise

YEARS = {"year_of_registration": (2015, 2017)}


@settings(max_examples=30, deadline=None)
@given(slow.tables())
def test_a_case_is_the_set_of_what_is_known_of_it(cases):
    domain = domain_of(cases.columns, ranges=YEARS)
    held = members(cases, domain)
    assert held.num_cases == cases.num_rows
    for number, row in enumerate(slow.rows(cases)):
        items = held.items[held.starts[number] : held.starts[number + 1]]
        assert (np.diff(items) > 0).all()
        known = {each for each in slow.record(row) if not each[1].startswith("?")}
        assert {(domain.attributes[item].column, domain.attributes[item].code) for item in items} == known


def test_the_domain_is_that_of_the_lists_whatever_the_cases_hold():
    few = make_cases(gender=["man"], citizenship=["PHL"], means_of_control=[["threats"]])
    domain = domain_of(few.columns)
    names = [column.list for column in few.columns]
    assert len(domain) == sum(len(code_list(name)) for name in names) + 1
    assert Attribute("citizenship", "TUV") in domain.attributes
    assert domain.attributes[-1] == Attribute("means_of_control", NONE)
    assert domain.solo.tolist() == [False] * (len(domain) - 1) + [True]
    means = np.flatnonzero(domain.column_of == 2)
    assert len(np.unique(domain.slot[means])) == len(means)
    assert len(np.unique(domain.slot[domain.column_of == 1])) == 1
    assert domain.slots == 2 + len(means)


def test_a_code_that_a_set_names_twice_is_there_once():
    cases = make_cases(means_of_control=[["threats", "threats", "other"]])
    assert len(members(cases, domain_of(cases.columns)).items) == 2


def test_an_identifier_is_refused():
    cases = make_cases(case_id=["1"], gender=["man"])
    with pytest.raises(ProtectionError) as error:
        domain_of(cases.columns)
    assert (error.value.place, error.value.exit_code) == ("case_id", 53)


def test_an_open_vocabulary_must_be_declared():
    column = next(column for column in case_schema().columns if column.name == "contributor")
    with pytest.raises(ProtectionError) as error:
        domain_of([column])
    assert (error.value.place, error.value.exit_code) == ("contributor", 54)
    declared = domain_of([column], values={"contributor": ["a", "b", "a"]})
    assert [attribute.code for attribute in declared.attributes] == ["a", "b"]


def test_whole_numbers_need_bounds():
    column = make_cases(year_of_registration=[2015]).columns[0]
    assert len(domain_of([column], ranges={column.name: (2015, 2017)})) == 3
    with pytest.raises(ProtectionError) as error:
        domain_of([column], ranges={column.name: (2017, 2015)})
    assert error.value.exit_code == 54


@pytest.mark.parametrize("value", [2014, 2018])
def test_a_value_outside_the_domain_is_refused_without_saying_whose(value):
    cases = make_cases(year_of_registration=[2015, value])
    with pytest.raises(ProtectionError) as error:
        members(cases, domain_of(cases.columns, ranges=YEARS))
    assert (error.value.place, error.value.exit_code) == ("year_of_registration", 56)
    assert str(value) not in str(error.value)


def test_a_column_with_more_codes_than_cases_is_refused():
    cases = make_cases(gender=["man"] * 10, citizenship=["PHL"] * 10)
    domain = domain_of(cases.columns)
    with pytest.raises(ProtectionError) as error:
        check_domain(domain, cases.num_rows)
    assert (error.value.place, error.value.exit_code) == ("citizenship", 55)
    check_domain(domain, len(code_list("country")))


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_tables_without_cases_or_without_values_are_cases_without_attributes(rows):
    cases = make_cases(gender=[Missing.UNKNOWN] * rows)
    held = members(cases, domain_of(cases.columns))
    assert held.sizes.tolist() == [0] * rows


def test_making_cases_refuses_a_column_with_more_codes_than_cases_before_any_count():
    def counted(counts, *, sd, progress=None):
        raise AssertionError("something was measured")

    cases = make_cases(gender=["man"] * 10, citizenship=["PHL"] * 10, age_band=["48+"] * 10)
    with pytest.raises(ProtectionError) as error:
        synthesise(cases, settings=SynthesisSettings(1.0, 1e-3), noise=counted)
    assert (error.value.place, error.value.exit_code) == ("citizenship", 55)
