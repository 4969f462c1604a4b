"""Whether an installation's vault is as it should be: keys and samples open, files can be kept, the scanner answers."""

import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from palermo.errors import UserError
from palermo.web.vault import files, scanning
from palermo.web.vault.master import unwrap_for
from palermo.web.vault.models import DataKey
from palermo.web.vault.rewrapping import wrapped_otherwise
from palermo.web.vault.walks import own_fields, sealed_models

DAY = 24 * 3600.0
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class State(StrEnum):
    """How something is. NOTE: it may be meant so."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what was found, in a sentence."""

    state: State
    what: str
    told: str


def findings() -> Iterator[Finding]:
    """Look at everything, from the keys to the scanner."""
    yield _keys()
    yield from _samples()
    yield from _folder()
    yield _scanner()


def _keys() -> Finding:
    count = 0
    try:
        for row in DataKey.objects.filter(destroyed_at=None):
            unwrap_for(row.use, bytes(row.wrapped))
            count += 1
    except UserError as error:
        return Finding(State.BAD, "keys", f"Key {row.pk}: {error.fault}")
    if others := wrapped_otherwise():
        told = f"All {count} open; {others} by an older line of the master key, which must stay until `rewrap` was run."
        return Finding(State.NOTE, "keys", told)
    return Finding(State.GOOD, "keys", f"All {count} open with the current master key.")


def _samples() -> Iterator[Finding]:
    """The first and the last row of each table with sealed fields."""
    count = 0
    for model in sealed_models():
        rows = model._base_manager.order_by("pk")
        for row in filter(None, (rows.first(), rows.last())):
            try:
                for field in own_fields(model):
                    getattr(row, field.attname)
                    count += 1
            except UserError as error:
                yield Finding(State.BAD, "records", f"{model._meta.label_lower}: {error.fault}")
    yield Finding(State.GOOD, "records", f"A sample of {count} sealed values was looked at.")


def _folder() -> Iterator[Finding]:
    folder = files.folder()
    if not folder.exists():
        yield Finding(State.NOTE, "files", f"{folder} is not there yet: it is made for the first file.")
        return
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield Finding(State.BAD, "files", f"{folder} cannot be written: {str(error.strerror).lower()}.")
        return
    if folder.stat().st_mode & OTHERS:
        yield Finding(State.BAD, "files", f"{folder} can be looked into by others: chmod 700 {folder}")
    if left := files.unfinished(DAY):
        yield Finding(State.NOTE, "files", f"{len(left)} files were never finished and can be deleted: ??/*.part")
    yield Finding(State.GOOD, "files", f"{folder} can be written.")


def _scanner() -> Finding:
    from django.conf import settings

    if not settings.VAULT_CLAMD:
        return Finding(State.NOTE, "scanner", "None is set: attachments are not scanned for malware.")
    if scanning.answers(settings.VAULT_CLAMD):
        return Finding(State.GOOD, "scanner", "It answers.")
    return Finding(State.BAD, "scanner", f"Nothing answers at {settings.VAULT_CLAMD}: no attachment is taken.")
