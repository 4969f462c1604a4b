"""Numbers as they may be told where groups of k are promised."""


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
