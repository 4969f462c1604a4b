"""Design-based estimates, held against closed forms, svy, properties that must hold, and known populations."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import InputError
from palermo.estimate import post_stratify, rake, survey


@pytest.fixture
def answers():
    rng = np.random.default_rng(3)
    return {
        "stratum": np.repeat(["coast", "hills", "town"], 20).tolist(),
        "village": np.repeat(np.arange(12), 5).tolist(),
        "weight": rng.uniform(10, 40, 60).tolist(),
        "hours": rng.normal(50, 8, 60).tolist(),
        "paid": rng.uniform(1, 5, 60).tolist(),
        "held": rng.integers(0, 2, 60).tolist(),
        "villages": np.repeat([8.0, 6.0, 10.0], 20).tolist(),
    }


def codes(found):
    return {each.code for each in found.cautions}


@pytest.mark.parametrize("known", [False, True])
def test_estimates_are_those_of_svy(answers, known):
    polars, svy = pytest.importorskip("polars"), pytest.importorskip("svy")
    ours = survey(
        answers, weight="weight", stratum="stratum", cluster="village", population="villages" if known else None
    )
    design = svy.Design(wgt="weight", stratum="stratum", psu="village", pop_size="villages" if known else None)
    theirs = svy.Sample(data=polars.DataFrame(answers), design=design).estimation
    pairs = [
        (ours.mean("hours"), theirs.mean("hours", deff="wr").estimates[0]),
        (ours.total("hours"), theirs.total("hours", deff="wr").estimates[0]),
        (ours.ratio("hours", "paid"), theirs.ratio("hours", "paid").estimates[0]),
        (ours.proportion("held", 1), theirs.prop("held", deff="wr").estimates[1]),
        *zip(ours.by("held", "hours"), theirs.mean("hours", by="held", deff="wr").estimates, strict=True),
    ]
    for one, other in pairs:
        assert (one.estimate, one.error, one.low, one.high) == pytest.approx(
            (other.est, other.se, other.lci, other.uci), rel=1e-9
        )
        if other.deff is not None and one.design_effect is not None:
            assert one.design_effect == pytest.approx(other.deff, rel=1e-9)


@pytest.mark.parametrize(("ours", "theirs"), [("centre", "center"), ("certainty", "skip"), ("average", "scale")])
def test_a_stratum_of_one_cluster_is_dealt_with_as_svy_does(answers, ours, theirs):
    polars, svy = pytest.importorskip("polars"), pytest.importorskip("svy")
    answers["stratum"][:5] = ["alone"] * 5
    found = survey(answers, weight="weight", stratum="stratum", cluster="village", single=ours).mean("hours")
    design = svy.Design(wgt="weight", stratum="stratum", psu="village", singleton=theirs)
    other = svy.Sample(data=polars.DataFrame(answers), design=design).estimation.mean("hours").estimates[0]
    assert found.error == pytest.approx(other.se, rel=1e-9)
    assert "single_unit" in codes(found)


def test_a_stratum_whose_only_cluster_was_taken_for_certain_is_not_refused(answers):
    answers["stratum"][:5] = ["alone"] * 5
    answers["villages"] = [1.0] * 5 + answers["villages"][5:]
    found = survey(answers, weight="weight", stratum="stratum", cluster="village", population="villages")
    assert found.mean("hours").error > 0
    assert "single_unit" not in codes(found.mean("hours"))


def test_a_sample_is_handed_over_to_svy(answers):
    pytest.importorskip("svy")
    ours = survey(answers, weight="weight", stratum="stratum", cluster="village")
    other = ours.to_svy().estimation.mean("hours").estimates[0]
    assert ours.mean("hours").error == pytest.approx(other.se)


def test_without_svy_the_error_names_the_extra(answers, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "svy", None)
    with pytest.raises(InputError, match=r"palermo\[surveys\]"):
        survey(answers).to_svy()


def test_a_random_sample_has_the_textbook_error():
    values = [3.0, 5.0, 8.0, 1.0, 9.0]
    found = survey({"y": values, "share": [0.1] * 5}).mean("y")
    assert found.error == pytest.approx(np.std(values, ddof=1) / math.sqrt(5))
    assert found.degrees == 4
    assert found.design_effect == pytest.approx(1.0)
    without = survey({"y": values, "share": [0.1] * 5}, population="share").mean("y")
    assert without.error == pytest.approx(found.error * math.sqrt(0.9))


def test_a_stratified_total_has_the_textbook_error():
    """Sum over strata of N² (1 - n/N) s²/n (Cochran 1977, section 5.9)."""
    table = {
        "s": ["a"] * 4 + ["b"] * 3,
        "y": [1.0, 4.0, 6.0, 9.0, 20.0, 26.0, 32.0],
        "w": [25.0] * 4 + [10.0] * 3,
        "n": [100.0] * 4 + [30.0] * 3,
    }
    found = survey(table, weight="w", stratum="s", population="n").total("y")
    variance = 100**2 * (1 - 0.04) * np.var([1, 4, 6, 9], ddof=1) / 4 + 30**2 * 0.9 * 36 / 3
    assert found.estimate == 25 * 20 + 10 * 78
    assert found.error == pytest.approx(math.sqrt(variance))


def test_a_cluster_sample_by_hand():
    """Three clusters with totals 3, 9 and 6 over 6 persons: the mean is 3, residual totals -3, 3 and 0."""
    table = {"c": [1, 1, 2, 2, 3, 3], "y": [1.0, 2.0, 4.0, 5.0, 3.0, 3.0]}
    found = survey(table, cluster="c").mean("y")
    assert found.estimate == 3
    assert found.error == pytest.approx(math.sqrt(3 / 2 * (9 + 9 + 0)) / 6)
    assert found.degrees == 2
    assert "few_degrees" in codes(found)


def test_limits_of_a_share_by_wilson_are_the_published_ones():
    """81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, table I, method 3); t with 262 degrees is a little wider."""
    found = survey({"y": [1] * 81 + [0] * 182}).proportion("y", 1, interval="wilson")
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=0.001)
    assert found.low < 0.2553


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(0.01, 1000))
def test_means_do_not_depend_on_the_scale_of_weights_nor_on_the_order_of_records(seed, scale):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 40))
    table = {
        "y": rng.normal(size=n),
        "c": np.r_[0, 1, 2, rng.integers(0, 6, n - 3)],
        "w": rng.uniform(0.5, 3, n),
    }
    first = survey(table, weight="w", cluster="c").mean("y")
    order = rng.permutation(n)
    again = survey({k: v[order] * (scale if k == "w" else 1) for k, v in table.items()}, weight="w", cluster="c")
    second = again.mean("y")
    for name in ("estimate", "error", "low", "high", "design_effect"):
        assert getattr(second, name) == pytest.approx(getattr(first, name), rel=1e-6, abs=1e-9)


def test_totals_of_domains_add_up_and_a_domain_keeps_its_clusters(answers):
    sample = survey(answers, weight="weight", stratum="stratum", cluster="village")
    parts = [sample.total("hours", where={"held": value}).estimate for value in (0, 1)]
    assert sum(parts) == pytest.approx(sample.total("hours").estimate)
    whole = sample.count("held", 1)
    assert whole.estimate == pytest.approx(sample.proportion("held", 1).estimate * sum(answers["weight"]))
    alone = {
        key: [v for v, held in zip(values, answers["held"], strict=True) if held] for key, values in answers.items()
    }
    cut = survey(alone, weight="weight", stratum="stratum", cluster="village", single="centre")
    assert cut.total("hours").error != pytest.approx(sample.total("hours", where={"held": 1}).error)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """A population of 200 villages with shares of their own; 20 are drawn, all of their 30 persons asked."""
    rng = np.random.default_rng(11)
    people = rng.random((200, 30)) < rng.beta(2, 6, 200)[:, None]
    truth, held = people.mean(), 0
    for _ in range(200):
        drawn = rng.choice(200, 20, replace=False)
        table = {"y": people[drawn].ravel().astype(int), "c": np.repeat(np.arange(20), 30), "f": np.full(600, 0.1)}
        found = survey(table, cluster="c", population="f").proportion("y", 1)
        held += found.low <= truth <= found.high
    assert 0.90 <= held / 200 <= 0.99


def test_rake_reaches_its_totals_and_says_what_it_costs():
    rng = np.random.default_rng(0)
    table = {"sex": rng.choice(["f", "m"], 300, p=[0.7, 0.3]), "age": rng.choice(["young", "old"], 300)}
    found = rake(table, {"sex": {"f": 5000, "m": 5000}, "age": {"young": 3000, "old": 7000}})
    assert found.converged
    for column, code, total in (("sex", "f", 5000), ("sex", "m", 5000), ("age", "young", 3000)):
        assert found.weights[table[column] == code].sum() == pytest.approx(total, rel=1e-6)
    n, weights = 300, found.weights
    assert found.design_effect == pytest.approx(n * (weights**2).sum() / weights.sum() ** 2)
    assert f"{found.design_effect:.2f}" in str(found)


def test_raked_weights_are_those_of_proportional_fitting():
    """Deming and Stephan's fixed point: weights are a product of one factor a margin."""
    table = {"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"]}
    found = rake(table, {"a": {"x": 30, "y": 70}, "b": {"p": 40, "q": 60}}, weight=[1.0, 2.0, 3.0, 4.0])
    cells = found.weights.reshape(2, 2)
    odds = cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0])
    assert odds == pytest.approx(1 * 4 / (2 * 3))
    assert cells.sum(axis=1) == pytest.approx([30, 70])


