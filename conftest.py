"""The two wings are tested apart, as they run apart: a process has one wing's settings.

Without more, everything but the sensitive wing is tested. `--ds=tests.settings_sensitive` and the paths of that wing
test the rest; `./do test` does both, the second on SQLite and on PostgreSQL.
"""

import os
from pathlib import Path

INSIDE = {"sensitive", "vault", "audit", "accounts", "casework"}
"""Folders of the sensitive wing, under tests/ and under web/."""

MODULES = {"settings_casework.py", "urls_casework.py", "wsgi_casework.py", "settings_sensitive.py"}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the sensitive wing out where its settings are not this process's."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.settings_sensitive":
        return None
    path = collection_path.relative_to(Path(__file__).parent)
    inside = path.parts[:1] == ("tests",) and "sensitive" in path.parts
    inside = inside or ("web" in path.parts and bool(INSIDE & set(path.parts)))
    return True if inside or path.name in MODULES else None
