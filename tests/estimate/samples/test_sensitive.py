"""List experiments, randomised response and time-location weights: published values, hand-made ones, bad input."""

import math

import numpy as np
import pytest

from palermo.errors import InputError
from palermo.estimate import forced_response, list_experiment, survey, unrelated_question, venue_weights, warner


def codes(found):
    return {each.code for each in found.cautions}


@pytest.fixture
def race_survey():
    """Counts by number of items in the two halves of the 1991 National Race and Politics Survey (1,213 people).

    As Blair and Imai 2012 tabulate them for one item; written down from memory, not compared with the page. What holds
    them is that they give the number of people and the share that are published.
    """
    short, long = (8, 132, 222, 227), (19, 123, 229, 219, 34)
    numbers = [many for half in (short, long) for many, count in enumerate(half) for _ in range(count)]
    return {"many": numbers, "long": [0] * sum(short) + [1] * sum(long)}


def test_a_list_experiment_gives_the_published_share(race_survey):
    """6.8 %, as published; the error is that of two means, each with its own variance."""
    found = list_experiment(survey(race_survey), count="many", treated="long", items=3)
    assert found.estimate == pytest.approx(0.0678, abs=5e-5)
    many, long = (np.array(race_survey[name]) for name in ("many", "long"))
    variance = sum(many[long == half].var() / ((long == half).sum()) for half in (0, 1)) * 1213 / 1212
    assert found.error == pytest.approx(math.sqrt(variance), rel=1e-9)
    assert found.n == 1213


def test_shares_of_the_kinds_of_people_follow_the_definition_and_add_up(race_survey):
    found = list_experiment(survey(race_survey), count="many", treated="long", items=3)
    assert found.types[0, 0] == pytest.approx(8 / 589 - 19 / 624)
    assert found.types[1, 0] == pytest.approx(19 / 624)
    assert found.types.sum() == pytest.approx(1.0)
    assert found.types[0].sum() == pytest.approx(found.estimate)
    assert found.ceiling == pytest.approx(227 / 589)
    assert "ceiling" in codes(found)


def test_the_test_finds_a_list_that_changes_the_answers_and_leaves_a_good_one_alone():
    rng = np.random.default_rng(1)
    long = np.repeat([0, 1], 1000)
    others = rng.binomial(4, 0.5, 2000)
    held = rng.random(2000) < 0.2
    good = list_experiment(survey({"n": others + long * held, "t": long}), count="n", treated="t", items=4)
    assert good.p_value > 0.05
    assert good.low < 0.2 < good.high
    hiding = np.where(long == 1, np.maximum(others - (rng.random(2000) < 0.4), 0), others)
    bad = list_experiment(survey({"n": hiding, "t": long}), count="n", treated="t", items=4)
    assert bad.p_value < 0.001
    assert {"list_design_effect", "no_share"} <= codes(bad)


def test_intervals_of_a_list_experiment_hold_the_truth_with_weights_and_clusters():
    rng = np.random.default_rng(4)
    held_truth = 0
    for _ in range(150):
        cluster = np.repeat(np.arange(30), 20)
        long = rng.integers(0, 2, 600)
        many = rng.binomial(3, rng.uniform(0.2, 0.6, 30)[cluster]) + long * (rng.random(600) < 0.3)
        sample = survey({"n": many, "t": long, "c": cluster}, weight=rng.uniform(0.5, 1.5, 600), cluster="c")
        found = list_experiment(sample, count="n", treated="t", items=3)
        held_truth += found.low <= 0.3 <= found.high
    assert 0.89 <= held_truth / 150 <= 0.99


