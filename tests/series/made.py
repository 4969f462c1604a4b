"""Invented tables in the form of those that others publish. No number here is anybody's."""

from pathlib import Path

import xlsxwriter

HEADER = (
    "Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category", "Sex", "Age", "Year",
    "Unit of measurement", "txtVALUE", "Source",
)  # fmt: skip
DETECTED = "Detected trafficking victims"


def row(
    value="12", code="PHL", country="Philippines", year=2019.0, dimension="Total", category="Total", sex="Total",
    age="Total", indicator=DETECTED, unit="Counts", source="GLOTIP",
):  # fmt: skip
    """A row of the table, in its order."""
    return (
        code, country, "Asia", "South-eastern Asia", indicator, dimension, category, sex, age, year, unit, value, source
    )  # fmt: skip


SOME = (
    row("12", year=2017.0),
    row("<5", year=2018.0),
    row("1,192", year=2019.0),
    row("1,100", year=2019.0, sex="Female"),
    row("<5", year=2019.0, dimension="by form of exploitation", category="Forced labour"),
    row("900", year=2019.0, dimension="by form of exploitation", category="Sexual exploitation"),
    row("291", year=2019.0, dimension="by form of exploitation", category="Other forms of exploitation"),
    row("7", year=2019.0, dimension="by citizenship", category="Nationals"),
    row("<5", year=2019.0, dimension="by citizenship", category="Ukraineans"),
    row("40", year=2021.0),
    row("30", code="FRA", country="France", year=2019.0),
    row("8", indicator="Persons convicted"),
    row("11", code="FRA", country="France", year=2020.0, sex="Male"),
    row("<5", code="FRA", country="France", year=2020.0, sex="Male"),
    row("5", code="FRA", country="France", dimension="by citizenship", category="Abroad"),
    row("<5", code="", country="Sark"),
)
"""A table of a few rows: of two countries, with what must be set aside."""


def make_glotip(path, rows=SOME, *, header=HEADER, titles=(("UNODC",), ("14/04/2025",)), sheets=("data_glotip_1",)):
    """A workbook in the form of UNODC's table. Returns its path."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, cells in enumerate((*titles, header, *rows)):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    else:
                        sheet.write(number, column, cell)
    return Path(path)


ESTIMATES = (
    "country,year,estimate,low,high,level,method,population,source,publisher,url,date,verified\n"
    'PHL,2018,"12,000","10,000","15,000",95 %,Multiple systems estimation on five lists,'
    "Victims in the country in the year,An invented report,An invented institute,https://example.org/report,2020-05,false\n"
    "Philippines,2013-2016,,8000,20000,,Survey of households,Victims in the country in the years,"
    "Another invented report,,https://example.org/other,2017,true\n"
)


def make_estimates(path, text=ESTIMATES, encoding="utf-8"):
    """A list of estimates. Returns its path."""
    path.write_bytes(text.encode(encoding))
    return path
