"""What says, without asking the model, that a linkage cannot be right."""

import numpy as np

from palermo.link._persons import Evidence, Floats

SAME = 0.5
"""Probability from which two records of one list may be one person, so that a third may go with both."""
CLASHING = 0.10
FEWEST_LINKS = 10
"""Share of contradicting pairs, of so many at least, from which links are not to be used."""
FULL = 0.95
FEWEST_ROOM = 50
"""Share of the pairs that lists have room for, and least room, from which a report asks whether that can be."""


def alarms(probability: Floats, evidence: Evidence, threshold: float, room: float | None) -> tuple[str, ...]:
    """Why the model cannot be believed, whatever it says of itself.

    Of several records of a list that are all one person with a record of another list, but not with each other, one
    can be right at most: that is seen in the links, and not estimated. Nor can there be more true pairs than the lists
    have room for.

    room: how many can be, where that is known.
    """
    found = []
    clash = clashing(probability, evidence, threshold)
    if clash > CLASHING:
        found.append(
            f"At least {clash:.0%} of the likely pairs contradict each other: one record goes with several of another "
            "list that are different people. The columns read do not tell people apart. Give more columns, such as "
            "a whole birth date or a place, and use none of these links till then."
        )
    expected = float(probability.sum())
    if room is not None and room >= FEWEST_ROOM and expected >= FULL * room:
        found.append(
            f"{expected:,.0f} pairs are expected to be one person, where these lists have room for {room:,.0f}. If "
            "they are not nearly the same list, the model has found something else than persons, such as people of one "
            "name: give more columns."
        )
    return tuple(found)


def clashing(probability: Floats, evidence: Evidence, threshold: float) -> float:
    """The least share of the pairs between lists, from a probability on, that cannot be right beside the others."""
    lists, likely = evidence.of_list, probability >= threshold
    left, right = evidence.left[likely], evidence.right[likely]
    ends = np.stack([evidence.left, evidence.right], axis=1)[probability >= SAME].tolist()
    same = {(one, other) for one, other in ends if lists[one] == lists[other]}
    partners: dict[tuple[int, int], list[int]] = {}
    links = 0
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if lists[one] != lists[other]:
            links += 1
            partners.setdefault((one, int(lists[other])), []).append(other)
            partners.setdefault((other, int(lists[one])), []).append(one)
    wrong = 0
    for found in partners.values():
        people: list[int] = []
        for each in found:
            if not any((min(each, other), max(each, other)) in same for other in people):
                people.append(each)
        wrong += len(people) - 1
    return min(1.0, wrong / 2 / links) if links >= FEWEST_LINKS else 0.0
