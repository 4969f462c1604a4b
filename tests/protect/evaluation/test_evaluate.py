"""What a safe table keeps, against a slow reference."""

import math
from itertools import groupby
from statistics import median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect.anonymity import recode
from palermo.protect.anonymity._generalise import readings
from palermo.protect.evaluation import EvaluationSettings, evaluate
from palermo.protect.evaluation._align import shuffled
from palermo.report import to_html, to_json


def counts(cases, length):
    """Combinations of values: a missing one is none."""
    found = slow.count(cases, length)
    return {each: n for each, n in found.items() if not any(code.startswith("?") for _, code in each)}


def of_length(found, length):
    return {each: n for each, n in found.items() if len(each) == length}


def near(value, part, whole):
    if whole == 0:
        assert value is None
    else:
        assert math.isclose(value, part / whole, abs_tol=1e-12)


def check_length(quality, true, safe, k):
    either = true.keys() | safe.keys()
    gap = {each: abs(safe.get(each, 0) - true.get(each, 0)) for each in either}
    total = sum(true.values())
    assert (quality.combinations, quality.combinations_safe) == (len(true), len(safe))
    assert quality.both == len(true.keys() & safe.keys())
    assert (quality.occurrences, quality.occurrences_safe) == (total, sum(safe.values()))
    near(quality.error, sum(gap[each] for each in true), total)
    near(quality.kept, sum(min(n, safe.get(each, 0)) for each, n in true.items()), total)
    near(quality.suppressed, sum(n for each, n in true.items() if each not in safe), total)
    near(quality.fabricated, sum(n for each, n in safe.items() if each not in true), sum(safe.values()))
    if total and safe:
        whole = sum(safe.values())
        assert math.isclose(
            quality.distance,
            sum(abs(true.get(e, 0) / total - safe.get(e, 0) / whole) for e in either) / 2,
            abs_tol=1e-12,
        )
    else:
        assert quality.distance is None
    assert quality.median_error == (median_low([gap[each] for each in true]) if true else None)
    near(quality.mean_error, sum(gap[each] for each in true), len(true))
    near(quality.mean_error_in_both, sum(gap[each] for each in true if each in safe), quality.both)
    frequent = [each for each, n in true.items() if n >= k]
    assert quality.frequent == len(frequent)
    assert quality.frequent_kept == sum(each in safe for each in frequent)
    near(quality.preserved, sum(min(safe.get(e, 0) / true[e], 1) for e in frequent), len(frequent))
    near(quality.relative_error, sum(gap[e] / true[e] for e in frequent), len(frequent))
    for count, present, below in (("rare", "rare_present", k), ("unique", "unique_present", 2)):
        few = [each for each, n in true.items() if n < below]
        assert getattr(quality, count) == len(few)
        assert getattr(quality, present) == sum(each in safe for each in few)


@settings(max_examples=40, deadline=None)
@given(slow.tables(), slow.tables(), st.integers(1, 3), st.integers(2, 5))
def test_every_figure_is_that_of_the_reference(cases, safe, length, k):
    if not cases.num_rows:
        return
    length = min(length, len(cases.names))
    found = evaluate(cases, safe, settings=EvaluationSettings(length, k, groups=("gender",)))
    if found.coarser:
        return  # compared by broader codes: has a test of its own
    true, ours = counts(cases, length), counts(safe, length)
    theirs = counts(shuffled(cases, seed=0), length)
    for place in range(length):
        size = place + 1
        check_length(found.lengths[place], of_length(true, size), of_length(ours, size), k)
        check_length(found.shuffled[place], of_length(true, size), of_length(theirs, size), k)
    for part in [*found.by_attribute, *found.by_column]:
        for place in range(length):
            holds = {
                each: n
                for each, n in of_length(true, place + 1).items()
                if any(column == part.column and part.code in (None, code) for column, code in each)
            }
            near(part.errors[place], sum(abs(n - ours.get(e, 0)) for e, n in holds.items()), sum(holds.values()))
            near(part.suppressed[place], sum(n for e, n in holds.items() if e not in ours), sum(holds.values()))
    alone = {each: n for each, n in of_length(true, 1).items() if n >= k}
    assert {(part.column, part.code): part.cases for part in found.by_attribute} == {
        next(iter(e)): n for e, n in alone.items()
    }
    for part in found.by_attribute:
        assert part.cases_safe == ours.get(frozenset({(part.column, part.code)}), 0)
    assert all(group.cases >= k and group.column == "gender" for group in found.groups)
    small = [e for e, n in of_length(true, 1).items() if n < k and next(iter(e))[0] == "gender"]
    assert found.groups_small == len(small)


