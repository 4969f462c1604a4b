"""Archives made to fill the memory: refused fast, and before anything is unpacked."""

import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress

import pytest
from tests.cases.books import header, make_ods, make_xlsx, ods_row, pack, text, xlsx_parts

from palermo.cases import Limits, read_rows
from palermo.errors import InputError

MEBIBYTE = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"


def refused(path, **limits):
    with pytest.raises(InputError) as caught:
        read_rows(path, limits=Limits(**limits))
    return caught.value


def packed_zeros(size):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [packer.compress(b" " * MEBIBYTE) for _ in range(size // MEBIBYTE)]
    return b"".join([*pieces, packer.flush()])


def lie(path, name, size):
    """Make the directory say that a part is so large."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    at = data.rfind(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, at + 24, size)
    struct.pack_into("<L", data, info.header_offset + 22, size)
    path.write_bytes(data)


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "ods"])
def test_a_bomb_that_says_how_large_it_is(tmp_path, ending):
    part = SHEET if ending != "ods" else "content.xml"
    parts = xlsx_parts({"Cases": ""}) if ending != "ods" else {"mimetype": "x"}
    path = pack(tmp_path / f"a.{ending}", {**parts, part: b" " * (200 * MEBIBYTE)})
    assert path.stat().st_size < MEBIBYTE
    assert refused(path).key == "file.too_large"


def test_a_bomb_whose_directory_lies(tmp_path):
    parts = xlsx_parts({"Cases": header("a", "b")})
    path = pack(tmp_path / "a.xlsx", {**parts, SHEET: parts[SHEET] + " " * (100 * MEBIBYTE)})
    lie(path, SHEET, 1_000)
    error = refused(path)
    assert error.key == "file.too_large"
    assert SHEET in error.fault


def test_many_parts_and_large_ones_together(tmp_path):
    parts = xlsx_parts({"Cases": header("a", "b")})
    many = pack(tmp_path / "a.xlsx", {**parts, **{f"xl/media/{n}.png": "x" for n in range(3_000)}})
    assert "parts" in refused(many).fault
    noise = bytes(range(256)) * 40
    large = pack(tmp_path / "b.xlsx", {**parts, **{f"xl/media/{n}.png": noise for n in range(20)}})
    assert refused(large, workbook_bytes=100_000).key == "file.too_large"
    assert read_rows(large).num_rows == 0


def test_an_archive_in_an_archive_is_no_workbook(tmp_path):
    inner = make_xlsx(tmp_path / "inner.xlsx", header("a", "b"))
    outer = pack(tmp_path / "a.xlsx", {"inner.xlsx": inner.read_bytes()})
    error = refused(outer)
    assert error.key == "file.not_as_named"
    assert "another zip archive" in error.fault


def test_a_cell_at_the_end_of_the_sheet(tmp_path):
    rows = header("a", "b") + f'<row r="1048576">{text("XFD1048576", "x")}</row>'
    error = refused(make_xlsx(tmp_path / "a.xlsx", rows))
    assert error.key == "file.too_large"
    assert "row 1,048,576 and column 16,384" in error.fault


def test_rows_that_do_not_say_where_they_are_are_counted(tmp_path):
    wide = "<c><v>1</v></c>" * 16_000
    path = make_xlsx(tmp_path / "a.xlsx", f"<row>{wide}</row>" + "<row><c><v>1</v></c></row>" * 20_000)
    assert refused(path).key == "file.too_large"


def test_a_long_text_that_very_many_cells_share(tmp_path):
    shared = f"<si><t>{'x' * 30_000}</t></si>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 30_000))
    path = make_xlsx(tmp_path / "a.xlsx", header("a", "b") + cells, shared)
    assert "repeat long texts" in refused(path).fault
    few = make_xlsx(tmp_path / "b.xlsx", header("a", "b") + cells[:3_000].rpartition("<row")[0], shared)
    assert read_rows(few).num_rows > 10


@pytest.mark.parametrize("count", [16_384, 900_000_000])
def test_ods_columns_that_are_repeated_too_often(tmp_path, count):
    options = f'table:number-columns-repeated="{count}" office:value-type="string"'
    cell = f"<table:table-cell {options}><text:p>x</text:p></table:table-cell>"
    assert refused(make_ods(tmp_path / "a.ods", ods_row("a") + ods_row(cell))).key == "table.too_many_columns"


def test_ods_rows_that_are_repeated_too_often(tmp_path):
    rows = ods_row(*"abcdefghijklmnopqrstuvwxyz") + ods_row(*"abcdefghijklmnopqrstuvwxyz", repeat=1_000_000)
    assert refused(make_ods(tmp_path / "a.ods", rows)).key == "file.too_large"
    far = ods_row("a", "b") + ods_row("", repeat=900_000_000) + ods_row("x")
    assert refused(make_ods(tmp_path / "b.ods", far)).key == "file.too_large"


def test_entities_are_not_expanded(tmp_path):
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts = xlsx_parts({"Cases": header("a", "b")})
    parts[SHEET] = parts[SHEET].replace("?>", f"?>{laughs}", 1)
    assert refused(pack(tmp_path / "a.xlsx", parts)).key == "file.damaged"


def test_xml_in_another_encoding_is_not_read_past_the_checks(tmp_path):
    parts = xlsx_parts({"Cases": header("a", "b")})
    hidden = parts[SHEET].replace("UTF-8", "UTF-16").encode("utf-16")
    assert refused(pack(tmp_path / "a.xlsx", {**parts, SHEET: hidden})).key == "file.damaged"


def test_archives_that_are_cut_off_or_broken(tmp_path):
    whole = make_xlsx(tmp_path / "a.xlsx", header("a", "b") + header("1", "2", row=2)).read_bytes()
    for number in (10, len(whole) // 2, len(whole) - 5):
        path = tmp_path / "b.xlsx"
        path.write_bytes(whole[:number])
        assert refused(path).key == "file.damaged"
    path = tmp_path / "c.xlsx"
    for place in range(60, len(whole), 97):  # one flipped byte anywhere: read as it was, or refused, and nothing else
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with suppress(InputError):
            assert read_rows(path).table.to_pydict() == {"a": ["1"], "b": ["2"]}


def test_two_archives_in_one_file_are_refused(tmp_path):
    one = make_xlsx(tmp_path / "a.xlsx", header("a", "b")).read_bytes()
    path = tmp_path / "b.xlsx"
    path.write_bytes(one + one)
    assert refused(path).key == "file.damaged"


def test_a_locked_archive(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", header("a", "b"))
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert "password" in refused(path).fault


@pytest.mark.skipif(sys.platform != "linux", reason="how a process's memory is limited differs between systems")
def test_bombs_are_refused_in_little_memory(tmp_path):
    """Every bomb in one process that may not have more than a gibibyte of address space beyond the libraries'."""
    shared = f"<si><t>{'x' * 30_000}</t></si>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 60_000))
    make_xlsx(tmp_path / "a.xlsx", header("a", "b") + cells, shared)
    make_xlsx(tmp_path / "b.xlsx", header("a", "b") + f'<row r="1048576">{text("ZZ1048576", "x")}</row>')
    make_ods(tmp_path / "c.ods", ods_row("a") + ods_row(*"abcdefgh", repeat=100_000_000))
    (tmp_path / "d.csv.gz").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "e.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, b" " * (400 * MEBIBYTE))
    code = (
        "import sys\nfrom palermo.cases import read_rows\nfrom palermo.errors import InputError\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n        read_rows(path)\n    except InputError as error:\n        print(error.key)\n"
    )
    names = ["a.xlsx", "b.xlsx", "c.ods", "d.csv.gz", "e.xlsx"]
    done = subprocess.run(
        [sys.executable, "-c", code, *(str(tmp_path / name) for name in names)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (1024 * MEBIBYTE,) * 2),
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.split() == ["file.too_large"] * 3 + ["file.empty", "file.too_large"]
