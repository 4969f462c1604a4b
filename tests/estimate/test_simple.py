"""Chao's bound, sample coverage, and two lists."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.invented import THREE, counts_of, population

from palermo.errors import InputError
from palermo.estimate import each_pair
from palermo.estimate._lists._bound import chao
from palermo.estimate._lists._simple import by_coverage, coverage, pairs
from palermo.estimate._lists._table import made


def test_chao_is_the_bias_corrected_bound():
    found = chao(made("ABC", THREE), level=0.95)
    products, twice = 500 * 300 + 500 * 400 + 300 * 400, 130
    assert found.estimate == pytest.approx(1338 + products / (twice + 1))
    assert found.details["uncorrected"] == pytest.approx(1338 + products / twice)
    assert found.low < found.estimate < found.high


def test_chao_of_lists_of_one_size_is_his_bound_of_1987():
    once, twice = 900, 60
    found = chao(made("ABC", {1: 300.0, 2: 300.0, 4: 300.0, 3: 20.0, 5: 20.0, 6: 20.0, 7: 9.0}), level=0.95)
    assert found.details["uncorrected"] == pytest.approx(969 + 2 / 3 * once**2 / (2 * twice))


@pytest.mark.parametrize("chances", [(0.3, 0.01), (0.2, 0.02, 0.01), (0.3, 0.01, 0.01, 0.01)])
def test_chao_stays_a_lower_bound_however_much_lists_differ_in_size(chances):
    found = [chao(population(10_000, chances, seed), level=0.95) for seed in range(40)]
    assert sum(each.low > 10_000 for each in found) <= 4  # one in forty by its own claim
    assert 8_500 < sorted(each.estimate for each in found)[20] < 10_600


def test_chao_leaves_out_lists_that_cannot_share_anybody():
    possible = np.array([False, True, True, False, True, True, True, False])
    found = chao(made("ABC", {1: 300.0, 2: 200.0, 4: 100.0, 5: 20.0, 6: 20.0}, possible=possible), level=0.95)
    assert found.estimate == pytest.approx(640 + (300 * 100 + 200 * 100) / 41)


def test_chao_has_no_bound_where_nobody_is_on_exactly_two_lists():
    found = chao(made("ABC", {1: 100.0, 2: 90.0, 4: 80.0, 7: 10.0}), level=0.95)
    assert found.estimate is None
    assert [each.code for each in found.cautions] == ["no_bound"]


@given(st.lists(st.integers(1, 60), min_size=7, max_size=7))
def test_sample_coverage_of_three_lists_is_as_published(values):
    """Chao and others 2001, Statistics in Medicine 20(20), 3123-3157, equations for three lists."""
    z = counts_of(values, 3)
    n1, n2, n3 = (sum(z[cell] for cell in range(8) if cell >> bit & 1) for bit in range(3))
    share = 1 - (z[1] / n1 + z[2] / n2 + z[4] / n3) / 3
    twice = (z[3] + z[7], n1 * n2, z[1] + z[3] + z[2] + z[3]), (z[5] + z[7], n1 * n3, z[1] + z[5] + z[4] + z[5])
    twice = (*twice, (z[6] + z[7], n2 * n3, z[2] + z[6] + z[4] + z[6]))
    ratio = sum(shared * around / product for shared, product, around in twice)
    high_form = sum(shared for shared, *_ in twice) / (3 * share - ratio)
    found = by_coverage(made("ABC", dict(enumerate(z))))
    assert found[0] == pytest.approx(share)
    if 3 * share > ratio:
        assert found[2] == pytest.approx(high_form)


def test_sample_coverage_of_independent_lists_finds_their_population():
    found = coverage(population(20_000, (0.5, 0.5, 0.4)), replicates=200, seed=1, level=0.95)
    assert found.low < 20_000 < found.high
    assert found.cautions == ()


def test_low_coverage_is_said():
    found = coverage(population(20_000, (0.1, 0.1, 0.1)), replicates=100, seed=1, level=0.95)
    assert [each.code for each in found.cautions] == ["low_coverage"]


def test_two_lists_are_petersen_and_chapman_with_bounds():
    (pair,) = each_pair(made("AB", {1: 90.0, 2: 40.0, 3: 10.0}), odds=1.0, level=0.95)
    assert pair.petersen == pytest.approx(100 * 50 / 10)
    assert pair.chapman == pytest.approx(101 * 51 / 11 - 1)
    (wider,) = each_pair(made("AB", {1: 90.0, 2: 40.0, 3: 10.0}), odds=3.0, level=0.95)
    assert wider.low < pair.low < pair.high < wider.high
    assert wider.high - 140 == pytest.approx(3 * (pair.high - 140))


def test_the_pair_that_overlaps_most_stands_for_all():
    found = pairs(made("ABC", THREE), level=0.95)
    assert found.details["pairs"][1]["lists"] == ["A", "C"]
    assert found.estimate == pytest.approx(609 * 499 / 69 - 1)
    assert "a factor of 2" in found.assumption


def test_pairs_without_overlap_have_no_upper_bound():
    assert math.isinf(each_pair(made("AB", {1: 9.0, 2: 4.0}), odds=2.0, level=0.95)[0].high)
    found = pairs(made("AB", {1: 9.0, 2: 4.0}), level=0.95)
    assert found.estimate is None
    assert [each.code for each in found.cautions] == ["no_overlap"]


def test_a_pair_that_says_less_than_was_seen_is_held_to_what_was_seen():
    found = pairs(made("ABC", {3: 50.0, 1: 2.0, 2: 2.0, 4: 300.0}), level=0.95)
    assert found.estimate == 354
    assert "below_seen" in [each.code for each in found.cautions]


def test_an_odds_ratio_below_one_is_refused():
    with pytest.raises(InputError, match="odds ratio"):
        pairs(made("ABC", THREE), odds=0.5, level=0.95)


@given(st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_small_and_empty_tables_never_give_a_quiet_number(values):
    histories = made("ABC", dict(enumerate(counts_of(values, 3))))
    if histories.n == 0:
        return
    for found in (
        chao(histories, level=0.95), coverage(histories, replicates=40, seed=1, level=0.95),
        pairs(histories, level=0.95),
    ):  # fmt: skip
        assert found.estimate is None or found.estimate >= histories.n
        if found.low is not None:
            assert histories.n <= found.low <= found.high
        if found.estimate is None:
            assert found.cautions
