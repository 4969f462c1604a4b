"""Intervals from a standard error."""

import math
from typing import Literal

from palermo.estimate._samples._columns import refuse_setting
from palermo.estimate._samples._results import Floats

Limits = Literal["logit", "wilson"]


def t_quantile(level: float, degrees: float) -> float:
    """The quantile of Student's t that leaves half of what `level` does not cover above it."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + level) / 2))


def around(estimate: float, error: float, level: float, degrees: float) -> tuple[float, float]:
    """Estimate plus and minus t standard errors."""
    reach = t_quantile(level, degrees) * error
    return estimate - reach, estimate + reach


def of_share(
    share: float, error: float, level: float, degrees: float, *, effective: float, how: Limits
) -> tuple[float, float]:
    """Limits of a share, within 0 and 1.

    logit: symmetric for the log odds. wilson: Wilson's score interval (1927, JASA 22(158), 209-212) with as many
    answers as would have the same variance, and t in place of the normal quantile. At 0 and 1, where there is no
    standard error, it is Wilson's with `effective` answers.

    >>> tuple(round(limit, 4) for limit in of_share(0.5, 0.05, 0.95, 1e9, effective=100, how="wilson"))
    (0.4038, 0.5962)
    """
    if how not in ("logit", "wilson"):
        raise refuse_setting("interval", "The interval of a share is logit or wilson.")
    variance = share * (1 - share)
    if error > 0 and how == "logit" and variance > 0:
        middle, reach = math.log(share / (1 - share)), t_quantile(level, degrees) * error / variance
        return _expit(middle - reach), _expit(middle + reach)
    answers = variance / error**2 if error > 0 and variance > 0 else effective
    square = t_quantile(level, degrees) ** 2
    centre = (share + square / (2 * answers)) / (1 + square / answers)
    reach = math.sqrt(square * (variance / answers + square / (4 * answers**2))) / (1 + square / answers)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def kish(weights: Floats) -> float:
    """Kish's design effect of unequal weights: n Σw² / (Σw)², of those above 0 (Kish 1965, section 11.7).

    >>> import numpy as np
    >>> kish(np.array([1.0, 1.0, 1.0, 0.0])), kish(np.array([1.0, 3.0]))
    (1.0, 1.25)
    """
    used = weights[weights > 0]
    return float(len(used) * (used**2).sum() / used.sum() ** 2)


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
