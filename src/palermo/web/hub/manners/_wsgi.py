"""What stands before everything else: how much a reader may ask, and how much was asked.

It must cost next to nothing, for answers that were made before come from right behind it.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from palermo.web.hub.manners._address import FORWARDED, Readers
from palermo.web.hub.manners._buckets import Buckets, Taken
from palermo.web.hub.manners._refusal import STATUS, refusal
from palermo.web.hub.manners._tally import Tally
from palermo.web.hub.middleware import is_data

PACKED = (".gz", ".br")
"""Compressed files are sent in place of the others, and have no address of their own."""

Headers = list[tuple[str, str]]


class Mannered:
    """A WSGI application before another: passes on what is asked in moderation, and refuses the rest.

    buckets: None for no limit. proxies: how many stand before the hub, and header: where they write whom they were
    asked by. tally: counts kinds of pages; None for none. parts: the addresses of parts of pages, which browsers ask
    for by themselves: not counted.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        buckets: Buckets | None,
        a_minute: int,
        proxies: int,
        tally: Tally | None,
        header: str = FORWARDED,
        parts: Container[str] = (),
    ) -> None:
        self._application = application
        self._buckets = buckets
        self._policy = f'"reader";q={a_minute};w=60'
        self._tally = tally
        self._readers = Readers(proxies, header=header)
        self._parts = parts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or say that it is too much."""
        path = environ.get("PATH_INFO", "")
        if path in self._parts:
            return self._application(environ, start_response)
        taken = self._take(environ)
        allowed = taken is None or taken.allowed
        if self._tally is not None:
            self._tally.count(path, allowed=allowed)
        if taken is None:
            return self._application(environ, start_response)
        if not allowed:
            found = refusal(path)
            start_response(STATUS, [*found.headers, ("Retry-After", str(taken.wait)), *self._told(taken)])
            return [] if environ.get("REQUEST_METHOD") == "HEAD" else [found.body]
        if not is_data(path):
            return self._application(environ, start_response)

        def telling(status: str, headers: Headers, *error: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *self._told(taken)], *error)

        return self._application(environ, telling)

    def _take(self, environ: WSGIEnvironment) -> Taken | None:
        """What comes of a request; None where nobody's are limited, or not those of whoever asks."""
        reader = None if self._buckets is None else self._readers.name(environ)
        return None if self._buckets is None or reader is None else self._buckets.take(reader)

    def _told(self, taken: Taken) -> Headers:
        """As the draft of the IETF has it (RateLimit header fields for HTTP)."""
        return [("RateLimit-Policy", self._policy), ("RateLimit", f'"reader";r={taken.left};t={taken.full}')]


def mannered(application: WSGIApplication) -> WSGIApplication:
    """The hub's application behind its limits, as its settings say; unchanged where there are none."""
    hub = settings.HUB
    if not hub.requests_a_minute and hub.counts_file is None:
        return application
    buckets = Buckets(hub.requests_a_minute) if hub.requests_a_minute else None
    return Mannered(
        application,
        buckets=buckets,
        a_minute=hub.requests_a_minute,
        proxies=hub.proxies,
        tally=None if hub.counts_file is None else Tally(hub.counts_file),
        header=hub.proxy_header,
        parts=frozenset(parts_of_pages()),
    )


def parts_of_pages() -> Iterator[str]:
    """The addresses of all static files there are. To ask for one that is not there is not free: it costs a page."""
    root: Path | None = settings.STATIC_ROOT
    if root is None:
        names = (name for finder in get_finders() for name, _storage in finder.list([]))
    else:
        names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    yield from (f"{settings.STATIC_URL}{name}" for name in names if not name.endswith(PACKED))
