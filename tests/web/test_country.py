"""Countries: an index of those with a figure, and a page for each, of people from there and exploited there."""

import re
from datetime import date

import pyarrow as pa
import pytest
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.protect import published_counts
from palermo.release import DIFFERENTIAL_PRIVACY
from palermo.tabulate import answer, parse_question
from palermo.web.hub.countries._places import groups
from palermo.web.hub.countries._profile import ORIGIN, PLACE, profile
from palermo.web.hub.releases import shelf


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", ["/countries/", "/countries/PHL/", "/countries/FRA/", "/countries/AUS/"])
def test_the_pages_stand_without_a_script(hub, prefix, address):
    page = get(hub, prefix + address)
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))


def test_the_index_has_every_country_with_a_figure_and_no_other(hub):
    release = shelf().current()
    listed = {each.code: each for group in groups(release, "en") for each in group.places}
    for column, side in ((ORIGIN, "origin"), (PLACE, "place")):
        counts = {cell.codes[0]: cell.n for cell in answer(release, parse_question([column])).cells}
        assert {code: getattr(each, side) for code, each in listed.items() if getattr(each, side)} == counts
    links = [link for link in get(hub, "/countries/").links if re.fullmatch(r"/countries/[A-Z]{3}/", link)]
    assert {link[-4:-1] for link in links} == set(listed)


def test_a_profile_is_what_the_release_says(hub):
    release = shelf().current()
    shown = profile(release, ORIGIN, "PHL", "en")
    alone = answer(release, parse_question([], ["citizenship=PHL"]))
    assert shown.n == str(alone.total)
    assert shown.of == str(answer(release, parse_question(["citizenship"])).denominator)
    for table in shown.tables:
        wanted = answer(release, parse_question([table.column], ["citizenship=PHL"]))
        assert table.known == str(wanted.denominator)
        counts = {cell.codes: cell for cell in wanted.cells}
        assert all(row.n == str(counts[row.codes].n) for row in table.rows)
        assert [row.n for row in table.missing] == [str(n) for n in (wanted.none, wanted.missing) if n]


def test_every_figure_stands_with_its_number_and_denominator(hub):
    text = hub.get("/countries/PHL/").content.decode()
    known = answer(shelf().current(), parse_question(["gender"], ["citizenship=PHL"])).denominator
    assert f"Shares of the {known} people for whom this is known." in text


def test_the_place_of_exploitation_is_called_a_proxy(hub):
    page = get(hub, "/countries/FRA/")
    assert "The country of exploitation is a proxy" in page.text
    assert profile(shelf().current(), ORIGIN, "PHL", "en").proxy == ""


def test_a_country_without_a_figure_has_a_page_that_says_what_that_means(hub):
    page = get(hub, "/countries/AUS/")
    assert page.text.count("This release has no figure.") == 2
    assert "That does not mean that there are no such people" in page.text


def test_a_release_without_countries_says_so(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["man"] * 4))
    hub = hub_of(tmp_path)
    for address in ("/countries/", "/countries/PHL/"):
        assert "This release has no figures by country." in get(hub, address).text


def test_what_is_no_code_of_a_country_is_not_found(hub):
    assert hub.get("/countries/XXX/").status_code == 404
    assert hub.get("/countries/philippines/").status_code == 404


def test_lower_case_leads_to_the_address_and_the_question_stays(hub):
    response = hub.get("/countries/phl/?release=2026-test")
    assert response.status_code == 302
    assert response["Location"] == "/countries/PHL/?release=2026-test"


def test_every_table_leads_to_its_question(hub):
    for role, country in ((ORIGIN, "PHL"), (PLACE, "FRA")):
        for table in profile(shelf().current(), role, country, "fr").tables:
            assert hub.get(f"/fr/explore/?{table.query}").status_code == 200


def test_countries_are_sorted_as_their_names_are_read(hub_of, tmp_path):
    make_release(tmp_path, make_cases(citizenship=["EGY", "ESP", "FRA", "DZA"] * 2))
    hub_of(tmp_path)
    names = [each.name for group in groups(shelf().current(), "fr") for each in group.places]
    assert names.index("Algérie") < names.index("Égypte")
    assert names.index("Espagne") < names.index("France")


def test_pages_of_an_old_release_lead_to_its_other_pages(hub_of, tmp_path):
    make_release(tmp_path, make_cases(citizenship=["PHL"] * 3, gender=["woman"] * 3), id="old", date=date(2025, 1, 1))
    make_release(tmp_path, make_cases(gender=["man"] * 3), id="new", date=date(2026, 1, 1))
    hub = hub_of(tmp_path)
    for address in ("/", "/countries/", "/countries/PHL/"):
        page = get(hub, f"{address}?release=old")
        inside = [link for link in page.links if link.startswith(("/countries/PHL/", "/explore/?by=gender"))]
        assert all("release=old" in link for link in inside)
        assert inside or address == "/countries/PHL/"


def test_a_figure_that_noise_alone_may_have_made_is_marked(hub_of, tmp_path):
    cases = make_cases(citizenship=["PHL"] * 40 + ["UKR"] * 5)
    counts = published_counts(cases, k=1, length=1)
    low = [
        0 if codes == ["UKR"] else number for codes, number in zip(*map(_values(counts), ("codes", "low")), strict=True)
    ]
    counts = counts.set_column(counts.column_names.index("low"), "low", pa.array(low, counts.schema.field("low").type))
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 1}
    make_release(tmp_path, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)
    text = hub_of(tmp_path).get("/countries/").content.decode()
    assert '<td class="number">5*</td>' in text
    assert '<td class="number">40</td>' in text
    assert "perhaps there is nobody" in text


def _values(table):
    return lambda name: table.column(name).to_pylist()
