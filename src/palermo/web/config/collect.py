"""Static files as they are served: named by their content, compressed once, kept by browsers for ever."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from palermo.web.config.build import build_id

ENOUGH = 16
"""Characters of the build's digest in a folder's name."""


def cache_folder() -> Path:
    """Where this user's programs keep what can be made again."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "palermo"
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "palermo" / "cache"
    return Path.home() / ".cache" / "palermo"


def collected(base: Path | None = None, *, wing: str = "hub") -> Path:
    """The folder of collected static files of this build and wing (`hub` or `casework`), made when it is not there yet.

    It appears whole or not at all, so several hubs can start at once. Where the cache cannot be written, a temporary
    folder takes its place.
    """
    try:
        folder = (base or cache_folder()) / f"static-{wing}-{build_id()[:ENOUGH]}"
        if folder.is_dir():
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".static-", dir=folder.parent))
    except (OSError, RuntimeError):  # nowhere to write, or nobody's home
        return _collect(Path(tempfile.mkdtemp(prefix="palermo-static-")), wing)
    try:
        _collect(partial, wing)
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another hub was faster
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _collect(into: Path, wing: str) -> Path:
    """Collect in a process of its own: a process loads Django's settings once, and the wing's need this folder."""
    import subprocess

    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    wanted = {
        "DJANGO_SETTINGS_MODULE": f"palermo.web.config.settings_{wing}",
        f"PALERMO_{wing.upper()}_STATIC_FOLDER": str(into),
    }
    subprocess.run(command, env={**os.environ, **wanted}, check=True)  # noqa: S603
    return into
