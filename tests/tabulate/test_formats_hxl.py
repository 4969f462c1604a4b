"""HXL: hashtags under the header, after the rules of the standard."""

import csv
import io
import re

import pytest
from tests.tabulate.questions import QUESTIONS, invented_release

from palermo.tabulate import answer, parse_question
from palermo.tabulate.formats import Wanted, written

# HXL tagging conventions 1.1, section 2, and the hashtags of the dictionary that are used
HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
DICTIONARY = {"#affected", "#beneficiary", "#country", "#region", "#date", "#org", "#indicator", "#meta"}
NUMBERS = {"#affected", "#indicator"}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return invented_release(tmp_path_factory.mktemp("releases"))


def lines_of(release, language="en", **question):
    found = answer(release, parse_question(**question))
    return list(csv.reader(io.StringIO(written(found, "hxl", Wanted(language, "https://hub.example/")).decode())))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_column_has_a_hashtag_of_its_own(release, name):
    header, tags, *rows = lines_of(release, **QUESTIONS[name])
    assert len(header) == len(tags) == len(set(tags))
    for tag in tags:
        assert HASHTAG.fullmatch(tag), tag
        assert tag.split("+")[0] in DICTIONARY
    for row in rows:
        for tag, value in zip(tags, row, strict=True):
            if tag.split("+")[0] in NUMBERS and value:
                float(value)
            if tag == "#date+reported":
                assert re.fullmatch(r"[0-9]{4}", value)


def test_places_people_and_years_have_the_hashtags_of_the_field(release):
    header, tags, *_rows = lines_of(release, by=["citizenship", "country_of_exploitation", "gender"], language="fr")
    known = dict(zip(header, tags, strict=True))
    assert known["citizenship"] == "#country+origin+code"
    assert known["citizenship_label"] == "#country+origin+name+i_fr"
    assert known["country_of_exploitation"] == "#country+exploitation+code"
    assert known["gender"] == "#beneficiary+gender+code"
    assert known["n"] == "#affected+ind"
    assert known["source"] == "#meta+source"
    assert known["terms"] == "#meta+terms"
    header, tags, *_rows = lines_of(release, by=["contributor", "year_of_registration"])
    assert tags[0] == "#org+code"
    assert tags[2] == "#date+reported"


def test_under_the_hashtags_stands_the_csv(release):
    found = answer(release, parse_question(["gender", "age_band"]))
    plain, tagged = (written(found, name).decode().splitlines() for name in ("csv", "hxl"))
    assert [tagged[0], *tagged[2:]] == plain


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_library_of_the_field_reads_it_and_finds_no_fault(release, name):
    hxl = pytest.importorskip("hxl", reason="libhxl is not installed")
    found = answer(release, parse_question(**QUESTIONS[name]))
    lines = lines_of(release, **QUESTIONS[name])
    n = "#affected+ind-min-max-denominator-matching-missing"
    assert [row.get(n) or "" for row in hxl.data(lines)] == [
        "" if cell.n is None else str(cell.n) for cell in found.cells
    ]
    faults = []
    hxl.schema(callback=faults.append).validate(hxl.data(lines))
    assert [fault for fault in faults if fault.rule.severity == "error"] == []
