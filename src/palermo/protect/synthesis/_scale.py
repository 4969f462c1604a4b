"""How many whole cases stand behind weighted ones: the sizes of cases say it, and these are known with noise only."""

from dataclasses import dataclass
from math import comb

import numpy as np

from palermo.protect.counting import Floats
from palermo.protect.privacy import Members
from palermo.protect.synthesis._measure import Measured
from palermo.protect.synthesis._sizes import smooth

DRAWS = 200
"""Histograms of sizes that are drawn to tell how far their noise moves counts."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What weights leave out of counts, in records made from a noisy histogram of sizes: true over made, less one.

    It is one number for all counts of a release, since all have their large cases from the one histogram.
    shift: its mean over noise. spread: its standard deviation.
    """

    shift: float
    spread: float


def left_out(records: Members, measured: Measured, length: int) -> float:
    """By how much all whole counts of a length together are above the weighted ones."""
    return float(_by_size(records, measured) @ _missing(measured, length))


def scale_of(records: Members, measured: Measured, length: int, *, seed: int) -> Scale:
    """How far off what is left out is when sizes are measured with noise, were the records the cases.

    It draws noise and fits nothing, so it takes some tenths of a second; and it uses only what is published.
    """
    random = np.random.default_rng([seed, 5])
    true, missing = _by_size(records, measured), _missing(measured, length)
    known = np.arange(len(true)) * measured.weights[1][: len(true)]
    sd, sd_known = float(measured.sd[0]), float(measured.sd[1]) * len(measured.ones) ** 0.5
    found = []
    for _ in range(DRAWS):
        ones = float(true @ known) + random.normal(0, sd_known)

        def off(cases: Floats, ones: float = ones) -> float:
            return float(((cases @ known - ones) / sd_known) ** 2)

        sizes = smooth(true + random.normal(0, sd, len(true)), sd, off)
        made = float(sizes @ missing) * true.sum() / max(float(sizes.sum()), 1.0)
        found.append(float(true @ missing) / made - 1 if made > 0 else 0.0)
    return Scale(float(np.mean(found)), float(np.std(found)))


def _by_size(records: Members, measured: Measured) -> Floats:
    return np.bincount(records.sizes, minlength=len(measured.sizes)).astype(np.float64)


def _missing(measured: Measured, length: int) -> Floats:
    combinations = np.array([comb(size, length) for size in range(len(measured.sizes))], dtype=float)
    return np.asarray(combinations * (1 - measured.weights[length][: len(combinations)]), dtype=np.float64)
