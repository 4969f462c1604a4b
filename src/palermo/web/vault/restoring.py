"""Restoring a backup into an empty installation: all of it, or nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from palermo.errors import InputError
from palermo.web.vault import files, ring, rowwise
from palermo.web.vault.backup import MANIFEST, Progress, Told, damaged, parts, read, silent, trusted
from palermo.web.vault.parts import lines_in


def restore(backup: Path, *, check: Callable[[], None] = lambda: None, progress: Progress = silent) -> Told:
    """Restore a backup. Everything is looked through before anything is written, and compared afterwards.

    check: what is to be true of the restored database, or raises; then nothing was restored. Raises InputError for a
    backup that cannot be trusted or is of another version, and where the installation is not empty.
    """
    told = read(backup, progress=progress)
    if told.migrations != rowwise.migrations() or set(told.tables) != {
        each._meta.db_table for each in rowwise.tables()
    }:
        raise InputError("file.backup_of_another_version", place=str(backup), version=told.version)
    if what := [*rowwise.filled(), *("files" for _ in _first())]:
        raise InputError("file.restored_into_something", place=str(backup), what=", ".join(what))
    written: list[UUID] = []
    try:
        with transaction.atomic(durable=True), trusted(backup):
            rowwise.empty_what_migrating_made()
            _write(backup, told, written, progress)
            rowwise.set_counters()
            _compare(backup, told, progress)
            ring.forget()
            check()
    except BaseException:
        for id in written:
            files.remove(id)
        ring.forget()
        raise
    ContentType.objects.clear_cache()
    return told


def _first() -> Iterator[UUID]:
    """The first file that is there, if there is one."""
    for id in files.all_ids():
        yield id
        return


def _write(backup: Path, told: Told, written: list[UUID], progress: Progress) -> None:
    models = {model._meta.db_table: model for model in rowwise.tables()}
    total = len(told.tables) + len(told.files)
    for done, (name, blocks) in enumerate(parts(backup)):
        progress("Restoring", done, total)
        kind, _, rest = name.partition("/")
        if kind == "tables":
            rowwise.write(models[rest], lines_in(blocks))
        elif kind == "files":
            written.append(UUID(rest[3:]))
            files.put_back(written[-1], blocks)
        else:
            assert name == MANIFEST  # noqa: S101 - there is no other


def _compare(backup: Path, told: Told, progress: Progress) -> None:
    """Every table holds what the backup says, as this database tells it."""
    for done, model in enumerate(rowwise.tables()):
        progress("Comparing", done, len(told.tables))
        total = rowwise.Sum()
        for line in rowwise.lines_of(model):
            total.add(line)
        if total.told != told.tables[model._meta.db_table]:
            raise damaged(backup, f"{model._meta.db_table} is not as it was")
