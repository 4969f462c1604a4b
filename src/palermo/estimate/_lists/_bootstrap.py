"""Intervals from replicates of the table, with whatever chooses the model at work in every one of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats
from palermo.estimate._results import Caution, finite

MOST_FAILED = 0.01
"""Share of replicates without an estimate above which the result says so; Silverman's simulations stay below it."""

TOO_MANY_FAILED = 0.5
"""Share above which no interval is given: most of what the data could have been has no estimate."""

FEWEST = 40
"""Replicates below which a 95 % interval would be the two most extreme ones."""

LOPSIDED = 0.1
"""Share of replicates on one side of the estimate below which BCa's correction is an extrapolation of its own."""

BEYOND = 1e290
"""Stands for infinity where quantiles are interpolated."""

Estimator = Callable[[npt.NDArray[np.int64], Floats], Floats]
"""From histories and rows of counts of them to one estimate a row: NaN where it fails, infinite where unbounded."""


@dataclass(frozen=True, eq=False)
class Interval:
    """A bootstrap interval. low, high: None where there is none. replicates: an estimate each, failures left out.

    bca: the limits as Efron has them, before a lopsided bootstrap widened them; None where they could not be had.
    """

    low: float | None
    high: float | None
    how: str
    cautions: tuple[Caution, ...]
    replicates: Floats
    failed: int
    bca: tuple[float, float] | None = None


def limits_told(interval: Interval) -> dict[str, float | None] | None:
    """The limits by BCa alone, as SparseMSE prints them, for details; an infinite one is null."""
    if interval.bca is None:
        return None
    return {name: finite(limit) for name, limit in zip(("low", "high"), interval.bca, strict=True)}


