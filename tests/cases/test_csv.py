"""CSV files: every record, every cell as it stands, every fault with its place."""

import csv
import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.cases import Dialect, Limits, read_rows
from palermo.cases import _csv_layout as layout_module
from palermo.errors import InputError


@pytest.fixture
def read(tmp_path):
    def read_bytes(data, dialect=Dialect(), *, name="cases.csv", **limits):  # noqa: B008
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_rows(path, dialect, limits=Limits(**limits))

    return read_bytes


def refused(read, data, *args, **options):
    with pytest.raises(InputError) as caught:
        read(data, *args, **options)
    return caught.value


def columns(rows):
    return rows.table.to_pydict()


def test_text_is_text(read):
    rows = read("id,country,flag,age\n1,NA,00,\n2,null,01,1e5\n3,nan,-0,TRUE\n")
    assert columns(rows) == {
        "id": ["1", "2", "3"],
        "country": ["NA", "null", "nan"],
        "flag": ["00", "01", "-0"],
        "age": ["", "1e5", "TRUE"],
    }
    assert rows.row_numbers.to_pylist() == [2, 3, 4]
    assert rows.original == ("id", "country", "flag", "age")
    assert rows.notes == ()


def test_line_ends_may_be_any_of_the_three(read):
    for end in ("\n", "\r\n", "\r"):
        for last in ("", end):
            rows = read(end.join(["a,b", "1,2", "3,4"]) + last)
            assert columns(rows) == {"a": ["1", "3"], "b": ["2", "4"]}
            assert rows.row_numbers.to_pylist() == [2, 3]


def test_a_record_is_placed_where_it_begins(read):
    rows = read('a,b\n"one\ntwo\r\nthree",x\n\n"q""uote;",y\nz,z\n')
    assert columns(rows) == {"a": ["one\ntwo\r\nthree", 'q"uote;', "z"], "b": ["x", "y", "z"]}
    assert rows.row_numbers.to_pylist() == [2, 6, 7]
    assert rows.notes == ("1 blank line is no record.",)


def test_spaces_in_cells_stay_and_those_around_names_go(read):
    rows = read("\ufeff Full  name ,b\n  x , y\n")
    assert rows.table.column_names == ["Full name", "b"]
    assert rows.original == (" Full  name ", "b")
    assert columns(rows)["Full name"] == ["  x "]


def test_titles_above_the_header_and_headers_below_it(read):
    rows = read("Report 2021\n\na,b\nfirst,second\n1,2\n", Dialect(header_row=3, data_row=5))
    assert columns(rows) == {"a": ["1"], "b": ["2"]}
    assert rows.above == (("Report 2021",), ("first", "second"))
    assert rows.row_numbers.to_pylist() == [5]
    assert "2 rows beside the header were not read as records." in rows.notes


def test_a_header_alone_is_a_table_without_rows(read):
    rows = read("a,b\n")
    assert rows.num_rows == 0
    assert rows.table.column_names == ["a", "b"]
    assert rows.row_numbers.to_pylist() == []


def test_a_file_without_quoting(read):
    rows = read('a\tb\n5" pipe\t"\n', Dialect(delimiter="\t", quote=""))
    assert columns(rows) == {"a": ['5" pipe'], "b": ['"']}


def test_one_column_keeps_its_empty_cells(read):
    assert columns(read('a\n""\nx\n'))["a"] == ["", "x"]


def test_packed_files_are_unpacked(read):
    data = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")
    assert columns(read(data, name="cases.csv.gz")) == {"a": ["1", "3"], "b": ["2", "4"]}


def test_nameless_columns_are_numbered(read):
    rows = read(",b,c\n1,2,3\n")
    assert rows.table.column_names == ["column_1", "b", "c"]
    assert rows.notes == ("Columns without a name are called column_1.",)


def test_other_encodings(read):
    text = "nom;pays\nÉlodie;Côte d’Ivoire\n"
    for encoding in ("cp1252", "utf-8-sig", "utf-16", "cp1250"):
        rows = read(text.encode(encoding), Dialect(encoding=encoding, delimiter=";"))
        assert columns(rows) == {"nom": ["Élodie"], "pays": ["Côte d’Ivoire"]}, encoding


def test_a_wrong_encoding_is_refused_at_its_byte(read):
    error = refused(read, "a,b\n1,2\n3,é\n".encode("cp1252"))
    assert error.key == "file.encoding"
    assert error.place.endswith("cases.csv, row 3")
    assert "0xe9 at position 10" in error.fault
    assert "cp1252" in error.remedy


