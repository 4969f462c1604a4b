"""Any quick method as a function from rows of counts to sizes: what replicates, samples and periods are put through."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bic import best_sizes, bma, score
from palermo.estimate._lists._bootstrap import Estimator
from palermo.estimate._lists._graphs import graphs
from palermo.estimate._lists._linear import all_pairs
from palermo.estimate._lists._results import Estimate
from palermo.estimate._lists._simple import chao, coverage, pairs
from palermo.estimate._lists._stepwise import PAIR_THRESHOLD, chosen_sizes
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, tally

LEVEL: Final = 0.95
"""Of intervals that nobody looks at."""

CANDIDATES = 200
"""Models that compete by BIC in a row: the best at the table that the rows come from."""

QUICK = ("pairs", "chao", "coverage", "independence", "stepwise", "bic", "bma", "graphs")
"""Methods that answer fast enough to be asked a thousand times."""

_SINGLE: dict[str, Callable[[Histories], Estimate]] = {
    "pairs": lambda table: pairs(table, level=LEVEL),
    "chao": lambda table: chao(table, level=LEVEL),
    "coverage": lambda table: coverage(table, replicates=0, seed=0, level=LEVEL),
    "bma": lambda table: bma(table, level=LEVEL),
    "graphs": lambda table: graphs(table, level=LEVEL),
}


def estimator_of(histories: Histories, method: str) -> Estimator:
    """The method's point estimate for any counts of these lists; NaN where it has none, infinite where unbounded.

    Raises InputError for a method that is not quick, and for all models of too many lists.
    """
    if method not in QUICK:
        raise InputError("estimate.unknown_method", place=method, names=", ".join(QUICK))
    if method in ("independence", "stepwise"):
        log_threshold = math.log(PAIR_THRESHOLD) if method == "stepwise" else -math.inf
        return chosen_sizes(histories.possible, all_pairs(histories), histories.k, log_threshold)
    if method == "bic":
        scored = score(histories)
        return best_sizes(histories, scored, scored.valid[:CANDIDATES])
    single = _SINGLE[method]

    def estimator(cells: Ints, draws: Floats) -> Floats:
        sizes = np.full(len(draws), np.nan)
        for at, row in enumerate(draws):
            counts = tally(cells, row, len(histories.counts))
            found = single(histories.scaled(counts)).estimate if counts.sum() > 0 else None
            sizes[at] = math.nan if found is None else found
        return sizes

    return estimator


def size_of(histories: Histories, method: str) -> float | None:
    """The point estimate alone; None where the method has none, or too many lists."""
    try:
        estimator = estimator_of(histories, method)
    except InputError as error:
        if error.key == "estimate.setting":
            return None
        raise
    size = float(estimator(histories.order, histories.counts[histories.order][None, :])[0])
    return size if math.isfinite(size) else None
