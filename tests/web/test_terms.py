"""The terms of use: the same on a page, as data, in headers, and inside of whatever is taken along."""

import io
import json
import re
import struct
import zlib
from contextlib import closing

import pytest
from django.urls import get_resolver, reverse
from tests.release.invented import make_cases, make_release
from tests.web.invented import some_cases
from tests.web.test_pages import get

from palermo.release import USE, Coverage
from palermo.web.hub.stories import story_names
from palermo.web.hub.terms import RULES, Kind, in_png, in_spec, in_svg, rules

LINK = '</terms/>; rel="terms-of-service"'
LICENCE = '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"'
SAID = USE["en"]


def test_the_page_says_every_rule(hub):
    page = get(hub, "/terms/")
    for rule in RULES:
        assert rule.name in page.text
        assert rule.text in page.text
        assert rule.code in page.ids
    for kind in Kind:
        assert kind.value in page.ids
        assert len(rules(kind)) >= 2
    text = " ".join(page.text.split())
    assert "CC0-1.0" in text
    assert "Its publisher says besides: Do not try to find a person." in text
    assert "/terms.json" in page.links


def test_what_must_not_be_done_is_what_the_one_sentence_says():
    """The sentence that stands in every file is the page in short."""
    codes = {rule.code for rule in rules(Kind.PROHIBITION)}
    assert codes == {"identify", "score", "join", "prevalence"}
    for words in ("identifying", "scoring", "how common trafficking is", "Never join records", "cite", "denominator"):
        assert words in SAID


def test_every_page_leads_to_the_terms(hub):
    for address in ("/", "/methods/", "/releases/", "/api/"):
        assert "/terms/" in get(hub, address).links
    assert "/fr/terms/" in get(hub, "/fr/methods/").links


def test_the_page_stands_without_a_release(hub_of, tmp_path):
    client = hub_of(tmp_path)
    assert "Do not score a person" in get(client, "/terms/").text
    assert client.get("/terms/?release=nothing").status_code == 404


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_the_data_is_a_policy_as_odrl_has_it(hub):
    from rdflib import RDF, Graph, Namespace, URIRef

    odrl = Namespace("http://www.w3.org/ns/odrl/2/")
    response = hub.get("/terms.json")
    assert response["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=response.content, format="json-ld")
    policy = URIRef("http://testserver/terms.json")
    assert (policy, RDF.type, odrl.Set) in graph
    catalog = URIRef("http://testserver/catalog.jsonld")
    permissions, prohibitions = (list(graph.objects(policy, odrl[name])) for name in ("permission", "prohibition"))
    assert len(permissions) == len(rules(Kind.PERMISSION))
    assert len(prohibitions) == len(rules(Kind.PROHIBITION))
    for rule in (*permissions, *prohibitions):
        assert graph.value(rule, odrl.target) == catalog
        assert graph.value(rule, odrl.action)
    for permission in permissions:
        assert len(list(graph.objects(permission, odrl.duty))) == len(rules(Kind.DUTY))
    actions = {str(graph.value(rule, odrl.action)) for rule in prohibitions}
    assert actions == {f"http://testserver/terms.json#{code}" for code in ("identify", "score", "join", "prevalence")}
    for action in actions:
        assert graph.value(URIRef(action), odrl.includedIn) == odrl.use, "our own actions say what they belong to"


def test_the_data_says_what_the_page_says(hub):
    document = hub.get("/terms.json").json()
    said = [*document["permission"], *document["prohibition"], *document["permission"][0]["duty"]]
    assert {each["comment"]["en"] for each in said} == {rule.text for rule in RULES}
    assert document["description"] == dict(USE)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/aggregate?by=gender", "/explore.csv?by=gender", "/releases/2026-test/cases.csv", "/api/v1/codebook"],
)
def test_every_answer_for_machines_leads_to_the_terms_and_the_licence(hub, address):
    with closing(hub.get(address)) as response:
        assert LINK in response["Link"]
        assert LICENCE in response["Link"]
    with closing(hub.get(f"/fr{address}" if address.startswith("/explore") else address)) as response:
        assert LINK in response["Link"]


def test_what_is_about_no_single_release_has_no_licence(hub):
    for address in ("/api/v1/releases", "/catalog.jsonld", "/api/v1/openapi.json"):
        link = hub.get(address)["Link"]
        assert LINK in link
        assert "license" not in link


def test_a_licence_that_is_no_address_stands_in_no_header(hub_of, tmp_path):
    from palermo.release import Licence

    make_release(tmp_path, make_cases(gender=["woman"] * 3), licence=Licence("Ours", 'https://x.example/>; rel="x'))
    assert hub_of(tmp_path).get("/api/v1/aggregate?by=gender")["Link"] == LINK


