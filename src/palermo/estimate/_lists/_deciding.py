"""Whether single persons decide what a model says, however large the lists and their overlaps are."""

import math

import numpy as np

from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import fit_model
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Ints
from palermo.estimate._results import Caution

FEW, MOVES = 10, 1.1
"""Persons below which a history is few, and the ratio by which one of them must change the unseen to be said."""

SAID = 4
"""Histories that a caution names."""


def few_decide(histories: Histories, terms: Ints, unseen: float) -> list[Caution]:
    """Which histories decide by a person more or fewer, the most decisive first; nothing where none does.

    terms, unseen: the model, and what it says of this table.
    """
    decides = []
    for history in np.flatnonzero((histories.counts > 0) & (histories.counts < FEW)):
        changes = []
        for more in (1.0, -1.0):
            counts = histories.counts.copy()
            counts[history] += more
            fitted = fit_model(histories.scaled(counts), terms)
            changes.append(abs(math.log(fitted.unseen / unseen)) if fitted.status == VALID else math.inf)
        if max(changes) > math.log(MOVES):
            decides.append((max(changes), f"{histories.label(int(history))} ({histories.counts[history]:.0f})"))
    if not decides:
        return []
    names = [what for _, what in sorted(decides, key=lambda each: -each[0])]
    said = ", ".join(names[:SAID]) + (f" and {len(names) - SAID} more" if len(names) > SAID else "")
    text = f"In the best model, one person more or fewer here changes the unseen by more than a tenth: {said}."
    return [Caution("few_decide", text)]
