"""The terms as a page and as data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from palermo.codes import in_language
from palermo.errors import UserError
from palermo.release import Release
from palermo.web.hub.addresses import absolute, english
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import release_for, shelf
from palermo.web.hub.terms._odrl import policy
from palermo.web.hub.terms._policy import Kind, rules


def page(request: HttpRequest) -> HttpResponse:
    """The page. It stands without a release: the terms are those of the hub, the licence is that of each release."""
    refuse_unknown(request, ("release",))
    language = current_language()
    release = _release(request)
    about = release.manifest.about if release is not None else None
    context = {
        "release": release,
        "groups": [(kind.value, rules(kind)) for kind in Kind],
        "own": in_language(about.terms, language) if about is not None else "",
        "licence": about.licence if about is not None else None,
        "data": reverse("terms-json"),
    }
    return render(request, "hub/terms.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """The same as a policy in ODRL."""
    refuse_unknown(request, ())
    address, target = (absolute(request, english(name)) for name in ("terms-json", "catalog"))
    found = JsonResponse(policy(address, target), json_dumps_params={"ensure_ascii": False, "indent": 1})
    found["Content-Type"] = "application/ld+json"
    return found


def _release(request: HttpRequest) -> Release | None:
    """The release that is asked for, or the newest; None where there is none at all. Raises ReleaseError for a name."""
    name = request.GET.get("release", "")
    if name:
        return shelf().named(name)
    try:
        return release_for(request)
    except UserError:
        return None
