"""The steps of docs/decisions/0010-differential-privacy.md, each held against the code that it speaks of."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow

from palermo.protect.privacy import MOST_EPSILON, Budget, domain_of, members
from palermo.protect.privacy._noise import LEAST_SD
from palermo.protect.synthesis._kinds import count_reasons
from palermo.protect.synthesis._measure import shared_out
from palermo.protect.synthesis._settings import GRID
from palermo.protect.synthesis._sizes import bound_on_size, weights_of
from palermo.protect.synthesis._weigh import Query, weigh

YEARS = {"year_of_registration": (2015, 2017)}


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("bound", [3, 7, 16, 40])
def test_no_case_of_any_size_weighs_more_than_the_noise_is_made_for(length, bound):
    weights = weights_of(bound, length, 700)
    squares = [int(weight) ** 2 * math.comb(size, length) for size, weight in enumerate(weights)]
    assert max(squares) <= GRID**2 * math.comb(bound, length)
    assert max(squares) > 0.9 * GRID**2 * math.comb(bound, length)  # nor much less: nothing is wasted


@settings(max_examples=40, deadline=None)
@given(slow.tables(most=12).filter(lambda cases: cases.num_rows > 0), st.integers(3, 6), st.data())
def test_one_case_moves_each_answer_no_further_than_its_sensitivity(cases, bound, data):
    domain = domain_of(cases.columns, ranges=YEARS)
    left_out = data.draw(st.integers(0, cases.num_rows - 1))
    fewer = cases.filter(pa.array([row != left_out for row in range(cases.num_rows)]))
    kept = np.full(len(domain), -1, np.int32)
    chosen = data.draw(st.lists(st.integers(0, len(domain) - 1), unique=True, min_size=3, max_size=60))
    kept[sorted(chosen)] = np.arange(len(chosen))
    most = domain.slots
    queries = [(Query(0, np.full(most + 1, GRID, np.int64), kept), 1)]
    queries += [(Query(each, weights_of(bound, each, most), kept), math.comb(bound, each)) for each in (1, 2, 3)]
    for query, square in queries:
        moved = weigh(members(cases, domain), query) - weigh(members(fewer, domain), query)
        assert int(moved @ moved) <= GRID**2 * square
    moved = (count_reasons(cases, domain) - count_reasons(fewer, domain)).ravel()
    assert int(moved @ moved) <= len(domain.columns)


@pytest.mark.parametrize("delta", [1e-9, 1e-6, 1e-4, 1e-2])
@pytest.mark.parametrize("longest", [1, 2, 3])
def test_no_noise_is_less_wide_than_the_argument_needs(delta, longest):
    """At the largest ε and the smallest bound on the size of a case; where cases are larger, so is the noise."""
    steps = shared_out(Budget(MOST_EPSILON, delta).mu, length=longest)
    bound = bound_on_size(np.zeros(1), 0.9)
    wide = [GRID / steps[step] for step in ("cases", "sizes", "kinds")]
    wide += [GRID * math.sqrt(math.comb(bound, each)) / steps[f"length {each}"] for each in range(1, longest + 1)]
    assert min(wide) > 80 > 2 * LEAST_SD


@pytest.mark.parametrize("epsilon", [0.1, 4.0, 12.0])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_the_steps_spend_the_budget_together_and_no_more(epsilon, length):
    budget = Budget(epsilon, 1e-6)
    steps = shared_out(budget.mu, length=length)
    assert math.sqrt(sum(mu * mu for mu in steps.values())) == pytest.approx(budget.mu, rel=1e-12)
    budget.check(steps.values())
