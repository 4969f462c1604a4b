"""Which variant of a sentence holds: a difference is claimed only where bounds do not overlap."""

from collections.abc import Sequence

from palermo.web.hub.stories._measure import Measured
from palermo.web.hub.stories._model import LESS, MORE, UNSURE

HALF = 0.5


def variant(rule: str, of: Sequence[Measured]) -> str:
    """Which variant is told of these figures; empty where the rule cannot be asked of them.

    No sentence may say more than the bounds do: where they touch or overlap, the variant is *unsure*.
    """
    match rule:
        case "":
            return UNSURE
        case "compare":
            first, second = (each.items[0] for each in of)
            return apart(first.shares, second.shares)
        case "cases":
            first, second = (each.items[0] for each in of)
            return apart((first.low, first.high), (second.low, second.high))
        case "half":
            return apart(of[0].items[0].shares, (HALF, HALF))
        case _:
            largest = of[0].items[:2]
            return "" if len(largest) == 1 else apart(largest[0].shares, largest[1].shares)


def apart(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> str:
    """Whether one interval lies above the other, below it, or neither.

    >>> apart((0.5, 0.6), (0.3, 0.4)), apart((0.1, 0.2), (0.3, 0.4)), apart((0.3, 0.5), (0.4, 0.6))
    ('more', 'less', 'unsure')
    """
    (low, high), (other_low, other_high) = one, other
    if low is None or high is None or other_low is None or other_high is None:
        return UNSURE
    if low > other_high:
        return MORE
    return LESS if high < other_low else UNSURE
