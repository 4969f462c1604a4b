"""Releases come, go and are tampered with while readers ask: nobody is refused, and nothing bad is shown.

The hub runs as its operator runs it: granian, two processes, a folder that others write into.
"""

import gc
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import weakref
from datetime import date

import pytest
from tests.release.invented import make_cases, make_release

from palermo.web.hub.releases import Shelf, shelf
from palermo.web.hub.warming import settle

SOON = 60
READERS = 6
ADDRESSES = (
    "/",
    "/methods/",
    "/api/v1/releases",
    "/api/v1/aggregate?by=gender",
    "/api/v1/aggregate?by=citizenship&where=gender=woman",
    "/explore/?by=gender",
)


def make(folder, name, day, women):
    """A release of so many women, on a day of 2026."""
    cases = make_cases(gender=["woman"] * women + ["man"] * 5, citizenship=["PHL"] * (women + 5))
    return make_release(folder, cases, id=name, date=date(2026, 1, day))


def appear(folder, made):
    """Put a release into the folder as one should: by renaming it."""
    shutil.copytree(made.path, folder / f".{made.path.name}.partial")
    (folder / f".{made.path.name}.partial").rename(folder / made.path.name)


@pytest.fixture
def folder(tmp_path):
    """A folder with one release."""
    make(tmp_path / "releases", "one", 1, 11)
    return tmp_path / "releases"


@pytest.fixture(scope="module")
def hub_process(tmp_path_factory):
    """Port, folder and log of a hub with two processes that looks at its folder five times a second."""
    base = tmp_path_factory.mktemp("swap")
    make(base / "releases", "one", 1, 11)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", base / "releases", "--workers", "2"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PALERMO_")}
    environ = {**plain, "XDG_CACHE_HOME": str(base / "cache"), "PALERMO_HUB_LOOK_AGAIN_SECONDS": "0.2"}
    with (base / "log").open("w") as log:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log, env=environ)
        try:
            end = time.monotonic() + SOON
            while True:
                try:
                    get(port, "/api/v1/releases")
                    break
                except OSError:
                    assert process.poll() is None, (base / "log").read_text()
                    assert time.monotonic() < end, "the server did not answer"
                    time.sleep(0.1)
            yield port, base / "releases", base / "log"
        finally:
            process.terminate()
            process.wait(SOON)


@pytest.fixture
def served(hub_process):
    """The same, with one release at the beginning."""
    yield hub_process
    port, folder, _log = hub_process
    for path in folder.iterdir():
        if path.name != "one":
            shutil.rmtree(path)
    until_everybody_sees(port, "one")


