"""Any quick method as a function from rows of counts to sizes: what replicates, samples and periods are put through."""

import math
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bic import best_sizes, bma, score
from palermo.estimate._lists._bootstrap import Estimator
from palermo.estimate._lists._bound import bound_of
from palermo.estimate._lists._careful import together, why_nothing
from palermo.estimate._lists._graphs import graphs
from palermo.estimate._lists._linear import all_pairs
from palermo.estimate._lists._simple import coverage, pairs
from palermo.estimate._lists._stepwise import PAIR_THRESHOLD, chosen_sizes
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, tally
from palermo.estimate._results import Estimate

LEVEL: Final = 0.95
"""Of intervals that nobody looks at."""

CANDIDATES = 200
"""Models that compete by BIC in a row: the best at the table that the rows come from."""

QUICK = ("pairs", "chao", "coverage", "independence", "stepwise", "bic", "bma", "graphs")
"""Methods that answer fast enough to be asked a thousand times."""

_SINGLE: dict[str, Callable[[Histories], Estimate]] = {
    "pairs": lambda table: pairs(table, level=LEVEL),
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
    single = bound_of if method == "chao" else partial(_single, _SINGLE[method])

    def estimator(cells: Ints, draws: Floats) -> Floats:
        sizes = np.full(len(draws), np.nan)
        for at, row in enumerate(draws):
            sizes[at] = single(histories.scaled(tally(cells, row, len(histories.counts))))
        return sizes

    return estimator


def _single(method: Callable[[Histories], Estimate], table: Histories) -> float:
    """The size by a method; infinite where nobody is on two lists, as in every bootstrap."""
    if together(table) == 0:
        return math.inf
    found = method(table).estimate
    return math.nan if found is None else found


def size_of(histories: Histories, method: str) -> float | None:
    """The point estimate alone; None where the method, or the table for any method, has none, or too many lists."""
    if why_nothing(histories) is not None:
        return None
    try:
        estimator = estimator_of(histories, method)
    except InputError as error:
        if error.key == "estimate.setting":
            return None
        raise
    size = float(estimator(histories.order, histories.counts[histories.order][None, :])[0])
    return size if math.isfinite(size) else None
