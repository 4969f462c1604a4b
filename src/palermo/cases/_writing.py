"""A file that appears whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.errors import InputError

OF_ALL = 0o666
"""What the system's mask takes away from, as for any file."""

OF_OWNER = 0o600
"""For people's records: nobody but the owner reads them."""


@contextmanager
def replacing(path: Path, *, mode: int = OF_ALL) -> Iterator[Path]:
    """A file beside `path` to write into; on leaving it takes the path's place, or it is gone.

    mode: who may read and write it from its first byte on, before the system's mask takes away more.

    Raises InputError when the system does not let it be written.
    """
    partial = path.with_name(f".{path.name}.partial-{secrets.token_hex(8)}")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        try:
            yield partial
            with partial.open("rb") as file:
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        reason = f"{error.strerror or 'the system does not allow it'}."
        hint = "Check that the folder is there, that you may write into it, and that the disk has room."
        raise InputError("file.unwritable", place=str(path), reason=reason, hint=hint) from error
