"""A real browser, and a hub that is served to it.

Where there is no Chromium the tests are skipped and say so loudly; where CI=true, that is a failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from tests.web.invented import make_some_release

SOON = 60
OK = 200
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by Playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "NO BROWSER: chromium is not installed, so the pages were not walked"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where a hub on the invented release is served, as its user would serve it."""
    folder = tmp_path_factory.mktemp("browser")
    make_some_release(folder / "releases")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", folder / "releases"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PALERMO_")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdout=log,
            stderr=log,
            env={**environ, "XDG_CACHE_HOME": str(folder / "cache")},
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(SOON)


def wait_for(address, process):
    """Wait until somebody answers."""
    end = time.monotonic() + SOON
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310
        except urllib.error.URLError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def visit(browser, address):
    """A function that opens a page of the hub, and at the end checks that the browser had nothing to complain of."""
    complaints, contexts = [], []

    def hear(said):
        if said.type in ("error", "warning"):
            complaints.append(f"{said.text} ({said.location.get('url', '')})")

    def see(asked):
        if not asked.url.startswith((address, "data:", "blob:")):
            complaints.append(f"another host: {asked.url}")

    def open_page(path, *, width=1280, script=True, scheme="light", status=200):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme=scheme,
            base_url=address,
        )
        contexts.append(context)
        page = context.new_page()
        if status == OK:  # a browser says of every other status that something failed
            page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", see)
        assert page.goto(path).status == status
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
