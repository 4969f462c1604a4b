"""Surveys before and after: effects that are known, by hand and by slow references, and what cannot be estimated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.impact.invented import villages

from palermo.errors import InputError, SettingsError
from palermo.estimate import before_after, difference_in_differences, two_groups, two_shares

HOW = {"group": "campaign", "time": "wave", "cluster": "village"}


def codes(found):
    return {each.code for each in found.cautions}


@settings(max_examples=15)
@given(st.integers(0, 2**20))
def test_the_effect_is_the_difference_of_the_differences_of_means(seed):
    table = villages(seed, clusters=6, each=5)
    found = difference_in_differences(table, "knows", after=["1"], replicates=99, **HOW)
    knows, late, treated = np.array(table["knows"]), np.array(table["wave"]) == 1, np.array(table["campaign"]) == "yes"
    mean = {(a, b): knows[(treated == a) & (late == b)].mean() for a in (True, False) for b in (True, False)}
    by_hand = mean[True, True] - mean[True, False] - (mean[False, True] - mean[False, False])
    assert found.estimate == pytest.approx(by_hand)
    assert found.low <= found.estimate <= found.high
    assert (found.low > 0 or found.high < 0) == (found.p <= 0.05)


def test_few_clusters_are_said_and_have_the_wild_bootstrap_many_do_not():
    few = difference_in_differences(villages(), "knows", after=["1"], **HOW)
    assert "few_clusters" in codes(few)
    assert "wild cluster bootstrap" in few.interval
    many = difference_in_differences(villages(clusters=40, each=6), "knows", after=["1"], **HOW)
    assert not codes(many) & {"few_clusters", "few_in_an_arm"}
    assert "CRV1" in many.interval
    assert "few_in_an_arm" in codes(difference_in_differences(villages(clusters=8), "knows", after=["1"], **HOW))
    assert "social_desirability" in codes(many)


def test_weights_move_the_effect_as_so_many_people_would():
    table = villages(clusters=8, each=6)
    table["weight"] = [1 + each % 3 for each in range(len(table["knows"]))]
    rows = [at for at, times in enumerate(table["weight"]) for _ in range(times)]
    repeated = {name: [values[at] for at in rows] for name, values in table.items()}
    one = difference_in_differences(table, "knows", after=["1"], weight="weight", **HOW)
    other = difference_in_differences(repeated, "knows", after=["1"], **HOW)
    assert (one.estimate, one.p) == pytest.approx((other.estimate, other.p))


def test_trends_before_are_tested_and_a_drift_is_a_caution():
    calm = difference_in_differences(villages(1, waves=3), "knows", after=["2"], **HOW)
    assert "Trends before" in {each.name for each in calm.checks}
    assert not codes(calm) & {"trend_before", "no_trend_before"}
    apart = difference_in_differences(villages(3, waves=3, drift=0.2, effect=0.0), "knows", after=["2"], **HOW)
    assert "trend_before" in codes(apart)
    assert "no_trend_before" in codes(difference_in_differences(villages(), "knows", after=["1"], **HOW))


def panel(lost=(0.0, 0.0), seed=1, people=80):
    """The same people asked twice; of each group some are not there the second time."""
    rng = np.random.default_rng(seed)
    who = np.arange(people)
    treated = who % 2 == 0
    before = rng.normal(50, 10, people)
    after = before + 2 + 5 * treated + rng.normal(0, 3, people)
    there = rng.random(people) >= np.where(treated, *lost)
    arm = np.where(treated, "yes", "no")
    return {
        "score": [*before, *after[there]],
        "who": [*who, *who[there]],
        "arm": [*arm, *arm[there]],
        "wave": ["before"] * people + ["after"] * int(there.sum()),
    }


def test_of_the_same_people_it_is_the_difference_of_mean_changes():
    table = panel()
    found = difference_in_differences(table, "score", group="arm", time="wave", after=["after"], unit="who")
    score = np.array(table["score"]).reshape(2, 80)
    change, treated = score[1] - score[0], np.array(table["arm"][:80]) == "yes"
    assert found.estimate == pytest.approx(change[treated].mean() - change[~treated].mean())
    assert not codes(found) & {"unbalanced", "attrition"}


def test_who_was_lost_is_said_and_bounded():
    found = difference_in_differences(
        panel(lost=(0.5, 0.1)), "score", group="arm", time="wave", after=["after"], unit="who"
    )
    checks = {each.name: each for each in found.checks}
    assert {"unbalanced", "attrition"} <= codes(found)
    assert checks["Lower bound for those lost"].value < 5 < checks["Upper bound for those lost"].value


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"village": lambda t: ["v"] * len(t["wave"])}, "single cluster"),
        ({"village": lambda t: t["campaign"]}, "single cluster"),
        ({"campaign": lambda t: ["yes"] * len(t["wave"])}, "one group"),
        ({"campaign": lambda t: [*"abc"] * (len(t["wave"]) // 3)}, "The group yes is not there"),
        ({"wave": lambda t: [1] * len(t["wave"])}, "Nobody was asked before"),
        ({"wave": lambda t: [1 if c == "yes" else w for c, w in zip(t["campaign"], t["wave"], strict=True)]}, "before"),
        ({"knows": lambda t: [None] * len(t["wave"])}, "Nobody with a weight above 0"),
        ({"knows": lambda t: ["maybe"] * len(t["wave"])}, "no number"),
        ({"village": lambda t: [None, *t["village"][1:]]}, "says nothing"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, told):
    table = villages()
    table |= {name: made(table) for name, made in change.items()}
    with pytest.raises(InputError, match=told) as error:
        difference_in_differences(table, "knows", after=["1"], **HOW)
    assert error.value.exit_code == 99


def test_answers_that_are_all_alike_are_refused_and_a_share_stays_within_the_whole():
    table = villages(clusters=4, each=3)
    with pytest.raises(InputError, match="are alike"):
        difference_in_differences(table | {"knows": [1] * 24}, "knows", after=["1"], **HOW)
    found = difference_in_differences(table, "knows", after=["1"], **HOW)
    assert -1 <= found.low <= found.high <= 1 or found.high == float("inf")


def test_weights_below_zero_are_refused_zero_is_said_and_all_zero_is_nobody():
    table = villages()
    for weights, told in (([-1.0] + [1.0] * 959, "below"), ([0.0] * 960, "Nobody")):
        with pytest.raises(InputError, match=told):
            difference_in_differences(table | {"w": weights}, "knows", after=["1"], weight="w", **HOW)
    found = difference_in_differences(table | {"w": [0.0] + [1.0] * 959}, "knows", after=["1"], weight="w", **HOW)
    assert "zero_weight" in codes(found)
    assert found.n == 959


def test_a_column_that_was_meant_otherwise_is_not_read_out():
    table = villages()
    table["name"] = [f"Invented Person {at}" for at in range(960)]
    for wrong in ({"group": "name", "time": "wave"}, {"group": "campaign", "time": "name"}):
        with pytest.raises(InputError) as error:
            difference_in_differences(table, "knows", after=["1"], **wrong)
        assert "Invented" not in str(error.value)


def test_a_person_twice_in_a_wave_or_in_both_groups_is_refused():
    table = panel()
    how = {"group": "arm", "time": "wave", "after": ["after"], "unit": "who"}
    with pytest.raises(InputError, match="twice in one wave"):
        difference_in_differences(table | {"who": [0, *table["who"][1:80], 1, *table["who"][81:]]}, "score", **how)
    arms = ["no" if at == 80 else each for at, each in enumerate(table["arm"])]
    with pytest.raises(InputError, match="both groups"):
        difference_in_differences(table | {"arm": arms}, "score", **how)


def test_waves_in_words_stand_as_named_and_those_in_numbers_are_sorted():
    table = villages(waves=3)
    numbers = difference_in_differences(table, "knows", after=["2"], **HOW)
    words = table | {"wave": [{0: "start", 1: "middle", 2: "end"}[each] for each in table["wave"]]}
    named = difference_in_differences(words, "knows", after=["end"], **HOW)
    assert named.estimate == pytest.approx(numbers.estimate)
    assert named.details["periods"] == ["start", "middle", "end"]


def test_before_and_after_of_different_people_is_newcombes_and_says_that_nothing_compares():
    table = {"wave": [1] * 80 + [2] * 70, "knows": ["yes"] * 48 + ["no"] * 32 + ["yes"] * 56 + ["no"] * 14}
    found = before_after(table, "knows", time="wave", after=["2"])
    by_hand = two_shares(56, 70, 48, 80)
    assert (found.estimate, found.low, found.high, found.p) == pytest.approx(
        (by_hand.estimate, by_hand.low, by_hand.high, by_hand.p)
    )
    assert "no_comparison" in codes(found)
    assert found.checks[0].low == pytest.approx(0.4904, abs=1e-3)


def test_before_and_after_of_the_same_people_is_mcnemars_and_leaves_out_who_was_lost():
    pairs = [(1, 1)] * 36 + [(0, 1)] * 12 + [(1, 0)] * 2 + [(0, None)] * 5
    rows = [(who, wave, said[wave]) for who, said in enumerate(pairs) for wave in (0, 1) if said[wave] is not None]
    table = {"who": [r[0] for r in rows], "wave": [r[1] for r in rows], "knows": [r[2] for r in rows]}
    found = before_after(table, "knows", time="wave", after=["1"], unit="who")
    assert (found.estimate, found.low, found.high) == pytest.approx((0.2, 0.0569, 0.3404), abs=1e-4)
    assert found.p == pytest.approx(0.012939, abs=1e-6)
    assert "attrition" in codes(found)


def test_paired_means_are_the_t_test_of_changes():
    from scipy import stats

    table = panel()
    found = before_after(table, "score", time="wave", after=["after"], unit="who")
    score = np.array(table["score"]).reshape(2, 80)
    expected = stats.ttest_rel(score[1], score[0])
    interval = expected.confidence_interval()
    assert (found.p, found.low, found.high) == pytest.approx((expected.pvalue, interval.low, interval.high))


def test_two_groups_of_one_cluster_each_are_refused():
    table = {"arm": ["yes"] * 20 + ["no"] * 20, "site": ["a"] * 20 + ["b"] * 20, "knows": [1, 0] * 20}
    with pytest.raises(InputError, match="single cluster"):
        two_groups(table, "knows", group="arm", cluster="site")
    assert two_groups(table, "knows", group="arm").estimate == 0


def test_covariates_take_out_what_differs_by_them():
    rng = np.random.default_rng(4)
    table = villages(4, effect=0.0)
    table["age"] = rng.integers(18, 60, len(table["wave"])).tolist()
    table["sex"] = rng.choice(["f", "m"], len(table["wave"])).tolist()
    table["score"] = [10 + age - (sex == "m") for age, sex in zip(table["age"], table["sex"], strict=True)]
    found = difference_in_differences(table, "score", after=["1"], covariates=["age", "sex"], **HOW)
    assert found.estimate == pytest.approx(0, abs=1e-9)


def test_an_engine_that_is_not_there_names_the_extra(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyfixest", None)
    with pytest.raises(SettingsError, match=r"palermo\[impact\]"):
        difference_in_differences(villages(), "knows", after=["1"], engine="pyfixest", **HOW)


@pytest.mark.slow
def test_pyfixest_as_the_other_engine_has_the_same_interval():
    found = difference_in_differences(villages(waves=3), "knows", after=["2"], engine="pyfixest", **HOW)
    checks = {each.name: each for each in found.checks}
    mine, other = checks["Interval by CRV1"], checks["Interval by pyfixest"]
    assert (mine.value, mine.low, mine.high) == pytest.approx((other.value, other.low, other.high))


def test_two_groups_of_whom_some_have_no_answer_are_bounded():
    score = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None, None]
    table = {"arm": ["yes"] * 8 + ["no"] * 8, "score": score}
    found = two_groups(table, "score", group="arm")
    checks = {each.name: each for each in found.checks}
    # a quarter of the treated are taken off: 1 to 6 or 3 to 8 are left, beside a mean of 3.5
    assert checks["Lower bound for those lost"].value == pytest.approx(0.0)
    assert checks["Upper bound for those lost"].value == pytest.approx(2.0)
    assert {"attrition", "attrition_bounds", "no_answer"} <= codes(found)


def test_the_same_people_in_clusters_are_compared_within_themselves():
    table = panel()
    table["site"] = [f"s{each % 20}" for each in table["who"]]
    found = before_after(table, "score", time="wave", after=["after"], unit="who", cluster="site")
    score = np.array(table["score"]).reshape(2, 80)
    assert found.estimate == pytest.approx((score[1] - score[0]).mean())
    assert found.clusters == 20
    with pytest.raises(InputError, match="single cluster"):
        before_after(table | {"site": ["s"] * 160}, "score", time="wave", after=["after"], unit="who", cluster="site")
