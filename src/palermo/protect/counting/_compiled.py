"""Compile a function for the machine, once: what it compiles to is kept beside the code."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """The function as machine code. It runs without the interpreter's lock, so that threads share the work."""
    return cast(Kernel, njit(cache=True, nogil=True)(function))


def inlined(function: Kernel) -> Kernel:
    """The same for a few lines that other kernels call millions of times: they are put where they are called."""
    return cast(Kernel, njit(cache=True, nogil=True, inline="always")(function))


def compiled_roughly(function: Kernel) -> Kernel:
    """The same for sums in any order, which differ in the last digit and use what the processor does side by side."""
    return cast(Kernel, njit(cache=True, nogil=True, fastmath=True)(function))
