"""Every method at once, what is wrong with a table, and what an estimate hangs on."""

import json
import math

import numpy as np
import pytest
from tests.estimate.invented import THREE, as_rows, population

from palermo import version
from palermo.errors import InputError
from palermo.estimate import METHODS, Lists, lists, over_draws
from palermo.estimate._lists._strata import paule_mandel
from palermo.estimate._lists._table import made

QUICKLY = {"classes": {"burn": 300, "draws": 200, "thin": 1}}
FOUR = population(6000, (0.25, 0.2, 0.15, 0.15), together=0.2)


def read(counts, names="ABC", **options) -> Lists:
    return lists(as_rows(made(names, counts)), count="n", **options)


def codes(found) -> set[str]:
    return {each.code for each in found}


def test_a_panel_has_every_method_with_its_assumption():
    panel = lists(as_rows(FOUR), count="n", seed=5).panel(replicates=60, options=QUICKLY)
    assert [each.method for each in panel.results] == list(METHODS)
    told = panel.to_dict()
    assert list(told)[:5] == ["lists", "n", "seed", "version", "results"]
    assert (told["lists"], told["n"], told["seed"], told["version"]) == (["A", "B", "C", "D"], FOUR.n, 5, version())
    for result in told["results"]:
        assert {"method", "estimate", "low", "high", "level", "assumption", "cautions"} <= set(result)
        assert result["assumption"].endswith(".")
        assert "{" not in result["assumption"]
        assert result["low"] <= result["estimate"]
    json.dumps(told, allow_nan=False)
    assert panel["chao"].estimate == panel.results[1].estimate


@pytest.mark.parametrize(
    "counts", [{1: 50.0, 2: 40.0, 3: 10.0}, {1: 50.0, 2: 40.0}, {3: 10.0}, {1: 50.0, 3: 10.0}, {1: 1.0, 2: 1.0, 3: 1.0}]
)
def test_two_lists_of_any_kind_give_a_panel_without_a_quiet_number(counts):
    panel = read(counts, "AB").panel(replicates=50, options=QUICKLY)
    json.dumps(panel.to_dict(), allow_nan=False)
    for result in panel.results:
        if result.estimate is None:
            assert result.cautions, result.method
    assert {"classes", "threshold", "coverage"} <= {each.method for each in panel.results if each.estimate is None}


@pytest.mark.parametrize(
    "counts",
    [
        {1: 50.0, 2: 40.0, 4: 30.0},
        {7: 30.0},
        {3: 10.0, 5: 10.0, 6: 10.0},
        {1: 50.0, 2: 40.0, 4: 30.0, 3: 1.0},
        {1: 500.0, 3: 1.0, 5: 1.0},
    ],
)
def test_three_lists_of_any_kind_give_a_panel_without_a_quiet_number(counts):
    found = read(counts)
    for result in found.panel(replicates=50, options=QUICKLY).results:
        assert result.estimate is not None or result.cautions, result.method
        assert result.estimate is None or result.estimate >= found.n - 1e-6
    json.dumps(found.diagnose().to_dict())
    json.dumps(found.sensitivity().to_dict(), allow_nan=False)


def test_methods_that_are_named_run_alone_and_others_are_refused():
    found = read(THREE)
    assert [each.method for each in found.panel(["chao", "graphs"]).results] == ["chao", "graphs"]
    assert found.estimate("chao").estimate == found.chao().estimate
    assert found.estimate("stepwise", replicates=0).estimate == found.stepwise(replicates=0).estimate
    with pytest.raises(InputError, match="methods are pairs"):
        found.estimate("magic")
    with pytest.raises(InputError):
        found.panel(["magic"])


def test_seven_lists_leave_out_what_cannot_be_done_and_say_so():
    panel = lists(as_rows(population(3000, (0.15,) * 7)), count="n").panel(
        ["stepwise", "bic", "bma", "graphs"], replicates=20
    )
    assert panel["stepwise"].estimate is not None
    for method in ("bic", "bma", "graphs"):
        assert codes(panel[method].cautions) == {"too_many_lists"}


