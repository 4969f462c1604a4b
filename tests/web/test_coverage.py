"""Coverage: who recorded the cases, what is missing, what changed, and what cannot be said."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.cases import Missing
from palermo.protect import published_counts
from palermo.release import DIFFERENTIAL_PRIVACY, Change, Contribution, Coverage
from palermo.release._coverage import coverage
from palermo.tabulate import answer, parse_question
from palermo.web.hub.coverage._changes import difference
from palermo.web.hub.coverage._concentration import concentrations, effective_number
from palermo.web.hub.coverage._missing import gaps, missing_matrix
from palermo.web.hub.coverage._page import PICTURES
from palermo.web.hub.coverage._who import by_year, countries_matrix, not_told, sources_matrix, years_matrix
from palermo.web.hub.releases import shelf

K = 5


def some_cases():
    """Two contributors, one of which leaves; one has a small number; countries; a hotline."""
    size = 100
    return make_cases(
        contributor=["Harbour House"] * 60 + ["Passerelle"] * 38 + ["Passerelle"] * 2,
        year_of_registration=[2015, 2016, 2018] * 20 + [2015, 2016] * 19 + [2018] * 2,
        citizenship=["PHL"] * 90 + ["UKR"] * 5 + [Missing.UNKNOWN] * 5,
        country_of_exploitation=["FRA"] * 50 + ["MYS"] * 40 + [Missing.SUPPRESSED] * 10,
        data_source=["case_management"] * 50 + ["hotline"] * 50,
        gender=["woman", "man"] * (size // 2),
    )


@pytest.fixture
def covered(hub_of, tmp_path):
    """A hub on a release of these cases that tells its coverage."""
    cases = some_cases()
    make_release(tmp_path, cases, parameters={"k": K, "length": 2}, coverage=coverage(cases, k=K))
    return hub_of(tmp_path)


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", ["/coverage/", "/coverage/?release=2026-test"])
def test_the_page_stands_without_a_script(covered, prefix, address):
    page = get(covered, prefix + address)
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))


def test_the_page_stands_where_a_release_tells_little(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["man"] * 8), contributions=())
    text = get(hub_of(tmp_path), "/coverage/").text
    assert "The release does not say how many cases each contributor has in each year." in text
    assert "The release does not tell cases of hotlines from those of case management." in text
    assert "The release says of none before it." in text
    assert "it is the number of few people" not in text


def test_years_are_those_of_the_manifest_and_the_empty_one_is_there(covered):
    found = years_matrix(shelf().current(), "en")
    assert [line.label for line in found.lines] == ["2015", "2016", "2017", "2018"]
    assert found.columns == ("Harbour House", "Passerelle")
    assert [cell.text for cell in found.lines[2].cells] == ["–", "–"]
    told = {(cell.year, cell.contributor): cell.cases for cell in shelf().current().manifest.about.coverage}
    for line in found.lines:
        for name, cell in zip(found.columns, line.cells, strict=True):
            number = told.get((int(line.label), name))
            assert cell.text == ("…" if (int(line.label), name) in told and number is None else str(number or "–"))


def test_a_withheld_number_is_marked_and_in_no_sum(covered):
    found = years_matrix(shelf().current(), "en")
    withheld = [line for line in found.lines if any(cell.is_withheld for cell in line.cells)]
    assert withheld
    assert all(line.total == "" for line in withheld)
    assert "Withheld: it is the number of few people" in covered.get("/coverage/").content.decode()


def test_no_interval_tells_what_the_manifest_withholds(covered):
    for (year, contributor), cell in by_year(shelf().current()).items():
        if cell.n is None:
            assert (cell.low, cell.high) == (None, None), (year, contributor)


def test_breaks_are_told_with_what_they_mean(hub_of, tmp_path):
    cells = [("a", 2001, 30), ("a", 2002, 30), ("a", 2003, 30), ("b", 2002, 90)]
    make_release(tmp_path, make_cases(gender=["man"] * 8), coverage=tuple(Coverage(*cell) for cell in cells))
    text = get(hub_of(tmp_path), "/coverage/").text
    assert "b enters." in text
    assert "b has no more cases." in text
    assert "75" in text
    assert "because of who counts, and not because of crime" in text


def test_contributors_are_laid_beside_countries(covered):
    release = shelf().current()
    found = countries_matrix(release, "country_of_exploitation", "en")
    cells = answer(release, parse_question(["country_of_exploitation", "contributor"])).cells
    numbers = {(cell.codes[0], cell.codes[1]): cell.n for cell in cells}
    labels = {"FRA": "France", "MYS": "Malaysia"}
    shown = {
        (line.label, name): cell.text
        for line in found.lines
        for name, cell in zip(found.columns, line.cells, strict=True)
        if cell.text != "–"
    }
    assert shown == {(labels[code], name): "…" if n is None else str(n) for (code, name), n in numbers.items()}


def test_hotlines_stand_apart(covered):
    found = sources_matrix(shelf().current(), "en")
    assert set(found.columns) == {"Case management", "Hotline"}
    assert "do not read a change of one into the other" in get(covered, "/coverage/").text


def test_concentration_is_what_the_release_says_and_a_caution_above_the_rule(covered):
    found = {each.column: each for each in concentrations(shelf().current(), "en")}
    alone = answer(shelf().current(), parse_question(["citizenship"])).cells[0]
    assert (found["citizenship"].code, found["citizenship"].share) == ("PHL", alone.share)
    assert found["citizenship"].is_high
    assert not found["contributor"].is_high
    assert found["contributor"].effective == pytest.approx(1 / (0.6**2 + 0.4**2))
    assert "Above 80 %, figures describe mostly that one" in get(covered, "/coverage/").text


def test_without_the_column_concentration_follows_from_what_was_sent(hub_of, tmp_path):
    sent = (Contribution("a", 90, 90, 0), Contribution("b", 10, 10, 0))
    make_release(tmp_path, make_cases(gender=["man"] * 8), contributions=sent)
    hub_of(tmp_path)
    (found,) = concentrations(shelf().current(), "en")
    assert (found.label, found.n, found.of, found.share, found.count) == ("a", 90, 100, 0.9, 2)


def test_without_exact_numbers_nothing_is_made_up(hub_of, tmp_path):
    sent = (Contribution("a", None, None, None), Contribution("b", None, None, None))
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 1}
    make_release(
        tmp_path, make_cases(gender=["man"] * 8), contributions=sent, method=DIFFERENTIAL_PRIVACY, parameters=settings
    )
    hub = hub_of(tmp_path)
    assert concentrations(shelf().current(), "en") == []
    assert any("exact number" in text for text in not_told(shelf().current(), "en"))
    assert "The release tells neither contributors' numbers nor countries." in get(hub, "/coverage/").text


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_the_effective_number_is_between_one_and_all(sizes):
    found = effective_number(sizes)
    assert 1 - 1e-9 <= found <= len(sizes) + 1e-9
    assert effective_number([7] * len(sizes)) == pytest.approx(len(sizes))


def test_what_is_missing_is_what_the_release_says(covered):
    release = shelf().current()
    found = {(gap.column, gap.year): gap for gap in gaps(release)}
    alone = answer(release, parse_question(["citizenship"]))
    missing = found["citizenship", ""].missing
    assert (missing.n, (missing.low, missing.high)) == (alone.missing, alone.spans["missing"])
    assert (missing.share, (missing.share_low, missing.share_high)) == (alone.missing_share, alone.missing_share_span)
    hidden = found["country_of_exploitation", ""]
    assert hidden.withheld.n == hidden.missing.n == 10
    assert (hidden.missing.low, hidden.missing.high) == (0, 10), "all of them may have been known"
    assert (hidden.withheld.low, hidden.withheld.high) == (10, 10)
    for year in (2015, 2016, 2018):
        wanted = answer(release, parse_question(["gender"], [f"year_of_registration={year}"]))
        assert found["gender", str(year)].of == wanted.total
        (cell,) = answer(
            release, parse_question([], [f"year_of_registration={year}", "country_of_exploitation=?"])
        ).cells
        here = found["country_of_exploitation", str(year)].missing
        assert (here.n, here.low, here.high) == (cell.n, cell.low, cell.high)
        if here.n:
            assert here.share_low <= here.share <= here.share_high


@pytest.fixture
def noisy(hub_of, tmp_path):
    """A hub on a release of made cases, of whose counts each may be five off."""
    cases = some_cases()
    counts = published_counts(cases, k=1, length=2)
    for name, off in (("low", -5), ("high", 5)):
        ends = [max(number + off, 0) for number in counts.column("count").to_pylist()]
        counts = counts.set_column(
            counts.column_names.index(name), name, pa.array(ends, counts.schema.field(name).type)
        )
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
    make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)
    return hub_of(tmp_path)


def test_no_noisy_number_leaves_without_its_interval(noisy):
    data = json.loads(noisy.get("/coverage.json").content)
    told = [line for measure in ("missing", "concentration", "cases_by_country") for line in data[measure]]
    for line in told:
        assert line["low"] <= line["n"] <= line["high"]
        assert line["low"] < line["high"]
        if "share" in line:
            assert line["share_low"] <= line["share"] <= line["share_high"]
            assert line["share"] == pytest.approx(line["n"] / line["of"])
    rows = list(csv.DictReader(io.StringIO(noisy.get("/coverage.csv").content.decode())))
    assert all(row["low"] and row["high"] and row["share_high"] for row in rows if row["measure"] == "missing")
    matrix = missing_matrix(shelf().current(), "en")
    cells = [cell for line in matrix.lines for cell in line.cells if cell.text != "–"]
    assert sum(bool(cell.limits) for cell in cells) > len(cells) / 2
    assert matrix.lines[0].cells[0].limits in noisy.get("/coverage/").content.decode()


def test_what_is_missing_of_a_set_in_a_year_is_what_the_question_by_it_says(hub_of, tmp_path):
    cases = make_cases(
        year_of_registration=[2015] * 40 + [2016] * 40,
        means_of_control=[["any_threats"]] * 30 + [Missing.UNKNOWN] * 10 + [["other"]] * 40,
    )
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
    counts = published_counts(cases, k=1, length=2)
    release = make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)
    hub_of(tmp_path)
    found = {(gap.column, gap.year): gap.missing for gap in gaps(release)}
    for year in ("2015", "2016"):
        alone = answer(release, parse_question(["means_of_control"], [f"year_of_registration={year}"]))
        told = found["means_of_control", year]
        assert (told.n, told.share) == (alone.missing, alone.missing_share)
        assert ((told.low, told.high), (told.share_low, told.share_high)) == (
            alone.spans["missing"],
            alone.missing_share_span,
        )


def test_concentration_has_the_cases_of_the_largest_and_those_of_all(covered):
    found = {line["column"]: line for line in json.loads(covered.get("/coverage.json").content)["concentration"]}
    said = covered.get("/api/v1/aggregate?by=citizenship").json()["rows"][0]
    told = found["citizenship"]
    assert (told["code"], told["n"], told["of"], told["codes"]) == ("PHL", 90, 95, 2)
    for name, wanted in (("n", "n"), ("of", "denominator"), *((name, name) for name in ("low", "high", "share"))):
        assert told[name] == said[wanted]
    assert (told["share_low"], told["share_high"]) == (said["share_low"], said["share_high"])


def test_what_changed_is_told_beside_the_release_before(hub_of, tmp_path):
    before = make_cases(gender=["man"] * 8, citizenship=["PHL"] * 8)
    make_release(
        tmp_path,
        before,
        id="old",
        date=date(2025, 1, 1),
        contributions=(Contribution("a", 4, 4, 0), Contribution("b", 4, 4, 0)),
        coverage=(Coverage("a", 2001, 8),),
    )
    make_release(
        tmp_path,
        make_cases(gender=["man"] * 10),
        id="new",
        date=date(2026, 1, 1),
        contributions=(Contribution("a", 4, 4, 0), Contribution("c", 4, 4, 0)),
        coverage=(Coverage("a", 2001, 8), Coverage("c", 2002, 2)),
    )
    hub = hub_of(tmp_path)
    release, *others = shelf().look().releases
    found = difference(release, others, "en")
    assert (found.rows, found.entered, found.left, found.years_entered) == (2, ("c",), ("b",), (2002,))
    assert found.columns_removed == (("citizenship", "Citizenship"),)
    text = get(hub, "/coverage/").text
    assert "Release old had 8 cases; this one has 10." in text
    assert "Contributors that are gone: b" in " ".join(text.split())


def test_a_release_before_that_is_not_here_is_said_to_be_away(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["man"] * 8), id="old", date=date(2025, 1, 1))
    make_release(tmp_path, make_cases(gender=["man"] * 8), id="new", date=date(2026, 1, 1))
    hub_of(tmp_path)
    release = shelf().current()
    found = difference(release, (), "en")
    assert isinstance(found.change, Change)
    assert found.entered is None
    assert found.is_nothing


def test_data_have_every_number(covered):
    rows = list(csv.DictReader(io.StringIO(covered.get("/coverage.csv").content.decode())))
    data = json.loads(covered.get("/coverage.json").content)
    measures = {row["measure"] for row in rows}
    assert measures == {
        "cases_by_year",
        "break",
        "cases_by_country",
        "cases_by_source",
        "concentration",
        "missing",
        "withheld",
    }
    for measure in measures:
        assert len(data[measure]) == sum(row["measure"] == measure for row in rows)
    withheld = [row for row in rows if row["measure"] == "cases_by_year" and row["note"] == "withheld"]
    assert withheld
    assert all(row["n"] == "" for row in withheld)
    assert all(row["source"] and row["terms"] for row in rows)
    assert data["link"].endswith("/coverage/?release=2026-test")
    assert [part["contributor"] for part in data["contributors"]] == ["Harbour House", "Maison du Port"]


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize(("theme", "size"), [("light", "wide"), ("dark", "narrow")])
def test_each_matrix_can_be_taken_along_as_a_picture(covered, picture, theme, size):
    response = covered.get(f"/coverage.svg?picture={picture}&theme={theme}&size={size}")
    drawing = ElementTree.fromstring(response.content)  # noqa: S314
    said = [title.text for title in drawing.iter("{http://www.w3.org/2000/svg}title")]
    found = PICTURES[picture](shelf().current(), "en")
    assert len(said) == len(found.lines) * len(found.columns)


def test_a_picture_of_what_is_not_told_is_not_found(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["man"] * 8))
    assert hub_of(tmp_path).get("/coverage.svg?picture=years").status_code == 404


@pytest.mark.parametrize("address", ["/coverage/?by=gender", "/coverage.csv?year=2015", "/coverage.svg?picture=all"])
def test_what_nobody_can_ask_is_refused(covered, address):
    assert covered.get(address).status_code == 422


def test_a_picture_that_leaves_has_its_words_inside(covered):
    drawn = covered.get("/coverage.svg?picture=years&caption=true").content.decode()
    assert "Cases by year of registration and contributor" in drawn
    assert "Source: The Palermo developers, release 2026-test." in drawn
    assert covered.get("/coverage.png?picture=missing").content.startswith(b"\x89PNG")
