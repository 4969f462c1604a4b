"""The audit: it never finds more than was spent, and it finds what is broken."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.protect.attacks import audit, bound_expected, evidence, plant, runs_needed
from palermo.protect.attacks._audit import _at_most
from palermo.protect.privacy import Budget, delta_of, noisy
from palermo.protect.synthesis import SynthesisSettings, weigh
from palermo.protect.synthesis._intervals import SimulatedNoise
from palermo.protect.synthesis._settings import GRID

YEARS = {"year_of_registration": (2015, 2017)}
BUDGET = Budget(4.0, 1e-5)
"""Its Gaussian parameter is about 0.94."""


def gaussian(mu, seed=0):
    """A statistic whose runs are told apart just as a Gaussian mechanism of this parameter allows."""
    random = np.random.default_rng(seed)
    return lambda there: random.normal(mu if there else 0.0)


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 4.0, 12.0])
def test_a_claim_that_is_true_is_not_refuted(epsilon):
    budget = Budget(epsilon, 1e-5)
    found = audit(gaussian(budget.mu), budget=budget, runs=20_000)
    assert found.holds
    assert 0.4 * budget.mu < found.found_mu < budget.mu
    assert found.found < found.found_gaussian < epsilon


@pytest.mark.parametrize("epsilon", [1.0, 2.0, 4.0, 12.0])
def test_half_the_noise_is_found(epsilon):
    budget = Budget(epsilon, 1e-5)
    found = audit(gaussian(2 * budget.mu), budget=budget, runs=4_000)
    assert not found.holds
    assert found.found_gaussian > epsilon
    assert "false" in found.document().lead


def test_a_release_that_copies_is_found_whatever_its_noise_is_called():
    found = audit(lambda there: float(there), budget=Budget(1.0, 1e-5), runs=1_000)
    assert found.found > 4
    assert not found.holds


def test_what_no_one_can_tell_apart_shows_nothing():
    found = audit(lambda there: 0.0, budget=BUDGET, runs=100)
    assert (found.found, found.found_mu, found.found_gaussian) == (0, 0, 0)


def test_a_true_claim_is_refuted_about_as_seldom_as_the_confidence_says():
    budget = Budget(2.0, 1e-5)
    refuted = sum(
        not audit(gaussian(budget.mu, seed), budget=budget, runs=100, confidence=0.8).holds for seed in range(200)
    )
    assert refuted <= 40


@pytest.mark.parametrize("total", [10, 57])
def test_the_bound_on_a_rate_is_that_of_the_binomial(total):
    for count in range(total):
        bound = float(_at_most(np.array([count]), total, 0.01)[0])
        tail = sum(math.comb(total, k) * bound**k * (1 - bound) ** (total - k) for k in range(count + 1))
        assert tail == pytest.approx(0.01, rel=1e-6)
    assert _at_most(np.array([total]), total, 0.01).tolist() == [1.0]


def test_a_lower_bound_for_any_mechanism_follows_from_the_definition():
    mu, delta = BUDGET.mu, BUDGET.delta
    for threshold in np.linspace(-2, 4, 25):
        false, caught = 1 - ndtr(threshold), 1 - ndtr(threshold - mu)
        assert caught <= math.exp(BUDGET.epsilon) * false + delta
    assert delta_of(mu, BUDGET.epsilon) <= delta


def test_too_few_runs_and_a_confidence_that_is_none_are_refused():
    with pytest.raises(ValueError, match="runs"):
        audit(gaussian(1.0), budget=BUDGET, runs=19)
    with pytest.raises(ValueError, match="confidence"):
        audit(gaussian(1.0), budget=BUDGET, runs=100, confidence=1.0)


@pytest.fixture(scope="module")
def planted():
    """Cases that are alike for the most part, so that what the planted case holds is frequent enough to be combined."""
    return plant(others(), settings=SynthesisSettings(BUDGET.epsilon, BUDGET.delta), ranges=YEARS)


def others():
    rows = {
        "year_of_registration": [2016, 2016, 2017] * 100,
        "gender": ["woman", "woman", Missing.UNKNOWN] * 100,
        "age_band": ["9-17", "9-17", "18-20"] * 100,
        "means_of_control": [["threats", "debt_bondage"], ["threats", "other"], []] * 100,
    }
    return make_cases(**rows)


def half(counts, *, sd, progress=None):
    """A deliberately broken mechanism: half the noise that was asked for, which is what the accounting counts."""
    return noisy(counts, sd=sd / 2)


def judged(planted, noise, runs):
    return audit(lambda there: planted.evidence(there, noise=noise), budget=planted.budget, runs=runs)


def test_the_planted_case_has_frequent_attributes_and_is_as_large_as_any(planted):
    without, with_case = planted.held
    items = with_case.items[with_case.starts[-2] :]
    assert planted.attributes == len(items) == without.sizes.max() == 5
    assert (with_case.num_cases, planted.cases) == (301, 300)
    assert np.array_equal(with_case.items[: len(without.items)], without.items)
    assert not planted.apart[np.ix_(items, items)].any()
    names = {str(planted.domain.attributes[item].code) for item in items}
    assert names >= {"2016", "woman", "9-17", "threats"}


def test_a_planted_case_lacks_what_it_does_not_hold():
    rows = {"gender": ["woman", Missing.UNKNOWN] * 20, "age_band": [Missing.UNKNOWN, "9-17"] * 20}
    planted = plant(make_cases(**rows, contributor=["North"] * 40), settings=ONE, values={"contributor": ["North"]})
    added = planted.reasons[1] - planted.reasons[0]
    assert planted.attributes == 2
    assert added.sum() == 1
    assert added[0].sum() == 1  # of the contributor that it names


ONE = SynthesisSettings(BUDGET.epsilon, BUDGET.delta, length=1)


def test_measuring_with_real_noise_spends_no_more_than_it_claims(planted):
    found = judged(planted, noisy, runs_needed(BUDGET))
    assert found.holds
    assert found.sharp
    assert found.taken_with - found.taken_without > 0.1  # the planted case does show: the audit is not blind
    assert "would have been found out" in found.document().lead


def test_measuring_with_half_the_noise_is_caught(planted):
    found = judged(planted, half, 3 * runs_needed(BUDGET) // 2)  # more: luck must not fail a test
    assert not found.holds
    assert found.found_mu > BUDGET.mu


@pytest.mark.parametrize("forgotten", [2, 4])
def test_a_step_without_noise_is_caught(planted, forgotten):
    class Forgetful:
        """Draws all noise but that of one step: 2, the reasons why values are missing; 4, the pairs."""

        asked = 0

        def __call__(self, counts, *, sd, progress=None):
            self.asked += 1
            return counts.copy() if self.asked == forgotten + 1 else SIMULATED(counts, sd=sd)

    found = audit(lambda there: planted.evidence(there, noise=Forgetful()), budget=BUDGET, runs=200)
    assert found.holds == (forgotten == 2)  # the planted case lacks nothing, so that its reasons tell nothing


SIMULATED = SimulatedNoise(7)
"""Of numbers that a seed gives: the cases are invented, and what is judged here is not the noise."""


def test_noise_for_a_sensitivity_that_is_too_small_is_caught():
    settings = SynthesisSettings(12.0, 1e-5)
    planted = plant(others(), settings=settings, ranges=YEARS)
    small = audit(
        lambda there: planted.evidence(
            there, noise=lambda counts, *, sd, progress=None: SIMULATED(counts, sd=sd / 2**0.5)
        ),
        budget=planted.budget,
        runs=1_000,
    )
    assert not small.holds


def test_large_cases_that_are_not_scaled_down_are_caught(monkeypatch):
    """Every case counts whole in the exact counts, while the noise is made for cases that are scaled down."""
    settings = SynthesisSettings(4.0, 1e-5)
    large = [["threats", "debt_bondage", "other", "uses_children", "takes_earnings", "threatens_family"]] * 12
    rows = {
        "year_of_registration": [2016] * 300,
        "gender": ["woman"] * 300,
        "age_band": ["9-17"] * 300,
        "means_of_control": [*large, *([Missing.UNKNOWN] * 288)],
    }
    planted = plant(make_cases(**rows), settings=settings, ranges=YEARS)
    assert planted.attributes == 9
    sound = judged(planted, SIMULATED, 400)
    assert sound.holds

    def whole(held, query):
        return weigh(held, replace(query, weights=np.full_like(query.weights, GRID)) if query.length else query)

    monkeypatch.setattr("palermo.protect.attacks._planted.weigh", whole)
    assert not judged(planted, SIMULATED, 400).holds


@pytest.mark.parametrize("epsilon", [1.0, 4.0, 12.0])
def test_so_many_runs_are_asked_for_as_show_half_the_noise(epsilon):
    budget = Budget(epsilon, 1e-5)
    runs = runs_needed(budget)
    caught = sum(not audit(gaussian(2 * budget.mu, seed), budget=budget, runs=runs).holds for seed in range(20))
    assert caught >= 16
    assert bound_expected(2 * budget.mu, runs=runs) > budget.mu


def test_a_mechanism_that_sees_the_cases_in_another_way_is_not_judged_by_its_noise():
    def peeking(there, noise):
        noise(np.zeros(3 if there else 2, np.int64), sd=100.0)

    with pytest.raises(ValueError, match="another way"):
        evidence(peeking, True, noise=noisy)
