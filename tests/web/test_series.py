"""Three series side by side on a country's page: assisted, detected, estimated. Never added, each with its source."""

import csv
import io
import json
import logging
import re

import pytest
from tests.release.invented import make_cases, make_release
from tests.series.made import SOME, make_estimates, make_glotip, row
from tests.web.test_pages import get

from palermo.cases import Missing
from palermo.series import import_estimates, import_glotip, write_series
from palermo.web.hub.releases import shelf
from palermo.web.hub.series import side_by_side
from palermo.web.hub.series._chart import chart
from palermo.web.hub.series._side import COLUMNS

PHL_TOO = (*SOME, row("<5", dimension="by form of exploitation", category="Other forms of exploitation", year=2021.0))


@pytest.fixture(scope="session")
def releases(tmp_path_factory):
    """A release of people exploited in the Philippines and in France."""
    folder = tmp_path_factory.mktemp("with-series") / "releases"
    years = [2018] * 12 + [2019] * 20 + [2021] * 8 + [Missing.UNKNOWN] * 5
    make_release(
        folder, make_cases(country_of_exploitation=["PHL"] * 45 + ["FRA"] * 45, year_of_registration=years * 2), id="r"
    )
    return folder


@pytest.fixture(scope="session")
def series(tmp_path_factory):
    """A folder with a table of detected victims and a list of estimates. Never change a file of it: copy it first."""
    folder = tmp_path_factory.mktemp("series")
    source = tmp_path_factory.mktemp("source")
    write_series(import_glotip(make_glotip(source / "data_glotip.xlsx", PHL_TOO)), folder)
    write_series(import_estimates(make_estimates(source / "estimates.csv")), folder)
    return folder


@pytest.fixture
def hub(hub_of, releases, series):
    return hub_of(releases, series=series)


def sides(country):
    found = side_by_side(shelf().current(), shelf().look().others, country, "en")
    return {each.kind: each for each in found.sides}


def lines(hub, address):
    response = hub.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_three_series_stand_side_by_side(hub):
    text = hub.get("/countries/PHL/").content.decode()
    for kind in ("assisted", "detected", "estimated"):
        assert f'id="series-{kind}"' in text
        assert f"series.svg?kind={kind}&amp;release=r" in text
    assert "they are never added" in text
    assert "heights cannot be compared between charts" in text
    assert 'href="#series"' in text


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("country", ["PHL", "FRA", "NPL"])
def test_the_pages_stand_without_a_script(hub, prefix, country):
    page = get(hub, f"{prefix}/countries/{country}/")
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))


def test_a_number_is_a_point_and_less_than_five_a_band(hub):
    points = {point.year_from: (point.low, point.high, point.value) for point in sides("PHL")["detected"].points}
    assert points == {2017: (12, 12, 12), 2018: (1, 4, None), 2019: (1192, 1192, 1192), 2021: (40, 40, 40)}


def test_only_what_the_table_calls_a_total_is_one(hub):
    """2019 has 900 + 291 + <5 by form, and the table's own total; of 2021 only a form and the total are told."""
    table = {each.head: each.cells for each in sides("PHL")["detected"].rows}
    assert table["2019"] == ("1,192", "900", "1–4", "291")
    assert table["2021"] == ("40", "–", "–", "1–4")


def test_parts_without_a_total_are_not_added_up(hub_of, releases, tmp_path):
    parts = [
        row("6", dimension="by form of exploitation", category=name)
        for name in ("Forced labour", "Sexual exploitation")
    ]
    write_series(import_glotip(make_glotip(tmp_path / "x.xlsx", parts)), tmp_path / "series")
    hub = hub_of(releases, series=tmp_path / "series")
    side = sides("PHL")["detected"]
    assert side.points == ()
    assert side.rows[0].cells == ("–", "6", "6", "–")
    assert "The table gives no total of this country." in get(hub, "/countries/PHL/").text
    assert hub.get("/countries/PHL/series.svg?kind=detected").status_code == 404


def test_a_contradiction_is_said_and_nothing_is_chosen(hub_of, releases, tmp_path):
    two = [row("5", year=2020.0), row("9", year=2020.0), row("<5", year=2021.0)]
    write_series(import_glotip(make_glotip(tmp_path / "x.xlsx", two)), tmp_path / "series")
    hub = hub_of(releases, series=tmp_path / "series")
    side = sides("PHL")["detected"]
    assert [point.year_from for point in side.points] == [2021]
    assert side.rows[0].cells[0] == "?"
    assert "2020 (5; 9)" in get(hub, "/countries/PHL/").text
    (said,) = [each for each in lines(hub, "/countries/PHL/series.csv") if each["note"]]
    assert (said["low"], said["high"], said["note"]) == ("", "", "contradictory: 5; 9")