@pytest.mark.parametrize(
    ("many", "long", "items", "key"),
    [
        ([0, 4, 1, 2], [0, 0, 1, 1], 3, "estimate.sample_value"),
        ([0, 1, 5, 2], [0, 0, 1, 1], 3, "estimate.sample_value"),
        ([0, 1.5, 1, 2], [0, 0, 1, 1], 3, "estimate.sample_value"),
        ([0, 1, 1, 2], [0, 2, 1, 1], 3, "estimate.sample_value"),
        ([0, 1, 1, 2], [0, 0, 0, 0], 3, "estimate.nobody_asked"),
        ([0, 1, 1, 2], [0, 0, 1, 1], 0, "estimate.setting"),
    ],
)
def test_a_list_experiment_that_cannot_be_is_refused(many, long, items, key):
    with pytest.raises(InputError) as caught:
        list_experiment(survey({"n": many, "t": long}), count="n", treated="t", items=items)
    assert caught.value.key == key


def yes(count, of):
    return survey({"said": [1] * count + [0] * (of - count)})


def test_warner_gives_his_estimator_and_its_variance():
    """π = (λ - (1 - p)) / (2p - 1); variance π(1 - π)/n + p(1 - p)/(n (2p - 1)²), here with n - 1."""
    found = warner(yes(430, 1000), "said", probability=0.7)
    share = (0.43 - 0.3) / 0.4
    assert found.estimate == pytest.approx(share)
    assert found.error**2 == pytest.approx((share * (1 - share) + 0.7 * 0.3 / 0.4**2) / 999)
    assert found.low < share < found.high


def test_a_warner_question_asked_the_other_way_round_gives_the_same():
    one, other = (warner(yes(430, 1000), "said", probability=p) for p in (0.7, 0.3))
    assert other.estimate == pytest.approx(1 - one.estimate)
    assert (other.low, other.high) == pytest.approx((1 - one.high, 1 - one.low))


def test_forced_answers_and_the_unrelated_question_are_the_same_line():
    """A harmless question with a known share is a forced yes or no with its chances."""
    forced = forced_response(yes(300, 900), "said", forced_yes=0.1, forced_no=0.2)
    unrelated = unrelated_question(yes(300, 900), "said", probability=0.7, innocent=1 / 3)
    assert forced.estimate == pytest.approx((1 / 3 - 0.1) / 0.7)
    assert unrelated.estimate == pytest.approx(forced.estimate)
    assert unrelated.low == pytest.approx(forced.low)


def test_two_halves_give_the_estimator_of_greenberg_and_others():
    """π = (λ₁ (1 - p₂) - λ₂ (1 - p₁)) / (p₁ - p₂)."""
    table = {"said": [1] * 120 + [0] * 180 + [1] * 150 + [0] * 150, "half": ["a"] * 300 + ["b"] * 300}
    found = unrelated_question(survey(table), "said", probability={"a": 0.8, "b": 0.3}, group="half")
    assert found.estimate == pytest.approx((0.4 * 0.7 - 0.5 * 0.2) / 0.5)
    variance = (0.7**2 * 0.24 / 300 + 0.2**2 * 0.25 / 300) / 0.25
    assert found.error == pytest.approx(math.sqrt(variance * 600 / 599), rel=1e-9)
    assert found.details["innocent"] == pytest.approx((0.5 * 0.8 - 0.4 * 0.3) / 0.5)


def test_answers_that_solve_to_no_share_are_kept_within_and_said():
    for found in (
        warner(yes(100, 1000), "said", probability=0.7),
        forced_response(yes(0, 200), "said", forced_yes=0.2, forced_no=0.2),
    ):
        assert found.estimate == 0.0
        assert found.details["unbounded"] < 0
        assert "no_share" in codes(found)


def test_answers_that_refute_the_device_have_no_interval():
    for found in (
        warner(yes(3, 100), "said", probability=0.7),
        forced_response(yes(3, 100), "said", forced_yes=1 / 6, forced_no=1 / 6),
    ):
        assert (found.low, found.high) == (None, None)
        assert {"device_not_followed", "no_share"} <= codes(found)


def test_a_list_experiment_of_answers_all_alike_is_not_certain():
    sample = survey({"n": [1] * 20 + [2] * 20, "t": [0] * 20 + [1] * 20})
    found = list_experiment(sample, count="n", treated="t", items=3)
    assert (found.estimate, found.low, found.high) == (1.0, None, None)
    assert "no_variance" in codes(found)


