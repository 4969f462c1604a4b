"""Tables that say nothing, or next to nothing: no method tells a quiet number of them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.invented import THREE, as_rows, counts_of, population

from palermo.errors import InputError
from palermo.estimate import METHODS, lists, over_draws, report_lists
from palermo.estimate._lists._bic import score
from palermo.estimate._lists._careful import why_nothing
from palermo.estimate._lists._simple import each_pair
from palermo.estimate._lists._table import made

QUICKLY = {"classes": {"burn": 300, "draws": 200, "thin": 1}}
SILENT = [
    ("AB", {1: 100.0, 2: 80.0}, "no_overlap"),
    ("ABC", {1: 100.0, 2: 80.0, 4: 60.0}, "no_overlap"),
    ("AB", {1: 100.0, 3: 30.0}, "no_model"),
    ("AB", {3: 50.0}, "same_lists"),
    ("ABC", {7: 50.0}, "same_lists"),
    ("ABC", {7: 1.0}, "same_lists"),
    ("ABC", {1: 50.0, 3: 30.0, 7: 20.0}, "no_model"),
    ("ABC", {3: 50.0, 7: 20.0, 4: 100.0}, "same_lists"),
]


def read(names, counts, **options):
    return lists(as_rows(made(names, counts)), count="n", **options)


def codes(found):
    return {each.code for each in found}


@pytest.mark.parametrize(("names", "counts", "code"), SILENT)
def test_where_a_table_says_nothing_no_method_has_a_number(names, counts, code):
    found = read(names, counts)
    for result in found.panel(replicates=60, options=QUICKLY).results:
        assert (result.estimate, result.low, result.high) == (None, None, None), result.method
        assert codes(result.cautions) == {code}
    alarms = [each.code for each in found.diagnose().findings if each.severity == "alarm"]
    assert code in alarms
    assert code == "no_overlap" or len({"no_overlap", "no_model", "same_lists"} & set(alarms)) == 1  # and only once
    assert found.sensitivity().estimate is None
    assert over_draws([found, found], "graphs", replicates=40).estimate is None


@pytest.mark.parametrize(("names", "counts", "code"), SILENT)
def test_the_first_sentence_of_such_a_table_says_that_it_cannot_be_said(names, counts, code):
    found = report_lists(read(names, counts), methods=("chao", "graphs", "bma"), replicates=60)
    assert found.headline is None
    assert found.range is None
    assert found.document().lead.endswith("How many are on none cannot be said from this table.")


def test_no_number_of_such_a_table_is_told_even_if_a_result_has_one():
    """Results can come from draws of a linkage, of which the first says nothing."""
    from dataclasses import replace

    silent = report_lists(read("AB", {1: 100.0, 3: 30.0}), methods=("graphs",), replicates=60)
    other = read("AB", {1: 100.0, 2: 50.0, 3: 30.0}).graphs()
    assert replace(silent, panel=replace(silent.panel, results=(other,))).headline is None


@given(st.lists(st.sampled_from([0, 0, 1, 2, 9]), min_size=7, max_size=7))
@settings(max_examples=60)
def test_the_smallest_model_decides_whether_any_has_an_estimate(values):
    table = made("ABC", dict(enumerate(counts_of(values, 3))))
    if table.n == 0:
        return
    found = why_nothing(table)
    if found is None:
        assert len(score(table).valid)
    elif found.code != "same_lists":
        assert not len(score(table).valid)


def test_a_list_inside_another_is_said_with_every_number():
    found = read("ABC", {1: 50.0, 4: 30.0, 3: 20.0, 5: 12.0, 7: 13.0})
    for method in ("pairs", "chao", "coverage", "independence", "stepwise", "bic", "bma", "graphs"):
        result = found.estimate(method)
        assert result.estimate is None or "list_inside" in codes(result.cautions), method
    assert "Everybody on B is on A too" in report_lists(found, methods=("bma",)).document().lead


def test_intervals_without_a_width_are_not_given():
    found = read("ABC", {7: 45.0, 3: 5.0, 5: 5.0, 6: 5.0})
    for method in ("pairs", "independence", "bma", "graphs", "chao"):
        result = found.estimate(method)
        assert (result.low, result.high) == (None, None) or f"{result.low:.0f}" != f"{result.high:.0f}"
    assert "no_interval" in codes(found.bma().cautions)


def test_a_prodigious_number_is_a_finding():
    found = read("ABC", {1: 300.0, 2: 300.0, 4: 300.0, 3: 1.0, 5: 1.0, 6: 1.0, 7: 30.0})
    assert {"mostly_unseen", "few_decide"} <= codes(found.diagnose().findings)
    assert {"mostly_unseen", "few_decide"} <= codes(found.bma().cautions)
    report = report_lists(found, methods=("independence", "bma"), replicates=60)
    assert "868,167 unseen" in report.document().lead
    assert "A×B (1)" in report.document().lead


def test_cells_that_decide_are_found_though_overlaps_are_large():
    shared = {1: 300.0, 2: 300.0, 4: 300.0, 3: 4.0, 5: 60.0, 6: 60.0, 7: 30.0}
    found = {each.code: each for each in read("ABC", shared).diagnose().findings}
    assert "few_overlaps" not in found
    assert "A×B (4)" in found["few_decide"].text
    assert "few_decide" not in codes(lists(as_rows(population(9000, (0.4, 0.35, 0.3))), count="n").diagnose().findings)


@pytest.mark.parametrize(
    ("names", "counts"), [("AB", {1: 99.0, 2: 79.0, 3: 1.0}), ("ABC", {1: 99.0, 2: 9.0, 4: 60.0, 3: 1.0})]
)
def test_one_overlapping_person_sets_no_upper_limit_by_any_method(names, counts):
    found = read(names, counts)
    for result in found.panel(replicates=200, options=QUICKLY).results:
        if result.estimate is None or result.method == "pairs":
            continue
        assert "few_overlapping" in codes(result.cautions), result.method
        assert math.isinf(result.high) or "prior_limits" in codes(result.cautions), result.method
    assert math.isinf(report_lists(found, methods=("independence", "graphs"), replicates=200).headline.high)


def test_two_lists_have_exact_limits_of_the_persons_they_share():
    """One shared person can be the only one of 0.0253 to 5.57 who were due (Garwood 1936)."""
    (pair,) = each_pair(made("AB", {1: 1e7, 2: 1e7, 3: 1.0}), odds=1.0, level=0.95)
    unseen = 1e14
    assert (pair.high - 2e7) / unseen == pytest.approx(1 / 0.02532, rel=1e-3)
    assert (pair.low - 2e7) / unseen == pytest.approx(1 / 5.5716, rel=1e-3)


def test_the_first_sentence_takes_an_interval_without_limit_over_one_that_hides_it():
    from dataclasses import replace

    found = report_lists(read("ABC", THREE), methods=("independence", "bma"), replicates=100)
    assert found.headline.method == "bma"
    endless = tuple(
        replace(each, high=math.inf) if each.method == "independence" else each for each in found.panel.results
    )
    assert replace(found, panel=replace(found.panel, results=endless)).headline.method == "independence"


def test_sample_coverage_of_little_coverage_is_neither_headline_nor_range():
    found = report_lists(read("ABC", THREE), methods=("coverage", "pairs", "independence"), replicates=100)
    coverage = found.panel["coverage"]
    assert "does not cover that bias" in next(c.text for c in coverage.cautions if c.code == "low_coverage")
    assert found.headline.method == "independence"
    assert found.range is None  # nor are two lists, which are taken because they overlap most
    whole = report_lists(read("ABC", THREE), methods=("coverage", "pairs", "independence", "bma"), replicates=100)
    assert {each.method for each in whole.range} == {"independence", "bma"}


def test_counts_beyond_what_can_be_sampled_are_estimated():
    huge = {1: 3e9, 2: 2e9, 4: 1e9, 3: 1e6, 5: 1e6, 6: 1e6, 7: 1e4}
    found = read("ABC", huge).sensitivity("independence")
    assert found.trajectory[0].median == pytest.approx(found.estimate, rel=0.05)


@pytest.mark.parametrize("method", ["stepwise", "bic", "coverage"])
def test_the_order_of_rows_and_columns_changes_no_interval(method):
    rows = as_rows(population(6000, (0.25, 0.2, 0.15, 0.15), together=0.2))
    at = np.random.default_rng(1).permutation(len(rows["n"]))
    mixed = {name: [rows[name][i] for i in at] for name in ("n", "D", "B", "A", "C")}
    one, other = (lists(each, count="n").estimate(method, replicates=100) for each in (rows, mixed))
    assert (one.low, one.high) == pytest.approx((other.low, other.high), rel=1e-9)


@pytest.mark.parametrize("value", ["1_0", "ten", "-3", "2.5", "inf"])
def test_counts_are_plain_numbers(value):
    with pytest.raises(InputError, match="record 1"):
        lists({"A": [1, 0], "B": [1, 1], "n": [value, "4"]}, count="n")


def test_sample_coverage_cites_the_journal_it_is_in():
    assert "Journal of the American Statistical Association 93(441), 283-293" in METHODS["coverage"].citation


def test_a_lopsided_bootstrap_has_no_narrow_interval():
    """Nearly all replicates lie to one side: BCa alone says 4,401 to 5,616 where the replicates go to 800 million."""
    found = read("ABC", {1: 300.0, 2: 300.0, 4: 300.0, 3: 1.0, 5: 1.0, 6: 1.0, 7: 30.0})
    for method in ("stepwise", "bic"):
        result = found.estimate(method, replicates=1000)
        assert "lopsided_replicates" in codes(result.cautions)
        assert result.low <= np.quantile(result.draws, 0.03)
        assert result.high >= np.quantile(result.draws, 0.97)
    assert "lopsided_replicates" in codes(found.diagnose().findings)


def test_too_few_replicates_for_a_high_level_are_said():
    assert "few_replicates" in codes(read("ABC", THREE, level=0.999).independence(replicates=1000).cautions)
    assert "few_replicates" not in codes(read("ABC", THREE).independence(replicates=1000).cautions)


def test_the_estimate_by_graphs_does_not_depend_on_where_the_grid_ends():
    found = read("ABC", {1: 40.0, 2: 30.0, 4: 20.0, 3: 6.0})
    near, far = found.graphs(most=1e4), found.graphs(most=1e8)
    assert near.estimate == pytest.approx(far.estimate, rel=0.02)
    assert far.details["mean"] > 2.0 * near.details["mean"]


def test_sample_coverage_tells_nothing_where_some_lists_cannot_share_anybody():
    possible = {1: 300.0, 2: 200.0, 4: 100.0, 5: 40.0, 6: 20.0}
    found = lists(as_rows(made("ABC", possible)), count="n", impossible=[("A", "B")]).coverage()
    assert found.estimate is None
    assert codes(found.cautions) == {"impossible_ignored"}


@pytest.mark.parametrize(("k", "words"), [(3, "three"), (5, "four"), (6, "three")])
def test_the_assumption_of_models_says_how_many_lists_may_depend_on_each_other(k, words):
    found = lists(as_rows(population(3000, (0.3,) * k)), count="n")
    for result in (found.bma(), found.bic(replicates=0)):
        assert f"{words} or more at a time" in result.assumption
    if k == 5:
        assert "three or more at a time" in found.bma(order=2).assumption


def test_what_lies_below_the_floor_is_named():
    found = read("ABC", {1: 900.0, 2: 900.0, 4: 900.0, 3: 20.0, 5: 20.0, 6: 90.0, 7: 60.0})
    panel = found.panel(["pairs", "chao", "independence"])
    assert panel["pairs"].estimate < panel["chao"].low
    assert "below_the_floor" in codes(panel.cautions)


def test_a_floor_is_told_by_its_lower_end():
    report = report_lists(read("ABC", THREE), methods=("chao",))
    bound = report.panel["chao"]
    assert f"at least about {int(bound.low / 10) * 10:,} in all" in report.document().lead


def test_no_false_precision_in_the_first_sentence():
    found = read("ABC", {1: 300.0, 2: 300.0, 4: 300.0, 3: 1.0, 5: 1.0, 6: 1.0, 7: 30.0})
    lead = report_lists(found, methods=("bma",)).document().lead
    assert "26,500,000 to 24,800,000,000" in lead  # outwards, to three digits


def test_an_estimate_that_falls_at_every_step_has_not_settled():
    from palermo.estimate._lists._sensitivity import SHARES, Sample, _unsettled

    def samples(*medians):
        return tuple(Sample(share, None, each, None, 0) for share, each in zip(SHARES, medians, strict=True))

    assert _unsettled(11418.0, samples(14242.0, 13119.0, 12942.0, 12360.0, 11418.0))
    assert not _unsettled(11418.0, samples(11500.0, 11300.0, 11450.0, 11380.0, 11418.0))
