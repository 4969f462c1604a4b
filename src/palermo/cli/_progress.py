"""How long work shows that it goes on: on standard error, on a terminal alone, gone when it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int | None], None]
"""Told what is done now, how many steps are done, and how many there are (None: not known)."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar. quiet: none at all, for machines."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    times = (TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), *times)
    console = Console(stderr=True, quiet=quiet)
    with Bar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as shown:
        task = shown.add_task("Beginning", total=None)
        yield lambda what, done, total: shown.update(task, description=what, completed=done, total=total)


def lasting(seconds: float) -> str:
    """A time in words.

    >>> lasting(0.04), lasting(75), lasting(7000)
    ('0.04 s', '75 s', '117 min')
    """
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
