"""Charts: what they show is what the release says, and every specification can be drawn."""

import json
import math
import random
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.tabulate import parse_question
from palermo.web.hub.charts import chart, draw, kind_of
from palermo.web.hub.charts._fold import OTHER, fold
from palermo.web.hub.charts._lines import with_gaps
from palermo.web.hub.charts._parts import LINE, Keys, Look, color, wrap
from palermo.web.hub.figures import read
from palermo.web.hub.maps import classed, draw_world, world_map
from palermo.web.hub.maps._map import breaks, class_names
from palermo.web.hub.maps._world import equal_earth
from palermo.web.hub.questions import Measure

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ("gender", "age_band", "citizenship", "year_of_registration", "forms_of_exploitation", "means_of_control")
CASES = 600


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    dice = random.Random(7)  # noqa: S311
    countries = [code.code for code in code_list("country")][:40]

    def some(choices, missing=0.1, hidden=0.05):
        def one():
            luck = dice.random()
            if luck < hidden:
                return Missing.SUPPRESSED
            return Missing.UNKNOWN if luck < hidden + missing else dice.choice(choices)

        return [one() for _ in range(CASES)]

    cases = make_cases(
        year_of_registration=some([2010, 2011, 2013, 2014]),
        gender=some(["woman", "man", "trans_woman"]),
        age_band=some([code.code for code in code_list("age-band")]),
        citizenship=some(countries),
        forms_of_exploitation=some([["labour"], ["sexual"], ["labour.A", "begging"], [], ["sexual.prostitution"]]),
        means_of_control=some([["threats"], ["debt_bondage", "false_promises"], ["withholds_documents"]]),
    )
    return make_release(tmp_path_factory.mktemp("charts"), cases)


def asked(release, by, where=(), **more):
    return read(release, parse_question(by, where, **more))


def values(drawn):
    return drawn.spec["data"]["values"]


def test_bars_are_the_shares_of_the_answer_and_begin_at_zero(release):
    figures = asked(release, ["gender"])
    drawn = chart(figures, language="en")
    points = {point["label"].replace("\n", " "): point for point in values(drawn)}
    for cell in figures.answer.cells:
        if figures.answer.parent("gender", cell.codes[0]) is None:
            point = points[figures.answer.label("gender", cell.codes[0])]
            assert point["value"] == cell.share
            assert point["low"] <= point["value"] <= point["high"]
    bars = [layer for layer in drawn.spec["layer"] if layer["mark"]["type"] == "bar" and "x2" not in layer["encoding"]]
    assert all(layer["encoding"]["x"]["scale"]["zero"] for layer in bars)


def test_bars_are_sorted_by_value_unless_the_order_has_a_meaning(release):
    shares = [point["value"] for point in values(chart(asked(release, ["citizenship"]), language="en"))][:-1]
    assert shares == sorted(shares, reverse=True)
    bands = [point["label"] for point in values(chart(asked(release, ["age_band"]), language="en"))][:-1]
    assert bands == [code.label["en"] for code in code_list("age-band")]


def test_what_is_missing_is_a_bar_of_its_own(release):
    figures = asked(release, ["gender"])
    last = values(chart(figures, language="en"))[-1]
    assert last["state"] == "missing"
    assert last["value"] == figures.answer.missing / figures.answer.total
    cases = values(chart(figures, language="fr", measure=Measure.CASES))[-1]
    assert (cases["label"], cases["value"]) == ("Non connu ou masqué", figures.answer.missing)


def test_a_value_that_is_less_sure_than_large_is_hollow(tmp_path):
    genders = ["woman"] * 90 + ["man"] * 3 + [Missing.SUPPRESSED] * 7
    drawn = chart(asked(make_release(tmp_path, make_cases(gender=genders)), ["gender"]), language="en")
    assert {point["label"]: point["state"] for point in values(drawn)} == {
        "Woman": "solid",
        "Man": "hollow",
        "Not known or withheld": "missing",
    }


def test_a_line_is_never_drawn_over_a_year_without_cases(release):
    points = values(chart(asked(release, ["year_of_registration"]), language="en"))
    assert [point["year"] for point in points] == [2010, 2011, 2012, 2013, 2014]
    assert points[2]["value"] is None
    assert all(point["value"] for point in points if point["year"] != 2012)


def test_gaps_are_filled_line_by_line():
    points = [{"year": 1, "series": "a", "value": 1}, {"year": 3, "series": "b", "value": 2}]
    filled = [(point["series"], point["year"], point["value"]) for point in with_gaps(points)]
    assert filled == [("a", 1, 1), ("a", 2, None), ("a", 3, None), ("b", 1, None), ("b", 2, None), ("b", 3, 2)]


