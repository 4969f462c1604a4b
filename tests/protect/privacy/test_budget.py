"""Budgets, and what Gaussian mechanisms spend of them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import ProtectionError
from palermo.protect.privacy import MOST_EPSILON, Budget, check_delta, delta_of, spent, split, usual_delta

epsilons = st.floats(0.01, MOST_EPSILON)
deltas = st.floats(-9, -2).map(lambda power: 10**power)


@given(epsilons, deltas)
def test_the_gaussian_parameter_spends_the_budget_and_no_more(epsilon, delta):
    mu = Budget(epsilon, delta).mu
    assert delta_of(mu, epsilon) <= delta
    assert delta_of(mu * (1 + 1e-7), epsilon) > delta * (1 - 1e-6)


@pytest.mark.parametrize(("epsilon", "delta"), [(0.1, 1e-6), (1.0, 1e-5), (4.0, 1e-6), (12.0, 5e-6)])
def test_dp_accounting_finds_the_same(epsilon, delta):
    budget = Budget(epsilon, delta)
    assert spent([budget.mu], delta) == pytest.approx(epsilon, rel=1e-4)
    steps = split(budget.mu, {"cases": 1, "pairs": 3, "triples": 6})
    assert spent(steps.values(), delta) == pytest.approx(epsilon, rel=1e-3)
    assert spent([budget.mu, budget.mu], delta) > 1.3 * epsilon


def test_the_parameter_that_other_work_found_for_a_large_budget():
    assert Budget(12.0, 5.05e-6).mu == pytest.approx(2.263, abs=5e-4)


@settings(max_examples=25)
@given(epsilons, deltas, st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_shares_of_a_budget_add_up_to_it(epsilon, delta, shares):
    budget = Budget(epsilon, delta)
    steps = split(budget.mu, {str(number): share for number, share in enumerate(shares)})
    assert math.sqrt(sum(mu * mu for mu in steps.values())) == pytest.approx(budget.mu, rel=1e-12)


def test_spending_more_than_the_budget_is_a_bug():
    budget = Budget(1.0, 1e-6)
    steps = list(split(budget.mu, {"one": 1, "other": 2}).values())
    budget.check(steps)
    with pytest.raises(ValueError, match="budget"):
        budget.check([*steps, 0.02])


@pytest.mark.parametrize("epsilon", [0.0, -1.0, 20.5, 1e6, math.inf, math.nan])
def test_an_epsilon_that_promises_nothing_is_refused(epsilon):
    with pytest.raises(ProtectionError) as error:
        Budget(epsilon, 1e-6)
    assert error.value.exit_code == 57


@pytest.mark.parametrize("delta", [0.0, -1e-6, 1.0, 2.0, math.nan])
def test_a_delta_that_is_no_probability_is_refused(delta):
    with pytest.raises(ProtectionError) as error:
        Budget(1.0, delta)
    assert error.value.exit_code == 76


@pytest.mark.parametrize("cases", [1, 2, 99, 100, 20_000, 1_000_000])
def test_a_delta_of_one_over_the_cases_is_refused_and_the_usual_one_is_below(cases):
    with pytest.raises(ProtectionError) as error:
        check_delta(Budget(1.0, min(0.999999, 1.000001 / cases)), max(cases, 2))
    assert error.value.exit_code == 76
    check_delta(Budget(1.0, usual_delta(cases)), cases)
