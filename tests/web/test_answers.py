"""What is true of every answer: its headers, how long it may be kept, the files of a release as they were signed."""

import hashlib
import re
from contextlib import closing

import pytest
from tests.release.invented import make_cases, make_release

ADDRESSES = (
    *("/releases/", "/releases/2026-test/", "/fr/methods/", "/api/", "/terms/", "/api/v1/releases"),
    *("/api/v1/aggregate?by=gender", "/nothing/"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_is_told_what_it_must_not_do(hub, address):
    response = hub.get(address)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "font-src", "img-src")} == {"'self'"}
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_is_set(hub, address):
    response = hub.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_an_answer_is_kept_for_as_long_as_nothing_changes(hub, address):
    first = hub.get(address)
    assert first["Cache-Control"] == "public, max-age=300"
    again = hub.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_each_address_has_an_etag_of_its_own(hub):
    tags = [hub.get(address)["ETag"] for address in (*ADDRESSES[:-1], "/methods/", "/methods/?release=2026-test")]
    assert len(set(tags)) == len(tags)


def test_an_error_is_never_kept(hub):
    response = hub.get("/nothing/")
    assert response["Cache-Control"] == "no-store"
    assert not response.has_header("ETag")


def test_a_new_release_changes_what_was_kept(hub_of, tmp_path):
    from datetime import date

    cases = make_cases(gender=["woman"] * 3)
    make_release(tmp_path, cases, id="a", date=date(2026, 1, 1))
    client = hub_of(tmp_path)
    before = client.get("/api/v1/releases")
    make_release(tmp_path, cases, id="b", date=date(2026, 1, 2))
    after = client.get("/api/v1/releases", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["current"] == "b"


def test_long_answers_are_compressed_for_who_can_read_that(hub):
    response = hub.get("/api/v1/codebook", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    again = hub.get("/api/v1/codebook", headers={"accept-encoding": "gzip", "if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/methods/", "/api/v1/releases", "/releases/2026-test/cases.csv", "/nothing/"])
def test_a_head_is_answered_as_its_get_would_be(hub, address):
    with closing(hub.head(address)) as head, closing(hub.get(address)) as got:
        assert head.status_code == got.status_code
        assert head["Content-Type"] == got["Content-Type"]
        assert head.get("ETag") == got.get("ETag")
        assert (b"".join(head.streaming_content) if head.streaming else head.content) == b""


def test_every_file_of_a_release_is_served_as_it_was_signed(hub, releases_folder):
    for path in (releases_folder / "2026-test").iterdir():
        with closing(hub.get(f"/releases/2026-test/{path.name}", headers={"accept-encoding": "gzip"})) as response:
            body = b"".join(response.streaming_content)
        assert body == path.read_bytes()
        assert "Content-Encoding" not in response
        assert response["Content-Length"] == str(len(body))
        assert response["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert path.name in response["Content-Disposition"]
        kept = hub.get(f"/releases/2026-test/{path.name}", headers={"if-none-match": response["ETag"]})
        assert kept.status_code == 304


@pytest.mark.parametrize(
    "name", ["nothing.csv", "..", "..%2f..%2fetc%2fpasswd", ".hidden", "cases.csv/", "cases.parquet%00", "CASES.CSV"]
)
def test_nothing_else_is_served(hub, name):
    response = hub.get(f"/releases/2026-test/{name}")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "hub.not_found"


def test_the_report_brings_its_own_style_and_nothing_else(hub, releases_folder):
    with closing(hub.get("/releases/2026-test/report.html")) as response:
        text = b"".join(response.streaming_content)
    assert text.count(b"<style>") == 1
    assert not re.search(rb"\sstyle=|<script|\son\w+=", text)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "sandbox" in policy


def test_static_files_are_served_by_the_hub_itself(hub):
    for name in ("ui/base.css", "ui/icon.svg", "vendor/vega-6.4.0/vega.min.js"):
        with closing(hub.get(f"/static/{name}")) as response:
            assert response.status_code == 200, name
            assert b"".join(response.streaming_content)


def test_browsers_find_the_icon_where_they_look_by_themselves(hub):
    assert hub.get("/favicon.ico")["Location"] == "/static/ui/icon.svg"


def test_behind_https_plain_http_is_redirected_and_browsers_are_told(tmp_path):
    import os
    import subprocess
    import sys

    code = (
        "import django; django.setup(); from django.test import Client; from django.test.utils import "
        "setup_test_environment; setup_test_environment(); c = Client();"
        "print(c.get('/methods/').status_code, c.get('/methods/', headers={'x-forwarded-proto': 'https'})"
        "['Strict-Transport-Security'])"
    )
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "palermo.web.config.settings_hub",
        "PALERMO_HUB_HTTPS": "true",
        "PALERMO_HUB_RELEASES": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["301", "max-age=31536000;", "includeSubDomains"]
