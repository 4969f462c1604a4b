"""Errors: one shape for readers and for machines, in both languages, and never a traceback."""

import shutil

import pytest
from tests.release.invented import make_cases, make_release

from palermo.web.hub.catalogue import _views


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/nothing/", 404, "hub.not_found"),
        ("/de/releases/", 404, "hub.not_found"),
        ("/releases/nothing/", 404, "hub.not_found"),
        ("/downloads/?release=nothing", 404, "hub.not_found"),
        ("/methods/?relese=2026-test", 422, "hub.value_unusable"),
        ("/methods/?" + "x" * 5000, 400, "hub.request_refused"),
        ("/methods/?" + "a&" * 1500, 422, "hub.value_unusable"),
        ("/methods/?release=%00", 404, "hub.not_found"),
        ("/%ff/", 404, "hub.not_found"),
        ("/static/ui/nothing.css", 404, "hub.not_found"),
        ("/static/../../pyproject.toml", 404, "hub.not_found"),
    ],
)
def test_a_page_says_what_is_wrong_and_what_to_do(hub, address, status, code):
    response = hub.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert f"Status {status}, {code}" in text
    assert "Traceback" not in text
    assert 'href="/methods/"' in text, "one can go on from there"


def test_an_error_is_said_in_the_language_of_its_address(hub):
    assert "Il n’y a rien à cette adresse." in hub.get("/fr/rien/").content.decode()
    assert "There is nothing at this address." in hub.get("/nothing/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_can_only_be_read(hub, method):
    response = getattr(hub, method)("/methods/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "This address can only be read." in response.content.decode()


@pytest.mark.parametrize("address", ["/releases", "/releases/2026-test", "/fr", "/fr/methods?release=2026-test"])
def test_a_page_whose_last_stroke_was_forgotten_is_found(hub, address):
    response = hub.get(address)
    assert response.status_code == 301
    path, _, question = address.partition("?")
    assert response["Location"] == f"{path}/" + (f"?{question}" if question else "")
    assert hub.get(response["Location"]).status_code == 200


def test_a_forgotten_stroke_leads_to_no_other_site(hub):
    assert hub.get("//evil.example/methods").status_code in (301, 404)
    assert not hub.get("/%2Fevil.example/methods").get("Location", "").startswith("//")


def test_a_request_for_another_host_is_refused(hub, settings):
    settings.ALLOWED_HOSTS = ["hub.example"]
    for address in ("/releases/", "/methods/"):
        response = hub.get(address, headers={"host": "evil.example"})
        assert response.status_code == 400
        assert "evil" not in response.content.decode()
    data = hub.get("/api/v1/releases", headers={"host": "evil.example"})
    assert (data.status_code, data.json()["error"]["code"]) == (400, "hub.request_refused")


@pytest.mark.parametrize("address", ["/releases/2026-test/", "/fr/releases/2026-test/"])
def test_a_bug_is_ours_and_shows_nothing_of_itself(hub, monkeypatch, address):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(_views, "groups", broken)
    response = hub.get(address)
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "hub.internal" in response.content.decode()


def test_a_bug_of_the_api_has_the_same_shape(hub, monkeypatch):
    from palermo.web.hub.api import _answer

    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(_answer, "ask_in_bounds", broken)
    response = hub.get("/api/v1/aggregate")
    assert response.status_code == 500
    assert set(response.json()["error"]) == {"code", "place", "fault", "remedy"}
    assert "secret" not in response.content.decode()


def test_without_a_release_every_page_says_so(hub_of, tmp_path):
    client = hub_of(tmp_path)
    for address in ("/releases/", "/methods/"):
        response = client.get(address)
        assert response.status_code == 503
        assert "There is no release to show." in response.content.decode()


def test_a_release_that_was_tampered_with_is_not_shown(hub_of, tmp_path):
    path = make_release(tmp_path, make_cases(gender=["woman"] * 3)).path
    (path / "cases.csv").write_bytes(b"gender\nman\n")
    client = hub_of(tmp_path)
    response = client.get("/releases/")
    assert response.status_code == 503
    assert "No release in this folder can be trusted." in response.content.decode()
    assert str(tmp_path) not in response.content.decode()
    assert client.get("/releases/2026-test/cases.csv").status_code == 404


def test_a_folder_that_went_away_is_said_too(hub_of, tmp_path):
    make_release(tmp_path / "releases", make_cases(gender=["woman"] * 3))
    client = hub_of(tmp_path / "releases")
    assert client.get("/methods/").status_code == 200
    shutil.rmtree(tmp_path / "releases")
    assert client.get("/methods/").status_code == 503


def test_a_near_name_is_offered_in_the_language_of_the_address(hub):
    assert "Did you mean gender or age_band?" in hub.get("/explore/?by=gendr").content.decode()
    for address in ("/fr/explore/?by=gendr", "/fr/explore.json?by=gendr"):
        text = hub.get(address).content.decode()
        assert "Vouliez-vous dire gender ou age_band\u00a0?" in text
        assert "Did you mean" not in text
    assert "Did you mean" in hub.get("/api/v1/aggregate?by=gendr").json()["error"]["remedy"]


@pytest.mark.parametrize("address", ["/api/v1/aggregate?", "/explore/?", "/explore.csv?"])
def test_a_page_and_the_api_bear_as_many_conditions(hub, address):
    conditions = [f"where=year_of_registration>={year}" for year in range(1_900, 1_921)]
    assert hub.get(address + "&".join(conditions[:20])).status_code == 200
    response = hub.get(address + "&".join(conditions))
    assert response.status_code == 422
    assert "at most 20 conditions" in response.content.decode()
