"""A column with each case under every code that it may have had before protection."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from palermo.tabulate._arrays import places_in

if TYPE_CHECKING:
    from palermo.tabulate._column import ColumnIndex


def widened(column: "ColumnIndex") -> "ColumnIndex | None":
    """The column with each case under the codes below its own too; None where no case has a code with any below it."""
    listed = column.list
    if listed is None:
        return None
    below = [[column.number[each] for each in listed.descendants(code) if each != code] for code in column.codes]
    flat = np.array([number for each in below for number in each], dtype=np.int64)
    if not len(flat):
        return None
    starts = np.cumsum([0, *map(len, below)])
    counts = np.diff(starts)[column.own_ids]
    at = places_in(starts[column.own_ids], counts)
    narrower = np.repeat(column.own_rows, counts) * len(column.codes) + flat[at]
    pairs = np.unique(np.concatenate([column.rows * len(column.codes) + column.ids, narrower]))
    if len(pairs) == len(column.rows):
        return None  # no case has a broader code only
    rows, ids = np.divmod(pairs, len(column.codes))
    return replace(column, direct=None, own=(column.own_rows, column.own_ids), pairs=(rows, ids))
