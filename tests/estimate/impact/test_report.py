"""What the first line says: a harm before all else, a null as a null, and never more than the interval allows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.impact.invented import months, regions, rollout, villages

from palermo.errors import InputError
from palermo.estimate import Plan, PowerReport, Verdict, report_impact
from palermo.estimate._impact._results import RATIO, SHARE, Effect
from palermo.estimate._impact._verdict import findings, lead
from palermo.report import Lines, to_html, to_json
from palermo.report._drawing import lines_drawn

DID = {"group": "campaign", "time": "wave", "after": ["1"], "cluster": "village"}


def effect(low, high, *, p=0.01, scale=SHARE, method="difference_in_differences", outcome="y", cautions=()):
    middle = None if low is None else (low + high) / 2
    return Effect(
        method, middle, low, high, 0.95, "It holds.", cautions, outcome=outcome, scale=scale, p=p, n=100, error=0.02
    )  # fmt: skip


def said(*effects, matters=None, good=None, labels=None):
    size = {} if matters is None else dict.fromkeys((each.outcome for each in effects), matters)
    found = findings(effects, labels=labels or {}, good=good or {}, matters=size, level=0.95)
    return lead(found), [each.verdict for each in found]


@pytest.mark.parametrize(
    ("low", "high", "matters", "p", "begins", "verdict"),
    [
        (-0.08, -0.02, None, 0.01, "Attitudes got worse: −5.0\xa0points (95\xa0% interval −8.0 to −2.0", "worse"),
        (
            -0.02,
            0.03,
            None,
            0.6,
            "It did not work, as far as this study can tell: attitudes changed by +0.5",
            "nothing",
        ),
        (-0.02, 0.03, 0.05, 0.6, "It did not work: attitudes changed by +0.5", "nothing"),
        (-0.10, 0.20, None, 0.6, "Whether it worked cannot be told: attitudes changed by +5.0", "untold"),
        (-0.02, 0.08, 0.05, 0.2, "Whether it worked cannot be told: attitudes", "untold"),
        (0.02, 0.08, 0.05, 0.01, "It worked: attitudes got better by +5.0", "better"),
        (0.01, 0.03, 0.05, 0.01, "It worked, but little: attitudes", "small"),
        (None, None, None, None, "Whether it worked cannot be told", "untold"),
        (float("-inf"), float("inf"), None, 1.0, "Whether it worked cannot be told", "untold"),
    ],
)
def test_the_first_line_says_what_the_interval_says(low, high, matters, p, begins, verdict):
    one = effect(low, high, p=p)
    text, verdicts = said(one, matters=matters, labels={"y": "attitudes"})
    assert text.startswith(begins)
    assert verdicts == [Verdict(verdict)]
    assert "if this holds: It holds." in text


def test_where_less_is_better_a_rise_is_a_harm():
    text, _ = said(effect(0.02, 0.08), good={"y": "down"}, labels={"y": "negative attitudes"})
    assert text.startswith("Negative attitudes got worse: +5.0")
    assert said(effect(-0.08, -0.02), good={"y": "down"})[1] == [Verdict.BETTER]
    assert said(effect(-0.08, -0.02), good={"y": "none"})[1] == [Verdict.FEWER]


def test_a_harm_comes_first_and_nothing_before_what_worked():
    better, none = effect(0.02, 0.08, outcome="better", p=0.001), effect(-0.02, 0.03, outcome="none", p=0.6)
    worse = effect(-0.08, -0.02, outcome="worse", p=0.04)
    text, verdicts = said(better, none, worse)
    assert verdicts == [Verdict.WORSE, Verdict.NOTHING, Verdict.BETTER]
    assert text.index("Worse got worse") < text.index("It did not work") < text.index("It worked")


def test_one_of_many_looks_is_no_success_but_a_harm_stays_one():
    outcomes = [effect(-0.02, 0.03, outcome=f"none{at}", p=0.5) for at in range(4)]
    assert said(effect(0.01, 0.08, outcome="lucky", p=0.03), *outcomes)[1][-1] is Verdict.UNTOLD
    assert said(effect(-0.08, -0.01, outcome="harm", p=0.03), *outcomes)[1][0] is Verdict.WORSE


def test_without_a_comparison_nothing_is_claimed_to_have_worked():
    text, _ = said(effect(0.02, 0.08, method="before_after"))
    assert "It worked" not in text
    assert "cannot be told without a comparison" in text
    assert "That what was done is the reason rests on this: It holds." in text


def test_nothing_good_is_claimed_where_the_comparison_does_not_fit():
    from palermo.estimate import Caution

    text, verdicts = said(effect(0.02, 0.08, cautions=(Caution("bad_fit", "It misses."),)))
    assert verdicts == [Verdict.UNTOLD]
    assert text.endswith("But: It misses.")


def test_a_ratio_is_told_in_per_cent_and_compared_by_its_logarithm():
    text, verdicts = said(effect(1.1, 1.3, scale=RATIO), good={"y": "none"}, labels={"y": "calls"})
    assert text.startswith("Calls: more than without it, by +20\xa0% (95\xa0% interval +10 to +30\xa0%)")
    assert verdicts == [Verdict.MORE]
    assert said(effect(0.95, 1.05, scale=RATIO), matters=0.1)[1] == [Verdict.NOTHING]
    assert said(effect(0.95, 1.15, scale=RATIO), matters=0.1)[1] == [Verdict.UNTOLD]


@settings(max_examples=60)
@given(st.floats(-1, 1), st.floats(0.001, 1), st.sampled_from(["up", "down", "none"]), st.none() | st.floats(0.01, 0.5))
def test_a_verdict_never_claims_more_than_its_interval(low, width, good, matters):
    high = low + width
    (verdict,) = said(effect(low, high, p=0.01 if low > 0 or high < 0 else 0.5), good={"y": good}, matters=matters)[1]
    if verdict in (Verdict.BETTER, Verdict.SMALL, Verdict.WORSE, Verdict.MORE, Verdict.FEWER):
        assert low > 0 or high < 0
    if low > 0 and good == "down":
        assert verdict is Verdict.WORSE
    if high < 0 and good == "up":
        assert verdict is Verdict.WORSE
    if verdict is Verdict.NOTHING:
        assert low <= 0 <= high


@pytest.mark.parametrize(
    ("change", "begins"), [(-0.25, "Knowledge got worse"), (0.0, "It did not work"), (0.3, "It worked")]
)
def test_a_study_that_harmed_failed_or_worked_says_so_in_its_first_line(change, begins):
    table = villages(5, effect=change, clusters=40, each=12)
    found = report_impact(table, "difference_in_differences", ["knows"], labels={"knows": "knowledge"}, **DID)
    assert found.lead.startswith(begins)
    page = to_html(found.document())
    assert begins in page
    assert found.findings[0].smallest_seen > 0


@pytest.mark.parametrize("design", ["staggered", "interrupted", "synthetic", "before_after", "groups"])
def test_every_design_makes_a_report_a_page_and_json(design):
    series, start = months(step=0.4)
    table, outcome, options = {
        "staggered": (rollout(), "y", {"unit": "unit", "time": "time", "first": "first"}),
        "interrupted": (series, "calls", {"time": "month", "start": start, "season": 12, "family": "poisson"}),
        "synthetic": (regions(), "cases", {"unit": "region", "time": "year", "treated": "r00", "start": "2012"}),
        "before_after": (villages(), "knows", {"time": "wave", "after": ["1"], "cluster": "village"}),
        "groups": (villages(), "knows", {"group": "campaign", "cluster": "village"}),
    }[design]
    found = report_impact(table, design, [outcome], good={outcome: "none"}, **options)
    told = json.loads(to_json(found.to_dict()))
    assert told["results"][0]["verdict"] in set(Verdict)
    assert told["results"][0]["assumption"]
    page = to_html(found.document())
    assert "<figure" in page
    assert "To repeat it" in page


def pictures(table, outcomes, **options):
    found = report_impact(table, "difference_in_differences", outcomes, **DID, **options)
    return [each for each in found.document().sections[0].blocks if isinstance(each, Lines)]


def test_an_outcome_below_zero_is_drawn_from_below_zero():
    table = villages()
    table["score"] = [each - 0.7 for each in table["knows"]]
    (drawn,) = pictures(table, ["score"])
    assert drawn.base < min(each for line in drawn.lines for each in line.values if each is not None)
    assert "\N{MINUS SIGN}" in drawn.says(drawn.base)


def test_each_outcome_has_a_picture_whose_axis_shows_its_effect():
    table = villages()
    table["scale"] = [3 + each for each in table["knows"]]
    scale, share = sorted(pictures(table, ["knows", "scale"]), key=lambda each: each.share)
    assert share.base == 0
    assert scale.base > 2
    assert "does not begin at zero" in scale.note
    values = [each for line in scale.lines for each in line.values if each is not None]
    found = report_impact(table, "difference_in_differences", ["scale"], **DID).findings[0].effect
    low, top = (float(text) for _, text in (lines_drawn(scale).ticks[0], lines_drawn(scale).ticks[-1]))
    assert low <= min(values) < max(values) <= top
    assert top - low < 3 * max(max(values) - min(values), found.high - found.low)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"matters": -0.1}, "above 0"),
        ({"level": 95}, "between 0 and 1"),
        ({"labels": {"nothing": "x"}}, "none of the outcomes"),
        ({"good": {"knows": "sideways"}}, "up, down or none"),
    ],
)
def test_what_a_report_cannot_be_asked_is_refused(options, told):
    with pytest.raises(InputError, match=told):
        report_impact(villages(), "difference_in_differences", ["knows"], **DID, **options)


def test_what_a_study_could_see_is_a_report_too():
    found = PowerReport(Plan(treated=20, comparison=20, per_cluster=25, baseline=0.4, waves="before_and_after"), 0.1)
    page = to_html(found.document())
    assert "would see an effect of" in page
    assert found.needed > 20
    assert json.loads(to_json(found.to_dict()))["power"] < 0.8
