"""Secrets that are shown once and kept as a digest: the links of invitations, and tokens."""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

SECRET_BYTES = 24


def new_secret(kind: str) -> tuple[str, bytes]:
    """A secret, and the digest under which it is kept. kind: what it is for; a secret of one kind is none of another.

    >>> secret, digest = new_secret("token")
    >>> is_secret("token", secret, digest), is_secret("invitation", secret, digest)
    (True, False)
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, _digest(kind, secret)


def is_secret(kind: str, secret: str, digest: bytes | memoryview) -> bool:
    """Whether this is the secret that was kept so. It takes as long for a wrong one."""
    return hmac.compare_digest(bytes(digest), _digest(kind, secret))


def written(number: UUID, secret: str) -> str:
    """A secret with the number of its row, as it is handed over."""
    return f"{number}.{secret}"


def read(text: str) -> tuple[UUID, str] | None:
    """The number and the secret of what was handed over; None for what is neither.

    >>> read("no.secret") is None
    True
    """
    number, _dot, secret = text.partition(".")
    try:
        return UUID(number), secret
    except ValueError:
        return None


def _digest(kind: str, secret: str) -> bytes:
    return sha256(f"palermo:{kind}:{secret}".encode()).digest()
