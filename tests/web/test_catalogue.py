"""The catalogue for machines: read by the tools that it is for, at addresses that stay."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from contextlib import closing
from datetime import date
from urllib.parse import urlsplit

import pytest
from tests.release.invented import make_cases, make_release
from tests.web.invented import make_some_release

HOST = "https://hub.example"
ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def shelf_of_two(hub_of, tmp_path, settings):
    """A hub under a name of its own, with an older and a newer release."""
    settings.ALLOWED_HOSTS = ["hub.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_release(tmp_path, make_cases(gender=["woman"] * 3), id="2025-test", date=date(2025, 1, 1))
    make_some_release(tmp_path)
    return hub_of(tmp_path)


def fetch(client, address):
    """What is at an address, as its readers of another machine would get it."""
    response = client.get(address, headers={"host": "hub.example", "x-forwarded-proto": "https"})
    assert response.status_code == 200, response
    return response


def body(client, address):
    """The bytes at an address, whole or as they come."""
    with closing(fetch(client, address)) as response:
        return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_rdflib_reads_the_catalogue_as_dcat_ap_has_it(shelf_of_two):
    from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Namespace, URIRef

    dcat3, spdx = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://spdx.org/rdf/terms#")
    response = fetch(shelf_of_two, "/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=response.content, format="json-ld")
    catalog = URIRef(f"{HOST}/catalog.jsonld")
    assert (catalog, RDF.type, DCAT.Catalog) in graph
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert graph.value(catalog, needed)
    assert {str(each) for each in graph.objects(catalog, DCAT.dataset)} == {
        f"{HOST}/releases/{name}/dcat.jsonld#{name}" for name in ("2025-test", "2026-test")
    }
    for dataset in graph.objects(catalog, DCAT.dataset):
        assert (dataset, RDF.type, DCAT.Dataset) in graph
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.rights, DCAT.landingPage):
            assert graph.value(dataset, needed), needed
        assert graph.value(dataset, dcat3.inSeries) == URIRef(f"{catalog}#series")
        for distribution in graph.objects(dataset, DCAT.distribution):
            assert graph.value(distribution, DCAT.accessURL).startswith(f"{HOST}/releases/")
            assert graph.value(distribution, DCTERMS.license)
            checksum = graph.value(distribution, spdx.checksum)
            assert re.fullmatch("[0-9a-f]{64}", str(graph.value(checksum, spdx.checksumValue)))
    newest = URIRef(f"{HOST}/releases/2026-test/dcat.jsonld#2026-test")
    assert graph.value(newest, dcat3.prev) == URIRef(f"{HOST}/releases/2025-test/dcat.jsonld#2025-test")
    period = graph.value(newest, DCTERMS.temporal)
    assert [str(graph.value(period, end)) for end in (DCAT.startDate, DCAT.endDate)] == ["2015", "2019"]
    series = graph.value(newest, dcat3.inSeries)
    assert (series, RDF.type, dcat3.DatasetSeries) in graph
    assert graph.value(graph.value(catalog, DCTERMS.publisher), FOAF.name)
    assert graph.value(graph.value(catalog, DCAT.service), DCAT.endpointURL) == URIRef(f"{HOST}/api/v1/")


def test_every_address_of_the_catalogue_is_ours_and_answers(shelf_of_two):
    """Whatever leads to this hub leads somewhere; the rest are words of vocabularies, which nobody fetches."""
    found = set(re.findall(rf'"({HOST}[^"]*)"', fetch(shelf_of_two, "/catalog.jsonld").content.decode()))
    assert len(found) > 20
    for address in found - {f"{HOST}/api/v1/"}:
        body(shelf_of_two, urlsplit(address).path)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_the_catalogue_says_of_a_release_what_the_release_says_of_itself(shelf_of_two):
    from rdflib import Graph

    whole = Graph().parse(data=body(shelf_of_two, "/catalog.jsonld"), format="json-ld")
    address = "/releases/2026-test/dcat.jsonld"
    own = Graph().parse(data=body(shelf_of_two, address), format="json-ld", publicID=HOST + address)
    plain = {(str(s), str(p), str(o)) for s, p, o in own if str(s).startswith(HOST) and str(o).startswith("http")}
    assert len(plain) > 10
    assert plain <= {(str(s), str(p), str(o)) for s, p, o in whole}


def test_places_are_named_where_they_are_published(hub_of, tmp_path, cases):
    from palermo.protect import published_counts

    make_release(tmp_path, cases, counts=published_counts(cases, length=1, k=2), parameters={"k": 2, "length": 1})
    dataset = hub_of(tmp_path).get("/catalog.jsonld").json()["dcat:dataset"][0]
    places = {each["@id"].rpartition("/")[2] for each in dataset["dct:spatial"]}
    assert places == {"MYS", "FRA", "RUS"}


def test_csvw_describes_each_table_as_it_is(shelf_of_two):
    """By hand, as CSV on the Web has it: the header's cells are the titles, in order; values fit their types."""
    group = json.loads(body(shelf_of_two, "/releases/2026-test/csv-metadata.json"))
    assert group["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert [table["url"] for table in group["tables"]] == ["cases.csv", "codebook.csv"]
    for table in group["tables"]:
        address = f"/releases/2026-test/{table['url']}"
        alone = json.loads(body(shelf_of_two, f"{address}-metadata.json"))
        assert alone["tableSchema"] == table["tableSchema"]
        assert alone["url"] == table["url"]
        assert "Not for identifying" in alone["dc:rights"]
        with closing(fetch(shelf_of_two, address)) as response:
            rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
            link = response["Link"]
        assert f'<{table["url"]}-metadata.json>; rel="describedby"; type="application/csvm+json"' in link
        columns = table["tableSchema"]["columns"]
        assert rows[0] == [column["titles"] for column in columns]
        names = [column["name"] for column in columns]
        assert len(set(names)) == len(names)
        assert not [name for name in names if name.startswith("_")], "the standard keeps these"
        for place, column in enumerate(columns):
            values = {row[place] for row in rows[1:]} - {column["null"]}
            assert column["datatype"] in ("string", "integer")
            if column["datatype"] == "integer":
                assert all(value.isdecimal() for value in values)
            if "separator" not in column:
                assert not [value for value in values if ";" in value and table["url"] == "cases.csv"]


def test_csvw_is_where_its_standard_looks_and_nowhere_else(hub):
    response = hub.get("/releases/2026-test/cases.csv-metadata.json")
    assert response["Content-Type"] == "application/csvm+json"
    assert hub.get("/releases/2026-test/nothing.csv-metadata.json").status_code == 404
    assert hub.get("/releases/2026-test/nothing-metadata.json").status_code == 404
    assert hub.get("/releases/nothing/csv-metadata.json").status_code == 404


@pytest.mark.filterwarnings("ignore")
def test_frictionless_and_mlcroissant_read_what_is_served(shelf_of_two, tmp_path):
    """The descriptions and files as a reader brings them home, from the addresses that the page of a release names."""
    import frictionless
    import mlcroissant

    home = tmp_path / "home"
    home.mkdir()
    manifest = json.loads(body(shelf_of_two, "/releases/2026-test/manifest.json"))
    for entry in manifest["files"]:
        (home / entry["name"]).write_bytes(body(shelf_of_two, f"/releases/2026-test/{entry['name']}"))
    assert frictionless.validate(str(home / "datapackage.json")).valid
    dataset = mlcroissant.Dataset(str(home / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings


def test_the_feed_is_atom_with_an_entry_a_release(shelf_of_two):
    response = fetch(shelf_of_two, "/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert len(feed.findall(ATOM + needed)) == 1, needed
    own = [each for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    assert [each.get("href") for each in own] == [f"{HOST}/feed.atom"]
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"{HOST}/releases/2026-test/",
        f"{HOST}/releases/2025-test/",
    ]
    for entry in entries:
        for needed in ("title", "updated", "summary", "link", "author"):
            assert entry.find(ATOM + needed) is not None, needed
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)", entry.findtext(f"{ATOM}updated"))
    assert "It follows release 2025-test, which had 3 cases." in entries[0].findtext(f"{ATOM}summary")


def test_the_feed_is_in_the_language_of_its_address_and_keeps_its_ids(shelf_of_two):
    english, french = (ET.fromstring(body(shelf_of_two, address)) for address in ("/feed.atom", "/fr/feed.atom"))  # noqa: S314
    assert french.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert french.findtext(f"{ATOM}id") == english.findtext(f"{ATOM}id")
    titles = [entry.findtext(f"{ATOM}title") for entry in french.findall(f"{ATOM}entry")]
    assert titles == ["Cas inventés", "Cas inventés"]
    page = fetch(shelf_of_two, "/fr/methods/").content.decode()
    assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="/fr/feed.atom">', page)


def test_the_map_has_every_page_in_every_language_and_each_answers(shelf_of_two, settings):
    response = fetch(shelf_of_two, "/sitemap.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    places = ET.fromstring(response.content).findall(f"{MAP}url")  # noqa: S314
    addresses = [place.findtext(f"{MAP}loc") for place in places]
    assert len(addresses) == len(set(addresses))
    assert len(addresses) % len(settings.LANGUAGES) == 0
    for path in ("/", "/fr/", "/explore/", "/fr/countries/PHL/", "/releases/2025-test/", "/fr/terms/", "/api/"):
        assert HOST + path in addresses
    for place in places:
        others = {
            each.get("hreflang"): each.get("href") for each in place.findall("{http://www.w3.org/1999/xhtml}link")
        }
        assert len(others) == len(settings.LANGUAGES) + 1
        assert others["x-default"] == others["en"]
        assert place.findtext(f"{MAP}loc") in others.values()
        assert set(others.values()) <= set(addresses), "what a page names names it in turn"
    for address in addresses[:: len(settings.LANGUAGES)]:
        fetch(shelf_of_two, urlsplit(address).path)


def test_the_map_is_bounded(monkeypatch, shelf_of_two, settings):
    from palermo.web.hub.machines import _sitemap

    monkeypatch.setattr(_sitemap, "MOST", 2)
    found = ET.fromstring(body(shelf_of_two, "/sitemap.xml")).findall(f"{MAP}url")  # noqa: S314
    countries = [each for each in found if "/countries/" in each.findtext(f"{MAP}loc")]
    assert len(countries) == 3 * len(settings.LANGUAGES), "the index, and two of them"


def test_crawlers_are_kept_from_questions_without_end(shelf_of_two):
    lines = fetch(shelf_of_two, "/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /explore/?" in lines
    assert "Disallow: /fr/explore/?" in lines
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert not [line for line in lines if line == "Disallow: /"]


@pytest.mark.parametrize("address", ["/catalog.jsonld", "/sitemap.xml", "/feed.atom", "/robots.txt", "/terms.json"])
def test_what_machines_read_may_be_read_by_any_site_and_asked_again(shelf_of_two, address):
    response = fetch(shelf_of_two, address)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public")
    again = {"if-none-match": response["ETag"], "host": "hub.example", "x-forwarded-proto": "https"}
    assert shelf_of_two.get(address, headers=again).status_code == 304
    refused = shelf_of_two.get(f"{address}?x=1", headers={"host": "hub.example", "x-forwarded-proto": "https"})
    assert refused.status_code == 422
    assert refused.json()["error"]["place"] == "x"


@pytest.mark.parametrize("address", ["/catalog.jsonld", "/sitemap.xml", "/feed.atom"])
def test_without_a_release_it_is_said(hub_of, tmp_path, address):
    response = hub_of(tmp_path).get(address)
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "hub.no_release"


def test_no_address_is_made_of_a_host_that_is_not_ours(shelf_of_two):
    response = shelf_of_two.get("/catalog.jsonld", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content


def test_no_tool_for_catalogues_is_loaded_by_the_hub():
    import subprocess
    import sys

    code = (
        "import sys, django; django.setup(); import palermo.web.config.urls_hub;"
        "print(sorted({'rdflib', 'frictionless', 'mlcroissant'} & set(sys.modules)))"
    )
    environ = {"DJANGO_SETTINGS_MODULE": "palermo.web.config.settings_hub", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ)
    assert done.stdout.strip() == "[]"
