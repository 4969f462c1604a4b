"""`palermo link`: what it reads, writes and says."""

import json
import stat

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.link.people import lists

from palermo.cases import read_rows, write_rows
from palermo.cli import main
from palermo.estimate import lists as lists_of
from palermo.link import read_decisions


@pytest.fixture
def files(tmp_path):
    tables, _ = lists(people=80)
    for name, table in tables.items():
        write_rows(table, tmp_path / f"{name}.csv")
    return tmp_path


def run(folder, *words):
    return main(["link", str(folder / "north.csv"), str(folder / "south.csv"), *map(str, words)])


def test_records_report_queue_and_histories_are_written(files, capsys):
    out, report, queue, histories = (
        files / name for name in ("linked.parquet", "link.html", "queue.csv", "histories.parquet")
    )
    words = ["--out", out, "--report", report, "--queue", queue, "--histories", histories, "--once", "all"]
    assert run(files, *words, "--draws", 3) == 0
    printed = capsys.readouterr()
    assert "people's records" in printed.out
    assert read_rows(out).num_rows == 80
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(queue.stat().st_mode) == 0o600
    assert "How right the links are" in report.read_text(encoding="utf-8")
    counted = pq.read_table(histories)
    assert counted.column_names == ["draw", "north", "south", "count"]
    assert set(counted.column("draw").to_pylist()) == {1, 2, 3}


def test_what_the_linkage_warns_of_goes_with_an_estimate_to_the_hub(files, capsys):
    histories, results, published = (files / name for name in ("histories.parquet", "out.json", "estimates.csv"))
    assert run(files, "--out", files / "linked.csv", "--histories", histories, "--draws", 3, "--once", "all") == 0
    estimate = ["--draw-column", "draw", "--count-column", "count", "--method", "independence", "--replicates", "60"]
    assert main(["estimate", "lists", str(histories), *estimate, "--json", str(results)]) == 0
    said = json.loads(results.read_text(encoding="utf-8"))["cautions"]
    (linked,) = [each["text"] for each in said if each["code"] == "linked"]
    assert "of the links are right" in linked
    about = ["--country", "GBR", "--years", "2013", "--population", "Victims", "--source", "A report", "--date", "2026"]
    assert main(
        ["estimate", "export", str(results), *about, "--url", "https://example.org/", "--out", str(published)]
    ) == 0  # fmt: skip
    assert "Mind: The lists were linked" in published.read_text(encoding="utf-8")
    counted = pq.read_table(histories)
    assert "linked" in [each.code for each in lists_of(counted, count="count", stratum="draw").cautions]


def test_json_is_the_report_and_nothing_else(files, capsys):
    assert run(files, "--out", files / "linked.csv", "--json") == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["records"] == 80
    assert {"threshold", "thresholds", "overlaps", "training"} <= found.keys()
    assert not printed.err


