"""What k-synthetic cases show of their promise: that numbers were rounded."""

import numpy as np

from palermo.cases import CaseTable, Missing
from palermo.protect.counting import values


def is_rounded(cases: CaseTable, *, k: int) -> bool:
    """Whether the number of cases is a multiple of k, and how many of them have each value too.

    A set counts as a whole, and so does a reason why a value is missing, but for values that are withheld. k-synthetic
    cases are so. That each record rests on k cases of the input, nothing in them can show: only who made them knows.
    """
    withheld = list(Missing).index(Missing.SUPPRESSED)
    if cases.num_rows % k:
        return False
    for name in cases.without_ids().names:
        numbers, counts = np.unique(values(cases, name), return_counts=True)
        if (counts[numbers != withheld] % k).any():
            return False
    return True