def test_many_series_become_five_and_other_and_no_case_is_lost(release):
    figures = asked(release, ["year_of_registration", "citizenship"])
    rows = fold(figures)
    assert len({row.codes[1] for row in rows}) == 6
    assert sum(row.n for row in rows) == sum(row.n for row in figures.rows)
    for row in rows:
        assert row.low <= row.n <= row.high
        assert row.share_low <= row.share <= row.share_high
    other = [row for row in rows if row.codes[1] == OTHER]
    everything = asked(release, ["year_of_registration"])
    most = {row.codes[0]: row.high for row in everything.rows}
    assert all(row.high <= most[row.codes[0]] for row in other), "together they cannot be more than all of the year"


def test_codes_that_overlap_are_never_added_up(release):
    drawn = chart(asked(release, ["citizenship", "forms_of_exploitation"]), language="en")
    assert "Other" not in {point["series"] for point in values(drawn)}


def test_a_third_column_becomes_panels(release):
    drawn = chart(asked(release, ["forms_of_exploitation", "gender", "age_band"]), language="en")
    assert drawn.panels == 6
    assert drawn.hidden > 0
    assert len({point["panel"] for point in values(drawn)}) == 6


def test_the_same_code_has_the_same_colour_everywhere(release):
    domains = [
        chart(asked(release, by, where), language="en").spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
        for by, where in ((["age_band", "gender"], []), (["forms_of_exploitation", "gender"], ["age_band=0-8"]))
    ]
    assert domains[0] == domains[1]


def test_only_narrower_codes_are_drawn_where_one_broad_code_holds_everything(tmp_path):
    release = make_release(tmp_path, make_cases(gender=["trans_woman"] * 5 + ["trans_man"] * 4))
    labels = [point["label"] for point in values(chart(asked(release, ["gender"]), language="en"))]
    assert labels == ["Transgender woman", "Transgender man"]


def test_from_right_to_left_values_grow_to_the_left(release):
    drawn = chart(asked(release, ["gender"]), language="en", rtl=True)
    assert drawn.spec["encoding"]["y"]["axis"]["orient"] == "right"
    assert all(
        layer["encoding"]["x"]["scale"]["reverse"] for layer in drawn.spec["layer"] if layer["mark"]["type"] == "bar"
    )


def test_there_is_nothing_to_draw_without_a_column_or_a_case(release):
    assert chart(asked(release, []), language="en") is None
    assert chart(asked(release, ["gender"], ["year_of_registration=1999"]), language="en") is None


@pytest.mark.parametrize(
    "by",
    [["gender"], ["year_of_registration"], ["gender", "age_band"], ["year_of_registration", "gender", "age_band"]],
    ids="+".join,
)
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_drawing_is_an_svg_that_fetches_nothing_and_runs_nothing(release, by, size):
    drawn = draw(chart(asked(release, by), language="fr", narrow=size == "narrow"), language="fr", size=size)
    tree = ElementTree.fromstring(drawn)  # noqa: S314
    tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert tags & {"text"}
    assert not tags & {"script", "image", "foreignObject", "a"}
    assert b"NaN" not in drawn
    assert float(tree.get("width")) > 100


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by=st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique=True),
    where=st.sampled_from([[], ["gender=woman"], ["age_band>=30-38"], ["citizenship=?"], ["means_of_control=threats"]]),
    within=st.booleans(),
    measure=st.sampled_from([None, *Measure]),
    narrow=st.booleans(),
    rtl=st.booleans(),
)
def test_every_answer_can_be_drawn(release, by, where, within, measure, narrow, rtl):
    figures = asked(release, by, where, within=within)
    drawn = chart(figures, language="en", measure=measure, narrow=narrow, rtl=rtl)
    assert (drawn is None) == (not kind_of(figures))
    if drawn is not None:
        json.dumps(drawn.spec, allow_nan=False)
        ElementTree.fromstring(draw(drawn, language="en", size="narrow" if narrow else "wide"))  # noqa: S314


@pytest.mark.parametrize("label", ["short", "Forced labour: agriculture, forestry and fishing", "x" * 80, "a " * 60])
def test_a_wrapped_label_fits(label):
    lines = wrap(label).split("\n")
    assert len(lines) <= 2
    assert all(len(line) <= LINE for line in lines)


