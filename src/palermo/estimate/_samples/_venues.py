"""Time-location sampling: weights for people who were met at places and times that were drawn."""

from typing import Any

import numpy as np

from palermo.estimate._results import Caution
from palermo.estimate._samples._calibrate import Weighting, unequal
from palermo.estimate._samples._limits import kish
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._results import Bools, Floats, Ints

EXTREME = 10.0
"""Weight over the mean weight from which on one person speaks for too many."""


def venue_weights(
    table: Any, *, event: str, chance: str, attended: str, visits: str, asked: str | None = None
) -> Weighting:
    """Weights from the chances to be met: one over (chance of the event × share interviewed there × visits).

    table: a path, an Arrow table, a data frame or a dict of columns, one record a person interviewed. event: the
    column of the place and time at which she was met. chance: with which that event was drawn into the sample, above
    0 and up to 1. attended: how many of the population were there. asked: how many of them were interviewed; without
    it, the records of the event. visits: how often the person is at any of the places and times that could have been
    drawn, over the whole period of the survey; who comes twice could be met twice.

    The weights say how many persons each stands for, of those who come to some event at all; nobody can stand for who
    never does. Give them to `palermo.estimate.survey` with the event as its cluster.

    Raises InputError for chances, numbers of people and visits of 0, and events that contradict themselves.

    MacKellar, Gallagher, Finlayson, Sanchez, Lansky and Sullivan 2007, Public Health Reports 122(suppl. 1), 39-47;
    Karon and Wejnert 2012, Journal of Urban Health 89(3), 565-586; Lavallée 2007, Indirect Sampling.

    >>> met = {"event": ["a", "a", "b"], "chance": [0.5, 0.5, 0.25], "there": [10, 10, 6], "visits": [1, 2, 4]}
    >>> venue_weights(met, event="event", chance="chance", attended="there", visits="visits").weights.tolist()
    [10.0, 5.0, 6.0]
    """
    columns = read_columns(table)
    events, names = columns.groups(event)
    chances, there, often = (columns.numbers(name) for name in (chance, attended, visits))
    met = np.bincount(events).astype(np.float64)[events] if asked is None else columns.numbers(asked)
    checks = (
        (chance, (chances <= 0) | (chances > 1), "The chance of an event lies above 0 and is at most 1."),
        (visits, often <= 0, "A person who was met has been there once at least."),
        (attended, there < met, "At an event at least as many were there as were interviewed."),
        (asked or event, met <= 0, "At an event at least one person was interviewed."),
    )
    for name, wrong, reason in checks:
        columns.refuse_where(name, wrong, reason)
    for name, values in ((chance, chances), (attended, there), (asked or event, met)):
        columns.refuse_where(name, _differs(events, values), "Records of one event contradict each other.")
    weights: Floats = there / (chances * met * often)
    effect = kish(weights)
    ratio = weights / weights.mean()
    return Weighting(
        weights, 0, True, 0.0, 0, effect, len(weights) / effect, (float(ratio.min()), float(ratio.max())),
        tuple(_cautions(ratio, effect, len(names), often)),
    )  # fmt: skip


def _differs(events: Ints, values: Floats) -> Bools:
    """The records that say another number than the first of their event."""
    first = np.full(int(events.max()) + 1, np.nan)
    first[events[::-1]] = values[::-1]
    found: Bools = values != first[events]
    return found


def _cautions(ratio: Floats, effect: float, count: int, often: Floats) -> list[Caution]:
    found = [
        Caution("only_who_comes", "People who come to none of the places and times stand for nobody and are left out.")
    ]
    found += unequal(effect)
    if ratio.max() > EXTREME:
        text = (
            f"One person stands for {ratio.max():.0f} times as many as others on average; see whether visits are right."
        )
        found.append(Caution("extreme_weight", text))
    if count < 2:
        found.append(Caution("one_event", "All were met at one event: no standard error can be told."))
    if (often == often[0]).all() and len(often) > 1:
        found.append(Caution("same_visits", "All say that they come equally often: see whether that was really asked."))
    return found
