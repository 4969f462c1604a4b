"""What every engine can do: add up what a kernel finds in the parts of something."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Part = TypeVar("Part")
Arrays = tuple[npt.NDArray[np.int64], ...]
"""Whole numbers, so that their sum is exact and the same in whatever order it is taken."""

Kernel = Callable[[Part], Arrays]
"""Reads one part and counts in it; the shapes are the same for every part. It must be a function that can be pickled:
one of a module, or a `functools.partial` of one."""


class Engine(Protocol):
    """Where a kernel runs."""

    def sum_over(self, parts: Sequence[Part], kernel: Kernel[Part]) -> Arrays:
        """The arrays that the kernel gives for each part, added up.

        Raises ValueError where there is no part, and the UserError that a kernel raised for a part.
        """
        ...


class Local:
    """One part after the other, in this process.

    >>> Local().sum_over([[1, 2], [3]], lambda part: (np.array([len(part), sum(part)]),))
    (array([3, 6]),)
    """

    def sum_over(self, parts: Sequence[Part], kernel: Kernel[Part]) -> Arrays:
        """See `Engine`. Memory: one part and two results."""
        refuse_none(parts)
        return reduce(added, map(kernel, parts))


def added(some: Arrays, others: Arrays) -> Arrays:
    """Both, array by array."""
    return tuple(one + other for one, other in zip(some, others, strict=True))


def refuse_none(parts: Sequence[object]) -> None:
    """Raise ValueError where there is no part: nobody knows the shape of its sum."""
    if not parts:
        raise ValueError("there are no parts to add up")
