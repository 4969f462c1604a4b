"""Releases and what their words mean: releases, the codebook, the structure of figures, the glossary."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, P, PathEx, Query, QueryEx

from palermo.release import MANIFEST, Release
from palermo.tabulate.formats.sdmx import structure_message, structure_xml
from palermo.web.hub.api import _shapes as shapes
from palermo.web.hub.api._answer import structure_for
from palermo.web.hub.api._api import ERRORS, api, refuse_others
from palermo.web.hub.api._asking import Pinned
from palermo.web.hub.api._kept import answered, as_json
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.files import file_address
from palermo.web.hub.glossary import terms
from palermo.web.hub.releases import release_for, shelf

STRUCTURE = {"sdmx-json": "application/vnd.sdmx.structure+json", "sdmx-ml": "application/vnd.sdmx.structure+xml"}
VERSIONS = {"sdmx-json": "2.0.0", "sdmx-ml": "2.1"}


@api.get(
    "/releases",
    operation_id="releases",
    response={200: shapes.ReleaseList, **ERRORS},
    summary="All releases, the newest first",
)
def releases(request: HttpRequest) -> HttpResponse:
    """Each release with its title, size, state of review and the address of its manifest."""
    refuse_unknown(request, ())
    found = [_brief(request, release) for release in shelf().look().releases]
    return as_json({"current": found[0]["id"] if found else None, "releases": found})


@api.get("/releases/{id}", operation_id="release", response={200: shapes.ReleaseFull, **ERRORS}, summary="One release")
def release(
    request: HttpRequest,
    id: PathEx[str, P(description="The release's id.", max_length=100)],
) -> HttpResponse:
    """What a release says of itself: how it was protected, who contributed and reviewed, columns, limits, files."""
    refuse_unknown(request, ())
    found = shelf().named(id)
    files = [
        {
            "name": entry.name,
            "bytes": entry.bytes,
            "sha256": entry.sha256,
            "media_type": entry.media_type,
            "description": entry.description,
            "url": _file(request, found, entry.name),
        }
        for entry in found.manifest.files
    ]
    manifest = json.loads((found.path / MANIFEST).read_bytes())
    return as_json({**_brief(request, found), "files": files, "manifest": manifest})


@api.get(
    "/codebook",
    operation_id="codebook",
    response={200: shapes.Codebook, **ERRORS},
    summary="What the columns and codes mean",
)
def codebook(
    request: HttpRequest,
    release: QueryEx[str, P(description="The release's id; the newest when left out.", max_length=100)] = "",
) -> HttpResponseBase:
    """Every column, code list, label, definition and source, as they were when the release was made."""
    refuse_unknown(request, ("release",))
    found = release_for(request)
    return answered(request, found, lambda: as_json({"release": found.id, **found.codebook()}))


class StructureAsked(Pinned):
    """Which structure, and in which form."""

    vintage: str = Field("", alias="schema", max_length=60, description="A published vintage, such as `ctdc-2024`.")
    format: Literal["sdmx-json", "sdmx-ml"] = Field(
        "sdmx-json", description="`sdmx-json`: SDMX-JSON 2.0; `sdmx-ml`: SDMX-ML 2.1, which is XML."
    )


@api.get(
    "/structure",
    operation_id="structure",
    response={200: shapes.StructureMessage, **ERRORS},
    summary="The structure of figures, for statistical systems",
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    STRUCTURE["sdmx-json"]: {"schema": {"type": "object"}},
                    STRUCTURE["sdmx-ml"]: {"schema": {"type": "string"}},
                }
            }
        }
    },
)
def structure(request: HttpRequest, asked: Query[StructureAsked]) -> HttpResponseBase:
    """The SDMX data structure definition of a release: its columns as dimensions, its code lists in every language.

    It is what the answers in `sdmx-json` and `sdmx-csv` refer to.
    """
    refuse_others(request, StructureAsked)
    found = release_for(request)

    def made() -> HttpResponse:
        about = found.manifest.about
        known = structure_for(found, asked.vintage)
        prepared = f"{about.date.isoformat()}T00:00:00Z"
        if asked.format == "sdmx-ml":
            body = structure_xml(known, prepared, test=about.demonstration)
        else:
            body = json.dumps(structure_message(known, prepared), ensure_ascii=False).encode()
        kind = f"{STRUCTURE[asked.format]}; version={VERSIONS[asked.format]}"
        return HttpResponse(body, content_type=kind)

    return answered(request, found, made)


@api.get("/glossary", operation_id="glossary", response={200: shapes.Glossary, **ERRORS}, summary="The field's words")
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word of the glossary, in all languages that have it, with its source."""
    refuse_unknown(request, ())
    found = [
        {
            "id": each.id,
            "term": _said(each.term),
            "definition": _said(each.definition),
            "source": each.source.title,
            "source_url": each.source.url,
            "verified": each.verified,
            "also": list(each.also),
        }
        for each in terms()
    ]
    return as_json({"terms": found})


def _brief(request: HttpRequest, release: Release) -> dict[str, Any]:
    about = release.manifest.about
    return {
        "id": release.id,
        "title": dict(about.title),
        "publisher": about.publisher,
        "date": about.date.isoformat(),
        "cases": release.manifest.rows,
        "columns": [column.name for column in release.columns],
        "demonstration": about.demonstration,
        "reviewed": release.manifest.is_reviewed,
        "licence": about.licence.name,
        "licence_url": about.licence.url,
        "key_fingerprint": release.manifest.key.fingerprint,
        "manifest_url": _file(request, release, MANIFEST),
    }


def _file(request: HttpRequest, release: Release, name: str) -> str:
    return request.build_absolute_uri(file_address(release, name))


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    """The languages that have a text."""
    return {language: text for language, text in texts.items() if text}
