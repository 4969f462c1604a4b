"""The API's answers: every format, page by page, kept as long as is safe, and found again."""

import csv
import gzip
import io
import json
import re
from datetime import date

import pytest
from tests.release.invented import make_cases, make_release

from palermo.release import open_release, terms_of
from palermo.tabulate import COUNTING, answer, parse_question
from palermo.tabulate.formats import FORMATS, Wanted, written
from palermo.tabulate.formats.sdmx import structure_of

ASK = "/api/v1/aggregate"


@pytest.fixture(scope="module")
def release(releases_folder):
    return open_release(releases_folder / "2026-test")


def links_of(response):
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', response.get("Link", ""))
    return {name: address.removeprefix("http://testserver") for address, name in found}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("query", ["", "by=gender&by=age_band", "by=year_of_registration&change=previous"])
def test_every_format_is_what_python_writes(hub, release, name, query):
    response = hub.get(f"{ASK}?{query}&format={name}&release=2026-test")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == FORMATS[name].media_type
    fields = dict(each.split("=") for each in query.split("&") if each and not each.startswith("by"))
    by = re.findall(r"by=(\w+)", query)
    found = answer(release, parse_question(by, **fields))
    link = hub.get(f"{ASK}?{query}&release=2026-test").json()["link"]
    assert response.content == written(found, name, Wanted("en", link, structure_of(release)))
    if name not in ("json", "sdmx-json"):
        assert found.question.id in response["Content-Disposition"]


@pytest.mark.parametrize("name", ["csv", "jsonl", "hxl", "sdmx-csv", "json", "sdmx-json"])
def test_no_format_leaves_without_source_and_terms(hub, release, name):
    text = hub.get(f"{ASK}?by=gender&format={name}").content.decode()
    for needed in (release.manifest.about.publisher, "2026-test", "Do not try to find a person."):
        assert needed in text
    assert terms_of(release.manifest.about).split()[0] in text


def test_an_option_is_passed_on(hub):
    top = hub.get(f"{ASK}?by=citizenship&top=1").json()
    assert [row["by"][0]["code"] for row in top["rows"]][-1] == "*"
    smallest = hub.get(f"{ASK}?by=citizenship&sort=n").json()
    numbers = [row["n"] for row in smallest["rows"]]
    assert numbers == sorted(numbers)
    old = hub.get(f"{ASK}?by=gender&schema=ctdc-2024").json()
    assert {row["by"][0]["code"] for row in old["rows"]} <= {"Woman", "Man", "Trans/Transgender/NonConforming"}
    either = hub.get(f"{ASK}?where=gender=man or age_band=9-17").json()
    both = hub.get(f"{ASK}?where=gender=man and age_band=9-17").json()
    assert either["total"] > both["total"]


def test_pages_lead_from_one_to_the_next_and_together_are_the_whole(hub):
    whole = hub.get(f"{ASK}?by=citizenship&by=gender&by=age_band").json()["rows"]
    address, rows = f"{ASK}?by=citizenship&by=gender&by=age_band&limit=7", []
    while address:
        response = hub.get(address)
        found = response.json()
        assert found["paging"]["rows"] == len(whole)
        assert response["X-Total-Count"] == str(len(whole))
        rows += found["rows"]
        links = links_of(response)
        assert links.get("next", "") == (found["paging"]["next"] or "").removeprefix("http://testserver")
        assert ("prev" in links) == (found["paging"]["offset"] > 0)
        address = links.get("next")
    assert rows == whole


def test_the_page_before_the_second_is_the_first(hub):
    first = hub.get(f"{ASK}?by=citizenship&limit=2")
    second = hub.get(links_of(first)["next"])
    assert hub.get(links_of(second)["prev"]).json()["rows"] == first.json()["rows"]


def test_a_page_of_a_table_is_its_lines(hub):
    lines = hub.get(f"{ASK}?by=citizenship&format=csv").content.decode().splitlines()
    page = hub.get(f"{ASK}?by=citizenship&format=csv&limit=1&offset=1").content.decode().splitlines()
    assert page == [lines[0], lines[2]]


def test_beyond_the_last_row_there_are_none(hub):
    found = hub.get(f"{ASK}?by=citizenship&limit=5&offset=900").json()
    assert found["rows"] == []
    assert found["paging"]["next"] is None


@pytest.mark.parametrize("name", ["csv", "jsonl", "hxl", "sdmx-csv"])
def test_a_long_answer_is_sent_while_it_is_written(hub, monkeypatch, name):
    query = f"{ASK}?by=citizenship&by=gender&by=age_band&format={name}"
    whole = hub.get(query).content
    monkeypatch.setattr("palermo.web.hub.api._answer.STREAMED_ROWS", 1)
    response = hub.get(query)
    assert response.streaming
    assert b"".join(response.streaming_content) == whole
    packed = hub.get(query, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed.streaming_content)) == whole


