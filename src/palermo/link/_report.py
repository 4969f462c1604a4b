"""What linking did, as a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from palermo.link._alarms import alarms
from palermo.link._decisions import Contradiction, Decision
from palermo.link._document import document
from palermo.link._persons import Evidence, Floats, Ints
from palermo.link._quality import AtThreshold, at_thresholds
from palermo.link._records import Records
from palermo.link._settings import LinkSettings
from palermo.report import Document, show_share

BANDS = (0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1.0)
LARGE_GROUP = 10
"""Records of one person from which somebody should look at them."""
IMPRECISE = 0.95
LOST = 0.90
"""Estimated precision and recall below which a report cautions."""


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list: its records, the persons in them, and how many of those are in another list too."""

    name: str
    records: int
    persons: int
    shared: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two lists have in common.

    persons: in both. linked: pairs between them that were linked. expected: true pairs between them under the model,
    linked or not. factor: how many times too large an estimate of everybody from these two lists comes out, for what
    the links are expected to miss and to make up; None where nothing is linked.
    """

    first: str
    second: str
    persons: int
    linked: int
    expected: float
    factor: float | None


@dataclass(frozen=True, slots=True)
class LevelFound:
    """What one answer of a comparison was found to be worth.

    m, u: shares of true pairs, and of pairs of different people, that give it. weight: log2 of m over u, in bits.
    """

    field: str
    says: str
    m: float
    u: float
    weight: float


@dataclass(frozen=True, slots=True)
class Training:
    """How the model came about.

    prior: probability that two records drawn at random are one person. compared: pairs that were, of all. rules: why,
    with how many pairs each chose. encoded: how encodings were compared, which have no levels; else blank.
    room: how many pairs can be of one person at most, where that was asked.
    """

    prior: float
    rounds: int
    settled: bool
    compared: int
    pairs: int
    rules: tuple[tuple[str, int], ...]
    levels: tuple[LevelFound, ...] = ()
    encoded: str = ""
    room: float | None = None


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What linking did. All that is called expected or estimated holds under the model, and among the pairs compared.

    linked: pairs within a person that were compared. doubtful: pairs in the doubtful range that nobody decided.
    alarms: why nothing here can be relied on; none where it can.
    thresholds: what others would give. bands: pairs by probability, from the first number to below the second.
    """

    lists: tuple[ListFound, ...]
    overlaps: tuple[Overlap, ...]
    records: int
    persons: int
    largest: int
    linked: int
    threshold: AtThreshold
    thresholds: tuple[AtThreshold, ...]
    bands: tuple[tuple[float, float, int], ...]
    doubtful: int
    decided: int
    contradictions: tuple[Contradiction, ...]
    waiting: tuple[Decision, ...]
    training: Training
    fields: Mapping[str, Mapping[str, str]]
    settings: LinkSettings
    cautions: tuple[str, ...]
    version: str
    alarms: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """How right the links are called, alarms and other cautions: what an estimate made of it should say too."""
        said: list[str] = []
        if not self.alarms and self.threshold.precision is not None and self.threshold.recall is not None:
            said.append(
                f"An estimated {show_share(self.threshold.precision)} of the links are right, and "
                f"{show_share(self.threshold.recall)} of the right ones among the pairs compared are made."
            )
        of_that = _of_quality(self.threshold) if said else []
        return (*said, *self.alarms, *(each for each in self.cautions if each not in of_that))

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def report_of(
    records: Records, pairs: pa.Table, person: Ints, evidence: Evidence, *, settings: LinkSettings, training: Training,
    cautions: Sequence[str] = (),
) -> LinkReport:  # fmt: skip
    """Put the report together."""
    from palermo import version

    probability = pairs.column("probability").to_numpy()
    left, right = evidence.left, evidence.right
    decided = {*evidence.decided.same, *evidence.decided.different}
    doubtful = doubtful_pairs(pairs, evidence, settings)
    sizes = np.bincount(person)
    chosen = at_thresholds(probability, [settings.threshold])[0]
    return LinkReport(
        lists=_lists(records, person, evidence),
        overlaps=_overlaps(records, person, evidence, probability),
        records=len(records.keys),
        persons=len(sizes),
        largest=int(sizes.max(initial=0)),
        linked=int((person[left] == person[right]).sum()),
        threshold=chosen,
        thresholds=at_thresholds(probability),
        bands=tuple(
            (low, high, int(((probability >= low) & ((probability < high) | (high == 1))).sum()))
            for low, high in pairwise(BANDS)
        ),
        doubtful=len(doubtful),
        decided=len(decided),
        contradictions=evidence.decided.contradictions,
        waiting=evidence.decided.unknown,
        training=training,
        fields=records.fields,
        settings=settings,
        cautions=(*cautions, *_cautions(chosen, int(sizes.max(initial=0)), training, evidence)),
        version=version(),
        alarms=alarms(probability, evidence, settings.threshold, training.room),
    )  # fmt: skip


