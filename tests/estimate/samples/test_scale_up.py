"""Network scale-up: by hand, on a population whose truth is known, and bad input."""

import numpy as np
import pytest

from palermo.errors import InputError
from palermo.estimate import scale_up, survey, visibility

POPULATION = 100_000


def codes(found):
    return {each.code for each in found.cautions}


def reports(rng, *, n=500, hidden=1500, told=1.0, groups=10):
    """Everybody knows some people, drawn at random from the population; of the hidden, a part are known as such."""
    degree = np.maximum(rng.lognormal(5.3, 0.5, n).astype(int), 5)
    sizes = {f"g{at}": float(size) for at, size in enumerate(rng.integers(500, 5000, groups))}
    table = {name: rng.binomial(degree, size / POPULATION) for name, size in sizes.items()}
    return {**table, "hidden": rng.binomial(degree, told * hidden / POPULATION)}, sizes, degree


def test_estimates_by_hand():
    table = {"h": [0, 1, 0, 2], "a": [2, 4, 1, 3], "b": [1, 1, 1, 2]}
    found = scale_up(table, hidden="h", known={"a": 2000, "b": 1000}, population=POPULATION)
    degrees = np.array([3, 5, 2, 5]) * POPULATION / 3000
    assert found.degrees() == pytest.approx(degrees)
    assert found.ratio().estimate == pytest.approx(POPULATION * 3 / degrees.sum())
    assert found.mean_of_ratios().estimate == pytest.approx(POPULATION * np.mean([0, 1, 0, 2] / degrees))
    assert found.adjusted(transmission=0.5, degree_ratio=0.8).estimate == pytest.approx(found.ratio().estimate / 0.4)
    assert found.generalised(50.0).estimate == pytest.approx(POPULATION * 3 / 4 / 50)


def test_weights_count():
    table = {"h": [0, 1], "a": [2, 4], "w": [3.0, 1.0]}
    found = scale_up(table, hidden="h", known={"a": 2000}, population=POPULATION, weight="w")
    assert found.ratio().estimate == pytest.approx(2000 * 1 / (3 * 2 + 4))
    assert found.mean_of_ratios().estimate == pytest.approx(2000 * (1 / 4) / 4)


def test_the_bootstrap_has_the_error_of_linearisation():
    rng = np.random.default_rng(2)
    table, sizes, _ = reports(rng)
    found = scale_up(table, hidden="hidden", known=sizes, population=POPULATION, replicates=4000)
    ratio = survey({"h": table["hidden"], "d": found.degrees()}).ratio("h", "d")
    assert found.ratio().error == pytest.approx(POPULATION * ratio.error, rel=0.06)


def test_intervals_hold_a_known_size():
    rng = np.random.default_rng(5)
    inside = {"ratio": 0, "mean_of_ratios": 0}
    for seed in range(80):
        table, sizes, _ = reports(rng, n=250)
        found = scale_up(table, hidden="hidden", known=sizes, population=POPULATION, replicates=300, seed=seed)
        for each in found.panel():
            inside[each.method] += each.low <= 1500 <= each.high
    assert min(inside.values()) / 80 >= 0.87


def test_who_does_not_know_makes_the_plain_estimate_too_small_and_the_generalised_one_right():
    rng = np.random.default_rng(9)
    table, sizes, degree = reports(rng, n=3000, told=0.4)
    found = scale_up(table, hidden="hidden", known=sizes, population=POPULATION, replicates=300)
    assert found.ratio().high < 1500
    aware = {name: rng.binomial(rng.binomial(230, size / POPULATION, 400), 0.4) for name, size in sizes.items()}
    seen = visibility(aware, known=sizes, frame=POPULATION, replicates=300)
    assert seen.estimate == pytest.approx(0.4 * 230, rel=0.1)
    scale = degree.mean() / 230  # the hidden know 230 people each, the others know more or fewer
    general = found.generalised(seen)
    assert general.low < 1500 * scale < general.high
    certain = found.generalised(seen.estimate)
    assert "taken_as_certain" in codes(certain)
    assert certain.high - certain.low < general.high - general.low


