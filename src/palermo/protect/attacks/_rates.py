"""How often an attack succeeded, what that gains over a comparison, and how sure both are."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
"""Of every interval: it holds the true value in 19 of 20 repetitions."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of tries that succeeded. share: 0 to 1. low, high: its interval. tries: None where it is exact.

    >>> rate = rate_of(8, 10)
    >>> rate.share, round(rate.low, 4), round(rate.high, 4)
    (0.8, 0.4902, 0.9433)
    """

    share: float
    low: float
    high: float
    tries: int | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What an attack gains over a comparison: (attack − comparison) / (1 − comparison), 1 for one that never fails.

    low, high: its interval. All three are cut off at 0: an attack that does worse than the comparison gains nothing.
    """

    value: float
    low: float
    high: float


def rate_of(successes: float, tries: int, *, confidence: float = CONFIDENCE, alike: float = 1.0) -> Rate:
    """A share with Wilson's interval (Wilson 1927, Journal of the American Statistical Association 22:209–212).

    successes: on average, where a coin decides. tries: one or more. alike: how many times as large the variance is as
    that of tries that have nothing to do with each other (the design effect of Kish 1965, Survey Sampling); so many
    times fewer tries set the width.
    """
    z = _z(confidence)
    share = successes / tries
    worth = tries / max(alike, 1.0)
    middle = (share + z * z / (2 * worth)) / (1 + z * z / worth)
    half = z / (1 + z * z / worth) * sqrt(share * (1 - share) / worth + z * z / (4 * worth * worth))
    # at the ends the interval closes: rounding must not leave a crumb
    low = 0.0 if successes == 0 else max(middle - half, 0.0)
    high = 1.0 if successes == tries else min(middle + half, 1.0)
    return Rate(share, low, high, tries)


def exactly(share: float) -> Rate:
    """A share that is known, such as chance."""
    return Rate(share, share, share, None)


def gain(attack: Rate, comparison: Rate) -> Gain | None:
    """What an attack gains over a comparison; None where the comparison never fails, so that nothing could be gained.

    It is one minus a ratio of two shares of failure, whose interval comes from the interval of each (MOVER-R: Newcombe
    2016, Statistical Methods in Medical Research 25:1774–1778). Both rates are taken as independent; where the same
    targets were used in both, the interval is wider than it need be.

    >>> gain(rate_of(90, 100), exactly(0.5)).value
    0.8
    """
    p, p_low, p_high = 1 - attack.share, 1 - attack.high, 1 - attack.low
    q, q_low, q_high = 1 - comparison.share, 1 - comparison.high, 1 - comparison.low
    if q <= 0:
        return None
    both = p * q
    below = sqrt(max(both * both - p_low * q_high * (2 * p - p_low) * (2 * q - q_high), 0.0))
    above = sqrt(max(both * both - p_high * q_low * (2 * p - p_high) * (2 * q - q_low), 0.0))
    # the lower root is written so that nothing is divided by 2q − q_high, which may be 0
    least = p_low * (2 * p - p_low) / (both + below) if both + below > 0 else 0.0
    divisor = q_low * (2 * q - q_low)
    most = (both + above) / divisor if divisor > 0 else float("inf")
    return Gain(_cut(1 - p / q), _cut(1 - most), _cut(1 - least))


def _cut(value: float) -> float:
    return min(max(round(value, 12), 0.0), 1.0)


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