def resampled(
    histories: Histories, replicates: int, seed: int | np.random.Generator, counts: npt.ArrayLike | None = None
) -> Floats:
    """Replicates of the table, one a row, over `histories.order`.

    n persons are drawn with replacement, as the multinomial law has it. counts: replicates that were drawn elsewhere,
    in the same columns. Raises InputError where these do not fit.
    """
    base = histories.counts[histories.order]
    if counts is None:
        if replicates < 0:
            raise InputError("estimate.setting", place="replicates", reason="Replicates are 0 or more.")
        settled = histories.settled()
        shares = base[settled] / base.sum()
        drawn = np.empty((replicates, len(base)))
        drawn[:, settled] = np.random.default_rng(seed).multinomial(histories.n, shares, size=replicates)
        return drawn
    given = np.asarray(counts, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != len(base):
        reason = f"they have {given.shape[-1] if given.ndim else 0} columns, and {len(base)} histories have persons."
        raise InputError("estimate.replicates", reason=reason)
    if not np.isfinite(given).all() or (given < 0).any() or (given != np.rint(given)).any():
        raise InputError("estimate.replicates", reason="they hold what is no count of persons.")
    return np.ascontiguousarray(given)


def left_out(histories: Histories) -> tuple[Floats, Floats]:
    """The table without one person of each history, and how many persons each stands for: the jackknife."""
    base = histories.counts[histories.order]
    return base - np.eye(len(base)), base


def bca(
    histories: Histories, estimate: float, estimator: Estimator, draws: Floats, level: float, *, chosen: str
) -> Interval:
    """Bias-corrected and accelerated interval (Efron 1987, JASA 82(397), 171-185).

    Quantiles are median-unbiased (type 8 of Hyndman and Fan), as SparseMSE takes them. Replicates without an estimate
    are left out, and said; replicates that set no upper limit count as infinite. chosen: what is done in every
    replicate, in words.
    """
    boots = estimator(histories.order, draws)
    good = boots[~np.isnan(boots)]
    failed = len(boots) - len(good)
    cautions = []
    if failed > MOST_FAILED * len(boots):
        text = f"{failed:,} of {len(boots):,} replicates of the table have no estimate and were left out."
        cautions.append(Caution("replicates_failed", text))
    if len(boots) < FEWEST:
        return Interval(None, None, "no bootstrap", (), good, failed)
    if len(good) * (1 - level) / 2 < 1.0:
        text = f"{len(good):,} replicates are too few for {100 * level:g} %: the ends are the most extreme of them."
        cautions.append(Caution("few_replicates", text))
    if failed > TOO_MANY_FAILED * len(boots):
        text = (
            "Most replicates of the table have no estimate: there is no interval, and the estimate hangs by a thread."
        )
        return Interval(None, None, "no interval", (*cautions, Caution("no_interval", text)), good, failed)
    jack, weights = left_out(histories)
    kept = estimator(histories.order, jack)
    low, high, how, more, pure = bca_limits(estimate, good, kept, weights, level)
    unbounded = float(np.isinf(good).mean())
    if math.isinf(low):
        text = "In most replicates nobody is on two lists: there is no interval."
        return Interval(None, None, "no interval", (*cautions, Caution("no_interval", text)), good, failed)
    if math.isinf(high):
        text = f"In {unbounded:.1%} of the replicates nobody is on two lists: the data set no upper limit."
        cautions.append(Caution("no_upper_limit", text))
    return Interval(low, high, f"{how} of {len(good):,} replicates, {chosen}", (*cautions, *more), good, failed, pure)


def bca_limits(
    estimate: float, boots: Floats, jack: Floats, weights: Floats, level: float
) -> tuple[float, float, str, list[Caution], tuple[float, float] | None]:
    """The limits, how they were made, cautions, and the limits by BCa alone; None where it has none."""
    from scipy.special import ndtr, ndtri

    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    capped = np.minimum(boots, BEYOND)
    cautions: list[Caution] = []
    below = float(np.mean(boots < estimate))
    if not 0.0 < below < 1.0 or np.isinf(estimate):
        side = "above" if below == 0.0 else "below"
        text = f"Every replicate lies {side} the estimate: the interval is of plain quantiles, without correction."
        cautions.append(Caution("one_sided_replicates", text))
        return (*_limits(capped, tails), "quantiles", cautions, None)
    usable = np.isfinite(jack)
    acceleration = 0.0
    if usable.any():
        w, theta = weights[usable], jack[usable]
        away = (w * theta).sum() / w.sum() - theta
        spread = (w * away**2).sum()
        acceleration = float((w * away**3).sum() / (6.0 * spread**1.5)) if spread > 0 else 0.0
    if not usable.all():
        count = int((~usable).sum())
        text = f"Without one person of {count} of the histories there is no estimate: a single person decides."
        cautions.append(Caution("one_person_decides", text))
    shift = float(ndtri(below))
    moved = shift + ndtri(tails)
    stretched = 1.0 - acceleration * moved
    if (stretched <= 0.0).any():
        text = "The correction for skewness broke down: the interval is corrected for bias alone."
        cautions.append(Caution("no_acceleration", text))
        stretched = np.ones(2)
    shares = ndtr(shift + moved / stretched)
    low, high = _limits(capped, shares)
    edge = 1.0 / len(boots)
    if LOPSIDED <= below <= 1.0 - LOPSIDED and edge <= shares[0] and shares[1] <= 1.0 - edge:
        return low, high, "BCa", cautions, (low, high)
    text = (
        f"{below:.0%} of the replicates lie below the estimate, or the correction reaches beyond all of them: the "
        "estimate is far from the middle of what the data could have said, and the interval holds the plain quantiles "
        "too."
    )
    cautions.append(Caution("lopsided_replicates", text))
    plain_low, plain_high = _limits(capped, tails)
    return min(low, plain_low), max(high, plain_high), "BCa and plain quantiles together", cautions, (low, high)


def _limits(boots: Floats, shares: Floats) -> tuple[float, float]:
    low, high = np.quantile(boots, shares, method="median_unbiased")
    return tuple(float(each) if each < BEYOND / 1e5 else float("inf") for each in (low, high))  # type: ignore[return-value]
