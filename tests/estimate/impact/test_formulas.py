"""Shares, corrections, plans and bounds: textbook values, closed forms, and what must hold whatever the numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from palermo.errors import InputError
from palermo.estimate import (
    Plan,
    adjust_p_values,
    clusters_needed,
    lee_bounds,
    mcnemar,
    minimum_detectable,
    paired_shares,
    power,
    two_shares,
    wilson,
)
from palermo.estimate._impact._infer import infer
from palermo.estimate._impact._regress import regress

COUNTS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("having", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(having, n, low, high):
    assert wilson(having, n) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_the_difference_of_two_shares_is_that_of_newcombes_table(counts, low, high):
    found = two_shares(*counts)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_the_score_test_of_two_shares_is_the_chi_square_test():
    table = np.array([[56, 14], [48, 32]])
    assert two_shares(56, 70, 48, 80).p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert two_shares(5, 5, 7, 7).p == 1.0


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [((36, 12, 2, 0), 0.0569, 0.3404), ((20, 12, 2, 16), 0.0562, 0.3292), ((54, 0, 0, 0), -0.0664, 0.0664)],
)
def test_the_difference_of_paired_shares_is_newcombes(cells, low, high):
    found = paired_shares(*cells)
    assert found.low < found.estimate + 1e-12
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-4)


@given(COUNTS, COUNTS)
def test_mcnemars_p_is_the_binomial_tests(gained, lost):
    if gained + lost:
        assert mcnemar(gained, lost) == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_a_difference_turned_round_is_the_same_with_the_other_sign(one, more, other, most):
    left, right = two_shares(one, one + more, other, other + most), two_shares(other, other + most, one, one + more)
    assert left.low == pytest.approx(-right.high, abs=1e-12)
    assert -1 <= left.low <= left.estimate <= left.high <= 1
    assert left.p == pytest.approx(right.p)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_paired_difference_lies_in_its_interval(both, gained, lost, neither):
    if both + gained + lost + neither:
        found = paired_shares(both, gained, lost, neither)
        assert found.low - 1e-9 <= found.estimate <= found.high + 1e-9
        turned = paired_shares(both, lost, gained, neither)
        assert found.low == pytest.approx(-turned.high, abs=1e-9)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (0, 0)])
def test_a_share_that_cannot_be_is_refused(counts):
    with pytest.raises(InputError, match="no share"):
        wilson(*counts)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_corrected_p_values_are_never_smaller_and_agree_with_scipy(values):
    holm, mild = adjust_p_values(values), adjust_p_values(values, method="benjamini_hochberg")
    assert all(a >= b - 1e-15 for a, b in zip(holm, values, strict=True))
    assert all(a >= b - 1e-12 for a, b in zip(holm, mild, strict=True))
    assert mild == pytest.approx(list(stats.false_discovery_control(values)))


def test_holms_correction_of_a_textbook_example():
    assert adjust_p_values([0.0002, 0.0012, 0.05, 0.03]) == pytest.approx([0.0008, 0.0036, 0.06, 0.06])
    with pytest.raises(InputError, match="between 0 and 1"):
        adjust_p_values([0.1, 1.2])


@pytest.mark.parametrize(("each", "size", "chance"), [(64, 0.5, 0.8015), (20, 0.5, 0.3379), (26, 0.8, 0.8075)])
def test_the_power_of_a_t_test_is_cohens(each, size, chance):
    plan = Plan(treated=each, comparison=each, per_cluster=1, icc=0.0, spread=1.0)
    assert power(plan, size) == pytest.approx(chance, abs=1e-4)


def test_clusters_multiply_the_variance_by_the_design_effect():
    plan = Plan(treated=10, comparison=10, per_cluster=21, icc=0.1, spread=2.0)
    assert plan.design_effect == pytest.approx(3.0)
    assert plan.error == pytest.approx(2.0 * math.sqrt(3.0 / 210 * 2))
    twice = Plan(treated=10, comparison=10, per_cluster=21, icc=0.1, spread=2.0, waves="before_and_after", lasting=0.0)
    assert twice.error == pytest.approx(plan.error * math.sqrt(2))


@settings(max_examples=25)
@given(st.integers(3, 60), st.integers(1, 80), st.floats(0, 0.5), st.floats(0.05, 0.95))
def test_the_smallest_visible_effect_is_seen_with_the_power_that_was_wanted(clusters, people, icc, share):
    plan = Plan(treated=clusters, comparison=clusters, per_cluster=people, icc=icc, baseline=share)
    smallest = minimum_detectable(plan)
    assert power(plan, smallest) == pytest.approx(0.8, abs=1e-6)
    assert power(plan, 0.0) <= 0.05 + 1e-9
    if clusters >= 20:
        assert power(plan, 0.0) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize(("treated", "others"), [(4, 4), (2, 20)])
def test_a_plan_of_few_clusters_promises_about_what_their_analysis_keeps(treated, others):
    """By degrees of all clusters, of what was planned at 80 % two and twenty clusters saw 2 %."""
    plan = Plan(treated=treated, comparison=others, per_cluster=20, spread=1.0, icc=0.1)
    size, rng, who = minimum_detectable(plan), np.random.default_rng(1), np.repeat(np.arange(treated + others), 20)
    seen = 0
    for _ in range(60):
        mean = rng.normal(size=treated + others)[who] * 0.1**0.5 + size * (who < treated)
        columns = [("level", np.ones(len(who))), ("effect", (who < treated).astype(float))]
        fit = regress(mean + rng.normal(size=len(who)) * 0.9**0.5, columns, clusters=who)
        found = infer(fit, "effect", level=0.95, replicates=199, seed=1)
        seen += found.low > 0
    assert seen / 60 > 0.6


def test_the_clusters_that_are_needed_are_the_fewest():
    plan = Plan(treated=2, comparison=2, per_cluster=25, icc=0.05, baseline=0.4)
    needed = clusters_needed(plan, 0.15)
    assert (
        power(plan.with_clusters(needed, needed), 0.15) >= 0.8 > power(plan.with_clusters(needed - 1, needed - 1), 0.15)
    )
    assert clusters_needed(plan, 1e-6) is None
    assert clusters_needed(plan, 0.0) is None


@pytest.mark.parametrize(
    "wrong", [{"icc": 1.5}, {"baseline": 0.0}, {"spread": 1.0}, {"treated": 1, "comparison": 1}, {"per_cluster": 0}]
)
def test_a_plan_that_no_study_can_be_is_refused(wrong):
    good = {"treated": 5, "comparison": 5, "per_cluster": 10, "baseline": 0.4}
    with pytest.raises(InputError):
        Plan(**(good | wrong))


def test_bounds_are_trimmed_means_as_worked_out_by_hand():
    treated = np.array([1, 1, 1, 1, 0, 0, 0, 0], bool)
    outcome = np.array([1.0, 2.0, 3.0, 4.0, 1.0, 2.0, np.nan, np.nan])
    found = lee_bounds(outcome, treated, replicates=0)
    # half of the treated answers are taken off: {1, 2} or {3, 4} are left, beside a mean of 1.5
    assert (found.lower, found.upper, found.trimmed) == pytest.approx((0.0, 2.0, 0.5))
    turned = lee_bounds(outcome, ~treated, replicates=0)
    assert (turned.lower, turned.upper) == pytest.approx((-2.0, 0.0))


def test_people_with_the_same_answer_are_taken_off_in_parts():
    treated = np.repeat([True, False], 4)
    outcome = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, np.nan])
    found = lee_bounds(outcome, treated, replicates=0)
    # a quarter of the treated is one person: without a 1, one of three; without a 0, two of three
    assert (found.lower, found.upper) == pytest.approx((0.0, 1 / 3))


@given(st.integers(0, 2**20))
def test_without_loss_the_bounds_are_the_difference(seed):
    rng = np.random.default_rng(seed)
    treated = np.arange(20) < 10
    outcome = rng.normal(size=20)
    found = lee_bounds(outcome, treated, replicates=0)
    difference = outcome[:10].mean() - outcome[10:].mean()
    assert (found.lower, found.upper) == pytest.approx((difference, difference))


def test_bounds_with_nobody_left_or_replicates_that_all_fail_are_refused():
    treated = np.array([True, True, False])
    with pytest.raises(InputError, match="nobody who was asked again"):
        lee_bounds(np.array([1.0, 2.0, np.nan]), treated)
    twice = next(seed for seed in range(99) if np.ptp(np.random.default_rng(seed).integers(0, 2, 2)) == 0)
    with pytest.raises(InputError, match="replicates failed"):
        lee_bounds(np.array([1.0, 2.0]), np.array([True, False]), replicates=1, seed=twice)
