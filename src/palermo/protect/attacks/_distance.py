"""How far records of the safe table are from what an attacker knows: compiled, a target at a time, on threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from palermo.protect.attacks._tables import Tables
from palermo.protect.counting import Int32s, Ints, compiled

Result = TypeVar("Result")

THREADS = 2
"""Threads that share the targets. What they find does not depend on their number."""
AT_ONCE = 25
"""Targets between two words of progress."""


@dataclass(frozen=True, eq=False)
class Costs:
    """Distances of each target's values from every value, in one array; where those of a target's column begin."""

    flat: Int32s
    begins: Ints


def costs_of(tables: Tables, targets: Int32s) -> Costs:
    """The distances of these targets. targets: target × column, numbers of values."""
    begins = np.empty(targets.shape, np.int64)
    pieces = []
    at = 0
    for column, coding in enumerate(tables.codings):
        values, of_target = np.unique(targets[:, column], return_inverse=True)
        table = coding.costs(values.astype(np.int64))
        pieces.append(table.reshape(-1))
        begins[:, column] = at + of_target.reshape(-1) * table.shape[1]
        at += table.size
    return Costs(np.concatenate(pieces), begins)


def each_target(
    run: Callable[[int], Result], targets: int, *, what: str, progress: Callable[[str, int, int], None] | None
) -> list[Result]:
    """What `run` finds for each target, in order."""
    found: list[Result] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for done, result in enumerate(pool.map(run, range(targets)), 1):
            found.append(result)
            if progress is not None and (done % AT_ONCE == 0 or done == targets):
                progress(what, done, targets)
    return found


def distances(tables: Tables, costs: Costs, target: int, columns: Ints | None = None) -> Int32s:
    """The distance of one target from every record of the safe table, over these columns, or all."""
    asked = np.arange(len(tables.names)) if columns is None else columns
    total = np.zeros(len(tables.weights), np.int32)
    _add(tables.safe, costs.flat, costs.begins[target], asked, total)
    return total


def best_guess(tables: Tables, costs: Costs, target: int, secret: int, total: Int32s, likely: Ints) -> int:
    """The value that most of the nearest records have in a column, leaving that column's own distance out.

    total: distances over all columns. likely: how many cases of the safe table have each value: decides between ties.
    """
    counts = np.zeros(len(likely), np.int64)
    begins = int(costs.begins[target, secret])
    return int(_guess(tables.safe[secret], costs.flat, begins, total, tables.weights, likely, counts))


@compiled
def _add(safe: Int32s, flat: Int32s, begins: Ints, columns: Ints, total: Int32s) -> None:
    for column in columns:
        begin = begins[column]
        values = safe[column]
        for record in range(total.size):
            total[record] += flat[begin + values[record]]


@compiled
def _guess(values: Int32s, flat: Int32s, begin: int, total: Int32s, weights: Ints, likely: Ints, counts: Ints) -> int:
    unknown = likely.size
    least = 2147483647
    for record in range(total.size):
        if values[record] != unknown:
            least = min(least, total[record] - flat[begin + values[record]])
    for record in range(total.size):
        if values[record] != unknown and total[record] - flat[begin + values[record]] == least:
            counts[values[record]] += weights[record]
    best = 0
    for value in range(likely.size):
        if counts[value] > counts[best] or (counts[value] == counts[best] and likely[value] > likely[best]):
            best = value
    return best
