"""Several outcomes looked at: how likely it is that the best of them is chance."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from palermo.errors import InputError

Correction = Literal["holm", "benjamini_hochberg"]


def adjust_p_values(values: Sequence[float], *, method: Correction = "holm") -> list[float]:
    """P values, each made larger for how many were looked at; in the order given.

    holm: none of the effects that are called real is chance, with the stated confidence (Holm 1979, Scandinavian
    Journal of Statistics 6(2), 65-70). benjamini_hochberg: of those called real, no more than the stated share are
    chance (1995, JRSS B 57(1), 289-300). Raises InputError for what is no p value.

    >>> [round(each, 3) for each in adjust_p_values([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    >>> [round(each, 3) for each in adjust_p_values([0.01, 0.04, 0.03, 0.005], method="benjamini_hochberg")]
    [0.02, 0.04, 0.04, 0.02]
    """
    p = np.asarray(values, float)
    if p.size and not ((p >= 0) & (p <= 1)).all():
        raise InputError("estimate.setting", place="p values", reason="A p value lies between 0 and 1.")
    if method not in ("holm", "benjamini_hochberg"):
        raise InputError("estimate.setting", place="method", reason="The correction is holm or benjamini_hochberg.")
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, len(p) + 1)
    ranked = p[order]
    if method == "holm":
        larger = np.maximum.accumulate(ranked * (len(p) - ranks + 1))
    else:
        larger = np.minimum.accumulate((ranked * len(p) / ranks)[::-1])[::-1]
    found = np.empty(len(p))
    found[order] = np.minimum(larger, 1.0)
    return [float(each) for each in found]
