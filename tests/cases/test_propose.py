"""Proposals: the likeliest way first, and never used without somebody's word."""

import csv

import pytest
import xlsxwriter
from tests.cases.books import make_ods, ods_row

from palermo.cases import propose_dialect, read_rows, write_rows
from palermo.errors import InputError


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-8"), ("|", "utf-16")])
def test_a_csv_file_is_recognised(tmp_path, delimiter, encoding):
    lines = [["nom", "pays", "note"], ["Élodie", "NA", '"a, b; c|d"'], ["Zoë", "00", ""]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    best = propose_dialect(path)[0]
    assert (best.dialect.delimiter, best.dialect.encoding, best.dialect.header_row) == (delimiter, encoding, 1)
    assert best.reasons
    assert 0 < best.confidence <= 1
    assert read_rows(path, best.dialect).num_rows == 2


def test_older_encodings_are_less_sure(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\né;1\n".encode("cp1252"))
    assert propose_dialect(path)[0].confidence < 0.7


def test_titles_and_two_headers_are_seen(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Report,,\nprs_FirstName,prs_Gender,cas_Owner\nFirst Name,Gender,Owner\nx,y,z\n")
    best = propose_dialect(path)[0]
    assert best.dialect.header_row == 3
    assert len(best.reasons) == 4
    assert read_rows(path, best.dialect).num_rows == 1


def test_the_sheet_with_the_table_comes_first(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("About").write(0, 0, "Read me")
        page = book.add_worksheet("Data")
        for number, row in enumerate([["UNODC"], ["id", "sex", "year"], *[[n, "f", 2020] for n in range(9)]]):
            page.write_row(number, 0, row)
    best, other = propose_dialect(path)
    assert (best.dialect.sheet, best.dialect.header_row) == ("Data", 2)
    assert other.dialect.sheet == "About"
    assert read_rows(path, best.dialect).num_rows == 9


def test_every_format_has_a_proposal(tmp_path):
    import pyarrow as pa

    make_ods(tmp_path / "a.ods", {"One": ods_row("a", "b") + ods_row("1", "2"), "Two": ods_row("x")})
    assert propose_dialect(tmp_path / "a.ods")[0].dialect.sheet == "One"
    for form in ("jsonl", "parquet"):
        write_rows(pa.table({"a": ["é"]}), tmp_path / f"a.{form}")
        assert propose_dialect(tmp_path / f"a.{form}")[0].dialect.format == form


def test_one_column_is_the_last_guess(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    assert {proposal.confidence for proposal in propose_dialect(path)} == {0.1}


def test_a_cell_that_is_too_long_gives_no_proposal_to_trust(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1," + "x" * 200_000 + "\n")
    assert propose_dialect(path)[0].confidence <= 0.1


def test_a_cell_that_is_too_long_is_so_whatever_other_libraries_set(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1," + "x" * 200_000 + "\n")
    before = csv.field_size_limit(10_000_000)
    try:
        assert propose_dialect(path)[0].confidence <= 0.1
    finally:
        csv.field_size_limit(before)


def test_a_file_that_cannot_be_opened(tmp_path):
    with pytest.raises(InputError):
        propose_dialect(tmp_path / "none.xlsx")
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(InputError):
        propose_dialect(tmp_path / "a.csv")
