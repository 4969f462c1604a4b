"""What the room offers, and what a dialect and the limits are."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from palermo import cases
from palermo.cases import Dialect, Format, Limits, read_rows
from palermo.cases._dialect import ENDINGS, format_of
from palermo.errors import InputError, catalogue


def test_front_door_is_pinned():
    assert set(cases.__all__) == {
        "CAN_LOCK",
        "CasePart",
        "CaseParts",
        "CaseTable",
        "case_parts",
        "read_part",
        "DEFAULT_LIMITS",
        "Dialect",
        "Format",
        "Limits",
        "Missing",
        "NOWHERE",
        "NO_ANSWER",
        "Proposal",
        "Rows",
        "appearing",
        "arrow_type",
        "code_numbers",
        "code_pairs",
        "codes_of",
        "concat",
        "distinct",
        "guarded",
        "is_missing",
        "missing_kinds",
        "missing_where",
        "propose_dialect",
        "read_cases",
        "read_rows",
        "refuse_existing",
        "replacing",
        "with_broader",
        "write_cases",
        "write_rows",
    }


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"format": "xls"}, "format"),
        ({"encoding": "utf-81"}, "encoding"),
        ({"encoding": "rot13"}, "encoding"),
        ({"delimiter": ""}, "delimiter"),
        ({"delimiter": "||"}, "delimiter"),
        ({"delimiter": "\n"}, "delimiter"),
        ({"delimiter": "§"}, "delimiter"),
        ({"quote": ","}, "quote"),
        ({"header_row": 0}, "header row"),
        ({"header_row": 101}, "header row"),
        ({"header_row": 2, "data_row": 2}, "first row of data"),
    ],
)
def test_a_dialect_that_cannot_be_meant_is_refused(wrong, word):
    with pytest.raises(ValueError, match=word):
        Dialect(**wrong)


def test_a_dialect_and_the_limits_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Dialect().delimiter = ";"
    with pytest.raises(FrozenInstanceError):
        Limits().columns = 10_000


@pytest.mark.parametrize(("ending", "form"), list(ENDINGS.items()))
def test_the_ending_names_the_format_in_either_case(ending, form):
    assert format_of(Path(f"a.b{ending}")) is form
    assert format_of(Path(f"a{ending.upper()}")) is form


def test_packed_text_keeps_its_format():
    assert format_of(Path("cases.csv.gz")) is Format.CSV
    assert format_of(Path("cases.json.gz")) is Format.JSON


@pytest.mark.parametrize("name", ["cases", "cases.doc", "cases.gz", "cases.xlsx.gz", "csv"])
def test_an_ending_that_says_nothing_is_refused(name):
    with pytest.raises(InputError) as caught:
        read_rows(name)
    assert caught.value.key == "file.format_unknown"


def test_the_rooms_exit_codes_are_its_own():
    keys = [key for key in catalogue() if key.split(".")[0] in ("file", "table", "workbook", "json", "cases")]
    assert {catalogue()[key].exit for key in keys} == {*range(10, 30), 89}
