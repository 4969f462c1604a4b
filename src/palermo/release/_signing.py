"""Signatures: who published these bytes.

Ed25519 (RFC 8032) through the cryptography package. The public key stands in the manifest, so anyone can see that
nothing was changed after signing; whose key it is, a reader learns only by comparing its fingerprint with one that
the publisher made known elsewhere.
"""

import base64
import binascii
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from palermo.errors import ReleaseError
from palermo.release._manifest import PublicKey

ALGORITHM = "Ed25519"
PRIVATE_MODE = 0o600
OTHERS = 0o077


def raw_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def describe(key: Ed25519PublicKey) -> PublicKey:
    """A public key as the manifest holds it."""
    raw = raw_bytes(key)
    return PublicKey(ALGORITHM, base64.b64encode(raw).decode(), hashlib.sha256(raw).hexdigest())


def sign(data: bytes, key: Ed25519PrivateKey) -> str:
    """The signature of some bytes, in base64. The same bytes and key always give the same signature."""
    return base64.b64encode(key.sign(data)).decode()


def fault_of(data: bytes, signature: str, described: PublicKey) -> str:
    """What is wrong with a signature, as a sentence; empty when it holds."""
    try:
        raw = base64.b64decode(described.public_key, validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw)
        given = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return "its key or its signature is not one."
    if base64.b64encode(given).decode() != signature:
        return "its signature is spelt in another way."  # base64 has spare bits that decoding ignores
    if described.algorithm != ALGORITHM or hashlib.sha256(raw).hexdigest() != described.fingerprint:
        return "the fingerprint is not that of the key."
    try:
        key.verify(given, data)
    except InvalidSignature:
        return "the signature does not fit the manifest."
    return ""


def make_key(path: Path) -> Ed25519PrivateKey:
    """Make a private key at `path`, readable by its owner alone, and its public key beside it (`.pub`).

    Raises ReleaseError when there is one already: a key that is replaced makes new releases look like a stranger's.
    """
    key = Ed25519PrivateKey.generate()
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = path.with_name(path.name + ".pub")
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return key


def write_secret(path: Path, data: bytes) -> None:
    """Write a secret into a new file that its owner alone may read. Raises ReleaseError when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    except FileExistsError as error:
        raise ReleaseError(
            "release.key_unreadable",
            place=str(path),
            reason="there is a file of this name already.",
            remedy="Use that key, or name another file.",
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def read_secret(path: Path) -> bytes:
    """A secret, spaces around it aside. Raises ReleaseError when it is not there, or when others may read it."""
    if not path.is_file():
        raise ReleaseError(
            "release.key_unreadable",
            place=str(path),
            reason="there is no such file.",
            remedy="Make it with palermo publish --make-keys, or correct its name in the specification.",
        )
    if os.name == "posix" and path.stat().st_mode & OTHERS:
        raise ReleaseError("release.key_exposed", place=str(path))
    return path.read_bytes().strip()


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises ReleaseError when it is not one, or when others may read it."""
    data = read_secret(path)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise _not_a_key(path, "private") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_a_key(path, "private")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises ReleaseError when it is not one."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _not_a_key(path, "public") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _not_a_key(path, "public")
    return key


def _not_a_key(path: Path, kind: str) -> ReleaseError:
    return ReleaseError(
        "release.key_unreadable",
        place=str(path),
        reason=f"it is not an unencrypted Ed25519 {kind} key in a PEM file.",
        remedy="Name a key that palermo publish --make-keys made.",
    )
