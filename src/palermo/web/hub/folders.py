"""Folders that are looked at again and again: which ones there are, and whether one has changed."""

from pathlib import Path

Stamp = tuple[tuple[str, int, int, int, int], ...]
"""What a folder looks like from outside: of every file name, size in bytes, number, and times of change in ns: of what
it holds, which anybody can set back, and of its entry, which nobody can.
"""


def stamps_of(folder: Path | None, marker: str) -> dict[str, Stamp]:
    """What each folder in a folder that holds a file of this name looks like, by its name.

    One whose name begins with a dot is being written; one that goes away while it is looked at is none.
    """
    return {path.name: stamp for path in _marked(folder, marker) if (stamp := _stamp(path))}


def _marked(folder: Path | None, marker: str) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in found if (path / marker).is_file())


def _stamp(folder: Path) -> Stamp:
    """Empty when the folder goes away while it is looked at."""
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.iterdir())]
    except OSError:
        return ()
    return tuple((name, stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in found)
