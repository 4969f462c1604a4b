"""`palermo harmonise`: what it writes, prints and refuses."""

import json

import pytest

from palermo.cases import Dialect, read_cases, read_rows
from palermo.cli import main

MAPPING = """\
blank: unknown
columns:
  case_id: id
  gender: sex
  year_of_registration: {date: day, formats: [iso]}
  person_key: {person_key: {names: [name], birth_date: born, formats: [iso], sex: sex}}
"""
FILE = """\
id,sex,day,name,born
1,female,2021-01-01,Ana Example,1990-01-01
2,Femal,2021-01-01,Bo Example,1991-01-01
3,male,2024-06-30,Cy Example,1992-01-01
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "file.csv").write_text(FILE, encoding="utf-8")
    return tmp_path


def _run(folder, *words, file="file.csv", mapping="mapping.yaml", out="cases.parquet"):
    return main(
        ["harmonise", str(folder / file), "--mapping", str(folder / mapping), "--out", str(folder / out), *words]
    )


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_cases_report_and_quarantine_are_written(folder, capsys):
    assert _run(folder, "--report", str(folder / "report.html"), "--contributor", "Helpline") == 0
    cases = read_cases(folder / "cases.parquet")
    assert cases.num_rows == 2
    assert cases.values("contributor").to_pylist() == ["Helpline"] * 2
    aside = read_rows(folder / "cases.quarantine.csv", Dialect()).table.to_pylist()
    assert [(row["quarantine_row"], row["quarantine_value"], row["id"]) for row in aside] == [("3", "Femal", "2")]
    assert "<meter" in (folder / "report.html").read_text(encoding="utf-8")
    shown = capsys.readouterr()
    assert "3 rows in: 2 accepted, 1 quarantined." in shown.out
    assert "cases.quarantine.csv" in shown.out
    assert "Ana Example" not in shown.out + shown.err


@pytest.mark.parametrize("ending", ["json", "html", "txt"])
def test_the_reports_ending_says_its_format(ending, folder):
    assert _run(folder, "--report", str(folder / f"report.{ending}")) == 0
    text = (folder / f"report.{ending}").read_text(encoding="utf-8")
    begins = {"json": "{", "html": "<!doctype html>", "txt": "Quality of file.csv"}[ending]
    assert text.startswith(begins)
    assert "\x1b" not in text


@pytest.mark.parametrize("out", ["cases.csv", "cases.xlsx", "cases.jsonl"])
def test_cases_are_written_in_other_formats(out, folder):
    assert _run(folder, out=out) == 0
    assert read_cases(folder / out).num_rows == 2


def test_the_quarantine_file_stands_beside_the_cases_under_their_name(folder):
    assert _run(folder, out="2026.01.cases.csv.gz") == 0
    assert "2026.01.cases.quarantine.csv" in _names(folder)


def test_json_prints_the_report_and_nothing_else(folder, capsys):
    assert _run(folder, "--json") == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert (report["rows_in"], report["accepted"], report["quarantined"]) == (3, 2, 1)
    assert shown.err == ""


def test_the_day_of_reference_decides_what_lies_in_the_future(folder, capsys):
    assert _run(folder, "--today", "2024-01-01", "--json") == 0
    assert json.loads(capsys.readouterr().out)["quarantined"] == 2
    assert _run(folder, "--today", "1 January") == 2
    assert "2026-11-24" in capsys.readouterr().err


def test_a_person_key_is_read_from_a_file_without_its_line_end(folder):
    keys = []
    for name, content in (("a.key", b"k" * 40), ("b.key", b"k" * 40 + b"\n"), ("c.key", b"x" * 40)):
        (folder / name).write_bytes(content)
        assert _run(folder, "--person-key", str(folder / name)) == 0
        keys.append(read_cases(folder / "cases.parquet").values("person_key").to_pylist())
    assert keys[0] == keys[1] != keys[2]
    assert None not in keys[0]


def test_without_refused_rows_there_is_no_quarantine_file_unless_asked_for(folder):
    (folder / "file.csv").write_text(FILE.replace("Femal", "female"), encoding="utf-8")
    assert _run(folder) == 0
    assert "cases.quarantine.csv" not in _names(folder)
    assert _run(folder, "--quarantine", str(folder / "aside.csv")) == 0
    assert read_rows(folder / "aside.csv", Dialect()).num_rows == 0


def test_an_older_quarantine_file_is_never_taken_for_this_runs(folder):
    assert _run(folder) == 0
    (folder / "file.csv").write_text(FILE.replace("Femal", "female"), encoding="utf-8")
    assert _run(folder) == 0
    assert read_rows(folder / "cases.quarantine.csv", Dialect()).num_rows == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--report", "{folder}/report.pdf"), 42),
        (("--report", "{folder}/report"), 42),
        (("--report", "{folder}/mapping.yaml.json", "--quarantine", "{folder}/file.csv"), 44),
        (("--quarantine", "{folder}/cases.parquet"), 44),
        (("--quarantine", "{folder}/aside.doc"), 11),
        (("--report", "{folder}/nowhere/report.json"), 28),
        (("--person-key", "{folder}/no.key"), 10),
        (("--person-key", "{folder}/short.key"), 41),
    ],
)
def test_what_cannot_be_is_refused_before_the_work_and_leaves_nothing(words, code, folder, capsys):
    (folder / "short.key").write_bytes(b"short")
    before = _names(folder)
    assert _run(folder, *(word.format(folder=folder) for word in words)) == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert _names(folder) == before
    assert (folder / "file.csv").read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    ("mapping", "code"),
    [("blank: unknown\ncolumns: {gendre: sex}", 36), ("blank: unknown\ncolumns: {gender: sexe}", 37), ("", 36)],
)
def test_a_mapping_that_is_wrong_leaves_nothing(mapping, code, folder, capsys):
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    assert _run(folder, "--json") == code
    error = json.loads(capsys.readouterr().err)["error"]
    assert "mapping.yaml" in error["place"]
    assert _names(folder) == ["file.csv", "mapping.yaml"]


@pytest.mark.parametrize(("file", "code"), [("no.csv", 10), ("empty.csv", 12)])
def test_a_file_that_cannot_be_read(file, code, folder, capsys):
    (folder / "empty.csv").write_bytes(b"")
    assert _run(folder, file=file) == code
    assert file in capsys.readouterr().err


def test_a_failing_write_keeps_what_was_there(folder, monkeypatch):
    assert _run(folder, "--report", str(folder / "report.json")) == 0
    before = (folder / "report.json").read_bytes()
    monkeypatch.setattr("os.fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert _run(folder, "--report", str(folder / "report.json"), "--contributor", "Other") == 28
    assert (folder / "report.json").read_bytes() == before
    assert not [name for name in _names(folder) if "partial" in name]


def test_a_draft_is_printed_or_written_and_never_over_another(folder, capsys):
    assert main(["harmonise", "suggest", str(folder / "file.csv")]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("# Drafted from")
    assert "Confidence" in printed.err
    draft = folder / "draft.yaml"
    assert main(["harmonise", "suggest", str(folder / "file.csv"), "--out", str(draft)]) == 0
    assert draft.read_text(encoding="utf-8") == printed.out
    assert main(["harmonise", "suggest", str(folder / "file.csv"), "--out", str(draft)]) == 43
    assert _run(folder, mapping="draft.yaml") == 0
    capsys.readouterr()
    assert main(["harmonise", "suggest", str(folder / "file.csv"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["yaml"] == printed.out
    assert "Ana" not in json.dumps(told)


def test_a_file_may_be_called_as_a_command_is(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "suggest.csv").write_text(FILE, encoding="utf-8")
    words = ["--mapping", "mapping.yaml", "--out", "cases.parquet"]
    assert main(["harmonise", "./suggest.csv", *words]) == 0
    assert main(["harmonise", *words, "file.csv"]) == 0


def test_the_help_shows_how_a_file_is_harmonised(capsys):
    assert main(["harmonise", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--mapping" in shown
    assert "palermo harmonise suggest" in shown.replace("\n", " ")
    assert main(["harmonise", "file.csv"]) == 2
    assert "--mapping" in capsys.readouterr().err


def test_when_no_case_is_accepted_all_is_written_and_the_command_fails(folder, capsys):
    (folder / "file.csv").write_text(FILE.replace("female", "f").replace("male", "m"), encoding="utf-8")
    assert _run(folder, "--report", str(folder / "report.json")) == 46
    shown = capsys.readouterr()
    assert "No case was accepted: all 3 rows were set aside" in shown.err
    assert "Cases:" in shown.out
    assert read_cases(folder / "cases.parquet").num_rows == 0
    assert read_rows(folder / "cases.quarantine.csv", Dialect()).num_rows == 3
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["accepted"] == 0
    assert _run(folder, "--json") == 46
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "harmonise.nothing_accepted"


def test_a_file_without_rows_is_no_failure(folder):
    (folder / "file.csv").write_text(FILE.splitlines()[0] + "\n", encoding="utf-8")
    assert _run(folder) == 0


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "jsonl", "parquet"])
def test_only_the_owner_reads_the_records_that_were_set_aside(ending, folder):
    aside = folder / f"aside.{ending}"
    aside.write_text("an older run's", encoding="utf-8")
    aside.chmod(0o644)
    assert _run(folder, "--quarantine", str(aside)) == 0
    assert aside.stat().st_mode & 0o777 == 0o600


def test_the_terminal_shows_a_few_readings_and_the_report_all(folder, capsys):
    (folder / "mapping.yaml").write_text("blank: unknown\ncolumns: {citizenship: {country: land}}\n", encoding="utf-8")
    lands = ["Nepal", "Togo", "France", "Peru", "Chile", "Kenya"]
    (folder / "file.csv").write_text("land,x\n" + "".join(f"{land},\n" for land in lands), encoding="utf-8")
    assert _run(folder, "--report", str(folder / "report.html")) == 0
    shown = capsys.readouterr().out
    assert "How values were read" in shown
    assert "citizenship: 2" in shown
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert all(f"<td>{land}</td>" in page for land in lands)


def test_the_help_says_what_the_day_of_reference_is_by_default(capsys):
    assert main(["harmonise", "--help"]) == 0
    assert "by default today" in " ".join(capsys.readouterr().out.replace("│", " ").split())
