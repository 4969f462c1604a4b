"""A folder that appears whole or not at all."""

import importlib.util
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.errors import UserError

CAN_LOCK = importlib.util.find_spec("fcntl") is not None
"""Not every system has such locks. Without them, what a crash leaves is ignored and never cleaned."""


def partial_prefix(name: str) -> str:
    """How a folder that is being written is called: it begins with a dot, so that nobody lists it."""
    return f".{name}.partial-"


Taken = Callable[[Path], UserError]
"""What is raised when there is anything of the folder's name."""


@contextmanager
def appearing(out: Path, name: str, *, taken: Taken) -> Iterator[Path]:
    """Write into the folder this yields; on leaving, it becomes `out/name` in one step, or it is gone.

    Of several writers of the same name one wins; the others, and whoever comes after, get what `taken` makes. What a
    crash left behind is cleaned away first.
    """
    final = out / name
    out.mkdir(parents=True, exist_ok=True)
    refuse_existing(final, taken)
    clean_leftovers(out, name)
    partial, lock = _make_partial(out, name)
    try:
        yield partial
        _flush(partial)
        refuse_existing(final, taken)
        try:
            partial.rename(final)  # fails when the other writer was faster: a folder that is not empty is not replaced
        except OSError as error:
            raise taken(final) from error
        _flush_folder(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    finally:
        if lock is not None:
            os.close(lock)


def refuse_existing(final: Path, taken: Taken) -> None:
    """Raise what `taken` makes when there is anything of this name."""
    if final.exists() or final.is_symlink():
        raise taken(final)


def clean_leftovers(out: Path, name: str) -> None:
    """Remove what a crashed writer of this name left; never what a living one is writing, for it holds a lock."""
    if not CAN_LOCK:
        return
    for path in out.glob(partial_prefix(name) + "*"):
        lock = _lock(path)
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)


def _make_partial(out: Path, name: str) -> tuple[Path, int | None]:
    while True:
        partial = out / (partial_prefix(name) + secrets.token_hex(8))
        partial.mkdir()
        if not CAN_LOCK:
            return partial, None
        lock = _lock(partial)
        if lock is not None and partial.is_dir():  # another writer may have cleaned it away before we held the lock
            return partial, lock


def _lock(folder: Path) -> int | None:
    """Lock a folder for as long as the handle is open; None when somebody else holds it or it is gone."""
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
