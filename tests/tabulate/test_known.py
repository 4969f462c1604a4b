"""How many have an answer, from counts of codes and pairs; and what counts are put together from."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.tabulate import parse_question
from palermo.tabulate._index import index_of
from palermo.tabulate._known import Known, union_bounds
from palermo.tabulate._parts import MOST, Parts, parts_of

CODES = "abcde"
SETS = st.lists(st.frozensets(st.sampled_from(CODES)), max_size=40)


def counted(sets, length, *, error=0):
    found = {}
    for codes in combinations(CODES, length):
        n = sum(set(codes) <= each for each in sets)
        found[codes] = found[tuple(reversed(codes))] = (n, max(n - error, 0), n + error)
    return found


@given(sets=SETS, error=st.integers(0, 3))
def test_the_union_lies_within_its_bounds(sets, error):
    low, high = union_bounds(CODES, counted(sets, 1, error=error), counted(sets, 2, error=error))
    assert low <= sum(bool(each) for each in sets) <= high


@given(sets=SETS)
def test_a_pair_that_is_not_published_has_at_most_as_many_as_rare_ones_have(sets):
    two = {codes: told for codes, told in counted(sets, 2).items() if told[0] > 2}
    low, high = union_bounds(CODES, counted(sets, 1), two, rare=2)
    assert low <= sum(bool(each) for each in sets) <= high


def test_bounds_meet_where_nothing_overlaps_or_everything_does():
    one = {(code,): (5, 5, 5) for code in "ab"}
    assert union_bounds("ab", one, {}) == (10.0, 10)
    assert union_bounds("ab", one, {("a", "b"): (5, 5, 5)}) == (5.0, 5)


def test_those_known_in_two_columns_are_less_sure_than_in_either():
    both = Known(3, 0.9, 1.1).and_in(Known(2, 0.8, 1.0))
    assert (both.parts, both.high) == (6, 1.1)
    assert both.low == pytest.approx(0.72)


class AsCounted:
    """Stands for a release whose sets were counted, each column of four codes."""

    def column(self, column, source):
        return Known(parts=4, low=0.5, high=1.5)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Four cases."""
    cases = make_cases(
        gender=["woman", "man", "woman", "man"],
        year_of_registration=[2015, 2016, 2017, 2018],
        means_of_control=[["threats"], ["threats"], ["other"], []],
    )
    return index_of(make_release(tmp_path_factory.mktemp("releases"), cases))


@pytest.mark.parametrize(
    ("where", "parts"),
    [
        ([], Parts(1)),
        (["gender=woman"], Parts(1)),
        (["gender=woman|man"], Parts(2)),
        (["gender=woman|man", "year_of_registration=2015|2016"], Parts(4)),
        (["gender=woman or year_of_registration=2015"], Parts(2)),
        (["year_of_registration=2016..2018"], Parts(3)),
        (["year_of_registration>=2017"], Parts(2)),
        (["gender!=woman"], Parts(5)),
        (["gender=?"], Parts(5)),
        (["not gender=woman"], Parts(5)),
        (["means_of_control!=threats"], Parts(2, down=1.5, up=1.5)),
    ],
)
def test_what_a_count_is_put_together_from(index, where, parts):
    assert parts_of(index, parse_question([], where).where, AsCounted()) == parts


def test_parts_are_bounded(index):
    text = " or ".join(["gender=woman|man"] * 40)
    clauses = parse_question([], [text] * 8).where
    assert parts_of(index, clauses, AsCounted()).count == MOST
