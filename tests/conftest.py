"""What every test may use: the real data beside the checkout, and no network."""

from pathlib import Path

import pytest

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
