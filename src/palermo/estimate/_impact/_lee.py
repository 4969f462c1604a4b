"""Bounds of an effect where some could not be asked again, and not as many in both groups (Lee 2009)."""

from dataclasses import dataclass

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._results import Bools, Floats, Ints

ASSUMPTION = (
    "What was done moved people in one direction only: either into being asked again or out of it, and groups were "
    "alike before."
)


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """Between what the effect on those who are asked again whatever happens can lie.

    lower, upper: the bounds. low, high: an interval that holds the effect with the stated confidence (Imbens and
    Manski 2004, Econometrica 72(6), 1845-1857); None where it could not be made. answered_treated,
    answered_comparison: shares that were asked again. trimmed: the share taken off the group with more answers.
    failed: bootstrap replicates that could not be used.
    """

    lower: float
    upper: float
    low: float | None
    high: float | None
    answered_treated: float
    answered_comparison: float
    trimmed: float
    failed: int


def lee_bounds(
    outcome: Floats, treated: Bools, *, weights: Floats | None = None, clusters: Ints | None = None,
    level: float = 0.95, replicates: int = 500, seed: int = 0,
) -> LeeBounds:  # fmt: skip
    """Bound the effect on an outcome that is NaN for those who could not be asked again.

    Of the group in which more answered, the highest (then the lowest) answers are taken off until the shares are
    alike; people with the same answer are taken off in parts (Lee 2009, Review of Economic Studies 76(3), 1071-1102).
    The error is the bootstrap's, over clusters where there are any.

    Raises InputError where a group has nobody, or nobody who answered, and where every replicate fails.
    """
    weight = np.ones(len(outcome)) if weights is None else weights
    whole = _bounds(outcome, treated, weight)
    if whole is None:
        reason = "A group has nobody who was asked again."
        raise InputError("estimate.impact_nobody", place="attrition", reason=reason)
    rng = np.random.default_rng(seed)
    who = np.arange(len(outcome)) if clusters is None else clusters
    groups = int(who.max()) + 1
    drawn: list[tuple[float, float]] = []
    failed = 0
    for _ in range(replicates):
        times = np.bincount(rng.integers(0, groups, groups), minlength=groups)[who] * weight
        again = _bounds(outcome, treated, times)
        if again is None:
            failed += 1
        else:
            drawn.append(again[:2])
    if replicates and not drawn:
        raise InputError("estimate.impact_replicates", place="attrition", count=failed)
    low = high = None
    if len(drawn) > 1:
        error_low, error_high = np.std(drawn, axis=0, ddof=1)
        reach = _reach(whole[1] - whole[0], max(error_low, error_high), level)
        low, high = float(whole[0] - reach * error_low), float(whole[1] + reach * error_high)
    return LeeBounds(whole[0], whole[1], low, high, whole[2], whole[3], whole[4], failed)


def _bounds(outcome: Floats, treated: Bools, weight: Floats) -> tuple[float, float, float, float, float] | None:
    answered = ~np.isnan(outcome)
    sums = [weight[treated == arm].sum() for arm in (True, False)]
    if min(sums) <= 0:
        return None
    shares = [
        float(weight[(treated == arm) & answered].sum() / total) for arm, total in zip((True, False), sums, strict=True)
    ]
    if min(shares) <= 0:
        return None
    more = shares[0] >= shares[1]  # the arm that is trimmed: with it the effect is mean(treated) - mean(comparison)
    trim = (max(shares) - min(shares)) / max(shares)
    arm, rest = (treated == more) & answered, (treated != more) & answered
    other = float(np.average(outcome[rest], weights=weight[rest]))
    low, high = (_kept_mean(outcome[arm], weight[arm], trim, highest=off) for off in (True, False))
    ends = (low - other, high - other) if more else (other - high, other - low)
    return ends[0], ends[1], shares[0], shares[1], trim


def _kept_mean(values: Floats, weight: Floats, trim: float, *, highest: bool) -> float:
    """The weighted mean once the highest (or lowest) share of weight is taken off."""
    order = np.argsort(-values if highest else values, kind="stable")
    held = weight[order].astype(float)
    off = trim * held.sum()
    before = np.cumsum(held) - held
    left = np.clip(held - np.clip(off - before, 0.0, None), 0.0, held)
    return float((values[order] * left).sum() / left.sum())


def _reach(width: float, error: float, level: float) -> float:
    """How many errors to go beyond the bounds: fewer the wider they are apart."""
    from scipy.special import ndtr, ndtri

    if not error > 0:
        return 0.0
    low, high = float(ndtri(level)), float(ndtri((1 + level) / 2))
    for _ in range(60):
        middle = (low + high) / 2
        covered = ndtr(middle + width / error) - ndtr(-middle)
        low, high = (middle, high) if covered < level else (low, middle)
    return high