def test_estimates_come_with_interval_method_and_source(hub):
    side = sides("PHL")["estimated"]
    assert [(p.year_from, p.year_to, p.low, p.high, p.value) for p in side.points] == [
        (2013, 2016, 8_000, 20_000, None),
        (2018, 2018, 10_000, 15_000, 12_000),
    ]
    text = get(hub, "/countries/PHL/").text
    assert "Multiple systems estimation on five lists" in text
    assert "interval of 95" in text
    assert "https://example.org/report" in hub.get("/countries/PHL/").content.decode()
    assert [each.is_verified for each in side.sources] == [True, False]
    assert "Nobody has confirmed these numbers at their source." in text


def test_assisted_are_those_exploited_there_by_year_with_what_is_missing(hub):
    side = sides("PHL")["assisted"]
    assert {point.year_from: point.value for point in side.points} == {2018: 12, 2019: 20, 2021: 8}
    assert any("not known or withheld for 5 of 45" in note for note in side.notes)
    assert side.sources[0].address.startswith("/explore/?")
    assert hub.get(side.sources[0].address).status_code == 200


def test_each_chart_has_its_own_numbers_and_colour_and_all_have_the_same_years(hub):
    found = side_by_side(shelf().current(), shelf().look().others, "PHL", "en")
    assert (found.first, found.last) == (2013, 2021)
    specs = [chart(side, first=found.first, last=found.last, rtl=False).spec for side in found.sides]
    colours = [layer["encoding"]["color"]["datum"] for spec in specs for layer in spec["layer"]]
    assert set(colours) == {"assisted", "detected", "estimated"}
    domains = {str(layer["encoding"]["x"]["scale"]["domain"]) for spec in specs for layer in spec["layer"]}
    assert len(domains) == 1
    assert all("domain" not in layer["encoding"]["y"]["scale"] for spec in specs for layer in spec["layer"])
    assert "line" in str(specs[1])
    assert "'line'" not in str(specs[2]), "estimates are not joined"


def test_no_line_bridges_a_gap_and_time_runs_with_the_letters(hub):
    side = sides("PHL")["detected"]
    drawn = chart(side, first=2013, last=2021, rtl=True).spec
    gap = next(each for each in drawn["data"]["values"] if each["at"] == 2020)
    assert gap["value"] is None
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["reverse"] is True
    assert drawn["layer"][0]["encoding"]["y"]["axis"]["orient"] == "right"


@pytest.mark.parametrize("kind", ["assisted", "detected", "estimated"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_series_has_a_picture(hub, kind, theme):
    response = hub.get(f"/countries/PHL/series.svg?kind={kind}&theme={theme}&release=r")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/svg+xml")
    assert b"<svg" in response.content
    assert len(response.content) < 20_000, "three of them load with each page"


def test_all_figures_can_be_taken_along_with_their_sources(hub):
    rows = lines(hub, "/countries/PHL/series.csv")
    assert list(rows[0]) == list(COLUMNS)
    by_series = {
        name: [each for each in rows if each["series"] == name] for name in ("assisted", "detected", "estimated")
    }
    assert all(by_series.values())
    for each in rows:
        assert each["population"]
        assert each["source"]
        assert each["dataset"]
        assert each["unit"] == "persons"
    whole = next(each for each in by_series["detected"] if each["form"] == "total" and each["year_from"] == "2018")
    assert (whole["low"], whole["high"], whole["value"], whole["sdg"]) == ("1", "4", "", "VC_HTF_DETV")
    assert (whole["verified"], whole["dataset"]) == ("false", "glotip-2025-04-14")
    assert {each["sdg"] for each in by_series["assisted"] + by_series["estimated"]} == {""}
    assert all(each["denominator"] for each in by_series["assisted"])
    document = json.loads(hub.get("/countries/PHL/series.json").content)
    assert document["release"] == "r"
    assert "never added" in document["about"]
    told = [figure for side in document["series"].values() for figure in side["figures"]]
    assert len(told) == len(rows)
    assert [str(each["low"]) for each in told] == [each["low"] for each in rows]


def test_the_data_stays_with_the_release_that_is_named(hub):
    assert json.loads(hub.get("/countries/PHL/series.json?release=r").content)["release"] == "r"
    assert hub.get("/countries/PHL/series.json?release=none").status_code == 404


@pytest.mark.parametrize("form", ["json", "csv", "svg"])
def test_what_is_no_country_is_not_found(hub, form):
    for code in ("XXX", "phl", "asia"):
        response = hub.get(f"/countries/{code}/series.{form}")
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "hub.not_found"


def test_unknown_words_in_an_address_are_refused(hub):
    for address in (
        "series.json?kind=detected",
        "series.svg?kind=saved",
        "series.svg?theme=blue",
        "series.csv?by=year",
    ):
        assert hub.get(f"/countries/PHL/{address}").status_code == 422


def test_a_hub_without_series_says_what_is_missing(hub_of, releases, tmp_path):
    hub = hub_of(releases, series=tmp_path / "nowhere")
    text = get(hub, "/countries/PHL/").text
    assert "No table of detected victims has been brought in here." in text
    assert "No estimate of this country has been brought in here." in text
    document = json.loads(hub.get("/countries/PHL/series.json").content)
    assert document["series"]["detected"]["figures"] == []
    assert document["series"]["detected"]["empty"]


def test_a_country_that_nobody_tells_of_says_what_that_means(hub):
    text = get(hub, "/countries/NPL/").text
    assert "This release has no figure of this country by year." in text
    assert "The table has no figure of this country." in text
    assert "That does not mean that there were no victims" in text


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (lambda: make_cases(gender=["man"] * 4), "does not tell countries of exploitation apart"),
        (lambda: make_cases(country_of_exploitation=["PHL"] * 4), "does not tell years apart"),
    ],
)
def test_a_release_without_places_or_years_says_so(hub_of, tmp_path, series, cases, said):
    make_release(tmp_path, cases())
    assert said in get(hub_of(tmp_path, series=series), "/countries/PHL/").text


