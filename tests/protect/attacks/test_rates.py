"""Shares, gains and their intervals."""

import numpy as np
import pytest

from palermo.protect.attacks._rates import Rate, exactly, gain, rate_of
from palermo.protect.attacks._singling_out import _alike


def wilson_slow(successes, tries, z=1.959963984540054):
    """All shares that a test at 5 % would not reject, found by trying them."""
    shares = np.linspace(0, 1, 200_001)
    fits = np.abs(successes / tries - shares) <= z * np.sqrt(shares * (1 - shares) / tries) + 1e-12
    return shares[fits][0], shares[fits][-1]


@pytest.mark.parametrize(("successes", "tries"), [(0, 7), (1, 10), (5, 10), (99, 100), (100, 100)])
def test_wilson_holds_every_share_that_a_test_would_not_reject(successes, tries):
    found = rate_of(successes, tries)
    assert (found.low, found.high) == pytest.approx(wilson_slow(successes, tries), abs=1e-5)


def test_over_an_exact_share_the_interval_is_the_attacks_own():
    attack = rate_of(60, 100)
    found = gain(attack, exactly(0.2))
    assert found.value == pytest.approx(0.5)
    assert found.low == pytest.approx((attack.low - 0.2) / 0.8)
    assert found.high == pytest.approx((attack.high - 0.2) / 0.8)


def test_an_attack_that_does_worse_gains_nothing():
    found = gain(rate_of(10, 100), rate_of(50, 100))
    assert (found.value, found.low) == (0, 0)


def test_an_attack_that_never_fails_gains_everything():
    found = gain(rate_of(100, 100), rate_of(50, 100))
    assert (found.value, found.high) == (1, 1)
    assert 0.85 < found.low < 1


def test_nothing_can_be_gained_over_what_never_fails():
    assert gain(rate_of(100, 100), rate_of(100, 100)) is None


def test_without_a_low_end_of_failures_nothing_is_ruled_out():
    assert gain(rate_of(5, 10), Rate(0.9, 0.7, 1.0, 10)).low == 0


@pytest.mark.parametrize(("p", "q"), [(0.6, 0.3), (0.9, 0.5), (0.97, 0.2)])
def test_intervals_of_gains_hold_the_true_gain_nineteen_times_in_twenty(p, q):
    generator = np.random.default_rng(5)
    truth, repetitions, held = (p - q) / (1 - q), 4_000, 0
    for a, b in zip(generator.binomial(200, p, repetitions), generator.binomial(150, q, repetitions), strict=True):
        found = gain(rate_of(int(a), 200), rate_of(int(b), 150))
        held += found.low <= truth <= found.high
    assert 0.935 <= held / repetitions <= 0.97


def test_tries_that_hang_together_are_worth_fewer():
    assert rate_of(30, 100, alike=5).low == rate_of(6, 20).low
    assert rate_of(30, 100, alike=0.5) == rate_of(30, 100)


@pytest.mark.parametrize("copies", [1, 5, 10])
def test_descriptions_that_fit_the_same_cases_spread_as_much_as_is_allowed_for(copies):
    generator = np.random.default_rng(3)
    cases, likely = 60, [0.01, 0.02, 0.05] * 10
    counted, guessed = [], []
    for _ in range(600):
        same = np.flatnonzero(generator.random(cases) < 0.02)
        fits = [same] * copies + [np.flatnonzero(generator.random(cases) < each) for each in likely]
        share = sum(len(each) == 1 for each in fits) / len(fits)
        counted.append(share)
        guessed.append(_alike(fits, cases) * share * (1 - share) / len(fits))
    assert 0.8 < np.mean(guessed) / np.var(counted) < 1.4
