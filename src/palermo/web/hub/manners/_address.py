"""Who asks: an address, as far as it is needed to be fair to others, and never in a form that could be read back."""

import os
import time
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from wsgiref.types import WSGIEnvironment

NETWORK = 8
"""Bytes of an IPv6 address that are one household's or office's (/64); the others it chooses as it likes."""

DIGEST = 12
"""Bytes of an address's digest: enough to tell thousands of readers apart."""

MINUTE = 60.0
MOST_KNOWN = 20_000
"""Addresses whose names are known at a time, for at most a minute: so that a busy reader's is read once."""

FORWARDED = "X-Forwarded-For"
"""The header in which proxies usually write whom they were asked by."""

Address = IPv4Address | IPv6Address


class Readers:
    """Names for those who ask, which mean nothing elsewhere: made with a secret of this process, which nobody learns.

    proxies: how many stand before the hub. Each adds the address that it was asked from at the end of a header, so the
    reader's is as many places from its end; what stands before that anybody can write. header: which one.
    """

    def __init__(self, proxies: int, *, header: str = FORWARDED, clock: Callable[[], float] = time.monotonic) -> None:
        self._proxies = proxies
        self._header = header
        self._clock = clock
        self._salt = os.urandom(32)
        self._known: dict[bytes, bytes | None] = {}
        self._turned = clock()

    def name(self, environ: WSGIEnvironment) -> bytes | None:
        """The name of whoever asks; None where it cannot be told, or is not to be: see `_name`."""
        text = address_of(environ, self._proxies, self._header)
        told = self._digest(text.encode("utf-8", "replace"))
        known = self._known
        if told in known and self._clock() - self._turned < MINUTE:
            return known[told]
        if len(known) >= MOST_KNOWN or self._clock() - self._turned >= MINUTE:
            self._known, self._turned = {}, self._clock()
        found = self._known[told] = self._name(text)
        return found

    def _name(self, text: str) -> bytes | None:
        """The name of an address; of a whole network where its addresses are one reader's to choose.

        Where no proxy was declared, addresses of this machine and of networks of one's own have none: they are a
        proxy's all the same, and all its readers would share one name.
        """
        address = read_address(text)
        if address is None or (not self._proxies and not address.is_global):
            return None
        return self._digest(address.packed[:NETWORK] if isinstance(address, IPv6Address) else address.packed)

    def _digest(self, data: bytes) -> bytes:
        return blake2b(data, key=self._salt, digest_size=DIGEST).digest()


def address_of(environ: WSGIEnvironment, proxies: int, header: str = FORWARDED) -> str:
    """The address that a request came from, as the server or the proxies write it.

    A server gives one name to `X-Forwarded-For` and `X_Forwarded_For` (CGI), and the value of whichever it saw last:
    what a reader writes into the latter cannot be told from what the proxy wrote. So either the proxy lets no header
    with `_` pass, or it writes into one without `-`, which has no other spelling.
    """
    if proxies:
        name = f"HTTP_{header.upper().replace('-', '_')}"
        told = [part.strip() for part in environ.get(name, "").split(",") if part.strip()]
        if len(told) >= proxies:
            return str(told[-proxies])
    return str(environ.get("REMOTE_ADDR", ""))


def read_address(text: str) -> Address | None:
    """An address, with a port and brackets or without, in IPv6 or as IPv4 in it; None where it is none.

    >>> read_address("192.0.2.7:4711"), read_address("[2001:db8::1]:80")
    (IPv4Address('192.0.2.7'), IPv6Address('2001:db8::1'))
    >>> read_address("::ffff:192.0.2.7"), read_address("unknown")
    (IPv4Address('192.0.2.7'), None)
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
