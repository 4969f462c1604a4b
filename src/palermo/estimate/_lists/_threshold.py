"""Bayesian threshold: normal priors, and interactions kept where they stand out from their uncertainty."""

from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._compiled import share_out
from palermo.estimate._lists._careful import careful
from palermo.estimate._lists._chains import mixing
from palermo.estimate._lists._linear import all_pairs, main_effects
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._models import pairs_within
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints
from palermo.estimate._lists._walk import find_mode, walk
from palermo.estimate._results import Caution, Estimate

STANDS_OUT = 2.0
"""Posterior mean, in posterior standard deviations, from which on an interaction is kept (Silverman 2020)."""

PRIOR_VARIANCE = 1e4
"""Of the intercept and the lists' own terms: no information on the scale of logarithms."""

INTERACTION_VARIANCE = 1.0
"""Of interactions: odds ratios are within 1/7 and 7 with 95 % (Silverman 2020)."""

MOST_LISTS = 10
"""Beyond, a chain of all pairs takes minutes."""

CHAINS, BURN, DRAWS, THIN = 4, 2_000, 2_500, 10
SCATTER = 3.0
"""Standard deviations by which chains start away from the mode, so that they must find it each by itself."""


@careful("threshold")
def threshold(
    histories: Histories,
    *,
    stands_out: float = STANDS_OUT,
    variance: float = INTERACTION_VARIANCE,
    seed: int,
    level: float,
) -> Estimate:
    """Silverman's Bayesian threshold: all pairs, then those that stand out, with triples of which all pairs do."""
    about = METHODS["threshold"].assumption
    if variance <= 0 or stands_out < 0:
        reason = "A prior variance is above 0, and what stands out is 0 or more standard deviations."
        raise InputError("estimate.setting", place="threshold", reason=reason)
    if histories.k < 3:
        text = "With two lists the dependence is what the prior says, and nothing is learned of it."
        return Estimate("threshold", None, None, None, level, about, (Caution("too_few_lists", text),))
    if histories.k > MOST_LISTS:
        text = f"The Bayesian threshold is computed for up to {MOST_LISTS} lists; there are {histories.k}."
        return Estimate("threshold", None, None, None, level, about, (Caution("too_many_lists", text),))
    rng = np.random.default_rng(seed)
    lists = main_effects(histories.k)
    chosen = all_pairs(histories)
    kept: Ints = chosen
    for stage in ("pairs", "triples"):
        draws, facts = _sampled(histories, np.concatenate([lists, kept]), variance, rng)
        standing = np.abs(draws.mean(axis=(0, 1))) >= stands_out * draws.std(axis=(0, 1))
        kept = kept[standing[len(lists) :]]
        if stage == "pairs":
            triples = _closed_triples(histories, kept)
            if not len(triples):
                break
            kept = np.concatenate([kept, triples])
        else:  # a triple stays only with all its pairs
            kept = np.array([term for term in kept if set(pairs_within(int(term))) <= set(kept.tolist())], np.int64)
    draws, facts = _sampled(histories, np.concatenate([lists, kept]), variance, rng)
    sizes = histories.n + np.exp(draws[:, :, 0])
    told, cautions = mixing(sizes - histories.n, "the Bayesian threshold")
    low, middle, high = np.quantile(sizes, [(1 - level) / 2, 0.5, (1 + level) / 2])
    details = {"terms": [histories.label(int(term)) for term in kept], **told, **facts, "mean": float(sizes.mean())}
    how = f"quantiles of {sizes.size:,} posterior draws from {len(sizes)} chains, terms chosen once"
    limits = float(low), float(high)
    return Estimate("threshold", float(middle), *limits, level, about, cautions, how, details, sizes.ravel())


def _closed_triples(histories: Histories, pairs: Ints) -> Ints:
    """Three lists of which every two are kept."""
    kept = set(pairs.tolist())
    terms = [term for term in range(1 << histories.k) if term.bit_count() == 3 and set(pairs_within(term)) <= kept]
    cells = np.arange(1 << histories.k)
    return np.array([term for term in terms if histories.possible[cells & term == term].any()], np.int64)


def _sampled(
    histories: Histories, terms: Ints, variance: float, rng: np.random.Generator
) -> tuple[Floats, dict[str, Any]]:
    """Draws from the posterior, chains × draws × terms."""
    counts, possible, k = histories.counts, histories.possible, histories.k
    main = np.array([int(term).bit_count() < 2 for term in terms])
    precision = np.where(main, 1.0 / PRIOR_VARIANCE, 1.0 / variance)
    mode = np.zeros(len(terms))
    mode[0] = np.log(max(histories.n, 1))
    good, factor = find_mode(counts, possible, terms, precision, k, mode)
    if not good:
        raise ArithmeticError("the posterior's mode was not found")
    out = np.empty((CHAINS, DRAWS, len(terms)))
    seeds = rng.integers(0, 2**31 - 1, CHAINS)
    taken = np.zeros(CHAINS)

    def run(start: int, stop: int) -> None:
        for chain in range(start, stop):
            taken[chain] = walk(
                counts, possible, terms, precision, k, mode, factor, SCATTER, BURN, DRAWS, THIN, int(seeds[chain]),
                out[chain],
            )  # fmt: skip

    share_out(run, CHAINS)
    return out, {"steps_taken": float(taken.mean())}
