"""Workbooks: one text for each cell, and nothing taken from a cell that has no value."""

from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from tests.cases.books import header, make_ods, make_xlsx, ods_row, pack, text, xlsx_parts

from palermo.cases import Dialect, Limits, read_rows
from palermo.errors import InputError


def refused(path, dialect=Dialect(), **limits):  # noqa: B008
    with pytest.raises(InputError) as caught:
        read_rows(path, dialect, limits=Limits(**limits))
    return caught.value


@pytest.fixture
def excel(tmp_path):
    """Writes rows of Python values as Excel would."""

    def write(rows, name="a.xlsx", sheets=("Cases",), merge=None):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            day, moment = book.add_format({"num_format": 14}), book.add_format({"num_format": 22})
            for sheet in sheets:
                page = book.add_worksheet(sheet)
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        form = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
                        page.write(number, column, value, form)
                if merge:
                    page.merge_range(merge, "Person")
        return path

    return write


def test_each_kind_of_cell_has_one_text(excel):
    values = ["00", "NA", 1, 12.0, 0.1, -99, 1e20, True, date(2021, 3, 5), datetime(2021, 3, 5, 14, 30), "=1+1", " x "]
    rows = read_rows(excel([[f"c{n}" for n in range(len(values))], values]))
    assert [column[0].as_py() for column in rows.table.columns] == [
        "00", "NA", "1", "12", "0.1", "-99", "1e+20", "TRUE", "2021-03-05", "2021-03-05T14:30:00", "=1+1", " x ",
    ]  # fmt: skip


def test_times_and_durations_have_one_text():
    from palermo.cases._grid import cell_text

    assert cell_text(time(14, 5)) == "14:05:00"
    assert cell_text(timedelta(hours=30, minutes=2)) == "30:02:00"
    assert cell_text(datetime(2021, 3, 5, 0, 0)) == "2021-03-05T00:00:00"


def test_rows_keep_their_numbers_and_blank_ones_are_no_records(excel):
    rows = read_rows(excel([["Title"], [], ["a", "b"], [1, "x"], [], [2, None], [None, "y"]]), Dialect(header_row=3))
    assert rows.table.to_pydict() == {"a": ["1", "2", ""], "b": ["x", "", "y"]}
    assert rows.row_numbers.to_pylist() == [4, 6, 7]
    assert rows.above == (("Title", ""), ("", ""))
    assert "1 blank row is no record." in rows.notes


def test_a_sheet_with_a_header_alone_has_no_rows(excel):
    rows = read_rows(excel([["a", "b"]]))
    assert (rows.num_rows, rows.table.column_names) == (0, ["a", "b"])


def test_a_sheet_is_named_where_there_is_more_than_one(excel):
    path = excel([["a"], ["1"]], sheets=("One", "Two"))
    assert read_rows(path, Dialect(sheet="Two")).num_rows == 1
    for dialect in (Dialect(), Dialect(sheet="two")):
        error = refused(path, dialect)
        assert error.key == "workbook.sheet"
        assert "One, Two" in error.fault


def test_an_empty_sheet(excel):
    assert refused(excel([])).key == "file.empty"


def test_two_header_rows_that_nobody_declared(excel):
    path = excel([["", "prs_FirstName", "cas_Gender"], ["", "First Name", "Gender"], [1, "x", "y"]])
    error = refused(path)
    assert error.key == "table.two_header_rows"
    assert "rows 1 and 2" in error.place
    assert read_rows(path, Dialect(header_row=2)).table.column_names == ["column_1", "First Name", "Gender"]
    assert read_rows(path, Dialect(data_row=3)).table.column_names == ["column_1", "prs_FirstName", "cas_Gender"]


def test_a_header_over_several_columns(excel):
    path = excel([[], ["name", "sex"], ["x", "y"]], merge="A1:B1")
    assert refused(path).key == "table.header"
    assert read_rows(path, Dialect(header_row=2)).num_rows == 1


def test_a_title_is_no_header(excel):
    error = refused(excel([["UNODC"], ["a", "b", "c"], [1, 2, 3]]))
    assert error.key == "table.header"
    assert "names 1 of 3 columns" in error.fault


