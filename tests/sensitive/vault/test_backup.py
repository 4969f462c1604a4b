"""A backup: it holds all, opens with the master key only, and is restored whole or not at all."""

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from tests.sensitive.vault.filling import fill, found

from palermo.errors import InputError, SettingsError
from palermo.web.accounts.models import Organisation, Session, User
from palermo.web.audit.chain import faults
from palermo.web.audit.models import Entry
from palermo.web.audit.recording import record, recorded
from palermo.web.vault import backup, files, ring, rotation, rowwise
from palermo.web.vault.master import new_line
from palermo.web.vault.models import DataKey, Purpose
from palermo.web.vault.restoring import restore
from palermo.web.vault.taking import take
from palermo.web.vault.walks import sealed_models


@pytest.fixture
def house(lasting, cast, settings, tmp_path):
    """An installation with rows in every table and files, its backup, and what is in it."""
    settings.VAULT_FILES = tmp_path / "files"
    kept = [take(cast.a.pk, BytesIO(b"She called at night. " * size), "note.txt").kept.id for size in (1, 20_000)]
    with recorded():
        record(cast.worker, "case.read", organisation=cast.a.pk, reason="She called at night.")
    return SimpleNamespace(cast=cast, files=kept, out=tmp_path / "backup")


def everything():
    """Every row and every file."""
    rows = {model._meta.db_table: sorted(rowwise.lines_of(model)) for model in rowwise.tables()}
    return rows, {id: files.place_of(id).read_bytes() for id in files.all_ids()}


@pytest.fixture
def empty_machine(unguarded, settings, tmp_path):
    """What empties the database, and names another folder of files."""
    from django.apps import apps

    def move():
        unguarded()
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        connection.ops.execute_sql_flush(
            connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True)
        )
        call_command("migrate", verbosity=0)
        settings.VAULT_FILES = tmp_path / "elsewhere"
        ring.forget()
        assert not rowwise.filled()

    return move


def whole():
    """What the command line checks: every chain of the audit."""
    for id in Organisation.objects.values_list("pk", flat=True):
        assert not list(faults(id))


def test_it_is_restored_into_an_empty_machine_with_every_row_and_file(house, empty_machine):
    markers = fill(house.cast, [User])
    before = everything()
    sessions = Session.objects.count()
    told = backup.write(house.out)
    assert told.rows == sum(map(len, before[0].values()))
    assert set(told.files) == {files.order_of(id) for id in house.files}
    assert os.stat(house.out).st_mode & 0o777 == 0o600
    content = house.out.read_bytes()
    assert found(markers | {"names": [house.cast.worker.username, "House A", "accounts_user"]}, content) == []
    empty_machine()
    assert restore(house.out, check=whole) == told == backup.read(house.out)
    assert everything() == before
    assert sessions == Session.objects.count()
    assert User.objects.get(username="worker").name == "Name of worker"
    assert b"".join(files.opened(house.cast.a.pk, house.files[0])) == b"She called at night. "
    assert Entry.objects.get(verb="case.read").reason == "She called at night."
    number = DataKey.objects.latest("pk").pk
    assert ring.made(UUID(int=9), Purpose.FILES).pk > number, "automatic numbers go on behind those restored"


def test_sessions_are_not_restored(house, signed_in, empty_machine):
    signed_in(house.cast.worker)
    assert Session.objects.exists()
    backup.write(house.out)
    empty_machine()
    restore(house.out, check=whole)
    assert not Session.objects.exists()


def test_it_is_restored_into_nothing_but_an_empty_machine(house, empty_machine):
    backup.write(house.out)
    before = everything()
    with pytest.raises(InputError) as refused:
        restore(house.out, check=whole)
    assert refused.value.key == "file.restored_into_something"
    assert "accounts_user" in str(refused.value)
    assert everything() == before
    empty_machine()
    files.put_back(house.files[0], [b"somebody's"])
    with pytest.raises(InputError, match="files"):
        restore(house.out, check=whole)
    assert not User.objects.exists()