def test_trimmed_weights_stay_below_the_bound_and_say_whether_totals_were_reached():
    table = {"g": ["a"] * 5 + ["b"] * 95, "h": ["u", "v"] * 50}
    margins = {"g": {"a": 400, "b": 600}, "h": {"u": 500, "v": 500}}
    hard = rake(table, margins, trim=3.0)
    assert hard.weights.max() <= 3.0 * 10 * (1 + 1e-9)
    assert not hard.converged
    assert {"not_converged", "trimmed_weights", "small_group"} <= {each.code for each in hard.cautions}
    assert "NOT reached" in str(hard)
    soft = rake(table, margins, trim=9.0)
    assert soft.converged


def test_calibrated_totals_have_no_error_and_estimates_gain_by_them():
    rng = np.random.default_rng(8)
    sex = np.where(rng.random(400) < 0.6, "f", "m")
    hours = np.where(sex == "f", 60.0, 40.0) + rng.normal(size=400)
    sample = survey({"sex": sex, "hours": hours}, weight=np.full(400, 25.0))
    better = sample.post_stratify({"sex": {"f": 5000, "m": 5000}})
    assert better.count("sex", "f").estimate == pytest.approx(5000)
    assert better.count("sex", "f").error == pytest.approx(0, abs=1e-6)
    assert better.mean("hours").error < sample.mean("hours").error / 5
    weights = post_stratify({"sex": sex}, "sex", {"f": 5000, "m": 5000}).weights
    assert better.design.weights == pytest.approx(weights)


