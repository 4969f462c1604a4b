"""How far a sum of counts of made cases may be from the true one: with the noise of each count that it is the sum of.

Those with an answer in a column are the sum of its codes. A code that is rarer than all together has hardly less noise:
the sum is as unsure as its parts are, and not as a count of its size would be.
"""

from collections.abc import Sequence
from math import prod

import numpy as np

from palermo.codes import ColumnKind
from palermo.tabulate._arrays import Floats, Ints, Mask
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import combinations, split
from palermo.tabulate._noise import TypicalNoise


def noise_of_sum(
    noise: TypicalNoise,
    first: Sequence[ColumnIndex],
    columns: Sequence[ColumnIndex],
    rows: Ints,
    *,
    conditions: int = 0,
    parts: int = 1,
) -> tuple[Floats, Floats]:
    """How many cases fewer and more may be behind these cases, by the code of the first column.

    first: one column or none. columns: those in which each case has one code, and whose broadest codes the cases are
    the sum of; the others have bounds of their own. rows: the cases, which are known in all of them. conditions: by how
    many they were chosen. parts: what each combination is put together from.

    Noise is drawn apart for each count, so that squares add up. Combinations that no case has count as well: there may
    be more of them, by as much as of any that no case has.
    """
    names = {each.column.name for each in first}
    others = [each for each in columns if each.column.kind is not ColumnKind.CODES and each.column.name not in names]
    together, size = [*first, *others], len(first[0].codes) if first else 1
    length = max(len(together) + conditions, 1)
    keys, counts = combinations(together, rows) if together else (np.zeros(1, np.int64), np.array([len(rows)]))
    numbers = split(keys, together)
    tops = [_is_broadest(each) for each in others]
    chosen = np.ones(len(keys), dtype=bool)
    for each, column_numbers in zip(tops, numbers[len(first) :], strict=True):
        chosen &= each[column_numbers]
    group = (numbers[0] if first else np.zeros(len(keys), dtype=np.int64))[chosen]
    counts = counts[chosen]
    low, high = noise.around(length, counts, parts)
    down = np.bincount(group, weights=(counts - low).astype(float) ** 2, minlength=size)
    up = np.bincount(group, weights=(high - counts).astype(float) ** 2, minlength=size)
    seen = prod(int(np.count_nonzero(each & (column.totals > 0))) for each, column in zip(tops, others, strict=True))
    rare = float(noise.around(length, np.zeros(1, dtype=np.int64), parts)[1][0])
    nobody = np.maximum(seen - np.bincount(group, minlength=size), 0)
    return np.sqrt(down), np.sqrt(up + nobody * rare**2)


def _is_broadest(column: ColumnIndex) -> Mask:
    """Which codes have none above them."""
    return np.array([column.list is None or not column.list.ancestors(code) for code in column.codes], dtype=bool)
