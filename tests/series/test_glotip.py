"""UNODC's table: what is taken, what is set aside and why, and what stops the reading."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.books import header as book_header
from tests.cases.books import make_xlsx, text
from tests.series.made import HEADER, SOME, make_glotip, row

from palermo.errors import InputError
from palermo.series import TOTAL, UNKNOWN, Kind, import_glotip

REAL = Path(__file__).parents[3] / "shared/data/unodc/glotip_2025.xlsx"


@pytest.fixture
def some(tmp_path):
    return import_glotip(make_glotip(tmp_path / "data_glotip.xlsx"))


def one(tmp_path, *rows):
    """What comes of some rows beside one that is sure to be taken."""
    return import_glotip(make_glotip(tmp_path / "one.xlsx", (*rows, row("99", code="NPL", country="Nepal"))))


def broken(found):
    return {each.key: each.rows for each in found.report.broken}


def test_a_number_is_itself_and_less_than_five_is_one_to_four(some):
    whole = {
        f.year_from: (f.low, f.high) for f in some.figures if f.place == ("PHL", f.year_from, f.year_to, *[TOTAL] * 5)
    }
    assert whole == {2017: (12, 12), 2018: (1, 4), 2019: (1192, 1192), 2021: (40, 40)}
    assert all(figure.kind is Kind.DETECTED and figure.estimate is None for figure in some.figures)


def test_every_row_is_taken_set_aside_or_about_something_else(some):
    report = some.report
    assert report.rows == len(SOME)
    assert report.accepted + report.set_aside + sum(report.left_aside.values()) == report.rows
    assert report.left_aside == {"Persons convicted": 1}
    assert broken(some) == {"conflict": 2, "place": 1, "country": 1}
    assert (report.shortened, report.accepted_shortened) == (5, 3)


def test_the_series_of_indicator_16_2_2_are_named_where_they_apply(some):
    named = {(f.form, f.citizenship): f.sdg for f in some.figures if f.country == "PHL" and f.year_from == 2019}
    assert named[TOTAL, TOTAL] == "VC_HTF_DETV"
    assert named["labour", TOTAL] == "VC_HTF_DETVFL"
    assert named["sexual", TOTAL] == "VC_HTF_DETVSX"
    assert named["other_exploitation", TOTAL] == "", (
        "organs and other purposes are two series, and the table joins them"
    )
    assert named[TOTAL, "UKR"] == "", "no series tells victims apart by citizenship"


def test_the_source_is_the_tables_own_and_is_not_verified_unless_somebody_says_so(some, tmp_path):
    (source,) = some.sources
    assert (source.date, source.verified) == ("2025-04-14", False)
    assert "UNODC" in source.publisher
    assert some.id == "glotip-2025-04-14"
    (said,) = import_glotip(make_glotip(tmp_path / "x.xlsx"), verified=True, licence="CC BY 4.0").sources
    assert (said.verified, said.licence) == (True, "CC BY 4.0")


def test_numbers_that_contradict_each_other_are_all_set_aside_and_said(some):
    (conflict,) = some.report.conflicts
    assert (conflict.country, conflict.year, conflict.sex) == ("FRA", 2020, "male")
    assert conflict.values == ("11", "<5")
    assert not [f for f in some.figures if f.country == "FRA" and f.year_from == 2020]
    rows = [each for each in some.quarantine.to_pylist() if each["value"] == "11; <5"]
    assert [each["row"] for each in rows] == [str(number) for number in conflict.rows]
    assert [each["txtVALUE"] for each in rows] == ["11", "<5"]


def test_the_same_number_twice_may_be_two_parts_and_is_set_aside_too(tmp_path):
    found = one(tmp_path, row("<5"), row("<5"))
    assert broken(found) == {"repeated": 2}
    assert found.report.conflicts[0].values == ("<5", "<5")


def test_two_spellings_of_one_country_are_one_place(tmp_path):
    both = [row(value, dimension="by citizenship", category=name) for value, name in (("6", "Poland"), ("7", "Poles"))]
    assert broken(one(tmp_path, *both)) == {"conflict": 2}


def test_spellings_are_read_where_they_are_sure_and_told(some, tmp_path):
    read = {f.citizenship for f in some.figures if f.citizenship != TOTAL}
    assert read == {"PHL", "UKR"}, "nationals are those of the country that reports"
    assert some.report.read_as == {"Nationals": "the country that reports", "Ukraineans": "UKR"}
    names = {
        "Viet Nam": "VNM",
        "Romanian": "ROU",
        "Sin determinar": UNKNOWN,
        "YUGOSLAVIA": None,
        "Ciudadanos de su país": "PHL",
    }
    for name, code in names.items():
        found = one(tmp_path, row("9", dimension="by citizenship", category=name))
        assert code is None or found.figures[0].citizenship == code, name


@pytest.mark.parametrize("name", ["Abroad", "Africa", "Guineana", "Nigerin", "", "0", "Q6.1_10s_2019", "Unknown"])
def test_what_names_no_country_is_not_guessed(tmp_path, name):
    found = one(tmp_path, row("9", dimension="by country of repatriation", category=name))
    assert broken(found) == {"place": 1}


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("value", {"value": "1.192"}),
        ("value", {"value": "1 192"}),
        ("value", {"value": "12,5"}),
        ("value", {"value": "-3"}),
        ("value", {"value": ""}),
        ("value", {"value": "<1"}),
        ("value", {"value": "five"}),
        ("value", {"value": "١٢"}),
        ("value", {"value": 12.5}),
        ("year", {"year": 2026.0}),
        ("year", {"year": 1.0}),
        ("year", {"year": "2019/20"}),
        ("country", {"code": "XXX"}),
        ("country", {"code": "phl"}),
        ("country", {"country": "Nepal"}),
        ("country", {"country": "<script>alert(1)</script>"}),
        ("sex", {"sex": "F"}),
        ("age", {"age": "Adults"}),
        ("unit", {"unit": "Rate per 100,000 population"}),
        ("source", {"source": "CTS"}),
        ("dimension", {"dimension": "by industry"}),
        ("category", {"category": "All"}),
        ("category", {"dimension": "by form of exploitation", "category": "Removal of organs"}),
        ("crossed", {"dimension": "by citizenship", "category": "Nepal", "sex": "Male"}),
        ("indicator", {"indicator": "Victims rescued"}),
    ],
)
def test_a_cell_that_is_not_known_sets_its_row_aside_with_the_reason(tmp_path, rule, cells):
    found = one(tmp_path, row(**cells))
    assert broken(found) == {rule: 1}
    (aside,) = found.quarantine.to_pylist()
    assert aside["row"] == "4"
    assert aside[aside["column"]] == aside["value"]
    assert aside["remedy"].endswith(".")
    assert [figure.country for figure in found.figures] == ["NPL"]


def test_a_number_cell_is_read_as_what_it_shows(tmp_path):
    assert one(tmp_path, row(7)).figures[0].low == 7


def test_a_former_country_keeps_its_code(tmp_path):
    assert one(tmp_path, row("9", code="SCG", country="Serbia and Montenegro", year=2005.0)).figures[0].country == "SCG"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"header": HEADER[:-1]}, "there is no column Source"),
        ({"header": (*HEADER, "Age group")}, "Age group is not known"),
        ({"header": ("ISO", *HEADER[1:])}, "there is no column Iso3_code; ISO is not known"),
        ({"titles": (("Somebody",), ("14/04/2025",))}, "its first cell is not UNODC"),
        ({"titles": (("UNODC",), ("last spring",))}, "no date of publication"),
        ({"titles": (("UNODC",), ("31/02/2025",))}, "no date of publication"),
    ],
)
def test_a_table_that_is_not_this_one_stops_with_place_fault_and_remedy(tmp_path, change, said):
    rows = [(*cells, "x")[: len(change.get("header", HEADER))] for cells in SOME]
    with pytest.raises(InputError) as error:
        import_glotip(make_glotip(tmp_path / "x.xlsx", rows, **change))
    assert error.value.key == "series.other_table"
    assert said in error.value.fault
    assert "x.xlsx" in error.value.place
    assert error.value.remedy


def test_a_table_without_a_date_says_so(tmp_path):
    found = import_glotip(make_glotip(tmp_path / "x.xlsx", titles=(("UNODC",), ("",))))
    assert found.id == "glotip-undated"
    assert any("when it was published" in note for note in found.report.notes)


def test_several_sheets_need_a_name(tmp_path):
    path = make_glotip(tmp_path / "x.xlsx", sheets=("notes", "data_glotip_1"))
    with pytest.raises(InputError) as error:
        import_glotip(path)
    assert error.value.key == "workbook.sheet"
    assert import_glotip(path, sheet="data_glotip_1").report.rows == len(SOME)


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "x" * 101, "a b"])
def test_an_id_is_a_plain_name(tmp_path, name):
    path = make_glotip(tmp_path / "x.xlsx")
    if not name:
        assert import_glotip(path, id=name).id == "glotip-2025-04-14"
        return
    with pytest.raises(InputError) as error:
        import_glotip(path, id=name)
    assert error.value.key == "series.name"


def test_nothing_to_take_stops(tmp_path):
    for rows in ([row("?")], [row(indicator="Persons convicted")], []):
        with pytest.raises(InputError) as error:
            import_glotip(make_glotip(tmp_path / "x.xlsx", rows))
        assert error.value.key == "series.nothing_taken"


def book(tmp_path, value):
    """A workbook whose last row has a cell written tag by tag."""
    cells = "".join(
        value.format(place=f"{chr(65 + n)}4") if name == "txtVALUE" else text(f"{chr(65 + n)}4", str(cell))
        for n, (name, cell) in enumerate(zip(HEADER, row(year="2019"), strict=True))
    )
    rows = (
        f'{book_header("UNODC")}{book_header("14/04/2025", row=2)}{book_header(*HEADER, row=3)}<row r="4">{cells}</row>'
    )
    return make_xlsx(tmp_path / "book.xlsx", rows)


def test_a_formula_that_nothing_has_computed_stops(tmp_path):
    with pytest.raises(InputError) as error:
        import_glotip(book(tmp_path, '<c r="{place}"><f>1+1</f></c>'))
    assert error.value.key == "workbook.cell"


def test_a_formula_that_was_computed_is_read_and_told(tmp_path):
    found = import_glotip(book(tmp_path, '<c r="{place}"><f>6*2</f><v>12</v></c>'))
    assert found.figures[0].low == 12
    assert any("formula" in note for note in found.report.notes)


def test_an_error_in_a_cell_stops(tmp_path):
    with pytest.raises(InputError) as error:
        import_glotip(book(tmp_path, '<c r="{place}" t="e"><v>#N/A</v></c>'))
    assert error.value.key == "workbook.cell"


def test_a_sheet_that_reaches_too_far_is_refused(tmp_path):
    path = make_glotip(tmp_path / "x.xlsx")
    far = make_xlsx(tmp_path / "far.xlsx", f'<row r="1048576">{text("XFD1048576", "x")}</row>')
    with pytest.raises(InputError) as error:
        import_glotip(far)
    assert error.value.key == "file.too_large"
    broken = tmp_path / "cut.xlsx"
    broken.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(InputError):
        import_glotip(broken)


def test_progress_is_told(tmp_path):
    told = []
    import_glotip(make_glotip(tmp_path / "x.xlsx"), progress=lambda *said: told.append(said))
    assert told[0] == ("Reading x.xlsx", 0, None)
    assert told[-1][2] == len(SOME)


def test_a_report_obeys_no_text_of_a_file(tmp_path):
    found = one(tmp_path, row("\u202e\u0007=cmd|x"))
    assert found.report.broken[0].first_value == "\ufffd\ufffd=cmd|x"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_cells_are_taken_or_set_aside_and_none_is_lost(tmp_path, data):
    good = [row(), row("<5", year=2018.0), row("7", dimension="by citizenship", category="Nepal")]
    odd = st.sampled_from(
        ["", "Total", "<5", "5", "Nepal", "Female", "2019", "x", "=1+1", "\u202e", "VC_HTF_DETV", "1,1"]
    )
    rows = [list(map(str, cells)) for cells in good]
    for _ in range(data.draw(st.integers(0, 6))):
        cells = list(map(str, data.draw(st.sampled_from(good))))
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(odd | st.text(max_size=8))
        rows.append([cell.replace("\0", "").replace("\r", "").replace("\n", "") or "-" for cell in cells])
    text = io.StringIO()
    titles = [[title, *[""] * (len(HEADER) - 1)] for title in ("UNODC", "14/04/2025")]
    csv.writer(text, lineterminator="\n").writerows([*titles, HEADER, *rows])
    path = tmp_path / "table.csv"
    path.write_text(text.getvalue(), encoding="utf-8", errors="replace", newline="")
    try:
        found = import_glotip(path)
    except InputError:  # a table that is none: said, and nothing is read
        return
    report = found.report
    assert report.accepted + report.set_aside + sum(report.left_aside.values()) == report.rows == len(rows)
    assert len({figure.place for figure in found.figures}) == report.accepted
    assert found.quarantine.num_rows == report.set_aside


@pytest.fixture(scope="session")
def real():
    if not REAL.is_file():
        pytest.skip(f"UNODC's table is not beside the checkout: {REAL.name}")
    return import_glotip(REAL)


def test_the_real_table_is_read_as_it_is_known(real):
    """Below two titles it has 58,770 rows, the header among them; 29,558 of its values are <5."""
    report = real.report
    assert report.rows + 1 == 58_770
    assert report.shortened == 29_558
    assert report.accepted + report.set_aside + sum(report.left_aside.values()) == report.rows
    assert sum(report.left_aside.values()) == 19_284
    assert report.set_aside < 0.04 * (report.rows - 19_284)
    assert (report.first_year, report.last_year) == (2003, 2022)


def test_no_total_of_the_real_table_is_lost(real):
    whole = [f for f in real.figures if (f.sex, f.age, f.form, f.citizenship, f.repatriation) == (TOTAL,) * 5]
    assert len(whole) == 1_662
    assert {f.sdg for f in whole} == {"VC_HTF_DETV"}


def test_every_interval_of_the_real_table_is_one_to_four(real):
    assert {(f.low, f.high) for f in real.figures if not f.is_exact} == {(1, 4)}


def test_where_the_real_table_contradicts_itself_nothing_is_chosen(real):
    assert len(real.report.conflicts) > 200
    taken = {figure.place for figure in real.figures}
    for each in real.report.conflicts:
        parts = (each.sex, each.age, each.form, each.citizenship, each.repatriation)
        assert (each.country, each.year, each.year, *parts) not in taken
