"""Blind indexes: what lets a sealed value be found again without being opened.

A token is a keyed digest of a word: equal words of one organisation have equal tokens, and without the key nothing can
be said of the word. Who reads the table sees which rows share a word and how often, and nothing else; the index of each
kind of word is apart, so that a family name that is also a place does not show.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from palermo.web.vault import ring
from palermo.web.vault.models import Purpose

TOKEN_BYTES = 12
"""Of the digest that are kept: two different words of a million have the same one with a chance of 10⁻¹⁷."""


def blind(owner: UUID, kind: str, words: Iterable[str]) -> list[bytes]:
    """The token of each word, in their order. owner: whose index. kind: what the words are, such as `name`."""
    _number, key = ring.current(owner, Purpose.INDEX)
    start = hmac.new(key, f"palermo:1:{kind}:".encode(), sha256)
    tokens = []
    for word in words:
        digest = start.copy()
        digest.update(word.encode())
        tokens.append(digest.digest()[:TOKEN_BYTES])
    return tokens