def test_duplicate_columns_and_too_many(excel):
    assert refused(excel([["a", "b", "a"], [1, 2, 3]])).key == "table.duplicate_column"
    assert refused(excel([[f"c{n}" for n in range(6_000)], list(range(6_000))])).key == "table.too_many_columns"


def test_a_cell_that_is_too_long(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", header("a", "b") + f'<row r="2">{text("A2", "x" * 10_000_000)}</row>')
    error = refused(path)
    assert error.key == "table.cell_too_long"
    assert "row 2, column a" in error.place


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<c r="B3" t="e"><v>#N/A</v></c>', "an error such as #N/A"),
        ('<c t="e" r="B3"><f>1/0</f><v>#DIV/0!</v></c>', "an error such as #N/A"),
        ('<c r="B3"><f>SUM(A1:A2)</f></c>', "nothing has computed yet"),
        ('<c r="B3"><f t="shared" si="0"/></c>', "nothing has computed yet"),
    ],
)
def test_cells_without_a_value_are_refused(tmp_path, cell, said):
    rows = header("a", "b") + header("1", "2", row=2) + f'<row r="3">{text("A3", "x")}{cell}</row>'
    error = refused(make_xlsx(tmp_path / "a.xlsx", rows))
    assert error.key == "workbook.cell"
    assert error.place.endswith("cell B3")
    assert said in error.fault
    prefixed = rows.replace("<", "<x:").replace("<x:/", "</x:")
    parts = xlsx_parts({"Cases": ""})
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        "<sheetData></sheetData>", f"<x:sheetData>{prefixed}</x:sheetData>"
    )
    parts["xl/worksheets/sheet1.xml"] = (
        sheet.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=").replace("</worksheet>", "</x:worksheet>")
    )  # fmt: skip
    assert refused(pack(tmp_path / "b.xlsx", parts)).key == "workbook.cell"


def test_computed_formulas_are_read_and_noted(tmp_path):
    rows = (
        header("a", "b") + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>"x"</f><v>x</v></c></row>'
    )
    found = read_rows(make_xlsx(tmp_path / "a.xlsx", rows))
    assert found.table.to_pylist() == [{"a": "2", "b": "x"}]
    assert found.notes == ("2 cells hold formulas (first in A2): the value that was last computed was read.",)


def test_formulas_in_titles_do_not_matter(tmp_path):
    rows = '<row r="1"><c r="A1"><f>NOW()</f></c></row>' + header("a", "b", row=2) + header("1", "2", row=3)
    assert read_rows(make_xlsx(tmp_path / "a.xlsx", rows), Dialect(header_row=2)).notes[0].startswith("1 row beside")


def test_cells_that_do_not_say_where_they_are(tmp_path):
    cells = {name: text("A1", name).replace(' r="A1"', "") for name in "abxy"}
    rows = f"<row>{cells['a']}{cells['b']}</row><row>{cells['x']}{cells['y']}</row>"
    assert read_rows(make_xlsx(tmp_path / "a.xlsx", rows)).table.to_pydict() == {"a": ["x"], "b": ["y"]}


def test_macros_are_not_looked_at(excel):
    path = excel([["a", "b"], [1, 2]], name="a.xlsm")
    assert read_rows(path).num_rows == 1


def test_a_workbook_under_another_name(tmp_path, excel):
    book = excel([["a", "b"], [1, 2]])
    other = tmp_path / "b.ods"
    other.write_bytes(book.read_bytes())
    assert "an Excel workbook" in refused(other).fault
    ods = make_ods(tmp_path / "c.ods", ods_row("a", "b") + ods_row("1", "2"))
    renamed = tmp_path / "d.xlsx"
    renamed.write_bytes(ods.read_bytes())
    assert "an OpenDocument file" in refused(renamed).fault
    plain = tmp_path / "e.xlsx"
    plain.write_text("a,b\n1,2\n")
    assert refused(plain).key == "file.not_as_named"
    old = tmp_path / "f.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "password" in refused(old).fault


