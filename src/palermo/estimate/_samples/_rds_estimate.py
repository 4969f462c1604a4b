"""The estimators of respondent-driven sampling, on the sample and on every replicate of it."""

import math
from dataclasses import dataclass

import numpy as np

from palermo.estimate._compiled import compiled, share_out
from palermo.estimate._samples._recruitment import Forest
from palermo.estimate._samples._results import Bools, Floats, Ints
from palermo.estimate._samples._sequential import sequential_chances

MOST_WAVES = 1000
"""A chain that has not settled after so many waves never does, to the precision of a sample."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is asked about.

    classes: of each person, from 0; all 0 for a number. values: n × classes as 0 and 1, or n × 1 as numbers. says: who
    answered. names: of the classes; empty for a number.
    """

    classes: Ints
    values: Floats
    says: Bools
    names: tuple[str, ...]


def rds_ii(forest: Forest, outcome: Outcome, counts: Floats) -> Floats:
    """Σ y/d over Σ 1/d, replicates × classes (Volz and Heckathorn 2008)."""
    weights = counts * (outcome.says / forest.degree)
    return _divided(weights @ outcome.values, weights.sum(axis=1))


def rds_i(forest: Forest, outcome: Outcome, counts: Floats) -> Floats:
    """From the balance of recruitment between classes and their mean degrees, replicates × classes.

    The share of a class is its share in the balance of the transitions over its mean degree (harmonic, for people are
    met in proportion to it). For two classes that is Salganik and Heckathorn's formula; smoothing the transitions, as
    Heckathorn (2002) does for more, leaves their balance as it is. A row in which a class is never left has that class
    alone: in replicates that is the end of the line, and of a sample `crosses` tells.
    """
    kinds = outcome.values.shape[1]
    found = np.full((len(counts), kinds), np.nan)
    moves = transitions(forest, outcome, counts)
    said = counts * outcome.says
    with np.errstate(divide="ignore", invalid="ignore"):
        degree = (said @ outcome.values) / (said / forest.degree @ outcome.values)
    for row in range(len(counts)):
        share = balance(moves[row])
        if share is not None and np.isfinite(degree[row][share > 0]).all():
            share = np.where(share > 0, share / np.where(np.isfinite(degree[row]), degree[row], 1.0), 0.0)
            found[row] = share / share.sum()
    return found


def sequential(forest: Forest, outcome: Outcome, counts: Floats, population: float) -> Floats:
    """Weights are one over the chance to be in a sample without replacement (Gile 2011), replicates × classes."""
    degrees, kind = np.unique(forest.degree, return_inverse=True)
    kind = kind.reshape(-1)
    asked = np.zeros((len(counts), len(degrees)))
    for place, each in enumerate(kind):
        asked[:, each] += counts[:, place]
    weights = counts / each_chance(degrees, asked, population)[:, kind] * outcome.says
    return _divided(weights @ outcome.values, weights.sum(axis=1))


def each_chance(degrees: Floats, asked: Floats, population: float) -> Floats:
    """Chances by degree, for each row of persons asked by degree. A row of more persons than there are has 1."""
    found = np.ones(asked.shape)
    share_out(lambda start, stop: _chances_of_rows(start, stop, degrees, asked, population, found), len(asked))
    return found


@compiled
def _chances_of_rows(start: int, stop: int, degrees: Floats, asked: Floats, population: float, found: Floats) -> None:
    for row in range(start, stop):
        used = np.flatnonzero(asked[row] > 0)
        if asked[row].sum() < population and len(used) > 0:
            found[row, used] = sequential_chances(degrees[used], asked[row, used], population)


def transitions(forest: Forest, outcome: Outcome, counts: Floats) -> Floats:
    """How often a class recruited a class, replicates × classes × classes."""
    kinds = outcome.values.shape[1]
    by = forest.recruiter
    known = (by >= 0) & outcome.says & outcome.says[np.maximum(by, 0)]
    cell = np.where(known, outcome.classes[np.maximum(by, 0)] * kinds + outcome.classes, -1)
    found = np.zeros((len(counts), kinds * kinds))
    for each in range(kinds * kinds):
        found[:, each] = counts[:, cell == each].sum(axis=1)
    return found.reshape(-1, kinds, kinds)


def balance(moves: Floats) -> Floats | None:
    """The shares of classes in a chain that goes on as these moves do; None where that depends on its start."""
    recruited = moves.sum(axis=1)
    present = (recruited > 0) | (moves.sum(axis=0) > 0)
    if not present.any() or (recruited[present] == 0).any():
        return None
    inner = moves[np.ix_(present, present)] / recruited[present][:, None]
    size = len(inner)
    system = np.vstack([(inner.T - np.eye(size)), np.ones(size)])
    solved, _, rank, _ = np.linalg.lstsq(system, np.r_[np.zeros(size), 1.0], rcond=1e-10)
    if rank < size or (solved < -1e-9).any():
        return None
    found = np.zeros(len(moves))
    found[present] = np.maximum(solved, 0.0)
    return found


def crosses(moves: Floats) -> bool:
    """Whether recruitment leads from every class that is there to every other, in the end."""
    reach = (moves > 0) | np.eye(len(moves), dtype=bool)
    for _ in range(len(moves)):
        reach = (reach.astype(np.int64) @ reach.astype(np.int64)) > 0
    return bool(reach.all())


def waves_to_balance(moves: Floats, start: int, close: float) -> float:
    """Waves after which a chain from one class is within `close` of the balance in every class; infinite if never."""
    aim = balance(moves)
    recruited = moves.sum(axis=1)
    if aim is None or (recruited == 0).any():
        return math.inf
    step = moves / recruited[:, None]
    now = np.zeros(len(moves))
    now[start] = 1.0
    for wave in range(MOST_WAVES):
        if np.abs(now - aim).max() <= close:
            return float(wave)
        now = now @ step
    return math.inf


def _divided(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(below[:, None] > 0, above / below[:, None], np.nan)
    return found
