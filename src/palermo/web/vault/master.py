"""The master key: what wraps the keys of the organisations. It is in a file, or in a key management service."""

import base64
import binascii
import hmac
import secrets
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.errors import SettingsError

PLACE = "PALERMO_CASEWORK_MASTER_KEY"
PREFIX = "palermo-master-key-1"
KEY_BYTES = 32
NONCE_BYTES = 12
CONTEXT = b"palermo:wrapped-key:1"
"""What a wrapped key is bound to, so that no other ciphertext can stand in its place."""

USE_BYTES = 16
"""Of the digest of a key's use that are wrapped with it: a wrapped key that was put where another belongs is found,
also where a program wraps that knows nothing of uses."""

COMMAND_SECONDS = 20


class Wrapper(Protocol):
    """What can wrap a key and unwrap it again: the key in a file, or a program that asks a service."""

    @property
    def name(self) -> str:
        """Which wrapper it is, as it stands beside a wrapped key."""

    def wrap(self, key: bytes) -> bytes:
        """A key as it may be kept in the database."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. Raises SettingsError when this wrapper did not wrap it."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Master keys as text: the current one wraps, and all of them unwrap.

    >>> keys = MasterKeys.read(new_line())
    >>> keys.unwrap(keys.wrap(b"k" * 32)) == b"k" * 32
    True
    """

    keys: Sequence[bytes] = field(repr=False)

    @classmethod
    def read(cls, text: str) -> "MasterKeys":
        """Keys from the lines of a file, the current one first. Raises SettingsError for what is no key."""
        found = []
        for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
            try:
                prefix, encoded = line.split()
                key = base64.b64decode(encoded, validate=True)
            except (ValueError, binascii.Error):
                prefix, key = "", b""
            if prefix != PREFIX or len(key) != KEY_BYTES:
                reason = f"line {number} is no line of `palermo casework init`."
                raise SettingsError("settings.unusable", place=PLACE, reason=reason)
            found.append(key)
        if not found:
            raise SettingsError("settings.unusable", place=PLACE, reason="it is empty.")
        return cls(tuple(found))

    @property
    def name(self) -> str:
        """Which key wraps: the beginning of its digest, which tells nothing of it."""
        return _name(self.keys[0])

    def wrap(self, key: bytes) -> bytes:
        """A key as it may be kept in the database."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, key, CONTEXT)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. Raises SettingsError when none of these keys wrapped it."""
        for each in self.keys if len(wrapped) > NONCE_BYTES else ():
            try:
                return AESGCM(each).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], CONTEXT)
            except InvalidTag:
                continue
        raise SettingsError("settings.wrong_master_key", place=PLACE)


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """A program that wraps and unwraps, such as the command line of a key management service."""

    command: str

    @property
    def name(self) -> str:
        """Which wrapper wrapped a key."""
        return "command"

    def wrap(self, key: bytes) -> bytes:
        """A key as it may be kept in the database."""
        return self._asked("wrap", key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. Raises SettingsError when the program does not give it."""
        return self._asked("unwrap", wrapped)

    def _asked(self, verb: str, value: bytes) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own setting
                [*shlex.split(self.command), verb],
                input=base64.b64encode(value),
                capture_output=True,
                timeout=COMMAND_SECONDS,
                check=True,
            )
            return base64.b64decode(done.stdout.strip(), validate=True)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            reason = f"`{verb}` failed ({type(error).__name__})."
            raise SettingsError("settings.unusable", place="PALERMO_CASEWORK_KEY_COMMAND", reason=reason) from None


def new_line() -> str:
    """A new master key, as a line of its file."""
    return f"{PREFIX} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


@cache
def wrapper() -> Wrapper:
    """What wraps the keys of this process, as the settings say."""
    from django.conf import settings

    if settings.VAULT_KEY_COMMAND:
        return KeyCommand(settings.VAULT_KEY_COMMAND)
    return MasterKeys.read(settings.VAULT_MASTER_KEY)


def wrap_for(use: bytes, key: bytes) -> bytes:
    """A key as it may be kept, bound to what it is for."""
    return wrapper().wrap(key + _use(use))


def unwrap_for(use: bytes, wrapped: bytes) -> bytes:
    """The key again. Raises SettingsError when another master key wrapped it, or it was wrapped for another use."""
    key = wrapper().unwrap(wrapped)
    if len(key) != KEY_BYTES + USE_BYTES or not hmac.compare_digest(key[KEY_BYTES:], _use(use)):
        raise SettingsError("settings.moved_key")
    return key[:KEY_BYTES]


def _use(use: bytes) -> bytes:
    return sha256(b"palermo:use:1:" + use).digest()[:USE_BYTES]


def _name(key: bytes) -> str:
    return sha256(b"palermo:name:" + key).hexdigest()[:12]
