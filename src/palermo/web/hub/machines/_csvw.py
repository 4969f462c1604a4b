"""What stands in the tables of a release, for tools that read CSV on the Web (W3C, 2015).

The standard says where such tools look: at the table's address with `-metadata.json` at its end, and at
`csv-metadata.json` beside it. What is said there follows from the release's signed Data Package.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from palermo.release import Release, citation, terms_of
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.machines._signed import DATA_PACKAGE, described
from palermo.web.hub.releases import shelf

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
MEDIA_TYPE = "application/csvm+json"
SUFFIX = "-metadata.json"
GROUP = "csv-metadata.json"
TYPES = {"integer": "integer"}
"""Kinds of values, from Data Packages to CSV on the Web; all else is text."""


def metadata(request: HttpRequest, id: str, table: str = "") -> HttpResponse:
    """The description of one table, or of all tables of a release. Addresses in it are relative to its own."""
    refuse_unknown(request, ())
    release = shelf().named(id)
    found = {each["path"]: each for each in described(release, DATA_PACKAGE).get("resources", ()) if "schema" in each}
    if (table and table not in found) or not found:
        raise RequestError("hub.not_found", place=f"{release.id}: {table}{SUFFIX if table else GROUP}")
    about = _about(release)
    if table:
        document = {"@context": CONTEXT, **about, **_table(found[table])}
    else:
        document = {"@context": CONTEXT, **about, "tables": [_table(each) for each in found.values()]}
    return JsonResponse(document, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _about(release: Release) -> dict[str, Any]:
    about = release.manifest.about
    found: dict[str, Any] = {
        "dc:title": release.manifest.title(),
        "dc:publisher": about.publisher,
        "dc:issued": {"@value": about.date.isoformat(), "@type": "xsd:date"},
        "dc:bibliographicCitation": citation(about),
        "dc:rights": terms_of(about),
    }
    if about.licence.link:
        found["dc:license"] = {"@id": about.licence.link}
    return found


def _table(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A table by its entry in the Data Package."""
    columns = [_column(field) for field in resource["schema"]["fields"]]
    return {"url": resource["path"], "dc:description": resource["title"], "tableSchema": {"columns": columns}}


def _column(field: Mapping[str, Any]) -> dict[str, Any]:
    """A column. Its titles are what the table's first line may have there; the label is a description."""
    label, definition = field.get("title", ""), field.get("description", "")
    found: dict[str, Any] = {"name": field["name"], "titles": field["name"], "null": ""}
    found["datatype"] = TYPES.get(field["type"], "string")
    if field["type"] == "list":
        found["separator"] = field["delimiter"]
    said = ". ".join(part.rstrip(".") for part in (label, definition) if part)
    if said:
        found["dc:description"] = f"{said}."
    return found
