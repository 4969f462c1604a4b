"""The first sentences of the report of a table of lists: the answer, what it rests on, and what is against it."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from palermo.estimate._lists import FAR_APART, METHODS
from palermo.estimate._results import Estimate
from palermo.estimate._sensitivity_document import lower

if TYPE_CHECKING:
    from palermo.estimate._report import ListsReport

LOWER_BOUND = "chao"
"""The method whose number is a floor, and no estimate of how many there are."""

GRAVE = frozenset(
    {
        "at_the_limit", "few_decide", "few_overlapping", "grid_edge", "list_inside", "low_coverage", "modes_apart",
        "mostly_unseen", "no_interval", "not_mixed", "prior_limits",
    }
)  # fmt: skip
"""Cautions of the first sentence's own number that are told with it."""


def lead(found: "ListsReport") -> str:
    """The answer with its interval and assumption; the range of methods instead, where they are far apart."""
    first = found.headline
    seen = f"{found.panel.n:,} people are on at least one of {len(found.panel.lists)} lists"
    if first is None:
        return f"{seen}. How many are on none cannot be said from this table.{_floor(found)}"
    told = (
        f"by {lower(first.method)} there are {_about(first.estimate)} in all{_interval(first)}, if this holds: "
        f"{first.assumption}"
    )
    against = f"{_but(first)}{above(found)}"
    if found.range is None:
        return f"{seen}; {told}{against}"
    low, high = found.range
    span = (
        f"ethods that rest on different assumptions say from {_about(low.estimate)} ({lower(low.method)}) to "
        f"{_about(high.estimate)} ({lower(high.method)})"
    )
    if (high.estimate or 0.0) > FAR_APART * (low.estimate or 0.0):
        return f"The data do not settle the number. {seen}; m{span} in all. Among them, {told}{against}"
    return f"{seen}; {told} M{span}.{against}"  # methods always differ: one number alone would hide by how much


def _but(first: Estimate) -> str:
    """What must not be read past: it stands in the lead, and not only below."""
    grave = [each.text for each in first.cautions if each.code in GRAVE]
    return f" But mind: {' '.join(grave)}" if grave else ""


def _bound(found: "ListsReport") -> Estimate | None:
    return next((each for each in found.panel.results if each.method == LOWER_BOUND), None)


def above(found: "ListsReport") -> str:
    """What it means where the floor is above the number that is told; empty where it is not."""
    first, bound = found.headline, _bound(found)
    if first is None or first.estimate is None or bound is None or (bound.estimate or 0.0) <= first.estimate:
        return ""
    return (
        f" {METHODS[LOWER_BOUND].title}, {_about(bound.estimate)}, is above this number: if that is not chance, people "
        "differ in how easily they are found, and the number is too small."
    )


def _floor(found: "ListsReport") -> str:
    """What a lower bound says, where that is all there is and the table says something."""
    bound = _bound(found)
    if bound is None or bound.estimate is None or found.says_nothing:
        return ""
    held = f"if this holds: {bound.assumption}{_but(bound)}"
    if bound.low is None or bound.level is None:
        return f" A lower bound, {_about(bound.estimate)}, can be told, {held}"
    level = f"{100 * bound.level:g}\N{NO-BREAK SPACE}%"
    return (
        f" There are at least {_about(bound.low, math.floor)} in all, the lower end of the {level} interval of Chao's "
        f"lower bound of {_about(bound.estimate)}, {held}"
    )


def _about(value: float | None, way: Callable[[float], int] = round) -> str:
    """A number of people to three significant digits: more would be a false promise."""
    return "an unknown number" if value is None else f"about {_coarse(value, way)}"


def _coarse(value: float, way: Callable[[float], int]) -> str:
    """Three significant digits; way: to which side, so that ends of an interval never move inwards."""
    unit = 10 ** max(math.floor(math.log10(max(value, 1.0))) - 2, 0)
    return f"{way(value / unit) * unit:,}"


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ", without an interval"
    level = "" if estimate.level is None else f"{100 * estimate.level:g}\N{NO-BREAK SPACE}% interval "
    if math.isinf(estimate.high):
        return f" ({level}from {_coarse(estimate.low, math.floor)}; the data set no upper limit)"
    return f" ({level}{_coarse(estimate.low, math.floor)} to {_coarse(estimate.high, math.ceil)})"
