"""Members told from others, by distance and by releases made again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protect.attacks.people import people

from palermo.errors import ProtectionError
from palermo.protect.attacks import ShadowSettings, shadow_releases
from palermo.protect.attacks._membership import auc, told_apart

DISTANCES = st.lists(st.integers(0, 5), min_size=2, max_size=12)


@given(DISTANCES, DISTANCES)
def test_ranking_counts_all_pairs(members, others):
    pairs = [1.0 if m < o else 0.5 if m == o else 0.0 for m in members for o in others]
    found = auc(np.array(members), np.array(others))
    assert found.share == pytest.approx(sum(pairs) / len(pairs))
    assert found.low <= found.share <= found.high


def test_intervals_of_ranking_hold_the_truth_nineteen_times_in_twenty():
    generator = np.random.default_rng(11)
    held, repetitions = 0, 1_000
    for _ in range(repetitions):
        found = auc(generator.normal(0, 1, 100), generator.normal(1, 1, 80))
        held += found.low <= 0.7602499389 <= found.high  # Φ(1/√2)
    assert 0.93 <= held / repetitions <= 0.975


def test_at_most_one_in_a_hundred_others_is_taken_for_a_member():
    others = np.arange(200)
    found = told_apart(np.array([-1] * 30 + [1] * 20 + [2] * 50), others)
    assert found.found.share == 0.5  # below 2: two of two hundred others are
    tied = told_apart(np.zeros(100), np.zeros(100))
    assert (tied.found.share, tied.ranking.share) == (0.01, 0.5)  # all alike: a coin, which finds as many of both
    coarse = told_apart(np.array([0] * 90 + [1] * 10), np.array([0] * 4 + [1] * 196))
    assert (coarse.found.share, coarse.mistaken.share) == (0.45, 0.01)  # half of those at the limit


def test_too_few_others_set_no_limit():
    assert told_apart(np.zeros(50), np.arange(99)).found is None


def test_a_release_that_copies_cases_tells_who_is_in_it():
    found = shadow_releases(people(400, 1), lambda cases, seed: cases, settings=ShadowSettings(16, 20))
    assert found.over_chance.low > 0.8
    assert found.found.low > 0.8
    assert (found.members, found.others) == (160, 160)


def test_a_release_of_other_people_tells_nothing():
    found = shadow_releases(people(400, 1), lambda cases, seed: people(200, seed), settings=ShadowSettings(16, 20))
    assert found.over_chance.low == 0
    assert found.ranking.low < 0.5 < found.ranking.high


def test_each_target_is_in_half_of_the_runs_and_the_seed_decides_which():
    cases, seen = people(100, 1), []

    def release(half, seed):
        seen.append((half.num_rows, seed))
        return half

    settings = ShadowSettings(4, 10)
    first = shadow_releases(cases, release, settings=settings, seed=3)
    assert sum(rows for rows, _ in seen) == 4 * 45 + 2 * 10
    assert shadow_releases(cases, release, settings=settings, seed=3) == first
    assert seen[:4] == seen[4:]


@pytest.mark.parametrize(("runs", "targets"), [(3, 5), (2, 5), (4, 0)])
def test_runs_that_cannot_be_halved_are_refused(runs, targets):
    with pytest.raises(ProtectionError) as raised:
        ShadowSettings(runs, targets)
    assert raised.value.exit_code == 107


def test_too_few_cases_for_so_many_targets_are_refused():
    with pytest.raises(ProtectionError) as raised:
        shadow_releases(people(20, 1), lambda cases, seed: cases)
    assert raised.value.exit_code == 106


def test_tries_that_hang_together_widen_the_interval():
    generator = np.random.default_rng(5)
    members, others = generator.normal(0, 1, 30), generator.normal(1, 1, 30)
    alone = auc(members, others)
    each = np.arange(30)
    assert auc(members, others, groups=[(each, each + 30)]).low <= alone.low
    five = np.repeat(members, 5), np.repeat(others, 5)
    plain = auc(*five)
    together = auc(*five, groups=[(np.repeat(each, 5), np.repeat(each, 5) + 30)])
    assert (plain.share, together.share) == pytest.approx((alone.share, alone.share))
    # five copies of a try are one try
    assert plain.high - plain.low < 0.6 * (alone.high - alone.low)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=0.02)


def test_who_is_mistaken_for_a_member_has_an_interval_too():
    found = told_apart(np.arange(100), np.arange(300))
    assert (found.mistaken.share, found.mistaken.tries) == (0.01, 300)
    assert found.mistaken.low < 0.01 < found.mistaken.high


def test_shadow_releases_of_a_sample():
    seen = []

    def release(half, seed):
        seen.append(half.num_rows)
        return half

    shadow_releases(people(100, 1), release, settings=ShadowSettings(4, 10, 60))
    assert sum(seen) == 4 * 25 + 2 * 10


@pytest.mark.parametrize(("runs", "targets", "cases"), [(1_002, 5, 0), (4, 20, 41)])
def test_shadow_settings_out_of_range_are_refused(runs, targets, cases):
    with pytest.raises(ProtectionError) as raised:
        ShadowSettings(runs, targets, cases)
    assert raised.value.exit_code == 107
