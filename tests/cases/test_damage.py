"""Damage of any kind to a file of any format: it is refused as a user's fault, or read, and nothing else happens."""

import gzip
from contextlib import suppress

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases.books import header, make_ods, make_xlsx, ods_row

from palermo.cases import propose_dialect, read_cases, read_rows, write_rows
from palermo.errors import UserError

MARKS = [b'"', b",", b"\n", b"\r", b"\0", b"[", b"{", b"<", b"/>", b"\xff", b"PK\x05\x06"]
EDIT = st.one_of(
    st.tuples(st.just("set"), st.floats(0, 1), st.integers(0, 255)),
    st.tuples(st.just("drop"), st.floats(0, 1), st.integers(1, 30)),
    st.tuples(st.just("put"), st.floats(0, 1), st.sampled_from(MARKS)),
    st.tuples(st.just("cut"), st.floats(0, 1), st.none()),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small whole file of each format."""
    folder = tmp_path_factory.mktemp("whole")
    table = pa.table({"gender": ["woman", "man"], "means_of_control": ["none", ""], "text": ['a "b", c', "é\n"]})
    for form in ("csv", "csv.gz", "jsonl", "parquet"):
        write_rows(table, folder / f"a.{form}")
    (folder / "a.json").write_text('{"results": [{"a": {"b": [{"c": 1}]}, "d": ["x", "y"]}, {"a": null}]}')
    (folder / "a.json.gz").write_bytes(gzip.compress((folder / "a.json").read_bytes()))
    dated = '<row r="2"><c r="A2"><f>1</f><v>2</v></c><c r="B2" s="1"><v>44000</v></c></row>'
    make_xlsx(folder / "a.xlsx", header("a", "b") + dated)
    make_ods(folder / "a.ods", ods_row("a", "b") + ods_row("1", "2", repeat=3))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def damaged(data, edits):
    found = bytearray(data)
    for kind, where, what in edits:
        place = int(where * max(0, len(found) - 1))
        if kind == "set" and found:
            found[place] = what
        elif kind == "drop":
            del found[place : place + what]
        elif kind == "put":
            found[place:place] = what
        elif kind == "cut":
            del found[place:]
    return bytes(found)


@pytest.mark.parametrize(
    "name", ["a.csv", "a.csv.gz", "a.jsonl", "a.parquet", "a.json", "a.json.gz", "a.xlsx", "a.ods"]
)
@settings(max_examples=60, deadline=None)
@given(edits=st.lists(EDIT, min_size=1, max_size=4))
def test_no_damage_is_a_fault_of_ours(whole, tmp_path_factory, name, edits):
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(damaged(whole[name], edits))
    for read in (read_rows, read_cases, propose_dialect):
        with suppress(UserError):
            read(path)


@pytest.mark.parametrize("name", ["", "b\xe9"])
def test_parts_with_odd_names(tmp_path, name):
    from tests.cases.books import pack, xlsx_parts

    path = pack(tmp_path / "a.xlsx", {**xlsx_parts({"Cases": header("a", "b")}), "xl/zz": "x"})
    path.write_bytes(path.read_bytes().replace(b"xl/zz", name.encode("latin-1").ljust(5, b"\0")))
    with suppress(UserError):
        assert read_rows(path).table.column_names == ["a", "b"]
