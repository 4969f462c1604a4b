"""Fit records to what was measured. All of it follows from noisy counts, and costs no privacy."""

from dataclasses import dataclass

import numpy as np

from palermo.protect.counting import Floats, Int32s, Ints, Mask, Singles
from palermo.protect.privacy import Members
from palermo.protect.synthesis._measure import Measured
from palermo.protect.synthesis._rare import Supported
from palermo.protect.synthesis._settings import (
    COOLED,
    FADES_AT,
    GRID,
    HOTTEST,
    Progress,
    SynthesisSettings,
)
from palermo.protect.synthesis._sizes import sizes_of
from palermo.protect.synthesis._sweep import draw, sweep
from palermo.protect.synthesis._weigh import Query, weigh

SHUT = 1e6
"""Added to the residual of a combination that must not appear: no sum of others outweighs it."""


@dataclass(frozen=True, eq=False)
class Targets:
    """What the records are fitted to, by fitted number: kept attributes first, then those that stand alone.

    numbers: each one's number in the domain. ones: counts. pairs: kept × kept, symmetric. triples: pairs of kept × kept
    (by `pair_place`), each triple in three places; empty where triples are not measured.
    """

    numbers: Ints
    ones: Floats
    pairs: Singles
    triples: Singles


@dataclass(frozen=True, eq=False)
class Blocks:
    """Which fitted attributes exclude each other: neighbours that do so alike are one block.

    starts: the first attribute of each block, and the end; a block begins after the last kept attribute. apart_starts,
    apart: for each attribute, the blocks that it excludes, its own among them.
    """

    starts: Ints
    apart_starts: Ints
    apart: Int32s


def blocks_of(excludes: Mask, kept: int) -> Blocks:
    """The blocks of attributes × attributes (symmetric, true on the diagonal), of which the first `kept` are kept.

    >>> blocks_of(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=bool), kept=3).starts.tolist()
    [0, 2, 3]
    """
    width = len(excludes)
    begins = np.ones(width, dtype=bool)
    begins[1:] = (excludes[1:] != excludes[:-1]).any(axis=1)
    begins[kept : kept + 1] = True
    starts = np.flatnonzero(begins)
    attribute, block = np.nonzero(excludes[:, starts])
    bounds = np.searchsorted(attribute, np.arange(width + 1)).astype(np.int64)
    return Blocks(np.append(starts, width).astype(np.int64), bounds, block.astype(np.int32))


TURNS = 50
"""How often a record is begun that cannot be filled: where an empty set was drawn, nothing of its column fits."""


