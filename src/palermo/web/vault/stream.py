"""Long bytes sealed in pieces (the STREAM construction): opened piece by piece, and never held as a whole.

Each piece is sealed with AES-256-GCM under a key that seals nothing else, with its place and whether it is the last one
as the nonce: pieces that were changed, left out, put in another order or cut off at the end do not open.

    Hoang, Reyhanitabar, Rogaway, Vizár (2015): Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE_BYTES = 64 * 1024
"""Of the plain bytes in each piece but the last."""

TAG_BYTES = 16


class NotWhole(Exception):
    """What was read is not what was sealed: it was changed, mixed up or cut off."""


def sealed(pieces: Iterable[bytes], *, key: bytes, bound: bytes) -> Iterator[bytes]:
    """Sealed pieces of what comes in pieces of any length. key: for this alone. bound: what it is bound to.

    >>> plain = b"a" * 70_000
    >>> sealed_bytes = b"".join(sealed([plain], key=b"k" * 32, bound=b"here"))
    >>> import io
    >>> b"".join(opened(io.BytesIO(sealed_bytes), key=b"k" * 32, bound=b"here")) == plain
    True
    """
    cipher, number, held = AESGCM(key), 0, bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE_BYTES:  # what is held back at the end is the last piece
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:PIECE_BYTES]), bound)
            del held[:PIECE_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), bound)


def opened(file: BinaryIO, *, key: bytes, bound: bytes) -> Iterator[bytes]:
    """The plain pieces of a file, from where it stands to its end. Raises NotWhole before it gives a piece that is not.

    Only who reads to the end knows that nothing is missing there.
    """
    cipher, number = AESGCM(key), 0
    piece = file.read(PIECE_BYTES + TAG_BYTES)
    while True:
        following = file.read(PIECE_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, bound)
        except InvalidTag:
            raise NotWhole from None
        if not following:
            return
        piece, number = following, number + 1


def plain_size(size: int) -> int:
    """How many plain bytes are in that many sealed ones."""
    pieces = max(1, -(-size // (PIECE_BYTES + TAG_BYTES)))
    return size - pieces * TAG_BYTES


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
