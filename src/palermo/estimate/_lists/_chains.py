"""Whether several Markov chains found the same place."""

import numpy as np

from palermo.estimate._lists._transforms import Floats
from palermo.estimate._results import Caution

MOST_R_HAT = 1.01
"""Split R̂ above which chains have not mixed (Vehtari and others 2021, Bayesian Analysis 16(2), 667-718)."""

APART_R_HAT = 1.1
"""Above this, chains sit in different places: the old rule of Gelman and Rubin, long given up as a proof of mixing."""

FEWEST_EFFECTIVE = 400.0
"""Effective draws below which quantiles are rough (ibid.)."""


def r_hat(chains: Floats) -> float:
    """Split R̂ of chains × draws, on ranks made normal: 1 where all halves of all chains agree.

    The larger of two: of where the chains are, and of how far they wander, for chains around one middle of which one is
    stuck there agree in the first alone.

    >>> r_hat(np.random.default_rng(1).normal(size=(4, 500))) < 1.01
    True
    >>> r_hat(np.random.default_rng(1).normal(size=(4, 500)) + np.arange(4)[:, None] * 3) > 1.5
    True
    >>> r_hat(np.random.default_rng(1).normal(size=(4, 500)) * np.array([1, 1, 1, 5])[:, None]) > 1.1
    True
    """
    return max(_split(chains), _split(np.abs(chains - np.median(chains))))


def _split(chains: Floats) -> float:
    halves = _halves(chains)
    draws = halves.shape[1]
    if np.ptp(halves) == 0:
        return 1.0
    halves = _normal_ranks(halves)
    within = halves.var(axis=1, ddof=1).mean()
    between = draws * halves.mean(axis=1).var(ddof=1)
    return float(np.sqrt(((draws - 1) / draws * within + between / draws) / within)) if within > 0 else float("inf")


def effective_draws(chains: Floats) -> float:
    """How many independent draws the chains × draws are worth (Geyer's initial positive sequence, split chains).

    The least of three: of the middle, and of each end (the share below the 5 % and above the 95 % quantile), for
    intervals are read at the ends, which chains visit seldom.
    """
    ends = [(chains <= np.quantile(chains, share)).astype(np.float64) for share in (0.05, 0.95)]
    return min(_worth(_normal_ranks(_halves(chains))), *(_worth(_halves(each)) for each in ends))


def _worth(halves: Floats) -> float:
    m, draws = halves.shape
    if np.ptp(halves) == 0:
        return float(m * draws)
    centred = halves - halves.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred, 2 * draws, axis=1)) ** 2
    covariance = np.fft.irfft(power, axis=1)[:, :draws] / draws
    within = covariance[:, 0].mean() * draws / (draws - 1)
    total = within * (draws - 1) / draws + halves.mean(axis=1).var(ddof=1)
    correlation = 1.0 - (within - covariance.mean(axis=0) * draws / (draws - 1)) / total
    pairs = correlation[: draws // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0)
    pairs = np.minimum.accumulate(pairs[: negative[0] if len(negative) else len(pairs)])
    return float(m * draws / max(2.0 * pairs.sum() - 1.0, 1.0 / np.log10(m * draws)))


def mixing(chains: Floats, called: str) -> tuple[dict[str, float], tuple[Caution, ...]]:
    """R̂ and effective draws of the logarithm of a size, and what they warn of."""
    logs = np.log(np.maximum(chains, 1e-300))
    hat, effective = r_hat(logs), effective_draws(logs)
    cautions = []
    if hat > APART_R_HAT:
        middles = ", ".join(f"{middle:,.0f}" for middle in np.median(chains, axis=1))
        text = (
            f"The chains of {called} sit in different places (medians {middles}; R̂ {hat:.2f}): the data allow several "
            "answers, and how likely each is was not found out."
        )
        cautions.append(Caution("modes_apart", text))
    elif hat > MOST_R_HAT:
        text = f"The chains of {called} have not mixed (R̂ {hat:.3f}, above {MOST_R_HAT}): let them run longer."
        cautions.append(Caution("not_mixed", text))
    if effective < FEWEST_EFFECTIVE:
        text = f"The draws of {called} are worth {effective:,.0f} independent ones: the interval's ends are rough."
        cautions.append(Caution("few_effective_draws", text))
    return {"r_hat": hat, "effective_draws": effective}, tuple(cautions)


def _halves(chains: Floats) -> Floats:
    half = chains.shape[1] // 2
    return np.concatenate([chains[:, :half], chains[:, -half:]])


def _normal_ranks(values: Floats) -> Floats:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(values.ravel()).reshape(values.shape)
    normal: Floats = ndtri((ranks - 0.375) / (values.size + 0.25))
    return normal
