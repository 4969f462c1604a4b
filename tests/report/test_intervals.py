"""Pictures of intervals: everything has its place on one scale, and what has no end is an arrow."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from tests.report.test_pictures import page, pictures

from palermo.report import Document, Interval, Intervals, Section, Table, print_document
from palermo.report._intervals import intervals_drawn

ROWS = (Interval("one", 20_000, 10_000, 40_000), Interval("other", 30_000), Interval("none", None))


def drawn(*rows, **more):
    return intervals_drawn(Intervals("T", "persons", rows, **more))


def test_a_scale_begins_at_nothing_where_numbers_are_of_one_size():
    found = drawn(*ROWS)
    assert [each.text for each in found.ticks] == ["0", "10,000", "20,000", "30,000", "40,000"]
    first = found.rows[0]
    assert (first.low, first.spread, first.value, first.open) == (25.0, 75.0, 50.0, False)
    assert (found.rows[2].low, found.rows[2].value) == (None, None)


def test_a_scale_is_of_times_where_numbers_are_of_many_sizes():
    found = drawn(Interval("one", 100, 50, 500), Interval("other", 3_000, 1_000, 5_000), mark=60)
    assert [each.text for each in found.ticks][:4] == ["50", "100", "200", "500"]
    assert found.rows[0].low == 0.0
    assert found.rows[1].low + found.rows[1].spread == pytest.approx(100)
    assert 0 < found.mark < 10


@pytest.mark.parametrize(("end", "is_open", "cut"), [(math.inf, True, ""), (1e12, False, "1,000,000,000,000")])
def test_what_has_no_end_or_one_far_off_does_not_crush_the_others(end, is_open, cut):
    found = drawn(Interval("one", 100, 50, end), Interval("other", 200, 150, 300))
    assert (found.rows[0].open, found.rows[0].cut) == (is_open, cut)
    assert found.rows[0].low + found.rows[0].spread == pytest.approx(100)
    assert (found.rows[1].open, found.rows[1].cut) == (False, "")
    assert found.rows[1].spread > 20


def test_an_end_far_off_is_no_arrow_and_says_its_number():
    text = page(Intervals("T", "persons", [Interval("far", 100, 50, 16_791), Interval("near", 200, 150, 300)]))
    (svg,) = pictures(text)
    assert [each.get("class") for each in svg.iter("path")] == ["cut"]
    assert "to 16,791" in [each.text for each in svg.iter("text")]


def test_shares_are_told_in_per_cent():
    found = Intervals("T", "share", [Interval("one", 0.75, 0.691, 0.8234)], share=True)
    assert found.sentence().replace("\N{NO-BREAK SPACE}", "") == "share. one: 75.0% (69.1% to 82.3%)."
    assert [each.text for each in intervals_drawn(found).ticks][-1] == "100.0\N{NO-BREAK SPACE}%"


def test_a_terminal_does_not_show_numbers_twice_that_a_table_below_has(capsys):
    for below, times in (False, 2), (True, 1):
        picture = Intervals("Title", "persons", [Interval("one", 12_345)], note="A note.", told_below=below)
        document = Document("D", "Lead.", [Section("S", [picture, Table(["way", "n"], [["one", 12_345]])])])
        print_document(document, Console(width=80))
        shown = capsys.readouterr().out
        assert shown.count("12,345") == times
        assert ("A note." in shown) is not below


def test_numbers_along_the_foot_do_not_overlap():
    found = drawn(Interval("one", 1_000, 500, 25_000), Interval("other", 2e9, 1e6, 5e9))
    for ticks, width in (found.ticks, 640), ([each for each in found.ticks if each.narrow], 340):
        assert len(ticks) > 1
        ends = []
        for each in ticks:
            size = 7 * len(each.text)
            middle = width * each.at / 100
            begins = middle if each.at < 5 else middle - size if each.at > 95 else middle - size / 2
            assert not ends or begins > ends[-1]
            ends.append(begins + size)


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
    places = [each.at for each in found.ticks]
    assert places == sorted(places)
    assert len(places) <= 20
