"""Independence, the stepwise choice, and their intervals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson
from tests.estimate.invented import THREE, as_rows, counts_of, population

from palermo.errors import InputError
from palermo.estimate import lists
from palermo.estimate._lists._bootstrap import bca_limits, resampled
from palermo.estimate._lists._choose import FITTED, UNBOUNDED
from palermo.estimate._lists._decide import decide
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import all_pairs, fit_model, main_effects
from palermo.estimate._lists._stepwise import choose_asking, chosen_sizes, stepwise
from palermo.estimate._lists._table import made


def slow_stepwise(histories, threshold):
    """The choice as it is described, with a model fitted anew for everything."""
    pairs = [int(pair) for pair in all_pairs(histories)]
    chosen: list[int] = []
    fitted = fit_model(histories, main_effects(histories.k))
    if fitted.status != VALID:
        return math.inf
    cells = np.arange(len(histories.counts))
    while True:
        best, lowest = None, threshold
        for pair in pairs:
            if pair in chosen:
                continue
            around = cells & pair == pair
            mean, count = fitted.means[around].sum(), histories.counts[around].sum()
            tail = min(poisson.cdf(count, mean), poisson.sf(count - 1, mean))
            if tail < lowest:
                terms = np.array([*main_effects(histories.k), *chosen, pair], np.int64)
                if fit_model(histories, terms).status == VALID:
                    best, lowest = pair, tail
        if best is None:
            return histories.n + fitted.unseen
        chosen.append(best)
        fitted = fit_model(histories, np.array([*main_effects(histories.k), *chosen], np.int64))


@given(st.lists(st.integers(0, 30), min_size=15, max_size=15))
@settings(max_examples=60)
def test_the_choice_is_what_its_description_says(values):
    histories = made("ABCD", dict(enumerate(counts_of(values, 4))))
    if (histories.sizes() == 0).any():
        return
    outcome, _, _, alpha, *_ = choose_asking(
        histories.counts, histories.possible, all_pairs(histories), 4, math.log(0.02)
    )
    expected = slow_stepwise(histories, 0.02)
    if outcome == UNBOUNDED:
        assert math.isinf(expected)
    elif outcome == FITTED:
        assert histories.n + math.exp(alpha[0]) == pytest.approx(expected, rel=1e-6)


def test_a_batch_gives_what_each_table_gives():
    histories = population(3000, (0.2, 0.15, 0.1, 0.1), together=0.3)
    draws = resampled(histories, 20, 1)
    sizes = chosen_sizes(histories.possible, all_pairs(histories), 4, math.log(0.02))(histories.order, draws)
    for row, size in zip(draws, sizes, strict=True):
        counts = np.bincount(histories.order, weights=row, minlength=16)
        alone = stepwise(histories.scaled(counts), replicates=0, seed=0, level=0.95)
        assert alone.estimate == pytest.approx(size, rel=1e-9)


@pytest.mark.parametrize("more", [{}, {1: 5.0, 2: 5.0, 4: 5.0}])
def test_tables_of_very_few_histories_are_chosen_for_or_refused(more):
    histories = made("ABCDE", {3: 10.0, 28: 12.0, 31: 5.0, **more})
    pairs = all_pairs(histories)
    outcome, terms, kept, _ = choose_asking(histories.counts, histories.possible, pairs, 5, math.log(0.02))
    assert outcome in (FITTED, UNBOUNDED)
    assert (outcome == FITTED) == (decide(histories.counts, kept, terms, 5) == VALID)


def test_independent_lists_find_a_population_of_known_size():
    found = lists(as_rows(population(20_000, (0.2, 0.15, 0.1))), count="n").independence(replicates=400)
    assert found.low < 20_000 < found.high
    assert found.estimate == pytest.approx(20_000, rel=0.05)


def test_dependence_of_a_pair_is_found_where_independence_is_misled():
    read = lists(as_rows(population(20_000, (0.2, 0.15, 0.1, 0.1), together=0.3)), count="n")
    misled, found = read.independence(replicates=200), read.stepwise(replicates=200)
    assert misled.high < 20_000
    assert found.low < 20_000 < found.high
    assert "A×B" in found.details["pairs"]


def test_the_normal_interval_is_labelled_conditional():
    found = lists({"A": [1, 0, 1], "B": [0, 1, 1], "n": [50, 40, 10]}, count="n").stepwise(replicates=100)
    assert "conditional on the model" in found.details["conditional"]["how"]
    assert "chosen anew" in found.interval
    assert found.estimate == pytest.approx(60 * 50 / 10)


def test_all_pairs_and_no_pairs_are_thresholds_of_one_and_nought():
    read = lists(as_rows(made("ABC", THREE)), count="n")
    assert read.stepwise(threshold=0, replicates=0).estimate == read.independence(replicates=0).estimate
    saturated = read.stepwise(threshold=1, replicates=0)
    odd, even = 500 * 300 * 400 * 8, 40 * 60 * 30
    assert saturated.estimate - read.n == pytest.approx(odd / even, rel=1e-6)


@pytest.mark.parametrize("threshold", [-0.1, 1.5])
def test_a_threshold_that_is_no_probability_is_refused(threshold):
    with pytest.raises(InputError, match="between 0"):
        lists(as_rows(made("ABC", THREE)), count="n").stepwise(threshold=threshold)


def test_bca_is_efrons_formula():
    rng = np.random.default_rng(3)
    boots, jack, weights = rng.gamma(9, 100, 999), rng.gamma(90, 10, 12), rng.integers(1, 50, 12).astype(float)
    low, high, how, cautions, pure = bca_limits(880.0, boots, jack, weights, 0.9)
    mean = (weights * jack).sum() / weights.sum()
    away = mean - jack
    a = (weights * away**3).sum() / (6 * (weights * away**2).sum() ** 1.5)
    shift = norm.ppf((boots < 880.0).mean())
    for limit, tail in ((low, 0.05), (high, 0.95)):
        z = shift + norm.ppf(tail)
        share = norm.cdf(shift + z / (1 - a * z))
        assert limit == pytest.approx(np.quantile(boots, share, method="median_unbiased"))
    assert how == "BCa"
    assert pure == (low, high)
    assert cautions == []


def test_replicates_on_one_side_are_said_and_corrected_nothing():
    low, high, how, cautions, pure = bca_limits(1.0, np.arange(2.0, 102.0), np.array([1.0, 2.0]), np.ones(2), 0.95)
    assert how == "quantiles"
    assert pure is None
    assert [each.code for each in cautions] == ["one_sided_replicates"]
    assert 2.0 <= low < high <= 101.0


def test_replicates_without_overlap_count_as_infinite():
    read = lists({"A": [1, 0, 1], "B": [0, 1, 1], "n": [500, 400, 1]}, count="n")
    found = read.independence(replicates=500)
    assert math.isinf(found.high)
    assert found.to_dict()["high"] is None
    assert found.to_dict()["unbounded"]
    assert {each.code for each in found.cautions} == {
        "no_upper_limit",
        "one_person_decides",
        "few_overlapping",
        "mostly_unseen",
    }


def test_replicates_that_all_fail_leave_no_interval():
    read = lists(as_rows(made("ABC", THREE)), count="n")
    alone = np.zeros((100, 7))
    alone[:, 0] = read.n  # everybody on one list only
    for found in (read.stepwise(counts=alone), read.bic(counts=alone)):
        assert (found.low, found.high) == (None, None)
        assert "no_interval" in [each.code for each in found.cautions]


def test_lists_that_share_nobody_have_no_estimate():
    read = lists({"A": [1, 0, 0], "B": [0, 1, 0], "C": [0, 0, 1], "n": [50, 40, 30]}, count="n")
    for found in (read.independence(), read.stepwise()):
        assert found.estimate is None
        assert [each.code for each in found.cautions] == ["no_overlap"]


def test_replicates_drawn_elsewhere_are_taken_as_they_are():
    histories = population(3000, (0.2, 0.15, 0.1))
    read = lists(as_rows(histories), count="n")
    drawn = resampled(read.histories, 100, read.seed)
    assert read.stepwise(counts=drawn).draws == pytest.approx(read.stepwise(replicates=100).draws)
    with pytest.raises(InputError, match="columns"):
        read.stepwise(counts=drawn[:, 1:])
    with pytest.raises(InputError, match="no count of persons"):
        read.stepwise(counts=drawn + 0.5)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    rows = as_rows(population(3000, (0.2, 0.15, 0.1)))
    one, again, other = (lists(rows, count="n", seed=seed).stepwise(replicates=200) for seed in (7, 7, 8))
    assert (one.low, one.high) == (again.low, again.high) != (other.low, other.high)


def test_ten_lists_can_be_chosen_among():
    histories = population(4000, (0.1,) * 10)
    found = lists(as_rows(histories), count="n").stepwise(replicates=0)
    assert found.estimate == pytest.approx(4000, rel=0.15)


def test_histories_that_cannot_be_are_left_out_of_the_fit():
    rows = as_rows(made("ABC", {1: 100.0, 2: 80.0, 4: 60.0, 5: 12.0, 6: 10.0}))
    free = lists(rows, count="n").independence(replicates=0)
    bound = lists(rows, count="n", impossible=[("A", "B")]).independence(replicates=0)
    assert bound.estimate < free.estimate
    # given C, A and B exclude each other by design: the unseen are A's and B's losses alone
    assert "A×B" not in lists(rows, count="n", impossible=[("A", "B")]).stepwise(replicates=0).details["pairs"]
