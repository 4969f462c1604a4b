"""The malware scanner: what it is told, what it answers, and what happens where it does not."""

import os
import shutil
import socket
import subprocess
import threading
import time
from hashlib import md5
from io import BytesIO
from uuid import uuid4

import pytest

from palermo.errors import InputError, SettingsError
from palermo.web.vault import files, scanning
from palermo.web.vault.scanning import Scan, answers, scan
from palermo.web.vault.taking import take

EVIL = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner finds, and what does nothing."""


class Daemon:
    """Speaks clamd's words over a real socket: as many connections as come, one after the other."""

    def __init__(self, listening, *, answer=None, most=None):
        self.listening, self.answer, self.most, self.heard = listening, answer, most, []
        listening.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                asked, _ = self.listening.accept()
            except OSError:
                return
            with asked:
                self.speak(asked, asked.makefile("rb"))

    def speak(self, asked, words):
        command = b""
        while not command.endswith(b"\0"):
            command += words.read(1)
        if command == b"zPING\0":
            asked.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(words.read(4), "big"):
            content += words.read(length)
            if self.most is not None and len(content) > self.most:
                asked.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.heard.append(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EVIL in content else b"stream: OK\0"
        asked.sendall(self.answer if self.answer is not None else found)


@pytest.fixture(params=["unix", "tcp"])
def daemon(request, tmp_path, settings):
    """What starts one; where it listens is set."""
    opened = []

    def start(**how):
        if request.param == "unix":
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(str(tmp_path / "clamd.sock"))
            settings.VAULT_CLAMD = f"unix:{tmp_path}/clamd.sock"
        else:
            listening = socket.socket()
            listening.bind(("127.0.0.1", 0))
            settings.VAULT_CLAMD = f"127.0.0.1:{listening.getsockname()[1]}"
        opened.append(listening)
        return Daemon(listening, **how)

    yield start
    for listening in opened:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def test_a_clean_file_is_clean_and_all_of_it_was_scanned(daemon, settings):
    heard = daemon().heard
    assert answers(settings.VAULT_CLAMD)
    assert scan([b"one", b"", b"two" * 50_000]) is Scan.CLEAN
    assert heard == [b"one" + b"two" * 50_000]


def test_malware_is_refused_by_its_name(daemon):
    daemon()
    with pytest.raises(InputError) as refused:
        scan([EVIL[:20], EVIL[20:]])
    assert refused.value.key == "file.malware"
    assert "Eicar-Test-Signature" in str(refused.value)


@pytest.mark.parametrize("how", [{"answer": b""}, {"answer": b"stream: what ERROR\0"}, {"most": 100_000}])
def test_an_answer_that_is_none_lets_nothing_pass(daemon, how):
    daemon(**how)
    with pytest.raises(SettingsError) as refused:
        scan([b"x" * 70_000] * 100)
    assert refused.value.key == "settings.scanner"


def test_a_scanner_that_hangs_lets_nothing_pass(daemon, settings, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    monkeypatch.setattr(Daemon, "speak", lambda self, asked, words: time.sleep(1))
    daemon()
    with pytest.raises(SettingsError, match="time"):
        scan([b"x"])
    assert not answers(settings.VAULT_CLAMD)


@pytest.mark.parametrize("address", ["unix:/no/such.sock", "127.0.0.1:1", "nonsense", "127.0.0.1:port"])
def test_a_scanner_that_is_down_lets_nothing_pass(settings, address):
    settings.VAULT_CLAMD = address
    with pytest.raises(SettingsError) as refused:
        scan([b"x"])
    assert refused.value.key == "settings.scanner"
    assert not answers(address)


def test_where_none_is_set_it_is_said(settings):
    settings.VAULT_CLAMD = None
    assert scan([EVIL]) is Scan.NOT_SCANNED


@pytest.mark.django_db
def test_a_file_is_looked_into_scanned_and_kept_in_this_order(daemon, settings, tmp_path):
    settings.VAULT_FILES = tmp_path / "files"
    heard, owner = daemon().heard, uuid4()
    taken = take(owner, BytesIO(b"She called at night."), "note.txt")
    assert (taken.kind.code, taken.name, taken.scan) == ("text", "note.txt", Scan.CLEAN)
    assert b"".join(files.opened(owner, taken.kept.id)) == heard[0] == b"She called at night."
    for content, name in ((EVIL, "note.txt"), (b"<html>", "note.txt"), (b"text", "../note.txt")):
        with pytest.raises(InputError):
            take(owner, BytesIO(content), name)
    settings.VAULT_CLAMD = "unix:/no/such.sock"
    with pytest.raises(SettingsError):
        take(owner, BytesIO(b"She called at night."), "note.txt")
    assert list(files.all_ids()) == [taken.kept.id]


def test_the_real_scanner(tmp_path, settings):
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        pytest.skip("clamd is not installed: its words are spoken by this test's own daemon only")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.hdb").write_text(f"{md5(EVIL, usedforsecurity=False).hexdigest()}:{len(EVIL)}:Own.Test\n")
    config = tmp_path / "clamd.conf"
    lines = ["Foreground yes", f"LocalSocket {tmp_path}/clamd.sock", f"DatabaseDirectory {tmp_path}/db"]
    lines += ["StreamMaxLength 1M", "OfficialDatabaseOnly no", *([] if os.getuid() else ["User root"])]
    config.write_text("\n".join(lines) + "\n")
    settings.VAULT_CLAMD = f"unix:{tmp_path}/clamd.sock"
    with subprocess.Popen([program, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            until = time.monotonic() + 20
            while not answers(settings.VAULT_CLAMD) and running.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            assert scan([b"She called at night."]) is Scan.CLEAN
            with pytest.raises(InputError, match=r"Own\.Test"):
                scan([EVIL])
            with pytest.raises(SettingsError, match="size limit"):
                scan([b"x" * 64_000] * 40)
        finally:
            running.terminate()
