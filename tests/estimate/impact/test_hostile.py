"""What a hostile statistician would try: few treated places, nothing that varies, nulls that are none."""

import numpy as np
import pytest
from tests.estimate.impact.test_report import effect, said

from palermo.errors import InputError
from palermo.estimate import (
    Caution,
    Verdict,
    before_after,
    difference_in_differences,
    interrupted,
    report_impact,
    staggered,
    synthetic_control,
    two_groups,
)
from palermo.estimate._impact._infer import infer, welch_degrees
from palermo.estimate._impact._regress import regress
from palermo.estimate._impact._results import RATIO, UNITS, UPPER_LOST, Check


def trial(rng, treated, others, each=10):
    """Clusters with a mind of their own, and nothing done."""
    clusters = treated + others
    who = np.repeat(np.arange(clusters), each)
    y = rng.normal(size=clusters)[who] + rng.normal(size=len(who))
    return regress(y, [("level", np.ones(len(who))), ("effect", (who < treated).astype(float))], clusters=who)


@pytest.mark.parametrize(("treated", "others", "most"), [(2, 43, 1), (4, 41, 6), (2, 8, 4), (3, 3, 6)])
def test_few_treated_places_do_not_make_an_effect_of_nothing(treated, others, most):
    rng = np.random.default_rng(treated)
    tries = [infer(trial(rng, treated, others), "effect", level=0.95, replicates=199, seed=1) for _ in range(60)]
    assert sum(not each.low <= 0 <= each.high for each in tries) <= most  # by the usual formula 17 of 2 and 43


def test_many_clusters_in_both_groups_have_the_usual_formula():
    found = infer(trial(np.random.default_rng(1), 25, 25), "effect", level=0.95, replicates=199, seed=1)
    assert found.how == "t, 50 clusters (CRV1)"
    assert found.degrees == 49


def test_degrees_of_freedom_are_those_of_the_few_that_decide():
    few = np.arange(42) < 2
    assert welch_degrees(np.where(few, 1.0, 0.0), few) == pytest.approx(1.0)
    assert welch_degrees(np.where(few, 0.0, 1.0), few) < 1.2  # two that are alike by luck
    assert welch_degrees(np.where(few, 0.0, 1.0), np.arange(42) < 21) == pytest.approx(40.0, abs=3)
    assert welch_degrees(np.ones(5), np.ones(5, bool)) == pytest.approx(4.0)


@pytest.mark.parametrize("outcome", ["all", "one"])
def test_where_nothing_varies_or_one_answer_stands_alone_there_is_no_interval(outcome):
    table = {"arm": ["yes"] * 40 + ["no"] * 40, "wave": ([0] * 20 + [1] * 20) * 2}
    table["knows"] = [0] * 20 + [1] * 20 + [0] * 40
    if outcome == "one":
        table = {"arm": ["yes"] * 21 + ["no"] * 40, "wave": [0, *[1] * 20, *[0] * 20, *[1] * 20]}
        table["knows"] = [0, *[1, 0] * 30]
    how = {"group": "arm", "time": "wave", "after": ["1"]}
    found = report_impact(table, "difference_in_differences", ["knows"], **how)
    one = found.findings[0]
    assert (one.effect.low, one.effect.high, one.effect.p) == (None, None, None)
    assert one.verdict is Verdict.UNTOLD
    assert found.lead.startswith("Whether it worked cannot be told")


def test_people_who_all_changed_alike_give_no_interval():
    table = {"y": [1.0, 2, 3, 4, 2, 3, 4, 5], "wave": [0] * 4 + [1] * 4, "who": [*"abcd"] * 2}
    found = before_after(table, "y", time="wave", after=["1"], unit="who")
    assert (found.estimate, found.low, found.high) == (1.0, None, None)
    assert "no_spread" in [each.code for each in found.cautions]


