"""The terms in the headers of everything that machines read: whoever keeps an answer can keep its terms with it."""

import re
from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from palermo.errors import UserError
from palermo.release import Release
from palermo.web.hub.addresses import english
from palermo.web.hub.middleware import FIRST_ERROR, Answer, is_data
from palermo.web.hub.releases import release_for, shelf

SEVERAL = ("releases", "openapi-json", "catalog", "feed", "sitemap", "robots", "terms-json")
"""Names of addresses that are about no single release: they have no single licence."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


class TermsOfUse:
    """Names the terms, and the licence of the release that was asked, in the header `Link` (RFC 8288) of data."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the links to those that the answer has."""
        response = self._next(request)
        if is_data(request.path_info) and response.status_code < FIRST_ERROR:
            found = [response.get("Link", ""), f'<{terms_address()}>; rel="terms-of-service"', _licence(request)]
            response["Link"] = ", ".join(filter(None, found))
        return response


@cache
def terms_address() -> str:
    """Where the terms are, from the root of the site; in English, from where every other language is a step away."""
    return english("hub:terms")


def _licence(request: HttpRequest) -> str:
    release = _asked(request)
    url = release.manifest.about.licence.link if release is not None else ""
    return f'<{url}>; rel="license"' if _ADDRESS.fullmatch(url) and url.isascii() else ""


def _asked(request: HttpRequest) -> Release | None:
    """The release that an answer is about; None where it is about all, or none."""
    match = request.resolver_match
    if match is None or match.url_name in SEVERAL:
        return None
    name = match.kwargs.get("id", "")
    try:
        return shelf().named(name) if name else release_for(request)
    except UserError:
        return None