# OpenDocument


def value_cell(kind, value="", shown="", **more):
    names = {"float": "value", "percentage": "value", "date": "date-value", "boolean": "boolean-value"}
    extra = "".join(f' {name.replace("_", ":")}="{text}"' for name, text in more.items())
    given = f' office:{names[kind]}="{value}"' if kind in names else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{given}{extra}><text:p>{shown}</text:p></table:table-cell>'
    )  # fmt: skip


def test_ods_cells_have_the_same_texts(tmp_path):
    cells = [
        value_cell("string", shown="00"),
        value_cell("float", "12", "12,00"),
        value_cell("float", "0.5", "50"),
        value_cell("float", "3.0", "3"),
        value_cell("boolean", "true", "WAHR"),
        value_cell("date", "2021-03-05", "05.03.21"),
        value_cell("date", "2021-03-05T14:30:00", "05.03.21"),
        '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p>'
        "<office:annotation><text:p>a comment</text:p></office:annotation></table:table-cell>",
    ]
    path = make_ods(tmp_path / "a.ods", ods_row(*[f"c{n}" for n in range(len(cells))]) + ods_row(*cells))
    assert [column[0].as_py() for column in read_rows(path).table.columns] == [
        "00", "12", "0.5", "3", "TRUE", "2021-03-05", "2021-03-05T14:30:00", "a  b\nc",
    ]  # fmt: skip


def repeated(value, count):
    options = f'table:number-columns-repeated="{count}" office:value-type="string"'
    return f"<table:table-cell {options}><text:p>{value}</text:p></table:table-cell>"


def test_ods_repeats_are_repeated_and_blank_ends_are_not(tmp_path):
    twice = repeated("x", 2)
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = (
        ods_row("a", "b", "c", blank)
        + ods_row(twice, repeat=2)
        + ods_row("", "", "z", blank)
        + ods_row(blank, repeat=9**6)
    )
    found = read_rows(make_ods(tmp_path / "a.ods", rows))
    assert found.table.to_pydict() == {"a": ["x", "x", ""], "b": ["x", "x", ""], "c": ["", "", "z"]}
    assert found.row_numbers.to_pylist() == [2, 3, 4]


def test_ods_formulas_and_errors(tmp_path):
    computed = value_cell("float", "2", "2", table_formula="of:=1+1")
    path = make_ods(tmp_path / "a.ods", ods_row("a", "b") + ods_row("x", computed))
    assert read_rows(path).notes[0].startswith("1 cell holds a formula (first in row 2, column 2)")
    for cell in (
        '<table:table-cell table:formula="of:=1+1"/>',
        value_cell("string", shown="#N/A", calcext_value_type="error").replace("value_type", "value-type"),
        value_cell("string", shown="Err:502", table_formula="of:=X"),
    ):
        cell = cell.replace("calcext:value:type", "calcext:value-type")
        error = refused(make_ods(tmp_path / "b.ods", ods_row("a", "b") + ods_row("x", cell)))
        assert error.key == "workbook.cell"
        assert error.place.endswith("row 2, column 2")


def test_ods_sheets_are_named(tmp_path):
    path = make_ods(tmp_path / "a.ods", {"One": ods_row("a") + ods_row("1"), "Two": ods_row("a") + ods_row("2")})
    assert read_rows(path, Dialect(sheet="Two")).table.to_pydict() == {"a": ["2"]}
    assert refused(path).key == "workbook.sheet"


def test_a_workbook_of_which_another_format_is_declared_is_told_so(excel):
    error = refused(excel([["a", "b"], [1, 2]]), Dialect(format="csv"))
    assert error.key == "file.not_as_named"
    assert "`format: csv`" in error.remedy
    assert "ending" not in error.remedy
    assert "ending" in refused(excel([["a"], [1]], name="a.csv")).remedy


def test_what_is_declared_goes_before_the_ending(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("a,b\n1,2\n")
    assert read_rows(path, Dialect(format="csv")).table.column("b").to_pylist() == ["2"]