def test_methods_that_lie_far_apart_are_said():
    panel = read({1: 300.0, 2: 300.0, 4: 300.0, 3: 40.0, 5: 4.0, 6: 90.0, 7: 4.0}).panel(
        ["pairs", "independence", "bma"]
    )
    assert "methods_disagree" in codes(panel.cautions)


@pytest.mark.parametrize(
    ("counts", "code", "severity"),
    [
        ({1: 50.0, 2: 40.0, 4: 30.0}, "no_overlap", "alarm"),
        ({1: 50.0, 2: 40.0, 4: 30.0, 3: 20.0, 5: 12.0}, "empty_overlaps", "caution"),
        ({1: 50.0, 2: 40.0, 4: 30.0, 3: 20.0, 5: 12.0, 6: 3.0}, "few_overlaps", "caution"),
        ({1: 50.0, 2: 40.0, 4: 30.0, 3: 20.0, 5: 12.0, 6: 13.0}, "no_triples", "caution"),
        ({1: 50.0, 4: 30.0, 3: 20.0, 5: 12.0, 7: 13.0}, "list_inside", "alarm"),
        ({1: 50.0, 2: 40.0, 4: 30.0, 3: 20.0}, "isolated_list", "caution"),
        ({1: 500.0, 2: 40.0, 4: 30.0, 3: 20.0, 5: 20.0, 6: 20.0, 7: 20.0}, "dominant_list", "caution"),
        ({1: 50.0, 2: 40.0, 4: 30.0, 3: 7.0}, "all_pairs_not_fitted", "caution"),
        ({1: 50.0, 2: 40.0, 4: 30.0}, "no_model", "alarm"),
        ({1: 30.0, 2: 30.0, 4: 30.0, 3: 4.0, 5: 1.0, 6: 9.0, 7: 1.0}, "models_disagree", "caution"),
    ],
)
def test_what_is_wrong_is_found_with_a_remedy(counts, code, severity):
    found = {each.code: each for each in read(counts).diagnose().findings}
    assert found[code].severity == severity
    assert found[code].remedy.endswith(".")


def test_a_table_that_is_well_has_nothing_grave():
    found = lists(as_rows(population(9000, (0.4, 0.35, 0.3))), count="n").diagnose()
    assert not [each for each in found.findings if each.severity == "alarm"]
    assert codes(found.findings) <= {"light_model"}


def test_notes_from_reading_are_findings():
    rows = {"A": [1, 1, 0, 1], "B": [0, 0, 1, 1], "n": [20, 30, 40, 10]}
    assert "repeated_histories" in codes(lists(rows, count="n").diagnose().findings)


def test_sensitivity_leaves_out_and_merges_every_list():
    found = lists(as_rows(FOUR), count="n").sensitivity()
    assert found.dropped[0].lists == ("B", "C", "D")
    assert len(found.merged) == 6
    assert [each.share for each in found.trajectory] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert found.trajectory[-1].median == pytest.approx(found.estimate)
    assert found.models["low"] <= found.models["high"]
    assert dict(found.odds)[1.0] == pytest.approx(found.estimate)
    assert dict(found.odds)[5.0] - FOUR.n == pytest.approx(5 * (found.estimate - FOUR.n))
    without = lists(as_rows(FOUR), count="n").drop("A").stepwise(replicates=0)
    assert found.dropped[0].estimate == pytest.approx(without.estimate)


def test_a_settled_estimate_is_level_over_growing_samples():
    found = lists(as_rows(population(30_000, (0.3, 0.3, 0.3))), count="n").sensitivity("independence")
    for sample in found.trajectory:
        assert sample.median == pytest.approx(30_000, rel=0.05)
    assert found.cautions == ()


def test_lists_whose_size_is_known_are_estimated_from_the_others():
    found = lists(as_rows(population(30_000, (0.3, 0.3, 0.3, 0.3))), count="n").sensitivity("independence")
    for known in found.consistency:
        assert known.ratio == pytest.approx(1, abs=0.06)


