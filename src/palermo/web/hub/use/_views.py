"""The page: how to use the data, tool by tool."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import Asked, sentence
from palermo.web.hub.releases import pin, release_for
from palermo.web.hub.use._example import example
from palermo.web.hub.use._recipes import recipes


def page(request: HttpRequest) -> HttpResponse:
    """The page. Its code holds the address by which the reader came, and names the release."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    found = example(release, request.build_absolute_uri)
    context: dict[str, Any] = {"release": release, "pin": pin(request), "recipes": []}
    if found is not None:
        context |= {
            "recipes": recipes(found),
            "sentence": sentence(release, found.question, current_language()),
            "query": Asked(found.question, release.id).query(),
        }
    return render(request, "hub/use.html", context)