def wrong_backups(content):
    piece = backup.stream.PIECE_BYTES + backup.stream.TAG_BYTES
    head = len(content) % piece
    yield "nothing", b""
    yield "another file", b"PK\3\4" + content[4:]
    for at in (
        3,
        len(backup.FORM) + 1,
        len(backup.FORM) + 20,
        len(backup.FORM) + 60,
        len(content) // 2,
        len(content) - 1,
    ):
        yield f"byte {at}", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    for left in (10, len(backup.FORM) + 40, len(content) // 3, len(content) - 20, len(content) - 1, head):
        yield f"cut at {left}", content[:left]
    yield "more behind it", content + b"more"
    yield "a piece twice", content + content[-piece:]


def test_a_damaged_backup_is_refused_and_nothing_is_restored(house, empty_machine):
    backup.write(house.out)
    content = house.out.read_bytes()
    empty_machine()
    for what, wrong in wrong_backups(content):
        house.out.write_bytes(wrong)
        with pytest.raises((InputError, SettingsError)) as refused:
            restore(house.out, check=whole)
        assert refused.value.key in {"file.backup_damaged", "settings.wrong_master_key"}, what
        assert not rowwise.filled(), what
        assert not list(files.all_ids()), what
    with pytest.raises(InputError) as refused:
        restore(house.out.with_name("no such"), check=whole)
    assert refused.value.key == "file.not_found"


def test_it_opens_with_the_master_key_only(house, empty_machine, settings):
    backup.write(house.out)
    right = settings.VAULT_MASTER_KEY
    empty_machine()
    settings.VAULT_MASTER_KEY = new_line()
    ring.forget()
    with pytest.raises(SettingsError) as refused:
        restore(house.out, check=whole)
    assert refused.value.key == "settings.wrong_master_key"
    settings.VAULT_MASTER_KEY = f"{new_line()}\n{right}"
    ring.forget()
    restore(house.out, check=whole)
    assert User.objects.get(username="worker").name == "Name of worker"


def test_what_is_not_true_afterwards_undoes_it(house, empty_machine):
    backup.write(house.out)
    empty_machine()

    def check():
        assert User.objects.exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        restore(house.out, check=check)
    assert not rowwise.filled()
    assert not [path for path in files.folder().rglob("*") if path.is_file()]
    restore(house.out, check=whole)


def test_a_backup_of_another_version_is_refused(house, empty_machine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(rowwise, "migrations", lambda: ["vault.0001_initial", "vault.0002_of_the_future"])
        backup.write(house.out)
    empty_machine()
    with pytest.raises(InputError) as refused:
        restore(house.out, check=whole)
    assert refused.value.key == "file.backup_of_another_version"


def test_no_backup_is_written_over_and_none_is_left_half_written(house, monkeypatch):
    backup.write(house.out)
    with pytest.raises(InputError) as refused:
        backup.write(house.out)
    assert refused.value.key == "file.backup_there"
    house.out.unlink()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backup.os, "fsync", full)
        with pytest.raises(SettingsError) as refused:
            backup.write(house.out)
    assert refused.value.key == "settings.disk_full"
    with pytest.raises(InputError) as refused:
        backup.write(house.out.parent / "no such folder" / "backup")
    assert refused.value.key == "file.unwritable"
    assert not list(house.out.parent.glob("backup*"))


def test_keys_of_files_that_change_meanwhile_are_noticed(house, monkeypatch):
    monkeypatch.setattr(rotation, "GRACE", timedelta(0))
    ids = files.all_ids

    def changed_first():
        rotation.change(house.cast.a.pk, [Purpose.FILES])
        return ids()

    monkeypatch.setattr(backup.files, "all_ids", lambda *after: ids(*after) if after else changed_first())
    with pytest.raises(SettingsError) as refused:
        backup.write(house.out)
    assert refused.value.key == "settings.keys_changing"
    assert not house.out.exists()


def test_a_file_that_is_deleted_meanwhile_is_left_out(house, monkeypatch):
    ids = list(files.all_ids())

    def all_ids():
        for id in ids:
            files.remove(ids[0])
            yield id

    monkeypatch.setattr(backup.files, "all_ids", all_ids)
    assert set(backup.write(house.out).files) == {files.order_of(id) for id in ids[1:]}
    assert backup.read(house.out)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share SQLite's test database in memory")
def test_it_is_of_one_moment_and_keeps_nobody_from_writing(house, monkeypatch, empty_machine):
    lines_of, done = rowwise.lines_of, []

    def while_reading(model):
        if not done:
            done.append(threading.Thread(target=somebody))
            done[0].start()
            done[0].join(10)
        return lines_of(model)

    def somebody():
        try:
            with recorded():
                record(house.cast.worker, "while.reading", organisation=house.cast.a.pk)
        finally:
            connection.close()

    monkeypatch.setattr(rowwise, "lines_of", while_reading)
    with rowwise.snapshot():
        assert User.objects.exists()  # a snapshot begins with the first question
        list(rowwise.lines_of(User))
        assert not Entry.objects.filter(verb="while.reading").exists()
    assert Entry.objects.filter(verb="while.reading").exists()
    monkeypatch.setattr(rowwise, "lines_of", lines_of)
    backup.write(house.out)
    empty_machine()
    restore(house.out, check=whole)
    assert Entry.objects.filter(verb="while.reading").exists()


ELSEWHERE = """
import json, sys
from palermo.cli import main
for words in {commands!r}:
    assert main(["casework", *words]) == 0
from palermo.web.vault import files, rowwise
rows = {{model._meta.db_table: sorted(line.decode() for line in rowwise.lines_of(model)) for model in rowwise.tables()}}
print(json.dumps([rows, {{str(id): files.place_of(id).read_bytes().hex() for id in files.all_ids()}}]))
"""


def elsewhere(folder, *commands):
    """What an installation on SQLite holds after some commands: it runs in a process of its own."""
    environment = os.environ | {
        "PALERMO_CASEWORK_DATABASE": f"sqlite:{folder}/db.sqlite3",
        "PALERMO_CASEWORK_FILES": f"{folder}/files",
        "DJANGO_SETTINGS_MODULE": "palermo.web.config.settings_casework",
    }
    code = ELSEWHERE.format(commands=[list(map(str, words)) for words in commands])
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows, kept = json.loads(done.stdout.splitlines()[-1])
    return {name: [line.encode() for line in lines] for name, lines in rows.items()}, {
        UUID(id): bytes.fromhex(content) for id, content in kept.items()
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="both databases are needed")
def test_a_backup_of_one_database_is_restored_into_the_other(house, empty_machine, tmp_path):
    fill(house.cast, [model for model in sealed_models() if model is not Entry])  # a made-up entry breaks its chain
    before = everything()
    backup.write(house.out)
    folder, back = tmp_path / "sqlite", tmp_path / "back"
    folder.mkdir()
    assert elsewhere(folder, ["restore", house.out], ["backup", back]) == before
    empty_machine()
    restore(back, check=whole)
    assert everything() == before
