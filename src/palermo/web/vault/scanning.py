"""A malware scanner, where there is one: clamd, spoken to in its own words over a socket.

What is scanned goes to the scanner in the clear. A socket of this machine is the place for it.
"""

import socket
from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

from palermo.errors import InputError, SettingsError

PLACE = "PALERMO_CASEWORK_CLAMD"
SECONDS = 60.0
"""How long the scanner may take for each step."""

ANSWER_BYTES = 4096


class Scan(StrEnum):
    """What is known of a file. Found malware is not a state: such a file is not kept."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


def scan(pieces: Iterable[bytes]) -> Scan:
    """Have a file scanned, where a scanner is set.

    Raises InputError when the scanner finds something, SettingsError when it does not answer: where a scanner is set,
    nothing passes by it.
    """
    from django.conf import settings

    if not settings.VAULT_CLAMD:
        return Scan.NOT_SCANNED
    answer = _asked(settings.VAULT_CLAMD, b"zINSTREAM\0", chain(_framed(pieces), [bytes(4)]))
    if answer.endswith("FOUND"):
        name = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        raise InputError("file.malware", name=name[:100])
    if not answer.endswith("OK"):
        raise SettingsError("settings.scanner", place=PLACE, reason=f"it answered {answer[:100]!r}.")
    return Scan.CLEAN


def answers(address: str) -> bool:
    """Whether a scanner listens there."""
    try:
        return _asked(address, b"zPING\0", ()) == "PONG"
    except SettingsError:
        return False


def _framed(pieces: Iterable[bytes]) -> Iterable[bytes]:
    for piece in pieces:
        if piece:  # an empty one would say that this was all
            yield len(piece).to_bytes(4, "big")
            yield piece


def _asked(address: str, command: bytes, more: Iterable[bytes]) -> str:
    try:
        with _connected(address) as asked:
            asked.sendall(command)
            try:
                for piece in more:
                    asked.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it had enough before the end, and has said why
            answer = _heard(asked)
    except (OSError, ValueError) as error:
        raise SettingsError("settings.scanner", place=PLACE, reason=f"{_said(error)}.") from None
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _heard(asked: socket.socket) -> bytes:
    """All that is answered. That it hung up is told once, before what it said until then can be read."""
    answer, hung_up = b"", False
    while len(answer) < ANSWER_BYTES:
        try:
            got = asked.recv(ANSWER_BYTES)
        except ConnectionResetError:
            if hung_up:
                raise
            hung_up = True
            continue
        if not got:
            break
        answer += got
    return answer


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(SECONDS)
        try:
            found.connect(address.removeprefix("unix:"))
        except OSError:
            found.close()
            raise
        return found
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _said(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__).lower()
