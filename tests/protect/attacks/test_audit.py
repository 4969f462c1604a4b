"""The audit: it never finds more than was spent, and it finds what is broken."""

import math

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import ndtr
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.protect.attacks import audit, evidence
from palermo.protect.attacks._audit import _at_most
from palermo.protect.privacy import Budget, delta_of, domain_of, members, noisy
from palermo.protect.synthesis._kinds import count_reasons
from palermo.protect.synthesis._measure import measure
from palermo.protect.synthesis._settings import SynthesisSettings
from palermo.protect.synthesis._synthesise import exclusions
from palermo.protect.synthesis._weigh import weigh

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


def planted():
    """The measuring of invented cases, with a case more or without it, that weighs as much as any."""
    others = 300  # alike for the most part, so that what the planted case holds is frequent enough to be combined
    rows = {
        "year_of_registration": [*([2016, 2016, 2017] * 100), 2016],
        "gender": [*(["woman", "woman", Missing.UNKNOWN] * 100), "woman"],
        "age_band": [*(["9-17", "9-17", "18-20"] * 100), "9-17"],
        "means_of_control": [*([["threats", "debt_bondage"], ["threats", "other"], []] * 100), ["threats", "other"]],
    }
    cases = make_cases(**rows)
    tables = {True: cases, False: cases.filter(pa.array([True] * others + [False]))}
    domain = domain_of(cases.columns, ranges=YEARS)
    held = {there: members(table, domain) for there, table in tables.items()}
    reasons = {there: count_reasons(table, domain).counts for there, table in tables.items()}
    apart = exclusions(domain)
    settings = SynthesisSettings(BUDGET.epsilon, BUDGET.delta)

    def mechanism(there, noise):
        return measure(
            lambda query: weigh(held[there], query),
            slots=domain.slot,
            apart=apart,
            settings=settings,
            mu=BUDGET.mu,
            noise=noise,
            kinds=reasons[there],
            progress=lambda what, done, total: None,
        )

    return mechanism


def half(counts, *, sd, progress=None):
    """A deliberately broken mechanism: half the noise that was asked for, which is what the accounting counts."""
    return noisy(counts, sd=sd / 2)


def test_measuring_with_real_noise_spends_no_more_than_it_claims():
    mechanism = planted()
    found = audit(lambda there: evidence(mechanism, there, noise=noisy), budget=BUDGET, runs=400)
    assert found.holds
    assert found.taken_with - found.taken_without > 0.1  # the planted case does show: the audit is not blind


def test_measuring_with_half_the_noise_is_caught():
    mechanism = planted()
    found = audit(lambda there: evidence(mechanism, there, noise=half), budget=BUDGET, runs=800)
    assert not found.holds
    assert found.found_mu > BUDGET.mu


def test_a_mechanism_that_sees_the_cases_in_another_way_is_not_judged_by_its_noise():
    def peeking(there, noise):
        noise(np.zeros(3 if there else 2, np.int64), sd=100.0)

    with pytest.raises(ValueError, match="another way"):
        evidence(peeking, True, noise=noisy)
