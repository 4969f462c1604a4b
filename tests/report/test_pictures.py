"""Pictures and explained words: on a page, on a terminal, for somebody who can't see them."""

import io
from xml.etree import ElementTree

import pytest
from rich.console import Console

from palermo.report import Bar, Bars, Document, Facts, Line, Lines, Paragraph, Section, Table, print_document, to_html

BARS = Bars(
    "Kept <of> what was there",
    "share of the cases, by attributes known",
    (Bar("one", 0.9, 0.85, 0.95, 0.4), Bar("two", 0.1, 0.05, 0.3), Bar("three", None)),
    share=True,
    mark="shuffled columns",
    note="1,000 cases",
)
LINES = Lines(
    "Error",
    "share of all cases",
    ("1", "2", "3"),
    (Line("here", (0.1, None, 0.3), (0.05, None, 0.2), (0.15, None, 0.4)), Line("there", (0.2, 0.2, 0.2))),
    share=True,
    below="attributes",
)


def page(*blocks, terms=None):
    return to_html(Document("A", "Lead.", (Section("S", blocks),), terms or {}))


def pictures(text):
    found = []
    for part in text.split('<svg class="picture"')[1:]:
        depth, end = 1, 0
        while depth:
            opens, closes = part.find("<svg", end), part.find("</svg>", end)
            depth, end = (depth + 1, opens + 4) if -1 < opens < closes else (depth - 1, closes + 6)
        found.append(ElementTree.fromstring('<svg class="picture"' + part[:end]))  # noqa: S314 (our own page)
    return found


def test_bars_begin_at_zero_and_carry_their_interval_and_their_mark():
    (svg,) = pictures(page(BARS))
    bars = [each for each in svg.iter("rect") if each.get("class").startswith("bar")]
    assert [(each.get("x"), each.get("width")) for each in bars] == [("0", "90.0%"), ("0", "10.0%"), ("0", "0.0%")]
    assert [each.get("class") for each in bars] == ["bar", "bar hollow", "bar"]  # wider than itself: hollow
    spread = [(e.get("x"), e.get("width")) for e in svg.iter("rect") if e.get("class") == "spread"]
    assert spread == [("85.0%", "10.0%"), ("5.0%", "25.0%")]
    assert [each.get("x1") for each in svg.iter("line") if each.get("class") == "mark"] == ["40.0%"]


def test_who_cannot_see_a_picture_is_told_and_has_the_numbers():
    text = page(BARS, LINES)
    first, second = pictures(text)
    for svg in (first, second):
        assert svg.get("role") == "img"
        told = [svg.find(name).get("id") for name in ("title", "desc")]
        assert svg.get("aria-labelledby").split() == told
    assert (
        "one: 90.0\N{NO-BREAK SPACE}% (85.0\N{NO-BREAK SPACE}% to 95.0\N{NO-BREAK SPACE}%)" in first.find("desc").text
    )
    assert text.count("<details>") == 2
    assert "Kept &lt;of&gt; what" in text
    assert "http" not in text
    assert "<script" not in text


def test_a_gap_is_not_bridged():
    (svg,) = pictures(page(LINES))
    lines = [each.get("points") for each in svg.iter("polyline")]
    assert len(lines) == 3  # two parts of the first line, one of the second
    assert lines[0] == "16.667,75.0"
    assert len(list(svg.iter("circle"))) == 5


def test_a_terminal_shows_the_numbers():
    out = io.StringIO()
    print_document(Document("A", "L", (Section("S", (BARS, LINES)),)), Console(file=out, width=100))
    shown = out.getvalue()
    assert "90.0\N{NO-BREAK SPACE}%" in shown
    assert "shuffled columns" in shown
    assert "1,000 cases" in shown
    assert "10.0\N{NO-BREAK SPACE}% (5.0\N{NO-BREAK SPACE}% to 15.0\N{NO-BREAK SPACE}%)" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Bars("t", "s", (Bar("a", -1.0),)),
        lambda: Bars("t", "s", (Bar("a", 1.0, low=0.5),)),
        lambda: Lines("t", "s", ("1", "2"), (Line("a", (1.0,)),)),
        lambda: Lines("t", "s", ("1",), (Line("a", (-1.0,)),)),
        lambda: Lines("t", "s", ("1",), (Line("a", (1.0,), low=(0.5,)),)),
        lambda: Lines("t", "s", ("1",), [Line(str(n), (1.0,)) for n in range(7)]),
    ],
)
def test_what_can_not_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match=r"zero|half|each place|at most"):
        wrong()


def test_columns_of_shares_are_per_cent_and_stand_to_the_right():
    table = Table(("a", "error"), (("x", 0.5), ("y", None)), shares=("error",))
    assert '<td class="number">50.0\N{NO-BREAK SPACE}%</td>' in page(table)
    assert '<th scope="col" class="number">error</th>' in page(table)
    out = io.StringIO()
    print_document(Document("A", "L", (Section("S", (table,)),)), Console(file=out, width=60))
    assert "50.0\N{NO-BREAK SPACE}%" in out.getvalue()


def test_a_word_is_explained_once_a_block_where_it_stands_and_at_the_end():
    terms = {"rare": "In fewer than 10 cases.", "rare combination": 'One <that> few "have".', "unused": "Nowhere."}
    text = page(Paragraph("Rare combinations are Rare; rare things, `rare` and unrare ones."), terms=terms)
    assert text.count('class="term"') == 2
    assert '<span class="term" tabindex="0">Rare combinations<span class="meaning" role="note">One &lt;that&gt;' in text
    assert '<span class="term" tabindex="0">Rare<' in text
    assert "<code>rare</code>" in text
    assert "<dt>rare combination</dt>" in text
    assert "Nowhere." not in text


def test_a_word_in_a_value_is_not_explained_for_there_it_may_mean_something_else():
    terms = {"control": "Cases that were held out."}
    values = page(Facts((("Columns", "Means of control"),)), Table(("column",), [("Means of control",)]), terms=terms)
    assert 'class="term"' not in values
    assert "Words used here" not in values
    assert 'class="term"' in page(Facts((("Cases in the control", 5),)), terms=terms)


def test_of_many_places_one_in_so_many_is_named_and_the_table_has_all():
    months = tuple(f"month {each}" for each in range(60))
    text = page(Lines("Calls", "a month", months, (Line("calls", tuple(float(each) for each in range(60))),)))
    (svg,) = pictures(text)
    named = [each.text for each in svg.iter("text") if (each.text or "").startswith("month")]
    assert named == [f"month {each}" for each in range(0, 60, 5)]
    assert all(f"{each}</t" in text for each in months)