def test_a_queue_is_reviewed_and_decisions_stand(files, capsys, monkeypatch):
    queue, decisions = files / "queue.csv", files / "decisions.csv"
    words = ["--out", files / "linked.csv", "--doubtful", "0.0011,1"]
    assert run(files, *words, "--queue", queue) == 0
    waiting = read_rows(queue).num_rows
    assert waiting >= 3
    answers = iter(["s", "x", "d", "", "q"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    reviewed = ["link", "review", str(queue), "--decisions", str(decisions), "--by", "A. B.", "--today", "2026-11-30"]
    assert main(reviewed) == 0
    kept = read_decisions(decisions)
    assert [str(each.verdict) for each in kept] == ["same", "different"]
    assert {each.by for each in kept} == {"A. B."}
    assert run(files, *words, "--queue", queue, "--decisions", decisions, "--json") == 0
    capsys.readouterr()
    assert read_rows(queue).num_rows == waiting - 2
    linked = read_rows(files / "linked.csv").table.to_pylist()
    person = {f"{row['list']}:{row['record']}": row["person"] for row in linked}
    assert person[kept[0].left] == person[kept[0].right]
    assert person[kept[1].left] != person[kept[1].right]


def test_a_queue_filled_in_elsewhere_is_taken_over(files, capsys):
    queue, decisions = files / "queue.csv", files / "decisions.csv"
    assert run(files, "--out", files / "linked.csv", "--doubtful", "0.0011,1", "--queue", queue) == 0
    rows = read_rows(queue).table.to_pylist()
    rows[0] |= {"verdict": "different", "by": "C. D.", "on": "2026-11-29"}
    write_rows(pa.Table.from_pylist(rows), queue)
    assert main(["link", "review", str(queue), "--decisions", str(decisions), "--by", "C. D.", "--filled"]) == 0
    assert [str(each.verdict) for each in read_decisions(decisions)] == ["different"]
    rows[0]["verdict"] = "maybe"
    write_rows(pa.Table.from_pylist(rows), queue)
    assert main(["link", "review", str(queue), "--decisions", str(decisions), "--by", "C. D.", "--filled"]) == 109
    assert "neither same nor different" in capsys.readouterr().err


def test_a_queue_that_a_spreadsheet_saved_is_taken_over_as_it_is_written(files, capsys):
    decisions = files / "decisions.csv"
    saved = files / "queue.csv"
    row = "north:Ç1;south:2;same;C. D.;2026-11-29;0.5;no;name: same;name: Zoé;name: Zoe"
    saved.write_text(f"left;right;verdict;by;on;probability;linked;why;left_says;right_says\n{row}\n", "cp1252")
    words = ["link", "review", str(saved), "--decisions", str(decisions), "--by", "C. D.", "--filled"]
    assert main([*words, "--encoding", "cp1252"]) == 17
    assert '--delimiter ";"' in " ".join(capsys.readouterr().err.split())
    assert main([*words, "--delimiter", ";", "--encoding", "cp1252"]) == 0
    (kept,) = read_decisions(decisions)
    assert (kept.left, str(kept.verdict)) == ("north:Ç1", "same")


def test_a_reviewer_sees_other_scripts_with_a_reading_in_latin_letters(tmp_path):
    for name, given in ("north", "Наталья"), ("south", "Natalya"):
        other = name == "north"
        rows = [{"given": given, "family": "Петрова" if other else "Petrova", "DOB": "1990-02-03"}]
        rows[0] |= {"sex": "ж" if other else "f", "nationality": "Украина" if other else "Ukraine"}
        rows += [
            {"given": f"Ana{at}", "family": f"Lee{at}", "DOB": f"19{60 + at}-05-06", "sex": "f", "nationality": "Peru"}
            for at in range(9)
        ]
        write_rows(pa.Table.from_pylist(rows), tmp_path / f"{name}.csv")
    queue = tmp_path / "queue.csv"
    assert run(tmp_path, "--out", tmp_path / "linked.csv", "--doubtful", "0.0000001,1", "--queue", queue) == 0
    said = [row["left_says"] for row in read_rows(queue).table.to_pylist()]
    (read,) = {each for each in said if "Петрова" in each}
    assert "family: Петрова [Petrova]" in read
    assert read.endswith("sex: ж [F]; nationality: Украина [Ukraine]")
    assert not any("[" in each for each in said if "Ana" in each)


def test_encodings_are_linked_without_names(files, capsys):
    key = files / "link.key"
    assert main(["link", "key", str(key)]) == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert main(["link", "key", str(key)]) != 0
    for name in ("north", "south"):
        out = files / f"{name}.parquet"
        assert main(["link", "encode", str(files / f"{name}.csv"), "--key", str(key), "--out", str(out)]) == 0
        assert b"amina" not in out.read_bytes()
    capsys.readouterr()
    again = ["--key", str(key), "--out", str(files / "again.parquet"), "--json"]
    assert main(["link", "encode", str(files / "north.csv"), *again]) == 0
    assert json.loads(capsys.readouterr().out) | {"encodings": ""} == {"encodings": "", "records": 40, "not_encoded": 0}
    assert (files / "again.parquet").read_bytes() == (files / "north.parquet").read_bytes()
    words = [str(files / "north.parquet"), str(files / "south.parquet"), "--out", str(files / "linked.csv")]
    assert main(["link", *words, "--once", "all", "--json"]) == 0
    assert '"encoded": "Encodings of 1,024 bits' in capsys.readouterr().out
    linked = read_rows(files / "linked.csv").table
    assert linked.column_names == ["person", "list", "record", "records_of_person", "probability"]
    assert len(set(linked.column("person").to_pylist())) < 80


def test_encodings_of_two_keys_and_names_beside_encodings_are_refused(files, capsys):
    for name, text in (("north", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"), ("south", "0123456789abcdef" * 2)):
        (files / f"{name}.key").write_text(text + "\n")
    for name in ("north", "south"):
        words = ["--key", str(files / f"{name}.key"), "--out", str(files / f"{name}.parquet")]
        assert main(["link", "encode", str(files / f"{name}.csv"), *words]) == 0
    out = ["--out", str(files / "linked.csv")]
    assert main(["link", str(files / "north.parquet"), str(files / "south.parquet"), *out]) == 109
    assert "another key" in capsys.readouterr().err
    assert main(["link", str(files / "north.parquet"), str(files / "south.csv"), *out]) == 109


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--threshold", "0.2"], "threshold"),
        (["--doubtful", "many"], "two probabilities"),
        (["--once", "east"], "There is no list east"),
        (["--fields", "missing.yaml"], "no such file"),
        (["--engine", "abacus"], "local or spark"),
        (["--histories", "h.csv", "--list", "x=east"], "No record is of a list east"),
    ],
)
def test_wrong_words_are_refused_with_a_remedy(files, words, says, capsys, monkeypatch):
    monkeypatch.chdir(files)
    assert run(files, "--out", files / "linked.csv", *words) not in (0, 1)
    assert says in capsys.readouterr().err


def test_an_output_is_never_written_over_an_input(files, capsys):
    assert run(files, "--out", files / "north.csv") == 44
    assert main(["link", str(files / "north.csv"), str(files / "north.csv"), "--out", str(files / "o.csv")]) == 2
    capsys.readouterr()


def test_a_file_in_another_encoding_and_a_case_table_are_lists_too(files, capsys):
    from tests.release.invented import make_cases

    from palermo.cases import write_cases

    rows = read_rows(files / "south.csv").table.to_pylist()[:20]
    text = "Prénom;Nom;Né le;Sexe\n" + "".join(
        f"{row['given name']};{row['surname']};{row['date of birth']};{row['sex']}\n" for row in rows
    )
    (files / "ouest.csv").write_bytes(text.encode("cp1252"))
    (files / "fields.yaml").write_text('files:\n  ouest: {encoding: cp1252, delimiter: ";"}\n')
    words = ["--out", str(files / "linked.csv"), "--fields", str(files / "fields.yaml")]
    assert main(["link", str(files / "north.csv"), str(files / "ouest.csv"), *words]) == 0
    (files / "fields.yaml").write_text("files:\n  ouest: {encoding: cuneiform}\n")
    assert main(["link", str(files / "north.csv"), str(files / "ouest.csv"), *words]) == 109
    cases = make_cases(
        person_key=["a", "b", "a"], gender=["woman", "man", "woman"], forms_of_exploitation=[["labour"]] * 3
    )
    write_cases(cases, files / "cases.parquet")
    assert main(["link", str(files / "cases.parquet"), "--out", str(files / "linked.csv")]) == 0
    assert read_rows(files / "linked.csv").table.column("person").to_pylist() == ["1", "2", "1"]
    capsys.readouterr()