def test_three_answers_beside_fifty_have_an_interval_of_three():
    rng = np.random.default_rng(2)
    missed = 0
    for _ in range(100):
        y = [*rng.normal(0, 3, 6), *rng.normal(0, 1, 60)]
        found = two_groups({"y": y, "arm": ["yes"] * 6 + ["no"] * 60}, "y", group="arm")
        missed += not found.low <= 0 <= found.high
    assert missed <= 10  # by HC1 with 64 degrees of freedom 15
    assert two_groups({"y": y[3:], "arm": ["yes"] * 3 + ["no"] * 60}, "y", group="arm").low is None


def test_a_village_that_was_asked_only_once_leaves_no_error():
    rng = np.random.default_rng(1)
    village = np.repeat(np.arange(8), 20)
    wave = np.where(village < 4, (village == 0).astype(int), np.tile([0, 1], 80))
    table = {"y": rng.integers(0, 2, 160).tolist(), "village": [f"v{each}" for each in village]}
    table |= {"arm": ["yes" if each < 4 else "no" for each in village], "wave": wave.tolist()}
    found = difference_in_differences(table, "y", group="arm", time="wave", after=["1"], cluster="village")
    assert found.low is None
    assert "few_in_a_cell" in [each.code for each in found.cautions]


@pytest.mark.parametrize(
    ("low", "high", "scale", "matters", "verdict", "words"),
    [
        (-50.0, 54.0, UNITS, None, "untold", "what would matter was not named"),
        (-50.0, 4.0, UNITS, 20, "nothing", "whether it did harm cannot be told"),
        (-5.0, 4.0, UNITS, 20, "nothing", "It did not work: y changed"),
        (0.5, 9.0, RATIO, None, "untold", "both no change and the 15\xa0% that campaigns aim at"),
        (0.95, 1.1, RATIO, None, "nothing", "It did not work, as far as this study can tell"),
    ],
)
def test_it_did_not_work_is_said_of_what_was_seen_and_not_of_what_was_not(low, high, scale, matters, verdict, words):
    text, verdicts = said(effect(low, high, scale=scale, p=0.6), matters=matters)
    assert verdicts == [Verdict(verdict)]
    assert words in text


def test_where_less_is_better_a_rise_that_would_matter_is_a_harm_that_is_not_ruled_out():
    text, verdicts = said(effect(-0.01, 0.3, p=0.2), matters=0.05, good={"y": "down"})
    assert verdicts == [Verdict.NOTHING]
    assert "whether it did harm cannot be told" in text


@pytest.mark.parametrize("code", ["bad_fit", "perfect_fit"])
@pytest.mark.parametrize(("low", "high"), [(-0.08, -0.02), (-0.02, 0.03), (0.02, 0.08)])
def test_a_comparison_that_does_not_fit_tells_nothing_at_all(code, low, high):
    assert said(effect(low, high, cautions=(Caution(code, "It misses."),)))[1] == [Verdict.UNTOLD]


@pytest.mark.parametrize("code", ["trend_before", "attrition_bounds", "drift"])
def test_what_speaks_against_the_assumption_ends_a_success_and_not_a_harm(code):
    cautions = (Caution(code, "Mind this."),)
    text, verdicts = said(effect(0.02, 0.08, cautions=cautions))
    assert verdicts == [Verdict.UNTOLD]
    assert text.startswith("Whether it worked cannot be told")
    text, verdicts = said(effect(-0.08, -0.02, cautions=cautions))
    assert verdicts == [Verdict.WORSE]
    assert text.endswith("But: Mind this.")


def test_those_who_were_lost_can_undo_a_null():
    from dataclasses import replace

    seen = effect(-0.02, 0.03, p=0.6)
    lost = replace(seen, checks=(Check(UPPER_LOST, 0.12, None, 0.2, None, ""),))
    assert said(seen, matters=0.05)[1] == [Verdict.NOTHING]
    text, verdicts = said(lost, matters=0.05)
    assert verdicts == [Verdict.UNTOLD]
    assert "with those who were lost it may be 12\xa0points" in text


