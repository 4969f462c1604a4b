"""Kinds of arrays that cases are counted with, and runs of places in them."""

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int8]
Bits = npt.NDArray[np.uint8]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def places_in(begin: Ints, lengths: Ints) -> Ints:
    """The places in runs, one run after the other. begin, lengths: where each begins, and how long it is.

    >>> places_in(np.array([4, 0]), np.array([2, 3])).tolist()
    [4, 5, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - ends + lengths, lengths)