def test_a_device_that_hardly_asks_is_said():
    assert "weak_device" in codes(warner(yes(500, 1000), "said", probability=0.55))


@pytest.mark.parametrize(
    "call",
    [
        lambda s: warner(s, "said", probability=0.5),
        lambda s: warner(s, "said", probability=1.2),
        lambda s: forced_response(s, "said", forced_yes=0.5, forced_no=0.5),
        lambda s: forced_response(s, "said", forced_yes=-0.1, forced_no=0.5),
        lambda s: unrelated_question(s, "said", probability=0.7),
        lambda s: unrelated_question(s, "said", probability=0.0, innocent=0.5),
        lambda s: unrelated_question(s, "said", probability={"a": 0.5, "b": 0.5}, group="half"),
        lambda s: unrelated_question(s, "said", probability={"a": 0.5}, group="half"),
        lambda s: unrelated_question(s, "said", probability={"a": 0.5, "b": 0.2}),
    ],
)
def test_a_device_that_cannot_be_is_refused(call):
    sample = survey({"said": [1, 0, 1, 0], "half": ["a", "a", "b", "b"]})
    with pytest.raises(InputError) as caught:
        call(sample)
    assert caught.value.key == "estimate.setting"


def test_time_location_weights_find_the_share_of_a_known_population():
    """Who is often there is met often: the plain share is far off, the weighted one is not."""
    rng = np.random.default_rng(6)
    often = rng.integers(1, 11, 2000)
    held = rng.random(2000) < np.where(often > 5, 0.6, 0.1)
    events = [np.flatnonzero(rng.random(2000) < often / 60) for _ in range(60)]
    plain, weighted, inside = [], [], 0
    for _ in range(60):
        drawn = rng.choice(60, 15, replace=False)
        rows = [
            (event, person, len(events[event])) for event in drawn for person in rng.permutation(events[event])[:20]
        ]
        event, person, there = (np.array(each) for each in zip(*rows, strict=True))
        table = {"e": event, "p": np.full(len(rows), 15 / 60), "n": there, "v": often[person], "y": held[person]}
        found = venue_weights(table, event="e", chance="p", attended="n", visits="v")
        share = survey(table, weight=found.weights, cluster="e").proportion("y", True)
        plain.append(held[person].mean())
        weighted.append(share.estimate)
        inside += share.low <= held.mean() <= share.high
    assert abs(np.mean(weighted) - held.mean()) < 0.02
    assert abs(np.mean(plain) - held.mean()) > 0.08
    assert inside / 60 > 0.85


@pytest.mark.parametrize(
    "change",
    [
        {"v": [0, 1, 1, 1]},
        {"p": [0.0, 0.5, 0.5, 0.5]},
        {"p": [1.5, 0.5, 0.5, 0.5]},
        {"p": [0.5, 0.4, 0.5, 0.5]},
        {"n": [1, 1, 9, 9]},
        {"v": [None, 1, 1, 1]},
        {"e": [None, 1, 1, 1]},
    ],
)
def test_time_location_records_that_cannot_be_are_refused(change):
    table = {"e": [1, 1, 2, 2], "p": [0.5] * 4, "n": [5, 5, 9, 9], "v": [1, 2, 3, 4], **change}
    with pytest.raises(InputError) as caught:
        venue_weights(table, event="e", chance="p", attended="n", visits="v")
    assert caught.value.key == "estimate.sample_value"


def test_one_event_and_an_extreme_weight_are_said():
    table = {"e": [1] * 40, "p": [0.5] * 40, "n": [80] * 40, "v": [1] + [50] * 39}
    found = venue_weights(table, event="e", chance="p", attended="n", visits="v")
    assert {"one_event", "extreme_weight", "unequal_weights"} <= {each.code for each in found.cautions}
    assert "esign effect" in str(found)
