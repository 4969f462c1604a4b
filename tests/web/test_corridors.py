"""Corridors: what is drawn, what is not and why, and the same figures as pictures, table and data."""

import csv
import io
import json
import math
import random
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.cases import CaseTable, Missing
from palermo.codes import case_schema, code_list
from palermo.protect import published_counts
from palermo.release import DIFFERENTIAL_PRIVACY
from palermo.tabulate import answer, parse_question
from palermo.web.hub.corridors._asked import Asked, Group
from palermo.web.hub.corridors._draw import draw, streams
from palermo.web.hub.corridors._flow_map import MOST, TAPER, draw_flows, frame_of, lines_of, tapered
from palermo.web.hub.corridors._flows import OTHER, Stream, by_largest, by_region, flows, place_of
from palermo.web.hub.corridors._ink import samples
from palermo.web.hub.figures import read
from palermo.web.hub.maps import HEIGHT, WIDTH, middle, places
from palermo.web.hub.releases import shelf

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = [
    (kind, theme, size) for kind in ("map", "streams") for theme in ("light", "dark") for size in ("wide", "narrow")
]


def some_flows(*, counts, of="country"):
    """Cases from a place exploited in another, as (origin, place, how many). of: the list of the places."""
    names = ("citizenship", "country_of_exploitation")
    schema = [replace(column, list=of) for column in case_schema().columns if column.name in names]
    rows = [flow[:2] for flow in counts for _ in range(flow[2])]
    none = pa.nulls(len(rows), pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    values = {name: pa.array([row[place] for row in rows]) for place, name in enumerate(names)}
    return CaseTable.from_columns(schema, values, dict.fromkeys(names, none))


def parsed(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314


def asked(release, **fields):
    return read(release, Asked(**fields).question())


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize(
    "query", ["", "?origin=PHL", "?place=FRA&form=sexual&gender=woman&from=2016&to=2019", "?group=regions"]
)
def test_the_page_stands_without_a_script(hub, prefix, query):
    page = get(hub, f"{prefix}/corridors/{query}")
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))


def test_the_table_is_what_the_release_says(hub):
    release = shelf().current()
    wanted = {
        cell.codes: cell for cell in answer(release, parse_question(["citizenship", "country_of_exploitation"])).cells
    }
    found = flows(asked(release))
    assert {row.codes: row.n for row in [*found.rows, *found.within]} == {
        codes: cell.n for codes, cell in wanted.items()
    }
    assert [row.n for row in found.rows] == sorted((row.n for row in found.rows), reverse=True)
    text = get(hub, "/corridors/").text
    for cell in wanted.values():
        assert str(cell.n) in text


def test_a_filter_is_the_same_question_as_in_explore(hub):
    release = shelf().current()
    figures = asked(release, origin="PHL", form="labour", first="2016", last="2019")
    where = [
        "citizenship=PHL",
        "forms_of_exploitation=labour",
        "year_of_registration>=2016",
        "year_of_registration<=2019",
    ]
    wanted = answer(release, parse_question(["citizenship", "country_of_exploitation"], where))
    assert figures.answer.cells == wanted.cells
    assert figures.answer.total == wanted.total


def test_a_row_leads_to_its_people_and_to_both_countries(hub):
    page = get(hub, "/corridors/?form=labour")
    links = [link for link in page.links if link.startswith("/explore/?") and "country_of_exploitation%3DFRA" in link]
    assert any("citizenship%3DPHL" in link and "forms_of_exploitation%3Dlabour" in link for link in links)
    assert all(hub.get(link).status_code == 200 for link in links)
    assert {"/countries/PHL/", "/countries/FRA/"} <= set(page.links)


@pytest.mark.parametrize(
    "query", ["origin=XXX", "form=nothing", "from=15", "to=next", "group=all", "page=0", "colour=red", "origin=phl"]
)
def test_what_the_release_does_not_have_is_refused(hub, query):
    assert hub.get(f"/corridors/?{query}").status_code == 422


def test_an_empty_field_is_left_out_of_the_address(hub):
    response = hub.get("/corridors/?origin=PHL&place=&form=")
    assert (response.status_code, response["Location"]) == (302, "/corridors/?origin=PHL")