def test_a_harm_among_many_looks_says_what_chance_shows_and_neither_more_nor_fewer_is_luck():
    outcomes = [effect(-0.02, 0.03, outcome=f"none{at}", p=0.5) for at in range(9)]
    text, _ = said(effect(-0.08, -0.01, outcome="harm", p=0.03), *outcomes)
    assert text.startswith("Harm got worse")
    assert "chance alone would show one such as often" in text.partition(", if this holds")[0]
    for low, high in ((0.01, 0.08), (-0.08, -0.01)):
        verdicts = said(effect(low, high, outcome="calls", p=0.03), *outcomes, good={"calls": "none"})[1]
        assert Verdict.MORE not in verdicts
        assert Verdict.FEWER not in verdicts


def scale(before, after):
    """Answers of 200 treated people and 200 others, so many on each step."""
    table = {"y": [], "arm": []}
    for arm, counts in (("no", before), ("yes", after)):
        answers = np.repeat(np.arange(1, 6), counts).tolist()
        table["y"] += answers
        table["arm"] += [arm] * len(answers)
    return table


def test_a_rise_that_hangs_on_how_far_apart_steps_are_is_no_success():
    table = scale([40, 20, 20, 20, 100], [0, 40, 40, 80, 40])
    found = report_impact(table, "groups", ["y"], group="arm")
    assert found.findings[0].verdict is Verdict.UNTOLD
    alike = scale([40, 20, 20, 20, 100], [10, 10, 20, 20, 140])
    plain = two_groups(alike, "y", group="arm")
    assert plain.low > 0
    assert "steps" not in [each.code for each in plain.cautions]
    assert any(each.name == "Above each step" for each in plain.checks)


def rolled_out(rng, treated, others):
    rows = {"unit": [], "time": [], "first": [], "y": []}
    for unit in range(treated + others):
        for time in range(2001, 2006):
            rows["unit"].append(f"u{unit}")
            rows["time"].append(time)
            rows["first"].append(2003 if unit < treated else None)
            rows["y"].append(rng.normal())
    return rows


@pytest.mark.parametrize(("treated", "others"), [(2, 30), (20, 2)])
def test_a_roll_out_to_few_or_beside_few_has_the_degrees_of_these(treated, others):
    rng = np.random.default_rng(3)
    tries = [
        staggered(rolled_out(rng, treated, others), "y", unit="unit", time="time", first="first") for _ in range(40)
    ]
    assert sum(not each.low <= 0 <= each.high for each in tries) <= 6
    assert max(each.degrees for each in tries) < 1.5


def test_never_is_blank_and_not_zero():
    table = rolled_out(np.random.default_rng(1), 5, 5)
    table["first"] = [each or 0 for each in table["first"]]
    with pytest.raises(InputError, match="Leave it blank"):
        staggered(table, "y", unit="unit", time="time", first="first")


def series(rng, echo, n=24):
    noise = [rng.normal() / np.sqrt(1 - echo**2)]
    for _ in range(n - 1):
        noise.append(echo * noise[-1] + rng.normal())
    return {"month": [f"{2018 + at // 12}-{at % 12 + 1:02}" for at in range(n)], "y": noise}


@pytest.mark.parametrize(("echo", "most"), [(0.0, 2), (0.6, 3), (0.8, 5)])
def test_a_series_that_echoes_does_not_make_an_effect_of_nothing(echo, most):
    rng = np.random.default_rng(7)
    tries = [interrupted(series(rng, echo), "y", time="month", start="2019-01") for _ in range(40)]
    assert (
        sum(not each.low <= 0 <= each.high for each in tries) <= most
    )  # with one echo taken for the truth 4 and 6 of 40