def test_the_place_of_a_wrong_byte_is_right_across_pieces(read, monkeypatch):
    from palermo.cases import _encoding

    monkeypatch.setattr(_encoding, "PIECE", 7)
    data = "a,b\nää,ö\n€,1\n".encode() + b"x,\xff\n"
    error = refused(read, data)
    assert error.place.endswith("row 4")
    assert f"position {len(data) - 2}" in error.fault


def test_utf8_that_is_said_to_be_older_is_refused(read):
    error = refused(read, "a,b\n1,é\n", Dialect(encoding="cp1252"))
    assert error.key == "file.encoding"
    assert "utf-8" in error.remedy


def test_a_wrong_delimiter_is_refused_and_the_likely_one_named(read):
    error = refused(read, 'a;b;c\n1;"2;3";4\n')
    assert error.key == "table.delimiter"
    assert 'delimiter: ";"' in error.remedy
    error = refused(read, "a\tb\n1\t2\n", Dialect(delimiter=";"))
    assert "a tab" in error.fault


@pytest.mark.parametrize(
    ("text", "row", "has", "count"),
    [
        ("a,b\n1,2\n3\n4,5\n", 3, "1", "1"),
        ('a,b\n"1\n1",2\n3,4,"5,5"\n6\n', 4, "3", "2"),
        ("a,b\r1,2\r3,4,5", 3, "3", "1"),
    ],
)
def test_a_ragged_row_is_refused_at_its_place(read, text, row, has, count):
    error = refused(read, text)
    assert error.key == "table.ragged"
    assert error.place.endswith(f", row {row}")
    assert f"has {has} cells" in error.fault
    assert f"{count} rows in all" in error.fault


def test_the_first_ragged_row_of_many_is_found_at_once(read):
    text = "a,b,c\n" + "1,2,3\n" * 300_000 + '"4\n4",5\n' + "1,2,3\n" * 300_000 + "6\n"
    error = refused(read, text)
    assert error.place.endswith(", row 300002")
    assert "2 rows in all" in error.fault


@pytest.mark.parametrize("text", ['a,b\n1,x"y\n', 'a,b\n1,"x"y\n', 'a,b\n1, "x"\n', 'a,b\n1,""x\n'])
def test_a_quotation_mark_inside_a_cell_is_refused(read, text):
    error = refused(read, text)
    assert error.key == "table.quote"
    assert error.place.endswith("row 2")


def test_a_quotation_mark_that_never_closes_is_a_file_cut_off(read):
    error = refused(read, 'a,b\n1,2\n3,"four\n5,6\n')
    assert error.key == "file.damaged"
    assert error.place.endswith("row 3")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\r\n"])
def test_an_empty_file_is_refused(read, data):
    assert refused(read, data).key == "file.empty"


def test_a_header_that_is_not_there(read):
    assert refused(read, "a,b\n1,2\n", Dialect(header_row=3)).key == "table.header"
    assert refused(read, "a,b\n\n1,2\n", Dialect(header_row=2)).key == "table.header"
    error = refused(read, "Report,,\na,b,c\n1,2,3\n")
    assert error.key == "table.header"
    assert "names 1 of 3" in error.fault


def test_a_second_header_row_that_nobody_declared(read):
    text = "prs_FirstName,prs_Gender,cas_Owner\nFirst Name,Gender,Owner\nx,y,z\n"
    error = refused(read, text)
    assert error.key == "table.two_header_rows"
    assert columns(read(text, Dialect(header_row=2)))["First Name"] == ["x"]
    assert columns(read(text, Dialect(data_row=3)))["prs_FirstName"] == ["x"]


def test_data_that_resemble_their_header_are_data(read):
    assert read("a,Country,Sex\n1,Country,F\n").num_rows == 1


def test_a_column_twice(read):
    error = refused(read, "a,b, a\n1,2,3\n")
    assert error.key == "table.duplicate_column"
    assert "columns 1, 3" in error.fault


def test_ten_thousand_columns(read):
    header = ",".join(f"c{number}" for number in range(10_000))
    error = refused(read, f"{header}\n{',' * 9_999}\n")
    assert error.key == "table.too_many_columns"
    assert "10,000" in error.fault


