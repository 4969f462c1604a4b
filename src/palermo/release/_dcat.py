"""dcat.jsonld: the release for open data portals (DCAT-AP 3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from palermo.release._datapackage import limits
from palermo.release._manifest import FileEntry, Manifest
from palermo.release._terms import with_use

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
THEMES = ("JUST", "SOCI")
"""Justice and public safety; population and society: the European Union's data themes."""
_THEME = "http://publications.europa.eu/resource/authority/data-theme/"


def build(
    manifest: Manifest, citation: str, years: tuple[int, int] | None, files: Sequence[FileEntry]
) -> dict[str, Any]:
    """The DCAT-AP description of a release. Addresses are relative to the document's own.

    years: the first and the last year that the cases are of; None when they have none.
    """
    about = manifest.about
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"#{about.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": about.id,
        "dct:title": _texts(about.title),
        "dct:description": [*_texts(about.description), *(text for each in limits(manifest) for text in _texts(each))],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": about.publisher},
        "dct:issued": {"@type": "xsd:date", "@value": about.date.isoformat()},
        "dct:bibliographicCitation": citation,
        "dct:rights": _terms(manifest),
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dcat:theme": [{"@id": _THEME + theme} for theme in THEMES],
        "dcat:keyword": {"@language": "en", "@value": "human trafficking"},
        "dcat:version": about.id,
        "dcat:distribution": [_distribution(manifest, entry) for entry in files],
    }
    if manifest.changes is not None:
        found["dcat:previousVersion"] = {
            "@id": f"../{manifest.changes.previous}/dcat.jsonld#{manifest.changes.previous}"
        }
    if years is not None:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": str(years[0])},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": str(years[1])},
        }
    return found


def _distribution(manifest: Manifest, entry: FileEntry) -> dict[str, Any]:
    licence = manifest.about.licence
    statement = {"@type": "dct:LicenseDocument", "dct:title": licence.name}
    return {
        "@id": f"#{entry.name}",
        "@type": "dcat:Distribution",
        "dct:title": {"@language": "en", "@value": entry.description},
        "dcat:accessURL": {"@id": entry.name},
        "dcat:downloadURL": {"@id": entry.name},
        "dcat:mediaType": {"@id": MEDIA_TYPES + entry.media_type},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(entry.bytes)},
        "dct:license": {"@id": licence.url, **statement} if licence.url else statement,
        "dct:rights": _terms(manifest),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": entry.sha256},
        },
    }


def _terms(manifest: Manifest) -> dict[str, Any]:
    """What is said of the use, beside the licence."""
    return {"@type": "dct:RightsStatement", "rdfs:label": _texts(with_use(manifest.about.terms))}


def _texts(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in labels.items()]
