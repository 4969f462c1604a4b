"""Times in their order."""

from collections.abc import Sequence

from palermo.errors import InputError


def ordered_places(names: Sequence[str], place: str) -> list[int]:
    """The places of times in their order: numbers, or dates such as 2021-03. Raises InputError for other words.

    >>> ordered_places(["10", "9"], ""), ordered_places(["2021-02", "2021-01"], "")
    ([1, 0], [1, 0])
    """
    numbers = [number_of(each) for each in names]
    if all(each is not None for each in numbers):
        return sorted(range(len(names)), key=lambda each: numbers[each] or 0.0)
    if not all(name[:1].isdigit() for name in names):
        reason = "Times must be numbers or dates such as 2021-03, so that their order is known."
        raise InputError("estimate.impact_periods", place=place, reason=reason)
    return sorted(range(len(names)), key=lambda each: names[each])


def number_of(text: str) -> float | None:
    """The number that a text is; None for others."""
    try:
        return float(text)
    except ValueError:
        return None
