"""Bytes sealed and opened: AES-256-GCM, bound to where they stand.

A ciphertext is one byte for its form, four for the number of its key, twelve for its nonce, then what AES-GCM made.
What it is bound to (the table, the field, the row) is not in it: moved to another row or field it does not open.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.errors import SettingsError
from palermo.web.vault import ring
from palermo.web.vault.models import Purpose

FORM = b"\x01"
HEAD_BYTES = 5
NONCE_BYTES = 12
PAD_BYTES = 32
"""Short values are filled up to a multiple of this, so that the length of a name does not tell it."""

LENGTH_BYTES = 4


def seal(plain: bytes, *, owner: UUID, place: str) -> bytes:
    """A ciphertext of bytes. owner: whose key. place: what it is bound to, such as `accounts.user.name.<row>`."""
    number, key = ring.current(owner, Purpose.RECORDS)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORM + number.to_bytes(4, "big") + nonce + AESGCM(key).encrypt(nonce, _padded(plain), _bound(owner, place))


def unseal(sealed: bytes, *, owner: UUID, place: str) -> bytes:
    """The bytes again. Raises SettingsError when they were changed, moved, or sealed by another's key."""
    if sealed[:1] != FORM or len(sealed) < HEAD_BYTES + NONCE_BYTES:
        raise SettingsError("settings.not_sealed", place=_table(place))
    key = ring.by_number(key_number(sealed), owner)
    start = HEAD_BYTES + NONCE_BYTES
    try:
        padded = AESGCM(key).decrypt(sealed[HEAD_BYTES:start], sealed[start:], _bound(owner, place))
    except InvalidTag:
        raise SettingsError("settings.does_not_open", place=_table(place)) from None
    return padded[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")]


def key_number(sealed: bytes) -> int:
    """The number of the key that a ciphertext was sealed with.

    >>> key_number(FORM + (7).to_bytes(4, "big"))
    7
    """
    return int.from_bytes(sealed[1:HEAD_BYTES], "big")


def _padded(plain: bytes) -> bytes:
    filled = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    return filled + bytes(-len(filled) % PAD_BYTES)


def _bound(owner: UUID, place: str) -> bytes:
    return b"palermo:1:" + owner.bytes + place.encode()


def _table(place: str) -> str:
    """A place without its row: an error must not say whose record it is."""
    return place.rpartition(".")[0]
