"""Take a release from a hub: each file compared with the signed manifest, the folder there whole or not at all."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from palermo.client._errors import HubError
from palermo.client._http import Transport
from palermo.errors import InputError, ReleaseError
from palermo.release import MANIFEST, FileEntry, Release, open_release

Told = Callable[[str, int, int], None]
"""Told which file comes, how many bytes of all files are there, and how many there are."""

MOST_MANIFEST_BYTES = 50_000_000
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What a release may be called: a plain name, never a path."""


def download(transport: Transport, id: str, to: Path, *, fingerprint: str, told: Told) -> Path:
    """The folder of a release, downloaded into `to` and verified.

    What came whole before an interruption is not asked for again: it waits in a hidden folder beside.

    Raises ReleaseError when the release is not as it was signed, HubError when the hub does not have it or when it is
    signed with another key, InputError when something else stands where it should be.
    """
    wanted = re.sub(r"[\s:]", "", fingerprint).lower()
    if not PLAIN.fullmatch(id):
        raise HubError("hub.no_hub", place=transport.address, reason="it names a release by a path.")
    target = to / id
    if target.exists():
        return _already(target, wanted)
    parts = to / f".{id}.part"
    try:
        parts.mkdir(parents=True, exist_ok=True)
        _fetch(transport, id, MANIFEST, parts / MANIFEST, most=MOST_MANIFEST_BYTES)
        named = _named(parts, id)
        _check_key(named, wanted, parts)
        _fetch_all(transport, named, parts, told)
        open_release(parts)
        parts.rename(target)
    except ReleaseError:
        shutil.rmtree(parts, ignore_errors=True)  # nothing of it is to be trusted, also at the next try
        raise
    except OSError as error:
        reason = f"{error.strerror or error}."
        raise InputError("file.unwritable", place=str(target), reason=reason, hint="Name another folder.") from error
    return target


def _named(parts: Path, id: str) -> Release:
    """The release whose manifest came; its files are still to come. Raises ReleaseError when it is another one's."""
    found = open_release(parts, check=False)
    if found.id != id:
        raise ReleaseError("release.tampered", place=str(parts), reason=f"its manifest is that of {found.id}.")
    return found


def _already(target: Path, wanted: str) -> Path:
    """The folder that is there, where it is a whole release by the key that is wanted."""
    try:
        found = open_release(target)
    except ReleaseError as error:
        hint = "Take it away, or name another folder."
        reason = "something else is there, or a release that was changed."
        raise InputError("file.unwritable", place=str(target), reason=reason, hint=hint) from error
    _check_key(found, wanted, target)
    return target


def _check_key(release: Release, wanted: str, place: Path) -> None:
    found = release.manifest.key.fingerprint
    if wanted and found.lower() != wanted:
        raise HubError("hub.other_key", place=str(place), found=found, wanted=wanted[:80])


def _fetch_all(transport: Transport, release: Release, parts: Path, told: Told) -> None:
    files = release.manifest.files
    everything = sum(entry.bytes for entry in files)
    for left_over in set(parts.iterdir()) - {parts / name for name in (MANIFEST, *(entry.name for entry in files))}:
        left_over.unlink()
    done = 0
    for entry in files:
        told(entry.name, done, everything)
        path = parts / entry.name
        if not _is_whole(path, entry):
            before = done

            def so_far(size: int, name: str = entry.name, before: int = before) -> None:
                told(name, before + size, everything)

            _fetch(transport, release.id, entry.name, path, most=entry.bytes, so_far=so_far)
        if not _is_whole(path, entry):
            reason = f"{entry.name} is not what the signed manifest says."
            raise ReleaseError("release.tampered", place=f"{transport.address}, {release.id}", reason=reason)
        done += entry.bytes
        told(entry.name, done, everything)


def _fetch(
    transport: Transport,
    id: str,
    name: str,
    path: Path,
    *,
    most: int,
    so_far: Callable[[int], None] = lambda size: None,
) -> None:
    """One file, into a name of its own until it is there. Raises ReleaseError when it is longer than it may be."""
    partial = path.with_name(f".{path.name}")
    size = 0
    with partial.open("wb") as file:
        for chunk in transport.stream(f"/releases/{id}/{name}"):
            size += len(chunk)
            if size > most:
                reason = f"{name} is longer than {most:,} bytes."
                raise ReleaseError("release.tampered", place=f"{transport.address}, {id}", reason=reason)
            file.write(chunk)
            so_far(size)
    partial.replace(path)


def _is_whole(path: Path, entry: FileEntry) -> bool:
    if not path.is_file() or path.stat().st_size != entry.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