@pytest.mark.parametrize(("kind", "theme", "size"), PICTURES)
def test_each_picture_is_drawn_by_the_server(hub, kind, theme, size):
    response = hub.get(f"/corridors.svg?picture={kind}&theme={theme}&size={size}")
    assert response["Content-Type"].startswith("image/svg+xml")
    drawing = parsed(response.content)
    assert drawing.get("width") == {"wide": "760", "narrow": "340"}[size]
    said = [title.text for title in drawing.iter(f"{SVG}title")]
    assert any(text.startswith("From Philippines, exploited in") for text in said)


def test_pages_say_how_large_their_pictures_are(hub):
    text = hub.get("/corridors/").content.decode()
    for kind in ("map", "streams"):
        drawn = parsed(hub.get(f"/corridors.svg?picture={kind}").content)
        assert f'width="760" height="{drawn.get("height")}"' in text


def test_no_picture_shows_what_may_be_fewer_than_k_people(hub_of, tmp_path):
    cases = some_flows(counts=[("PHL", "MYS", 40), ("UKR", "POL", 12), ("NPL", "QAT", 10), ("NPL", "MYS", 11)])
    counts = published_counts(cases, k=10, length=2)
    low = [
        9 if {"NPL", "QAT"} <= set(codes) else number
        for codes, number in zip(counts.column("codes").to_pylist(), counts.column("low").to_pylist(), strict=True)
    ]
    counts = counts.set_column(counts.column_names.index("low"), "low", pa.array(low, counts.schema.field("low").type))
    make_release(tmp_path, cases, counts=counts, parameters={"k": 10, "length": 2})
    hub = hub_of(tmp_path)
    found = flows(asked(shelf().current()))
    assert all(row.low >= 10 for row in found.drawn)
    for row in found.unsure:
        assert row.low < 10
    for kind in ("map", "streams"):
        said = hub.get(f"/corridors.svg?picture={kind}").content.decode()
        for row in found.unsure:
            assert f"exploited in {code_list('country').label(row.codes[1])}: {row.n}" not in said


def test_what_noise_alone_may_have_made_is_in_no_picture_and_said_so(hub_of, tmp_path):
    cases = some_flows(counts=[("PHL", "MYS", 40), ("UKR", "POL", 5)])
    counts = published_counts(cases, k=1, length=2)
    names = counts.column_names
    low = [
        0 if "UKR" in codes or "POL" in codes else number
        for codes, number in zip(counts.column("codes").to_pylist(), counts.column("low").to_pylist(), strict=True)
    ]
    counts = counts.set_column(names.index("low"), "low", pa.array(low, counts.schema.field("low").type))
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
    make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)
    hub = hub_of(tmp_path)
    assert "1 corridor is not drawn: its interval includes nobody at all." in get(hub, "/corridors/").text
    for kind in ("map", "streams"):
        assert b"Ukraine" not in hub.get(f"/corridors.svg?picture={kind}").content
    data = json.loads(hub.get("/corridors.json").content)
    assert data["drawn"] == {"smallest": 1, "rows": 1, "not_drawn": {"unsure": 1, "same_place": 0, "withheld": 0}}


def test_exploitation_in_the_own_country_stands_apart(hub_of, tmp_path):
    make_release(tmp_path, some_flows(counts=[("PHL", "PHL", 20), ("PHL", "MYS", 10)]))
    hub = hub_of(tmp_path)
    page = get(hub, "/corridors/")
    assert "Exploited in their own country" in page.text
    for kind in ("map", "streams"):
        said = hub.get(f"/corridors.svg?picture={kind}").content.decode()
        assert said.count("<title>") == 1
    rows = json.loads(hub.get("/corridors.json").content)["rows"]
    assert {(row["same_place"], row["not_drawn"]) for row in rows} == {(True, "same_place"), (False, None)}


def test_data_have_all_that_travels_with_a_number(hub):
    rows = list(csv.DictReader(io.StringIO(hub.get("/corridors.csv?origin=PHL").content.decode())))
    data = json.loads(hub.get("/corridors.json?origin=PHL").content)
    assert len(rows) == len(data["rows"]) > 0
    needed = {
        "n",
        "low",
        "high",
        "share",
        "denominator",
        "missing_share",
        "cautions",
        "source",
        "same_place",
        "not_drawn",
        "link",
    }
    assert needed <= set(rows[0])
    assert {row["citizenship"] for row in rows} == {"PHL"}
    assert data["link"].endswith("/corridors/?origin=PHL&release=2026-test")
    assert data["source"]["terms"]


