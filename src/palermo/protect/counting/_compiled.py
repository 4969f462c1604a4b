"""Compile a function for the machine, once: what it compiles to is kept beside the code."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """The function as machine code. It runs without the interpreter's lock, so that threads share the work."""
    return cast(Kernel, njit(cache=True, nogil=True)(function))
