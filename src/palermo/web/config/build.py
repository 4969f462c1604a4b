"""Which software this is: the version, and what its files hold."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from palermo import version

SUFFIXES = {".py", ".html", ".css", ".js", ".json", ".mo", ".svg", ".yaml"}


@cache
def build_id() -> str:
    """A digest of the version and of the web's own files, in hexadecimal: what a cached page depends on."""
    root = Path(__file__).parents[1]
    digest = sha256(version().encode())
    for path in sorted(root.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
