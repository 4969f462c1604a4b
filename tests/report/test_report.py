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


def test_a_terminal_shows_the_same_figures():
    out = io.StringIO()
    print_document(DOCUMENT, Console(file=out, width=100, color_system=None))
    text = out.getvalue()
    for shown in ("12,000 rows came in", "gender", "11,000", "0.9167", "One column is nearly empty."):
        assert shown in text


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
