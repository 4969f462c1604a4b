"""How far a count of made cases may be from the true one: as published, or as is typical of such counts."""

from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.release import DIFFERENTIAL_PRIVACY, Release
from palermo.tabulate._arrays import Ints

MEASURED = "nominal 95 % interval, as published"
"""From counts.parquet: how far the true count may be from that of made cases. Nominal: what was measured is in
docs/decisions/0011-synthesis.md; where ε is small, large counts are outside more often than once in twenty."""
TYPICAL = "nominal 95 % interval, typical of such counts"
"""What published counts of about this size and length have, where this very one is not published."""


def is_noisy(release: Release) -> bool:
    """Whether the cases were made from noisy counts."""
    return release.manifest.about.method == DIFFERENTIAL_PRIVACY


class TypicalNoise:
    """How far intervals reach below and above published counts, by length and size of the count."""

    def __init__(self, counts: pa.Table) -> None:
        self._by_length: dict[int, tuple[Ints, Ints, Ints]] = {}
        for length in pc.unique(counts.column("length")).to_pylist():
            part = counts.filter(pc.equal(counts.column("length"), length))
            count, low, high = (part.column(name).to_numpy() for name in ("count", "low", "high"))
            sizes, place = np.unique(count, return_inverse=True)
            below, above = np.zeros(len(sizes), np.int64), np.zeros(len(sizes), np.int64)
            np.maximum.at(below, place, count - low)
            np.maximum.at(above, place, high - count)
            self._by_length[length] = sizes, below, above

    def around(self, length: int, counts: Ints, parts: Ints | int = 1) -> tuple[Ints, Ints]:
        """The least and the most cases behind counts of combinations of this length.

        parts: how many combinations each count is put together from, by adding them up or taking them away. Their
        noise is drawn apart, so that it grows with the square root of their number.

        Longer combinations than any published are taken as the longest of these: their noise is not smaller in cases,
        but neither are they more frequent. Where nothing is published, nothing is known: from 0 to all.
        """
        if not self._by_length:
            return np.zeros_like(counts), np.full_like(counts, np.iinfo(np.int64).max // 4)
        sizes, below, above = self._by_length[min(max(length, 1), max(self._by_length))]
        at = np.clip(np.searchsorted(sizes, counts, side="left"), 0, len(sizes) - 1)
        down, up = below[at], above[at]
        if np.max(parts, initial=1) > 1:
            # parts may be off to either side, whatever a count of this size was fitted to
            several = np.asarray(parts) > 1
            wide = np.ceil(np.maximum(down, up) * np.sqrt(parts)).astype(np.int64)
            down, up = np.where(several, wide, down), np.where(several, wide, up)
        return np.maximum(counts - down, 0), counts + up


_kept: WeakKeyDictionary[Release, TypicalNoise] = WeakKeyDictionary()


def noise_of(release: Release) -> TypicalNoise:
    """The typical noise of a release, kept for as long as the release is."""
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = TypicalNoise(release.counts())
    return found
