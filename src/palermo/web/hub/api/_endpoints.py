"""The API: releases, answers and the codebook as JSON. Read only, without a key, cacheable by address."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, P, PathEx, Query, QueryEx
from ninja.errors import ValidationError

from palermo import version
from palermo.errors import UserError
from palermo.release import MANIFEST, Release
from palermo.tabulate import parse_question
from palermo.web.hub.api import _shapes as shapes
from palermo.web.hub.errors import RequestError, error_response, refuse_unknown
from palermo.web.hub.figures import ask_in_bounds
from palermo.web.hub.files import file_address
from palermo.web.hub.releases import shelf

DESCRIPTION = """\
Answers to questions about published releases. Read only; no key, no account, no limit but the size of an answer.

Every number travels with its denominator, the missing share, its bounds, its cautions and its source. Errors have one
shape: `{"error": {"code": …, "place": …, "fault": …, "remedy": …}}`. Answers may be cached: they change only with the
releases and the software, and their `ETag` says so."""

ERRORS = {400: shapes.Failure, 404: shapes.Failure, 405: shapes.Failure, 422: shapes.Failure, 503: shapes.Failure}

api = NinjaAPI(
    title="Palermo data hub",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    openapi_extra={"info": {"x-software": f"palermo {version()}"}},
)


@api.get(
    "/releases",
    operation_id="releases",
    response={200: shapes.ReleaseList, **ERRORS},
    summary="All releases, the newest first",
)
def releases(request: HttpRequest) -> dict[str, Any]:
    """Each release with its title, size, state of review and the address of its manifest."""
    refuse_unknown(request, ())
    found = [_brief(request, release) for release in shelf().look().releases]
    return {"current": found[0]["id"] if found else None, "releases": found}


@api.get("/releases/{id}", operation_id="release", response={200: shapes.ReleaseFull, **ERRORS}, summary="One release")
def release(
    request: HttpRequest,
    id: PathEx[str, P(description="The release's id.", max_length=100)],
) -> dict[str, Any]:
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
    return {**_brief(request, found), "files": files, "manifest": manifest}


@api.get("/aggregate", operation_id="aggregate", response={200: shapes.Aggregate, **ERRORS}, summary="Ask a question")
def aggregate(request: HttpRequest, asked: Query[shapes.Asked]) -> dict[str, Any]:
    """Counts and shares of the cases that match, by up to three columns.

    The share of a code in a set column is over the cases with at least one code in that set; shares may sum to more
    than 100 %.
    """
    refuse_unknown(request, tuple(shapes.Asked.model_fields))
    by = [name for text in asked.by for name in text.split(",") if name.strip()]
    where = [text for text in asked.where if text.strip()]
    found = ask_in_bounds(_release(asked.release), parse_question(by, where, within=asked.within))
    return found.to_dict(asked.language)


@api.get(
    "/codebook",
    operation_id="codebook",
    response={200: shapes.Codebook, **ERRORS},
    summary="What the columns and codes mean",
)
def codebook(
    request: HttpRequest,
    release: QueryEx[str, P(description="The release's id; the newest when left out.", max_length=100)] = "",
) -> dict[str, Any]:
    """Every column, code list, label, definition and source, as they were when the release was made."""
    refuse_unknown(request, ("release",))
    found = _release(release)
    return {"release": found.id, **found.codebook()}


@api.exception_handler(UserError)
def _user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    return error_response(request, error)


@api.exception_handler(ValidationError)
def _unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    name = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")
    reason = str(first["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    return error_response(request, RequestError("hub.value_unusable", place=name, name=name, reason=reason))


def _release(name: str) -> Release:
    return shelf().named(name) if name else shelf().current()


def _brief(request: HttpRequest, release: Release) -> dict[str, Any]:
    return shapes.brief(release, _file(request, release, MANIFEST))


def _file(request: HttpRequest, release: Release, name: str) -> str:
    return request.build_absolute_uri(file_address(release, name))