def test_one_list_that_decides_is_said():
    found = read({1: 900.0, 2: 300.0, 4: 300.0, 3: 90.0, 5: 4.0, 6: 90.0, 7: 2.0}).sensitivity("independence")
    assert "one_list_decides" in codes(found.cautions)


@pytest.mark.parametrize("method", ["bic", "bma", "graphs", "chao", "coverage", "pairs"])
def test_every_quick_method_can_be_tried(method):
    assert read(THREE).sensitivity(method).estimate is not None


def test_samples_of_many_lists_are_by_a_method_that_is_not_slow():
    found = lists(as_rows(population(2_000, (0.3, 0.3, 0.3, 0.3, 0.3))), count="n").sensitivity("bma")
    assert (found.method, found.sampled) == ("bma", "stepwise")
    assert found.trajectory[-1].median == pytest.approx(found.estimate, rel=0.1)
    assert found.to_dict()["sampled"] == "stepwise"


def test_slow_methods_are_refused_for_sensitivity():
    with pytest.raises(InputError, match="methods are"):
        read(THREE).sensitivity("classes")


def test_a_rehearsal_tells_how_often_intervals_hold_the_truth():
    found = lists(as_rows(FOUR), count="n").rehearse(simulations=40)
    assert found.truth == round(lists(as_rows(FOUR), count="n").stepwise(replicates=0).estimate)
    assert found.median == pytest.approx(found.truth, rel=0.1)
    assert found.covered > 0.8
    assert found.conditional <= found.covered + 2 * found.error
    json.dumps(found.to_dict(), allow_nan=False)
    assert read(THREE).rehearse("bic", simulations=10, replicates=100).failed <= 10


def test_a_rehearsal_of_what_cannot_be_rehearsed_is_refused():
    with pytest.raises(InputError, match="independence, stepwise, bic"):
        read(THREE).rehearse("chao")
    with pytest.raises(InputError, match="at least"):
        read(THREE).rehearse(simulations=3)
    with pytest.raises(InputError, match="no estimate"):
        read({1: 9.0, 2: 8.0, 4: 7.0}).rehearse()


def in_strata(sizes, chances=(0.3, 0.25, 0.2), seed=1):
    rows: dict[str, list[object]] = {name: [] for name in ("A", "B", "C", "n", "place")}
    for at, size in enumerate(sizes):
        part = as_rows(population(size, chances, seed + at))
        for name in ("A", "B", "C", "n"):
            rows[name] += part[name]
        rows["place"] += [f"place {at}"] * len(part["n"])
    return lists(rows, count="n", stratum="place")


def test_strata_are_drawn_together_and_add_up():
    found = in_strata([4000, 3000, 400, 300, 2000]).by_stratum("independence", replicates=200)
    assert found.low < 9700 < found.high
    assert found.total == pytest.approx(sum(each.pooled for each in found.strata))
    small = found.strata[3]
    assert small.pooled_high - small.pooled_low < small.high - small.low
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_stratum_without_overlap_takes_what_the_others_say():
    rows = {"A": [1, 0, 1] * 4 + [1, 0], "B": [0, 1, 1] * 4 + [0, 1]}
    rows["n"] = [90, 80, 20, 70, 60, 18, 95, 60, 19, 80, 81, 25, 30, 20]
    read_strata = lists(rows | {"place": list("uuuvvvxxxyyyzz")}, count="n", stratum="place")
    found = read_strata.by_stratum("independence", replicates=200)
    assert codes(found.cautions) == {"strata_without_estimate", "few_strata"}
    last = found.strata[-1]
    assert last.estimate is None
    assert last.pooled > 50
    others = [(each.pooled_high - each.seen) / (each.pooled_low - each.seen) for each in found.strata[:-1]]
    assert (last.pooled_high - last.seen) / (last.pooled_low - last.seen) > 1.5 * max(others)  # nothing was seen of it


