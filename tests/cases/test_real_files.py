"""The real files, each in its own dialect."""

import pyarrow.compute as pc
import pytest

from palermo.cases import Dialect, propose_dialect, read_rows, write_rows
from palermo.errors import InputError


def count(column, text):
    return pc.sum(pc.equal(column, text)).as_py()


def test_the_recovered_table(shared_data, tmp_path):
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
    rows = read_rows(path)
    assert (rows.num_rows, rows.table.num_columns) == (97_750, 56)
    assert (rows.row_numbers[0].as_py(), rows.row_numbers[-1].as_py()) == (2, 97_751)
    countries = rows.table.column("CountryOfExploitation")
    assert count(countries, "") == 24_258
    assert count(countries, "NA") == 0  # the join that made Namibia of them was somebody else's
    write_rows(rows.table, tmp_path / "a.csv")
    assert read_rows(tmp_path / "a.csv").table.equals(rows.table)


def test_the_synthetic_table(shared_data):
    rows = read_rows(shared_data / "ctdc" / "ctdc_global_synthetic_2021.csv.gz")
    assert (rows.num_rows, rows.table.num_columns) == (193_025, 37)


def test_the_published_dialect(shared_data):
    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021_raw_excerpt.csv"
    rows = read_rows(path, Dialect(delimiter=";"))
    assert (rows.num_rows, rows.table.num_columns) == (10, 64)
    assert rows.original[0].startswith("By using this data you agree")
    lists = [cell for cell in rows.table.column("meansOfControlConcatenated").to_pylist() if ";" in cell]
    assert lists
    with pytest.raises(InputError) as caught:
        read_rows(path)
    assert caught.value.key == "table.delimiter"


def test_bare_carriage_returns(shared_data):
    paths = sorted((shared_data / "uk_nrm").glob("*.csv"))
    assert len(paths) == 8
    for path in paths:
        rows = read_rows(path)
        assert rows.num_rows > 10
        assert rows.row_numbers[-1].as_py() == rows.num_rows + 1


def test_two_title_rows(shared_data):
    path = shared_data / "unodc" / "glotip_2025.xlsx"
    rows = read_rows(path, Dialect(header_row=3))
    assert (rows.num_rows, rows.table.num_columns) == (58_769, 13)
    assert rows.original[0] == "Iso3_code"
    assert rows.above[0][0] == "UNODC"
    assert count(rows.table.column("txtVALUE"), "<5") == 29_558
    with pytest.raises(InputError) as caught:
        read_rows(path)
    assert caught.value.key == "table.header"


def test_the_dictionary_and_its_regions(shared_data):
    path = shared_data / "ctdc" / "data_dictionary_k_anonymised_2021.xlsx"
    rows = read_rows(path, Dialect(sheet="Region"))
    assert "NA" in rows.table.column("ISO2").to_pylist()


@pytest.mark.parametrize(
    "name", ["v2.0.xlsx", "single select with validation v2.0.xlsx", "multi select with validation v2.0.xlsm"]
)
def test_the_templates_are_read_by_their_labels(shared_htcds, name):
    path = shared_htcds / "original" / "Excel" / f"HTCDS Excel Spreadsheet {name}"
    sheet = propose_dialect(path)[0].dialect.sheet
    rows = read_rows(path, Dialect(sheet=sheet, header_row=2))
    assert rows.original[1:4] == ("Case Owner", "Salutation", "First Name")
    assert rows.above[0][1:4] == ("cas_CaseOwner", "prs_Salutation", "prs_FirstName")
    assert rows.row_numbers[0].as_py() == 3
    with pytest.raises(InputError) as caught:
        read_rows(path, Dialect(sheet=sheet))
    assert caught.value.key == "table.two_header_rows"


def test_the_field_standards(shared_htcds):
    rows = read_rows(shared_htcds / "original" / "HTCDS Field Standards 2.0.ods")
    assert rows.num_rows == 106
    assert any("formulas" in note for note in rows.notes)
