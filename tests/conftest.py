"""What every test may use: the real data beside the checkout, and no network."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test measures time: a busy machine must not fail one. The same examples on every run; `print_blob` says how to
# repeat a failure.
settings.register_profile(
    "house", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The tests that take long are asked for: by an option, or by CI=true."""
    parser.addoption("--slow", action="store_true", help="run the tests that take long as well, as CI=true does")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it was asked for. What is left out is counted as deselected."""
    if config.getoption("--slow") or os.environ.get("CI") == "true":
        return
    slow = [item for item in items if item.get_closest_marker("slow") or "java" in item.fixturenames]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]


REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the folder shared/{name} is not beside the checkout: real files are not tested")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data. Never copy a row of it."""
    return _shared("data")


@pytest.fixture(scope="session")
def shared_htcds() -> Path:
    """The folder of the standard's own files."""
    return _shared("htcds")


@pytest.fixture(scope="session")
def java() -> None:
    """Java, on which Spark runs. Where there is none the tests are skipped; where CI=true, that is a failure."""
    from palermo.engine import require_spark
    from palermo.errors import SettingsError

    try:
        require_spark("local[1]")
    except SettingsError as error:
        message = f"NO JAVA: nothing was counted on a cluster: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
