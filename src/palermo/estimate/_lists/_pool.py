"""Strata drawn towards each other, with everything kept uncertain that is: their mean, how much they differ, chance.

The logarithm of unseen per seen is normal around a common mean with a spread between strata (as in Gelman and others
2013, Bayesian Data Analysis, 5.4). The spread is not one number taken for the truth: with a handful of strata it could
be many, and intervals that forget it are too narrow. In each draw the persons unseen are then drawn too, for the same
chances of being found leave now more, now fewer unseen.
"""

import numpy as np

from palermo.estimate._lists._transforms import Bools, Floats

SIMULATIONS = 20_000
"""Draws from which intervals are read."""

USUAL_SPREAD = 0.5
"""Scale of the half-Cauchy prior of the spread: strata whose odds of being seen differ by half as much again are usual,
ones that differ tenfold are rare. Chosen (Gelman 2006, Bayesian Analysis 1(3), 515-534, on why half-Cauchy)."""

STEPS = 240
"""Values of the spread that are looked at."""

ROUNDS = 4
"""Rounds in which each error is brought to what it would be at the stratum's own place near the mean."""

MOST = 1e15
"""Persons above which chance in their number no longer matters."""


def unseen_by_chance(random: np.random.Generator, seen: Floats, logs: Floats) -> Floats:
    """Persons unseen, drawn: of so many seen, with this logarithm of unseen per seen that is expected."""
    expected = random.gamma(np.broadcast_to(seen, logs.shape)) * np.exp(np.minimum(logs, 700.0))
    few = expected < MOST
    return np.where(few, random.poisson(np.where(few, expected, 0.0)), expected)


def with_chance(sizes: Floats, seen: int, seed: int | list[int]) -> Floats:
    """Replicates of a size with chance in who was seen at all, which samples of the seen do not have in them.

    What has no estimate, or no limit, stays so.
    """
    found = sizes.copy()
    some = np.isfinite(sizes) & (sizes > seen)
    logs = np.log(sizes[some] / seen - 1.0)
    found[some] = seen + unseen_by_chance(np.random.default_rng(seed), np.full(1, float(seen)), logs)
    return found


def pooled_draws(logs: Floats, errors: Floats, usable: Bools, seen: Floats, *, seed: int) -> Floats:
    """Sizes of all strata, a draw a row. logs, errors: of each stratum's unseen per seen; of no use where not usable.

    A stratum that was by luck estimated low has by the same luck a small error, as both come from how many persons
    were met twice; weighed by such errors the mean is too low. So errors are those that a stratum would have where
    its draws are, not where its estimate is.
    """
    random = np.random.default_rng(seed)
    x, own = logs[usable], errors[usable]
    centre = np.full(len(x), float(np.average(x, weights=seen[usable])))
    error = own
    for _ in range(ROUNDS):
        error = own * np.exp(np.clip(centre - x, -2.0, 2.0) / 2)
        spread, weight = _spreads(x, error)
        trust = np.array([(spread**2 / (spread**2 + each**2)) @ weight for each in error])
        middle = np.array([_mean(x, error, each)[0] for each in spread]) @ weight
        centre = trust * x + (1 - trust) * middle
    spread, weight = _spreads(x, error)
    between = random.choice(spread, SIMULATIONS, p=weight)
    inverse = 1.0 / (error[None, :] ** 2 + between[:, None] ** 2)
    about = 1.0 / inverse.sum(axis=1)
    mean = (inverse @ x) * about + random.normal(size=SIMULATIONS) * np.sqrt(about)
    drawn = mean[:, None] + between[:, None] * random.normal(size=(SIMULATIONS, len(logs)))
    trust = between[:, None] ** 2 / (between[:, None] ** 2 + error[None, :] ** 2)
    at = trust * x + (1 - trust) * mean[:, None]
    drawn[:, usable] = at + np.sqrt(trust) * error * random.normal(size=at.shape)
    return seen + unseen_by_chance(random, seen, drawn)


def _mean(x: Floats, error: Floats, spread: float) -> tuple[float, float]:
    weights = 1.0 / (error**2 + spread**2)
    return float(weights @ x / weights.sum()), float(weights.sum())


def _spreads(x: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Values of the spread between strata, and how likely each is; the mean of strata integrated out."""
    spread = np.linspace(0.0, max(3.0, 2 * float(np.ptp(x))), STEPS) ** 2
    spread = spread / spread[-1] * max(3.0, 2 * float(np.ptp(x)))  # closer together near zero
    logs = np.empty(STEPS)
    for at, each in enumerate(spread):
        mean, whole = _mean(x, error, each)
        variance = error**2 + each**2
        logs[at] = -0.5 * (np.log(variance).sum() + np.log(whole) + ((x - mean) ** 2 / variance).sum())
    width = np.gradient(spread)
    weight = np.exp(logs - logs.max()) * width / (1 + (spread / USUAL_SPREAD) ** 2)
    return spread, np.asarray(weight / weight.sum(), np.float64)
