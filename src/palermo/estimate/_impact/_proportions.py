"""Shares and how far they may be off: one, two of different people, and two of the same people."""

import math
from dataclasses import dataclass

from palermo.errors import InputError


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares, its interval, and p of no difference."""

    estimate: float
    low: float
    high: float
    p: float


def wilson(having: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share (1927, JASA 22(158), 209-212). Raises InputError for counts that cannot be.

    >>> tuple(round(each, 4) for each in wilson(81, 263))
    (0.2553, 0.3662)
    """
    _check(having, n)
    square = _z(level) ** 2
    share = having / n
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = math.sqrt(square * (share * (1 - share) / n + square / (4 * n * n))) / (1 + square / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def two_shares(after: int, n_after: int, before: int, n_before: int, *, level: float = 0.95) -> Difference:
    """The difference of two shares of different people, the second taken off the first.

    The interval is Newcombe's hybrid of two score intervals (1998, Statistics in Medicine 17(8), 873-890, method 10);
    p is the score test's, with the shares pooled.

    >>> found = two_shares(56, 70, 48, 80)
    >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    from scipy.special import ndtr

    first, second = wilson(after, n_after, level=level), wilson(before, n_before, level=level)
    one, other = after / n_after, before / n_before
    pooled = (after + before) / (n_after + n_before)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_after + 1 / n_before))
    return Difference(
        one - other,
        one - other - math.hypot(one - first[0], second[1] - other),
        one - other + math.hypot(first[1] - one, other - second[0]),
        1.0 if error == 0 else float(2 * ndtr(-abs(one - other) / error)),
    )


def paired_shares(both: int, gained: int, lost: int, neither: int, *, level: float = 0.95) -> Difference:
    """The difference of two shares of the same people: after less before.

    both, gained, lost, neither: who had it before and after, only after, only before, at no time. The interval is
    Newcombe's for pairs (1998, Statistics in Medicine 17(22), 2635-2650, method 10); p is McNemar's, exact
    (1947, Psychometrika 12(2), 153-157).

    >>> found = paired_shares(36, 12, 2, 0)
    >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4), round(found.p, 4)
    (0.2, 0.0569, 0.3404, 0.0129)
    """
    n = both + gained + lost + neither
    for each in (both, gained, lost, neither):
        _check(each, n)
    one, other = (both + gained) / n, (both + lost) / n
    first, second = wilson(both + gained, n, level=level), wilson(both + lost, n, level=level)
    margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither)
    product = float(both * neither - gained * lost)
    if product > 0:  # method 10 takes half the sample off before it believes in a positive correlation
        product = max(product - n / 2, 0.0)
    phi = 0.0 if margins == 0 else product / math.sqrt(margins)
    down, up = one - first[0], second[1] - other
    more, less = first[1] - one, other - second[0]
    difference = (gained - lost) / n
    return Difference(
        difference,
        difference - math.sqrt(max(down**2 - 2 * phi * down * up + up**2, 0.0)),
        difference + math.sqrt(max(more**2 - 2 * phi * more * less + less**2, 0.0)),
        mcnemar(gained, lost),
    )


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p of McNemar's test: of those who changed, whether as many gained as lost.

    >>> round(mcnemar(12, 2), 6), mcnemar(0, 0), mcnemar(3, 3)
    (0.012939, 1.0, 1.0)
    """
    from scipy.special import bdtr

    changed = gained + lost
    return 1.0 if changed == 0 else min(1.0, 2 * float(bdtr(min(gained, lost), changed, 0.5)))


def _check(having: int, n: int) -> None:
    if n <= 0 or not 0 <= having <= n:
        reason = f"{having} of {n} is no share."
        raise InputError("estimate.setting", place="share", reason=reason)


def _z(level: float) -> float:
    from scipy.special import ndtri

    if not 0.0 < level < 1.0:
        raise InputError("estimate.setting", place="level", reason="What an interval covers lies between 0 and 1.")
    return float(ndtri((1 + level) / 2))
