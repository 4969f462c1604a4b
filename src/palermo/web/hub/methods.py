"""Methods: how the release was made and protected, what that costs, and what its figures cannot say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.releases import release_for


def page(request: HttpRequest) -> HttpResponse:
    """The page about methods."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    language = translation.get_language() or "en"
    limits = [limit.get(language) or limit["en"] for limit in release.manifest.limits]
    return render(request, "hub/methods.html", {"release": release, "limits": limits})
