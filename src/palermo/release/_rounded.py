"""The counts of k-synthetic cases: rounded as was promised, each with the numbers between which it lies in truth."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable
from palermo.protect import published_counts

BETWEEN = "\x1f"


def rounded_counts(cases: CaseTable, *, k: int, length: int) -> pa.Table:
    """Count k-synthetic cases in every combination of up to `length` attributes that k of them or more have.

    Returns columns and order as `published_counts` does. `count` is rounded down to a multiple of k. A single attribute
    is never given to more records than cases have it, so `low` is its count, and `high` that and all in which it may
    have been withheld. Of a combination only this much is sure: k cases have it, for a record may show only what k
    cases have together; and it is no more frequent than any part of it.

    cases: k-synthetic. Their number was rounded down too, so up to k − 1 cases more may have anything.
    """
    found = published_counts(cases, k=k, length=length, left_out=k - 1)
    count, low, high = (found.column(name).to_numpy().astype(np.int64) for name in ("count", "low", "high"))
    sizes = found.column("length").to_numpy()
    parts = _attributes(found)
    single = sizes == 1
    of_part = pc.index_in(parts, value_set=parts.slice(0, int(single.sum()))).to_numpy(zero_copy_only=False)
    starts = np.cumsum(sizes.astype(np.int64)) - sizes
    most = np.minimum.reduceat(high[of_part.astype(np.int64)], starts) if len(sizes) else high
    names = found.column_names
    found = found.set_column(names.index("count"), "count", pa.array(count // k * k))
    found = found.set_column(names.index("low"), "low", pa.array(np.where(single, low // k * k, k)))
    return found.set_column(names.index("high"), "high", pa.array(np.where(single, high, most)))


def _attributes(counts: pa.Table) -> pa.Array:
    """The attributes of all combinations, one after the other, as text. The single ones come first."""
    columns, codes = (counts.column(name).combine_chunks().flatten() for name in ("columns", "codes"))
    return pc.binary_join_element_wise(columns, codes, BETWEEN)