def targets_of(measured: Measured, columns: Int32s, supported: Supported | None = None) -> Targets:
    """The counts that records should have, given the noisy ones.

    columns: each attribute's column. Attributes that are not combined with others share, in each column, what is left
    of it: the sum of their noisy counts, given to the largest of them (the nearest counts that are not negative).
    Triples that were not measured are nought. What is not supported is shut out.
    """
    alone = np.setdiff1d(np.arange(len(measured.ones)), measured.kept)
    ones = measured.ones.copy()
    for column in np.unique(columns[alone]):
        here = alone[columns[alone] == column]
        ones[here] = nearest(ones[here], float(ones[here].sum()))
    alone = alone[ones[alone] >= 0.5]
    if supported is not None:
        alone = alone[supported.ones[alone]]
    numbers = np.concatenate([measured.kept, alone])
    pairs = measured.pairs.copy()
    width = len(measured.kept)
    triples = np.empty((0, width), np.float32)
    if len(measured.cells):
        triples = np.zeros((width * (width - 1) // 2, width), np.float32)
        z, y, x = apart_again(measured.cells)
        for p, q, r in ((x, y, z), (x, z, y), (y, z, x)):
            triples[q * (q - 1) // 2 + p, r] = measured.triples
    if supported is not None:
        y, x = np.tril_indices(width, -1)
        shut = ~supported.pairs
        pairs[y[shut], x[shut]] = pairs[x[shut], y[shut]] = -SHUT
        if len(triples):
            triples[~supported.triples] = -SHUT
    return Targets(numbers, ones[numbers], pairs, triples)


def nearest(values: Floats, total: float) -> Floats:
    """The nearest numbers, none negative, with this sum; all nought where the sum is not positive.

    >>> nearest(np.array([5.0, 1.0, -3.0]), 3.0).tolist()
    [3.0, 0.0, 0.0]
    """
    if total <= 0:
        return np.zeros_like(values)
    falling = -np.sort(-values)
    excess = (np.cumsum(falling) - total) / np.arange(1, len(values) + 1)
    least = excess[np.flatnonzero(falling > excess)[-1]]
    return np.asarray(np.maximum(values - least, 0.0), dtype=np.float64)


def apart_again(cells: Ints) -> tuple[Ints, Ints, Ints]:
    """The numbers z > y > x of triples, from their places."""
    z = np.cbrt(6.0 * cells).astype(np.int64)
    for step in (1, 1, 1):  # a root may be off by one either way
        z += np.where((z + 1) * z * (z - 1) // 6 <= cells, step, 0)
        z -= np.where(z * (z - 1) * (z - 2) // 6 > cells, step, 0)
    rest = cells - z * (z - 1) * (z - 2) // 6
    y = ((1 + np.sqrt(1 + 8.0 * rest)) / 2).astype(np.int64)
    y -= np.where(y * (y - 1) // 2 > rest, 1, 0)
    y += np.where((y + 1) * y // 2 <= rest, 1, 0)
    return z, y, rest - y * (y - 1) // 2


def fit(
    measured: Measured,
    *,
    columns: Int32s,
    slots: Int32s,
    apart: Mask,
    settings: SynthesisSettings,
    seed: int,
    supported: Supported | None = None,
    progress: Progress,
) -> Members:
    """Records that have the measured counts as nearly as records can; their attributes by number in the domain.

    Sizes come from the histogram and stay. Each sweep draws every attribute of every record again given all others, at
    a temperature that falls to nought: drawn at temperature one they would be as scattered as noise allows; cooled,
    they are the likeliest records. The same seed gives the same records.

    supported: combinations that may appear; others are avoided, not excluded (`without_rare` does that).
    """
    random = np.random.default_rng(seed)
    targets = targets_of(measured, columns, supported)
    numbers, width = targets.numbers, len(measured.kept)
    excludes = apart[np.ix_(numbers, numbers)] | np.eye(len(numbers), dtype=bool)
    apart_starts = np.concatenate([[0], np.cumsum(excludes.sum(axis=1))]).astype(np.int64)
    apart_items = np.nonzero(excludes)[1].astype(np.int32)
    blocks = blocks_of(excludes, width)
    sizes = sizes_of(measured.sizes, measured.total, len(np.unique(slots[numbers])))
    records = _begin(sizes, targets.ones, apart_starts, apart_items, random)
    place = np.arange(len(numbers), dtype=np.int32)
    place[width:] = -1
    steps = np.rint(measured.weights * GRID).astype(np.int64)
    ones = weigh(records, Query(1, steps[1], place)) / GRID - targets.ones
    held_pairs, held_triples = (
        (weigh(records, Query(length, steps[length], place)) / GRID).astype(np.float32)
        if len(table)
        else np.empty(0, np.float32)
        for length, table in ((2, targets.pairs), (3, targets.triples))
    )
    costs = [settings.cost(float(sd)) if np.isfinite(sd) else 0.0 for sd in measured.sd[2:]]
    reach = [FADES_AT * float(sd) if np.isfinite(sd) else 1.0 for sd in measured.sd[2:]]
    pairs, triples = -targets.pairs, -targets.triples
    y, x = np.tril_indices(width, -1)
    off = held_pairs + costs[0] * np.maximum(0, 1 - held_pairs / reach[0])
    pairs[y, x] += off
    pairs[x, y] += off
    if len(triples):
        z, y, x = apart_again(np.arange(len(held_triples)))
        off = held_triples + costs[1] * np.maximum(0, 1 - held_triples / reach[1])
        for p, q, r in ((x, y, z), (x, z, y), (y, z, x)):
            triples[q * (q - 1) // 2 + p, r] += off
    if settings.fabrication == 1:
        held_pairs = held_triples = np.empty(0, np.float32)
    rarity = np.array([costs[0], reach[0], costs[1], reach[1]], np.float32)
    weights = np.ascontiguousarray(measured.weights[1:].T, dtype=np.float32)
    precision = np.array([1 / sd**2 for sd in measured.sd[1:]], np.float32)
    sweeps = settings.sweeps_of(len(records.items))
    for number in range(sweeps):
        heat = HOTTEST * max(0.0, 1 - number / (sweeps * COOLED))
        sweep(
            records.starts,
            records.items,
            random.permutation(records.num_cases),
            blocks.starts,
            blocks.apart_starts,
            blocks.apart,
            weights,
            precision,
            rarity,
            ones,
            pairs,
            triples,
            held_pairs,
            held_triples,
            np.float32(heat),
            random.random(len(records.items), dtype=np.float32),
        )
        progress("Fitting records", number + 1, sweeps)
    return ascending(records.starts, numbers[records.items])


def _begin(sizes: Ints, ones: Floats, apart_starts: Ints, apart_items: Int32s, random: np.random.Generator) -> Members:
    """Records of these sizes to begin with. One in which nothing more fits is drawn again, some times."""
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    items, got = np.zeros(int(starts[-1]), np.int32), np.zeros(len(sizes), np.int64)
    if not len(ones):
        return Members(np.zeros_like(starts), items[:0])
    likely, todo = np.cumsum(np.maximum(ones, 0.1)), np.arange(len(sizes))
    for _ in range(TURNS):
        drawn = np.zeros(int(sizes[todo].sum()), np.int32)
        size = draw(sizes[todo], likely, apart_starts, apart_items, random.random(2 * len(drawn)), drawn)
        within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        larger = np.repeat(size > got[todo], size)
        items[(np.repeat(starts[todo], size) + within)[larger]] = drawn[: len(within)][larger]
        got[todo] = np.maximum(got[todo], size)
        todo = todo[got[todo] < sizes[todo]]
        if not len(todo):
            break
    there = np.arange(len(items)) - np.repeat(starts[:-1], sizes) < np.repeat(got, sizes)
    return ascending(np.concatenate([[0], np.cumsum(got)]), items[there])


def ascending(starts: Ints, items: Ints | Int32s) -> Members:
    """Records with each one's attributes in ascending order."""
    record = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return Members(starts, items[np.lexsort((items, record))].astype(np.int32))
