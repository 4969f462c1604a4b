"""Files: sealed in pieces, whole or not at all, and found out when somebody touched them."""

import errno
import os
import stat
import threading
from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.errors import InputError, SettingsError
from palermo.web.vault import files, stream
from palermo.web.vault.files import HEAD_BYTES, keep, opened, place_of, size_of
from palermo.web.vault.models import DataKey, Purpose
from palermo.web.vault.rows import new_id

A, B = uuid4(), uuid4()
PIECE = stream.PIECE_BYTES
SEALED = PIECE + stream.TAG_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAULT_FILES = tmp_path / "files"
    return settings.VAULT_FILES


def whole(owner, id):
    return b"".join(opened(owner, id))


@settings(max_examples=25)
@given(
    size=st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7]), cut=st.integers(1, 3 * PIECE)
)
def test_what_was_sealed_in_pieces_opens_however_it_came(size, cut):
    plain = os.urandom(size)
    pieces = [plain[at : at + cut] for at in range(0, size, cut)]
    sealed = b"".join(stream.sealed(pieces, key=b"k" * 32, bound=b"x"))
    assert b"".join(stream.opened(BytesIO(sealed), key=b"k" * 32, bound=b"x")) == plain
    assert stream.plain_size(len(sealed)) == size


@settings(max_examples=60)
@given(data=st.data())
def test_pieces_that_were_changed_cut_or_mixed_do_not_open(data):
    plain = bytes(range(256)) * 700
    sealed = b"".join(stream.sealed([plain], key=b"k" * 32, bound=b"x"))
    parts = [sealed[at : at + SEALED] for at in range(0, len(sealed), SEALED)]
    assert len(parts) == 3
    at = data.draw(st.integers(0, len(sealed) - 1))
    wrong = data.draw(
        st.sampled_from([
            sealed[:at], sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], sealed + b"\0",
            parts[1] + parts[0] + parts[2],
            parts[0] + parts[2], parts[0] + parts[1], parts[0] + parts[1] + parts[1], parts[2], sealed + parts[2],
        ])
    )  # fmt: skip
    with pytest.raises(stream.NotWhole):
        b"".join(stream.opened(BytesIO(wrong), key=b"k" * 32, bound=b"x"))
    for key, bound in ((b"l" * 32, b"x"), (b"k" * 32, b"y")):
        with pytest.raises(stream.NotWhole):
            b"".join(stream.opened(BytesIO(sealed), key=key, bound=bound))