@settings(max_examples=30, deadline=None)
@given(slow.tables(), st.integers(1, 3))
def test_the_table_itself_has_no_error(cases, length):
    if not cases.num_rows:
        return
    found = evaluate(cases, cases, settings=EvaluationSettings(min(length, len(cases.names)), 2))
    for each in found.lengths:
        assert (each.error or 0, each.suppressed or 0, each.fabricated or 0, each.distance or 0) == (0, 0, 0, 0)
        assert each.rare_present == each.rare
    assert all(size.error == 0 and size.bias == 0 and size.spread == 0 for size in found.sizes)
    assert all(each.before == each.after for each in found.missing)


def invented(n=120):
    """Two columns that go together, one that does not, and a small group."""
    return make_cases(
        gender=["woman", "man"] * (n // 2 - 2) + ["trans_woman"] * 4,
        age_band=["9-17", "48+"] * (n // 2),
        citizenship=["PHL", "PHL", "UKR"] * (n // 3),
        means_of_control=[["threats"], ["debt_bondage", "threats"], [], Missing.UNKNOWN] * (n // 4),
    )


def test_an_empty_output_keeps_nothing():
    cases = invented()
    found = evaluate(cases, cases.filter(cases.values("gender").is_null()), settings=EvaluationSettings(3, 10))
    for each in found.lengths:
        assert (each.error, each.kept, each.suppressed, each.fabricated) == (1.0, 0.0, 1.0, None)
        assert each.rare_present == 0
    assert "came out" in found.document().lead


def test_shuffled_columns_keep_each_column_alone_and_nothing_together():
    cases = invented()
    found = evaluate(cases, shuffled(cases, seed=7), settings=EvaluationSettings(2, 10))
    assert found.lengths[0].error == 0
    assert found.lengths[1].error > 0.2
    page = to_html(found.document())
    assert page.count('<svg class="picture"') == 3
    assert "shuffled columns" in page


def test_the_worst_group_is_named_and_a_small_one_never():
    cases = invented()
    safe = make_cases(
        gender=["woman", "woman"] * 60,
        age_band=["9-17", "48+"] * 60,
        citizenship=["PHL", "PHL", "UKR"] * 40,
        means_of_control=[["threats"], ["debt_bondage", "threats"], [], Missing.UNKNOWN] * 30,
    )
    found = evaluate(cases, safe, settings=EvaluationSettings(3, 10, groups=("gender",)))
    assert (found.worst.column, found.worst.code, found.worst.cases) == ("gender", "man", 58)
    assert found.groups_small == 1
    for text in (to_html(found.document("A promise.")), to_json(found)):
        assert "trans_woman" not in text
    assert "Worst served: Gender: Man (58 cases)" in to_html(found.document())


def test_sizes_stand_in_buckets():
    cases = invented()
    found = evaluate(cases, cases, settings=EvaluationSettings(2, 10))
    true = counts(cases, 2)
    for size in found.sizes:
        inside = [n for e, n in true.items() if len(e) == size.length and size.least <= n <= (size.most or 10**9)]
        assert size.combinations == len(inside) > 0
    for length, sizes in groupby(found.sizes, key=lambda each: each.length):
        assert sum(each.combinations for each in sizes) == found.lengths[length - 1].combinations


def test_a_column_said_less_exactly_is_compared_as_it_is_said():
    cases = make_cases(gender=["woman"] * 6 + ["man"] * 6, means_of_control=[["threats"]] * 6 + [["debt_bondage"]] * 6)
    safe = make_cases(
        gender=["woman"] * 6 + ["man"] * 6, means_of_control=[["any_threats"]] * 6 + [["debt_bondage_or_earnings"]] * 6
    )
    found = evaluate(cases, safe, settings=EvaluationSettings(2, 2))
    assert found.coarser == {"means_of_control": "broader codes"}
    assert [each.error for each in found.lengths] == [0, 0]
    assert "Means of control (by broader codes)" in to_html(found.document())


def test_columns_that_are_lost_are_named_and_identifiers_left_aside():
    cases = make_cases(case_id=["a", "b"], gender=["woman", "man"], age_band=["9-17", "48+"])
    found = evaluate(cases, make_cases(gender=["woman", "man"]), settings=EvaluationSettings(1, 2))
    assert (found.columns, found.lost) == (("gender",), ("age_band",))
    page = to_html(found.document())
    assert "<dt>Columns lost</dt><dd>Age at registration</dd>" in page
    assert "age_band" not in page


def test_missing_shares_are_before_and_after():
    cases = make_cases(gender=["woman", "man", Missing.UNKNOWN, "man"])
    safe = make_cases(gender=["woman", Missing.SUPPRESSED, Missing.UNKNOWN, Missing.SUPPRESSED])
    (share,) = evaluate(cases, safe, settings=EvaluationSettings(1, 2)).missing
    assert (share.before, share.after, share.withheld) == (0.25, 0.75, 0.5)


def test_the_page_says_whether_it_may_be_published():
    cases = invented()
    exact = evaluate(cases, cases, settings=EvaluationSettings(2, 10))
    rehearsal = evaluate(cases, cases, settings=EvaluationSettings(2, 10), rehearsal=True)
    assert "may be published" in to_html(rehearsal.document())
    assert "Keep it with the cases" in to_html(exact.document())


@pytest.mark.parametrize(
    ("cases", "safe", "length", "key"),
    [
        ({"gender": ["woman"]}, {"age_band": ["48+"]}, 1, "evaluation.nothing_in_common"),
        ({"gender": ["woman"]}, {"gender": ["woman"], "case_id": ["x"]}, 1, "evaluation.identifier"),
        ({"gender": []}, {"gender": ["woman"]}, 1, "evaluation.empty"),
        ({"gender": ["woman"]}, {"gender": ["woman"]}, 2, "protect.length_out_of_range"),
    ],
)
def test_what_cannot_be_compared_is_refused(cases, safe, length, key):
    with pytest.raises(ProtectionError) as caught:
        evaluate(make_cases(**cases), make_cases(**safe), settings=EvaluationSettings(length, 2))
    assert caught.value.key == key


def test_progress_is_told():
    told = []
    cases = invented()
    evaluate(cases, cases, settings=EvaluationSettings(2, 2), progress=lambda *each: told.append(each))
    assert {what for what, _, _ in told} == {"Comparing with the safe table", "Comparing with shuffled columns"}
    assert all(done <= total for _, done, total in told)


def test_a_column_by_another_list_is_compared_by_that_one():
    cases = make_cases(age_band=["0-8", "9-17", "48+", "18-20"], gender=["woman", "man", "man", "man"])
    level = next(each for each in readings(cases, "age_band", k=1) if each.name == "broad")
    found = evaluate(cases, recode(cases, level), settings=EvaluationSettings(2, 2))
    assert found.coarser == {"age_band": "broad"}
    assert [each.error for each in found.lengths] == [0, 0]
    back = evaluate(recode(cases, level), cases, settings=EvaluationSettings(1, 2))
    assert (back.columns, back.different) == (("gender",), ("age_band",))
