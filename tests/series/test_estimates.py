"""A list of estimates: what its form takes, in CSV and YAML, and what it refuses."""

import pytest
from tests.series.made import ESTIMATES, make_estimates

from palermo.errors import InputError
from palermo.series import Kind, import_estimates

HEADER, FIRST, _ = ESTIMATES.split("\n", 2)


@pytest.fixture
def some(tmp_path):
    return import_estimates(make_estimates(tmp_path / "estimates.csv"))


def changed(tmp_path, **cells):
    """What comes of the list with one row whose cells are changed."""
    import csv
    import io

    names = HEADER.split(",")
    values = dict(zip(names, next(csv.reader(io.StringIO(FIRST))), strict=True)) | cells
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(values)
    writer.writerow(values.values())
    return import_estimates(make_estimates(tmp_path / "changed.csv", out.getvalue() + ""))


def test_an_estimate_comes_with_its_interval_and_source(some):
    first, second = some.figures
    assert (first.kind, first.country, first.year_from, first.year_to) == (Kind.ESTIMATED, "PHL", 2018, 2018)
    assert (first.low, first.estimate, first.high, first.level) == (10_000, 12_000, 15_000, 0.95)
    assert (second.country, second.year_from, second.year_to) == ("PHL", 2013, 2016)
    assert (second.estimate, second.level, second.source.verified) == (None, None, True)
    assert first.source.url == "https://example.org/report"
    assert first.sdg == "", "an estimate is no series of detected victims"
    assert some.id == "estimates"


def test_yaml_says_the_same(tmp_path, some):
    path = tmp_path / "estimates.yaml"
    path.write_text(
        """
estimates:
  - {country: PHL, year: 2018, estimate: 12000, low: 10000, high: 15000, level: 0.95,
     method: Multiple systems estimation on five lists, population: Victims in the country in the year,
     source: An invented report, publisher: An invented institute, url: "https://example.org/report",
     date: 2020-05, verified: false}
  - country: Philippines
    year: 2013–2016
    low: 8,000
    high: 20,000
    method: Survey of households
    population: Victims in the country in the years
    source: Another invented report
    url: https://example.org/other
    date: 2017
    verified: yes
""",
        encoding="utf-8",
    )
    found = import_estimates(path)
    assert [(f.place, f.low, f.high, f.source) for f in found.figures] == [
        (f.place, f.low, f.high, f.source) for f in some.figures
    ]
    assert found.figures[0].row == 3, "a row's number is its line"


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("estimate_country", {"country": "XX"}),
        ("estimate_country", {"country": "Yugoslavia"}),
        ("estimate_country", {"country": ""}),
        ("estimate_year", {"year": "about 2018"}),
        ("estimate_year", {"year": "2018-2016"}),
        ("estimate_number", {"low": "about 10,000"}),
        ("estimate_number", {"low": "10.000"}),
        ("estimate_number", {"estimate": "12000.5"}),
        ("estimate_bounds", {"low": ""}),
        ("estimate_bounds", {"high": ""}),
        ("estimate_bounds", {"low": "20,000"}),
        ("estimate_bounds", {"estimate": "9,000"}),
        ("estimate_level", {"level": "high"}),
        ("estimate_level", {"level": "100"}),
        ("estimate_level", {"level": "0"}),
        ("estimate_source", {"url": "javascript:alert(1)"}),
        ("estimate_source", {"url": ""}),
        ("estimate_source", {"method": ""}),
        ("estimate_source", {"population": ""}),
        ("estimate_source", {"date": "soon"}),
        ("estimate_source", {"source": "a\u202eb"}),
        ("estimate_verified", {"verified": ""}),
        ("estimate_verified", {"verified": "maybe"}),
        ("estimate_group", {"sex": "F"}),
        ("estimate_group", {"form": "everything"}),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path, rule, cells):
    with pytest.raises(InputError) as error:
        changed(tmp_path, **cells)
    assert error.value.key == "series.nothing_taken"
    from palermo.series._outcome import rules

    assert rules()[rule].rule in error.value.fault


def test_levels_may_be_written_in_three_ways(tmp_path):
    for text in ("95 %", "95%", "95", "0.95", ".95"):
        assert changed(tmp_path, level=text).figures[0].level == 0.95


def test_groups_are_taken_by_their_codes(tmp_path):
    figure = changed(tmp_path, sex="female", age="0-17", form="labour").figures[0]
    assert (figure.sex, figure.age, figure.form) == ("female", "0-17", "labour")


def test_two_of_one_source_that_differ_are_both_set_aside(tmp_path):
    twice = f"{ESTIMATES}{FIRST.replace('12,000', '13,000')}\n"
    found = import_estimates(make_estimates(tmp_path / "twice.csv", twice))
    assert len(found.figures) == 1
    assert found.report.conflicts[0].values == ("10000–15000", "10000–15000")
    assert {each.key for each in found.report.broken} == {"conflict"}


def test_estimates_of_two_sources_stand_beside_each_other(tmp_path):
    other = FIRST.replace("An invented report", "A second report")
    assert len(import_estimates(make_estimates(tmp_path / "x.csv", f"{ESTIMATES}{other}\n")).figures) == 3


@pytest.mark.parametrize(
    "text", [HEADER.replace("low,", ""), HEADER + ",comment", HEADER.replace("country", "Country")]
)
def test_an_unknown_header_stops(tmp_path, text):
    with pytest.raises(InputError) as error:
        import_estimates(make_estimates(tmp_path / "x.csv", f"{text}\n"))
    assert error.value.key == "series.other_table"
    assert "row 1" in error.value.place


def test_a_file_in_another_encoding_stops_and_its_name_opens_it(tmp_path):
    path = make_estimates(tmp_path / "x.csv", ESTIMATES.replace("An invented institute", "Université"), "cp1252")
    with pytest.raises(InputError) as error:
        import_estimates(path)
    assert error.value.key == "file.encoding"
    assert import_estimates(path, encoding="cp1252").figures[0].source.publisher == "Université"


def test_a_semicolon_is_said_and_not_guessed(tmp_path):
    import csv
    import io

    rows = list(csv.reader(io.StringIO(ESTIMATES)))
    path = make_estimates(tmp_path / "x.csv", "".join(";".join(cells) + "\n" for cells in rows))
    with pytest.raises(InputError) as error:
        import_estimates(path)
    assert error.value.key == "table.delimiter"
    assert len(import_estimates(path, delimiter=";").figures) == 2
    with pytest.raises(InputError):
        import_estimates(path, delimiter="::")


@pytest.mark.parametrize(
    "text",
    [
        "- a list\n",
        "estimates: none\n",
        "estimates: []\n",
        "estimates: [{country: PHL}]\n",
        "estimates: [&a {country: PHL}, *a]\n",
        "estimates: [{country: PHL, whatever: 1}]\n",
        "estimates: {\n",
        "[" * 60 + "]" * 60,
        "",
    ],
)
def test_yaml_that_is_no_such_list_stops(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        import_estimates(path)
    assert error.value.key in ("series.other_table", "series.nothing_taken")


def test_yaml_in_another_encoding_stops(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("estimates: [{country: é}]".encode("cp1252"))
    with pytest.raises(InputError) as error:
        import_estimates(path)
    assert error.value.key == "file.encoding"
    with pytest.raises(InputError) as error:
        import_estimates(tmp_path / "nowhere.yaml")
    assert error.value.key == "file.not_found"
