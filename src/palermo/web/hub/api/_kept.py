"""How long an answer of the API may be kept.

An answer that names its release never changes with the releases; it can change with the software, when a fault in it is
mended. So it may be kept for a day and then be asked for by its ETag, and is not called immutable, as files are.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from palermo.release import Release
from palermo.web.config.build import build_id

DAY = 24 * 3600


def answered(request: HttpRequest, release: Release, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """An answer about a release: one that was named in the address may be kept for a day, whatever else is published.

    make: makes the answer; it is not called where the reader has it already.
    """
    if not names_release(request):
        return make()
    seen = f"{build_id()} {release.manifest.signature} {request.get_full_path()}"
    etag = f'"{sha256(seen.encode()).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag=etag)
    response = known if known is not None else make()
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


def names_release(request: HttpRequest) -> bool:
    """Whether the address names the release that it is about."""
    return bool(request.GET.get("release"))


def as_json(found: Mapping[str, Any]) -> HttpResponse:
    """A JSON document as an answer: written once, and not checked again on its way out."""
    return HttpResponse(json.dumps(found, ensure_ascii=False).encode(), content_type="application/json")
