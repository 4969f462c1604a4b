"""One document, three forms."""

import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from palermo import report
from palermo.report import Document, Facts, Note, Paragraph, Section, Table, print_document, to_html, to_json
from palermo.report._blocks import show_share

DOCUMENT = Document(
    title="Quality of <harbour.xlsx>",
    lead="12,000 rows came in, 3 were set aside.",
    sections=(
        Section(
            "Columns",
            (
                Paragraph("Shares are over all rows."),
                Note("One column is nearly empty.", "caution"),
                Facts((("Rows", 12000), ("Checked", True), ("Nothing", None))),
                Table(("column", "filled", "share"), (("gender", 11000, 0.916666),), bars="share"),
            ),
        ),
    ),
)


def test_front_door_is_pinned():
    assert sorted(report.__all__) == report.__all__


def test_a_page_escapes_what_it_shows_and_asks_nothing_of_anyone():
    page = to_html(DOCUMENT)
    assert "Quality of &lt;harbour.xlsx&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    assert '<meter min="0" max="1" value="0.916666">' in page
    assert ">11,000</td>" in page


def test_shares_are_per_cent_beside_their_bars():
    page = to_html(DOCUMENT)
    assert (
        '<td class="share"><meter min="0" max="1" value="0.916666"></meter><span>91.7\N{NO-BREAK SPACE}%</span></td>'
        in page
    )
    assert "0.9167" not in page
    shares = ("0.0", "<0.1", "50.0", ">99.9", "100.0")
    assert tuple(show_share(x).split("\N{NO-BREAK SPACE}")[0] for x in (0, 0.0001, 0.5, 0.9999, 1)) == shares


def test_what_stands_between_grave_accents_is_code_and_still_escaped():
    page = to_html(Document("A", "Say `a: <b>` there.", (Section("S", (Table(("x",), (("a `b` c`",),)),)),)))
    assert "Say <code>a: &lt;b&gt;</code> there." in page
    assert "<td>a <code>b</code> c`</td>" in page


def test_a_caption_stands_outside_what_scrolls():
    page = to_html(Document("A", "", (Section("S", (Table(("x",), ((1,),), "Of all rows."),)),)))
    assert page.index("<figcaption>Of all rows.") < page.index('<div class="scroll" tabindex="0"')


def test_a_terminal_shows_the_same_figures():
    out = io.StringIO()
    print_document(DOCUMENT, Console(file=out, width=100, color_system=None))
    text = out.getvalue()
    for shown in ("12,000 rows came in", "gender", "11,000", "91.7\N{NO-BREAK SPACE}%", "One column is nearly empty."):
        assert shown in text


WIDE = Table(
    ("corridor", "n", "median", "what it rests on"),
    (
        (
            "corridor: BGD-SAU",
            271,
            65.4,
            "Everybody told what was paid, and nobody who left was missed by those who asked.",
        ),
    ),
    "Months of income",
)


def test_a_table_too_wide_for_a_terminal_is_told_row_by_row_and_breaks_no_word():
    out = io.StringIO()
    many = Table(
        tuple(f"column{at}" for at in range(12)), (("corridor: BGD-SAU", *range(1000, 12000, 1000)),), "Months"
    )
    print_document(Document("A", "L", (Section("S", (many,)),)), Console(file=out, width=80, color_system=None))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "corridor: BGD-SAU" in [line.strip() for line in lines]
    assert "column1 1,000; column2 2,000;" in out.getvalue()


def test_a_wide_table_is_stacked_on_a_telephone_with_the_name_of_each_value():
    page = to_html(Document("A", "", (Section("S", (WIDE,)),)))
    assert '<table class="wide" role="table">' in page
    assert 'role="cell" data-name="what it rests on"' in page
    narrow = to_html(Document("A", "", (Section("S", (Table(("x", "n"), (("a", 1),)),)),)))
    assert 'class="wide"' not in narrow
    assert "data-name=" not in narrow


def test_json_keeps_the_order_of_fields_and_knows_dates_and_paths():
    @dataclass(frozen=True)
    class Small:
        second: date
        first: Path
        codes: frozenset[str]

    text = to_json(Small(date(2026, 1, 2), Path("a/b"), frozenset({"b", "a"})))
    assert list(json.loads(text).items()) == [("second", "2026-01-02"), ("first", "a/b"), ("codes", ["a", "b"])]
    assert text.endswith("}\n")


def test_json_refuses_what_it_cannot_say():
    with pytest.raises(TypeError, match="object"):
        to_json(object())
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(float("nan"))


def test_a_table_refuses_a_row_of_another_width():
    with pytest.raises(ValueError, match="row of 1 values in a table of 2"):
        Table(("a", "b"), (("only",),))


def test_a_note_has_a_known_level():
    with pytest.raises(ValueError, match="shout"):
        Note("Hear!", "shout")


def test_columns_of_numbers_stand_to_the_right_also_where_they_are_written():
    rows = [["twins", "1,355", "12 %", "why", 1.5], ["nurses", "no limit", "–", "12", None]]
    table = Table(["group", "estimate", "share", "note", "n"], rows)
    assert table.figures == {1, 4}
    assert Table(["group", "share"], [["a", "12.0\N{NO-BREAK SPACE}%"], ["b", "–"]]).figures == {1}
    assert '<th scope="col" class="number">estimate</th>' in to_html(Document("T", "L", [Section("S", [table])]))


def test_a_number_below_zero_has_a_minus_sign():
    assert [report.show(each) for each in (-0.53, -12, -12000)] == ["−0.53", "−12", "−12,000"]
    assert show_share(-0.1) == "−10.0\N{NO-BREAK SPACE}%"