def test_a_cell_of_ten_megabytes(read):
    error = refused(read, "a,b\n1,2\n3," + "x" * 10_000_000 + "\n")
    assert error.key == "table.cell_too_long"
    assert error.place.endswith("row 3, column 2")
    assert len(str(error)) < 600


def test_a_long_record_of_short_cells_is_read(read):
    width = 4_000
    text = ",".join(f"c{n}" for n in range(width)) + "\n" + ",".join(["x" * 900] * width) + "\n"
    assert read(text).num_rows == 1


def test_a_truncated_archive_and_one_that_is_broken(read):
    packed = gzip.compress(("a,b\n" + "1,2\n" * 5000).encode())
    assert refused(read, packed[:-20], name="cases.csv.gz").key == "file.damaged"
    broken = packed[:30] + b"\xff\xff\xff" + packed[33:]
    assert refused(read, broken, name="cases.csv.gz").key == "file.damaged"


def test_an_archive_made_to_fill_the_memory(read):
    bomb = gzip.compress(b"a,b\n" + b"0" * (200 << 20), compresslevel=9)
    assert len(bomb) < 300_000
    assert refused(read, bomb, name="cases.csv.gz").key == "file.too_large"


def test_a_file_that_is_too_large(read):
    assert refused(read, "a,b\n" + "1,2\n" * 100, text_bytes=100).key == "file.too_large"


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"PK\x03\x04....", "a.csv", "zip archive"),
        (b"\x1f\x8b\x08....", "a.csv", "gzip"),
        (b"a,b\n", "a.csv.gz", "not packed"),
        (b"PAR1....", "a.csv", "Parquet"),
        (b"\xd0\xcf\x11\xe0....", "a.csv", ".xls"),
        (b"%PDF-1.4", "a.csv", "PDF"),
        (b"a,b\n1,\x002\n", "a.csv", "zero byte in row 2"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says(read, data, name, found):
    error = refused(read, data, name=name)
    assert error.key == "file.not_as_named"
    assert found in error.fault


def test_utf16_that_is_not_declared(read):
    assert refused(read, "a,b\n1,2\n".encode("utf-16")).key in ("file.encoding", "file.not_as_named")
    assert refused(read, "a,b\n1,2\n".encode("utf-16-le")).key == "file.not_as_named"


def test_utf16_that_is_declared_and_has_no_mark(read):
    error = refused(read, "a,b\n1,2\n".encode("utf-16-le"), Dialect(encoding="utf-16"))
    assert error.key == "file.encoding"
    assert read("a,b\n1,2\n".encode("utf-16-le"), Dialect(encoding="utf-16-le")).num_rows == 1


def test_no_file_and_no_file_but_a_folder(tmp_path):
    with pytest.raises(InputError) as caught:
        read_rows(tmp_path / "none.csv")
    assert caught.value.key == "file.not_found"
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(InputError) as caught:
        read_rows(tmp_path / "a.csv")
    assert caught.value.key == "file.not_as_named"
    assert "a folder" in caught.value.fault


CELL = st.text(st.sampled_from('ab"é;,\t\n\r 0=\u2028€'), max_size=6)
TABLE = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))


@settings(deadline=None)
@given(
    table=TABLE, end=st.sampled_from(["\n", "\r\n", "\r"]), delimiter=st.sampled_from(",;\t"), block=st.integers(1, 40)
)
def test_any_table_is_read_as_the_reference_reads_it(tmp_path_factory, table, end, delimiter, block):
    """Python's own CSV module writes; records begin where a count of line ends in its own output says."""
    width = len(table[0]) if table else 2
    out = io.StringIO()
    bare = any({"\r", "\n"} & set(cell) for record in table for cell in record)  # the reference forgets to quote some
    quoting = csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([f"c{number}" for number in range(width)])
    numbers = []
    for record in table:
        text = out.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        numbers.append(text.count("\n") + 1)
        writer.writerow(record)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(out.getvalue().encode())
    before, layout_module.BLOCK = layout_module.BLOCK, block
    try:
        rows = read_rows(path, Dialect(delimiter=delimiter))
    finally:
        layout_module.BLOCK = before
    assert [list(row.values()) for row in rows.table.to_pylist()] == table
    assert rows.row_numbers.to_pylist() == numbers


def test_one_row_that_is_no_record_is_one_row(read):
    rows = read("Report 2021\na,b\n1,2\n", Dialect(header_row=2))
    assert "1 row beside the header was not read as a record." in rows.notes
