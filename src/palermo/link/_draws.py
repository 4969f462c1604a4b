"""Linkages drawn at random, each as often as it is likely: what could be true of who is who, transitivity and all.

Where pairs are doubtful one linkage is only a guess, and an estimate that takes it for the truth is too sure of itself.
A partition of the records is as likely as the sum of what speaks for its groups (see `_persons`), so that two records
alone are linked in a draw with the probability of their pair. Within each set of records that doubtful pairs connect,
draws are made by Gibbs sampling: one record after another leaves its group and joins one at random, or stays alone.

Sadinle 2017, *Bayesian estimation of bipartite matchings for record linkage*, doi:10.1080/01621459.2016.1148612.
"""

from collections.abc import Iterator

import numpy as np
from numba import njit

from palermo.link._persons import FORBIDDEN, NEVER_COMPARED, Evidence, Floats, Ints, numbered

LEAST = 0.01
"""Probability below which a pair connects nothing."""

WARMING = 40
BETWEEN = 8
"""Rounds over all records of a set before the first draw, and from one draw to the next."""

LARGEST = 1_500
"""Records of one set that are drawn together; in a larger one weaker pairs connect nothing."""


def draw_persons(evidence: Evidence, *, draws: int, seed: int) -> Iterator[Ints]:
    """Each record's person, drawn `draws` times. The same seed gives the same draws.

    Records that somebody called the same are together in every draw, those called different in none.
    """
    units, links = _units(evidence)
    size = int(units.max(initial=-1)) + 1
    sets = _sets(size, links)
    random = np.random.default_rng(seed)
    drawn = np.tile(np.arange(size, dtype=np.int64), (draws, 1))
    weight = np.bincount(units, minlength=size).astype(np.float64)
    inner = np.zeros(size)
    for (one, other), (total, count) in links.items():
        if one == other:
            inner[one] += total + NEVER_COMPARED * (weight[one] * (weight[one] - 1) / 2 - count)
    for members in sets:
        if len(members) == 2 and weight[members].max() == 1:  # a pair alone: no walk is needed
            one, other = members
            linked = random.random(draws) < 1 / (1 + np.exp(-links[one, other][0]))
            drawn[linked, other] = one
            continue
        index = {unit: at for at, unit in enumerate(members)}
        between = np.outer(weight[members], weight[members]) * NEVER_COMPARED
        for one in members:
            for other, total, count in links.near(one):
                if other in index and other != one:
                    at, there = index[one], index[other]
                    between[at, there] = total + NEVER_COMPARED * (weight[one] * weight[other] - count)
        _forbid(between, evidence, units, members)
        found = _gibbs(between, weight[members], inner[members], draws, int(random.integers(2**31)), WARMING, BETWEEN)
        drawn[:, members] = np.asarray(members, np.int64)[found]
    for each in drawn:
        yield numbered(each[units])


class _Links(dict[tuple[int, int], tuple[float, int]]):
    """Links between units, and of each unit its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[int, set[int]] = {}

    def add(self, one: int, other: int, odds: float) -> None:
        for pair in {(one, other), (other, one)}:
            total, count = self.get(pair, (0.0, 0))
            self[pair] = total + odds, count + 1
            self.of.setdefault(pair[0], set()).add(pair[1])

    def near(self, one: int) -> Iterator[tuple[int, float, int]]:
        """A unit's neighbours, each with the sum of log odds, and of how many pairs."""
        for other in sorted(self.of.get(one, ())):
            total, count = self[one, other]
            yield other, total, count


def _units(evidence: Evidence) -> tuple[Ints, _Links]:
    """Records that were decided to be the same are one unit; links between units add up."""
    group = np.arange(evidence.records)
    for one, other in evidence.decided.same:
        group[group == group[one]] = group[other]
    units = numbered(group)
    links = _Links()
    for (one, other), odds in evidence.links().items():
        links.add(int(units[one]), int(units[other]), odds)
    return units, links


def _sets(size: int, links: _Links) -> list[list[int]]:
    """Units that doubtful or sure pairs connect, of more than one; none larger than `LARGEST`."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = [(one, other, total / count) for (one, other), (total, count) in links.items() if one < other]
    found: list[list[int]] = []
    waiting = [(list(range(size)), float(np.log(LEAST / (1 - LEAST))))]
    while waiting:
        members, cut = waiting.pop()
        index = {unit: at for at, unit in enumerate(members)}
        kept = [(index[a], index[b]) for a, b, odds in pairs if odds > cut and a in index and b in index]
        if not kept:
            continue
        ends = np.array(kept)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(members), len(members)))
        _, label = connected_components(graph, directed=False)
        order = np.argsort(label, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(label[order]) > 0, True])
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            part = [members[at] for at in order[start:end].tolist()]
            if len(part) > LARGEST:
                waiting.append((part, cut + 2.0))
            elif len(part) > 1:
                found.append(part)
    return sorted(found)


def _forbid(between: Floats, evidence: Evidence, units: Ints, members: list[int]) -> None:
    """Units that hold records of one list which has each person once are never one person."""
    if not evidence.once:
        return
    place = np.full(int(units.max()) + 1, -1)
    place[members] = np.arange(len(members))
    at = place[units]
    for number in evidence.once:
        holds = np.bincount(at[(at >= 0) & (evidence.of_list == number)], minlength=len(members)) > 0
        clash = np.outer(holds, holds)
        np.fill_diagonal(clash, val=False)
        between[clash] = FORBIDDEN


@njit(cache=True)
def _gibbs(between, size, inner, draws, seed, warming, rounds):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    n = len(size)
    group = np.arange(n)
    records = size.copy()
    total = inner.copy()
    out = np.empty((draws, n), np.int64)
    cross = np.zeros(n)
    score = np.empty(n + 1)
    for step in range(warming + draws * rounds):
        for i in range(n):
            old = group[i]
            cross[:] = 0.0
            for j in range(n):
                if j != i:
                    cross[group[j]] += between[i, j]
            records[old] -= size[i]
            total[old] -= inner[i] + cross[old]
            empty = -1
            best = -np.inf
            for g in range(n):
                if records[g] > 0.5:
                    joined = 2 * (total[g] + inner[i] + cross[g]) / (records[g] + size[i])
                    score[g] = joined - 2 * total[g] / records[g] - 2 * inner[i] / size[i]
                else:
                    records[g] = 0.0
                    total[g] = 0.0
                    score[g] = -np.inf
                    if empty < 0:
                        empty = g
                        score[g] = 0.0
                best = max(best, score[g])
            whole = 0.0
            for g in range(n):
                score[g] = np.exp(score[g] - best)
                whole += score[g]
            pick = np.random.random() * whole
            new = 0
            while new < n - 1 and pick >= score[new]:
                pick -= score[new]
                new += 1
            group[i] = new
            records[new] += size[i]
            total[new] += inner[i] + cross[new]
        if step >= warming and (step - warming) % rounds == rounds - 1:
            out[(step - warming) // rounds] = group
    return out
