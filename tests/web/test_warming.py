"""Warming: a page of each kind is made before the first reader comes."""

import pytest
from django.core.handlers.wsgi import WSGIHandler

from palermo.web.hub import warming
from palermo.web.hub.releases import shelf


@pytest.fixture
def visited(monkeypatch):
    """A function that warms a hub, and says which addresses it visited and how they answered."""

    def visit():
        found = {}
        application = WSGIHandler()
        answer = application.get_response

        def remembered(request):
            response = answer(request)
            found[request.get_full_path()] = response.status_code
            return response

        monkeypatch.setattr(application, "get_response", remembered)
        warming.prepare(shelf().look())
        warming.warm_pages(application)
        return found

    return visit


@pytest.mark.parametrize("hosts", [["hub.example"], [".hub.example"], ["*"], ["[::1]"]])
def test_a_page_of_each_kind_is_visited_under_a_name_of_the_hub(hub, settings, visited, hosts):
    settings.ALLOWED_HOSTS = hosts
    found = visited()
    assert {"/", "/explore/", "/explore/?by=citizenship", "/countries/", "/releases/"} < set(found)
    assert {"/corridors/", "/coverage/"} < set(found), "the slowest to make"
    assert any(address.startswith("/countries/") and len(address) > len("/countries/") for address in found)
    assert set(found.values()) == {200}


def test_behind_a_proxy_pages_are_visited_and_not_only_redirected(hub, settings, visited):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert set(visited().values()) == {200}


def test_without_a_release_there_is_nothing_to_visit(hub_of, tmp_path, visited):
    hub_of(tmp_path)
    assert visited() == {}
