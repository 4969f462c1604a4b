"""Manners between the hub and the machines that ask it: who may read, how much, and what is counted of it."""

import json
import logging
import threading
from wsgiref.util import setup_testing_defaults

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.errors import QuestionError
from palermo.web.hub.manners import (
    Buckets,
    Mannered,
    Places,
    Readers,
    Tally,
    _address,
    _buckets,
    _heavy,
    _tally,
    address_of,
    mannered,
    parts_of_pages,
    room_for,
)

READER, OTHER = "203.0.114.7", "203.0.114.8"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def app(environ, start_response):
    """What is behind: it answers everything."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"answer"]


def behind(clock, a_minute=3, proxies=0, tally=None, application=app, **more):
    """A function that asks an application behind its limits."""
    buckets = Buckets(a_minute, clock=clock)
    whole = Mannered(application, buckets=buckets, a_minute=a_minute, proxies=proxies, tally=tally, **more)

    def ask(path="/api/v1/aggregate", address=READER, **headers):
        environ = {"PATH_INFO": path, "REMOTE_ADDR": address, **headers}
        setup_testing_defaults(environ)
        said = []
        body = b"".join(whole(environ, lambda status, told, *_: said.append((status, dict(told)))))
        return (int(said[0][0].split(" ")[0]), said[0][1], body)

    return ask


def test_who_asks_in_moderation_is_answered_and_told_how_much_is_left(clock):
    ask = behind(clock)
    status, headers, body = ask()
    assert (status, body) == (200, b"answer")
    assert headers["RateLimit-Policy"] == '"reader";q=3;w=60'
    assert headers["RateLimit"] == '"reader";r=2;t=20'
    assert ask()[1]["RateLimit"] == '"reader";r=1;t=40'


def test_who_asks_too_much_is_told_to_wait_in_the_shape_of_errors(clock):
    ask = behind(clock)
    assert [ask()[0] for _ in range(4)] == [200, 200, 200, 429]
    status, headers, body = ask()
    assert status == 429
    assert int(headers["Retry-After"]) == 20
    assert headers["RateLimit"].startswith('"reader";r=0;')
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "no-store"
    error = json.loads(body)["error"]
    assert error["code"] == "hub.too_many_requests"
    assert set(error) == {"code", "place", "fault", "remedy"}
    assert int(headers["Content-Length"]) == len(body)
    clock.now += 20
    assert ask()[0] == 200, "it waited as long as it was told"


def test_a_page_is_refused_as_a_page_in_its_language(clock):
    ask = behind(clock, a_minute=1)
    ask()
    status, headers, body = ask("/methods/")
    assert status == 429
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "hub.too_many_requests" in body.decode()
    assert "<script" not in body.decode()
    assert '<html lang="fr"' in ask("/fr/methods/")[2].decode()
    assert ask("/methods/", REQUEST_METHOD="HEAD")[2] == b""


def test_readers_do_not_share_and_parts_of_pages_are_free(clock):
    ask = behind(clock, a_minute=1, parts=frozenset(parts_of_pages()))
    assert [ask(address=READER)[0], ask(address=READER)[0], ask(address=OTHER)[0]] == [200, 429, 200]
    assert {ask("/static/ui/base.css")[0] for _ in range(9)} == {200}


@pytest.mark.parametrize(
    "path", ["/static/", "/static/ui/", "/static/x.css", "/static/ui/../x", "/static/ui/base.css.gz"]
)
def test_what_is_no_part_of_a_page_is_counted(clock, path):
    ask = behind(clock, a_minute=1, parts=frozenset(parts_of_pages()))
    assert [ask(path)[0], ask(path)[0]] == [200, 429]


def test_parts_of_pages_are_the_files_that_were_collected(settings, tmp_path):
    (tmp_path / "ui").mkdir()
    for name in ("ui/base.0123.css", "ui/base.0123.css.gz"):
        (tmp_path / name).write_bytes(b"")
    settings.STATIC_ROOT = tmp_path
    assert list(parts_of_pages()) == ["/static/ui/base.0123.css"]


def test_pages_have_no_headers_that_differ_from_reader_to_reader(clock):
    assert "RateLimit" not in behind(clock)("/methods/")[1]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fd00::1", "", "unix:"])
def test_an_undeclared_proxy_is_not_taken_for_a_reader(clock, address):
    ask = behind(clock, a_minute=1)
    assert {ask(address=address)[0] for _ in range(5)} == {200}


def test_behind_declared_proxies_the_reader_is_who_they_say(clock):
    ask = behind(clock, a_minute=1, proxies=2)
    first = {"HTTP_X_FORWARDED_FOR": f"{READER}, 198.51.100.1", "address": "10.0.0.1"}
    other = {"HTTP_X_FORWARDED_FOR": f"{OTHER}, 198.51.100.1", "address": "10.0.0.1"}
    forged = {"HTTP_X_FORWARDED_FOR": f"192.0.2.1, {READER}, 198.51.100.1", "address": "10.0.0.1"}
    assert [ask(**each)[0] for each in (first, first, other, forged)] == [200, 429, 200, 429]


def test_a_header_without_a_hyphen_is_read_where_it_is_named(clock):
    ask = behind(clock, a_minute=1, proxies=1, header="Reader")
    asked = [ask(HTTP_READER=READER, HTTP_X_FORWARDED_FOR=f"203.0.113.{each}", address="10.0.0.1") for each in (1, 2)]
    assert [status for status, _headers, _body in asked] == [200, 429]


def test_who_comes_past_the_proxies_is_her_own_address():
    environ = {"REMOTE_ADDR": READER, "HTTP_X_FORWARDED_FOR": OTHER}
    assert address_of(environ, 0) == READER, "nobody was declared"
    assert address_of(environ, 1) == OTHER
    assert address_of(environ, 2) == READER
    assert address_of({**environ, "HTTP_READER": "198.51.100.1"}, 1, "Reader") == "198.51.100.1"
    assert Readers(1).name({}) is None


@given(st.text(max_size=60), st.text(max_size=40), st.integers(0, 5))
def test_no_header_breaks_anything(told, remote, proxies):
    found = Readers(proxies).name({"HTTP_X_FORWARDED_FOR": told, "REMOTE_ADDR": remote})
    assert found is None or len(found) == 12


def test_names_tell_networks_apart_and_nothing_else():
    readers = Readers(0)

    def name(address):
        return readers.name({"REMOTE_ADDR": address})

    assert name("2001:4860:1:2::1") == name("2001:4860:1:2:ffff::9"), "one household's"
    assert name("2001:4860:1:2::1") != name("2001:4860:1:3::1")
    assert name(READER) == name(f"::ffff:{READER}") == name(f"{READER}:4711")
    assert name(READER) != name(OTHER)
    assert name(READER) != Readers(0).name({"REMOTE_ADDR": READER}), "another process has another secret"


def test_no_address_is_kept_as_it_is_and_none_for_long(clock):
    buckets, readers = Buckets(3, clock=clock), Readers(0, clock=clock)
    buckets.take(readers.name({"REMOTE_ADDR": READER}))
    kept = repr(vars(buckets)) + repr(vars(readers))
    assert READER not in kept
    assert repr(bytes(map(int, READER.split("."))))[2:-1] not in kept
    assert len(readers._known) == 1
    clock.now += 61
    readers.name({"REMOTE_ADDR": OTHER})
    assert len(readers._known) == 1, "of the one before nothing is known any more"


def test_names_without_end_fill_no_memory(monkeypatch):
    monkeypatch.setattr(_address, "MOST_KNOWN", 50)
    readers = Readers(0)
    for each in range(1_000):
        readers.name({"REMOTE_ADDR": f"203.0.{each // 250}.{each % 250}"})
        assert len(readers._known) <= 50


def test_readers_are_forgotten_after_minutes_and_lose_nothing_by_it(clock):
    buckets = Buckets(60, clock=clock)
    for _ in range(60):
        assert buckets.take(b"one").allowed
    assert not buckets.take(b"one").allowed
    clock.now += 30
    assert buckets.take(b"two").allowed
    assert buckets.remembered == 2
    clock.now += 61
    buckets.take(b"three")
    clock.now += 61
    buckets.take(b"three")
    assert buckets.remembered == 1
    assert buckets.take(b"one").left == 59, "a bucket that was full again anyhow"


def test_a_debt_outlives_the_turn_of_a_minute(clock):
    buckets = Buckets(60, clock=clock)
    clock.now += 59
    for _ in range(60):
        buckets.take(b"one")
    clock.now += 2
    assert buckets.take(b"one").left == 1


def test_readers_without_end_fill_no_memory(clock, monkeypatch):
    monkeypatch.setattr(_buckets, "MOST_READERS", 100)
    buckets = Buckets(60, clock=clock)
    for each in range(10_000):
        buckets.take(str(each).encode())
        assert buckets.remembered <= 201


@given(st.lists(st.floats(0, 5), max_size=200))
def test_nobody_gets_more_than_the_policy_says(pauses):
    clock = Clock()
    buckets = Buckets(30, clock=clock)
    start, allowed = clock.now, 0
    for pause in pauses:
        clock.now += pause
        allowed += buckets.take(b"one").allowed
        assert allowed <= 30 + (clock.now - start) / 2 + 1e-6


def test_settings_say_whether_there_are_limits(settings, tmp_path):
    settings.HUB = settings.HUB.model_copy(update={"requests_a_minute": 0})
    assert mannered(app) is app
    settings.HUB = settings.HUB.model_copy(update={"requests_a_minute": 5})
    assert isinstance(mannered(app), Mannered)
    settings.HUB = settings.HUB.model_copy(update={"requests_a_minute": 0, "counts_file": tmp_path / "counts.json"})
    assert isinstance(mannered(app), Mannered)


def test_django_s_answers_pass_through_whole(clock, hub):
    from django.core.handlers.wsgi import WSGIHandler

    ask = behind(clock, application=WSGIHandler())
    status, headers, body = ask("/api/v1/releases", HTTP_HOST="testserver")
    assert status == 200
    assert json.loads(body)["current"] == "2026-test"
    assert headers["ETag"]
    assert headers["RateLimit"]


PREFLIGHT = {"origin": "https://site.example", "access-control-request-method": "GET"}


@pytest.mark.parametrize(
    "address", ["/api/v1/aggregate", "/explore.csv", "/releases/2026-test/cases.csv", "/catalog.jsonld"]
)
def test_any_site_may_ask_before_it_reads(hub, address):
    response = hub.options(address, headers=PREFLIGHT | {"access-control-request-headers": "if-none-match"})
    assert response.status_code == 204
    assert response.content == b""
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_what_is_no_preflight_is_refused_as_before(hub):
    assert hub.options("/api/v1/aggregate").status_code == 405
    assert hub.options("/methods/", headers=PREFLIGHT).status_code == 405, "pages are read by their readers only"
    assert hub.post("/api/v1/aggregate", headers=PREFLIGHT).status_code == 405


def test_a_site_that_reads_sees_the_headers_that_it_needs(hub):
    exposed = hub.get("/api/v1/aggregate?by=gender")["Access-Control-Expose-Headers"]
    assert {"ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed.split(", "))
    assert "Access-Control-Allow-Origin" not in hub.get("/methods/")


def test_few_heavy_questions_are_counted_at_once_and_the_next_is_told_when_to_come():
    places = Places(2, patience=0.01)
    with places, places:
        with pytest.raises(QuestionError) as error, places:
            raise AssertionError("there was no place")
        assert error.value.key == "hub.busy"
        assert error.value.http_status == 503
    with places:
        pass


def test_a_heavy_question_waits_for_a_place_that_gets_free():
    places = Places(1, patience=30)
    inside, done = threading.Event(), []

    def first():
        with places:
            inside.set()
            done.append(1)

    with places:
        thread = threading.Thread(target=lambda: first())
        thread.start()
        assert not inside.wait(0.05)
    thread.join(30)
    assert done == [1]


def test_a_place_is_free_again_after_a_failure():
    places = Places(1, patience=0.01)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), places:
            raise ZeroDivisionError


def test_what_is_too_heavy_is_refused_before_it_begins(settings):
    settings.HUB = settings.HUB.model_copy(update={"most_values_read": 1_000_000})
    with pytest.raises(QuestionError) as error, room_for(1_000_001):
        raise AssertionError("it was begun")
    assert error.value.http_status == 422
    assert "1,000,001" in error.value.fault
    with room_for(1_000_000):
        pass


def test_light_questions_need_no_place(monkeypatch):
    full = Places(1, patience=0)
    monkeypatch.setattr(_heavy, "places", lambda: full)
    with full:
        with room_for(_heavy.HEAVY - 1):
            pass
        with pytest.raises(QuestionError), room_for(_heavy.HEAVY):
            pass


def test_the_api_says_503_with_the_time_to_wait_while_all_places_are_taken(hub, monkeypatch):
    full = Places(1, patience=0)
    monkeypatch.setattr(_heavy, "HEAVY", 1)
    monkeypatch.setattr(_heavy, "places", lambda: full)
    with full:
        response = hub.get("/api/v1/aggregate?by=gender&by=age_band")
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert response.json()["error"]["code"] == "hub.busy"
        page = hub.get("/explore/?by=gender&by=citizenship")
        assert page.status_code == 503
        assert page["Retry-After"] == "5"
    assert hub.get("/api/v1/aggregate?by=gender&by=age_band").status_code == 200


def test_a_question_over_too_many_values_is_refused_by_page_and_api(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3))
    client = hub_of(tmp_path, most_values_read=2)
    for address in ("/api/v1/aggregate?by=gender", "/explore.csv?by=gender", "/explore/?by=gender"):
        assert client.get(address).status_code == 422


def test_a_question_is_as_heavy_as_its_combinations_and_kept_answers_are_light(hub_of, tmp_path, monkeypatch):
    many = [["threats", "debt_bondage", "other"]] * 20
    make_release(tmp_path, make_cases(means_of_control=many, labour_sectors=[["mining", "trade"]] * 20))
    client = hub_of(tmp_path)
    monkeypatch.setattr(_heavy, "HEAVY", 1_000)
    full = Places(1, patience=0)
    monkeypatch.setattr(_heavy, "places", lambda: full)
    light, heavy = "/api/v1/aggregate?by=means_of_control", "/api/v1/aggregate?by=means_of_control&by=labour_sectors"
    with full:
        assert [client.get(address).status_code for address in (light, heavy)] == [200, 503]
    assert client.get(heavy).status_code == 200
    with full:
        assert client.get(heavy).status_code == 200


def test_hours_are_counted_by_kind_and_by_nothing_else(tmp_path, clock):
    path = tmp_path / "counts.json"
    ask = behind(clock, a_minute=100, tally=Tally(path, clock=clock))
    for address in ("/", "/fr/", "/explore/?by=gender", "/fr/explore/", "/explore.csv", "/api/v1/aggregate", "/x.php"):
        ask(address.partition("?")[0], QUERY_STRING="by=citizenship&where=citizenship=PHL")
    ask("/releases/2026-test/cases.csv")
    ask("/releases/2026-test/")
    clock.now += 3600
    ask("/methods/")
    found = json.loads(path.read_text(encoding="utf-8"))
    first, second = found.values()
    assert first == {"home": 2, "explore": 2, "data": 1, "api": 1, "other": 1, "files": 1, "releases": 1}
    assert second == {"methods": 1}
    assert [len(hour) for hour in found] == [17, 17]
    for word in ("PHL", "citizenship", READER, "2026-test", "x.php", "fr"):
        assert word not in path.read_text(encoding="utf-8")


def test_processes_add_to_one_file_and_old_hours_go(tmp_path, clock):
    path = tmp_path / "counts.json"
    one, other = Tally(path, clock=clock), Tally(path, clock=clock)
    for tally in (one, other, one):
        tally.count("/methods/")
        tally.write()
    assert list(json.loads(path.read_text()).values()) == [{"methods": 3}]
    for _ in range(_tally.HOURS + 5):
        clock.now += 3600
        one.count("/methods/")
    one.write()
    assert len(json.loads(path.read_text())) == _tally.HOURS


def test_who_asked_too_much_is_counted_as_that(tmp_path, clock):
    tally = Tally(tmp_path / "counts.json", clock=clock)
    ask = behind(clock, a_minute=1, tally=tally)
    ask(), ask()
    tally.write()
    assert list(json.loads((tmp_path / "counts.json").read_text()).values()) == [{"api": 1, "refused": 1}]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": {"b": "x"}}'])
def test_a_file_that_holds_something_else_is_begun_anew(tmp_path, clock, text):
    path = tmp_path / "counts.json"
    path.write_text(text, encoding="utf-8")
    tally = Tally(path, clock=clock)
    tally.count("/methods/")
    tally.write()
    assert list(json.loads(path.read_text()).values()) == [{"methods": 1}]


def test_a_file_that_cannot_be_written_stops_no_answer(tmp_path, clock, caplog):
    tally = Tally(tmp_path / "nowhere" / "counts.json", clock=clock)
    ask = behind(clock, tally=tally)
    clock.now += 100
    with caplog.at_level(logging.ERROR):
        assert ask()[0] == 200
    assert "could not be written" in caplog.text
    assert str(tmp_path) not in caplog.text


def test_nothing_is_counted_unless_a_setting_names_a_file(settings):
    assert settings.HUB.counts_file is None
    assert mannered(app)._tally is None
