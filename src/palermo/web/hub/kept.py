"""Answers that were made once are kept whole and sent again, before Django is asked: as long as nothing changed.

An answer follows from the software, the releases and the address, and says so by its ETag. So one that was made can be
sent again, byte for byte, until the shelf changes. What this must never do is send an answer to a request for which
Django would have said something else: hence what an answer is kept under, and which ones are not kept at all.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.http import parse_etags

from palermo.web.hub.releases import shelf

READING = ("GET", "HEAD")
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Conditions that only Django weighs: nobody who reads sends them."""

DECIDING = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
"""What of a request decides its answer, besides whether it may be compressed. Django has checked the host of whatever
is kept, so that a name that the hub does not answer to finds nothing here."""

LONGEST_KEY = 4_096
"""Characters of what an answer is kept under; Django refuses longer questions anyhow, or answers them each time."""

LARGEST_SHARE = 16
"""An answer that is larger than the whole room divided by this is made each time, and so pushes nothing out."""

MEGABYTE = 1_000_000
OVERHEAD = 1_200
"""Bytes that an answer takes besides its body and its address: its headers, which it shares, and where it stands."""

OF_THE_BODY = {"content-type", "content-length", "content-encoding", "content-disposition"}
"""Headers that describe a body: an answer without one has none of them."""

OWN = {"etag", "content-length", "content-disposition"}
"""Headers that each answer has for itself."""

Headers = list[tuple[str, str]]
Key = tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is sent. unchanged: the headers of an answer that nothing has changed."""

    body: bytes
    headers: Headers
    unchanged: Headers
    etag: str
    size: int


class Kept:
    """A WSGI application before another: sends again what that one answered.

    application: Django. state: what its answers follow from besides the address; changes when they may. most_bytes:
    room for answers; the ones that were not asked for longest make place for new ones.
    """

    def __init__(self, application: WSGIApplication, *, state: Callable[[], str], most_bytes: int) -> None:
        self._application = application
        self._state_now = state
        self._most = most_bytes
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._state = ""
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._bytes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer: from what is kept, or by asking."""
        key = _key(environ)
        if key is None:
            return _whole(self._application(environ, start_response))
        state = self._state_now()
        found = self._find(state, key)
        if found is not None:
            return _send(found, environ, start_response)
        said: list[tuple[str, Headers]] = []

        def listening(status: str, headers: Headers, *error: Any) -> Callable[[bytes], object]:
            said.append((status, headers))
            return start_response(status, headers, *error)

        result = self._application(environ, listening)
        body = _whole(result)
        if environ["REQUEST_METHOD"] == "GET" and isinstance(body, list) and len(said) == 1:
            answer = _kept(*said[0], b"".join(body), key)
            # what was begun before the shelf changed may be of either stand
            if answer is not None and self._state_now() == state:
                self._keep(state, key, answer)
        return body

    def _find(self, state: str, key: Key) -> KeptAnswer | None:
        with self._lock:
            if state != self._state:
                self._answers.clear()
                self._state, self._bytes = state, 0
                return None
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def _keep(self, state: str, key: Key, answer: KeptAnswer) -> None:
        if answer.size > self._most // LARGEST_SHARE:
            return
        with self._lock:
            if state != self._state:
                return
            before = self._answers.pop(key, None)
            self._bytes += answer.size - (before.size if before else 0)
            self._answers[key] = answer
            while self._bytes > self._most:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.size


def _key(environ: WSGIEnvironment) -> Key | None:
    """What an answer to this request is kept under; None where none may be."""
    if environ["REQUEST_METHOD"] not in READING or "HTTP_HOST" not in environ:
        return None
    if any(name in environ for name in CONDITIONS):
        return None
    parts = tuple(environ.get(name, "") for name in DECIDING)
    if sum(map(len, parts)) > LONGEST_KEY:
        return None
    return (*parts, accepts_gzip(environ))


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Whether a request's answer may be compressed: what Django's own middleware looks at."""
    return re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None


def _send(answer: KeptAnswer, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Send a kept answer, or say that the reader has it. Of HEAD too: the server leaves the body away."""
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and _knows(parse_etags(known), answer.etag):
        start_response("304 Not Modified", list(answer.unchanged))
        return []
    start_response("200 OK", list(answer.headers))
    return [answer.body]


def _knows(tags: list[str], etag: str) -> bool:
    """Whether a reader has it: by the weak comparison of RFC 9110, 13.1.2."""
    return tags == ["*"] or etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in tags]


def _whole(result: Iterable[bytes]) -> Iterable[bytes]:
    """An answer that Django has in memory as one piece, so that the server can say its length; files as they come."""
    if not isinstance(result, HttpResponse) or result.streaming:
        return result
    body = result.content
    result.close()
    return [body]


def _kept(status: str, headers: Headers, body: bytes, key: Key) -> KeptAnswer | None:
    """An answer in the form in which it is kept; None where it may not be sent to anybody else."""
    told = {name.lower(): value for name, value in headers}
    etag = told.get("etag", "")
    if status.split(" ")[0] != str(HTTPStatus.OK.value) or not etag or "set-cookie" in told:
        return None
    rules = {each.strip().lower() for each in told.get("cache-control", "").split(",")}
    if "public" not in rules or rules & {"no-store", "no-cache", "private"}:
        return None
    varies = {each.strip().lower() for each in told.get("vary", "").split(",") if each.strip()}
    if varies - {"accept-encoding"}:
        return None
    shared = [_pair(*each) if each[0].lower() not in OWN else each for each in headers]
    unchanged = [each for each in shared if each[0].lower() not in OF_THE_BODY]
    size = len(body) + sum(len(part) for part in key if isinstance(part, str)) + OVERHEAD
    return KeptAnswer(body, shared, unchanged, etag, size)


@lru_cache(maxsize=256)
def _pair(name: str, value: str) -> tuple[str, str]:
    """A header, of which one copy will do: the same few stand in every answer."""
    return name, value


def kept(application: WSGIApplication) -> WSGIApplication:
    """The hub's application with answers kept before it, as its settings say; unchanged where none are to be kept."""
    room = settings.HUB.kept_megabytes * MEGABYTE
    return Kept(application, state=lambda: shelf().look().state, most_bytes=room) if room else application
