"""Formats: whatever the form, the same numbers, each with all that must travel with it."""

import csv
import io
import json
import zipfile

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook
from tests.tabulate.questions import QUESTIONS, TERMS, invented_release

from palermo.release import citation, terms_of
from palermo.tabulate import answer, parse_question
from palermo.tabulate.formats import FORMATS, Wanted, written

LINK = "https://hub.example/explore/?by=gender&release=2026-test"
TRAVELS = {
    "n", "denominator", "share", "share_low", "share_high", "low", "high", "interval", "missing_share", "cautions",
    "source", "licence", "terms", "link",
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return invented_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(params=QUESTIONS)
def found(request, release):
    return answer(release, parse_question(**QUESTIONS[request.param]))


def as_text(found, name, **wanted):
    return written(found, name, Wanted(link=LINK, **wanted)).decode()


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_format_says_what_it_is():
    for name, each in FORMATS.items():
        assert each.name == name
        assert "/" in each.media_type
        assert each.suffix.startswith(".")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_answer_gives_the_same_bytes(found, name):
    assert written(found, name) == written(found, name)


def test_json_is_the_answer_with_its_terms_and_its_address(found):
    document = json.loads(as_text(found, "json"))
    assert document["source"].pop("terms") == terms_of(found.about)
    assert document.pop("link") == LINK
    assert document == json.loads(json.dumps(found.to_dict()))


def test_without_an_address_none_is_said(found):
    assert "link" not in json.loads(written(found, "json"))


def test_every_line_of_csv_carries_what_must_travel(found):
    text = as_text(found, "csv")
    assert TRAVELS <= set(next(csv.reader(io.StringIO(text))))
    rows = rows_of(text)
    assert [row["n"] for row in rows] == ["" if cell.n is None else str(cell.n) for cell in found.cells]
    for row in rows:
        assert row["terms"] == terms_of(found.about)
        assert row["source"] == citation(found.about)
        assert row["interval"]
        assert row["link"] == LINK


def test_json_lines_are_the_lines_of_the_csv(found):
    lines = [json.loads(line) for line in as_text(found, "jsonl").splitlines()]
    assert len(lines) == len(found.cells)
    for line, row in zip(lines, rows_of(as_text(found, "csv")), strict=True):
        assert list(line) == list(row)
        assert line["n"] == (int(row["n"]) if row["n"] else None)


def test_no_text_is_run_by_a_spreadsheet_and_no_code_is_changed(release):
    found = answer(release, parse_question(["contributor", "age_band"]))
    rows = rows_of(as_text(found, "csv"))
    assert {row["age_band"] for row in rows} == {"48+", "9-17", "18-20"}
    for row in rows:
        for value in row.values():
            assert not value.startswith(("=", "+", "@", "\t", "\r")), value
    assert "'=cmd|' /C calc'!A0" in {row["contributor"] for row in rows}  # as in the release's own cases.csv
    cases = (release.path / "cases.csv").read_text(encoding="utf-8")
    assert "'=cmd|' /C calc'!A0" in cases


def test_a_long_answer_is_written_in_parts_and_is_the_same(release, monkeypatch):
    found = answer(release, parse_question(["age_band", "gender"]))
    monkeypatch.setattr("palermo.tabulate.formats._travel.parts.__defaults__", (2,))
    for name in ("csv", "jsonl", "hxl", "sdmx-csv"):
        several = list(FORMATS[name].write(found, Wanted()))
        assert len(several) == (len(found.cells) + 1) // 2
        monkeypatch.setattr("palermo.tabulate.formats._travel.parts.__defaults__", (1_000,))
        assert b"".join(several) == written(found, name)
        monkeypatch.setattr("palermo.tabulate.formats._travel.parts.__defaults__", (2,))


def test_parquet_has_types_and_says_what_it_is(found):
    table = pyarrow.parquet.read_table(io.BytesIO(written(found, "parquet", Wanted(link=LINK))))
    assert TRAVELS <= set(table.column_names)
    assert table.column("n").to_pylist() == [cell.n for cell in found.cells]
    about = json.loads(table.schema.metadata[b"palermo.answer"])
    assert "rows" not in about
    assert about["citation"] == citation(found.about)
    assert about["source"]["terms"] == terms_of(found.about)


def test_a_workbook_has_figures_and_what_they_are(found, tmp_path):
    path = tmp_path / "answer.xlsx"
    path.write_bytes(written(found, "xlsx", Wanted(link=LINK)))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Figures", "About"]
    header, *rows = book.get_sheet_by_name("Figures").to_python()
    assert TRAVELS <= set(header)
    place = header.index("n")
    assert [row[place] for row in rows] == ["" if cell.n is None else cell.n for cell in found.cells]
    said = {row[0]: row[1] for row in book.get_sheet_by_name("About").to_python()}
    assert said["citation"] == citation(found.about)
    assert said["source.terms"] == terms_of(found.about)
    assert TERMS in said["source.terms"]
    assert said["question.text"] == found.title()
    for caution in found.cautions:
        assert said[f"caution: {caution.code}"] == caution.say()


def test_a_workbook_holds_no_formula(release, tmp_path):
    found = answer(release, parse_question(["contributor"]))
    path = tmp_path / "answer.xlsx"
    path.write_bytes(written(found, "xlsx"))
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name), name


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "hxl", "sdmx-json", "sdmx-csv"])
def test_labels_and_terms_come_in_the_language_asked_for(release, name):
    text = as_text(answer(release, parse_question(["gender"])), name, language="fr")
    assert "Ne cherchez personne." in text
    if name != "sdmx-csv":  # it has codes; their labels are in the structure
        assert "Femme" in text