def test_intervals_after_post_stratification_hold_the_truth():
    rng = np.random.default_rng(2)
    group = rng.integers(0, 2, 5000)
    y = rng.normal(10 * group, 3)
    truth, held = y.mean(), 0
    totals = {"g": {0: float((group == 0).sum()), 1: float((group == 1).sum())}}
    for _ in range(200):
        drawn = rng.choice(5000, 100, replace=False)
        found = survey({"g": group[drawn], "y": y[drawn]}).post_stratify(totals).mean("y")
        held += found.low <= truth <= found.high
    assert 0.89 <= held / 200 <= 0.99


@pytest.mark.parametrize(
    ("change", "settings_", "key"),
    [
        ({"weight": [-1.0, *[1.0] * 59]}, {}, "estimate.sample_value"),
        ({"weight": [None, *[1.0] * 59]}, {}, "estimate.sample_value"),
        ({"weight": ["much", *["1"] * 59]}, {}, "estimate.sample_value"),
        ({"weight": [0.0] * 60}, {}, "estimate.sample_value"),
        ({"village": ["one"] * 60}, {"stratum": None}, "estimate.one_cluster"),
        ({"village": [None, *range(59)]}, {}, "estimate.sample_value"),
        ({"stratum": ["alone", *["rest"] * 59]}, {}, "estimate.single_unit"),
        ({}, {"weight": "wieght"}, "estimate.no_such_column"),
        ({}, {"level": 95}, "estimate.setting"),
        ({}, {"single": "ignore"}, "estimate.setting"),
        ({}, {"weight": [1.0, 2.0]}, "estimate.setting"),
        ({"villages": [2.0] * 60}, {"population": "villages"}, "estimate.setting"),
        ({"villages": [0.0] * 60}, {"population": "villages"}, "estimate.sample_value"),
        ({"villages": [50.0] * 59 + [60.0]}, {"population": "villages"}, "estimate.sample_value"),
    ],
)
def test_a_design_that_cannot_be_is_refused(answers, change, settings_, key):
    design = {"weight": "weight", "stratum": "stratum", "cluster": "village", **settings_}
    with pytest.raises(InputError) as caught:
        survey({**answers, **change}, **design)
    assert caught.value.key == key


