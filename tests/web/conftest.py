"""A hub on a small invented release."""

import random
from datetime import date

import pytest
from django.test import Client
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.web.hub.releases import shelf

CASES = 400
SEED = 20


def some_cases():
    """Invented cases with every kind of column: open and closed lists, a tree, an order, sets, years; and missing."""
    dice = random.Random(SEED)  # noqa: S311

    def column(*choices):
        return [dice.choice(choices) for _ in range(CASES)]

    return make_cases(
        contributor=column("Harbour House", "Harbour House", "Passerelle"),
        year_of_registration=column(2015, 2016, 2018, 2019, 2019, Missing.SUPPRESSED),
        gender=column("woman", "woman", "man", "trans_woman", Missing.UNKNOWN),
        age_band=column("9-17", "18-20", "48+", Missing.NOT_ASKED),
        citizenship=column("PHL", "PHL", "UKR", "NPL", Missing.REFUSED),
        country_of_exploitation=column("MYS", "FRA", "FRA", "RUS"),
        means_of_control=column(["threats", "debt_bondage"], ["threats"], [], Missing.NOT_APPLICABLE),
        forms_of_exploitation=column(["labour"], ["sexual"], ["labour", "sexual"], Missing.UNKNOWN),
    )


@pytest.fixture(scope="session")
def cases():
    """The invented cases."""
    return some_cases()


@pytest.fixture(scope="session")
def releases_folder(tmp_path_factory, cases):
    """A folder with one release, `2026-test`, of invented cases. Never change a file of it: copy it first."""
    folder = tmp_path_factory.mktemp("releases")
    make_release(
        folder,
        cases,
        demonstration=True,
        date=date(2026, 11, 24),
        parameters={"k": 2, "length": 2},
        risk={"smallest_group": 2, "rare_combinations_before": {"1": 3, "2": 12}},
        utility={"share_of_values_withheld": 0.125, "a_new_figure": 7},
    )
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
