"""A hub in a process of its own, and servers that misbehave."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.web.invented import make_some_release

import palermo

SOON = 60


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The folder of releases that the hub shows: `2026-test`, of invented cases. Never change a file of it."""
    folder = tmp_path_factory.mktemp("published")
    make_some_release(folder)
    return folder


@pytest.fixture(scope="session")
def address(published, tmp_path_factory):
    """Where a hub is served, as its user would serve it."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", published, "--port", str(port)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PALERMO_")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**environ, "XDG_CACHE_HOME": str(folder / "cache")}
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/v1/releases", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(SOON)


@pytest.fixture(scope="session")
def hub(address):
    """A client of that hub."""
    return palermo.connect(address)


@pytest.fixture
def serve():
    """A function that serves answers made by a function of (path, headers) → (status, headers, body)."""
    servers = []

    def start(answer):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                status, headers, body = answer(self.path, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def through(serve, address):
    """A function that serves the hub's own answers, but for what `instead` of (path, body) makes of them."""

    def start(instead):
        def answer(path, headers):
            try:
                with urllib.request.urlopen(address + path) as response:  # noqa: S310
                    body, kind = response.read(), response.headers["Content-Type"]
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, {"Content-Type": "application/json"}, error.read()
            return 200, {"Content-Type": kind}, instead(path, body)

        return serve(answer)

    return start


def _wait_for(address, process):
    end = time.monotonic() + SOON
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310
        except urllib.error.URLError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.2)
        else:
            return
