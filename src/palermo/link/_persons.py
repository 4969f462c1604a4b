"""From pairs to persons: which records belong together, honouring decisions and lists that have each person once.

How much speaks for a group of records is twice the mean log odds of its pairs times its size, over two: for two records
it is the log odds of the pair, and each further record adds as much as its pairs do on average. So a group that strong
pairs hold together may have a pair that was never compared, and a chain of weak ones is cut.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from palermo.link._decisions import Standing

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEVER_COMPARED = -5.0
"""Log odds of a pair that no rule chose, or that nothing speaks for: it shares neither two names nor a birth date."""

SUREST = 20.0
"""Log odds beyond which nothing becomes surer: 1 in 500 million. What somebody decided is as sure."""

FORBIDDEN = -1e6
"""Log odds of a pair that somebody called different, or that one list has apart and holds each person once."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Pairs that something speaks for, and what binds. records: how many there are.

    left, right: numbers of records, left the smaller. log_odds: of being one person, in nats.
    of_list: each record's list. once: numbers of lists in which no person is twice.
    """

    records: int
    left: Ints
    right: Ints
    log_odds: Floats
    of_list: Ints
    once: frozenset[int]
    decided: Standing

    def links(self) -> dict[tuple[int, int], float]:
        """The log odds of every pair that is not like one that was never compared, decisions put in."""
        pairs = zip(self.left.tolist(), self.right.tolist(), strict=True)
        found = dict(zip(pairs, np.clip(self.log_odds, -SUREST, SUREST).tolist(), strict=True))
        for one, other in found:
            if self.apart(one, other):
                found[one, other] = FORBIDDEN
        found |= dict.fromkeys(self.decided.same, SUREST)
        return found | dict.fromkeys(self.decided.different, FORBIDDEN)

    def apart(self, one: int, other: int) -> bool:
        """Whether two records stand in one list that has each person once."""
        return bool(self.of_list[one] == self.of_list[other] and int(self.of_list[one]) in self.once)


def log_odds(probability: Floats) -> Floats:
    """Log odds of probabilities, in nats, no surer than `SUREST`."""
    with np.errstate(divide="ignore"):
        odds = np.log(probability) - np.log1p(-probability)
    return np.asarray(np.clip(odds, -SUREST, SUREST))


class _Groups:
    """Groups of records that grow: of each what speaks for it, and which records it may not take in."""

    def __init__(self, evidence: Evidence, links: dict[tuple[int, int], float]) -> None:
        self.group = list(range(evidence.records))
        self.members: dict[int, list[int]] = {}
        self.total: dict[int, float] = {}
        self.near: dict[int, dict[int, float]] = {}
        self.evidence = evidence
        for (one, other), odds in links.items():
            self.near.setdefault(one, {})[other] = odds
            self.near.setdefault(other, {})[one] = odds

    def of(self, group: int) -> list[int]:
        return self.members.get(group, [group])

    def gain(self, one: int, other: int) -> tuple[float, float]:
        """How much more speaks for two groups together than apart, and the sum of log odds between them."""
        mine, its = self.of(one), self.of(other)
        if len(mine) > len(its):
            mine, its = its, mine
        inside = set(its)
        listed = [odds for each in mine for near, odds in self.near.get(each, {}).items() if near in inside]
        between = sum(listed) + NEVER_COMPARED * (len(mine) * len(its) - len(listed))
        if min(listed, default=0.0) <= FORBIDDEN or self._clash(mine, its):
            return -np.inf, between
        size, total = len(mine) + len(its), self.total.get(one, 0.0) + self.total.get(other, 0.0)
        apart = sum(2 * self.total.get(each, 0.0) / len(self.of(each)) for each in (one, other))
        return 2 * (total + between) / size - apart, between

    def _clash(self, mine: Sequence[int], its: Sequence[int]) -> bool:
        lists = self.evidence.of_list
        taken = {int(lists[each]) for each in mine} & self.evidence.once
        return any(int(lists[each]) in taken for each in its)

    def join(self, one: int, other: int, between: float) -> None:
        mine, its = self.of(one), self.of(other)
        if len(mine) > len(its):
            one, other, mine, its = other, one, its, mine
        self.total[other] = self.total.get(one, 0.0) + self.total.get(other, 0.0) + between
        self.members[other] = its + mine
        for each in mine:
            self.group[each] = other
        self.members.pop(one, None)


def persons(evidence: Evidence, *, threshold: float) -> Ints:
    """Each record's person, numbered in the order of first records. threshold: probability from which pairs join.

    From the surest pair on, two groups become one where that is likelier than not by as much as the threshold asks.
    What somebody decided comes first, and no later step undoes it.
    """
    links = evidence.links()
    groups = _Groups(evidence, links)
    for one, other in evidence.decided.same:
        mine, its = groups.group[one], groups.group[other]
        if mine != its:
            groups.join(mine, its, groups.gain(mine, its)[1])
    least = float(log_odds(np.array([threshold]))[0])
    for (one, other), odds in sorted(links.items(), key=lambda each: (-each[1], each[0])):
        if odds < least:
            break
        mine, its = groups.group[one], groups.group[other]
        if mine != its:
            gain, between = groups.gain(mine, its)
            if gain >= least:
                groups.join(mine, its, between)
    return numbered(np.array(groups.group, np.int64))


def numbered(groups: Ints) -> Ints:
    """Groups numbered from 0 in the order of their first records.

    >>> numbered(np.array([7, 3, 7, 5])).tolist()
    [0, 1, 0, 2]
    """
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[inverse], np.int64)


def lists_once(names: Sequence[str], once: Collection[str]) -> frozenset[int]:
    """The numbers of the lists that have each person once."""
    return frozenset(number for number, name in enumerate(names) if name in once)
