"""Pictures of intervals: everything has its place on one scale, and what has no end is an arrow."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.test_pictures import page, pictures

from palermo.report import Interval, Intervals
from palermo.report._intervals import intervals_drawn

ROWS = (Interval("one", 20_000, 10_000, 40_000), Interval("other", 30_000), Interval("none", None))


def drawn(*rows, **more):
    return intervals_drawn(Intervals("T", "persons", rows, **more))


def test_a_scale_begins_at_nothing_where_numbers_are_of_one_size():
    found = drawn(*ROWS)
    assert [text for _, text in found.ticks] == ["0", "10,000", "20,000", "30,000", "40,000"]
    first = found.rows[0]
    assert (first.low, first.spread, first.value, first.open) == (25.0, 75.0, 50.0, False)
    assert (found.rows[2].low, found.rows[2].value) == (None, None)


def test_a_scale_is_of_times_where_numbers_are_of_many_sizes():
    found = drawn(Interval("one", 100, 50, 500), Interval("other", 3_000, 1_000, 5_000), mark=60)
    assert [text for _, text in found.ticks][:4] == ["50", "100", "200", "500"]
    assert found.rows[0].low == 0.0
    assert found.rows[1].low + found.rows[1].spread == pytest.approx(100)
    assert 0 < found.mark < 10


def test_what_has_no_end_is_an_arrow_and_does_not_crush_the_others():
    for end in (math.inf, 1e12):
        found = drawn(Interval("one", 100, 50, end), Interval("other", 200, 150, 300))
        assert found.rows[0].open
        assert found.rows[0].low + found.rows[0].spread == pytest.approx(100)
        assert not found.rows[1].open
        assert found.rows[1].spread > 20


def test_the_page_has_the_picture_the_words_and_the_numbers():
    text = page(
        Intervals("T", "persons", (*ROWS, Interval("open", 5_000, 1_000, math.inf)), mark=900, mark_name="seen")
    )
    (svg,) = pictures(text)
    assert len([each for each in svg.iter("circle") if each.get("class") == "dot"]) == 3
    assert len([each for each in svg.iter("path") if each.get("class") == "arrow"]) == 1
    assert "seen: 900; one: 20,000 (10,000 to 40,000)" in svg.find("desc").text
    assert "open: 5,000 (1,000 to no limit)" in svg.find("desc").text
    assert "<summary>The numbers</summary>" in text
    assert "seen: 900</p>" in text


@pytest.mark.parametrize(
    "row",
    [
        Interval("a", 1, low=0),
        Interval("a", 1, high=2),
        Interval("a", 1, 3, 2),
        Interval("a", -1),
        Interval("a", 1, -1, 2),
    ],
)
def test_what_is_no_interval_is_refused(row):
    with pytest.raises(ValueError, match=r"interval|ends before|below zero"):
        Intervals("T", "persons", [row])


@given(st.lists(st.tuples(*[st.one_of(st.just(0.0), st.floats(1e-3, 1e9))] * 3).map(sorted), min_size=1, max_size=6))
def test_everything_has_its_place_in_order(numbers):
    found = drawn(*(Interval(str(at), value, low, high) for at, (low, value, high) in enumerate(numbers)))
    for row in found.rows:
        assert 0 <= row.low <= row.value + 1e-9 <= 100 + 1e-6
        assert row.value <= row.low + row.spread + 2e-3
        assert row.low + row.spread <= 100 + 2e-3
    places = [at for at, _ in found.ticks]
    assert places == sorted(places)
    assert len(places) <= 20
