"""Catalogue metadata, read by the tools that it is for."""

import json
from datetime import date

import pytest
from tests.release import invented
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import LANGUAGES
from palermo.release import USE, source_of, terms_of
from palermo.release._terms import with_use


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    cases = make_cases(
        contributor=["North", "South", "North"],
        year_of_registration=[2019, 2021, Missing.SUPPRESSED],
        gender=["woman", "man", Missing.UNKNOWN],
        age_band=["9-17", "48+", "48+"],
        means_of_control=[["threats", "debt_bondage"], [], Missing.UNKNOWN],
    )
    out = tmp_path_factory.mktemp("releases")
    make_release(out, cases, id="2025-test", date=date(2025, 1, 1))
    return make_release(out, cases, demonstration=True)


@pytest.mark.filterwarnings("ignore")
def test_frictionless_reads_the_data_package_and_the_tables_in_it(release):
    import frictionless

    report = frictionless.validate(str(release.path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    package = frictionless.Package(str(release.path / "datapackage.json"))
    rows = package.get_resource("cases-csv").read_rows()
    assert [row["year_of_registration"] for row in rows] == [2019, 2021, None]
    assert rows[0]["means_of_control"] == ["threats", "debt_bondage"]


def test_the_data_package_says_where_it_comes_from(release):
    package = json.loads((release.path / "datapackage.json").read_bytes())
    assert package["$schema"].endswith("2.0/datapackage.json")
    assert package["licenses"] == [{"title": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}]
    assert package["description"].startswith("The cases are invented")
    hashes = {entry.name: f"sha256:{entry.sha256}" for entry in release.manifest.files}
    for resource in package["resources"]:
        assert resource["hash"] == hashes[resource["path"]]


@pytest.mark.filterwarnings("ignore")
def test_mlcroissant_reads_the_records(release, monkeypatch):
    import mlcroissant

    dataset = mlcroissant.Dataset(str(release.path / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    records = list(dataset.records("cases"))
    assert len(records) == 3
    assert records[0]["cases/gender"] == b"woman"
    assert list(records[0]["cases/means_of_control"]) == [b"threats", b"debt_bondage"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_rdflib_reads_the_catalogue_entry(release):
    from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

    address = "https://hub.example/releases/2026-test/dcat.jsonld"
    graph = Graph().parse(release.path / "dcat.jsonld", format="json-ld", publicID=address)
    dataset = URIRef(f"{address}#2026-test")
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    # what DCAT-AP 3 makes mandatory of a dataset and of a distribution
    assert {text.language for text in graph.objects(dataset, DCTERMS.title)} == {"en", "fr"}
    assert list(graph.objects(dataset, DCTERMS.description))
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert len(distributions) >= 4
    for distribution in distributions:
        assert (distribution, RDF.type, DCAT.Distribution) in graph
        assert graph.value(distribution, DCAT.accessURL).startswith("https://hub.example/releases/2026-test/")
        assert graph.value(distribution, DCTERMS.license)
        assert int(graph.value(distribution, DCAT.byteSize)) > 0
    previous = URIRef("http://www.w3.org/ns/dcat#previousVersion")  # DCAT 3; rdflib names the terms of DCAT 2
    assert graph.value(dataset, previous) == URIRef("https://hub.example/releases/2025-test/dcat.jsonld#2025-test")
    period = graph.value(dataset, DCTERMS.temporal)
    assert [str(graph.value(period, end)) for end in (DCAT.startDate, DCAT.endDate)] == ["2019", "2021"]


def test_every_description_says_what_the_cases_are_not_for(release):
    """The publisher's own terms, and after them the use policy; the files are all there may be where they are read."""
    package, croissant, dcat = (
        json.loads((release.path / name).read_bytes()) for name in ("datapackage.json", "croissant.json", "dcat.jsonld")
    )
    said = [text["@value"] for text in dcat["dct:rights"]["rdfs:label"]]
    assert said == [terms_of(release.manifest.about)]
    for text in (*said, package["terms"], croissant["usageInfo"]["text"]):
        assert text.startswith("Do not try to find a person. Not for identifying or scoring a person")
    assert all(each["dct:rights"] == dcat["dct:rights"] for each in dcat["dcat:distribution"])


def test_terms_are_said_once_and_in_every_language():
    about = invented.about(terms=with_use({"fr": "Ne cherchez personne."}))
    assert terms_of(about, "fr").count("Ne pas utiliser") == 1
    assert terms_of(about, "en") == terms_of(about, "fr"), "what the publisher says, in the language it is said in"
    assert set(with_use({})) == set(USE) == set(LANGUAGES)
    assert source_of(invented.about(), "fr").startswith("The Palermo developers (2026). Cas inventés.")
