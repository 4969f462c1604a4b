"""Invented lists: a population with known size, and small tables."""

import numpy as np

from palermo.estimate._lists._table import Histories, made
from palermo.estimate._lists._transforms import Floats

THREE = {1: 500.0, 2: 300.0, 4: 400.0, 3: 40.0, 5: 60.0, 6: 30.0, 7: 8.0}


def population(size: int, chances: tuple[float, ...], seed: int = 1, *, together: float = 0.0) -> Histories:
    """Independent lists of a population; with `together`, who is on the first is likelier on the second."""
    rng = np.random.default_rng(seed)
    on = rng.random((size, len(chances))) < np.array(chances)
    on[:, 1] |= on[:, 0] & (rng.random(size) < together)
    cells = (on << np.arange(len(chances))).sum(axis=1)
    counts = np.bincount(cells, minlength=1 << len(chances)).astype(float)
    counts[0] = 0.0
    return made("ABCDEFGHIJKLMNOP"[: len(chances)], {h: c for h, c in enumerate(counts) if c})


def counts_of(values: list[int], k: int) -> Floats:
    counts = np.zeros(1 << k)
    counts[1:] = values
    return counts


def as_rows(histories: Histories, *, persons: bool = False) -> dict[str, list[object]]:
    """The table as somebody would write it."""
    rows: dict[str, list[object]] = {name: [] for name in histories.names}
    counts: list[object] = []
    for history in histories.order:
        times = int(histories.counts[history]) if persons else 1
        for bit, name in enumerate(histories.names):
            rows[name] += [int(history) >> bit & 1] * times
        counts.append(int(histories.counts[history]))
    return rows if persons else rows | {"n": counts}
