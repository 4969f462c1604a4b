"""Which coarser readings of the quasi-identifiers lose least: a search through all combinations of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from palermo.cases import CaseTable, Missing
from palermo.protect.anonymity._generalise import Reading, readings, recode
from palermo.protect.anonymity._quasi import withhold_keys
from palermo.protect.counting import Floats, Ints, combine, values

MOST_NODES = 100_000
"""Combinations of readings that are looked at, at most: eight columns of four readings each have 65,536."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the search found.

    readings: the coarser reading of each column that gets one. nodes: combinations of readings there are. looked_at:
    those whose withholding had to be worked out. lost: information lost over the quasi-identifiers, in bits; whole: all
    that there is. generalised: the part of `lost` that coarser readings lose; the rest is withheld.
    """

    readings: Mapping[str, Reading]
    nodes: int
    looked_at: int
    lost: float
    generalised: float
    whole: float


def least_loss(cases: CaseTable, names: Sequence[str], *, k: int, coarsen: Sequence[str] | None = None) -> Choice:
    """Choose the coarser readings with which making the key of these columns k-anonymous loses least information.

    What is lost is measured in bits, alike for values made coarser and for values withheld: a value that a share p of
    the cases with the coarser value have loses −log₂ p when it is replaced by that, and one that a share p of all cases
    have loses −log₂ p when it is withheld (non-uniform entropy: Gionis and Tassa 2009). Reasons why a value is missing
    count as values. A coarser reading never loses less than a finer one, so that combinations of readings are taken in
    the order of what these alone lose, and none is looked at that loses more than the best found with its withholding.
    The result is the best of all combinations, given how `withhold_keys` withholds.

    names: quasi-identifiers. coarsen: columns that may be made coarser; None for all.

    Raises ValueError when there are too many combinations.
    """
    chains = [_chain(cases, name, k=k, may=coarsen is None or name in coarsen) for name in names]
    nodes = prod(len(chain) for chain in chains)
    if nodes > MOST_NODES:
        raise ValueError(f"{nodes:,} combinations of coarser readings; {MOST_NODES:,} at most can be searched")
    group = combine([values(cases, name) for name in names], cases.num_rows)
    _, first, weights = np.unique(group, return_index=True, return_counts=True)
    levels = [_levels(chain, first, weights) for chain in chains]
    whole = float(sum(weights @ level[0].bits for level in levels))
    order = sorted(
        (sum(levels[place][at].coarser for place, at in enumerate(node)), node)
        for node in product(*(range(len(level)) for level in levels))
    )
    best: tuple[float, float, tuple[int, ...]] | None = None
    looked_at = 0
    for generalised, node in order:
        if best is not None and generalised >= best[0]:
            break
        looked_at += 1
        chosen = [levels[place][at] for place, at in enumerate(node)]
        lost = generalised + _withheld(chosen, weights, k)
        if best is None or lost < best[0]:
            best = lost, generalised, node
    if best is None:
        raise ValueError("no quasi-identifier was named")
    lost, generalised, node = best
    found = {
        name: reading
        for name, chain, at in zip(names, chains, node, strict=True)
        if (reading := chain[at][0]) is not None
    }
    return Choice(found, nodes, looked_at, lost, generalised, whole)


def _chain(cases: CaseTable, name: str, *, k: int, may: bool) -> list[tuple[Reading | None, CaseTable]]:
    """A column as it is, and by each coarser reading."""
    chain: list[tuple[Reading | None, CaseTable]] = [(None, cases.select([name]))]
    if may:
        chain += [(reading, recode(cases.select([name]), reading)) for reading in readings(cases, name, k=k)]
    return chain


@dataclass(frozen=True, eq=False)
class _Level:
    """One reading of one column, for each different key.

    key: the values as numbers; 0 where withheld. bits: what withholding it would lose, 0 where it is. coarser: bits
    that the reading loses over all cases, those included whose value it withholds.
    """

    key: Ints
    bits: Floats
    coarser: float


def _levels(chain: Sequence[tuple[Reading | None, CaseTable]], first: Ints, weights: Ints) -> list[_Level]:
    """A column's readings. first: a case of each different key. weights: how many cases have it."""
    found: list[_Level] = []
    for _, table in chain:
        number = values(table, table.names[0])[first]
        gone = number == list(Missing).index(Missing.SUPPRESSED)
        bits = np.log2(weights.sum() / np.bincount(number, weights)[number])
        bits[gone] = 0.0
        finest = found[0].bits if found else bits
        found.append(_Level(np.where(gone, 0, number + 1), bits, float(weights @ (finest - bits))))
    return found


def _withheld(levels: Sequence[_Level], weights: Ints, k: int) -> float:
    """Bits that withholding loses, until every group has k cases."""
    cells, left_out = withhold_keys([level.key for level in levels], weights, k=k)
    lost = 0.0
    for level, gone in zip(levels, cells, strict=True):
        lost += float(weights @ np.where(gone | left_out, level.bits, 0.0))
    return lost