def test_a_line_without_a_flaw_has_no_interval():
    table = {"month": list(range(2000, 2024)), "y": [float(at + 5 * (at > 11)) for at in range(24)]}
    found = report_impact(table, "interrupted", ["y"], time="month", start="2012")
    assert found.findings[0].effect.low is None
    assert found.lead.startswith("Whether it worked cannot be told")


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ([f"2020-01-{day:02}" for day in range(1, 29) if day not in (10, 11)], "not evenly apart"),
        ([f"20{18 + at // 4}-Q{at % 4 + 1}" for at in range(20) if at != 5], "not evenly apart"),
        ([f"2020-W{week}" for week in range(1, 30) if week != 5], "not evenly apart"),
        ([f"{day:02}/03/2021" for day in range(1, 29)], "day or month first"),
    ],
)
def test_gaps_of_days_weeks_and_quarters_are_seen(times, told):
    table = {"time": times, "y": np.random.default_rng(1).normal(size=len(times)).tolist()}
    with pytest.raises(InputError, match=told):
        interrupted(table, "y", time="time", start=times[12])


def test_months_are_in_their_order_however_they_are_written():
    names = [f"20{20 + at // 12}-{at % 12 + 1}" for at in range(24)]
    table = {"time": names, "y": [float(at % 5 + 20 * (at >= 12)) for at in range(24)]}
    found = interrupted(table, "y", time="time", start="2021-1")
    assert found.course.places == tuple(names)
    days = [f"2020-{month:02}-01" for month in range(1, 13)]
    table = {"time": days, "y": np.random.default_rng(1).normal(size=12).tolist()}
    assert interrupted(table, "y", time="time", start="2020-07-01").n == 12
    waves = {"y": [0, 1] * 12, "time": [*["2021-2"] * 12, *["2021-10"] * 12]}
    assert before_after(waves, "y", time="time", after=["2021-10"]).level_before == 0.5


def noisy(seed, *, gap=0.0, others=20, times=18, twin=False):
    """Units that go up and down alike but for noise, the treated one by a gap above them all."""
    rng = np.random.default_rng(seed)
    y = 20 + rng.normal(size=(2, times)).cumsum(axis=1).T @ rng.normal(size=(2, others + 1)) / 4
    y = y.T + rng.normal(0, 0.5, (others + 1, times))
    y[0] += gap
    if twin:
        y[1] = y[0]
    return {
        "unit": np.repeat([f"r{each}" for each in range(others + 1)], times).tolist(),
        "time": np.tile(np.arange(2000, 2000 + times), others + 1).tolist(),
        "y": y.ravel().tolist(),
    }


def test_noise_that_all_units_have_is_no_misfit_and_a_unit_above_all_is_one():
    how = {"unit": "unit", "time": "time", "treated": "r0", "start": "2012"}
    alike = [{each.code for each in synthetic_control(noisy(seed), "y", **how).cautions} for seed in range(10)]
    assert sum("bad_fit" in each for each in alike) <= 2
    assert any("rough_fit" in each for each in alike)
    apart = [{each.code for each in synthetic_control(noisy(seed, gap=8), "y", **how).cautions} for seed in range(10)]
    assert all("bad_fit" in each for each in apart)


def test_a_copy_of_the_treated_unit_is_no_evidence_of_no_effect():
    how = {"unit": "unit", "time": "time", "treated": "r0", "start": "2012"}
    found = report_impact(noisy(1, twin=True), "synthetic", ["y"], matters=1.0, **how)
    assert found.findings[0].verdict is Verdict.UNTOLD
    assert "under another name" in found.lead


def test_people_asked_again_without_their_villages_are_warned_of():
    table = {"y": [0, 1, 0, 0, 1, 1, 0, 1] * 4, "who": [*range(16)] * 2, "wave": [0] * 16 + [1] * 16}
    table["arm"] = ["yes" if each < 8 else "no" for each in table["who"]]
    how = {"group": "arm", "time": "wave", "after": ["1"], "unit": "who"}
    table["y"][3] = 1
    found = difference_in_differences(table, "y", **how)
    assert "no_clusters" in {each.code for each in found.cautions}


def test_one_outcome_whose_exact_test_hesitates_is_not_laid_to_others():
    text, verdicts = said(effect(0.004, 0.2, p=0.062))
    assert verdicts == [Verdict.UNTOLD]
    assert "its own test does not rule out chance (p = 0.062)" in text
    assert "among the outcomes" not in text
