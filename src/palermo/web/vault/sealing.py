"""Bytes sealed and opened: AES-256-GCM, bound to where they stand.

A ciphertext is one byte for its form, four for the number of its key, twelve for its nonce, then what AES-GCM made.
What it is bound to (whose it is, the table, the field, the row) is not in it: moved elsewhere it does not open.

Each place has a key of its own, drawn from the organisation's: a random nonce may be used some 2³² times with one key,
and so often no field of one row is written, while all fields of an organisation together might be.
"""

import hmac
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


def seal(plain: bytes, *, owner: UUID, place: str, purpose: Purpose = Purpose.RECORDS) -> bytes:
    """A ciphertext of bytes. owner: whose key. place: what it is bound to, such as `accounts.user.name.<row>`."""
    number, key = ring.current(owner, purpose)
    nonce, bound = secrets.token_bytes(NONCE_BYTES), _bound(owner, place)
    return FORM + number.to_bytes(4, "big") + nonce + _cipher(key, bound).encrypt(nonce, _padded(plain), bound)


def unseal(sealed: bytes, *, owner: UUID, place: str, purpose: Purpose = Purpose.RECORDS) -> bytes:
    """The bytes again. Raises SettingsError when they were changed, moved, or sealed by another's key."""
    if sealed[:1] != FORM or len(sealed) < HEAD_BYTES + NONCE_BYTES:
        raise SettingsError("settings.not_sealed", place=_table(place))
    key, bound = ring.by_number(key_number(sealed), owner, purpose), _bound(owner, place)
    start = HEAD_BYTES + NONCE_BYTES
    try:
        padded = _cipher(key, bound).decrypt(sealed[HEAD_BYTES:start], sealed[start:], bound)
    except InvalidTag:
        raise SettingsError("settings.does_not_open", place=_table(place)) from None
    return padded[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")]


def key_number(sealed: bytes) -> int:
    """The number of the key that a ciphertext was sealed with.

    >>> key_number(FORM + (7).to_bytes(4, "big"))
    7
    """
    return int.from_bytes(sealed[1:HEAD_BYTES], "big")


def _cipher(key: bytes, bound: bytes) -> AESGCM:
    """The cipher of one place: one step of HKDF's second half, with what the value is bound to as its context."""
    return AESGCM(hmac.digest(key, bound + b"\x01", "sha256"))


def _padded(plain: bytes) -> bytes:
    filled = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    return filled + bytes(-len(filled) % PAD_BYTES)


def _bound(owner: UUID, place: str) -> bytes:
    return b"palermo:1:" + owner.bytes + place.encode()


def _table(place: str) -> str:
    """A place without its row: an error must not say whose record it is."""
    return place.rpartition(".")[0]