# Maps -----------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=200))
def test_every_value_is_in_one_of_at_most_five_classes(found):
    bounds = breaks(found)
    assert 1 <= len(bounds) <= 5
    assert bounds == sorted(set(bounds))
    assert bounds[0] <= min(found)
    assert all(len(str(bound).rstrip("0")) <= 2 for bound in bounds)
    assert len(class_names(bounds, max(found), "en")) == len(bounds)


def test_countries_are_in_the_class_of_their_number(release):
    figures = asked(release, ["citizenship"])
    countries = classed(figures, language="en")
    bounds = breaks([row.n for row in figures.rows])
    for row in figures.rows:
        place = countries.places[row.codes[0]]
        assert bounds[place] <= row.n
        assert place == len(bounds) - 1 or row.n < bounds[place + 1]


def test_only_a_question_by_country_has_a_map(release):
    assert classed(asked(release, ["gender"]), language="en") is None
    assert classed(asked(release, ["citizenship", "gender"]), language="en") is None
    assert classed(asked(release, ["citizenship"], ["year_of_registration=1999"]), language="en") is None


def test_the_map_hatches_what_has_no_figure_and_dots_what_is_small(tmp_path):
    cases = make_cases(citizenship=["MLT"] * 3 + ["FRA"] * 40)
    countries = classed(asked(make_release(tmp_path, cases), ["citizenship"]), language="fr")
    tree = ElementTree.fromstring(draw_world(countries, no_data="Aucun chiffre"))  # noqa: S314
    titles = {title.text.split(":")[0] for title in tree.iter(f"{SVG}title")}
    assert titles == {"Malte", "France"}
    assert len(list(tree.iter(f"{SVG}circle"))) == 1
    fills = [path.get("fill") for path in tree.iter(f"{SVG}path")]
    assert fills.count("url(#no-data)") > 150
    assert "Aucun chiffre" in [text.text for text in tree.iter(f"{SVG}text")]


def test_no_path_of_the_map_ends_at_a_mistake_or_crosses_the_whole_world(release):
    drawn = draw_world(classed(asked(release, ["citizenship"]), language="en"), no_data="none")
    for path in ElementTree.fromstring(drawn).iter(f"{SVG}path"):  # noqa: S314
        for ring in path.get("d").split("z"):
            if "l" not in ring:
                continue
            steps = [int(step) for step in ring.split("l")[1].replace("-", " -").split()]
            assert len(steps) % 2 == 0
            assert steps
            assert max(map(abs, steps)) < 300


def test_the_projection_keeps_areas():
    def cell(latitude):
        (right, low), (farther, high) = (equal_earth(1, place) for place in (latitude, latitude + 1))
        return (right + farther) * (high - low)

    for latitude in (-60, -10, 30, 75):
        true = 2 * math.radians(1) * (math.sin(math.radians(latitude + 1)) - math.sin(math.radians(latitude)))
        assert cell(latitude) == pytest.approx(true, rel=1e-3)


def test_the_map_of_the_browser_asks_for_the_shapes_and_nothing_else(release):
    spec = world_map(classed(asked(release, ["citizenship"]), language="en"), atlas="/static/atlas.json").spec
    assert {layer["data"].get("url") for layer in spec["layer"]} == {None, "/static/atlas.json"}
    assert spec["projection"]["type"] == "equalEarth"


def test_what_is_hardly_known_is_hollow_on_a_line_too(tmp_path):
    release = make_release(
        tmp_path,
        make_cases(year_of_registration=[2010] * 90 + [2011] * 2 + [Missing.SUPPRESSED] * 9),
    )
    found = chart(asked(release, ["year_of_registration"]), language="en")
    states = {point["year"]: point["state"] for point in found.spec["data"]["values"]}
    assert states == {2010: "solid", 2011: "hollow"}
    marks = [layer["mark"] for layer in found.spec["layer"] if layer["mark"]["type"] == "point"]
    assert [mark.get("style") for mark in marks] == [None, "open"]
    assert 'fill="#ffffff"' in draw(found, language="en").decode()


def test_a_legend_has_the_lines_that_its_names_need():
    names = ("Forced labour", "Sexual exploitation", "Forced criminality", "Exploitation neither sexual nor in labour")
    keys = Keys(series=names * 2, domain=names)
    wide = color(keys, Look("en", Measure.SHARE))["legend"]
    assert 1 < wide["columns"] < len(keys.series)
    narrow = color(keys, Look("en", Measure.SHARE, narrow=True))["legend"]
    assert narrow["columns"] == 1
    assert '["Exploitation neither", "sexual nor in labour"]' in narrow["labelExpr"]
