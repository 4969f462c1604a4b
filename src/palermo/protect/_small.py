"""Numbers as they may be told where groups of k are promised."""

import math

FINEST = 4
"""Digits after the point of a share."""


def shown(number: int, k: int) -> int | None:
    """A number of cases, values or combinations as it may be told: None where it is that of fewer than k, and not 0.

    >>> shown(0, 10), shown(9, 10), shown(10, 10)
    (0, None, 10)
    """
    return None if 0 < number < k else number


def rounded_down(number: int, step: int) -> int:
    """A number rounded down to a multiple of a step.

    >>> rounded_down(29, 10), rounded_down(29, 1)
    (20, 29)
    """
    return number // step * step


def digits_of(whole: float, least: float) -> int | None:
    """With how many digits a share may be told, so that the last one stands for `least` or more of the whole.

    None where even a whole one is less.

    >>> digits_of(1_000_000, 10), digits_of(300, 10), digits_of(9, 10)
    (4, 1, None)
    """
    return next((digits for digits in range(FINEST, -1, -1) if whole >= least * 10**digits), None)


def rounded_up(share: float, whole: float, least: float) -> float:
    """A share, rounded up so that nobody can reckon from it how much it is of the whole, but for `least` or more.

    >>> rounded_up(0.0117, 2_400, 40), rounded_up(0.0117, 1_000_000, 40), rounded_up(0.0, 2_400, 40)
    (0.1, 0.0117, 0.0)
    """
    digits = digits_of(whole, least) or 0
    steps: int = 10**digits
    return min(1.0, math.ceil(round(share * steps, 9)) / steps)