def test_an_empty_table_is_refused():
    with pytest.raises(InputError) as caught:
        survey({"y": []})
    assert caught.value.key == "estimate.sample_empty"


def test_two_columns_of_one_name_are_refused_for_nobody_knows_which_is_meant():
    with pytest.raises(InputError) as error:
        survey(pa.table([[1, 2], [3, 4]], names=["paid", "paid"]))
    assert error.value.key == "estimate.column_twice"


def test_a_message_holds_no_answer(answers):
    answers["hours"][7] = "the name of a person"
    with pytest.raises(InputError) as caught:
        survey({**answers, "hours": [str(each) for each in answers["hours"]]}).mean("hours")
    assert "record 8" in str(caught.value)
    assert "name" not in str(caught.value).replace("name of", "")


def test_nobody_in_the_domain_is_refused_and_a_value_that_nobody_has_too(answers):
    sample = survey(answers)
    for call in (
        lambda: sample.mean("hours", where={"stratum": "desert"}),
        lambda: sample.proportion("held", 7),
        lambda: survey({"y": [None, None, 1.0], "g": ["a", "a", "b"]}).mean("y", where={"g": "a"}),
        lambda: survey({"y": [1.0, 2.0], "z": [1.0, -1.0]}).ratio("y", "z"),
    ):
        with pytest.raises(InputError):
            call()


def test_weights_of_zero_missing_answers_and_small_samples_are_said(answers):
    answers["weight"][0] = 0.0
    answers["hours"][1] = None
    found = survey(answers, weight="weight").mean("hours")
    assert {"zero_weights", "no_answer"} <= codes(found)
    assert found.n == 58
    few = survey({"y": [1, 0, 0, 1, 1]}).proportion("y", 1)
    assert "few_answers" in codes(few)


