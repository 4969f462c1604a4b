"""What people read of a data file."""

import pytest

from palermo.codes import catalogue, describe, find
from palermo.report import Document, Facts, Note, Table, to_html

NAMES = [entry.name for entry in catalogue().entries]


def _blocks(document: Document, kind: type) -> list:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("name", NAMES)
def test_everything_tells_its_source_and_whether_it_was_verified(name):
    found = find(name)
    facts = dict(_blocks(describe(found), Facts)[0].pairs)
    assert facts["name"] == name
    assert facts["source"].startswith(found.source.title)
    assert facts["licence"] == found.source.licence
    assert facts["verified"] == "NO" if not found.verified else facts["verified"].startswith(("yes", "all but"))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_shown(name):
    tables = _blocks(describe(find(name)), Table)
    sizes = {entry.name: entry.size for entry in catalogue().entries}
    assert len(tables[0].rows) == sizes[name]
    assert to_html(describe(find(name)))


def test_rows_that_were_not_verified_are_marked():
    document = describe(find("form-of-exploitation-to-sdg-16-2-2-series"))
    table = _blocks(document, Table)[0]
    marks = {row[0]: row[-1] for row in table.rows}
    assert table.columns[-1] == "verified"
    assert marks["child_labour"] == "NO"
    assert marks["sexual"] == "yes"
    assert [note.level for note in _blocks(document, Note)][:1] == ["caution"]


def test_labels_come_in_the_language_that_was_asked_for():
    table = _blocks(describe(find("gender"), "fr"), Table)[0]
    assert {row[0]: row[1] for row in table.rows}["woman"] == "Femme"
    document = catalogue().document("fr")
    assert any("Moyens de contrôle" in row for row in document.sections[0].blocks[0].rows)


def test_narrower_codes_stand_below_broader_ones():
    table = _blocks(describe(find("means-of-control")), Table)[0]
    assert "  debt_bondage" in [row[0] for row in table.rows]


def test_what_a_vintage_and_a_crosswalk_lose_is_told():
    lost = _blocks(describe(find("ctdc-2024")), Table)[1]
    assert ["trafficking_duration", "merged", "25+, 25-60, 61+", "traffickMonths=25+ (2+ yrs)"] in lost.rows
    lost = _blocks(describe(find("gender-to-htcds-gender")), Table)[1]
    assert lost.rows == [["dropped", "trans_or_non_conforming", ""]]
    kept = _blocks(describe(find("htcds-trafficking-status-to-trafficking-status")), Note)
    assert "can be taken back" in kept[-1].text
