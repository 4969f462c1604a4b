"""The counts that are published, and the bounds of what was there before values were withheld."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.protect import KAnonymitySettings, k_anonymise, published_counts
from palermo.release._tables import COUNTS_SCHEMA
from palermo.tabulate import answer, parse_question

LISTS = {"gender": "gender", "age_band": "age-band", "means_of_control": "means-of-control", "citizenship": "country"}


def rolled_up(case):
    """A case's attributes with all broader codes; `?` for withheld; nothing for an empty set."""
    found = set()
    for column, code in slow.record(case):
        if code != "none" and not slow.is_reason((column, code)):
            found.add((column, code))
            if column in LISTS and code != "?suppressed":
                found |= {(column, above) for above in code_list(LISTS[column]).ancestors(code)}
    return found


def may_be(attribute, case):
    """Whether a case holds a code above this one, which may have been made from it."""
    column, code = attribute
    above = code_list(LISTS[column]).ancestors(code) if column in LISTS else ()
    return any((column, each) in slow.record(case) for each in above)


def by_attributes(counts):
    return {
        tuple(zip(row["columns"], row["codes"], strict=True)): (row["count"], row["low"], row["high"])
        for row in counts.to_pylist()
    }


def is_redundant(combination):
    return any(
        one[0] == other[0] and one[0] in LISTS and other[1] in code_list(LISTS[one[0]]).ancestors(one[1])
        for one in combination
        for other in combination
    )


@settings(max_examples=50, deadline=None)
@given(slow.tables(), st.integers(1, 3), st.integers(1, 4))
def test_counts_and_bounds_are_those_of_the_reference(cases, length, k):
    table = published_counts(cases, k=k, length=length)
    assert table.schema.names == COUNTS_SCHEMA.names
    table.cast(COUNTS_SCHEMA)
    found = by_attributes(table)
    plain = slow.rows(cases)
    records = [rolled_up(case) for case in plain]
    expected = {}
    for record in records:
        known = sorted(each for each in record if each[1] != "?suppressed")
        for size in range(1, length + 1):
            for combination in slow.combinations(known, size):
                if frozenset(combination) not in expected and not is_redundant(combination):
                    count = sum(set(combination) <= other for other in records)
                    high = sum(
                        all(a in other or (a[0], "?suppressed") in other or may_be(a, case) for a in combination)
                        for other, case in zip(records, plain, strict=True)
                    )
                    expected[frozenset(combination)] = (count, count, high)
    assert {frozenset(key): value for key, value in found.items()} == {
        combination: value for combination, value in expected.items() if value[0] >= k
    }
    assert len(found) == table.num_rows


@settings(max_examples=40, deadline=None)
@given(slow.tables([Missing.UNKNOWN, Missing.NOT_ASKED]), st.integers(2, 5), st.integers(1, 3))
def test_the_true_number_lies_between_the_bounds(cases, k, length):
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=k, length=length, coarsen=()))
    counts = published_counts(protected.cases, k=k, length=length, left_out=protected.report.cases_left_out)
    truth = [rolled_up(case) for case in slow.rows(cases)]
    for combination, (count, low, high) in by_attributes(counts).items():
        # a code that became a broader one everywhere is not published; a broader one counts it, before and after
        assert low <= sum(set(combination) <= record for record in truth) <= high
        assert low == count >= k


def test_a_code_that_went_past_a_narrower_one_is_within_the_bounds():
    """Seven threats become `any_threats`, and the narrower `threatens_family` stays: 100 are left of 107 threats."""
    means = [["threatens_family"]] * 100 + [["threats"]] * 7 + [["any_threats"]] * 40 + [["debt_bondage"]] * 60
    protected = k_anonymise(make_cases(means_of_control=means))
    found = by_attributes(published_counts(protected.cases, k=10, length=1))
    count, low, high = found[("means_of_control", "threats"),]
    assert (count, low) == (100, 100)
    assert high >= 107


def test_counts_read_in_order():
    cases = make_cases(gender=["woman"] * 3 + ["man"] * 3, means_of_control=[["threats", "other"]] * 6)
    rows = published_counts(cases, k=1, length=2).to_pylist()
    assert [(row["columns"], row["codes"]) for row in rows[:5]] == [
        (["gender"], ["woman"]),
        (["gender"], ["man"]),
        (["means_of_control"], ["any_threats"]),
        (["means_of_control"], ["threats"]),
        (["means_of_control"], ["other"]),
    ]
    assert ["gender", "means_of_control"] in [row["columns"] for row in rows]
    assert not any(row["codes"] == ["any_threats", "threats"] for row in rows)


def test_no_cases_have_no_counts():
    table = published_counts(make_cases(gender=[]), k=10, length=4)
    assert table.cast(COUNTS_SCHEMA).num_rows == 0


def test_answers_take_the_published_bounds(tmp_path):
    """Tabulation counts by the same rule, so that its cells find their bounds here; sets among them."""
    cases = make_cases(
        gender=["woman"] * 12 + ["man"] * 12 + [Missing.SUPPRESSED] * 3,
        means_of_control=[["threats", "other"]] * 20 + [["debt_bondage", "other"]] * 7,
    )
    release = make_release(tmp_path, cases, counts=published_counts(cases, k=1, length=2))
    for by in (["gender"], ["means_of_control"], ["gender", "means_of_control"]):
        for cell in answer(release, parse_question(by, [])).cells:
            assert "as published" in cell.interval, cell
            assert cell.low == cell.n <= cell.high
