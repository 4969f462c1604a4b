"""How large cases are: a noisy histogram, made smooth; and what follows from it for weights."""

from collections.abc import Callable
from math import comb, isqrt

import numpy as np

from palermo.protect.counting import Floats, Ints
from palermo.protect.synthesis._settings import GRID

SURE = 3.0
"""Sizes beyond the most frequent one count as there when that is likelier by so many standard deviations."""
LIKELY = 2.0
"""The same for sizes up to the most frequent one, each of which stands for itself."""


def smooth(noisy: Floats, sd: float, off: Callable[[Floats], float] = lambda sizes: 0.0) -> Floats:
    """Numbers of cases by size from a noisy histogram: none negative, and none where only noise is.

    Above the most frequent size the numbers fall with the size (pool adjacent violators). Where they end is what agrees
    best with the histogram and with `off`, one pool more having to be better by `SURE` squared: one case of forty
    attributes that is not there would bring ten thousand triples with it.

    noisy: cases by size, from size 0 on. sd: standard deviation of the noise in each. off: how far sizes are from what
    else was measured, in squared standard deviations.

    >>> smooth(np.array([0.0, 90.0, 50.0, 20.0, 5.0, -8.0, 6.0]), 3.0).tolist()
    [0.0, 90.0, 50.0, 20.0, 0.0, 0.0, 0.0]
    """
    mode = int(np.argmax(noisy))
    low = np.where(noisy[:mode] > LIKELY * sd, noisy[:mode], 0.0)
    pools: list[tuple[float, int]] = []
    for value in noisy[mode:].tolist():
        mean, width = value, 1
        while pools and mean > pools[-1][0]:
            above, wide = pools.pop()
            mean, width = (above * wide + mean * width) / (wide + width), wide + width
        pools.append((mean, width))
    mean, width = np.array([each for each in pools if each[0] > 0] or [(0.0, len(noisy) - mode)]).T
    gain = width * (mean / sd) ** 2
    best, found = np.inf, low
    for ends in range(1, len(mean) + 1):
        high = np.repeat(mean[:ends], width[:ends].astype(np.int64))
        sizes = np.zeros(len(noisy))
        sizes[: mode + len(high)] = np.concatenate([low, high])
        worse = SURE * SURE * ends + float(gain[ends:].sum()) + off(sizes)
        if worse < best:
            best, found = worse, sizes
    return found


def sizes_of(histogram: Floats, total: int, largest: int) -> Ints:
    """A size for each of `total` records, ascending, in the proportions of a histogram; none above `largest`."""
    shares = histogram.copy()
    if largest + 1 < len(shares):
        shares[largest] += shares[largest + 1 :].sum()
        shares = shares[: largest + 1]
    if not shares.sum() > 0:
        shares[min(1, len(shares) - 1)] = 1.0
    exact = shares * (total / shares.sum())
    whole = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return np.repeat(np.arange(len(whole)), whole)


def bound_on_size(histogram: Floats, kept_mass: float) -> int:
    """The smallest size whose larger cases, scaled down to it, leave this share of the mass of triples."""
    size = np.arange(len(histogram))
    triples = np.array([comb(each, 3) for each in size.tolist()], dtype=float)
    mass = float(histogram @ triples)
    for bound in range(3, len(histogram)):
        scaled = triples * np.minimum(1.0, np.sqrt(comb(bound, 3) / np.maximum(triples, 1.0)))
        if float(histogram @ scaled) >= kept_mass * mass:
            return bound
    return max(3, len(histogram) - 1)


def weights_of(bound: int, length: int, largest: int) -> Ints:
    """What a case of each size from 0 to `largest` adds to each combination of this length, in 1/256 of a case.

    A case of size m has C(m, length) combinations. Its weight w is the largest whole number of up to 256 with
    w² C(m, length) <= 256² C(bound, length), exactly: so no case moves all counts together further than
    256 sqrt(C(bound, length)), however large it is.

    >>> weights_of(3, 2, 5).tolist()
    [256, 256, 256, 256, 181, 140]
    """
    most = GRID * GRID * comb(bound, length)
    return np.array([min(GRID, isqrt(most // max(1, comb(size, length)))) for size in range(largest + 1)], np.int64)
