"""Average over decomposable graphs, with the number of those on no list integrated on a grid that finds its own size.

With hyper-Dirichlet priors the likelihood of a graph is a product over its cliques divided by one over its separators
(Madigan and York 1997). Taking lists off one by one, each with the neighbours it has left, gives the same product: a
graph is a row of +1 and -1 over sets of lists, and all graphs at once are one matrix product.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._compiled import compiled
from palermo.estimate._lists._careful import careful
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, tally
from palermo.estimate._results import Caution, Estimate

MOST_LISTS = 6
"""18,154 graphs; with seven lists 617,675."""

MOST_TIMES_SEEN = 1_000.0
"""The grid ends at this many times the persons seen, unless the posterior ends before."""

POINTS = 400
"""Points of the final grid: the interval is good to a part in a thousand of its width."""

NEGLIGIBLE = 1e-6
"""Share of the posterior that may lie beyond the grid, or in graphs that are left out."""

Signs = npt.NDArray[np.int8]


@compiled
def take_apart(edges: int, k: int, row: Signs) -> bool:
    """Whether a graph is decomposable, and its likelihood as signs over sets of lists.

    edges: bit of each two lists, (0,1), (0,2), (1,2), (0,3) and so on. row: 2^k, changed in place.
    """
    beside = np.zeros(k, np.int64)
    at = 0
    for j in range(1, k):
        for i in range(j):
            if edges >> at & 1:
                beside[i] |= 1 << j
                beside[j] |= 1 << i
            at += 1
    left = (1 << k) - 1
    for _ in range(k):
        found = -1
        for v in range(k):
            if not left >> v & 1:
                continue
            around = beside[v] & left
            complete = True
            for u in range(k):
                if around >> u & 1 and (around & ~(1 << u)) & ~beside[u]:
                    complete = False
            if complete:
                found = v
                break
        if found < 0:
            return False
        around = beside[found] & left
        row[around | 1 << found] += 1
        if around:
            row[around] -= 1
        left &= ~(1 << found)
    return True


@lru_cache(8)
def decomposable_graphs(k: int) -> tuple[Ints, Signs]:
    """Every decomposable graph of k lists as a bitmask of edges, the complete one last, and its signs.

    >>> [len(decomposable_graphs(k)[0]) for k in (2, 3, 4, 5)]
    [2, 8, 61, 822]
    """
    count = 1 << k * (k - 1) // 2
    signs = np.zeros((count, 1 << k), np.int8)
    good = np.array([take_apart(edges, k, signs[edges]) for edges in range(count)], dtype=bool)
    return np.flatnonzero(good), signs[good]


@careful("graphs")
def graphs(
    histories: Histories,
    *,
    delta: float | None = None,
    most: float | None = None,
    saturated: bool = False,
    level: float,
) -> Estimate:
    """The posterior of the size over all decomposable graphs, with prior 1/N; the estimate is its median.

    With few overlaps the posterior has so long a tail that its mean, in the details, is made by where the grid ends.

    delta: prior persons in each history, 2^-k if None. most: where the grid ends, in persons on no list; found by
    itself if None. saturated: with the complete graph, of which the data say nothing: its posterior is its prior.
    """
    about = METHODS["graphs"].assumption
    k, n = histories.k, histories.n
    if k > MOST_LISTS:
        text = f"Graphs are averaged for up to {MOST_LISTS} lists; there are {k}."
        return Estimate("graphs", None, None, None, level, about, (Caution("too_many_lists", text),))
    delta = 2.0**-k if delta is None else delta
    if delta <= 0 or (most is not None and most < 1):
        reason = "Prior persons are more than 0, and the grid ends at 1 person or more."
        raise InputError("estimate.setting", place="delta" if delta <= 0 else "most", reason=reason)
    cautions = []
    if not histories.possible[1:].all():
        text = "Graphs take every history for possible, also those that were said to be impossible."
        cautions.append(Caution("impossible_ignored", text))
    edges, signs = decomposable_graphs(k)
    if not saturated:
        edges, signs = edges[:-1], signs[:-1]
    else:
        text = "The complete graph is in the average; of it the data say nothing, and its posterior is its prior."
        cautions.append(Caution("saturated_graph", text))
    end = float(most) if most is not None else MOST_TIMES_SEEN * n
    coarse = _spaced(0.0, end)
    density = log_posterior_by_graph(histories, coarse, signs, delta)
    by_graph, inside = _shares(density, coarse)
    order = np.argsort(-by_graph, kind="stable")
    heavy = order[: int(np.searchsorted(np.cumsum(by_graph[order]), 1 - NEGLIGIBLE)) + 1]
    last = coarse[min(int(np.searchsorted(np.cumsum(inside), 1 - NEGLIGIBLE)) + 1, len(coarse) - 1)]
    first = coarse[max(int(np.searchsorted(np.cumsum(inside), NEGLIGIBLE)) - 1, 0)]
    grid = _spaced(first, last)
    by_graph, inside = _shares(log_posterior_by_graph(histories, grid, signs[heavy], delta), grid)
    edge = float(np.diff(np.log(grid[-2:] + 1.0))[0])
    if last >= end and inside[-1] / max(edge, 1e-9) > 1e-3:
        text = f"The posterior reaches the end of the grid at {n + end:,.0f} persons: the data set no upper limit."
        cautions.append(Caution("grid_edge", text))
    sizes = n + grid
    below = np.cumsum(inside) - inside / 2
    low, middle, high = np.interp([(1 - level) / 2, 0.5, (1 + level) / 2], below, sizes)
    best = int(np.argmax(by_graph))
    details: dict[str, Any] = {
        "mean": float(inside @ sizes),
        "median": float(middle),
        "graphs": len(signs),
        "best": graph_label(histories, int(edges[heavy[best]])),
        "weight": float(by_graph[best]),
    }
    how = f"posterior quantiles, averaged over {len(signs):,} graphs"
    limits = float(low), float(high)
    return Estimate("graphs", float(middle), *limits, level, about, tuple(cautions), how, details)


def log_posterior_by_graph(histories: Histories, unseen: Floats, signs: Signs, delta: float) -> Floats:
    """The logarithm of the posterior by graph and number on no list, but for a constant: graphs × numbers."""
    from scipy.special import gammaln

    k, n = histories.k, histories.n
    size = 1 << k
    terms = np.zeros((size, len(unseen)))
    for lists in range(1, size):
        cells = _margin(histories.counts, lists, k)
        prior = delta * 2.0 ** (k - lists.bit_count())
        fixed = gammaln(cells[1:] + prior).sum() - len(cells) * math.lgamma(prior)
        terms[lists] = gammaln(unseen + cells[0] + prior) + fixed
    whole = math.lgamma(size * delta) - gammaln(n + unseen + size * delta)
    ordering = gammaln(unseen + n + 1) - gammaln(unseen + 1) - np.log(n + unseen)
    weighed: Floats = signs.astype(np.float64) @ terms
    weighed += np.outer(signs[:, 1:].sum(axis=1), whole)
    weighed += ordering
    return weighed


def graph_label(histories: Histories, edges: int) -> str:
    """A graph by its edges, as people write them."""
    pairs = [(i, j) for j in range(1, histories.k) for i in range(j)]
    found = [f"{histories.names[i]}–{histories.names[j]}" for at, (i, j) in enumerate(pairs) if edges >> at & 1]
    return ", ".join(found) or "no edges"


def _margin(counts: Floats, lists: int, k: int) -> Floats:
    """Persons by their history on some of the lists, who is on none of these first."""
    bits = [bit for bit in range(k) if lists >> bit & 1]
    cells = np.arange(1 << k)
    key = np.zeros(1 << k, np.int64)
    for at, bit in enumerate(bits):
        key |= (cells >> bit & 1) << at
    return tally(key, counts, 1 << len(bits))


def _spaced(first: float, last: float) -> Floats:
    """Numbers of persons from first to last, even on the logarithm of one more."""
    return np.unique(np.rint(np.expm1(np.linspace(math.log1p(first), math.log1p(last), POINTS))))


def _shares(density: Floats, grid: Floats) -> tuple[Floats, Floats]:
    """The posterior's share of each graph, and of each number of the grid, which stands for those around it."""
    middles = (grid[1:] + grid[:-1]) / 2
    width = np.diff(np.concatenate([[grid[0] - 0.5], middles, [grid[-1] + 0.5]]))
    mass = np.exp(density - density.max()) * width
    total = mass.sum()
    return mass.sum(axis=1) / total, mass.sum(axis=0) / total
