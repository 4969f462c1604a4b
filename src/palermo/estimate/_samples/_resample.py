"""Replicates of a recruitment: how often each person stands in each, by tree or by chain; and new ones altogether.

A replicate is a row of counts, one a person. Who recruited whom is known of each, so that transitions follow from the
same counts, and every estimator works on all replicates at once. Each replicate has a seed of its own: the same
numbers come out however the work is shared out.
"""

import numpy as np

from palermo.estimate._compiled import compiled, share_out
from palermo.estimate._samples._recruitment import Forest
from palermo.estimate._samples._results import Floats, Ints

LARGEST = 20
"""A tree may grow; a replicate of more than so many times the sample is cut there."""


def tree_counts(forest: Forest, replicates: int, seed: int) -> Floats:
    """Baraff, McCormick and Raftery (2016): draw seeds, then of each drawn person's recruits as many, and so on."""
    starts, children = _children(forest)
    found = np.zeros((replicates, len(forest)))
    streams = _streams(replicates, seed)
    seeds = forest.seeds.astype(np.int64)
    share_out(lambda start, stop: _trees(start, stop, streams, seeds, starts, children, found), replicates)
    return found


def chain_counts(forest: Forest, classes: Ints, replicates: int, seed: int) -> Floats:
    """Salganik (2006): a chain in which each next person is one of those recruited by the class of the one before."""
    by = np.where(forest.recruiter >= 0, classes[np.maximum(forest.recruiter, 0)], -1)
    kinds = int(classes.max()) + 1
    order = np.argsort(by, kind="stable").astype(np.int64)
    order = order[by[order] >= 0]
    starts = np.searchsorted(by[order], np.arange(kinds + 1)).astype(np.int64)
    found = np.zeros((replicates, len(forest)))
    streams = _streams(replicates, seed)
    share_out(lambda start, stop: _chains(start, stop, streams, classes, starts, order, found), replicates)
    return found


def sequential_counts(
    forest: Forest, classes: Ints, persons: Floats, degrees: Floats, transitions: Floats, replicates: int, seed: int
) -> Floats:
    """Gile (2011): new samples, without replacement, from a population as it was estimated.

    persons: of each degree and class, kinds × classes. transitions: chances from the recruiter's class to the
    recruit's. Each sample has the shape of the observed recruitment and the classes of its seeds; a recruit's class is
    drawn from the ties that the recruiter's class has left, the recruit in proportion to degree. Result: replicates ×
    kinds × classes.
    """
    found = np.zeros((replicates, *persons.shape))
    streams = _streams(replicates, seed)
    recruiter = forest.recruiter
    share_out(
        lambda start, stop: _sequences(start, stop, streams, recruiter, classes, persons, degrees, transitions, found),
        replicates,
    )
    return found


def _streams(replicates: int, seed: int) -> Ints:
    return np.random.default_rng(seed).integers(0, 2**31 - 1, replicates)


def _children(forest: Forest) -> tuple[Ints, Ints]:
    order = np.argsort(forest.recruiter, kind="stable").astype(np.int64)
    children = order[forest.recruiter[order] >= 0]
    starts = np.searchsorted(forest.recruiter[children], np.arange(len(forest) + 1)).astype(np.int64)
    return starts, children


@compiled
def _trees(start: int, stop: int, streams: Ints, seeds: Ints, starts: Ints, children: Ints, found: Floats) -> None:
    n = found.shape[1]
    waiting = np.empty(LARGEST * n + 1, np.int64)
    for replicate in range(start, stop):
        np.random.seed(streams[replicate])
        size = 0
        for _ in range(len(seeds)):
            waiting[size] = seeds[np.random.randint(len(seeds))]
            size += 1
        at = 0
        while at < size:
            person = waiting[at]
            at += 1
            found[replicate, person] += 1.0
            many = starts[person + 1] - starts[person]
            for _ in range(many):
                if size < LARGEST * n:
                    waiting[size] = children[starts[person] + np.random.randint(many)]
                    size += 1


@compiled
def _chains(start: int, stop: int, streams: Ints, classes: Ints, starts: Ints, order: Ints, found: Floats) -> None:
    n = found.shape[1]
    for replicate in range(start, stop):
        np.random.seed(streams[replicate])
        person = np.random.randint(n)
        for _ in range(n):
            kind = classes[person]
            many = starts[kind + 1] - starts[kind]
            if many == 0:  # nobody of this class recruited: begin anew
                person = np.random.randint(n)
            else:
                person = order[starts[kind] + np.random.randint(many)]
            found[replicate, person] += 1.0


@compiled
def _sequences(
    start: int, stop: int, streams: Ints, recruiter: Ints, classes: Ints, persons: Floats, degrees: Floats,
    transitions: Floats, found: Floats,
) -> None:  # fmt: skip
    kinds, groups = persons.shape
    n = len(recruiter)
    left = np.empty((kinds, groups))
    ends = np.empty(groups)
    ties = np.empty((groups, groups))
    became = np.empty(n, np.int64)
    for replicate in range(start, stop):
        np.random.seed(streams[replicate])
        ends[:] = 0.0
        for kind in range(kinds):
            for group in range(groups):
                whole = np.floor(persons[kind, group])
                left[kind, group] = whole + (1.0 if np.random.random() < persons[kind, group] - whole else 0.0)
                ends[group] += left[kind, group] * degrees[kind]
        for one in range(groups):
            for other in range(groups):
                forth = ends[one] * transitions[one, other]
                ties[one, other] = 0.5 * (forth + ends[other] * transitions[other, one])
        for place in range(n):
            group = classes[place]
            if recruiter[place] >= 0:
                by = became[recruiter[place]]
                whole = 0.0
                for other in range(groups):
                    if ends[other] > 0.0:
                        whole += ties[by, other]
                group = -1
                if whole > 0.0:
                    pick = np.random.random() * whole
                    for other in range(groups):
                        if ends[other] > 0.0 and ties[by, other] > 0.0:
                            group = other
                            pick -= ties[by, other]
                            if pick <= 0.0:
                                break
            if group < 0 or ends[group] <= 0.0:
                group = 0
                for other in range(groups):
                    if ends[other] > ends[group]:
                        group = other
            if ends[group] <= 0.0:
                break  # everybody was asked
            pick = np.random.random() * ends[group]
            chosen = -1
            for kind in range(kinds):
                if left[kind, group] > 0.0:
                    chosen = kind
                    pick -= left[kind, group] * degrees[kind]
                    if pick <= 0.0:
                        break
            if chosen < 0:
                break
            left[chosen, group] -= 1.0
            share = max(0.0, 1.0 - degrees[chosen] / ends[group])
            for other in range(groups):
                ties[group, other] *= share
                if other != group:
                    ties[other, group] = ties[group, other]
            ends[group] = max(0.0, ends[group] - degrees[chosen])
            became[place] = group
            found[replicate, chosen, group] += 1.0
