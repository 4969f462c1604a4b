"""Who asks: an address, as far as it is needed to be fair to others, and never in a form that could be read back."""

import os
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from wsgiref.types import WSGIEnvironment

NETWORK = 64
"""Bits of an IPv6 address that are one household's or office's; it chooses the others as it likes."""

DIGEST = 12
"""Bytes of an address's digest: enough to tell thousands of readers apart."""

Address = IPv4Address | IPv6Address


def address_of(environ: WSGIEnvironment, proxies: int) -> Address | None:
    """The address that a request came from; None where it cannot be told.

    proxies: how many stand before the hub. Each adds the address that it was asked from at the end of the header
    X-Forwarded-For, so the reader's is as many places from its end; what stands before that anybody can write.
    """
    if proxies:
        told = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(told) >= proxies:
            return _read(told[-proxies])
    return _read(environ.get("REMOTE_ADDR", ""))


def is_near(address: Address) -> bool:
    """Whether an address is this machine's or of a network of one's own, as that of a proxy nobody declared."""
    return not address.is_global


class Names:
    """Names for addresses that mean nothing elsewhere: made with a secret of this process, which nobody can learn."""

    def __init__(self) -> None:
        self._salt = os.urandom(32)

    def of(self, address: Address) -> bytes:
        """The name of an address; of a whole network where its addresses are one reader's to choose."""
        if isinstance(address, IPv6Address):
            network = ip_network((address, NETWORK), strict=False)
            return self._digest(network.network_address.packed)
        return self._digest(address.packed)

    def _digest(self, data: bytes) -> bytes:
        return blake2b(data, key=self._salt, digest_size=DIGEST).digest()


def _read(text: str) -> Address | None:
    """An address as servers and proxies write it: with a port and brackets, or without; in IPv6, or as IPv4 in it.

    >>> _read("192.0.2.7:4711"), _read("[2001:db8::1]:80"), _read("::ffff:192.0.2.7"), _read("unknown")
    (IPv4Address('192.0.2.7'), IPv6Address('2001:db8::1'), IPv4Address('192.0.2.7'), None)
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