def test_a_file_is_kept_sealed_and_comes_back(folder):
    plain = b"Amina was seen here. " * 10_000
    kept = keep(A, [plain])
    assert (kept.size, size_of(kept.id)) == (len(plain), len(plain))
    assert whole(A, kept.id) == plain
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert found == [place_of(kept.id)]
    assert b"Amina" not in found[0].read_bytes()
    assert stat.S_IMODE(found[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(found[0].parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(files.all_ids()) == [kept.id]
    files.remove(kept.id)
    files.remove(kept.id)
    assert not list(files.all_ids())
    for asked in (lambda: whole(A, kept.id), lambda: size_of(kept.id)):
        with pytest.raises(SettingsError) as refused:
            asked()
        assert refused.value.key == "settings.no_file"


def test_anothers_file_does_not_open_nor_one_under_another_name():
    mine, other = keep(A, [b"mine"]), keep(A, [b"other"])
    keep(B, [b"theirs"])
    with pytest.raises(SettingsError) as refused:
        opened(B, mine.id)
    assert refused.value.key == "settings.no_key"
    os.replace(place_of(mine.id), place_of(other.id))
    with pytest.raises(SettingsError) as refused:
        opened(A, other.id)
    assert refused.value.key == "settings.file_does_not_open"


@pytest.mark.parametrize("at", [0, 10, len(files.FORM) + 3, len(files.FORM) + 10, HEAD_BYTES - 1, HEAD_BYTES, -1])
def test_a_changed_byte_is_found(at):
    kept = keep(A, [b"x" * 1000])
    content = bytearray(place_of(kept.id).read_bytes())
    content[at] ^= 1
    place_of(kept.id).write_bytes(content)
    with pytest.raises(SettingsError):
        whole(A, kept.id)


@pytest.mark.parametrize("left", [0, 5, HEAD_BYTES, HEAD_BYTES + 5, HEAD_BYTES + SEALED, HEAD_BYTES + 2 * SEALED])
def test_a_file_that_was_cut_off_is_found(left):
    kept = keep(A, [b"x" * (2 * PIECE + 5)])
    os.truncate(place_of(kept.id), left)
    with pytest.raises(SettingsError) as refused:
        whole(A, kept.id)
    assert refused.value.key == "settings.file_does_not_open"


def endless(pieces):
    def counted():
        while True:
            pieces.append(1)
            yield b"x" * PIECE

    return counted()


def test_too_much_is_refused_while_it_comes(folder):
    seen = []
    with pytest.raises(InputError) as refused:
        keep(A, endless(seen), most=5 * PIECE)
    assert refused.value.key == "file.too_large_to_keep"
    assert len(seen) == 6
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert keep(A, [b"x" * 10], most=10).size == 10


def test_a_full_disk_leaves_nothing_half_written(folder, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(SettingsError) as refused:
        keep(A, [b"x" * 100])
    assert refused.value.key == "settings.disk_full"
    assert "No space left" in str(refused.value)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_really_full_disk(settings):
    settings.VAULT_FILES = "/dev/full/files"
    with pytest.raises(SettingsError) as refused:
        keep(A, [b"x"])
    assert refused.value.key == "settings.files_unwritable"


def test_who_sends_and_breaks_off_leaves_nothing(folder):
    def broken():
        yield b"x" * (3 * PIECE)
        raise ConnectionResetError

    with pytest.raises(SettingsError):
        keep(A, broken())
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_what_a_process_left_when_it_was_killed_is_no_file_and_is_found(folder):
    kept = keep(A, [b"x"])
    left = place_of(kept.id).with_name(f"{new_id()}.abcd{files.UNFINISHED}")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    assert list(files.all_ids()) == [kept.id]
    assert files.unfinished(older_than_seconds=3600) == [left]


def test_all_files_come_in_order_and_from_where_one_stopped():
    kept = sorted((keep(A, [b"x"]).id for _ in range(30)), key=files.order_of)
    assert list(files.all_ids()) == kept
    for at in (0, 10, 29):
        assert list(files.all_ids(files.order_of(kept[at]))) == kept[at + 1 :]


def changed_key():
    from django.utils import timezone

    from palermo.web.vault import ring

    DataKey.objects.filter(owner=A, purpose=Purpose.FILES).update(retired_at=timezone.now())
    ring.forget()
    return ring.current(A, Purpose.FILES)[0]


def test_a_file_is_wrapped_anew_and_its_pieces_stay():
    kept = keep(A, [b"x" * (PIECE + 5)])
    before = place_of(kept.id).read_bytes()
    number = changed_key()
    assert files.key_number(kept.id) != number
    assert files.rewrap(A, kept.id)
    after = place_of(kept.id).read_bytes()
    assert files.key_number(kept.id) == number
    assert after[HEAD_BYTES:] == before[HEAD_BYTES:]
    assert whole(A, kept.id) == b"x" * (PIECE + 5)


def test_a_file_that_is_deleted_while_it_is_wrapped_anew_does_not_come_back(monkeypatch, folder):
    kept = keep(A, [b"x"])
    changed_key()
    read = files._read

    def deleted_meanwhile(file):
        threading.Thread(target=files.remove, args=(kept.id,)).run()
        return read(file)

    monkeypatch.setattr(files, "_read", deleted_meanwhile)
    assert not files.rewrap(A, kept.id)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not files.rewrap(A, kept.id)


def test_a_large_file_is_never_held_in_memory():
    import tracemalloc

    keep(A, [b"x"])
    tracemalloc.start()
    kept = keep(A, (b"y" * PIECE for _ in range(320)), most=10**9)
    assert sum(len(piece) for piece in opened(A, kept.id)) == 320 * PIECE
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
