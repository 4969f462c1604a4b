"""Files, sealed: each with a key of its own, in a folder that holds nothing else and tells nothing but sizes.

A file is a head of fixed length (its form, the number of the organisation's key, a salt, its own key wrapped) and then
its pieces (`stream`). A change of keys writes a new head before the same pieces. A file is written beside its place and
moved there when all of it is on the disk: it is there whole, or not at all.
"""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from palermo.errors import InputError, SettingsError
from palermo.web.vault import ring, stream
from palermo.web.vault.models import Purpose
from palermo.web.vault.rows import new_id

FORM = b"palermo-file-1\n"
NUMBER_BYTES = 4
SALT_BYTES = 32
KEY_BYTES = 32
TAG_BYTES = 16
HEAD_BYTES = len(FORM) + NUMBER_BYTES + SALT_BYTES + KEY_BYTES + TAG_BYTES
UNFINISHED = ".part"
COPIED_BYTES = 1 << 20

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system says when there is no more room."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept. size: of its plain bytes. digest: SHA-256 of them; it tells who has the file, so seal it."""

    id: UUID
    size: int
    digest: bytes


def keep(owner: UUID, pieces: Iterable[bytes], *, most: int | None = None) -> Kept:
    """Keep a file. owner: whose key seals it. most: bytes that it may have; by default as the settings say.

    Raises InputError when it has more (as soon as that is known), SettingsError when the disk is full. Nothing is left
    of a file that was not kept.
    """
    from django.conf import settings

    most = settings.VAULT_MOST_BYTES if most is None else most
    id, digest, size = new_id(), sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise InputError("file.too_large_to_keep", most=f"{most / 1_000_000:g}")
            digest.update(piece)
            yield piece

    number, key = ring.current(owner, Purpose.FILES)
    own = secrets.token_bytes(KEY_BYTES)
    head = _head(number, key, own, owner, id)
    _write(place_of(id), _joined(head, stream.sealed(counted(), key=own, bound=_bound(owner, id))))
    return Kept(id, size, digest.digest())


def opened(owner: UUID, id: UUID) -> Iterator[bytes]:
    """The plain bytes of a file, piece by piece. Raises SettingsError when it is not there, or not as it was kept.

    The first piece is opened at once, so that what cannot be opened is known before anything was sent.
    """
    pieces = _opened(owner, id)
    first = next(pieces)
    return _joined(first, pieces)


def size_of(id: UUID) -> int:
    """How many plain bytes a file has. Raises SettingsError when it is not there."""
    try:
        return stream.plain_size(place_of(id).stat().st_size - HEAD_BYTES)
    except FileNotFoundError:
        raise SettingsError("settings.no_file") from None


def remove(id: UUID) -> None:
    """Delete a file. One that is not there is deleted already."""
    place = place_of(id)
    with suppress(FileNotFoundError), _alone(place.parent):
        place.unlink(missing_ok=True)


def place_of(id: UUID) -> Path:
    """Where a file is: its last two digits are random, so that no folder has too many."""
    return folder() / id.hex[-2:] / str(id)


def folder() -> Path:
    """The folder of this installation's files."""
    from django.conf import settings

    return Path(settings.VAULT_FILES)


def all_ids(after: str = "") -> Iterator[UUID]:
    """Every file that is kept, in the order of `order_of`; after: those behind it. What is unfinished is none."""
    for inner in sorted(path for path in folder().glob("[0-9a-f][0-9a-f]") if path.name >= after[:2]):
        for path in sorted(inner.iterdir()):
            with suppress(ValueError):
                id = UUID(path.name)
                if order_of(id) > after:
                    yield id


def order_of(id: UUID) -> str:
    """What files are put in order by: the folder, then the name."""
    return f"{id.hex[-2:]}/{id}"


def key_number(id: UUID) -> int:
    """The number of the organisation's key that a file is kept with. Raises SettingsError when it is no kept file."""
    with _file(id) as file:
        return _split(file.read(HEAD_BYTES))[0]


