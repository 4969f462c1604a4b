"""Independent lists, and the stepwise choice of which pairs depend on each other."""

import math
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._compiled import share_out
from palermo.estimate._lists._bootstrap import Estimator, bca, limits_told, resampled
from palermo.estimate._lists._careful import careful
from palermo.estimate._lists._choose import ASKS, FITTED, UNBOUNDED, Choice, choose, choose_each
from palermo.estimate._lists._decide import by_program
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import all_pairs, fit_model, main_effects, why_not
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Bools, Floats, Ints, tally
from palermo.estimate._results import Caution, Estimate

PAIR_THRESHOLD = 0.02
"""p-value below which a pair enters: the default of SparseMSE, from simulations of Chan, Silverman and Vincent 2021."""

CONDITIONAL = "normal theory, conditional on the model: it does not know that the model was chosen"


@careful("independence")
def independence(histories: Histories, *, replicates: int, seed: int, level: float) -> Estimate:
    """Lists that do not depend on each other, which needs no choice; the interval is a bootstrap's."""
    return _by_choice(histories, "independence", -math.inf, replicates, seed, level, None)


@careful("stepwise")
def stepwise(
    histories: Histories,
    *,
    threshold: float = PAIR_THRESHOLD,
    replicates: int,
    seed: int,
    level: float,
    counts: npt.ArrayLike | None = None,
) -> Estimate:
    """Chan, Silverman and Vincent's choice of pairs, made anew in every replicate."""
    if not 0.0 <= threshold <= 1.0:
        reason = "A threshold for p-values lies between 0 (no pairs) and 1 (all pairs)."
        raise InputError("estimate.setting", place="threshold", reason=reason)
    log_threshold = math.log(threshold) if threshold > 0 else -math.inf
    return _by_choice(histories, "stepwise", log_threshold, replicates, seed, level, counts)


def chosen_sizes(possible: Bools, pairs: Ints, k: int, log_threshold: float) -> Estimator:
    """The estimator that chooses pairs anew in every row of counts."""

    def estimator(cells: Ints, draws: Floats) -> Floats:
        totals = np.full(len(draws), np.nan)
        outcomes = np.zeros(len(draws), np.int64)
        run = partial(_rows, cells, draws, possible, pairs, k, log_threshold, totals, outcomes)
        share_out(run, len(draws))
        for row in np.flatnonzero(outcomes == ASKS):
            counts = tally(cells, draws[row], 1 << k)
            outcome, _, _, alpha = choose_asking(counts, possible, pairs, k, log_threshold)
            if outcome == FITTED:
                totals[row] = counts.sum() + math.exp(alpha[0])
            elif outcome == UNBOUNDED:
                totals[row] = np.inf
        return totals

    return estimator


def _rows(
    cells: Ints, draws: Floats, possible: Bools, pairs: Ints, k: int, log_threshold: float, totals: Floats,
    outcomes: Ints, start: int, stop: int,
) -> None:  # fmt: skip
    choose_each(cells, draws, possible, pairs, k, log_threshold, start, stop, totals, outcomes)


def choose_asking(counts: Floats, possible: Bools, pairs: Ints, k: int, log_threshold: float) -> Choice:
    """As the compiled choice, with a linear program for every question that it cannot decide."""
    answers = np.empty(0, np.int64)
    while True:
        choice = choose(counts, possible, pairs, k, log_threshold, answers)
        if choice[0] != ASKS:
            return choice
        answers = np.append(answers, by_program(counts, choice[2], choice[1]))


def chosen_pairs(histories: Histories, log_threshold: float) -> tuple[int, list[int], list[int]]:
    """The outcome of the choice, the pairs that were added, and those of them whose overlap is empty."""
    pairs = all_pairs(histories)
    cells = np.arange(len(histories.counts))
    outcome, terms, kept, _ = choose_asking(histories.counts, histories.possible, pairs, histories.k, log_threshold)
    finite = set(terms.tolist())
    empty = [int(pair) for pair in pairs if int(pair) not in finite and not kept[cells & pair == pair].any()]
    return outcome, [int(pair) for pair in pairs if int(pair) in finite or int(pair) in empty], empty


def _by_choice(
    histories: Histories, method: str, log_threshold: float, replicates: int, seed: int, level: float,
    counts: npt.ArrayLike | None,
) -> Estimate:  # fmt: skip
    about = METHODS[method].assumption
    k, seen = histories.k, histories.n
    if log_threshold == 0.0:  # a threshold of 1: every pair, if that can be fitted
        return _everything(histories, level)
    outcome, added, empty = chosen_pairs(histories, log_threshold)
    if outcome != FITTED:
        text = "Nobody is on two lists, or too few lists share anybody: nothing bounds the number of those on none."
        code = "no_overlap" if outcome == UNBOUNDED else "not_fitted"
        return Estimate(method, None, None, None, level, about, (Caution(code, text),))
    fitted = fit_model(histories, np.array([*main_effects(k), *added], np.int64))
    size = seen + fitted.unseen
    low, high = fitted.limits(seen, level)
    details: dict[str, Any] = {
        "pairs": [histories.label(pair) for pair in added],
        "pairs_without_overlap": [histories.label(pair) for pair in empty],
        "bic": fitted.bic,
        "conditional": {"low": low, "high": high, "how": CONDITIONAL},
    }
    draws = resampled(histories, replicates, seed, counts)
    estimator = chosen_sizes(histories.possible, all_pairs(histories), k, log_threshold)
    words = "pairs chosen anew in each" if method == "stepwise" else "fitted anew in each"
    found = bca(histories, size, estimator, draws, level, chosen=words)
    details["replicates"] = len(found.replicates)
    details["replicates_failed"] = found.failed
    details["bca"] = limits_told(found)
    if found.how == "no bootstrap" and method == "independence":
        return Estimate(method, size, low, high, level, about, (), "normal theory", details)
    return Estimate(
        method, size, found.low, found.high, level, about, found.cautions, found.how, details, found.replicates
    )


def _everything(histories: Histories, level: float) -> Estimate:
    pairs = all_pairs(histories)
    fitted = fit_model(histories, np.concatenate([main_effects(histories.k), pairs]))
    about = METHODS["stepwise"].assumption
    if fitted.status != VALID:
        return Estimate("stepwise", None, None, None, level, about, (Caution("not_fitted", why_not(fitted.status)),))
    low, high = fitted.limits(histories.n, level)
    details = {"pairs": [histories.label(int(pair)) for pair in pairs], "bic": fitted.bic}
    text = "normal theory; every pair is in the model"
    return Estimate("stepwise", histories.n + fitted.unseen, low, high, level, about, (), text, details)