def doubtful_pairs(pairs: pa.Table, evidence: Evidence, settings: LinkSettings) -> Ints:
    """The pairs, by place, that are for people to decide: in the doubtful range, not decided, and not excluded."""
    probability = pairs.column("probability").to_numpy()
    low, high = settings.doubtful
    decided = {*evidence.decided.same, *evidence.decided.different}
    places = np.flatnonzero((probability >= low) & (probability < high))
    found = [
        place
        for place in places.tolist()
        if (int(evidence.left[place]), int(evidence.right[place])) not in decided
        and not evidence.apart(int(evidence.left[place]), int(evidence.right[place]))
    ]
    return np.array(found, np.int64)


def _lists(records: Records, person: Ints, evidence: Evidence) -> tuple[ListFound, ...]:
    holds = _holds(records, person, evidence)
    several = holds.sum(axis=1) > 1
    return tuple(
        ListFound(name, int((evidence.of_list == at).sum()), int(holds[:, at].sum()), int(holds[several, at].sum()))
        for at, name in enumerate(records.lists)
    )


def _holds(records: Records, person: Ints, evidence: Evidence) -> np.ndarray:
    holds = np.zeros((int(person.max(initial=-1)) + 1, len(records.lists)), bool)
    holds[person, evidence.of_list] = True
    return holds


def _overlaps(records: Records, person: Ints, evidence: Evidence, probability: Floats) -> tuple[Overlap, ...]:
    holds = _holds(records, person, evidence)
    lists = evidence.of_list
    ends = np.stack([lists[evidence.left], lists[evidence.right]], axis=1)
    ends.sort(axis=1)
    together = person[evidence.left] == person[evidence.right]
    found = []
    for first in range(len(records.lists)):
        for second in range(first + 1, len(records.lists)):
            between = (ends[:, 0] == first) & (ends[:, 1] == second)
            both, linked = int((holds[:, first] & holds[:, second]).sum()), int((between & together).sum())
            expected = float(probability[between].sum())
            factor = expected / linked if linked else None
            found.append(Overlap(records.lists[first], records.lists[second], both, linked, expected, factor))
    return tuple(found)


def _of_quality(chosen: AtThreshold) -> list[str]:
    """What to do where links are often wrong, or often missed."""
    found = []
    if chosen.precision is not None and chosen.precision < IMPRECISE:
        found.append(
            f"Of the linked pairs about {1 - chosen.precision:.0%} are of different people: choose a higher threshold."
        )
    if chosen.recall is not None and chosen.recall < LOST:
        found.append(
            f"About {1 - chosen.recall:.0%} of the pairs that are one person are not linked. Review the doubtful "
            "pairs, and carry the uncertainty on with draws of the linkage."
        )
    return found


def _cautions(chosen: AtThreshold, largest: int, training: Training, evidence: Evidence) -> list[str]:
    found = _of_quality(chosen)
    if chosen.precision is None:
        found.append("No pair is likely enough to be linked. Look whether the columns were recognised, or give more.")
    if largest >= LARGE_GROUP:
        found.append(
            f"One person has {largest} records: look whether they are one person, or a name that means nobody."
        )
    if not training.settled:
        found.append("The model did not come to rest: the lists may have too few people in common to learn from.")
    if evidence.decided.contradictions:
        found.append("Some decisions contradict later ones and do not stand: settle them in the decisions file.")
    return found