def test_an_answer_that_names_its_release_outlives_the_next_one(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), id="old", date=date(2025, 1, 1))
    client = hub_of(tmp_path)
    before = {query: client.get(f"{ASK}?by=gender{query}") for query in ("", "&release=old")}
    make_release(tmp_path, make_cases(gender=["man"] * 4), id="new", date=date(2026, 1, 1))
    newest, named = (client.get(f"{ASK}?by=gender{query}") for query in ("", "&release=old"))
    assert newest.content != before[""].content
    assert newest["ETag"] != before[""]["ETag"]
    assert named.content == before["&release=old"].content
    assert named["ETag"] == before["&release=old"]["ETag"]
    assert named["Cache-Control"] == "public, max-age=86400"
    assert "max-age=300" in newest["Cache-Control"]


@pytest.mark.parametrize("path", ["aggregate?by=gender&", "codebook?", "structure?", "coverage?", "countries?"])
@pytest.mark.parametrize("release", ["", "release=2026-test"])
def test_what_has_not_changed_is_not_sent_again(hub, path, release):
    address = f"/api/v1/{path}{release}"
    first = hub.get(address)
    again = hub.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_an_answer_leads_to_the_page_that_shows_it(hub):
    found = hub.get(f"{ASK}?by=gender&where=citizenship=PHL").json()
    assert found["link"] == "http://testserver/explore/?by=gender&where=citizenship%3DPHL&release=2026-test"
    assert hub.get(found["link"].removeprefix("http://testserver")).status_code == 200


def test_a_permanent_address_gives_the_answer_and_nothing_else(hub):
    asked = "by=gender&where=citizenship=PHL&release=2026-test"
    id = parse_question(["gender"], ["citizenship=PHL"]).id
    found = hub.get(f"/api/v1/question/{COUNTING}/{id}?{asked}")
    assert found.status_code == 200
    assert found.json() == hub.get(f"{ASK}?{asked}").json()
    assert found.json()["question"]["id"] == id
    for path, place in (
        (f"{COUNTING}/{id}?by=gender&release=2026-test", "id"),
        (f"{COUNTING + 1}/{id}?{asked}", "version"),
        (f"{COUNTING}/{id}?by=gender&where=citizenship=PHL", "release"),
    ):
        response = hub.get(f"/api/v1/question/{path}")
        assert response.status_code == 422
        assert response.json()["error"]["place"] == place


def test_the_structure_is_that_of_the_release(hub, release):
    found = hub.get("/api/v1/structure").json()
    dimensions = found["data"]["dataStructures"][0]["dataStructureComponents"]["dimensionList"]["dimensions"]
    assert {column.name.upper() for column in release.columns} < {each["id"] for each in dimensions}
    xml = hub.get("/api/v1/structure?format=sdmx-ml")
    assert xml["Content-Type"].startswith("application/vnd.sdmx.structure+xml")
    assert xml.content.startswith(b"<?xml")
    old = hub.get("/api/v1/structure?schema=ctdc-2024").json()
    assert old["meta"]["id"] == "DSD_2026-test_ctdc-synthetic-2024"
    assert hub.get("/api/v1/structure?schema=nothing").status_code in (404, 422)


def test_sdmx_data_refer_to_the_structure_that_is_served(hub):
    line = next(csv.DictReader(io.StringIO(hub.get(f"{ASK}?by=gender&format=sdmx-csv").content.decode())))
    flow = hub.get("/api/v1/structure").json()["data"]["dataflows"][0]
    assert line["STRUCTURE_ID"] == f"{flow['agencyID']}:{flow['id']}({flow['version']})"


def test_countries_have_both_numbers(hub):
    found = hub.get("/api/v1/countries").json()
    places = {place["code"]: place for place in found["places"]}
    assert list(places) == sorted(places)
    assert places["PHL"]["origin"]["n"] > 0
    assert places["PHL"]["exploitation"] is None
    assert places["FRA"]["exploitation"]["n"] > 0
    assert found["citation"]
    assert found["source"]["terms"]


def test_a_country_is_told_in_each_of_its_roles(hub):
    found = hub.get("/api/v1/countries/FRA?language=fr").json()
    (profile,) = [each for each in found["profiles"] if each["tables"]]
    assert profile["role"] == "country_of_exploitation"
    assert profile["whole"]["question"]["where"] == ["country_of_exploitation=FRA"]
    assert {table["columns"][0]["name"] for table in profile["tables"]} >= {"gender", "age_band", "citizenship"}
    for table in profile["tables"]:
        assert table["citation"]
        assert table["link"]
    assert hub.get("/api/v1/countries/XYZ").status_code == 404
    assert hub.get("/api/v1/countries/ISL").json()["profiles"][0]["tables"] == []