def rewrap(owner: UUID, id: UUID) -> bool:
    """Wrap a file's key with the organisation's current one. Whether it was there still; its pieces are not opened."""
    if not place_of(id).exists():
        return False
    with _file(id) as file:
        own = _own_key(owner, id, file.read(HEAD_BYTES))
        number, key = ring.current(owner, Purpose.FILES)
        head = _head(number, key, own, owner, id)
        return _write(place_of(id), _joined(head, _read(file)), only_over=True)


def put_back(id: UUID, sealed_pieces: Iterable[bytes]) -> None:
    """Put a file back as it was kept, from a backup. Raises SettingsError when the disk is full."""
    _write(place_of(id), sealed_pieces)


def unfinished(older_than_seconds: float) -> list[Path]:
    """What was left of files whose writing was broken off, by the process's end say. They can be deleted."""
    import time

    before = time.time() - older_than_seconds
    return [path for path in folder().glob(f"??/*{UNFINISHED}") if path.stat().st_mtime < before]


def _opened(owner: UUID, id: UUID) -> Iterator[bytes]:
    with _file(id) as file:
        own = _own_key(owner, id, file.read(HEAD_BYTES))
        try:
            yield from stream.opened(file, key=own, bound=_bound(owner, id))
        except stream.NotWhole:
            raise SettingsError("settings.file_does_not_open") from None


def _file(id: UUID) -> BinaryIO:
    try:
        return place_of(id).open("rb")
    except FileNotFoundError:
        raise SettingsError("settings.no_file") from None


def _head(number: int, key: bytes, own: bytes, owner: UUID, id: UUID) -> bytes:
    salt = secrets.token_bytes(SALT_BYTES)
    wrapped = AESGCM(_wrapping(key, salt)).encrypt(bytes(12), own, _bound(owner, id))  # this key wraps nothing else
    return FORM + number.to_bytes(NUMBER_BYTES, "big") + salt + wrapped


def _own_key(owner: UUID, id: UUID, head: bytes) -> bytes:
    number, salt, wrapped = _split(head)
    key = ring.by_number(number, owner, Purpose.FILES)
    try:
        return AESGCM(_wrapping(key, salt)).decrypt(bytes(12), wrapped, _bound(owner, id))
    except InvalidTag:
        raise SettingsError("settings.file_does_not_open") from None


def _split(head: bytes) -> tuple[int, bytes, bytes]:
    if len(head) != HEAD_BYTES or not head.startswith(FORM):
        raise SettingsError("settings.file_does_not_open")
    rest = head[len(FORM) :]
    salt_at, key_at = NUMBER_BYTES, NUMBER_BYTES + SALT_BYTES
    return int.from_bytes(rest[:salt_at], "big"), rest[salt_at:key_at], rest[key_at:]


def _wrapping(key: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"palermo:file-key:1").derive(key)


def _bound(owner: UUID, id: UUID) -> bytes:
    return b"palermo:file:1" + owner.bytes + id.bytes


def _joined(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _read(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(COPIED_BYTES):
        yield piece


def _write(place: Path, pieces: Iterable[bytes], *, only_over: bool = False) -> bool:
    """Write a file beside its place, wait until the disk has it, and move it there. Whether it was moved.

    only_over: move it over a file that is there, and not where one was deleted meanwhile.
    """
    beside = place.with_name(f"{place.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)  # of parents that are made, mkdir leaves the mode open
        place.parent.mkdir(exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        with _alone(place.parent) as descriptor:
            if only_over and not place.exists():
                return False
            os.replace(beside, place)
            os.fsync(descriptor)  # wait until the disk knows the new name as well
    except OSError as error:
        key = "settings.disk_full" if error.errno in FULL else "settings.files_unwritable"
        raise SettingsError(key, place="PALERMO_CASEWORK_FILES", reason=f"{error.strerror}.") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return True


@contextmanager
def _alone(inner: Path) -> Iterator[int]:
    """Let nobody else move or delete files in a folder meanwhile: a file that was deleted must not come back."""
    descriptor = os.open(inner, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