def test_known_groups_are_found_from_the_others_and_a_wrong_one_is_called_off():
    rng = np.random.default_rng(3)
    table, sizes, _ = reports(rng, n=2000)
    good = scale_up(table, hidden="hidden", known=sizes, population=POPULATION, replicates=50)
    assert all(0.85 < each.ratio < 1.15 for each in good.check())
    assert "known_groups_off" not in codes(good.ratio())
    wrong = scale_up(
        table, hidden="hidden", known={**sizes, "g4": sizes["g4"] / 5}, population=POPULATION, replicates=50
    )
    worst = wrong.check()[0]
    assert worst.name == "g4"
    assert worst.ratio > 2
    assert "known_groups_off" in codes(wrong.ratio())


def test_one_known_group_cannot_be_checked():
    found = scale_up({"h": [1, 0], "a": [1, 2]}, hidden="h", known={"a": 2000}, population=POPULATION)
    with pytest.raises(InputError):
        found.check()
    assert "few_known_groups" in codes(found.ratio())


def test_degrees_of_zero_are_said_and_left_out_of_the_mean_of_ratios():
    table = {"h": [1, 1, 0], "a": [0, 2, 1]}
    found = scale_up(table, hidden="h", known={"a": 2000}, population=POPULATION)
    assert found.mean_of_ratios().estimate == pytest.approx(2000 * (1 / 2 + 0) / 2)
    assert found.mean_of_ratios().n == 2
    assert "few_reports" in codes(found.mean_of_ratios())
    assert found.ratio().to_dict()["unbounded"]  # a replicate may hold nobody who has a degree
    assert "zero_degrees" in codes(found.ratio())
    assert "zero_degrees" in codes(found.mean_of_ratios())


def test_nobody_who_knows_a_hidden_person_is_no_quiet_zero():
    found = scale_up({"h": [0, 0, 0], "a": [1, 2, 1]}, hidden="h", known={"a": 2000}, population=POPULATION).ratio()
    assert found.estimate == 0
    assert "nobody_known" in codes(found)


def test_where_nobody_was_reported_the_limit_is_what_chance_can_hide():
    """With 3.69 reports due, none comes in 2.5 of a hundred samples."""
    table = {"h": [0] * 50, "a": [1, 2, 1, 0, 4] * 10}
    made = scale_up(table, hidden="h", known={"a": 2000}, population=POPULATION)
    for found, one in (
        (made.ratio(), POPULATION / made.degrees().sum()),
        (made.adjusted(transmission=0.5), 2 * POPULATION / made.degrees().sum()),
        (made.generalised(10.0), POPULATION / 50 / 10),
    ):
        assert found.low == 0
        assert found.high == pytest.approx(3.6889 * one, rel=1e-4)
    assert made.mean_of_ratios().high > made.ratio().high


@pytest.mark.parametrize(
    ("change", "settings_", "key"),
    [
        ({"a": [0, 0, 0]}, {}, "estimate.nobody_asked"),
        ({"a": [-1, 0, 0]}, {}, "estimate.sample_value"),
        ({"h": [None, 0, 0]}, {}, "estimate.sample_value"),
        ({"w": [0, 0, 0]}, {"weight": "w"}, "estimate.sample_value"),
        ({"c": [1, 1, 1]}, {"cluster": "c"}, "estimate.one_cluster"),
        ({}, {"known": {}}, "estimate.setting"),
        ({}, {"known": {"a": 0}}, "estimate.setting"),
        ({}, {"known": {"a": 10**6}}, "estimate.setting"),
        ({}, {"population": 0}, "estimate.setting"),
        ({}, {"known": {"z": 10}}, "estimate.no_such_column"),
    ],
)
def test_reports_that_cannot_be_are_refused(change, settings_, key):
    table = {"h": [1, 0, 0], "a": [1, 2, 0], **change}
    with pytest.raises(InputError) as caught:
        scale_up(table, **{"hidden": "h", "known": {"a": 2000}, "population": POPULATION, **settings_})
    assert caught.value.key == key


def test_visibility_of_none_and_settings_out_of_range_are_refused():
    found = scale_up({"h": [1, 0, 0], "a": [1, 2, 0]}, hidden="h", known={"a": 2000}, population=POPULATION)
    none = visibility({"a": [0, 0, 0]}, known={"a": 2000}, frame=POPULATION)
    assert "nobody_known" in codes(none)
    for call in (
        lambda: found.generalised(none),
        lambda: found.generalised(0.0),
        lambda: found.generalised(10.0, frame=10**7),
        lambda: found.adjusted(transmission=0),
        lambda: found.adjusted(degree_ratio=-1),
    ):
        with pytest.raises(InputError):
            call()
