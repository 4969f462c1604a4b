"""What is true of every answer: its language, its headers, how long it may be kept."""

import re
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from palermo.web.config.build import build_id
from palermo.web.hub.kept import accepts_gzip
from palermo.web.hub.releases import shelf
from palermo.web.ui.languages import language as spoken

Answer = Callable[[HttpRequest], HttpResponseBase]

NO_DEVICES = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
)
DATA = (".json", ".jsonld", ".csv", ".svg", ".png", ".atom", ".xml", ".txt", ".bib", ".ris")
FILE = re.compile(r"/releases/[^/]+/.")
"""How the address of a release's file begins; that of its page ends before."""

EXPOSED = (
    "Content-Disposition, Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, "
    "X-Total-Count"
)
"""Headers that scripts of other sites may read; a browser shows them no others but the plainest."""

FIRST_ERROR = 400


def is_data(path: str) -> bool:
    """Whether an address is read by machines: the API, the files of a release, and the forms of a page as data."""
    return path.startswith("/api/v1/") or path.endswith(DATA) or FILE.match(path) is not None


EMBEDDED = re.compile(r"(?:/[a-z]{2})?/embed/")
"""The address of pages that other sites may show in a frame: they have nothing to press but links out of them.

By address, and not by what a page says of itself: that nothing has changed (304) is said without making the page.
"""


class PolicyHeaders:
    """What a browser must not do for us, and that other sites may read our data."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers."""
        response = self._next(request)
        response["Permissions-Policy"] = NO_DEVICES
        is_embedded = EMBEDDED.fullmatch(request.path_info) is not None
        if is_embedded:
            response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]  # as its decorator does
        else:
            response["X-Frame-Options"] = "DENY"
        if is_embedded or is_data(request.path_info):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Compression(GZipMiddleware):
    """Pages and answers are compressed; files of a release are not, for their digest is that of the bytes sent."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is made here, and leave files as they are."""
        return response if response.streaming else super().process_response(request, response)


class LanguageOfAddress:
    """The language is the one in the address, and in nothing else: no cookie, no header. A page can be passed on."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the address."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._next(request)
        response.headers.setdefault("Content-Language", spoken(language).tag)
        return response


class CacheByRelease:
    """An answer follows from the software, the releases and the address: its ETag says so, and spares the work.

    A HEAD request is answered as its GET would be; the server leaves the body away.
    """

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that nothing has changed."""
        asked, request.method = request.method, "GET"  # ErrorShape, before this, lets nothing else than the two through
        try:
            return self._kept(request)
        finally:
            request.method = asked

    def _kept(self, request: HttpRequest) -> HttpResponseBase:
        seen = f"{build_id()} {shelf().look().state} {request.get_full_path()}"
        etag = f'"{sha256(seen.encode()).hexdigest()[:32]}"'
        known = get_conditional_response(request, etag=etag)
        if known is not None and known.status_code == HTTPStatus.NOT_MODIFIED:
            # with the validator that the whole answer has, for a cache looks for that very one
            patch_vary_headers(known, ("Accept-Encoding",))
            known["ETag"] = f"W/{etag}" if accepts_gzip(request.META) else etag
        response = known if known is not None else self._next(request)
        if response.has_header("Cache-Control"):
            return response
        if response.status_code >= FIRST_ERROR:
            patch_cache_control(response, no_store=True)
        else:
            patch_cache_control(response, public=True, max_age=settings.HUB.cache_seconds)
            response.headers.setdefault("ETag", etag)
        return response
