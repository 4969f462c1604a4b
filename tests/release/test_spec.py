"""release.yaml, read strictly."""

from datetime import date

import pytest

from palermo.errors import InputError, ReleaseError
from palermo.release._spec import load_spec

WHOLE = """\
id: 2026-demo
title: {en: Invented cases, fr: Cas inventés}
publisher: The Palermo developers
date: 2026-11-24
licence: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}
terms: {en: Do not try to find a person.}
demonstration: true
contributions:
  - {contributor: Harbour House, file: harbour.xlsx, mapping: htcds-2.0-xlsx}
  - contributor: Maison du Port
    cases: port.parquet
  - {contributor: Línea, file: harbour.xlsx, mapping: own.yaml}
person_key: keys/person.key
columns: [gender, age_band]
protect: {method: k-anonymity, k: 12, length: 3}
sign_with: keys/release.key
author: A
reviews:
  - {by: B, on: 2026-11-20, verdict: approved, note: Good.}
"""


@pytest.fixture
def write(tmp_path):
    for name in ("harbour.xlsx", "port.parquet", "own.yaml"):
        (tmp_path / name).write_bytes(b"")

    def write(text):
        path = tmp_path / "release.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_whole_specification_is_read(write, tmp_path):
    spec = load_spec(write(WHOLE))
    assert (spec.id, spec.date, spec.protection.k, spec.protection.length) == ("2026-demo", date(2026, 11, 24), 12, 3)
    assert spec.title == {"en": "Invented cases", "fr": "Cas inventés"}
    assert spec.demonstration
    assert spec.columns == ("gender", "age_band")
    assert spec.sign_with == tmp_path / "keys/release.key"
    assert spec.work_folder == tmp_path / "work"
    harbour, port, linea = spec.contributions
    assert (harbour.file, harbour.mapping, harbour.cases) == (tmp_path / "harbour.xlsx", "htcds-2.0-xlsx", None)
    assert (port.file, port.cases, port.line) == (None, tmp_path / "port.parquet", 10)
    assert linea.mapping == str(tmp_path / "own.yaml")
    assert spec.reviews[0].note == "Good."


def test_a_short_specification_has_the_fields_defaults(write):
    spec = load_spec(
        write(
            "id: x\ntitle: Cases\npublisher: P\ndate: 2026-01-01\nlicence: {name: Ours}\n"
            "contributions: [{contributor: A, cases: port.parquet}]\nsign_with: k\n"
        )
    )
    assert (spec.method, spec.columns, spec.reviews) == ("k-anonymity", None, ())
    assert (spec.protection.k, spec.protection.length) == (10, 4)
    assert spec.title == {"en": "Cases"}
    assert not spec.demonstration


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("id: 2026-demo", "id: ../x", 1, "name a folder"),
        ("id: 2026-demo", "id: .x", 1, "name a folder"),
        ("publisher: The", "publishers: The", 3, "'publishers' is not known here"),
        ("date: 2026-11-24", "date: 24/11/2026", 4, "not a date"),
        ("date: 2026-11-24\n", "", 1, "'date' is missing"),
        ("licence: {name:", "licence: {names:", 5, "'names' is not known"),
        ("fr: Cas", "xx: Cas", 2, "'xx' is not known"),
        ("demonstration: true", "demonstration: perhaps", 7, "'perhaps' is not known"),
        ("demonstration: true", "demonstration: true\ndemonstration: false", 8, "twice"),
        ("file: harbour.xlsx, mapping: h", "file: lost.xlsx, mapping: h", 9, "there is no file 'lost.xlsx'"),
        ("own.yaml", "lost.yaml", 12, "there is no file 'lost.yaml'"),
        ("contributor: Línea", "contributor: Harbour House", 12, "named twice"),
        ("contributor: Línea", "contributor: ~Línea", 12, "a mark of ours"),
        ("contributor: Línea", "contributor: none", 12, "a mark of ours"),
        ("contributor: Línea", "contributor: Harbour (House)", 12, "the same files in the work folder"),
        ("contributor: Línea", "contributor: harbour house.", 12, "the same files in the work folder"),
        (", mapping: htcds-2.0-xlsx", "", 9, "either a file and a mapping, or cases"),
        ("    cases: port.parquet", "    cases: port.parquet\n    file: harbour.xlsx\n    mapping: m", 10, "either"),
        ("columns: [gender", "columns: [gendr", 14, "no column 'gendr'"),
        ("columns: [gender", "columns: [person_key", 14, "never published"),
        ("columns: [gender", "columns: [age_band", 14, "twice"),
        ("columns: [gender, age_band]", "columns: []", 14, "no column"),
        ("columns: [gender, age_band]", "columns: gender", 14, "a list"),
        ("k: 12", "k: 1", 15, "2 or more"),
        ("k: 12", "k: ten", 15, "whole number"),
        ("length: 3", "length: 99", 15, "8 at most"),
        ("method: k-anonymity", "method: magic", 15, "'magic' is not known"),
        ("verdict: approved", "verdict: fine", 19, "'fine' is not known"),
        ("title: {en", "title: [en", 2, "not YAML"),
        ("publisher: The Palermo developers", "publisher: ''", 3, "a text"),
        ("terms: {en:", "terms: {fr:", 6, "'en' is missing"),
        ("sign_with: keys/release.key\n", "", 1, "'sign_with' is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(write, old, new, line, reason):
    assert old in WHOLE
    path = write(WHOLE.replace(old, new, 1))
    with pytest.raises(ReleaseError) as error:
        load_spec(path)
    assert error.value.key == "release.spec_malformed"
    assert error.value.place == f"{path}:{line}"
    assert reason in error.value.fault


def test_only_contributors_whose_rows_can_be_set_aside_need_file_names_of_their_own(write):
    spec = load_spec(write(WHOLE.replace("Maison du Port", "Harbour-House")))
    assert [each.contributor for each in spec.contributions][:2] == ["Harbour House", "Harbour-House"]


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b\n", "a: &x [*x]\n", "[" * 5000])
def test_what_is_no_specification_is_refused(write, text):
    with pytest.raises(ReleaseError) as error:
        load_spec(write(text))
    assert error.value.key == "release.spec_malformed"


def test_a_specification_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as error:
        load_spec(tmp_path / "lost.yaml")
    assert error.value.key == "file.not_found"


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "release.yaml"
    path.write_bytes(b"\xff\xfe\x00id")
    with pytest.raises(ReleaseError, match="UTF-8"):
        load_spec(path)
