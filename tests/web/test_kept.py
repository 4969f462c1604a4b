"""Kept answers: the same as Django's own, for whom it would have given them, until the releases change."""

import gzip
import shutil
import threading
from datetime import date
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, StreamingHttpResponse
from tests.release.invented import make_cases, make_release

from palermo.web.hub.kept import OVERHEAD, Kept, kept
from palermo.web.hub.releases import shelf

ADDRESSES = (
    "/",
    "/fr/",
    "/methods/",
    "/explore/?by=gender",
    "/explore.csv?by=gender",
    "/explore.json?by=gender",
    "/explore.svg?by=gender",
    "/api/",
    "/api/v1/openapi.json",
    "/api/v1/releases",
    "/api/v1/releases/2026-test",
    "/api/v1/aggregate?by=gender&where=citizenship=PHL",
)
HOP = {"content-length"}
"""What the server says by itself where Django does not."""


class Counted:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, application):
        self._application = application
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self._application(environ, start_response)


class Hub:
    """Django, and Django with kept answers before it."""

    def __init__(self, *, most_bytes=4_000_000, state=lambda: shelf().look().state):
        self.django = Counted(WSGIHandler())
        self.kept = Kept(self.django, state=state, most_bytes=most_bytes)

    def get(self, address, **headers):
        """Ask with answers kept."""
        return ask(self.kept, address, **headers)


def ask(application, address, method="GET", host="testserver", **headers):
    """An answer as a server would get it: status, headers in small letters, body."""
    path, _, query = address.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host, **headers}
    setup_testing_defaults(environ)
    said = []
    result = application(environ, lambda status, headers, error=None: said.append((status, headers)))
    body = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    assert len(said) == 1
    return said[0][0], {name.lower(): value for name, value in said[0][1]}, body


def without(headers, *names):
    """Headers without some."""
    return {name: value for name, value in headers.items() if name not in names}


@pytest.fixture
def pair(hub):
    """A hub with and without kept answers."""
    return Hub()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_answer_is_that_of_django_header_by_header_and_byte_by_byte(pair, address):
    plain = ask(pair.django, address)
    first, second = pair.get(address), pair.get(address)
    assert pair.django.asked == 2, "once without and once with what is kept"
    assert second == first
    assert first[0] == plain[0] == "200 OK"
    assert without(first[1], *HOP) == without(plain[1], *HOP)
    assert first[2] == plain[2]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_compressed_form_is_kept_apart(pair, address):
    plain, small = pair.get(address), pair.get(address, HTTP_ACCEPT_ENCODING="br, gzip")
    again = pair.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert pair.django.asked == 2
    assert again == small
    assert small[1]["content-encoding"] == "gzip"
    assert small[1]["vary"] == plain[1]["vary"] == "Accept-Encoding"
    assert small[1]["etag"] == f"W/{plain[1]['etag']}"
    assert gzip.decompress(small[2]) == plain[2]
    assert pair.get(address) == plain
    theirs = ask(pair.django, address, HTTP_ACCEPT_ENCODING="gzip")[1]
    # its length is another each time: what compresses adds a few letters of chance
    assert without(small[1], "content-length") == without(theirs, "content-length")


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_is_told_that_nothing_changed_as_django_tells_it(pair, address, encoding):
    accept = {"HTTP_ACCEPT_ENCODING": encoding} if encoding else {}
    whole = pair.get(address, **accept)[1]
    etag, asked = whole["etag"], pair.django.asked
    for known in (etag, f'"other", {etag}', f"W/{etag.removeprefix('W/')}", "*"):
        status, told, body = pair.get(address, HTTP_IF_NONE_MATCH=known, **accept)
        assert pair.django.asked == asked
        theirs = ask(pair.django, address, HTTP_IF_NONE_MATCH=known, **accept)
        pair.django.asked = asked
        assert (status, body) == (theirs[0], theirs[2]) == ("304 Not Modified", b"")
        assert theirs[1].items() <= told.items(), "what a page says beside (Link) only the kept answer knows"
        assert told.items() <= whole.items()
        assert told["etag"] == etag
        assert told["vary"] == "Accept-Encoding"
        assert not told.keys() & {"content-type", "content-length", "content-encoding"}
    assert pair.get(address, HTTP_IF_NONE_MATCH='"other"', **accept)[0] == "200 OK"


