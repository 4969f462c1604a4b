"""A real browser, a real server: from the link of an invitation to My day, with an app and with a key."""

import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b32decode
from struct import pack, unpack

import pytest

pytestmark = pytest.mark.browser

SOON = 60
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PASSWORD, PIN = "seven-quiet-lanterns", "481526"
PLAIN_PAGES = (
    *("me/", "me/details/", "me/pin/", "me/sessions/", "password/change/", "factors/", "people/", "people/invite/"),
    *("teams/", "roles/", "organisation/", "tokens/", "factors/keys/add/", "nothing-here/"),
)


def code(secret):
    """What an app shows now, worked out without ours."""
    told = hmac.new(b32decode(secret), pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = told[-1] & 15
    return f"{(unpack('>I', told[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, driven by Playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "NO BROWSER: chromium is not installed, so the pages were not walked"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        )
        yield found
        found.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An installation of its own, served as its operator would, and the link of its first administrator."""
    folder = tmp_path_factory.mktemp("casework")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PALERMO_", "DJANGO_"))}
    environ |= {
        "PALERMO_SECRETS": str(folder / "secrets"), "PALERMO_CASEWORK_DATABASE": f"sqlite:{folder / 'cases.sqlite3'}",
        "PALERMO_CASEWORK_FILES": str(folder / "files"), "XDG_CACHE_HOME": str(folder / "cache"),
    }  # fmt: skip

    def palermo(*words):
        command = [sys.executable, "-m", "palermo.cli", *words]
        return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout

    palermo("casework", "init", str(folder / "secrets"))
    palermo("casework", "migrate")
    made = palermo("casework", "organisation", "Casa Aperta", "--administrator", "amina", "--address", address)
    serve = [sys.executable, "-m", "palermo.cli", "serve", "casework", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log, env=environ)
    try:
        wait_for(f"{address}/health/", process)
        yield address, next(word for word in made.split() if "/invitation/" in word)
    finally:
        process.terminate()
        process.wait(SOON)


def wait_for(address, process):
    """Wait until somebody answers."""
    end = time.monotonic() + SOON
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own
        except urllib.error.URLError:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.1)
        else:
            return


class Looker:
    """Looks at each page as it is passed: axe finds nothing, it is no wider than its window, nothing was refused."""

    def __init__(self, page):
        self.page, self.found = page, {}
        page.on("console", lambda said: self.note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.note(str(error)))

    def note(self, text):
        if "status of 404" not in text:  # which a browser says of a page that is not there
            self.found.setdefault(self.page.url, []).append(text)

    def look(self):
        from axe_playwright_python.sync_playwright import Axe

        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        for each in Axe().run(self.page, options=options).response["violations"]:
            self.note(f"{each['id']}: {each['nodes'][0]['html'][:160]}")
        size = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if (wider := self.page.evaluate(size)) > 0:
            self.note(f"{wider} px wider than the window")

    def press(self, text):
        self.page.get_by_role("button", name=text).or_(self.page.get_by_role("link", name=text)).first.click()
        self.page.wait_for_load_state()
        self.look()


def test_from_the_link_to_my_day_on_a_phone_and_back_with_a_key(browser, house):
    address, link = house
    context = browser.new_context(viewport={"width": 390, "height": 800}, base_url=address)
    page = context.new_page()
    walk = Looker(page)
    page.goto(link)
    walk.look()
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=pin]", PIN)
    walk.press("Come in")
    walk.press("Set up an app")
    secret = page.locator("details [data-copy]").text_content().strip()
    page.fill("[name=code]", code(secret))
    walk.press("Go on")
    assert page.get_by_role("heading", name="Recovery codes").is_visible()
    walk.press("I have kept them: go on")
    page.check("[name=accepted]")
    walk.press("Go on")
    assert page.get_by_role("heading", name="My day").first.is_visible()

    for path in PLAIN_PAGES:
        page.goto(f"/accounts/{path}")
        walk.look()

    # a key, which Chromium plays itself
    playing = context.new_cdp_session(page)
    playing.send("WebAuthn.enable")
    playing.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.goto("/accounts/factors/keys/add/")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/accounts/factors/")
    assert page.get_by_text("You have one key.").is_visible()
    page.goto("/accounts/factors/keys/")
    walk.look()

    page.goto("/accounts/me/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "amina")
    page.fill("[name=password]", PASSWORD)
    walk.press("Sign in")
    page.get_by_role("button", name="Use a key").click()
    page.wait_for_url(f"{address}/")

    # the screen locks, and opens where she was
    page.goto("/accounts/teams/")
    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock/**")
    walk.look()
    page.fill("[name=pin]", PIN)
    walk.press("Open again")
    assert page.url.endswith("/accounts/teams/")
    context.close()
    assert walk.found == {}, json.dumps(walk.found, indent=1)