def test_strata_of_which_one_has_overlaps_lend_it_to_no_other():
    rows = {"A": [1, 0, 1, 1, 0, 1, 0], "B": [0, 1, 1, 0, 1, 0, 1], "n": [900, 800, 200, 700, 600, 400, 350]}
    found = lists(rows | {"place": list("xxxyyzz")}, count="n", stratum="place").by_stratum("independence")
    assert (found.total, found.low, found.high, found.spread) == (None,) * 4
    assert [each.pooled for each in found.strata] == [None] * 3
    assert found.strata[0].low < found.strata[0].estimate < found.strata[0].high
    assert "not_pooled" in codes(found.cautions)
    json.dumps(found.to_dict(), allow_nan=False)


def test_strata_and_periods_without_an_upper_limit_say_so():
    rows = {"A": [1, 0, 1] * 4, "B": [0, 1, 1] * 4, "n": [100, 80, 2, 90, 80, 20, 70, 60, 18, 95, 60, 19]}
    read_strata = lists(rows | {"place": list("uuuvvvxxxyyy")}, count="n", stratum="place")
    found = read_strata.by_stratum("independence", replicates=400)
    assert math.isinf(found.strata[0].high)
    assert "no_upper_limit" in codes(found.cautions)
    assert found.to_dict()["strata"][0]["unbounded"]
    change = read_strata.change("v", "u", method="independence", replicates=400)
    assert [math.isinf(each[2]) for each in (change.after, change.difference, change.ratio)] == [True] * 3
    assert math.isfinite(change.before[2])
    assert {"no_upper_limit", "replicates_failed"} & codes(change.cautions) == {"no_upper_limit"}
    back = read_strata.change("u", "v", method="independence", replicates=400)
    assert (back.difference[1], back.ratio[1]) == (-math.inf, 0.0)
    json.dumps(back.to_dict(), allow_nan=False)


def test_no_strata_is_an_error():
    with pytest.raises(InputError, match="strata"):
        read(THREE).by_stratum()
    with pytest.raises(InputError, match="strata"):
        read(THREE).change("2019", "2020")


def test_the_variance_between_strata():
    assert paule_mandel(np.array([1.0, 1.1, 0.9]), np.ones(3)) == 0.0
    values = np.random.default_rng(1).normal(0, 2, 4000)
    assert paule_mandel(values, np.full(4000, 0.5)) == pytest.approx(4 - 0.25, rel=0.1)


@pytest.mark.parametrize("common", [False, True])
def test_change_is_found_and_always_warns_of_detection(common):
    found = in_strata([3000, 6000]).change("place 0", "place 1", common=common, replicates=200)
    assert found.ratio[1] < 2.0 < found.ratio[2]
    assert found.difference[0] == pytest.approx(found.after[0] - found.before[0])
    assert codes(found.cautions) == {"detection_changes"}
    json.dumps(found.to_dict(), allow_nan=False)


def test_no_change_is_said():
    found = in_strata([4000, 4000]).change("place 0", "place 1", method="independence", replicates=200)
    assert "no_change_shown" in codes(found.cautions)
    assert found.ratio[1] < 1 < found.ratio[2]


def test_a_common_model_is_for_stepwise():
    with pytest.raises(InputError, match="stepwise"):
        in_strata([400, 400]).change("place 0", "place 1", method="chao", common=True)
    with pytest.raises(InputError, match="replicates"):
        in_strata([400, 400]).change("place 0", "place 1", replicates=5)


def test_draws_of_a_linkage_widen_the_interval():
    rows = as_rows(population(5000, (0.2, 0.2, 0.2)))
    one = lists(rows, count="n")
    fewer = {name: list(values) for name, values in rows.items()}
    at = rows["n"].index(max(rows["n"][i] for i in range(len(rows["n"])) if rows["A"][i] + rows["B"][i] == 2))
    fewer["n"][at] = int(rows["n"][at]) // 2
    other = lists(fewer, count="n")
    alone, mixed = over_draws([one], "independence"), over_draws([one, other], "independence")
    assert mixed.high - mixed.low > alone.high - alone.low
    assert mixed.details["between_draws"] > 0
    assert math.isclose(alone.estimate, one.independence(replicates=0).estimate)
    with pytest.raises(InputError, match="same lists"):
        over_draws([one, one.drop("A")])
    with pytest.raises(InputError):
        over_draws([])
