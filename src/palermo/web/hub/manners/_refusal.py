"""What a reader is told who asks too much: in the one shape of errors, made once, so that refusing costs nothing."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from palermo.web.hub.errors import RequestError
from palermo.web.hub.language import words_of
from palermo.web.hub.middleware import EXPOSED, is_data
from palermo.web.ui.languages import language as spoken

STATUS = "429 Too Many Requests"
KEY = "hub.too_many_requests"

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A body, and the headers that are the same whoever is refused."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def refusal(path: str) -> Refusal:
    """What is said at an address: in its language, as a page or as data."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    return _made(language, is_data(path))


@lru_cache(maxsize=64)
def _made(language: str, data: bool) -> Refusal:
    error = RequestError(KEY)
    with translation.override(language):
        fault, remedy = words_of(error)
        if data:
            told = {"code": KEY, "place": "", "fault": fault, "remedy": remedy}
            body = json.dumps({"error": told}, ensure_ascii=False)
        else:
            body = render_to_string("ui/refused.html", {"fault": fault, "remedy": remedy, "code": KEY})
    headers = [
        ("Content-Type", "application/json" if data else "text/html; charset=utf-8"),
        ("Content-Length", str(len(body.encode()))),
        ("Content-Language", spoken(language).tag),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ]
    if data:
        headers += [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", EXPOSED)]
    return Refusal(body.encode(), tuple(headers))