def test_an_error_has_no_terms(hub):
    assert not hub.get("/api/v1/aggregate?by=nothing").has_header("Link")


DATA = re.compile(r"(\.|-)(json|csv|svg|png|spec|txt|bib|ris|cite)$")
NO_FIGURES = {"glossary-json"}
"""What words mean, and no figure that could be misused."""


def exports():
    """The addresses at which figures can be taken along: found by their names, so that none is forgotten."""
    names = {name for name in get_resolver().namespace_dict["hub"][1].reverse_dict if isinstance(name, str)}
    return sorted(name for name in names if DATA.search(name) and name not in NO_FIGURES)


def address(name, **more):
    """One of the addresses of a name, filled in."""
    known = {"code": "FRA", "id": "2026-test", "format": "ris", "slug": "children", **more}
    (_template, parts), *_ = get_resolver().namespace_dict["hub"][1].reverse_dict[name][0]
    return reverse(f"hub:{name}", kwargs={each: known[each] for each in parts})


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A folder with a release that has something to show on every page."""
    folder = tmp_path_factory.mktemp("everything")
    coverage = tuple(Coverage(name, year, 20) for name in ("Harbour House", "Passerelle") for year in (2015, 2016))
    make_release(folder, some_cases(), coverage=coverage, parameters={"k": 2, "length": 2})
    return folder


@pytest.mark.parametrize("name", exports())
def test_every_export_of_a_page_says_the_terms_inside(hub_of, everything, name):
    hub = hub_of(everything)
    query = "?by=gender" if name.startswith("explore") else ""
    slug = story_names()[0]
    with closing(hub.get(address(name, slug=slug) + query)) as response:
        assert response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert SAID in text_of(body), name


def test_every_format_of_the_api_says_the_terms_inside(hub):
    described = hub.get("/api/v1/openapi.json").json()
    parameters = described["paths"]["/api/v1/aggregate"]["get"]["parameters"]
    formats = next((each["schema"]["enum"] for each in parameters if each["name"] == "format"), ["json"])
    for format in formats:
        response = hub.get(f"/api/v1/aggregate?by=gender&format={format}")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert SAID in text_of(body), format


def test_every_description_of_a_release_says_the_terms_inside(hub):
    for name in ("dcat.jsonld", "datapackage.json", "croissant.json", "csv-metadata.json", "cite.bib", "cite.ris"):
        with closing(hub.get(f"/releases/2026-test/{name}")) as response:
            body = b"".join(response.streaming_content) if response.streaming else response.content
        assert SAID in text_of(body), name
    assert SAID in text_of(hub.get("/catalog.jsonld").content)
    with closing(hub.get("/releases/2026-test/report.html")) as response:
        assert SAID in b"".join(response.streaming_content).decode()


def text_of(body):
    """What a file says, whatever it is: workbooks and Parquet are opened for it."""
    if body[:2] == b"PK":
        from zipfile import ZipFile

        with ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if body[:4] == b"PAR1":
        import pyarrow.parquet as pq

        return str(pq.read_table(io.BytesIO(body)).to_pylist())
    return body.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return make_release(tmp_path_factory.mktemp("terms"), make_cases(gender=["woman"] * 3))


def test_a_drawing_carries_its_terms_and_stays_a_drawing(release):
    drawn = in_svg(
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="1"><path d="M0 0"/></svg>', release, "en"
    )
    assert re.search(rb"<svg [^>]*><metadata>[^<]*Not for identifying[^<]*</metadata><path", drawn)


def test_a_picture_carries_its_terms_and_stays_a_picture(release):
    def piece(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = piece(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    plain = b"\x89PNG\r\n\x1a\n" + head + piece(b"IDAT", zlib.compress(b"\0\0")) + piece(b"IEND", b"")
    found, place = {}, 8
    drawn = in_png(plain, release, "fr")
    while place < len(drawn):
        (length,) = struct.unpack(">I", drawn[place : place + 4])
        body = drawn[place + 4 : place + 8 + length]
        assert struct.unpack(">I", drawn[place + 8 + length : place + 12 + length])[0] == zlib.crc32(body)
        found[body[:4]] = body[4:]
        place += 12 + length
    assert list(found) == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    keyword, text = found[b"iTXt"].split(b"\0\0\0fr\0\0")
    assert keyword == b"Copyright"
    assert "Ne pas utiliser" in text.decode()


def test_a_specification_keeps_what_it_had(release):
    spec = in_spec({"mark": "bar", "usermeta": {"a": 1}}, release, "en")
    assert spec["mark"] == "bar"
    assert spec["usermeta"]["a"] == 1
    assert SAID in spec["usermeta"]["source"]
    json.dumps(spec)
