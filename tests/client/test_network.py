"""What a network and a server can do wrong."""

import gzip
import json
import socket
import time
import tracemalloc

import pytest

import palermo
from palermo.client import HubError
from palermo.client._http import CHUNK, MOST_BYTES, MOST_JSON_BYTES, Transport

RELEASES = json.dumps({"current": None, "releases": []}).encode()
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def waited(monkeypatch):
    """How long the client waited, without waiting; other threads of the process sleep as ever."""
    found = []
    monkeypatch.setattr("palermo.client._http.sleep", found.append)
    return found


def in_turn(*answers):
    """Answers, one after another; the last of them for ever."""
    left = list(answers)
    return lambda path, headers: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    "text", ["", "hub.example", "ftp://hub.example", "file:///etc/passwd", "https://", "http://u:p@h"]
)
def test_what_is_no_address_of_a_website_is_refused(text):
    with pytest.raises(HubError, match="address of a website"):
        palermo.connect(text)


def test_where_nobody_answers_it_is_said(waited):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(HubError) as caught:
        palermo.connect(f"http://127.0.0.1:{port}", tries=3)
    assert caught.value.key == "hub.unreachable"
    assert waited == [0.5, 1.0]


def test_who_does_not_answer_in_time_is_not_waited_for(waited):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(HubError, match="in time"):
            palermo.connect(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.1, tries=1)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_hub_is_left_alone_as_long_as_it_asks(serve, waited, status):
    busy = (status, {"Retry-After": "7"}, b"{}")
    assert palermo.connect(serve(in_turn(busy, busy, (200, JSON, RELEASES)))).releases() == ()
    assert waited == [7.0, 7.0]


def test_it_may_ask_by_a_date(serve, waited):
    from email.utils import formatdate

    later = formatdate(time.time() + 20, usegmt=True)
    palermo.connect(serve(in_turn((503, {"Retry-After": later}, b""), (200, JSON, RELEASES))))
    assert 10 < waited[0] < 21


def test_nobody_waits_for_hours(serve, waited):
    said = {"error": {"code": "hub.busy", "place": "", "fault": "Too many questions.", "remedy": "Come back tomorrow."}}
    busy = (429, {"Retry-After": "86400"}, json.dumps(said).encode())
    with pytest.raises(HubError, match="Come back tomorrow") as caught:
        palermo.connect(serve(in_turn(busy)))
    assert waited == []
    assert caught.value.http_status == 429


def test_after_some_tries_it_is_given_up(serve, waited):
    with pytest.raises(HubError):
        palermo.connect(serve(in_turn((503, {}, b""))), tries=3)
    assert waited == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_what_will_not_change_is_not_tried_again(serve, waited, status):
    with pytest.raises(HubError):
        palermo.connect(serve(in_turn((status, {}, b"<html>"), (200, JSON, RELEASES))))
    assert waited == []


def test_a_redirect_on_the_same_host_is_followed(serve):
    def answer(path, headers):
        if path == "/api/v1/releases":
            return 301, {"Location": "/elsewhere"}, b""
        return 200, JSON, RELEASES

    assert palermo.connect(serve(answer)).releases() == ()


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:9/x", "https://hub.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "//other.example/"],
)
def test_nobody_is_led_to_another_host_or_scheme(serve, target):
    with pytest.raises(HubError) as caught:
        palermo.connect(serve(in_turn((302, {"Location": target}, b""))))
    assert caught.value.key == "hub.leads_elsewhere"


def test_an_endless_redirect_ends(serve):
    with pytest.raises(HubError):
        palermo.connect(serve(in_turn((302, {"Location": "/api/v1/releases"}, b""))), tries=1)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"releases": 3}', b'{"releases": [{"id": 1}]}', b"\xff"])
def test_what_is_no_hub_is_told_from_one(serve, body):
    with pytest.raises(HubError) as caught:
        palermo.connect(serve(in_turn((200, JSON, body))))
    assert caught.value.key == "hub.no_hub"


@pytest.mark.parametrize("body", [b"", b"PAR1", b"{}", b"PAR1" * 20])
def test_what_is_no_answer_is_told_from_one(serve, body):
    hub = palermo.connect(serve(lambda path, headers: (200, JSON, RELEASES if "releases" in path else body)))
    with pytest.raises(HubError, match="no answer"):
        hub.ask(by="gender")


def test_an_error_that_is_not_in_our_shape_is_said_with_its_status(serve):
    with pytest.raises(HubError, match="status 418"):
        palermo.connect(serve(in_turn((418, {}, b"I am a teapot"))))


def test_an_answer_may_come_packed(serve):
    packed = (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(RELEASES))
    assert palermo.connect(serve(in_turn(packed))).releases() == ()
    with pytest.raises(HubError, match="packed"):
        palermo.connect(serve(in_turn((200, {**JSON, "Content-Encoding": "gzip"}, b"no gzip at all"))))


def test_what_was_packed_and_did_not_come_whole_is_told_from_an_answer(serve):
    cut = gzip.compress(RELEASES)[:-8]
    with pytest.raises(HubError, match="packed"):
        palermo.connect(serve(in_turn((200, {**JSON, "Content-Encoding": "gzip"}, cut))))


def test_what_unpacks_without_end_fills_no_memory(serve):
    """A bomb of some fifty kilobytes. What is said as JSON is limited far below a table."""
    bomb = (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * (3 * MOST_JSON_BYTES)))
    address = serve(lambda path, headers: bomb if path.startswith("/api/v1/codebook") else (200, JSON, RELEASES))
    hub = palermo.connect(address)
    tracemalloc.start()
    try:
        with pytest.raises(HubError, match=f"more than {MOST_JSON_BYTES:,} bytes"):
            hub.codebook()
        assert tracemalloc.get_traced_memory()[1] < 1.2 * MOST_JSON_BYTES
    finally:
        tracemalloc.stop()


def test_a_table_without_end_is_not_read_to_its_end(serve):
    bomb = (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * 2_000_000))
    with pytest.raises(HubError, match="more than 1,000,000 bytes"):
        Transport(serve(in_turn(bomb)), 30.0, 1).get("/", most=1_000_000)
    assert MOST_BYTES > MOST_JSON_BYTES


def test_a_bomb_is_unpacked_in_small_parts(serve):
    bomb = (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * 10_000_000))
    transport = Transport(serve(in_turn(bomb)), 30.0, 1)
    sizes = [len(part) for part in transport.stream("/", packed=True)]
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= CHUNK


def test_a_connection_that_breaks_is_said(serve):
    broken = (200, {**JSON, "Content-Length": "1000"}, b'{"rel')
    with pytest.raises(HubError):
        palermo.connect(serve(in_turn(broken)), tries=1)
