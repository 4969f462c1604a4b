"""Estimates over several tables that could all be true, as draws of a linkage are."""

from collections.abc import Sequence

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bootstrap import FEWEST, resampled
from palermo.estimate._lists._careful import together, with_care
from palermo.estimate._lists._estimators import estimator_of, size_of
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._pool import with_chance
from palermo.estimate._lists._table import Histories
from palermo.estimate._results import Caution, Estimate


def over_draws(tables: Sequence[Histories], *, method: str, replicates: int, seed: int, level: float) -> Estimate:
    """Mix the bootstrap replicates of every draw: the interval knows of sampling and of linkage.

    The estimate is the median of the draws'; there is none where most have none. replicates: in all. Raises InputError
    for draws with other lists than the first, and for a method that is not quick.
    """
    if not tables or any(table.names != tables[0].names for table in tables):
        raise InputError("estimate.setting", place="draws", reason="Draws are one or more, all of the same lists.")
    each = max(-(-replicates // len(tables)), 1)
    sizes, boots = [], []
    for at, table in enumerate(tables):
        sizes.append(size_of(table, method))
        rows = resampled(table, each, np.random.default_rng([seed, at]))
        boots.append(with_chance(estimator_of(table, method)(table.order, rows), table.n, [seed, at, 1]))
    found = np.array([size for size in sizes if size is not None], dtype=np.float64)
    mixed = np.concatenate(boots)
    good = mixed[~np.isnan(mixed)]
    about = METHODS[method].assumption
    cautions = []
    if len(found) < len(tables):
        text = (
            f"{len(tables) - len(found)} of {len(tables)} draws of the linkage have no estimate, or none with a limit, "
            "and were left out of the median."
        )
        cautions.append(Caution("draws_failed", text))
    if 2 * len(found) < len(tables):
        return Estimate(method, None, None, None, level, about, tuple(cautions))
    details = {
        "draws": len(tables),
        "between_draws": float(found.std(ddof=1)) if len(found) > 1 else 0.0,
        "lowest_draw": float(found.min()),
        "highest_draw": float(found.max()),
    }
    if len(good) < FEWEST:
        size = Estimate(method, float(np.median(found)), None, None, level, about, tuple(cautions), "", details, good)
        return with_care(min(tables, key=together), size)
    finite = np.minimum(good, 1e290)
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2], method="median_unbiased")
    how = f"quantiles of {len(good):,} replicates over {len(tables):,} draws of the linkage"
    limits = float(low), float(high) if high < 1e285 else float("inf")
    size = Estimate(method, float(np.median(found)), *limits, level, about, tuple(cautions), how, details, good)
    return with_care(min(tables, key=together), size)
