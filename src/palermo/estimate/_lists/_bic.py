"""The hierarchical model with the smallest BIC, and the average of all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._compiled import share_out
from palermo.estimate._lists._bootstrap import Estimator, bca, limits_told, resampled
from palermo.estimate._lists._careful import careful
from palermo.estimate._lists._decide import by_program
from palermo.estimate._lists._deciding import few_decide
from palermo.estimate._lists._existence import UNDECIDED, VALID
from palermo.estimate._lists._fit import retained
from palermo.estimate._lists._linear import fit_model
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._models import Models, model_label, models_of
from palermo.estimate._lists._score import best_of_each, score_models
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, sum_supersets, tally
from palermo.estimate._results import Caution, Estimate

NEAR = 10.0
"""Difference of BIC within which a model is not ruled out: a weight of 1 to 148 (Kass and Raftery 1995)."""

WIDE = 2.0
"""Ratio of the largest to the smallest estimate of such models from which on the choice of model decides."""

LIGHT = 0.5
"""Weight of the best model below which all others together are likelier than it."""

CANDIDATES = {2: 10_000, 3: 10_000, 4: 10_000}
"""By number of lists, how many of the best models at the table compete in every replicate: all of them, or"""
USUAL_CANDIDATES = 200
"""this many where there are thousands: twice as many as MultipleSystemsEstimation lets compete."""

MORE = "more at a time than the models have it"
"""The words of the assumption that stand for how many lists the models let depend on each other."""

SHOWN = 10
"""Models that the details list."""


@dataclass(frozen=True, eq=False)
class Scored:
    """Every model at a table. status, unseen, variance, bic: by model; NaN where a model has no estimate."""

    models: Models
    status: Ints
    unseen: Floats
    variance: Floats
    bic: Floats
    starts: Floats

    @property
    def valid(self) -> Ints:
        """The models that have an estimate, the smallest BIC first."""
        order = np.argsort(np.where(self.status == VALID, self.bic, np.inf), kind="stable")
        return order[: int((self.status == VALID).sum())]

    def weights(self) -> Floats:
        """The posterior probability of each model as BIC has it, 0 for those without an estimate."""
        away = np.where(self.status == VALID, self.bic - np.nanmin(self.bic), np.inf)
        heights = np.exp(-away / 2.0)
        weights: Floats = heights / heights.sum()
        return weights


def score(histories: Histories, order: int | None = None) -> Scored:
    """Fit every model. What signs cannot decide, a linear program does."""
    models = models_of(histories, order)
    counts, possible, k = histories.counts, histories.possible, histories.k
    out = np.empty((len(models.inside), 4))
    starts = np.zeros((len(models.inside), 1 << k))
    given = (counts, possible, models.terms, models.inside, k)
    share_out(lambda start, stop: score_models(*given, start, stop, out, starts), len(out))
    sums = counts.copy()
    sum_supersets(sums, k)
    for model in np.flatnonzero(out[:, 0] == UNDECIDED):
        terms = models.terms_of(int(model))
        inner, kept, _ = retained(sums, possible, terms, k)
        out[model, 0] = by_program(counts, kept, inner)
        if out[model, 0] == VALID:
            fitted = fit_model(histories, terms)
            out[model] = fitted.status, fitted.unseen, fitted.spread**2, fitted.bic
    return Scored(models, out[:, 0].astype(np.int64), out[:, 1], out[:, 2], out[:, 3], starts)


@careful("bic")
def bic(
    histories: Histories,
    *,
    order: int | None = None,
    candidates: int | None = None,
    replicates: int,
    seed: int,
    level: float,
    counts: npt.ArrayLike | None = None,
) -> Estimate:
    """The size by the model with the smallest BIC, chosen anew among the `candidates` best in every replicate."""
    scored = score(histories, order)
    valid = scored.valid
    about = assumed("bic", scored.models)
    if not len(valid):
        return Estimate("bic", None, None, None, level, about, (_nothing(scored),))
    usual = CANDIDATES.get(histories.k, USUAL_CANDIDATES)
    candidates = usual if candidates is None else candidates
    if candidates < 1:
        raise InputError("estimate.setting", place="candidates", reason="At least one model must compete.")
    best = int(valid[0])
    size = histories.n + float(scored.unseen[best])
    details = told(histories, scored)
    draws = resampled(histories, replicates, seed, counts)
    many = min(candidates, len(valid))
    words = f"the model chosen anew in each among {'all' if many == len(valid) else 'the best'} {many:,}"
    found = bca(histories, size, best_sizes(histories, scored, valid[:many]), draws, level, chosen=words)
    details |= {"replicates": len(found.replicates), "replicates_failed": found.failed, "candidates": many}
    details["bca"] = limits_told(found)
    cautions = (*found.cautions, *model_cautions(histories, scored))
    return Estimate("bic", size, found.low, found.high, level, about, cautions, found.how, details, found.replicates)


@careful("bma")
def bma(histories: Histories, *, order: int | None = None, level: float) -> Estimate:
    """The average size over all models, each weighted with what its BIC makes of it.

    The interval is of the mixture of every model's own normal theory on the logarithm of the unseen.
    """
    scored = score(histories, order)
    valid = scored.valid
    about = assumed("bma", scored.models)
    if not len(valid):
        return Estimate("bma", None, None, None, level, about, (_nothing(scored),))
    weights = scored.weights()[valid]
    unseen, spread = scored.unseen[valid], np.sqrt(scored.variance[valid])
    low, middle, high = mixture(np.log(unseen), spread, weights, ((1 - level) / 2, 0.5, (1 + level) / 2))
    details = told(histories, scored) | {"median": histories.n + middle}
    how = f"mixture of {len(valid):,} models, each by normal theory"
    size = histories.n + float(weights @ unseen)
    limits = histories.n + low, histories.n + high
    return Estimate("bma", size, *limits, level, about, model_cautions(histories, scored), how, details)


def assumed(method: str, models: Models) -> str:
    """What the method rests on, with how many lists a term of these models has at most."""
    most = {1: "two", 2: "three", 3: "four", 4: "five", 5: "six"}[models.order]
    return METHODS[method].assumption.replace(MORE, f"{most} or more at a time")


def best_sizes(histories: Histories, scored: Scored, ranked: Ints) -> Estimator:
    """The estimator that chooses by BIC among these models in every row of counts."""
    models, k = scored.models, histories.k
    inside = np.ascontiguousarray(models.inside[ranked])
    starts = np.ascontiguousarray(scored.starts[ranked])
    shared = (histories.possible, models.terms, inside)

    def estimator(cells: Ints, draws: Floats) -> Floats:
        best = np.empty((len(draws), 3))
        run = partial(_rows, best_of_each, (cells, draws, *shared, starts, k), best)
        share_out(run, len(draws))
        together = draws[:, (cells & (cells - 1)) > 0].sum(axis=1) > 0  # somebody is on two lists
        sizes = np.where(np.isfinite(best[:, 0]), best[:, 1], np.where(together, np.nan, np.inf))
        for row in np.flatnonzero(best[:, 2] > 0):
            counts = tally(cells, draws[row], 1 << k)
            sizes[row] = _best_by_program(histories.scaled(counts), models, ranked, best[row, 0], sizes[row])
        return sizes

    return estimator


def _rows(kernel: Callable[..., None], given: tuple[Any, ...], best: Floats, start: int, stop: int) -> None:
    kernel(*given, start, stop, best)


def _best_by_program(histories: Histories, models: Models, ranked: Ints, lowest: float, size: float) -> float:
    """The best size of a replicate, some of whose models only a linear program can decide."""
    counts, possible, k = histories.counts, histories.possible, histories.k
    inside = np.ascontiguousarray(models.inside[ranked])
    out = np.empty((len(ranked), 4))
    score_models(counts, possible, models.terms, inside, k, 0, len(ranked), out, np.empty((0, 1 << k)))
    for at in np.flatnonzero(out[:, 0] == UNDECIDED):
        fitted = fit_model(histories, models.terms_of(int(ranked[at])))
        if fitted.status == VALID and fitted.bic < lowest:
            lowest, size = fitted.bic, histories.n + fitted.unseen
    return size


def mixture(centre: Floats, spread: Floats, weights: Floats, shares: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of a mixture of lognormal laws.

    >>> [round(each, 3) for each in mixture(np.zeros(1), np.ones(1), np.ones(1), (0.5, 0.975))]
    [1.0, 7.099]
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    heavy = weights > 1e-12
    centre, spread, weights = centre[heavy], np.maximum(spread[heavy], 1e-9), weights[heavy] / weights[heavy].sum()
    ends = float((centre - 40 * spread).min()), float((centre + 40 * spread).max())

    def beyond(at: float, share: float) -> float:
        return float(weights @ ndtr((at - centre) / spread)) - share

    return tuple(float(np.exp(brentq(beyond, *ends, args=(share,), xtol=1e-12))) for share in shares)


def told(histories: Histories, scored: Scored) -> dict[str, Any]:
    """What the models say, ready for JSON."""
    valid, weights = scored.valid, scored.weights()
    sizes = histories.n + scored.unseen
    near = valid[scored.bic[valid] <= scored.bic[valid[0]] + NEAR]
    return {
        "model": model_label(histories, scored.models.terms_of(int(valid[0]))),
        "bic": float(scored.bic[valid[0]]),
        "weight": float(weights[valid[0]]),
        "order": scored.models.order,
        "models": len(scored.status),
        "valid": len(valid),
        "near": {"count": len(near), "low": float(sizes[near].min()), "high": float(sizes[near].max())},
        "best": [
            {
                "model": model_label(histories, scored.models.terms_of(int(at))),
                "estimate": float(sizes[at]),
                "bic": float(scored.bic[at]),
                "weight": float(weights[at]),
            }
            for at in valid[:SHOWN]
        ],
    }


def model_cautions(histories: Histories, scored: Scored) -> tuple[Caution, ...]:
    """Whether the choice of model decides more than the data do."""
    valid, weights = scored.valid, scored.weights()
    found = []
    weight = float(weights[valid[0]])
    if weight < LIGHT:
        text = f"The best model has a weight of {weight:.0%}: all others together are likelier than it."
        found.append(Caution("light_model", text))
    sizes = histories.n + scored.unseen[valid[scored.bic[valid] <= scored.bic[valid[0]] + NEAR]]
    if sizes.max() > WIDE * sizes.min():
        text = (
            f"Models that the data do not rule out (BIC within {NEAR:g}) say from {sizes.min():,.0f} to "
            f"{sizes.max():,.0f}: the choice of model decides."
        )
        found.append(Caution("models_disagree", text))
    return (*found, *few_decide(histories, scored.models.terms_of(int(valid[0])), float(scored.unseen[valid[0]])))


def _nothing(scored: Scored) -> Caution:
    text = f"None of the {len(scored.status):,} models has an estimate at this table: too few lists share anybody."
    return Caution("no_model", text)
