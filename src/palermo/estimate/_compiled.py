"""Compile a function for the machine, once, and share out its work between processors."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])

PIECES = 8
"""Pieces of work for each thread: some take longer than others."""


def compiled(function: Kernel) -> Kernel:
    """The function as machine code, kept beside the source. It runs without the interpreter's lock.

    numba compiles anew what its own module changed, not what it calls: who edits a kernel touches the modules that
    call it (`touch src/palermo/estimate/*/*.py`), or tests run what was.
    """
    return cast(Kernel, njit(cache=True, nogil=True)(function))


def share_out(kernel: Callable[[int, int], object], count: int) -> None:
    """Call `kernel(start, stop)` over the numbers from 0 to `count`, piece by piece, on every processor there is.

    What the kernel writes must not depend on how the work is cut.
    """
    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, count)
    if workers <= 1:
        kernel(0, count)
        return
    size = max(1, -(-count // (workers * PIECES)))
    starts = range(0, count, size)
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(kernel, start, min(start + size, count)) for start in starts]:
            done.result()
