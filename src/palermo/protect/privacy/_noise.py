"""Noise that protects: drawn by OpenDP from the discrete Gaussian distribution, with a secure source of randomness."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import atanh, exp, pi, sqrt
from typing import Protocol

import numpy as np

from palermo.errors import ProtectionError
from palermo.protect.counting import Ints

CHUNK = 20_000
"""Draws in one call: about a quarter of a second, so that progress can be told and nothing hangs."""

TAU = 4.0
"""Standard deviation, in units of the grid, that is given up for counting discrete noise as continuous noise.

A discrete Gaussian of variance σ² is, up to a factor that `smoothing_error` bounds, a continuous one of variance
σ² − τ² whose values were rounded at random (docs/decisions/0010-differential-privacy.md, step 3).
"""

LEAST_SD = 32.0
"""Smallest standard deviation in units of the grid: at it, giving up τ² costs less than a hundredth of the noise."""

Progress = Callable[[int, int], None]


class Noise(Protocol):
    """Adds noise of a standard deviation, in the counts' own unit, to whole numbers."""

    def __call__(self, counts: Ints, *, sd: float, progress: Progress | None = None) -> Ints:
        """The counts with noise."""
        ...


def discrete_sd(sd: float) -> float:
    """The parameter that discrete noise must have to protect as continuous noise of this standard deviation does.

    Both in units of the grid. Raises ValueError when the grid is too coarse.
    """
    if sd < LEAST_SD:
        raise ValueError(f"a standard deviation of {sd:.1f} units: the grid is too coarse for it")
    return sqrt(sd * sd + TAU * TAU)


def smoothing_error(draws: int) -> float:
    """A bound γ on how far discrete noise is from rounded continuous noise, over all draws together.

    Each outcome's probabilities under the two differ by a factor between exp(−γ) and exp(γ). A draw's factor is
    (1 + s)/(1 − s) at most, with s = 2 Σ exp(−2π²τ²j²) over j ≥ 1: the sum of a Gaussian over the whole numbers,
    wherever it is centred, is 1 ± s times its integral (Micciancio and Regev 2007, lemma 3.3; Peikert 2010,
    theorem 3.1). It is multiplied by draws, since draws are independent.

    >>> smoothing_error(100_000_000) < 1e-128
    True
    """
    smoothing = 2 * exp(-2 * pi**2 * TAU**2) / (1 - exp(-2 * pi**2 * TAU**2))
    return draws * 2 * atanh(smoothing)


def require_library() -> None:
    """Raise ProtectionError unless OpenDP and dp-accounting can be used: before anything else is begun."""
    try:
        import dp_accounting  # noqa: F401
        import opendp  # noqa: F401
    except ImportError as error:
        raise ProtectionError("privacy.no_library", place=str(error.name)) from error


def noisy(counts: Ints, *, sd: float, progress: Progress | None = None, threads: int = 2) -> Ints:
    """The counts with discrete Gaussian noise from OpenDP. A draw takes about 11 µs a core.

    counts: whole numbers in units of the grid. sd: of the noise, in the same units, as the accounting has it; the
    noise is a trifle larger (`discrete_sd`). There is no seed: who knew it could take the noise off again.

    Raises ProtectionError when OpenDP is not installed, ValueError when the grid is too coarse for the noise.
    """
    require_library()
    import opendp.prelude as dp

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    mechanism = dp.m.make_gaussian(*space, scale=discrete_sd(sd))
    flat = np.ascontiguousarray(counts, np.int64).ravel()
    parts = [flat[start : start + CHUNK] for start in range(0, len(flat), CHUNK)]
    drawn: list[Ints] = [np.empty(0, np.int64)]
    with ThreadPoolExecutor(threads) as pool:
        try:
            for done, part in enumerate(pool.map(lambda part: np.array(mechanism(part.tolist()), np.int64), parts), 1):
                drawn.append(part)
                if progress is not None:
                    progress(done, len(parts))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # else Ctrl-C would wait for all that was asked for
            raise
    return np.concatenate(drawn).reshape(np.shape(counts))