def test_data_that_are_not_there_are_not_found(hub_of, tmp_path):
    make_release(tmp_path, make_cases(citizenship=["PHL"] * 4))
    hub = hub_of(tmp_path)
    assert "does not have both" in get(hub, "/corridors/").text
    for address in ("/corridors.csv", "/corridors.json", "/corridors.svg?picture=map"):
        assert hub.get(address).status_code == 404


def test_a_release_without_a_number_for_any_corridor_says_what_that_means(hub_of, tmp_path):
    make_release(tmp_path, make_cases(citizenship=["PHL"] * 4, country_of_exploitation=[Missing.SUPPRESSED] * 4))
    hub = hub_of(tmp_path)
    assert "That does not mean that there are no such people" in get(hub, "/corridors/").text
    assert hub.get("/corridors.svg?picture=map").status_code == 404


def test_regions_are_drawn_where_the_release_has_regions(hub_of, tmp_path):
    cases = some_flows(counts=[("asia", "europe", 20), ("africa", "europe", 10), ("asia", "asia", 5)], of="un-region")
    make_release(tmp_path, cases)
    hub = hub_of(tmp_path)
    page = get(hub, "/corridors/")
    assert "does not tell all countries apart" in page.text
    assert b"From Asia, exploited in Europe: 20" in hub.get("/corridors.svg?picture=map").content


def test_the_page_speaks_of_a_proxy_and_of_concentration(hub):
    assert "The country of exploitation is a proxy" in get(hub, "/corridors/").text


def test_an_old_release_leads_to_its_own_pages(hub):
    page = get(hub, "/corridors/?release=2026-test")
    assert all("release=2026-test" in link for link in page.links if link.startswith(("/explore/?", "/countries/PHL")))


def test_streams_run_from_the_right_where_one_reads_from_there(hub):
    figures = asked(shelf().current())
    wide = {}
    for language in ("en", "ar"):
        with translation.override(language):
            drawn = draw(Asked(), figures, "streams", language, theme="light", size="wide")
            first = next(parsed(drawn).iter(f"{SVG}g")).find(f"{SVG}path").get("d")
            wide[language] = float(first[1:].split(" ")[0])
    assert wide["en"] < 380 < wide["ar"]


@pytest.fixture
def many(tmp_path):
    """The figures of a release with many corridors, some of whose places are withheld."""
    dice = random.Random(4)  # noqa: S311
    codes = [code.code for code in code_list("country")][:30]
    weights = [1 / place for place in range(1, len(codes) + 1)]

    def some():
        return [Missing.SUPPRESSED if dice.random() < 0.02 else dice.choices(codes, weights)[0] for _ in range(3000)]

    release = make_release(tmp_path, make_cases(citizenship=some(), country_of_exploitation=some()))
    return asked(release)


@pytest.mark.parametrize("together", [lambda figures, rows: by_largest(figures, rows, 5, 8), by_region])
def test_streams_lose_nobody_and_no_interval_is_wider_than_needed(many, together):
    rows = flows(many).rows
    found = together(many, rows)
    assert sum(each.n for each in found) == sum(each.n for each in rows)
    assert sum(row.high for row in rows) > sum(each.high for each in found)
    withheld = many.answer.missing
    for each in found:
        assert each.low <= each.n <= each.high <= each.n + withheld
        assert not each.is_hollow or each.n < withheld


def test_a_stream_holds_who_may_be_in_a_corridor_that_the_release_has_nobody_in(tmp_path):
    """Whose origin is withheld may be from any place of the region, also where nobody is shown to have come from."""
    rows = [("PHL", "MYS")] * 20 + [(Missing.SUPPRESSED, "ARE")] * 5 + [("FRA", "ARE")] * 3
    cases = make_cases(citizenship=[row[0] for row in rows], country_of_exploitation=[row[1] for row in rows])
    figures = asked(make_release(tmp_path, cases))
    found = {(each.origin, each.place): each for each in by_region(figures, flows(figures).rows)}
    assert (found["asia", "asia"].n, found["asia", "asia"].low, found["asia", "asia"].high) == (20, 20, 25)
    assert found["europe", "asia"].high == 8


