"""Taking a file in: looked into, scanned, stripped of what tells of its maker, sealed and kept, in this order."""

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from palermo.web.vault.files import Kept, keep
from palermo.web.vault.kinds import Kind, looked_at
from palermo.web.vault.scanning import Scan, scan


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in. name: as it was given, made safe: it may name a person, so seal it."""

    kept: Kept
    kind: Kind
    name: str
    scan: Scan


def take(owner: UUID, file: BinaryIO, name: str) -> Taken:
    """Take a file in. Raises InputError and SettingsError; then nothing is left of it.

    file: an upload on the disk, or BytesIO. The row that names it is the caller's; where that is undone, remove it.
    """
    with looked_at(file, name) as found:
        scanned = scan(found.whole())
        return Taken(keep(owner, found.pieces()), found.kind, found.name, scanned)
