"""Times in their order, and how far apart they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._results import Ints


def _day(found: re.Match[str]) -> float:
    return float(date(int(found[1]), int(found[2]), int(found[3])).toordinal())


def _month(found: re.Match[str]) -> float:
    if not 1 <= int(found[2]) <= 12:
        raise ValueError
    return 12.0 * int(found[1]) + int(found[2])


def _week(found: re.Match[str]) -> float:
    return date.fromisocalendar(int(found[1]), int(found[2]), 1).toordinal() / 7


def _quarter(found: re.Match[str]) -> float:
    return 4.0 * int(found[1]) + int(found[2])


WRITTEN: Mapping[str, tuple[re.Pattern[str], Callable[[re.Match[str]], float]]] = {
    "month": (re.compile(r"(\d{4})[-/.](\d{1,2})"), _month),
    "day": (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?"), _day),
    "quarter": (re.compile(r"(\d{4})[- /]?[Qq]([1-4])"), _quarter),
    "week": (re.compile(r"(\d{4})-?[Ww](\d{1,2})"), _week),
}
"""How times may be written, and the number that stands for each: months, days, quarters or weeks from a beginning."""

DAY_FIRST = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}")
"""Dates whose order in the alphabet is not that in time."""


def times_of(names: Sequence[str]) -> list[float] | None:
    """Numbers that stand for times, one kind for all: their own, or months, days, quarters, weeks; None for others.

    Days that are all the same day of a month stand for months, which are evenly apart.

    >>> times_of(["2021-02", "2021-10"]), times_of(["10", "9"]), times_of(["2020-Q4", "2021-Q1"])
    ([24254.0, 24262.0], [10.0, 9.0], [8084.0, 8085.0])
    >>> times_of(["2021-01-01", "2021-02-01", "2021-03-01"]), times_of(["spring", "autumn"])
    ([24253.0, 24254.0, 24255.0], None)
    """
    numbers = [number_of(each) for each in names]
    told = [each for each in numbers if each is not None]
    dotted = any(re.fullmatch(r"\d{4}\.\d{1,2}", each.strip()) for each in names)
    if len(told) == len(names) and not dotted:
        return told
    for kind, (pattern, number) in WRITTEN.items():
        found = [pattern.fullmatch(each.strip()) for each in names]
        matched = [each for each in found if each is not None]
        if len(matched) < len(names):
            continue
        try:
            if kind == "day" and len({int(each[3]) for each in matched}) == 1 and len(matched) > 1:
                return [_month(each) for each in matched]
            return [number(each) for each in matched]
        except ValueError:
            return None
    return told if len(told) == len(names) else None


def ordered_places(names: Sequence[str], place: str) -> list[int]:
    """The places of times in their order: numbers, or dates such as 2021-03. Raises InputError for other words.

    >>> ordered_places(["10", "9"], ""), ordered_places(["2021-10", "2021-2"], "")
    ([1, 0], [1, 0])
    """
    times = times_of(names)
    if times is not None:
        return sorted(range(len(names)), key=lambda each: times[each])
    check_in_order(names, place)
    return sorted(range(len(names)), key=lambda each: names[each])


def ranks(order: Sequence[int]) -> Ints:
    """The rank of each place in an order.

    >>> ranks([2, 0, 1]).tolist()
    [1, 2, 0]
    """
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order))
    return found


def check_in_order(names: Sequence[str], place: str) -> None:
    """Raise InputError for words of which the alphabet does not know which comes first in time."""
    told = "Times must be numbers or dates such as 2021-03, so that their order is known."
    if any(DAY_FIRST.fullmatch(each.strip()) for each in names):
        reason = "Dates with the day or month first are not in the order of time; write them as 2021-03-31."
        raise InputError("estimate.impact_periods", place=place, reason=reason)
    if not all(name[:1].isdigit() for name in names) or len({len(name) for name in names}) > 1:
        raise InputError("estimate.impact_periods", place=place, reason=told)


def number_of(text: str) -> float | None:
    """The number that a text is; None for others."""
    try:
        return float(text)
    except ValueError:
        return None