def test_a_folder_beside_the_releases_is_found(hub_of, tmp_path, series, releases):
    import shutil

    shutil.copytree(releases, tmp_path / "releases")
    shutil.copytree(series, tmp_path / "series")
    hub_of(tmp_path / "releases")
    assert [each.id for each in shelf().look().others.series] == ["glotip-2025-04-14", "estimates"]


def test_a_changed_series_is_not_shown_and_hides_nothing_else(hub_of, releases, series, tmp_path, caplog):
    import shutil

    folder = shutil.copytree(series, tmp_path / "series")
    hub = hub_of(releases, series=folder)
    before = hub.get("/countries/PHL/")["ETag"]
    data = folder / "glotip-2025-04-14" / "data.csv"
    data.write_bytes(data.read_bytes().replace(b"1192", b"9999"))
    with caplog.at_level(logging.ERROR):
        response = hub.get("/countries/PHL/")
        hub.get("/countries/PHL/series.json")
    assert response["ETag"] != before, "who kept the page is told that it has changed"
    assert "No table of detected victims has been brought in here." in response.content.decode()
    assert "12,000" in response.content.decode()
    assert len([each for each in caplog.records if "glotip-2025-04-14 is not shown" in each.message]) == 1


def test_the_newest_table_of_detected_victims_is_the_one_that_is_shown(hub_of, releases, tmp_path):
    for date, value in (("01/01/2024", "11"), ("01/01/2025", "22"), ("01/01/2023", "33")):
        path = make_glotip(tmp_path / "x.xlsx", [row(value)], titles=(("UNODC",), (date,)))
        write_series(import_glotip(path), tmp_path / "series")
    hub_of(releases, series=tmp_path / "series")
    assert [point.value for point in sides("PHL")["detected"].points] == [22]


def test_names_of_others_are_text_and_no_page_obeys_them(hub_of, releases, tmp_path):
    hostile = (
        "country,year,low,high,method,population,source,publisher,url,date,verified\n"
        "PHL,2018,1,9,<b>m</b>,=cmd|x,<script>alert(1)</script>,<img src=x onerror=y>,https://example.org/?a=1&b=<c,2020,true\n"
    ).replace("<c", "c")
    write_series(import_estimates(make_estimates(tmp_path / "x.csv", hostile)), tmp_path / "series")
    hub = hub_of(releases, series=tmp_path / "series")
    text = hub.get("/countries/PHL/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not re.search(r"<script>alert|<img src=x|<b>m", text)
    row_ = next(each for each in lines(hub, "/countries/PHL/series.csv") if each["series"] == "estimated")
    assert row_["population"] == "'=cmd|x"


def test_a_region_has_no_series(hub_of, tmp_path, series):
    from tests.web.test_crawl import RELEASES

    make_release(tmp_path, RELEASES["coarser"]())
    hub = hub_of(tmp_path, series=series)
    assert 'id="series"' not in hub.get("/countries/south_eastern_asia/").content.decode()
    assert 'id="series"' in hub.get("/countries/FRA/").content.decode()


def test_the_index_of_countries_leads_to_those_of_which_only_others_have_figures(hub_of, series, tmp_path):
    """A country without a figure in the release has a page all the same, and the index says of what."""
    make_release(tmp_path, make_cases(country_of_exploitation=["MYS"] * 9), id="r")
    hub = hub_of(tmp_path, series=series)
    page = hub.get("/countries/")
    listed = {each.code: each for group in page.context["groups"] for each in group.places}
    named = {code for found in shelf().look().others.series for code in found.table()["country"].to_pylist()}
    assert "PHL" in named
    assert set(listed) == {"MYS", *named}
    assert [each.code for each in listed.values() if each.is_here] == ["MYS"]
    assert page.context["others_only"] == len(named)
    assert "Detected" in listed["PHL"].others
    text = page.content.decode()
    for code in named:
        assert f'href="/countries/{code}/"' in text
