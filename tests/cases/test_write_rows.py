"""Tables of text as files: whole or not at all, and nothing that a spreadsheet would run."""

import csv
import os
import stat

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.cases import Dialect, read_rows, write_rows
from palermo.cases._write_csv import guarded, unguarded
from palermo.errors import InputError

FORMATS = ["csv", "csv.gz", "xlsx", "ods", "jsonl", "parquet"]
TABLE = pa.table(
    {
        "id": ["1", "02", None],
        "text": ['say "hi", he; said', "two\nlines", " spaces  inside "],
        "formula": ["=HYPERLINK(1)", "-99", "@x"],
        "country": ["NA", "", "Côte d’Ivoire"],
    }
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_read_back(tmp_path, form):
    path = tmp_path / f"a.{form}"
    write_rows(TABLE, path, guard=False)
    found = read_rows(path).table
    assert found.column_names == TABLE.column_names
    assert found.to_pylist() == [{k: v or "" for k, v in row.items()} for row in TABLE.to_pylist()]
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_table_gives_the_same_bytes(tmp_path, form):
    for name in ("a", "b"):
        write_rows(TABLE, tmp_path / f"{name}.{form}")
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_a_table_without_rows_keeps_its_header(tmp_path, form):
    write_rows(TABLE.slice(0, 0), tmp_path / f"a.{form}")
    found = read_rows(tmp_path / f"a.{form}")
    assert (found.num_rows, found.table.column_names) == (0, TABLE.column_names)


def test_other_dialects(tmp_path):
    dialect = Dialect(delimiter=";", encoding="cp1252")
    write_rows(TABLE, tmp_path / "a.csv", dialect, guard=False)
    assert "Côte d’Ivoire".encode("cp1252") in (tmp_path / "a.csv").read_bytes()
    assert read_rows(tmp_path / "a.csv", dialect).table.num_rows == 3


def test_other_tools_read_the_csv(tmp_path):
    write_rows(TABLE, tmp_path / "a.csv", guard=False)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert rows[0] == TABLE.column_names
    assert rows[1:] == [[cell or "" for cell in row.values()] for row in TABLE.to_pylist()]


def test_what_a_spreadsheet_would_run_is_guarded_in_csv(tmp_path):
    risky = ["=1+1", "+cmd", "-cmd", "@x", "\tx", "\rx", "=", "'=x"]
    harmless = ["-99", "+1.5", "-3,5", "5%", "a=b", "'quoted'", ""]
    table = pa.table({"=name": [*risky, *harmless]})
    write_rows(table, tmp_path / "a.csv")
    rows = read_rows(tmp_path / "a.csv")
    assert rows.original == ("'=name",)
    assert rows.table.column(0).to_pylist() == [*("'" + cell for cell in risky), *harmless]


@settings(deadline=None)
@given(st.lists(st.text("=+-@'\t\r19.x", max_size=6)))
def test_guarding_can_be_undone_and_leaves_no_formula(texts):
    array = pa.array(texts, pa.string())
    safe = guarded(array)
    assert unguarded(safe).to_pylist() == texts
    for text in safe.to_pylist():
        assert not text.startswith(("=", "@", "\t", "\r"))
        assert not text.startswith(("+", "-")) or text[1:2].isdigit()


def test_cells_of_a_workbook_are_never_formulas(tmp_path):
    import zipfile

    write_rows(pa.table({"a": ["=1+1", "http://example.org", "5"]}), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read_rows(tmp_path / "a.xlsx").table.column("a").to_pylist() == ["=1+1", "http://example.org", "5"]


@pytest.mark.parametrize(
    ("table", "path", "dialect"),
    [
        (TABLE, "a.json", Dialect()),
        (TABLE, "a.xlsm", Dialect()),
        (TABLE, "a.xlsx", Dialect(sheet="no/such:name")),
        (TABLE, "a.xlsx", Dialect(sheet="x" * 40)),
        (pa.table([["x"], ["y"]], names=["a", "a"]), "a.jsonl", Dialect()),
        (TABLE, "none/a.csv", Dialect()),
        (pa.table({"a": ["é€"]}), "a.csv", Dialect(encoding="latin-1")),
        (pa.table({"a": ["x,y"]}), "a.csv", Dialect(quote="")),
        (pa.table({"a": ["x" * 40_000]}), "a.xlsx", Dialect()),
        (pa.table({"a": ["x\x00y"]}), "a.xlsx", Dialect()),
        (pa.table({"a": ["x\x0by"]}), "a.ods", Dialect()),
        (pa.table({f"c{n}": ["x"] for n in range(20_000)}), "a.xlsx", Dialect()),
    ],
)
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path, table, path, dialect):
    before = tmp_path / "a.csv"
    before.write_text("as it was")
    with pytest.raises(InputError) as caught:
        write_rows(table, tmp_path / path, dialect)
    assert caught.value.key == "file.unwritable"
    assert os.listdir(tmp_path) == ["a.csv"]
    assert before.read_text() == "as it was"


def test_a_character_that_the_encoding_lacks_is_placed(tmp_path):
    with pytest.raises(InputError) as caught:
        write_rows(pa.table({"a": ["x", "y", "€"]}), tmp_path / "a.csv", Dialect(encoding="latin-1"))
    assert "row 4" in caught.value.fault


def test_a_written_file_may_be_read_by_whom_the_system_says(tmp_path):
    mask = os.umask(0o027)
    try:
        write_rows(TABLE, tmp_path / "a.csv")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=8)


@settings(max_examples=40, deadline=None)
@given(table=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), form=st.sampled_from(FORMATS))
def test_any_text_comes_back(tmp_path_factory, table, form):
    path = tmp_path_factory.mktemp("rows") / f"a.{form}"
    columns = pa.table({"a": [row[0] for row in table], "b": ["x" + row[1] for row in table]})
    write_rows(columns, path, guard=False)
    assert read_rows(path).table.to_pylist() == columns.to_pylist()
