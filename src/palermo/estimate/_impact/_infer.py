"""From a regression to an interval: by formula with many clusters, by the more careful of two methods with few."""

from dataclasses import dataclass

import numpy as np

from palermo.estimate._impact._regress import Regression
from palermo.estimate._impact._results import Bools, Caution, Floats
from palermo.estimate._impact._wild import FEW_CLUSTERS, wild_bootstrap

ENOUGH_IN_AN_ARM = 20
"""Clusters of each group from which the usual formula is relied on. By simulation (two waves of 900 answers, no
effect) it shows an effect at 5 % in 33 % of studies of 2 treated clusters and 43 others, of 4 and 41 in 15 %, of 12
and 33 in 7 %."""

NO_SPREAD = 1e-9
"""An error below this share of the largest answer is the rounding of numbers, and not how far chance goes."""

ALL_ALIKE = Caution(
    "no_spread",
    "Nothing varies where chance would show: within each group and time, or in how people changed, all are alike. "
    "There is no interval, and no p.",
)

TOO_MANY_FAILED = 0.01
"""Share of replicates without a result from which it is said."""


@dataclass(frozen=True, slots=True)
class Inference:
    """An effect, its error, interval and p, and how they were made; None where nothing varies."""

    estimate: float
    error: float | None
    low: float | None
    high: float | None
    p: float | None
    degrees: float | None
    how: str
    cautions: tuple[Caution, ...] = ()

    @property
    def shows(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def t_interval(estimate: float, error: float, degrees: float, level: float) -> tuple[float, float, float]:
    """Ends of the interval, and two-sided p of zero, by Student's t."""
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(degrees, (1 + level) / 2)) * error
    p = 2 * float(stdtr(degrees, -abs(estimate) / error)) if error > 0 else float(estimate == 0)
    return estimate - reach, estimate + reach, p


def welch_degrees(moves: Floats, treated: Bools) -> float:
    """Degrees of freedom of an error that is made of two groups' clusters, of which one may have few (Welch 1947).

    moves: of each cluster; treated: in which group it is. Of two treated clusters and forty others the two decide, and
    the degrees are near one and not forty-one (Biometrika 34(1-2), 28-35). Two clusters may be alike by luck, and then
    seem not to decide: so never more degrees than if all clusters varied as much.

    >>> import numpy as np
    >>> few = np.arange(42) < 2
    >>> round(welch_degrees(np.where(few, 1.0, 0.01), few), 2), round(welch_degrees(np.ones(42), np.arange(42) < 21))
    (1.0, 40)
    """
    sides = [side for side in (treated, ~treated) if side.any()]
    many = [int(side.sum()) for side in sides]

    def degrees(parts: list[float]) -> float:
        below = sum(part**2 / max(each - 1, 1) for part, each in zip(parts, many, strict=True))
        return max(sum(parts) ** 2 / below, 1.0) if below > 0 else 1.0

    return min(degrees([float((moves[side] ** 2).sum()) for side in sides]), degrees([1 / each for each in many]))


def left_out(found: Regression, name: str, level: float) -> tuple[float, float, float, float, float]:
    """Ends of the interval, p, error and its degrees by leaving out one cluster at a time (CRV3, Welch's degrees)."""
    moves = found.moves(name)
    degrees, error = welch_degrees(moves, found.holds(name)), float(np.sqrt((moves**2).sum()))
    return (*t_interval(found.of(name)[0], error, degrees, level), error, degrees)


def infer(
    found: Regression, name: str, *, level: float, replicates: int, seed: int, is_share: bool = False
) -> Inference:
    """Give the interval of a coefficient; of a share, no end is beyond the whole.

    With many clusters in both groups by the usual formula. With few in all, or in one of them, by two methods that
    fail in different ways, the restricted wild bootstrap and leaving out one cluster at a time: the ends further out
    and the larger p are told. Where nothing varies there is no interval. Raises InputError where every replicate of
    the bootstrap fails.
    """
    estimate, error = found.of(name)
    if error <= NO_SPREAD * max(float(np.abs(found.y).max()), 1e-300):
        return Inference(estimate, None, None, None, None, None, "", (ALL_ALIKE,))
    treated = found.holds(name)
    fewest = min(int(side.sum()) or found.groups for side in (treated, ~treated))
    few = found.groups < FEW_CLUSTERS or fewest < ENOUGH_IN_AN_ARM
    cautions: list[Caution] = []
    degrees = found.degrees
    if not few:
        low, high, p = t_interval(estimate, error, degrees, level)
        how = (
            f"t, {found.groups} clusters (CRV1)" if found.clusters is not None else "t, robust to unequal spread (HC1)"
        )
    elif found.clusters is None:
        low, high, p, error, degrees = left_out(found, name, level)
        how = f"t with {degrees:.3g} degrees of freedom, by leaving out one answer at a time (HC3)"
    else:
        wild = wild_bootstrap(found, name, level=level, replicates=replicates, seed=seed)
        low, high, p, error, degrees = left_out(found, name, level)
        low, high, p = min(low, wild.low), max(high, wild.high), max(p, wild.p)
        if wild.failed > TOO_MANY_FAILED * (wild.failed + wild.replicates):
            text = f"{wild.failed:,} of {wild.failed + wild.replicates:,} replicates had no spread and were left out."
            cautions.append(Caution("replicates_failed", text))
        if np.isinf(low) or np.isinf(high):
            text = "With so few clusters the bootstrap refuses no effect, however large: the interval has no end."
            cautions.append(Caution("no_limit", text))
        how = (
            f"the wider of the restricted wild cluster bootstrap ({wild.how}) and of leaving out one cluster at a time "
            f"(CRV3, t with {degrees:.3g} degrees of freedom)"
        )
    if is_share and np.isfinite(low) and np.isfinite(high):
        low, high = max(low, -1.0), min(high, 1.0)
    return Inference(estimate, error, low, high, p, degrees, how, tuple(cautions))