def test_head_has_the_headers_of_get_and_is_answered_from_what_get_left(pair):
    got = pair.get("/api/v1/releases")
    assert ask(pair.kept, "/api/v1/releases", "HEAD") == got
    assert pair.django.asked == 1
    assert without(ask(pair.django, "/api/v1/releases", "HEAD")[1], *HOP) == without(got[1], *HOP)


def test_head_itself_leaves_nothing(pair):
    ask(pair.kept, "/api/v1/releases", "HEAD")
    pair.get("/api/v1/releases")
    assert pair.django.asked == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_answered_from_what_is_kept(pair, method):
    pair.get("/api/v1/releases")
    assert ask(pair.kept, "/api/v1/releases", method)[0].startswith("405")


def test_a_host_that_the_hub_is_not_finds_nothing(pair, settings):
    settings.ALLOWED_HOSTS = ["hub.example"]
    assert pair.get("/api/v1/releases", host="hub.example")[0] == "200 OK"
    for host in ("evil.example", "hub.example.evil.example", "hub.example@evil.example", "", "hub.example/x"):
        assert pair.get("/api/v1/releases", host=host)[0].startswith("400")
        assert pair.get("/api/v1/releases", host=host)[0].startswith("400")


def test_addresses_in_an_answer_are_those_of_its_own_host(pair, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for host in ("one.example", "two.example", "one.example:8000"):
        for _turn in range(2):
            body = pair.get("/api/v1/releases", host=host)[2].decode()
            assert f"http://{host}/releases/2026-test/manifest.json" in body


def test_plain_http_is_redirected_whatever_is_kept(pair, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3_600
    secret = Hub()
    for _turn in range(2):
        safe = secret.get("/methods/", HTTP_X_FORWARDED_PROTO="https")
        assert safe[0] == "200 OK"
        assert "strict-transport-security" in safe[1]
        assert secret.get("/methods/")[0].startswith("301")
        assert secret.get("/methods/", HTTP_X_FORWARDED_PROTO="http")[0].startswith("301")
    assert secret.django.asked == 5, "only the one over HTTPS is kept"


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/explore", "/api/v1/aggregate?by=nothing", "/methods/?x=1", "/favicon.ico"]
)
def test_errors_and_redirections_are_made_each_time(pair, address):
    first = pair.get(address)
    assert not first[0].startswith("200")
    assert pair.get(address)[0] == first[0]
    assert pair.django.asked == 2
    assert pair.kept.size == 0


def test_files_of_a_release_are_sent_as_they_come_and_not_kept(pair):
    for _turn in range(2):
        status, headers, _body = pair.get("/releases/2026-test/cases.csv", HTTP_ACCEPT_ENCODING="gzip")
        assert status == "200 OK"
    again = pair.get("/releases/2026-test/cases.csv", HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=headers["etag"])
    assert (again[0], again[1]["etag"]) == ("304 Not Modified", headers["etag"])
    assert pair.django.asked == 3
    assert pair.kept.size == 0


def test_conditions_that_django_weighs_are_left_to_it(pair):
    pair.get("/api/v1/releases")
    for name, value in (("HTTP_IF_MATCH", '"other"'), ("HTTP_IF_UNMODIFIED_SINCE", "Sat, 01 Jan 2000 00:00:00 GMT")):
        assert pair.get("/api/v1/releases", **{name: value}) == ask(pair.django, "/api/v1/releases", **{name: value})
    assert pair.django.asked == 5


def test_a_new_release_is_seen_at_once_and_the_old_answers_are_forgotten(hub_of, releases_folder, tmp_path):
    folder = tmp_path / "releases"
    shutil.copytree(releases_folder, folder)
    hub_of(folder)
    pair = Hub()
    before = pair.get("/api/v1/releases")
    pair.get("/methods/")
    size = pair.kept.size
    make_release(folder, make_cases(gender=["man"] * 3), id="newer", date=date(2027, 2, 1))
    after = pair.get("/api/v1/releases")
    assert b'"current": "newer"' in after[2]
    assert after[1]["etag"] != before[1]["etag"]
    assert pair.kept.size < size
    assert pair.get("/api/v1/releases", HTTP_IF_NONE_MATCH=before[1]["etag"])[0] == "200 OK"
    shutil.rmtree(folder / "newer")
    assert pair.get("/api/v1/releases") == before


def test_an_answer_that_was_begun_before_a_change_is_not_kept(hub):
    states = iter(["one", "two", "two", "two", "two"])
    pair = Hub(state=lambda: next(states))
    pair.get("/api/v1/releases")
    assert pair.kept.size == 0
    pair.get("/api/v1/releases")
    assert pair.kept.size > 0


def test_there_is_a_bound_and_what_was_not_asked_for_longest_goes(hub):
    room = 40 * OVERHEAD
    pair = Hub(most_bytes=room, state=lambda: "same")

    def small(environ, start_response):
        start_response("200 OK", [("ETag", '"x"'), ("Cache-Control", "public, max-age=300")])
        return HttpResponse(b"small")

    pair.django._application = small
    pair.get("/?first")
    for number in range(200):
        pair.get(f"/?{number}")
        pair.get("/?first")
        assert pair.kept.size <= room
    assert pair.kept.size > room // 2
    assert pair.django.asked == 201, "what is asked for again and again stays"


def test_what_is_too_large_pushes_nothing_out(hub):
    pair = Hub(most_bytes=60 * OVERHEAD)
    pair.get("/api/v1/releases")
    size = pair.kept.size
    assert size > 0
    pair.get("/api/v1/openapi.json")
    assert pair.kept.size == size


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", {"Cache-Control": "public"}),
        ("200 OK", {"ETag": '"x"'}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "private"}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "public, no-store"}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "public", "Vary": "Cookie"}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "public", "Vary": "Accept-Encoding, Accept"}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "public", "Vary": "*"}),
        ("200 OK", {"ETag": '"x"', "Cache-Control": "public", "Set-Cookie": "a=b"}),
        ("206 Partial Content", {"ETag": '"x"', "Cache-Control": "public"}),
        ("404 Not Found", {"ETag": '"x"', "Cache-Control": "public"}),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(hub, status, headers):
    def one(environ, start_response):
        start_response(status, list(headers.items()))
        return HttpResponse(b"body")

    pair = Hub(state=lambda: "same")
    pair.django._application = one
    pair.get("/")
    pair.get("/")
    assert pair.django.asked == 2
    assert pair.kept.size == 0


