"""What every method must say alike: nothing where a table says nothing, and how little holds a number up where it does.

Priors and formulas give a number for any table. Where no log-linear model of any kind has an estimate, that number is
theirs alone, and no method may tell it.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np

from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import fit_model, main_effects, why_not
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._table import Histories
from palermo.estimate._results import Caution, Estimate

FEW_OVERLAPPING = 10
"""Persons on two lists below which a ratio of counts is mostly chance."""

MOSTLY_UNSEEN = 20.0
"""Persons unseen for each one seen above which the number is said to be far from anything that was looked at."""

SAYS_NOTHING = frozenset({"no_overlap", "no_model", "same_lists"})
"""Codes of tables of which no method tells a number."""

_PRIORS = frozenset({"threshold", "graphs", "classes"})
"""Methods whose limits come from a prior where the data set none."""

_EXACT = frozenset({"pairs"})
"""Methods whose limits hold for any number of shared persons."""


def careful(method: str) -> Callable[[Callable[..., Estimate]], Callable[..., Estimate]]:
    """A method that gives no number where the table says nothing, and whose numbers say how little holds them up."""

    def of(run: Callable[..., Estimate]) -> Callable[..., Estimate]:
        @wraps(run)
        def carefully(histories: Histories, **options: Any) -> Estimate:
            nothing = why_nothing(histories)
            if nothing is not None:
                about = METHODS[method].assumption
                return Estimate(method, None, None, None, options.get("level"), about, (nothing,))
            return with_care(histories, run(histories, **options))

        return carefully

    return of


def why_nothing(histories: Histories) -> Caution | None:
    """Why no method can tell a number from this table; None where one can.

    Whatever has an estimate in a larger log-linear model has one for independent lists, so that the smallest model
    decides for all.

    >>> from palermo.estimate._lists._table import made
    >>> why_nothing(made("AB", {1: 100, 3: 30})).code, why_nothing(made("AB", {1: 100, 2: 9, 3: 30}))
    ('no_model', None)
    """
    shared = histories.overlaps()
    sizes = np.diagonal(shared)
    names, k = histories.names, histories.k
    if together(histories) == 0:
        return Caution("no_overlap", "Nobody is on two lists: nothing bounds the number of those on none.")
    for j in range(k):
        for i in range(j):
            if shared[i, j] == sizes[i] == sizes[j]:
                text = f"{names[i]} and {names[j]} hold the same people: that is one list given twice, and no overlap."
                return Caution("same_lists", text)
    whole = [name for name, size in zip(names, sizes, strict=True) if size == histories.n]
    if whole:
        text = f"Everybody who was seen is on {whole[0]}: the table does not tell whom {whole[0]} misses."
        return Caution("no_model", text)
    status = fit_model(histories, main_effects(k)).status
    return None if status == VALID else Caution("no_model", f"No log-linear model has an estimate. {why_not(status)}")


def together(histories: Histories) -> int:
    """How many persons are on two lists or more."""
    return int(histories.counts[np.bitwise_count(np.arange(len(histories.counts))) >= 2].sum())


def lists_inside(histories: Histories) -> list[tuple[str, str]]:
    """Every list all of whose people are on another one, which comes second."""
    shared = histories.overlaps()
    sizes = np.diagonal(shared)
    return [
        (name, other)
        for i, name in enumerate(histories.names)
        for j, other in enumerate(histories.names)
        if i != j and shared[i, j] == sizes[i] and (sizes[j] > sizes[i] or i < j)
    ]


def with_care(histories: Histories, found: Estimate) -> Estimate:
    """The result with the cautions that do not depend on the method, and without limits that the data do not set."""
    if found.estimate is None:
        return found
    cautions = {each.code: each for each in found.cautions}
    both, n = together(histories), histories.n
    for inner, outer in lists_inside(histories):
        text = f"Everybody on {inner} is on {outer} too: a list made from another is no second look."
        cautions.setdefault("list_inside", Caution("list_inside", text))
    if both < FEW_OVERLAPPING:
        people = "person is" if both == 1 else "persons are"
        text = f"Only {both} {people} on two lists or more: one more or fewer would change the result much."
        cautions.setdefault("few_overlapping", Caution("few_overlapping", text))
    if found.estimate - n > MOSTLY_UNSEEN * n:
        text = (
            f"For each person seen this says {(found.estimate - n) / n:,.0f} unseen: almost all of it is the "
            "assumption, and next to nothing was looked at."
        )
        cautions.setdefault("mostly_unseen", Caution("mostly_unseen", text))
    found = _limits_of_the_data(found, cautions, both, n)
    if found.low is not None and found.high is not None and f"{found.low:.0f}" == f"{found.high:.0f}":
        text = "The interval would have no width, which is the table's doing and no certainty: it is not given."
        cautions["no_interval"] = Caution("no_interval", text)
        found = replace(found, low=None, high=None, interval="no interval")
    return replace(found, cautions=tuple(cautions.values()))


def _limits_of_the_data(found: Estimate, cautions: dict[str, Caution], both: int, n: int) -> Estimate:
    """No upper limit where a table drawn anew would too often have no overlap, by whichever method.

    A bootstrap sees such tables and says so; normal theory and priors do not.
    """
    if found.high is None or found.level is None or math.isinf(found.high) or found.method in _EXACT:
        return found
    empty = (1.0 - both / n) ** n
    if empty <= (1.0 - found.level) / 2.0:
        return found
    text = f"With so few on two lists, {empty:.0%} of tables drawn anew have nobody there: the data set no upper limit"
    if found.method in _PRIORS:
        cautions["prior_limits"] = Caution("prior_limits", f"{text}, and this one is the prior's.")
        return found
    cautions["no_upper_limit"] = Caution("no_upper_limit", f"{text}.")
    return replace(found, high=math.inf)