def test_a_country_stands_in_three_series(hub):
    found = hub.get("/api/v1/countries/FRA/series?release=2026-test").json()
    assert list(found["series"]) == ["assisted", "detected", "estimated"]
    assert found["series"]["assisted"]["figures"]
    assert found["series"]["detected"]["empty"]  # nothing was imported beside these releases
    assert hub.get("/api/v1/countries/FRA/series?language=fr").json()["series"]["assisted"]["name"]
    assert hub.get("/api/v1/countries/XYZ/series").status_code == 404


def test_corridors_are_answers_the_largest_first(hub):
    found = hub.get("/api/v1/corridors?limit=3").json()
    numbers = [row["n"] for row in found["rows"]]
    assert numbers == sorted(numbers, reverse=True)
    assert found["question"]["by"] == ["citizenship", "country_of_exploitation"]
    women = hub.get("/api/v1/corridors?where=gender=woman&format=csv").content.decode()
    assert women.startswith("citizenship,")


def test_coverage_is_what_the_manifest_tells(hub, release):
    found = hub.get("/api/v1/coverage").json()
    assert [each["contributor"] for each in found["contributions"]] == [
        each.contributor for each in release.manifest.about.contributions
    ]
    assert found["not_covered"] == release.manifest.cases_not_covered
    assert found["data_sources"] is None  # this release has no such column


def test_plain_words_are_a_question_and_no_answer(hub):
    found = hub.get("/api/v1/understand?text=women from the Philippines since 2016 by age").json()
    question = found["question"]
    assert question["by"] == ["age_band"]
    assert set(question["where"]) == {"gender=woman", "citizenship=PHL", "year_of_registration>=2016"}
    answered = hub.get(question["aggregate"].removeprefix("http://testserver")).json()
    assert answered["question"]["id"] == question["id"]
    assert answered["link"] == question["link"]
    assert hub.get("/api/v1/understand").status_code == 422
    assert hub.get("/api/v1/understand?text=" + "x" * 1001).status_code == 422


def test_words_that_mean_nothing_are_named(hub):
    found = hub.get("/api/v1/understand?text=purple women").json()
    assert found["not_understood"] == ["purple"]
    assert not found["is_sure"]
    part = next(each for each in found["parts"] if each["taken"] == "not_understood")
    assert found["text"][part["start"] : part["end"]] == part["text"] == "purple"


def test_the_glossary_has_sources(hub):
    terms = hub.get("/api/v1/glossary").json()["terms"]
    assert terms
    for term in terms:
        assert term["term"]["en"]
        assert term["definition"]["en"]
        assert term["source"]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"{ASK}?by=gender&format=pdf", "format"),
        (f"{ASK}?by=gender&limit=0", "limit"),
        (f"{ASK}?by=gender&offset=-1", "offset"),
        (f"{ASK}?by=gender&top=1000", "top"),
        (f"{ASK}?by=gender&sort=colour", "sort"),
        (f"{ASK}?by=gender&change=previous", "change"),
        (f"{ASK}?by=gender&vintage=ctdc-2024", "vintage"),
        ("/api/v1/structure?format=csv", "format"),
        ("/api/v1/corridors?by=gender", "by"),
        ("/api/v1/countries?limit=3", "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(hub, address, place):
    response = hub.get(address)
    assert response.status_code == 422
    assert response.json()["error"]["place"] == place


def test_json_is_written_as_it_is(hub):
    text = hub.get(f"{ASK}?by=gender&language=fr").content.decode()
    assert "\\u00" not in text
    assert json.loads(text)["language"] == "fr"


def test_the_page_shows_every_address_the_question_first(hub):
    from palermo.web.hub.api import operations

    shown = [each.id for each in operations(None)]
    described = hub.get("/api/v1/openapi.json").json()["paths"]
    assert shown[0] == "aggregate"
    assert set(shown) == {each["operationId"] for methods in described.values() for each in methods.values()}
    page = hub.get("/api/").content.decode()
    for id in shown:
        assert f'id="{id}"' in page


def test_every_example_on_the_page_has_an_answer(hub, release):
    from palermo.web.hub.api import operations

    examples = [example for each in operations(release) for example in each.examples]
    assert len(examples) > 10
    for example in examples:
        assert hub.get(example).status_code == 200, example
