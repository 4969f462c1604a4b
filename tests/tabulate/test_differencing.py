"""What several questions tell together: no more than the release, and where it promises groups, groups."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.protect import KAnonymitySettings, k_anonymise
from palermo.tabulate import answer, parse_question

K, LENGTH, CASES = 5, 3, 600
SINGLE = ("gender", "age_band", "citizenship", "year_of_registration")
CODES = {
    "gender": ("woman", "woman", "woman", "man", "trans_woman"),
    "age_band": ("0-8", "9-17", "18-20", "30-38"),
    "citizenship": ("PHL", "PHL", "UKR", "NPL", "FRA", "MDA"),
    "year_of_registration": (2015, 2016, 2017),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A release of invented cases that was protected by the real method."""
    dice = random.Random(7)  # noqa: S311
    columns = {name: [dice.choice(codes) for _ in range(CASES)] for name, codes in CODES.items()}
    columns["year_of_registration"][:40] = [Missing.UNKNOWN] * 40
    made = k_anonymise(make_cases(**columns), settings=KAnonymitySettings(k=K, length=LENGTH))
    folder = tmp_path_factory.mktemp("releases")
    return make_release(folder, made.cases, parameters={"k": K, "length": LENGTH})


CONDITIONS = st.sampled_from(SINGLE).flatmap(
    lambda name: st.sampled_from(CODES[name]).map(lambda code: (name, str(code)))
)


def n(release, where):
    return answer(release, parse_question([], [f"{name}={code}" for name, code in where])).total


@settings(max_examples=150, deadline=None)
@given(filters=st.lists(CONDITIONS, min_size=1, max_size=LENGTH, unique_by=lambda pair: pair[0]))
def test_a_filter_of_no_more_attributes_than_are_protected_is_nobody_or_a_group(release, filters):
    found = n(release, filters)
    assert found == 0 or found >= K


@settings(max_examples=150, deadline=None)
@given(
    filters=st.lists(CONDITIONS, min_size=1, max_size=LENGTH - 1, unique_by=lambda pair: pair[0]),
    more=CONDITIONS.filter(lambda pair: pair[0] in ("gender", "age_band", "citizenship")),
)
def test_two_filters_that_differ_by_one_attribute_differ_by_groups_and_by_what_is_missing(release, filters, more):
    """With one code a case, the rest is made of the groups of the other codes, and of those whose value is missing."""
    if more[0] in {name for name, _ in filters}:
        return
    wider, narrower = n(release, filters), n(release, [*filters, more])
    others = [n(release, [*filters, (more[0], code)]) for code in {*CODES[more[0]]} - {more[1]}]
    absent = n(release, [*filters, (more[0], "?")])
    parts = [part for part in others if part]
    assert all(part is None or part >= K for part in parts)
    if None not in (wider, narrower, absent):
        assert wider - narrower == sum(part or 0 for part in others) + absent


def test_no_answer_tells_a_number_of_fewer_than_k_and_no_other_of_the_same_answer_gives_it_back(release):
    for by in SINGLE:
        found = answer(release, parse_question([by], ["gender!=woman", "age_band!=0-8", "citizenship!=PHL"]))
        numbers = [cell.n for cell in found.cells]
        assert all(number is None or number == 0 or number >= K for number in numbers)
        if numbers.count(None) == 1 and found.denominator is not None:
            raise AssertionError("a single number that is withheld is what the others leave")
