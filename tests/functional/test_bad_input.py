"""Bad input through the real commands: one paragraph, an exit code of its own, nothing half-written."""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = ("N°", "Ouvert", "Sexe", "Pays")
ROWS = (("1", "03/02/2021", "Femme", "Bénin"), ("2", "31/12/2022", "Homme", "Côte d'Ivoire"))

MAPPING = """
name: small
source: {format: csv, encoding: utf-8, delimiter: ";"}
formats: [day/month/year]
blank: not_asked
columns:
  case_id: N°
  year_of_registration: {date: Ouvert}
  gender: Sexe
  citizenship: {country: Pays}
"""
WORKBOOK_MAPPING = MAPPING.replace('{format: csv, encoding: utf-8, delimiter: ";"}', "{format: xlsx}")
JSON_MAPPING = MAPPING.replace('{format: csv, encoding: utf-8, delimiter: ";"}', "{format: json}")


def text(*rows: tuple[str, ...], delimiter: str = ";") -> str:
    whole = io.StringIO()
    csv.writer(whole, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return whole.getvalue()


def workbook(path: Path, *rows: tuple[str, ...]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cases")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)


def bomb(path: Path) -> None:
    """A workbook of a few hundred kilobytes whose one sheet unpacks to 600 MB of nothing."""
    workbook(path, HEADER, *ROWS)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    start, end = parts[sheet].split(b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            if name != sheet:
                packed.writestr(name, content)
        with packed.open(sheet, "w", force_zip64=True) as part:
            part.write(start)
            for _ in range(600):
                part.write(b" " * 1_048_576)
            part.write(b"</sheetData>" + end)


def csv_file(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_text(content, encoding=encoding) and None


def cut(path: Path) -> None:
    workbook(path, HEADER, *ROWS * 500)
    path.write_bytes(path.read_bytes()[:3_000])


def broken_json(path: Path) -> None:
    whole = json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS], ensure_ascii=False)
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")


WIDE = tuple(f"column {number}" for number in range(9_996))

FILES = {
    "a wrong encoding": ("in.csv", MAPPING, csv_file(text(HEADER, *ROWS), "cp1252"), 16),
    "a wrong delimiter": ("in.csv", MAPPING, csv_file(text(HEADER, *ROWS, delimiter=",")), 17),
    "a wrong header": ("in.csv", MAPPING, csv_file(text(("N°", "Date", "Genre", "Pays"), *ROWS)), 37),
    "a title above the header": ("in.csv", MAPPING, csv_file("Dossiers 2021\n\n" + text(HEADER, *ROWS)), 18),
    "an empty file": ("in.csv", MAPPING, csv_file(""), 12),
    "an empty workbook file": ("in.xlsx", WORKBOOK_MAPPING, lambda path: path.touch(), 12),
    "a truncated workbook": ("in.xlsx", WORKBOOK_MAPPING, cut, 14),
    "a truncated JSON": ("in.json", JSON_MAPPING, broken_json, 27),
    "a truncated row": ("in.csv", MAPPING, csv_file(text(HEADER, *ROWS)[:-20]), 18),
    "a quotation mark that never ends": (
        "in.csv",
        MAPPING,
        csv_file(text(HEADER, *ROWS) + '3;"04/05/2020;F;Togo\n'),
        14,
    ),
    "two header rows": ("in.xlsx", WORKBOOK_MAPPING, lambda path: workbook(path, HEADER, HEADER, *ROWS), 26),
    "a zip bomb": ("in.xlsx", WORKBOOK_MAPPING, bomb, 15),
    "10,000 columns": ("in.csv", MAPPING, csv_file(text((*HEADER, *WIDE), *((*row, *WIDE) for row in ROWS))), 22),
    "a cell of 10 MB": ("in.csv", MAPPING, csv_file(text(HEADER, *ROWS, ("3", "x" * 10_000_000, "F", "Togo"))), 23),
    "a duplicate column": (
        "in.csv",
        MAPPING,
        csv_file(text((*HEADER, "Pays"), *((*row, "Togo") for row in ROWS))),
        21,
    ),
    "a mapping that names a missing column": (
        *("in.csv", MAPPING.replace("Pays}", "Pay}"), csv_file(text(HEADER, *ROWS)), 37),
    ),
    "a mapping with a code that is none": (
        *("in.csv", MAPPING.replace("gender: Sexe", "gender: {from: Sexe, values: {F: girl}}")),
        *(csv_file(text(HEADER, *ROWS)), 36),
    ),
    "a file of another kind than its name says": ("in.xlsx", WORKBOOK_MAPPING, csv_file(text(HEADER, *ROWS)), 13),
}


def one_paragraph(shown: str) -> str:
    lines = [line for line in shown.splitlines() if line.strip()]
    assert len(lines) == 1, shown
    assert len(shown) < 1_500
    return lines[0]


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_whole(name, palermo, tmp_path):
    file, mapping, write, code = FILES[name]
    write(tmp_path / file)
    (tmp_path / "small.yaml").write_text(mapping, encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    words = ("harmonise", file, "--mapping", "small.yaml", "--out", "cases.parquet", "--report", "report.json")
    shown = palermo(*words, at=tmp_path, expect=code)
    said = one_paragraph(shown.stderr)
    assert re.match(r"\S*(in\.\w+|small\.yaml)", said), said
    assert len(re.findall(r"[.?!](?:\s|$)", said)) >= 2, said  # a fault and a remedy
    assert shown.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_files_without_the_fault_are_read(palermo, tmp_path):
    (tmp_path / "in.csv").write_text(text(HEADER, *ROWS), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(MAPPING, encoding="utf-8")
    palermo("harmonise", "in.csv", "--mapping", "small.yaml", "--out", "cases.csv", at=tmp_path)
    assert "CIV" in (tmp_path / "cases.csv").read_text(encoding="utf-8")
    workbook(tmp_path / "in.xlsx", HEADER, *ROWS)
    (tmp_path / "small.yaml").write_text(WORKBOOK_MAPPING, encoding="utf-8")
    palermo("harmonise", "in.xlsx", "--mapping", "small.yaml", "--out", "again.csv", at=tmp_path)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "cases.csv").read_bytes()


def test_an_unknown_code_and_a_date_in_the_future_set_the_row_aside_with_place_and_reason(palermo, tmp_path):
    rows = (*ROWS, ("3", "01/02/2021", "Femme", "Atlantide"), ("4", "01/02/2094", "Homme", "Togo"))
    (tmp_path / "in.csv").write_text(text(HEADER, *rows), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(MAPPING, encoding="utf-8")
    words = ("harmonise", "in.csv", "--mapping", "small.yaml", "--out", "cases.parquet", "--today", "2026-11-24")
    palermo(*words, at=tmp_path)
    with (tmp_path / "cases.quarantine.csv").open(encoding="utf-8", newline="") as file:
        aside = list(csv.DictReader(file))
    found = [(row["quarantine_row"], row["quarantine_column"], row["quarantine_value"]) for row in aside]
    assert found == [("4", "Pays", "Atlantide"), ("5", "Ouvert", "01/02/2094")]
    assert all(row["quarantine_rule"] and row["quarantine_remedy"] for row in aside)


QUESTIONS = {
    "an unknown column": (("--by", "colour"), 80),
    "an unknown code": (("--where", "gender=girl"), 81),
    "five columns": (("--by", "gender,age_band,citizenship,contributor,year_of_registration"), 82),
    "a condition that is none": (("--where", "gender"), 83),
    "a column twice": (("--by", "gender", "--by", "gender"), 85),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_cannot_be_answered_is_refused(name, toured, palermo):
    words, code = QUESTIONS[name]
    shown = palermo("tabulate", "releases/2026-demo", *words, at=toured, expect=code)
    one_paragraph(shown.stderr)
    assert shown.stdout == ""


def test_an_error_is_json_where_json_was_asked_for(toured, palermo):
    shown = palermo("tabulate", "releases/2026-demo", "--by", "colour", "--json", at=toured, expect=80)
    assert set(json.loads(shown.stderr)["error"]) == {"code", "place", "fault", "remedy"}
    assert shown.stdout == ""


@pytest.mark.parametrize("name", ["cases.parquet", "counts.parquet", "report.html"])
def test_one_flipped_byte_is_found(name, toured, palermo, tmp_path):
    shutil.copytree(toured / "releases" / "2026-demo", tmp_path / "2026-demo")
    path = tmp_path / "2026-demo" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    shown = palermo("verify", "2026-demo", at=tmp_path, expect=74)
    assert name in shown.stdout
    one_paragraph(shown.stderr)


def test_one_flipped_byte_of_the_manifest_is_found(toured, palermo, tmp_path):
    shutil.copytree(toured / "releases" / "2026-demo", tmp_path / "2026-demo")
    path = tmp_path / "2026-demo" / "manifest.json"
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("Invented", "Inventee", 1), encoding="utf-8")
    palermo("verify", "2026-demo", at=tmp_path, expect=74)


def test_a_release_that_cannot_be_made_leaves_nothing(toured, palermo, tmp_path):
    shutil.copytree(toured / "demo", tmp_path / "demo")
    (tmp_path / "demo" / "passerelle.csv").write_bytes(b"N\xb0 dossier;Nom\r\n1;Zorada\r\n")
    shown = palermo("publish", "demo/release.yaml", "--out", "releases", at=tmp_path, expect=37)
    assert "passerelle" in shown.stderr
    assert not (tmp_path / "releases").exists() or list((tmp_path / "releases").iterdir()) == []


SPECIFICATIONS = {
    "an unknown field": ("demonstration: true", "demonstrations: true", 69),
    "an unknown column": ("  - gender\n", "  - colour\n", 69),
    "a column that identifies": ("  - gender\n", "  - person_key\n", 69),
    "a file that is not there": ("file: passerelle.csv", "file: passerele.csv", 69),
    "a mapping that is not there": ("mapping: htcds-2.0-xlsx", "mapping: htcds-9.0", 35),
}


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_wrong_specification_is_refused_by_line(name, toured, palermo, tmp_path):
    right, wrong, code = SPECIFICATIONS[name]
    shutil.copytree(toured / "demo", tmp_path / "demo")
    path = tmp_path / "demo" / "release.yaml"
    written = path.read_text(encoding="utf-8")
    assert right in written
    path.write_text(written.replace(right, wrong, 1), encoding="utf-8")
    shown = palermo("publish", "demo/release.yaml", "--out", "releases", at=tmp_path, expect=code)
    if code == 69:
        assert re.search(r"release\.yaml:\d+", shown.stderr)
    assert not (tmp_path / "releases").exists() or list((tmp_path / "releases").iterdir()) == []


def test_what_is_not_there_is_told_by_each_command(palermo, tmp_path):
    for words, code in (
        (("harmonise", "no.csv", "--mapping", "htcds-2.0-xlsx", "--out", "cases.parquet"), 10),
        (("harmonise", "no.csv", "--mapping", "no-such-mapping", "--out", "cases.parquet"), 35),
        (("risk", "no.parquet"), 10),
        (("verify", "no-release"), 65),
        (("tabulate", "no-release", "--by", "gender"), 65),
        (("codes", "show", "no-such-list"), 30),
        (("serve", "hub", "--releases", "no-releases"), 90),
    ):
        shown = palermo(*words, at=tmp_path, expect=code)
        one_paragraph(shown.stderr)
    assert list(tmp_path.iterdir()) == []
