"""A hub on a small invented release."""

import pytest
from django.test import Client
from tests.web.invented import make_some_release, some_cases

from palermo.web.hub.releases import shelf


@pytest.fixture(scope="session")
def cases():
    """The invented cases."""
    return some_cases()


@pytest.fixture(scope="session")
def releases_folder(tmp_path_factory):
    """A folder with one release, `2026-test`, of invented cases. Never change a file of it: copy it first."""
    folder = tmp_path_factory.mktemp("releases")
    make_some_release(folder)
    return folder


@pytest.fixture
def hub_of(settings):
    """A function that makes a client of a hub on a folder of releases."""

    def make(folder, **changes):
        settings.HUB = settings.HUB.model_copy(update={"releases": folder, "look_again_seconds": 0, **changes})
        shelf.cache_clear()
        return Client(raise_request_exception=False)

    yield make
    shelf.cache_clear()


@pytest.fixture
def hub(hub_of, releases_folder):
    """A client of a hub on the invented release."""
    return hub_of(releases_folder)