@pytest.mark.parametrize(
    ("more", "high"), [([], 40 + 5 + 9), ([("PHL", "ARE", 30), ("IND", "MYS", 30), ("IND", "ARE", 30)], 130 + 10)]
)
def test_with_noise_a_stream_holds_who_may_be_in_corridors_of_nobody(tmp_path, more, high):
    """Three pairs of four have nobody in the made cases: each may have five, and together √3 times as many."""
    cases = some_flows(counts=[("PHL", "MYS", 40), ("IND", "GBR", 30), ("FRA", "ARE", 30), *more])
    counts = published_counts(cases, k=1, length=2)
    names = counts.column_names
    most = [number + 5 for number in counts.column("count").to_pylist()]
    counts = counts.set_column(names.index("high"), "high", pa.array(most, counts.schema.field("high").type))
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
    figures = asked(make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings))
    found = {(each.origin, each.place): each for each in by_region(figures, flows(figures).rows)}
    assert found["asia", "asia"].high == high
    assert found["asia", "europe"].high == 35, "no more than were exploited there at all"


def test_streams_tell_apart_as_many_places_as_there_are_colours(many):
    found = by_largest(many, flows(many).rows, 5, 8)
    assert len({each.origin for each in found}) == 6
    assert len({each.place for each in found}) == 9
    sums = Counter()
    for row in flows(many).rows:
        sums[row.codes[0]] += row.n
    assert {each.origin for each in found} - {OTHER} == {code for code, _ in sums.most_common(5)}


def test_a_single_other_place_is_told_by_its_name(tmp_path):
    codes = [code.code for code in code_list("country")][:7]
    six = asked(make_release(tmp_path, some_flows(counts=[(code, "ZWE", 10) for code in codes[:6]]), id="six"))
    assert OTHER not in {stream.origin for stream in by_largest(six, flows(six).rows, 5, 8)}
    seven = asked(make_release(tmp_path, some_flows(counts=[(code, "ZWE", 10) for code in codes]), id="seven"))
    assert [stream.n for stream in by_largest(seven, flows(seven).rows, 5, 8) if stream.origin == OTHER] == [20]


def test_regions_are_those_of_the_countries(hub):
    figures = asked(shelf().current())
    together = by_region(figures, flows(figures).rows)
    assert {stream.origin for stream in together} <= {"asia", "europe"}
    assert streams(figures, Asked(group=Group.REGIONS))


@pytest.mark.parametrize("code", ["FRA", "NOR", "RUS", "USA", "FJI", "MCO", "GUF", "TUV", "VNM"])
def test_a_country_is_where_it_is(code):
    longitude, latitude = places()[code]
    near = {
        "FRA": (2, 47), "NOR": (10, 61), "RUS": (97, 62), "USA": (-99, 39), "FJI": (178, -18), "MCO": (7, 44),
        "GUF": (-53, 4), "TUV": (179, -9), "VNM": (107, 16),
    }[code]  # fmt: skip
    assert abs(latitude - near[1]) < 6
    assert min(abs(longitude - near[0]), 360 - abs(longitude - near[0])) < 8


def test_every_country_has_a_place():
    assert {code.code for code in code_list("country")} - set(places()) == {"ATA"}


def test_the_middle_of_islands_on_both_sides_of_the_date_line_is_between_them():
    longitude, latitude = middle([(178, -18), (-172, -14)])
    assert abs(longitude) > 170
    assert latitude == pytest.approx(-16, abs=0.5)


def test_a_line_is_wide_where_it_begins():
    numbers = [
        float(part)
        for part in tapered((0, 0), (50, 0), (100, 0), 10)
        .replace("M", " ")
        .replace("Q", " ")
        .replace("L", " ")
        .replace("z", "")
        .split()
    ]
    assert abs(numbers[1] - numbers[-1]) == 10
    assert abs(numbers[5] - numbers[7]) == pytest.approx(10 * TAPER)


