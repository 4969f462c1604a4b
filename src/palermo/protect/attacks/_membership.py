"""Membership: whether a person is in the release, by how near its nearest record comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from palermo.protect.attacks._distance import costs_of, distances, each_target
from palermo.protect.attacks._rates import CONFIDENCE, Gain, Rate, exactly, gain, rate_of
from palermo.protect.attacks._tables import Tables
from palermo.protect.counting import Floats, Int32s, Ints

FALSE_ALARMS = 0.01
"""Share of people who are not in the release and that an attacker may take for members: the low end is where an attack
does harm (Carlini et al. 2022, IEEE Symposium on Security and Privacy)."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether members can be told from people who are not in the release.

    ranking: how often a member is nearer than somebody who is not (a tie counts half), known as AUC; 0.5 is chance.
    found: share of members that are found when one in a hundred others at most is taken for one. mistaken: the share of
    others that is; a guess at random finds as many members, and since the limit is set by few others, the share has an
    interval too. Both are None where fewer than a hundred others are there to set the limit.
    over_chance, found_over_chance: what `ranking` gains over a coin, and `found` over `mistaken`. The interval of
    `ranking` is DeLong's (1988, Biometrics 44:837–845); that of `found` holds for the limit as it was set.
    """

    members: int
    others: int
    ranking: Rate
    found: Rate | None
    mistaken: Rate | None
    over_chance: Gain | None
    found_over_chance: Gain | None


def membership(
    tables: Tables, targets: Int32s, control: Int32s, *, progress: Callable[[str, int, int], None] | None
) -> Membership | None:
    """Tell members from others by distance; None without a control, for nothing then says what is far."""
    if not len(control):
        return None
    return told_apart(_nearest(tables, targets, progress), _nearest(tables, control, progress))


def told_apart(
    members: Ints | Floats, others: Ints | Floats, *, groups: Sequence[tuple[Ints, Ints]] = ()
) -> Membership:
    """From the distances of members and of others; the nearer, the more likely a member. groups: as in `auc`."""
    ranking = auc(members, others, groups=groups)
    found, mistaken = None, None
    if len(others) * FALSE_ALARMS >= 1:
        # nearer than the limit is a member; at it, a coin is tossed that leaves just so many of the others mistaken
        allowed = int(len(others) * FALSE_ALARMS)
        limit = np.sort(others)[allowed]
        coin = (allowed - (others < limit).sum()) / (others == limit).sum()
        found = rate_of(float((members < limit).sum() + coin * (members == limit).sum()), len(members))
        mistaken = rate_of(allowed, len(others))
    return Membership(
        members=len(members),
        others=len(others),
        ranking=ranking,
        found=found,
        mistaken=mistaken,
        over_chance=gain(ranking, exactly(0.5)),
        found_over_chance=gain(found, mistaken) if found is not None and mistaken is not None else None,
    )


def auc(members: Ints | Floats, others: Ints | Floats, *, groups: Sequence[tuple[Ints, Ints]] = ()) -> Rate:
    """How often a member is nearer than another, with DeLong's interval on the logit scale.

    groups: ways in which tries hang together, each as the group of every member and of every other; the widest interval
    of all ways counts (Obuchowski 1997, Biometrics 53:567–578).

    >>> import numpy as np
    >>> auc(np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3])).share
    0.84375
    """
    of_members = _nearer(others, members)
    of_others = 1 - _nearer(members, others)
    share = float(of_members.mean())
    variance = sum(float(each.var(ddof=1)) / len(each) for each in (of_members, of_others) if len(each) > 1)
    variance = max(variance, *(_together(of_members - share, of_others - share, *each) for each in groups), 0.0)
    if not 0 < share < 1:
        # all apart: the variance is 0 and says nothing, so the smaller side is taken as so many tries
        plain = rate_of(round(share * min(len(members), len(others))), min(len(members), len(others)))
        return Rate(share, plain.low, plain.high, len(members) + len(others))
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    logit, step = np.log(share / (1 - share)), z * sqrt(variance) / (share * (1 - share))
    low, high = (float(1 / (1 + np.exp(-each))) for each in (logit - step, logit + step))
    return Rate(share, low, high, len(members) + len(others))


def _together(of_members: Floats, of_others: Floats, group_of_members: Ints, group_of_others: Ints) -> float:
    """The variance of the share when the tries of a group are one try: deviations add up within groups."""
    number = int(max(group_of_members.max(), group_of_others.max())) + 1
    sums = np.bincount(group_of_members, of_members, number) / len(of_members)
    sums = sums + np.bincount(group_of_others, of_others, number) / len(of_others)
    return float((sums**2).sum()) * number / max(number - 1, 1)


def _nearer(others: Ints | Floats, distances_of: Ints | Floats) -> Floats:
    """For each, the share of the others that are farther; a tie counts half."""
    ordered = np.sort(others)
    farther = len(ordered) - np.searchsorted(ordered, distances_of, side="right")
    alike = len(ordered) - farther - np.searchsorted(ordered, distances_of, side="left")
    return (farther + alike / 2) / len(ordered)


def _nearest(tables: Tables, targets: Int32s, progress: Callable[[str, int, int], None] | None) -> Ints:
    costs = costs_of(tables, targets)

    def run(target: int) -> int:
        return int(distances(tables, costs, target).min())

    return np.array(each_target(run, len(targets), what="Looking for members", progress=progress), np.int64)
