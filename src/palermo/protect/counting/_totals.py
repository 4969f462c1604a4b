"""How many combinations there are and how rare they are, without any of them being kept."""

from collections.abc import Callable

import numpy as np

from palermo.protect.counting._lists import THREADS, Lists, shared_out, tasks
from palermo.protect.counting._numbers import Int32s, Ints
from palermo.protect.counting._tree import count_part

TOTALS = ("combinations", "occurrences", "rare", "unique", "smallest")
"""What is summed up for each length: combinations; cases over all of them; those of fewer than k cases, and of one;
the cases of the rarest, 0 where there is none."""

_NONE = np.iinfo(np.int32).max


def count_totals(
    lists: Lists, *, length: int, k: int, threads: int = THREADS, progress: Callable[[int, int], None] | None = None
) -> Ints:
    """Sum up the combinations of up to `length` attributes, as lengths × `TOTALS`.

    They are counted a part at a time, so that memory holds a part of them. progress: told how many parts are done.

    >>> from palermo.protect.counting import encode_text, lists_of
    >>> import pyarrow as pa
    >>> table = pa.table({"sex": ["f", "f", "m"], "age": ["18-20", "18-20", "18-20"]})
    >>> count_totals(lists_of(encode_text(table)), length=2, k=2).tolist()
    [[3, 6, 1, 1, 1], [2, 3, 1, 1, 1]]
    """

    def sums(firsts: Int32s) -> Ints:
        _, _, counts = count_part(firsts, lists, length=length)
        return np.array([_sums(each, k) for each in counts], np.int64)

    parts = shared_out(sums, list(tasks([lists], length)), threads=threads, progress=progress)
    nothing = np.full((length, len(TOTALS)), _NONE, np.int64)
    nothing[:, :-1] = 0
    found = np.stack([nothing, *parts])
    together: Ints = found.sum(axis=0)
    together[:, -1] = found[:, :, -1].min(axis=0)
    together[together[:, 0] == 0, -1] = 0
    return together


def _sums(counts: Int32s, k: int) -> tuple[int, int, int, int, int]:
    return (
        len(counts),
        int(counts.sum(dtype=np.int64)),
        int(np.count_nonzero(counts < k)),
        int(np.count_nonzero(counts == 1)),
        int(counts.min(initial=_NONE)),
    )
