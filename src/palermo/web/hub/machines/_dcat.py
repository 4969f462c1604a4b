"""catalog.jsonld: every release of the hub for open data portals (DCAT-AP 3).

A release describes itself, signed, with addresses relative to its own place. Here these are made whole, and what only
the hub knows is added: pages, the series, the API, the terms as data.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from palermo.release import USE, Release
from palermo.web.hub.addresses import absolute, english
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.files import file_address
from palermo.web.hub.machines._signed import DCAT, countries, described
from palermo.web.hub.releases import shelf
from palermo.web.hub.terms import texts

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""The European Union's vocabularies, which DCAT-AP prescribes. Countries are named in them by ISO 3166-1 alpha-3."""

LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA", "ar": "ARA", "ru": "RUS", "zh": "ZHO"}
"""The languages of labels and pages, as that authority names them."""

CSV = "text/csv"
TITLE = translation.gettext_noop("Open data on assisted victims of human trafficking")
ABOUT = translation.gettext_noop(
    "Releases of protected cases of people who were trafficked and then assisted, put together from the records of "
    "many organisations and published so that nobody can be found in them."
)
SERIES = translation.gettext_noop("All releases, each a dataset of its own that never changes.")


def catalog(request: HttpRequest) -> HttpResponse:
    """The catalogue."""
    refuse_unknown(request, ())
    newest = shelf().current()
    releases = shelf().look().releases
    own = absolute(request, reverse("catalog"))
    publisher = {"@type": "foaf:Agent", "foaf:name": newest.manifest.about.publisher}
    dated = [release.manifest.about.date.isoformat() for release in releases]
    found = {
        "@context": CONTEXT,
        "@id": own,
        "@type": "dcat:Catalog",
        "dct:title": _texts(TITLE),
        "dct:description": _texts(ABOUT),
        "dct:publisher": publisher,
        "dct:issued": _day(min(dated)),
        "dct:modified": _day(max(dated)),
        "dct:language": [{"@id": f"{AUTHORITY}language/{name}"} for name in LANGUAGES.values()],
        "foaf:homepage": {"@id": absolute(request, english("hub:home"))},
        "odrl:hasPolicy": {"@id": absolute(request, reverse("terms-json"))},
        "dcat:themeTaxonomy": {"@id": f"{AUTHORITY}data-theme"},
        "dcat:dataset": [_dataset(request, release, f"{own}#series") for release in releases],
        "dcat:service": _service(request, releases, f"{own}#api"),
        "dcat:resource": {
            "@id": f"{own}#series",
            "@type": "dcat:DatasetSeries",
            "dct:title": _texts(TITLE),
            "dct:description": _texts(SERIES),
            "dct:publisher": publisher,
            "dcat:first": {"@id": _id(request, releases[-1])},
            "dcat:last": {"@id": _id(request, newest)},
        },
    }
    return JsonResponse(
        found, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def _dataset(request: HttpRequest, release: Release, series: str) -> dict[str, Any]:
    """A release as it describes itself; in few words where it does not. What it says goes before what the hub says."""
    folder = absolute(request, file_address(release, DCAT))
    found: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "dct:title": {"@language": "en", "@value": release.manifest.title() or release.id},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _labels(USE)},
        **_whole({key: value for key, value in described(release, DCAT).items() if key != "@context"}, folder),
        "@id": _id(request, release),
        "dct:identifier": release.id,
        "dcat:landingPage": {"@id": absolute(request, english("hub:release", release.id))},
        "dcat:inSeries": {"@id": series},
        "odrl:hasPolicy": {"@id": absolute(request, reverse("terms-json"))},
    }
    for distribution in found.get("dcat:distribution", ()):
        if distribution["dcat:mediaType"]["@id"].endswith(CSV):
            schema = f"{distribution['dcat:downloadURL']['@id']}-metadata.json"
            distribution["dct:conformsTo"] = {"@id": schema, "@type": "dct:Standard"}
    change = release.manifest.changes
    there = {each.id: each for each in shelf().look().releases}
    if change is not None and change.previous in there:
        found["dcat:prev"] = {"@id": _id(request, there[change.previous])}
    places = countries(release)
    if places:
        found["dct:spatial"] = [{"@id": f"{AUTHORITY}country/{code}", "@type": "dct:Location"} for code in places]
    return found


def _service(request: HttpRequest, releases: Sequence[Release], own: str) -> dict[str, Any]:
    return {
        "@id": own,
        "@type": "dcat:DataService",
        "dct:title": {"@language": "en", "@value": "Palermo data hub API"},
        "dcat:endpointURL": {"@id": absolute(request, reverse("api:api-root"))},
        "dcat:endpointDescription": {"@id": absolute(request, reverse("api:openapi-json"))},
        "foaf:page": {"@id": absolute(request, english("hub:api-docs"))},
        "dcat:servesDataset": [{"@id": _id(request, release)} for release in releases],
    }


def _id(request: HttpRequest, release: Release) -> str:
    """What a release is called in its own description."""
    return f"{absolute(request, file_address(release, DCAT))}#{release.id}"


def _whole(value: Any, base: str) -> Any:
    """A description whose addresses are whole: those that are relative are relative to `base`."""
    if isinstance(value, Mapping):
        return {key: urljoin(base, each) if key == "@id" else _whole(each, base) for key, each in value.items()}
    return [_whole(each, base) for each in value] if isinstance(value, list) else value


def _texts(message: str) -> list[dict[str, str]]:
    return _labels(texts(lambda: gettext(message)))


def _labels(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in labels.items()]


def _day(day: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day}
