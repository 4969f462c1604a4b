"""The report of a table of lists: the answer first, and everything that it hangs on."""

import json

import pytest

from palermo.errors import InputError
from palermo.estimate import lists, report_draws, report_lists
from palermo.report import to_html, to_json

HISTORIES = {
    "police": [1, 0, 0, 1, 1, 0, 1],
    "shelter": [0, 1, 0, 1, 0, 1, 1],
    "hotline": [0, 0, 1, 0, 1, 1, 1],
    "people": [500, 300, 400, 40, 60, 30, 8],
}
QUICK = ("chao", "independence", "stepwise")


def table(**more):
    return lists(HISTORIES | more, count="people")


@pytest.fixture(scope="module")
def found():
    return report_lists(table(), methods=QUICK, replicates=200, source={"file": "a.csv"}, settings={"level": 0.95})


def test_the_first_sentence_has_the_answer_its_interval_and_what_it_rests_on(found):
    lead = found.document().lead
    first = found.headline
    assert first.method == "stepwise"
    assert "1,338 people are on at least one of 3 lists" in lead
    assert f"interval {int(first.low / 10) * 10:,} to {(int(first.high / 10) + 1) * 10:,})" in lead
    assert first.assumption in lead
    assert "say from" in lead, "the range of methods is told, however near they are"
    assert "(independent lists)" in lead


def test_where_methods_lie_far_apart_the_range_comes_first(found):
    from dataclasses import replace

    results = tuple(
        replace(each, estimate=each.estimate * (3 if each.method == "independence" else 1))
        for each in found.panel.results
    )
    apart = replace(found, panel=replace(found.panel, results=results))
    assert apart.document().lead.startswith("The data do not settle the number.")
    assert "(independent lists)" in apart.document().lead


def test_the_machine_s_form_holds_what_was_promised(found):
    told = json.loads(to_json(found.to_dict()))
    assert {"lists", "n", "seed", "version", "results", "diagnosis", "sensitivity"} <= set(told)
    assert told["lists"] == ["police", "shelter", "hotline"]
    assert [each["method"] for each in told["results"]] == list(QUICK)
    for each in told["results"]:
        assert {"method", "estimate", "low", "high", "level", "assumption", "cautions"} <= set(each)
    assert told["settings"]["versions"]["numpy"]


def test_the_page_has_every_part(found):
    page = to_html(found.document())
    for heading in (
        "What the methods say",
        "What would change it most",
        "What is wrong with the data, and what to do about it",
        "The methods",
        "To repeat it",
    ):
        assert f"<h2>{heading}</h2>" in page
    assert "Chao 1989" in page
    assert 'class="whisker"' in page
    assert "a.csv" in page


def test_strata_and_change_have_sections_of_their_own():
    rows = {name: values * 2 for name, values in HISTORIES.items()}
    rows["people"][7:] = [each // 2 for each in rows["people"][7:]]
    rows["period"] = ["2015"] * 7 + ["2016"] * 7
    found = report_lists(
        lists(rows, count="people", stratum="period"), methods=("chao",), replicates=200, change=("2015", "2016")
    )
    titles = [section.title for section in found.document().sections]
    assert {"By stratum", "Change between periods"} <= set(titles)
    told = found.to_dict()
    assert told["change"]["ratio"]["low"] < 0.5 < told["change"]["ratio"]["high"] < 1
    assert "campaign" in json.dumps(told["change"]["cautions"])


def test_draws_of_a_linkage_widen_the_interval_and_are_told():
    few = dict(HISTORIES, people=[500, 300, 400, 30, 45, 22, 6])
    many = dict(HISTORIES, people=[500, 300, 400, 55, 80, 40, 11])
    one = report_draws([table()] * 2, methods=("independence",), replicates=400)
    mixed = report_draws(
        [lists(each, count="people") for each in (few, many)], methods=("independence",), replicates=400
    )
    wide, narrow = mixed.panel["independence"], one.panel["independence"]
    assert wide.high - wide.low > narrow.high - narrow.low
    assert "drawn 2 times" in to_html(mixed.document())


def test_where_nobody_overlaps_no_number_is_told():
    nobody = lists({"a": [1, 0], "b": [0, 1], "people": [30, 40]}, count="people")
    found = report_lists(nobody, methods=("independence", "stepwise", "chao"), replicates=200)
    lead = found.document().lead
    assert lead.endswith("How many are on none cannot be said from this table.")
    assert found.headline is None
    assert any("share nobody" in each.text or "Nobody is on two" in each.text for each in found.diagnosis.findings)
    json.loads(to_json(found.to_dict()))


def test_a_lower_bound_is_told_as_one():
    found = report_lists(table(), methods=("chao",), replicates=200)
    assert found.headline is None
    assert "There are at least about" in found.document().lead


def test_a_method_that_is_not_there_is_named():
    with pytest.raises(InputError, match="stepwise"):
        report_lists(table(), methods=("guess",))


def words(found, title="What would change it most"):
    section = next(each for each in found.document().sections if each.title == title)
    return " ".join(each.text for each in section.blocks if hasattr(each, "text"))


def test_what_the_answer_hangs_on_is_asked_of_its_own_method():
    found = report_lists(table(), methods=("bma", "stepwise"), replicates=50)
    assert found.headline.method == found.sensitivity.method == "bma"
    assert "By average of models by BIC" in words(found)
    assert "The number above" not in words(found)
    of_draws = report_draws([table(), table()], methods=("chao", "coverage"), replicates=60)
    assert of_draws.headline.method == of_draws.sensitivity.method == "coverage"


def test_another_method_stands_in_where_its_own_is_too_slow_and_says_why(found):
    from dataclasses import replace

    slow = replace(found.headline, method="threshold")
    said = words(replace(found, panel=replace(found.panel, results=(slow,))))
    assert "The number above is by Bayesian threshold" in said
    assert "All that follows is by stepwise choice of pairs" in said


@pytest.mark.parametrize(
    ("ratios", "says"),
    [
        ((0.6, 0.8), "smaller than it is, at 0.60 to 0.80 times the truth. If that is not chance"),
        ((1.2, 1.9), "larger than it is, at 1.20 to 1.90 times the truth. If that is not chance"),
        ((0.7, 1.4), "at 0.70 to 1.40 times the truth: so far off is the method"),
    ],
)
def test_lists_of_known_size_are_told_in_a_sentence(found, ratios, says):
    from dataclasses import replace

    known = found.sensitivity.consistency[0]
    consistency = tuple(replace(known, truth=100, estimate=100 * each) for each in ratios)
    assert says in words(replace(found, sensitivity=replace(found.sensitivity, consistency=consistency)))
