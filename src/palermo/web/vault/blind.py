"""Blind indexes: what lets a sealed value be found again without being opened.

A token is a keyed digest of a word: equal words of one organisation have equal tokens, and without the key nothing can
be said of the word. Who reads the table sees which rows share a word and how often, and nothing else; the index of each
kind of word is apart, so that a family name that is also a place does not show.
"""

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from palermo.web.vault import ring
from palermo.web.vault.models import Purpose

TOKEN_BYTES = 12
"""Of the digest that are kept: two different words of a million have the same one with a chance of 10⁻¹⁷."""


def blind(owner: UUID, kind: str, words: Iterable[str]) -> list[bytes]:
    """The token of each word, in their order, as it is kept. owner: whose index. kind: what words, such as `name`."""
    return _tokens(ring.current(owner, Purpose.INDEX)[1], kind, list(words))


def sought(owner: UUID, words: Iterable[tuple[str, str]]) -> list[list[bytes]]:
    """For each word, with its kind before it, the tokens that it may have been kept under, to be asked for by `__in`.

    It is one, and while the index's key is changed a few: some rows have the new token already, and some have not.
    """
    keys = ring.living(owner, Purpose.INDEX)
    return [[_tokens(key, kind, [word])[0] for key in keys] for kind, word in words]


def _tokens(key: bytes, kind: str, words: Sequence[str]) -> list[bytes]:
    named = kind.encode()
    start = hmac.new(key, b"palermo:1:" + len(named).to_bytes(2, "big") + named, sha256)
    tokens = []
    for word in words:
        digest = start.copy()
        digest.update(word.encode())
        tokens.append(digest.digest()[:TOKEN_BYTES])
    return tokens
