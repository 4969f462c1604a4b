"""Whether a method holds what it promises, tried where the truth is known: on tables made by its own fitted model.

Whitehead, Jackson, Balch and Francis 2021 (Journal of Human Trafficking 7(1), 1-13) found that choosing interactions by
their significance overstates how reliable an estimate is. A rehearsal measures by how much at a table like this one. It
is the friendliest of trials: the true model is one that the method can choose.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bic import best_sizes, score
from palermo.estimate._lists._bootstrap import Estimator, bca, resampled
from palermo.estimate._lists._choose import FITTED
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import all_pairs, fit_model, main_effects
from palermo.estimate._lists._stepwise import PAIR_THRESHOLD, chosen_pairs, chosen_sizes
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Ints
from palermo.estimate._results import Caution, finite

REHEARSED = ("independence", "stepwise", "bic")
"""Methods that fit a model from which tables can be drawn."""

CANDIDATES = 50
"""Models that compete by BIC in a rehearsal."""

SHORT = 2.0
"""Standard errors of the simulation by which coverage must miss its level before that is said."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a method did on tables whose truth is known.

    truth: persons in all, by the fitted model. median: of the estimates. covered: share of intervals with the model
    chosen anew that held the truth; conditional: the same for normal theory, which takes the model as known. error:
    standard error of these shares, by the number of simulations. failed: tables without an estimate or interval.
    """

    method: str
    truth: float
    simulations: int
    replicates: int
    level: float
    median: float | None
    covered: float
    conditional: float
    error: float
    failed: int
    cautions: tuple[Caution, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "method": self.method, "truth": self.truth, "simulations": self.simulations,
            "replicates": self.replicates, "level": self.level, "median": finite(self.median),
            "covered": finite(self.covered), "conditional": finite(self.conditional), "error": finite(self.error),
            "failed": self.failed, "cautions": [each.to_dict() for each in self.cautions],
        }  # fmt: skip


def rehearse(
    histories: Histories, *, method: str, simulations: int, replicates: int, seed: int, level: float
) -> Rehearsal:
    """Draw tables from the model that the method chose, and let it estimate each as if nothing were known.

    Raises InputError for a method that fits no model, and where it has no estimate.
    """
    if method not in REHEARSED:
        raise InputError("estimate.unknown_method", place=method, names=", ".join(REHEARSED))
    if simulations < 10 or replicates < 100:
        reason = "A rehearsal takes 10 simulations and 100 replicates at least."
        raise InputError("estimate.setting", place="simulations", reason=reason)
    model, estimator = _model(histories, method)
    fitted = fit_model(histories, model)
    if fitted.status != VALID or fitted.means is None:
        raise InputError("estimate.setting", place=method, reason="The method has no estimate at this table.")
    means = fitted.means.copy()
    means[0] = fitted.unseen
    truth = float(round(means.sum()))
    rng = np.random.default_rng([seed, 1])
    sizes, held, held_conditional = [], [], []
    for drawn in rng.multinomial(int(truth), means / means.sum(), size=simulations).astype(np.float64):
        drawn[0] = 0.0
        table = histories.scaled(drawn)
        size = float(estimator(table.order, drawn[table.order][None, :])[0])
        if not math.isfinite(size):
            continue
        draws = resampled(table, replicates, rng)
        found = bca(table, size, estimator, draws, level, chosen="")
        if found.low is None or found.high is None:
            continue
        sizes.append(size)
        held.append(found.low <= truth <= found.high)
        own, _ = _model(table, method)
        low, high = fit_model(table, own).limits(table.n, level)
        held_conditional.append(low <= truth <= high)
    return _told(method, truth, simulations, replicates, level, sizes, held, held_conditional)


def _told(
    method: str, truth: float, simulations: int, replicates: int, level: float, sizes: list[float], held: list[bool],
    held_conditional: list[bool],
) -> Rehearsal:  # fmt: skip
    failed = simulations - len(sizes)
    covered = float(np.mean(held)) if held else math.nan
    conditional = float(np.mean(held_conditional)) if held else math.nan
    error = math.sqrt(level * (1 - level) / len(held)) if held else math.nan
    cautions = []
    if held and covered < level - SHORT * error:
        text = f"Intervals that should hold the truth in {level:.0%} of tables held it in {covered:.0%}."
        cautions.append(Caution("interval_too_short", text))
    if held and conditional < level - SHORT * error:
        text = (
            f"Intervals that take the chosen model as known held the truth in {conditional:.0%}: do not report them "
            "without saying so."
        )
        cautions.append(Caution("conditional_too_short", text))
    if failed:
        text = f"{failed} of {simulations} simulated tables had no estimate or no interval."
        cautions.append(Caution("simulations_failed", text))
    median = float(np.median(sizes)) if sizes else None
    return Rehearsal(
        method, truth, simulations, replicates, level, median, covered, conditional, error, failed, tuple(cautions)
    )


def _model(histories: Histories, method: str) -> tuple[Ints, Estimator]:
    """The terms that the method chooses, and its estimator."""
    if method == "bic":
        scored = score(histories)
        ranked = scored.valid[:CANDIDATES]
        if not len(ranked):
            return main_effects(histories.k), best_sizes(histories, scored, ranked)
        return scored.models.terms_of(int(ranked[0])), best_sizes(histories, scored, ranked)
    log_threshold = math.log(PAIR_THRESHOLD) if method == "stepwise" else -math.inf
    outcome, added, _ = chosen_pairs(histories, log_threshold)
    chosen = added if outcome == FITTED else []
    estimator = chosen_sizes(histories.possible, all_pairs(histories), histories.k, log_threshold)
    return np.array([*main_effects(histories.k), *chosen], np.int64), estimator
