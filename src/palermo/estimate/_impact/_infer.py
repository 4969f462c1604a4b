"""From a regression to an interval: by formula with many clusters, by the wild bootstrap with few."""

from dataclasses import dataclass

import numpy as np

from palermo.estimate._impact._regress import Regression
from palermo.estimate._impact._results import Caution
from palermo.estimate._impact._wild import FEW_CLUSTERS, wild_bootstrap

TOO_MANY_FAILED = 0.01
"""Share of replicates without a result from which it is said."""


@dataclass(frozen=True, slots=True)
class Inference:
    """An effect, its error, interval and p, and how they were made."""

    estimate: float
    error: float
    low: float
    high: float
    p: float
    degrees: float
    how: str
    cautions: tuple[Caution, ...] = ()


def t_interval(estimate: float, error: float, degrees: float, level: float) -> tuple[float, float, float]:
    """Ends of the interval, and two-sided p of zero, by Student's t."""
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(degrees, (1 + level) / 2)) * error
    p = 2 * float(stdtr(degrees, -abs(estimate) / error)) if error > 0 else float(estimate == 0)
    return estimate - reach, estimate + reach, p


def infer(
    found: Regression, name: str, *, level: float, replicates: int, seed: int, is_share: bool = False
) -> Inference:
    """Give the interval of a coefficient; of a share, no end is beyond the whole.

    Raises InputError where every replicate of the bootstrap fails.
    """
    estimate, error = found.of(name)
    low, high, p = t_interval(estimate, error, found.degrees, level)
    if is_share:
        low, high = max(low, -1.0), min(high, 1.0)
    if found.clusters is None:
        return Inference(estimate, error, low, high, p, found.degrees, "t, robust to unequal spread (HC1)")
    if found.groups >= FEW_CLUSTERS:
        return Inference(estimate, error, low, high, p, found.degrees, f"t, {found.groups} clusters (CRV1)")
    wild = wild_bootstrap(found, name, level=level, replicates=replicates, seed=seed)
    cautions = []
    if wild.failed > TOO_MANY_FAILED * (wild.failed + wild.replicates):
        text = f"{wild.failed:,} of {wild.failed + wild.replicates:,} replicates had no spread and were left out."
        cautions.append(Caution("replicates_failed", text))
    if np.isinf(wild.low) or np.isinf(wild.high):
        text = "With so few clusters the bootstrap refuses no effect, however large: the interval has no end."
        cautions.append(Caution("no_limit", text))
    how = f"wild cluster bootstrap, restricted, {wild.how}"
    low, high = wild.low, wild.high
    if is_share and np.isfinite(low) and np.isfinite(high):
        low, high = max(low, -1.0), min(high, 1.0)
    return Inference(estimate, error, low, high, wild.p, found.degrees, how, tuple(cautions))
