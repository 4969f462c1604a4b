"""Contributors by year, without giving small groups away."""

from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.release._coverage import coverage, withheld

CELLS = st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(2001, 2004)), st.integers(1, 40))


def test_small_numbers_are_withheld_and_one_never_alone():
    cases = make_cases(
        contributor=["a"] * 53 + ["b"] * 40,
        year_of_registration=[2001] * 3 + [2002] * 20 + [2003] * 29 + [Missing.UNKNOWN] + [2002] * 20 + [2001] * 20,
    )
    found = {(cell.contributor, cell.year): cell.cases for cell in coverage(cases, k=10)}
    assert found == {("a", 2001): None, ("a", 2002): None, ("a", 2003): 29, ("b", 2001): None, ("b", 2002): None}


def test_a_contributor_without_numbers_has_none_here_either():
    cases = make_cases(contributor=["a"] * 40 + ["b"] * 40 + ["c"] * 40, year_of_registration=[2001, 2002] * 60)
    found = {(cell.contributor, cell.year): cell.cases for cell in coverage(cases, k=10, hidden={"b"})}
    assert {name for (name, _), number in found.items() if number is None} >= {"b"}
    assert found["b", 2001] is found["b", 2002] is None
    assert None in (found["a", 2001], found["c", 2001])


def test_no_coverage_without_the_columns():
    assert coverage(make_cases(gender=["man"]), k=10) == ()


@given(CELLS, st.integers(1, 20))
def test_no_withheld_number_follows_from_the_others(cells, k):
    hidden = withheld(cells, k=k)
    assert {cell for cell, cases in cells.items() if cases < k} <= hidden
    for place in (0, 1):
        for line in {cell[place] for cell in hidden}:
            inside = [cell for cell in cells if cell[place] == line]
            assert len(inside) == 1 or sum(cell in hidden for cell in inside) > 1
