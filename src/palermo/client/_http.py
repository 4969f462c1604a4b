"""Requests to one hub, and to nobody else: with a time limit, tried again where that helps, never led elsewhere."""

import socket
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse
from time import sleep
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from palermo import version
from palermo.client._errors import HubError, relayed

SCHEMES = ("http", "https")
AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""What a server says when it may answer later."""

FIRST_WAIT = 0.5
"""Seconds before the first of several tries; each further wait is twice as long."""
LONGEST_WAIT = 60.0
"""Seconds. A server that wants longer is told of to whoever asked, who can decide better than a program."""
MOST_BYTES = 128_000_000
"""Of an answer's table, a million rows. Files of a release have a size of their own that is known before."""
MOST_JSON_BYTES = 16_000_000
"""Of what is said as JSON, ten times the largest codebook: as Python's values it takes up to twenty times as much."""
MOST_ERROR_BYTES = 64_000
FIRST_ERROR = 400
CHUNK = 1 << 16

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Transport:
    """A way to ask one hub. address: without a stroke at its end. timeout: seconds. tries: of each request."""

    address: str
    timeout: float
    tries: int

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in SCHEMES or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise HubError("hub.no_hub", place=self.address[:200], reason="it is no address of a website.")

    def get(self, path: str, fields: Fields = (), *, most: int = MOST_BYTES) -> bytes:
        """The body of an answer. Raises HubError where there is none, or one of more bytes than `most`, unpacked."""
        parts, size = [], 0
        for part in self.stream(path, fields, packed=True):
            size += len(part)
            if size > most:
                raise HubError("hub.no_hub", place=self.address, reason=f"its answer has more than {most:,} bytes.")
            parts.append(part)
        return b"".join(parts)

    def stream(self, path: str, fields: Fields = (), *, packed: bool = False) -> Iterator[bytes]:
        """The body of an answer, in parts as they come. packed: whether it may come compressed. Raises HubError."""
        address = f"{self.address}{path}" + (f"?{urlencode(fields, quote_via=quote)}" if fields else "")
        with self._tried(address, packed) as response:
            if response.headers.get("Content-Encoding", "") == "gzip":
                yield from self._unpacked(response)
                return
            while chunk := self._read(response):
                yield chunk

    def _unpacked(self, response: HTTPResponse) -> Iterator[bytes]:
        """What comes compressed, in parts no larger than those that are read."""
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            while chunk := self._read(response):
                part = unpacking.decompress(chunk, CHUNK)
                while part:
                    yield part
                    part = unpacking.decompress(unpacking.unconsumed_tail, CHUNK)
            is_whole = unpacking.eof
        except zlib.error:
            is_whole = False
        if not is_whole:
            reason = "its answer is packed in a way that cannot be read."
            raise HubError("hub.no_hub", place=self.address, reason=reason)

    def _read(self, response: HTTPResponse) -> bytes:
        try:
            return response.read(CHUNK)
        except (OSError, HTTPException) as error:
            raise HubError("hub.unreachable", place=self.address, reason=_reason(error)) from error

    def _tried(self, address: str, packed: bool) -> HTTPResponse:
        headers = {"User-Agent": f"palermo/{version()}", "Accept-Encoding": "gzip" if packed else "identity"}
        for tried in range(1, self.tries + 1):
            wait = FIRST_WAIT * 2 ** (tried - 1)
            try:
                found: HTTPResponse = _opener(self.address).open(Request(address, headers=headers), None, self.timeout)  # noqa: S310
            except HTTPError as error:
                with error:
                    fault = self._fault(error)
                asked = _retry_after(error.headers.get("Retry-After", "").strip())
                if error.code not in AGAIN or tried == self.tries or (asked or 0) > LONGEST_WAIT:
                    raise fault from None
                wait = wait if asked is None else asked
            except (OSError, HTTPException) as error:  # URLError is an OSError
                if tried == self.tries:
                    raise HubError("hub.unreachable", place=self.address, reason=_reason(error)) from error
            else:
                return found
            sleep(min(wait, LONGEST_WAIT))
        raise AssertionError("each try returns or raises")

    def _fault(self, error: HTTPError) -> HubError:
        """What a server says is wrong."""
        if error.code < FIRST_ERROR:  # to no website, or round in a circle
            target = error.headers.get("Location", "")[:200]
            return HubError("hub.leads_elsewhere", place=self.address, target=target)
        body = error.read(MOST_ERROR_BYTES)
        if error.headers.get("Content-Encoding", "") == "gzip":
            try:
                body = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, MOST_ERROR_BYTES)
            except zlib.error:
                body = b""
        return relayed(error.code, body, self.address)


class _SameHost(HTTPRedirectHandler):
    """Follows a hub to another of its pages, and to no other host or scheme."""

    def __init__(self, address: str) -> None:
        self._address = address

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The request that takes its place. Raises HubError where it would go elsewhere."""
        if _origin(newurl) != _origin(self._address):
            fp.close()
            raise HubError("hub.leads_elsewhere", place=self._address, target=newurl[:200])
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(address: str) -> OpenerDirector:
    """What opens addresses: HTTP alone, no files and nothing else that urllib knows."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _SameHost(address),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def _retry_after(text: str) -> float | None:
    """How many seconds a server wants to be left alone, as it says in seconds or as a date; None where it does not."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _reason(error: OSError | HTTPException) -> str:
    """Why nothing came, as a sentence."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "it does not answer in time."
    if isinstance(cause, socket.gaierror):
        return "there is no host of that name."
    return f"{str(cause).rstrip('.') or type(cause).__name__}."