def test_clusters_that_are_alike_are_not_said_to_be_all_of_one_answer():
    table = {"y": [0, 1] * 20, "c": [at // 2 for at in range(40)]}
    found = survey(table, cluster="c").proportion("y", 1)
    text = next(each.text for each in found.cautions if each.code == "no_variance")
    assert text.startswith("All clusters have the same share of it")
    assert found.low < 0.5 < found.high
    mean = survey(table, cluster="c").mean("y")
    assert (mean.low, mean.high) == (None, None)


def test_a_census_has_its_share_and_no_interval():
    found = survey({"y": [1, 0, 1], "N": [3, 3, 3]}, population="N").proportion("y", 1)
    assert (round(found.estimate, 9), found.low, found.high) == (round(2 / 3, 9), None, None)
    assert "whole_population" in codes(found)
    assert "no_variance" not in codes(found)


def test_a_share_of_nobody_has_an_interval_and_a_caution():
    found = survey({"y": [0] * 50, "z": [0, 1] * 25}, weight=[1.0, 3.0] * 25).proportion("y", 0)
    assert (found.estimate, found.error, found.high) == (1.0, 0.0, 1.0)
    assert 0.85 < found.low < 0.95
    assert "no_variance" in codes(found)


def test_a_group_in_which_nobody_answered_has_no_estimate_and_the_others_have(answers):
    answers["hours"] = [
        None if stratum == "hills" else hours
        for stratum, hours in zip(answers["stratum"], answers["hours"], strict=True)
    ]
    coast, hills, town = survey(answers, weight="weight", cluster="village").by("stratum", "hours")
    assert coast.estimate
    assert town.estimate
    assert hills.estimate is None
    assert codes(hills) == {"nobody_asked"}


def test_a_column_of_names_is_no_column_of_groups():
    sample = survey({"name": [f"n{at}" for at in range(300)], "y": [1.0] * 300})
    for call in (lambda: sample.proportions("name"), lambda: sample.by("name", "y")):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.key == "estimate.setting"


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_tables_of_any_kind_and_files_say_the_same(answers, library, tmp_path):
    frames = pytest.importorskip(library)
    table = frames.table(answers) if library == "pyarrow" else frames.DataFrame(answers)
    design = {"weight": "weight", "stratum": "stratum", "cluster": "village"}
    wanted = survey(answers, **design).proportion("held", 1)
    assert survey(table, **design).proportion("held", 1).low == wanted.low
    path = tmp_path / "answers.csv"
    rows = [",".join(answers), *(",".join(map(str, row)) for row in zip(*answers.values(), strict=True))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert survey(path, **design).proportion("held", 1).low == pytest.approx(wanted.low)


def test_a_domain_in_one_cluster_is_said(answers):
    answers["here"] = ["yes"] * 5 + ["no"] * 55
    sample = survey(answers, weight="weight", cluster="village")
    assert "one_cluster" in codes(sample.mean("hours", where={"here": "yes"}))
    assert "one_cluster" not in codes(sample.mean("hours"))


def test_a_total_without_weights_says_that_it_is_of_the_sample(answers):
    assert "relative_weights" in codes(survey(answers).total("hours"))


@pytest.mark.parametrize(
    "margins",
    [
        {},
        {"stratum": {"coast": 1, "hills": 1}},
        {"stratum": {"coast": 1, "hills": 1, "town": 1, "sea": 1}},
        {"stratum": {"coast": 0, "hills": 1, "town": 1}},
        {"stratum": {"coast": 10, "hills": 10, "town": 10}, "held": {0: 10, 1: 10}},
        {"stratum": {"coast": math.nan, "hills": 1, "town": 1}},
    ],
)
def test_totals_that_cannot_be_are_refused(answers, margins):
    with pytest.raises(InputError) as caught:
        rake(answers, margins)
    assert caught.value.key == "estimate.margins"


def test_an_estimate_reads_as_json_has_it(answers):
    found = survey(answers, weight="weight", cluster="village").mean("hours").to_dict()
    wanted = {"method", "estimate", "low", "high", "level", "assumption", "cautions", "error", "degrees", "n", "what"}
    assert wanted <= set(found)
    import json

    json.dumps(found, allow_nan=False)
