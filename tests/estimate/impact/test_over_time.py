"""Staggered roll-outs, series and synthetic controls: by hand, by closed form, and what cannot be estimated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.impact.invented import months, regions, rollout

from palermo.errors import InputError
from palermo.estimate import interrupted, staggered, synthetic_control
from palermo.estimate._impact._hac import echoes, newey_west
from palermo.estimate._impact._synthetic import simplex_weights

UNITS = {"unit": "unit", "time": "time", "first": "first"}
WHERE = {"unit": "region", "time": "year", "treated": "r00", "start": "2012"}


def codes(found):
    return {each.code for each in found.cautions}


def test_each_effect_is_a_change_less_that_of_the_controls():
    table = rollout()
    y = np.array(table["y"]).reshape(30, 6)
    early, late, never = slice(0, 10), slice(10, 20), slice(20, 30)
    found = staggered(table, "y", controls="never", **UNITS)
    cells = {(each["began"], each["time"]): each["estimate"] for each in found.details["group_times"]}
    assert cells["3", "4"] == pytest.approx((y[early, 3] - y[early, 1]).mean() - (y[never, 3] - y[never, 1]).mean())
    assert cells["5", "2"] == pytest.approx((y[late, 1] - y[late, 3]).mean() - (y[never, 1] - y[never, 3]).mean())
    assert ("3", "2") not in cells  # what all is compared with
    after = [cells["3", each] for each in "3456"] + [cells["5", each] for each in "56"]
    assert found.estimate == pytest.approx(np.mean(after))
    waiting = staggered(table, "y", **UNITS)
    cells = {(each["began"], each["time"]): each["estimate"] for each in waiting.details["group_times"]}
    others = slice(10, 30)  # at time 4 those who begin at 5 are not treated yet
    assert cells["3", "4"] == pytest.approx((y[early, 3] - y[early, 1]).mean() - (y[others, 3] - y[others, 1]).mean())


def test_its_error_is_that_of_leaving_out_one_unit_at_a_time():
    table = rollout(units=12)
    found = staggered(table, "y", **UNITS)
    left = []
    for unit in sorted(set(table["unit"])):
        keep = [at for at, each in enumerate(table["unit"]) if each != unit]
        left.append(staggered({k: [v[at] for at in keep] for k, v in table.items()}, "y", **UNITS).estimate)
    assert found.error == pytest.approx(np.sqrt(11 / 12 * ((np.array(left) - found.estimate) ** 2).sum()))


def test_two_way_fixed_effects_mislead_where_effects_grow_and_it_is_said():
    table = rollout(growing=1.0, effect=0.5, noise=0.05, times=8, first=(3, 6))
    table = {k: v[: 20 * 8] for k, v in table.items()}  # nobody is never treated
    found = staggered(table, "y", **UNITS)
    other = next(each for each in found.checks if each.name == "Two-way fixed effects")
    # only times 3 to 5 can be compared: effects 0.5, 1.5, 2.5
    assert found.estimate == pytest.approx(1.5, abs=0.1)
    assert other.value < 1.2
    assert "negatively" in other.text
    assert "weighs 0%" not in other.text


def test_units_treated_from_the_first_time_are_left_out_and_said():
    table = rollout()
    always = table | {
        "first": [1 if each == "u00" else first for each, first in zip(table["unit"], table["first"], strict=True)]
    }
    found = staggered(always, "y", **UNITS)
    assert "always_treated" in codes(found)
    assert found.clusters == 29


def test_an_unbalanced_panel_is_said_and_uses_who_was_seen_at_both_times():
    table = {k: v[1:] for k, v in rollout().items()}
    found = staggered(table, "y", **UNITS)
    assert "unbalanced" in codes(found)
    assert found.n == 179


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"first": lambda t: [1] * len(t["time"])}, "no time before"),
        ({"first": lambda t: [None] * len(t["time"])}, "No unit is treated"),
        ({"first": lambda t: [3] * len(t["time"])}, "Nobody is left to compare"),
        ({"first": lambda t: [3, *t["first"][1:-1], 2]}, "two times at which it began"),
        ({"first": lambda t: ["soon"] * len(t["time"])}, "no time of the table"),
        ({"unit": lambda t: ["u"] * len(t["time"])}, "twice at one time"),
        ({"time": lambda t: ["early" if each < 4 else f"t{each}" for each in t["time"]]}, "order is known"),
        ({"site": lambda t: ["one"] * len(t["time"])}, "one cluster"),
    ],
)
def test_a_panel_that_says_nothing_is_refused(change, told):
    table = rollout()
    table |= {name: made(table) for name, made in change.items()}
    with pytest.raises(InputError, match=told) as error:
        staggered(table, "y", cluster="site" if "site" in table else None, **UNITS)
    assert error.value.exit_code == 99


def test_a_starting_time_of_one_cluster_has_no_error_of_its_own():
    table = rollout(units=6)
    table["site"] = [{"u00": "a", "u01": "a"}.get(each, each) for each in table["unit"]]
    assert "group_of_one" in codes(staggered(table, "y", cluster="site", **UNITS))


def test_a_step_without_noise_is_found_exactly():
    table, start = months(counts=False, step=4.0)
    noise = np.resize([0.01, -0.01], 48)
    table["calls"] = (np.array(table["calls"]) + noise).tolist()
    found = interrupted(table, "calls", time="month", start=start, season=12)
    assert found.estimate == pytest.approx(4.0, abs=0.02)
    checks = {each.name: each for each in found.checks}
    assert checks["Step at the start"].value == pytest.approx(4.0, abs=0.02)
    assert checks["Change of the slope"].value == pytest.approx(0.0, abs=0.01)


def test_counts_are_told_as_how_many_times_as_many():
    table, start = months(level=400.0, step=np.log(1.3))
    found = interrupted(table, "calls", time="month", start=start, season=12, family="poisson")
    assert found.low < 1.3 < found.high
    assert found.scale == "ratio"
    assert "detection" in codes(found)
    dispersion = next(each for each in found.checks if each.name == "Dispersion")
    assert 0.4 < dispersion.value < 2


def test_newey_west_of_no_lags_is_whites_and_of_one_worked_out_by_hand():
    scores = np.array([[1.0], [2.0], [-3.0]])
    assert newey_west(scores, 0)[0, 0] == 14
    assert newey_west(scores, 1)[0, 0] == 14 + 0.5 * 2 * (2 - 6)


def test_an_echo_is_found_by_restricted_likelihood_where_plain_correlation_is_too_small():
    found, plain = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        noise = rng.normal(size=80)
        y = np.zeros(80)
        for at in range(1, 80):
            y[at] = 0.5 * y[at - 1] + noise[at]
        x = np.vander(np.arange(80) / 80, 4)
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        plain.append((left[1:] * left[:-1]).sum() / (left**2).sum())
        found.append(echoes(x, y, np.linalg.inv(x.T @ x)).likeliest)
    assert np.mean(plain) < 0.44 < np.mean(found) < 0.56


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": "2030-01"}, "does not have the time"),
        ({"start": "2018-02"}, "at least"),
        ({"start": "2021-12"}, "at least"),
        ({"drop": 10}, "not evenly apart"),
        ({"calls": [1.5, 2] * 24, "family": "poisson"}, "whole numbers"),
        ({"calls": [None, 2.0] + [1.0] * 46}, "no value"),
        ({"month": ["2018-01"] * 48}, "twice"),
        ({"season": 1}, "2 times or more"),
        ({"calls": [0.0] * 48, "family": "poisson"}, "are alike"),
        ({"calls": [5] * 30 + [0] * 18, "family": "poisson"}, "too few counts"),
    ],
)
def test_a_series_that_cannot_be_used_is_refused(change, told):
    table, start = months()
    how = {"start": start, "season": 12} | {k: v for k, v in change.items() if k in ("start", "season", "family")}
    table |= {k: v for k, v in change.items() if k in table}
    if "drop" in change:
        table = {k: v[:10] + v[11:] for k, v in table.items()}
    with pytest.raises(InputError, match=told) as error:
        interrupted(table, "calls", time="month", **how)
    assert error.value.exit_code == 99


@settings(max_examples=30)
@given(st.integers(0, 2**20))
def test_weights_of_others_are_the_best_on_the_simplex(seed):
    from scipy.optimize import minimize

    rng = np.random.default_rng(seed)
    target, others = rng.normal(size=6), rng.normal(size=(4, 6))
    weights = simplex_weights(target, others)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)

    def missed(w):
        return float(((target - w @ others) ** 2).sum())

    sums_to_one = {"type": "eq", "fun": lambda w: w.sum() - 1}
    other = minimize(missed, np.full(4, 0.25), bounds=[(0, 1)] * 4, constraints=[sums_to_one], options={"ftol": 1e-12})
    assert missed(weights) <= other.fun + 1e-6


def test_a_synthetic_control_finds_its_parts_the_effect_and_its_rank():
    found = synthetic_control(regions(), "cases", **WHERE)
    assert found.estimate == pytest.approx(3.0, abs=0.3)
    assert set(list(found.details["weights"])[:2]) == {"r01", "r02"}
    assert found.p == pytest.approx(1 / 21)
    assert found.low < 3 < found.high
    assert "bad_fit" not in codes(found)


def test_the_interval_holds_the_effects_that_the_permutation_does_not_refuse():
    table = regions()
    found = synthetic_control(table, "cases", **WHERE)
    cases = np.array(table["cases"]).reshape(21, 16)
    for effect, refused in ((found.low - 0.05, True), (found.low + 0.05, False), (found.high + 0.05, True)):
        moved = cases.copy()
        moved[0, 12:] -= effect
        again = synthetic_control(table | {"cases": moved.ravel().tolist()}, "cases", **WHERE)
        assert (again.p <= 0.05) == refused


def test_with_few_others_there_is_no_interval_and_it_is_said():
    found = synthetic_control(regions(others=8), "cases", **WHERE)
    assert found.low is None
    assert found.p >= 1 / 9
    assert "few_donors" in codes(found)


def test_a_unit_like_no_mean_of_others_is_said():
    table = regions()
    table["cases"] = [
        each + 40 if region == "r00" else each for each, region in zip(table["cases"], table["region"], strict=True)
    ]
    assert "bad_fit" in codes(synthetic_control(table, "cases", **WHERE))


def test_others_that_lack_a_value_are_left_out_and_said():
    table = {k: v[:-1] for k, v in regions().items()}
    found = synthetic_control(table, "cases", **WHERE)
    assert "unbalanced" in codes(found)
    assert len(found.details["placebos"]) == 19


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"treated": "nowhere"}, "no unit"),
        ({"start": "1990"}, "no time"),
        ({"start": "2000"}, "at least 2 are needed"),
        ({"start": "2001"}, "at least 2 are needed"),
        ({"others": 2, "cut": True}, "1 other units"),
        ({"flat": True}, "replicates failed"),
        ({"alike": True}, "are alike"),
    ],
)
def test_what_no_synthetic_control_can_be_made_of_is_refused(change, told):
    table = regions(others=change.get("others", 5))
    if "cut" in change:
        table = {k: v[:-1] for k, v in table.items()}
    if "flat" in change:
        table["cases"] = [1.0 + (at == 15) for at in range(len(table["cases"]))]
    if "alike" in change:
        table["cases"] = [1.0] * len(table["cases"])
    with pytest.raises(InputError, match=told) as error:
        synthetic_control(table, "cases", **(WHERE | {k: v for k, v in change.items() if k in WHERE}))
    assert error.value.exit_code == 99


@settings(max_examples=20)
@given(st.integers(0, 2**20), st.sampled_from(("never", "not_yet")))
def test_what_units_and_times_have_of_their_own_moves_no_group_time_effect(seed, controls):
    rng = np.random.default_rng(seed)
    table = rollout(seed, units=9)
    own, common = rng.normal(0, 50, 9), rng.normal(0, 50, 6)
    moved = (np.array(table["y"]).reshape(9, 6) + own[:, None] + common).ravel().tolist()
    one = staggered(table, "y", controls=controls, **UNITS)
    other = staggered(table | {"y": moved}, "y", controls=controls, **UNITS)
    assert (one.estimate, one.error) == pytest.approx((other.estimate, other.error))
    assert one.checks[1].value == pytest.approx(other.checks[1].value)


@settings(max_examples=20)
@given(st.integers(0, 2**20), st.floats(-5, 5))
def test_a_line_of_its_own_moves_no_break_of_a_series(seed, slope):
    table, start = months(counts=False, step=1.0)
    noise = np.random.default_rng(seed).normal(size=48)
    one = (np.array(table["calls"]) + noise).tolist()
    other = (np.array(one) + slope * np.arange(48)).tolist()
    found = [interrupted(table | {"calls": each}, "calls", time="month", start=start) for each in (one, other)]
    assert found[0].estimate == pytest.approx(found[1].estimate)
    assert found[0].error == pytest.approx(found[1].error, rel=1e-5)