def test_what_streams_is_passed_on_as_it_is(hub):
    stream = StreamingHttpResponse([b"a", b"b"])

    def one(environ, start_response):
        start_response("200 OK", [("ETag", '"x"'), ("Cache-Control", "public")])
        return stream

    assert Kept(one, state=lambda: "same", most_bytes=1_000)(request("/"), lambda *_: None) is stream


def request(address):
    """A request as a server hands it on."""
    environ = {"PATH_INFO": address, "HTTP_HOST": "testserver"}
    setup_testing_defaults(environ)
    return environ


def test_a_query_that_is_too_long_is_kept_under_nothing(pair):
    for _turn in range(2):
        assert pair.get(f"/methods/?{'x' * 5_000}")[0].startswith("400")
    assert pair.kept.size == 0


def test_many_at_once_get_what_one_would(pair):
    expected = {address: ask(pair.django, address) for address in ADDRESSES}
    wrong = []

    def reader(offset):
        for turn in range(60):
            address = ADDRESSES[(turn + offset) % len(ADDRESSES)]
            status, _headers, body = pair.get(address)
            if (status, body) != (expected[address][0], expected[address][2]):
                wrong.append(address)

    readers = [threading.Thread(target=reader, args=(offset,)) for offset in range(8)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join(60)
    assert wrong == []
    again = sum(len(pair.get(address)[2]) for address in ADDRESSES)
    assert pair.kept.size >= again, "counted right, whoever came first"


def test_none_are_kept_where_the_settings_say_so(hub, settings):
    handler = WSGIHandler()
    assert isinstance(kept(handler), Kept)
    settings.HUB = settings.HUB.model_copy(update={"kept_megabytes": 0})
    assert kept(handler) is handler
