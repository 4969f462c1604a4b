"""The page about the API, made from its OpenAPI description: readable without a script, with examples that run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo.web.hub.errors import refuse_unknown


def page(request: HttpRequest) -> HttpResponse:
    """The page about the API."""
    refuse_unknown(request, ())
    return render(request, "hub/api.html")
