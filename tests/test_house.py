"""The house as a whole: the base install, and what the repository must not hold."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
EXTRAS = (
    "django",
    "ninja",
    "granian",
    "pydantic_settings",
    "vl_convert",
    "whitenoise",
    "csp",
    "django_cotton",
    "pandas",
    "opendp",
    "pyspark",
    "py4j",
    "dp_accounting",
    "scipy",
)

BLOCK = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {extras!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
import importlib
importlib.import_module({room!r})
"""


@pytest.mark.parametrize(
    "room",
    [
        "cli",
        "codes",
        "cases",
        "engine",
        "estimate",
        "harmonise",
        "link",
        "protect",
        "release",
        "release.publishing",
        "series",
        "tabulate",
        "tabulate.formats",
        "client",
        "demo",
    ],
)
def test_the_base_install_imports_without_any_extra(room):
    code = BLOCK.format(extras=EXTRAS, room=f"palermo.{room}")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _tracked() -> list[Path]:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("not a checkout: there is no list of tracked files")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return [REPOSITORY / name for name in names.split("\0") if name]


def test_no_tracked_file_names_the_place_it_was_written_in():
    place = str(REPOSITORY.parent) + "/"
    if len(REPOSITORY.parent.parts) < 2:
        pytest.skip("the checkout stands at the root")
    for path in _tracked():
        if path.is_file():
            assert place.encode() not in path.read_bytes(), path


def test_no_lock_names_a_registry():
    for lock in (REPOSITORY / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "index-url" not in text
        assert "://" not in text
