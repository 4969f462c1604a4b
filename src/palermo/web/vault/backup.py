"""One file that holds an installation: all tables and all files, encrypted, in one moment.

It begins in the clear with its form, the name of the master key, and a key wrapped by that; what follows is sealed in
pieces (`stream`) and is made of `parts`: `tables/NAME`, a line of JSON a row; `files/XX/UUID`, as they are kept; and
last `manifest`, the counts and digests of all. What is sealed in a table or file stays so. Without the master key it is
useless, and with it no other secret is needed.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from palermo.errors import InputError, SettingsError
from palermo.web.vault import files, rowwise, stream
from palermo.web.vault.master import unwrap_for, wrap_for, wrapper
from palermo.web.vault.models import DataKey
from palermo.web.vault.parts import Reader, Unreadable, lines_in, part

FORM = b"palermo-backup-1\n"
USE = b"backup"
KEY_BYTES = 32
MANIFEST = "manifest"
LENGTH_BYTES = 2

Progress = Callable[[str, int, int | None], None]
Table = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup holds: rows by table, and files; with their digests. migrations: what made its tables."""

    tables: dict[str, Table]
    files: dict[str, str]
    migrations: list[str]
    version: str

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(int(table["rows"]) for table in self.tables.values())


def silent(what: str, done: int, total: int | None) -> None:
    """Show nothing."""


def write(out: Path, *, progress: Progress = silent) -> Told:
    """Back up this installation. People may work meanwhile; what they do then is not in it.

    Raises InputError when the file is there already or cannot be written, SettingsError when the disk is full, or when
    keys of files are being changed: then nothing is left.
    """
    if out.exists():
        raise InputError("file.backup_there", place=str(out))
    key, told = secrets.token_bytes(KEY_BYTES), Told({}, {}, rowwise.migrations(), _version())
    beside = out.with_name(out.name + files.UNFINISHED)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_head(wrap_for(USE, key)))
            for piece in stream.sealed(_content(told, progress), key=key, bound=FORM):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, out)
    except OSError as error:
        reason = f"{str(error.strerror).lower()}."
        if error.errno in files.FULL:
            raise SettingsError("settings.disk_full", place=str(out), reason=reason) from None
        hint = "Name another place for the backup."
        raise InputError("file.unwritable", place=str(out), reason=reason, hint=hint) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return told


def read(backup: Path, *, progress: Progress = silent) -> Told:
    """Look through a backup without restoring it: it opens, is whole, and holds what it says. Raises InputError."""
    with trusted(backup):
        return _read(backup, progress)


def _read(backup: Path, progress: Progress) -> Told:
    found, manifest = Told({}, {}, [], ""), None
    for done, (name, blocks) in enumerate(parts(backup), start=1):
        if manifest is not None:
            raise damaged(backup, "something stands behind its end")
        if name == MANIFEST:
            manifest = json.loads(b"".join(blocks))
        elif name.startswith("tables/"):
            total = rowwise.Sum()
            for line in lines_in(blocks):
                total.add(line)
            found.tables[name.removeprefix("tables/")] = total.told
        else:
            found.files[name.removeprefix("files/")] = _digest(blocks)
        progress("Looking through the backup", done, None)
    if manifest is None or (manifest["tables"], manifest["files"]) != (found.tables, found.files):
        raise damaged(backup, "it does not hold what it says")
    return Told(**manifest)


def parts(backup: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The parts of a backup, each read before the next. Raises InputError for one that cannot be trusted."""
    try:
        file: BinaryIO = backup.open("rb")
    except OSError:
        raise InputError("file.not_found", place=str(backup)) from None
    with file:
        key = _key(backup, file)
        with trusted(backup):
            for name, blocks in Reader(stream.opened(file, key=key, bound=FORM)):
                if not _known(name):
                    raise damaged(backup, "it holds what belongs in no backup")
                yield name, blocks


@contextmanager
def trusted(backup: Path) -> Iterator[None]:
    """Say that a backup cannot be trusted where something of it cannot be read: whoever reads parts does it inside."""
    try:
        yield
    except (stream.NotWhole, Unreadable):
        raise damaged(backup, "it was changed or cut off") from None


def damaged(backup: Path, reason: str) -> InputError:
    """What is said of a backup that cannot be trusted."""
    return InputError("file.backup_damaged", place=str(backup), reason=f"{reason}.")


def _content(told: Told, progress: Progress) -> Iterator[bytes]:
    """What is sealed, in pieces; what it holds is noted on the way."""
    with rowwise.snapshot():
        tables = rowwise.tables()
        for done, model in enumerate(tables):
            progress("Tables", done, len(tables))
            name, total = model._meta.db_table, rowwise.Sum()
            yield from part(f"tables/{name}", total.counting(rowwise.lines_of(model)))
            told.tables[name] = total.told
        keys = set(DataKey.objects.values_list("pk", flat=True))
    for done, id in enumerate(files.all_ids()):
        progress("Files", done, None)
        with suppress(FileNotFoundError), files.place_of(id).open("rb") as file:  # it may have been deleted meanwhile
            if _number(id) not in keys:
                raise SettingsError("settings.keys_changing")
            name, digest = files.order_of(id), sha256()
            yield from part(f"files/{name}", _counting(file, digest))
            told.files[name] = digest.hexdigest()
    yield from part(MANIFEST, [json.dumps(asdict(told)).encode()])


def _number(id: UUID) -> int:
    try:
        return files.key_number(id)
    except SettingsError as error:
        if error.key == "settings.no_file":
            raise FileNotFoundError from None
        raise


def _counting(file: BinaryIO, digest: Any) -> Iterator[bytes]:
    while piece := file.read(files.COPIED_BYTES):
        digest.update(piece)
        yield piece


def _digest(blocks: Iterator[bytes]) -> str:
    digest = sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def _known(name: str) -> bool:
    kind, _, rest = name.partition("/")
    if kind == "files":
        try:
            return files.order_of(UUID(rest[3:])) == rest
        except ValueError:
            return False
    return name == MANIFEST or (kind == "tables" and rest.isidentifier())


def _head(wrapped: bytes) -> bytes:
    name = wrapper().name.encode()
    return FORM + b"".join(len(each).to_bytes(LENGTH_BYTES, "big") + each for each in (name, wrapped))


def _key(backup: Path, file: BinaryIO) -> bytes:
    if file.read(len(FORM)) != FORM:
        raise damaged(backup, "it is no backup of this kind")
    _name, wrapped = (file.read(int.from_bytes(file.read(LENGTH_BYTES), "big")) for _ in range(2))
    return unwrap_for(USE, wrapped)


def _version() -> str:
    from palermo import version

    return version()