def get(port, address):
    """Status and body of an answer, on a connection of its own, so that each process is asked."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    try:
        connection.request("GET", address, headers={"Host": f"127.0.0.1:{port}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Readers:
    """Some who ask without a pause. failed: what was not answered as it should be."""

    def __init__(self, port, addresses=ADDRESSES):
        self._port, self._addresses = port, addresses
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        self.asked, self.failed = 0, []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        for thread in self._threads:
            thread.join(SOON)

    def _read(self, number):
        while not self._done.is_set():
            address = self._addresses[number % len(self._addresses)]
            number += 1
            try:
                status, body = get(self._port, address)
            except OSError as error:
                self.failed.append((address, repr(error)))
                continue
            self.asked += 1
            if status != 200 or not body:
                self.failed.append((address, status))


def until_everybody_sees(port, name):
    """Wait until the processes show this release as the current one, each of them several times over."""
    end, seen = time.monotonic() + SOON, 0
    while seen < 20:
        status, body = get(port, "/api/v1/releases")
        assert status == 200
        seen = seen + 1 if json.loads(body)["current"] == name else 0
        assert time.monotonic() < end, f"{name} was not shown"


def women(port):
    """How many women the hub counts."""
    _, body = get(port, "/api/v1/aggregate?where=gender=woman")
    return json.loads(body)["total"]


def test_no_request_fails_while_releases_come_and_go(served, tmp_path):
    port, folder, log = served
    two, three = make(tmp_path / "made", "two", 2, 22), make(tmp_path / "made", "three", 3, 33)
    with Readers(port) as readers:
        assert women(port) == 11
        for made, expected in ((two, 22), (three, 33)):
            appear(folder, made)
            until_everybody_sees(port, made.id)
            assert women(port) == expected, "nothing stale is sent"
        (folder / "three").rename(folder / ".gone")
        until_everybody_sees(port, "two")
        assert women(port) == 22
        (folder / "two").rename(folder / ".gone-too")
        until_everybody_sees(port, "one")
        assert women(port) == 11
    assert readers.failed == []
    assert readers.asked > 100
    assert "Traceback" not in log.read_text()


def test_a_tampered_release_is_refused_and_the_last_good_one_goes_on(served, tmp_path):
    port, folder, log = served
    bad, worse = make(tmp_path / "made", "bad", 2, 22), make(tmp_path / "made", "worse", 3, 33)
    cases = (bad.path / "cases.csv").read_bytes()
    (bad.path / "cases.csv").write_bytes(cases.replace(b"woman", b"girls"))
    manifest = (worse.path / "manifest.json").read_text(encoding="utf-8")
    (worse.path / "manifest.json").write_text(manifest.replace("2026-01-03", "2026-01-04"), encoding="utf-8")
    with Readers(port) as readers:
        for made in (bad, worse):
            appear(folder, made)
            end = time.monotonic() + SOON
            while log.read_text().count(f"Release {made.id} is not shown") < 2:  # by each process
                assert time.monotonic() < end, "it was not refused"
                time.sleep(0.05)
            until_everybody_sees(port, "one")
            assert women(port) == 11
            assert get(port, f"/releases/{made.id}/cases.csv")[0] == 404
            assert get(port, f"/api/v1/aggregate?release={made.id}")[0] == 404
    assert readers.failed == []
    assert readers.asked > 50


def test_of_two_good_releases_the_older_goes_on_when_the_newer_is_tampered_with(served, tmp_path):
    port, folder, _log = served
    appear(folder, make(tmp_path / "made", "two", 2, 22))
    until_everybody_sees(port, "two")
    with Readers(port) as readers:
        counts = (folder / "two" / "counts.parquet").read_bytes()
        (folder / "two" / "counts.parquet").write_bytes(counts[:-1] + bytes([counts[-1] ^ 1]))
        until_everybody_sees(port, "one")
        assert women(port) == 11
        (folder / "two" / "counts.parquet").write_bytes(counts)
        until_everybody_sees(port, "two")
        assert women(port) == 22
    assert readers.failed == []


def test_what_has_just_gone_is_answered_from_what_is_there_now(hub_of, folder):
    make(folder, "two", 2, 22)
    client = hub_of(folder, look_again_seconds=3_600)
    assert client.get("/api/v1/releases").json()["current"] == "two"
    shutil.rmtree(folder / "two")
    assert client.get("/releases/two/cases.csv").status_code == 404
    assert client.get("/api/v1/releases").json()["current"] == "one"


def test_a_fault_of_ours_stays_one(hub_of, folder, monkeypatch):
    from palermo.web.hub import files

    def missing(release):
        raise FileNotFoundError("ours")

    client = hub_of(folder)
    monkeypatch.setattr(files, "entries", missing)
    assert client.get("/releases/one/cases.csv").status_code == 500


def test_a_watched_shelf_prepares_a_release_before_it_shows_it(folder):
    watched, prepared = Shelf(folder, seconds=0.05), []

    def prepare(stand):
        assert watched.look() is not stand, "not shown yet"
        prepared.append(stand.releases[0].id)

    watched.watch(prepare)
    make(folder, "two", 2, 22)
    end = time.monotonic() + SOON
    while watched.current().id != "two":
        assert time.monotonic() < end
        time.sleep(0.01)
    assert prepared == ["two"]


def test_what_is_left_of_a_release_is_cleared_away_once_another_is_shown(folder):
    watched, settled = Shelf(folder, seconds=0.05), threading.Event()
    watched.watch(lambda stand: None, settled.set)
    time.sleep(0.2)
    assert not settled.is_set(), "nothing has changed"
    make(folder, "two", 2, 22)
    assert settled.wait(SOON)
    assert watched.current().id == "two"


def test_settling_leaves_what_stays_alone_and_collects_what_went():
    class Knot:
        """What refers to itself."""

    knot = Knot()
    knot.self = knot
    gone = weakref.ref(knot)
    try:
        settle()
        assert gc.get_freeze_count() > 1_000
        del knot
        settle()
        assert gone() is None
    finally:
        gc.unfreeze()


def test_a_watched_shelf_goes_on_when_a_look_fails(folder, monkeypatch, caplog):
    from palermo.web.hub import releases

    watched = Shelf(folder, seconds=0.02)
    watched.watch(lambda stand: None)
    look, failed = releases._look, threading.Event()

    def fails(*given):
        failed.set()
        raise OSError("no disk")

    monkeypatch.setattr(releases, "_look", fails)
    assert failed.wait(SOON)
    assert watched.current().id == "one"
    monkeypatch.setattr(releases, "_look", look)
    make(folder, "two", 2, 22)
    end = time.monotonic() + SOON
    while watched.current().id != "two":
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_release_that_went_is_forgotten_with_its_tables(hub_of, folder):
    make(folder, "two", 2, 22)
    client = hub_of(folder)
    for address in (*ADDRESSES, "/countries/", "/releases/"):
        assert client.get(address).status_code == 200
    gone = weakref.ref(shelf().current())
    assert gone().id == "two"
    shutil.rmtree(folder / "two")
    assert client.get("/api/v1/releases").json()["current"] == "one"
    gc.collect()
    assert gone() is None
