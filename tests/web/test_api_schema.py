"""What the API's description promises holds for whatever is asked: schemathesis asks what nobody thought of."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance  # which columns there are, a release says

ADDRESSES = (
    "/api/v1/aggregate",
    "/api/v1/codebook",
    "/api/v1/corridors",
    "/api/v1/countries",
    "/api/v1/countries/{code}",
    "/api/v1/countries/{code}/series",
    "/api/v1/coverage",
    "/api/v1/glossary",
    "/api/v1/question/{version}/{id}",
    "/api/v1/releases",
    "/api/v1/releases/{id}",
    "/api/v1/structure",
    "/api/v1/understand",
)
WITH_VALUES = ("/api/v1/aggregate", "/api/v1/structure", "/api/v1/corridors", "/api/v1/question/{version}/{id}")
"""Addresses with a parameter that takes few values only; in the others, any text is one."""

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture
def described(hub):
    """The description of a hub on the invented release."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        *((address, schemathesis.GenerationMode.POSITIVE) for address in ADDRESSES),
        *((address, schemathesis.GenerationMode.NEGATIVE) for address in WITH_VALUES),
    ],
)
def test_every_answer_is_as_described(described, address, mode):
    asked = []

    @given(described[address]["GET"].as_strategy(generation_mode=mode))
    @settings(max_examples=30, deadline=None, database=None, derandomize=True, suppress_health_check=QUIET)
    def ask(case):
        plain = {"Accept-Encoding": "identity"}
        asked.append(case.call_and_validate(headers=plain, excluded_checks=[positive_data_acceptance]).status_code)

    ask()
    assert asked


def test_every_address_is_tried(described):
    assert {operation.ok().path for operation in described.get_all_operations()} == set(ADDRESSES)
