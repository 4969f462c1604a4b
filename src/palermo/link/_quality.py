"""How right links are: precision and recall at thresholds, estimated from the probabilities of the pairs themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.link._persons import Floats

THRESHOLDS = (0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What would be linked from a probability on.

    precision: share of those pairs that are one person. recall: share of the true pairs, among those that were
    compared, that are linked. false_links, missed: how many pairs that makes. All are expected values under the model,
    None where nothing would be linked.
    """

    threshold: float
    pairs: int
    precision: float | None
    recall: float | None
    false_links: float
    missed: float


def at_thresholds(probability: Floats, thresholds: Sequence[float] = THRESHOLDS) -> tuple[AtThreshold, ...]:
    """What each threshold would give.

    >>> import numpy as np
    >>> found, = at_thresholds(np.array([0.95, 0.9, 0.3]), [0.9])
    >>> found.pairs, round(found.precision, 3), round(found.recall, 3), round(found.missed, 1)
    (2, 0.925, 0.86, 0.3)
    """
    whole = float(probability.sum())
    found = []
    for threshold in thresholds:
        linked = probability[probability >= threshold]
        true = float(linked.sum())
        found.append(
            AtThreshold(
                threshold,
                len(linked),
                true / len(linked) if len(linked) else None,
                true / whole if whole else None,
                float(len(linked) - true),
                whole - true,
            )
        )
    return tuple(found)
