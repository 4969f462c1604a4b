"""`palermo serve hub`: it verifies before it serves, says where it is, and says what is wrong before it starts."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from tests.release.invented import make_cases, make_release

from palermo.cli import main
from palermo.cli._serving import END_WITHIN, usual_workers

SOON = 30


@pytest.fixture
def folder(tmp_path):
    make_release(tmp_path / "releases", make_cases(gender=["woman"] * 3, citizenship=["PHL"] * 3))
    return tmp_path / "releases"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    """An environment of the test's own: the command writes into it what its server reads."""
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith("PALERMO_HUB_")})


def refused(capsys, *words):
    code = main(["serve", "hub", *map(str, words)])
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    return code, shown.err


def test_a_folder_that_is_not_there(capsys, tmp_path):
    code, said = refused(capsys, "--releases", tmp_path / "nowhere")
    assert code == 90
    assert "nowhere" in said


def test_a_folder_without_a_release(capsys, tmp_path):
    assert refused(capsys, "--releases", tmp_path)[0] == 91


def test_a_release_instead_of_a_folder_of_releases(capsys, folder):
    code, said = refused(capsys, "--releases", folder / "2026-test")
    assert code == 101
    assert "Name the folder in which it lies (releases)" in said


def test_a_folder_in_which_no_release_can_be_trusted(capsys, folder):
    (folder / "2026-test" / "cases.csv").write_bytes(b"gender\nman\n")
    code, said = refused(capsys, "--releases", folder)
    assert code == 92
    assert "cases.csv" in said


def test_a_port_that_is_taken(capsys, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        code, said = refused(capsys, "--releases", folder, "--port", number)
    assert code == 93
    assert f"127.0.0.1:{number}" in said
    assert "--port" in said


def test_an_address_that_is_not_this_machines(capsys, folder):
    assert refused(capsys, "--releases", folder, "--host", "192.0.2.1")[0] == 93


def test_a_bad_setting(capsys, folder, port, monkeypatch):
    monkeypatch.setitem(os.environ, "PALERMO_HUB_CACHE_SECONDS", "soon")
    code, said = refused(capsys, "--releases", folder, "--port", port)
    assert code == 95
    assert "PALERMO_HUB_CACHE_SECONDS" in said


def test_an_installation_without_the_web(capsys, monkeypatch):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "granian" else find(name, *rest)
    )
    code, said = refused(capsys)
    assert code == 100
    assert "granian" in said
    assert "palermo[web]" in said


@pytest.mark.parametrize("number", ["0", "65536", "http"])
def test_what_is_no_port(capsys, folder, number):
    assert refused(capsys, "--releases", folder, "--port", number)[0] == 2


@pytest.mark.parametrize(("processors", "workers"), [(1, 1), (2, 2), (4, 4), (64, 4)])
def test_there_are_as_many_processes_as_processors_but_not_too_many(monkeypatch, processors, workers):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(processors)), raising=False)
    assert usual_workers() == workers


def test_it_serves_what_it_verified_and_says_what_it_does_not_show(folder, port, tmp_path):
    bad = make_release(folder, make_cases(gender=["man"] * 3), id="2027-bad")
    (bad.path / "counts.parquet").write_bytes(b"")
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", folder, "--port", str(port)]
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONUNBUFFERED": "1"}
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environ)
        try:
            page, headers = fetch(f"http://127.0.0.1:{port}/methods/", process, tmp_path / "err")
            assert "k-anonymity" in page or "Methods" in page
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            sheet = re.search(r'href="(/static/ui/base\.[0-9a-f]{12}\.css)"', page)
            assert sheet, "static files are named by their content"
            style, kept = fetch(f"http://127.0.0.1:{port}{sheet[1]}", process, tmp_path / "err")
            assert "immutable" in kept["Cache-Control"]
            font = re.search(r'url\("(\.\./vendor/[^"]+\.woff2)"\)', style)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/{font[1].removeprefix('../')}") as answer:
                assert answer.status == 200
            with pytest.raises(urllib.error.HTTPError) as missing:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/releases/2027-bad/cases.csv")
            assert missing.value.code == 404
            missing.value.close()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SOON)
    said = (tmp_path / "out").read_text()
    assert f"http://127.0.0.1:{port}" in said
    assert "2026-test" in said
    assert "2027-bad" not in said
    assert "NOT SHOWN" in (tmp_path / "err").read_text()
    assert process.returncode == 0
    assert len(list((tmp_path / "cache" / "palermo").glob("static-*"))) == 1


def test_whoever_asks_through_a_proxy_is_who_it_says_under_any_spelling(folder, port, tmp_path):
    """Of `X-Forwarded-For` and `X_Forwarded_For` the server tells one: a header without a hyphen is read instead."""
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", folder, "--port", str(port)]
    hub = {"PROXIES": "1", "PROXY_HEADER": "Reader", "REQUESTS_A_MINUTE": "100"}
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environ |= {f"PALERMO_HUB_{name}": value for name, value in hub.items()}
    address, left = f"http://127.0.0.1:{port}/api/v1/releases", []
    with (tmp_path / "err").open("w") as err:
        process = subprocess.Popen([*command, "--workers", "1"], stdout=err, stderr=err, env=environ)
        try:
            fetch(address, process, tmp_path / "err")
            for each in range(1, 9):
                with socket.create_connection(("127.0.0.1", port)) as reader:
                    names = ("Reader", "X-Forwarded-For", "X_Forwarded_For", "Reader_")[:: 1 if each % 2 else -1]
                    told = {name: "203.0.114.7" if name == "Reader" else f"198.51.100.{each}" for name in names}
                    lines = ["GET /api/v1/releases HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
                    lines += [f"{name}: {value}" for name, value in told.items()]
                    reader.sendall("\r\n".join([*lines, "", ""]).encode())
                    answer = reader.makefile("rb").read().decode()
                left.append(int(re.search(r'"reader";r=(\d+)', answer)[1]))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SOON)
    assert left[-1] < left[0] - 4, "all were counted as one reader's"


def test_it_ends_in_time_though_somebody_does_not_finish_asking(folder, port, tmp_path):
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", folder, "--port", str(port)]
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with (tmp_path / "err").open("w") as err:
        process = subprocess.Popen([*command, "--workers", "1"], stdout=err, stderr=err, env=environ)
        try:
            fetch(f"http://127.0.0.1:{port}/methods/", process, tmp_path / "err")
            with socket.create_connection(("127.0.0.1", port)) as reader:
                reader.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                process.terminate()
                begun = time.monotonic()
                process.wait(SOON)
                assert time.monotonic() - begun < END_WITHIN + 10
        finally:
            process.kill()


def fetch(address, process, said):
    """A page, as soon as the server is there. said: where it writes what is wrong."""
    end = time.monotonic() + SOON
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310
                return answer.read().decode(), answer.headers
        except urllib.error.URLError:
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.1)