def test_there_and_back_are_two_lines():
    there, back = lines_of(
        [Stream("a", "b", 5, 5, 5), Stream("b", "a", 5, 5, 5)],
        lambda _side, code: {"a": (0, 0), "b": (40, 10)}[code],
        str,
    )
    assert there.bend != back.bend


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-55, 80)), min_size=2, max_size=8))
def test_the_frame_holds_every_place_and_stays_on_the_paper(found):
    pairs = dict(enumerate(found))
    lines = lines_of([Stream(0, end, 5, 5, 5) for end in list(pairs)[1:]], lambda _side, code: pairs[code], str)
    frame = frame_of(lines)
    assert frame.x >= 0
    assert frame.y >= 0
    assert frame.x + frame.width <= WIDTH + 0.01
    assert frame.y + frame.height <= HEIGHT + 0.01
    for line in lines:
        for x, y in (line.start, line.end):
            assert frame.x - 0.01 <= x <= frame.x + frame.width + 0.01
            assert frame.y - 0.01 <= y <= frame.y + frame.height + 0.01


def test_a_map_has_no_more_lines_than_can_be_told_apart(hub_of, tmp_path):
    codes = [code.code for code in code_list("country")][:100]
    make_release(tmp_path, some_flows(counts=[(code, "ZWE", 2) for code in codes]))
    hub = hub_of(tmp_path)
    assert hub.get("/corridors.svg?picture=map").content.count(b"<title>") == MOST["wide"]
    text = get(hub, "/corridors/").text
    assert "19 smaller ones are only in the table." in text
    assert "1 has no place on the map and is only in the table." in text  # Antarctica


@given(st.integers(1, 10**6))
def test_numbers_of_the_key_are_easy_to_read(largest):
    found = samples(largest)
    assert found[0] <= largest < found[0] * 3
    assert all(str(number).rstrip("0") in {"1", "2", "5"} for number in found)


def test_a_place_is_where_its_column_says(hub):
    release = shelf().current()
    assert place_of(release, "citizenship", "PHL") == places()["PHL"]
    assert place_of(release, "citizenship", "asia") is None


@pytest.mark.parametrize("kind", ["map", "streams"])
def test_a_picture_that_leaves_has_its_words_inside(hub, kind):
    drawn = hub.get(f"/corridors.svg?picture={kind}&caption=true")
    assert "attachment" in drawn["Content-Disposition"]
    assert "Source: The Palermo developers, release 2026-test." in drawn.content.decode()
    pixels = hub.get(f"/corridors.png?picture={kind}")
    assert pixels["Content-Type"] == "image/png"
    assert pixels.content.startswith(b"\x89PNG")


def test_a_name_stands_beside_the_lines_of_its_place_and_the_key_can_be_told_apart():
    """Lines that leave upwards and to the left leave room on the other sides: no name lies on a line."""
    places = {"a": (10.0, 0.0), "b": (10.0, 40.0), "c": (-40.0, 0.0), "d": (-40.0, 45.0)}
    lines = lines_of(
        [Stream("a", "b", 900, 900, 900), Stream("a", "c", 700, 700, 700), Stream("d", "b", 300, 300, 300)],
        lambda _side, code: places[code],
        str,
    )
    drawn = draw_flows(lines, lambda _side, code: f"Place {code}", language="en")
    named = {
        text: (float(x), float(y))
        for x, y, text in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(Place \w)<', drawn)
    }
    assert set(named) == {"Place a", "Place b", "Place c", "Place d"}
    paths = re.findall(r'fill-opacity="0.8" d="M(\S+) (\S+)Q(\S+) (\S+) (\S+) (\d[\d.]*)L', drawn)
    assert len(paths) == 3
    for ax, ay, cx, cy, bx, by in (map(float, each) for each in paths):
        for t in (step / 50 for step in range(51)):
            across, down = (
                (1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b for a, c, b in ((ax, cx, bx), (ay, cy, by))
            )
            assert not any(abs(x - across) < 20 and y - 10 < down < y for x, y in named.values()), "a name on a line"
    key = re.findall(r'd="M(\S+) (\S+)Q[^z]* (\S+) (\S+)z"/><text', drawn)
    widths = [math.dist([*map(float, ends[:2])], [*map(float, ends[2:])]) for ends in key]
    assert len(widths) >= 2
    assert all(wide >= 1.9 * thin for wide, thin in pairwise(widths)), widths
