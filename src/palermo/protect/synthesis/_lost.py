"""Large cases that are lost in noise: how many there may be, and what they would add to counts."""

from math import comb

import numpy as np

from palermo.protect.counting import Floats
from palermo.protect.synthesis._measure import Measured


def beyond(noisy: Floats, smoothed: Floats) -> Floats:
    """Cases by size that the smoothed histogram leaves out, since each size is within noise.

    A falling line is fitted to the noisy numbers above its largest size. Good for telling how much is lost on the
    whole, not of what size it is.

    >>> smoothed = np.array([0.0, 90.0, 60.0, 0.0, 0.0, 0.0])
    >>> beyond(np.array([0.0, 90.0, 60.0, 38.0, 22.0, 1.0]), smoothed).round().tolist()
    [0.0, 0.0, 0.0, 40.0, 20.0, 0.0]
    """
    lost = np.zeros_like(smoothed)
    there = np.flatnonzero(smoothed > 0)
    if not len(there):
        return lost
    last, mode = int(there[-1]), int(np.argmax(smoothed))
    left = noisy[last + 1 :]
    best = float(left @ left)
    for reach in range(1, min(len(left), last - mode + 1) + 1):
        line = np.zeros(len(left))
        line[:reach] = smoothed[last] * (1 - np.arange(1, reach + 1) / (reach + 1))
        off = float((left - line) @ (left - line))
        if off < best:
            best, lost[last + 1 :] = off, line
    return lost


def stretch_of(measured: Measured, lost: Floats, length: int) -> float:
    """How many times as many combinations of a length there are with the large cases that are lost in noise as without.

    For each noisy count: so many times more whole cases stand behind a weighted one than the records tell.
    """
    sizes = np.arange(len(lost))
    combinations = np.array([comb(size, length) for size in sizes.tolist()], dtype=float)
    weights = measured.weights[length][: len(lost)]
    there, more = measured.sizes[: len(lost)], measured.sizes[: len(lost)] + lost
    plain = float(more @ combinations) / max(float(there @ combinations), 1.0)
    weighted = float((more * weights) @ combinations) / max(float((there * weights) @ combinations), 1.0)
    return max(1.0, plain / weighted) if weighted > 0 else 1.0
