"""A figure and its source are checked when they are made."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codes import code_list
from palermo.series import Figure, Kind, Source
from palermo.series._glotip_words import sdg_of, words
from palermo.series._value import interval_of, number_of

SOURCE = Source("A report", "An institute", "https://example.org/a", "Survey", "Everybody", "2020-05", "CC BY 4.0")
FIGURE = Figure(Kind.ESTIMATED, "PHL", 2019, 2020, 10, 20, SOURCE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"country": "XXX"}, "no code of a country"),
        ({"country": "../x"}, "no code of a country"),
        ({"sex": "woman"}, "none of total, female"),
        ({"age": "adult"}, "none of total, 0-17"),
        ({"form": "anything"}, "no code of a form"),
        ({"citizenship": "XXX"}, "no code of a country"),
        ({"repatriation": "unknown"}, "no code of a country"),
        ({"sdg": "VC_HTF_DETV"}, "no series of detected victims"),
        ({"year_from": 2021}, "the years must follow"),
        ({"year_to": 3000}, "the years must follow"),
        ({"low": 30}, "the lower bound"),
        ({"low": -1}, "below nothing"),
        ({"high": 9_000_000_000}, "more than there are people"),
        ({"estimate": 9}, "not between its bounds"),
        ({"level": 95.0}, "between 0 and 1"),
    ],
)
def test_a_figure_that_cannot_be_meant_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        replace(FIGURE, **change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "the title is missing"),
        ({"method": ""}, "the method is missing"),
        ({"population": ""}, "the population is missing"),
        ({"url": "javascript:alert(1)"}, "begin with http"),
        ({"url": "https://example.org/a b"}, "begin with http"),
        ({"url": 'https://example.org/"onclick'}, "begin with http"),
        ({"url": "data:text/html,x"}, "begin with http"),
        ({"date": "05/04/2020"}, "the date must be"),
        ({"date": "2020-13"}, "the date must be"),
        ({"title": "A\nB"}, "invisible"),
        ({"publisher": "\u202etxt.exe"}, "invisible"),
        ({"method": "x" * 2_001}, "longer than"),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        replace(SOURCE, **change)


def test_other_scripts_may_be_written():
    assert replace(SOURCE, title="گزارش\u200cها: تقرير", publisher="人权组织")


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_as_it_is_written_with_and_without_commas(number):
    assert number_of(str(number)) == number_of(f"{number:,}") == number
    assert interval_of(f"{number:,}") == (number, number)


@given(st.text(max_size=20))
def test_any_text_is_an_interval_or_none(text):
    found = interval_of(text)
    assert found is None or 0 <= found[0] <= found[1]


def test_the_words_of_the_table_lead_to_codes():
    table = words()
    assert set(table.forms.values()) <= {code.code for code in code_list("form-of-exploitation")}
    assert {sdg_of(form) for form in (*table.forms.values(), "total")} == {
        "VC_HTF_DETV", "VC_HTF_DETVSX", "VC_HTF_DETVFL", ""
    }  # fmt: skip
    assert not table.own & table.unknown & table.spellings.keys()
