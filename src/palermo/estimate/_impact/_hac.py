"""Errors of a regression over time: what one month has too much, the next has some of."""

import numpy as np

from palermo.estimate._impact._results import Floats

STRONGEST = 0.95
"""The strongest echo from one time to the next that is looked for."""


def usual_lag(n: int) -> int:
    """How many lags: 4 (n/100)^(2/9), rounded up (Newey and West 1994, Review of Economic Studies 61(4)).

    >>> usual_lag(48), usual_lag(100)
    (4, 4)
    """
    return int(np.ceil(4 * (n / 100) ** (2 / 9)))


def newey_west(scores: Floats, lag: int) -> Floats:
    """The long-run sum of squares of scores (times by parameters), lags weighed less the longer they are."""
    total = scores.T @ scores
    for back in range(1, min(lag, len(scores) - 1) + 1):
        both = scores[back:].T @ scores[:-back]
        total = total + (1 - back / (lag + 1)) * (both + both.T)
    return np.asarray(total, np.float64)


def echo(n: int, rho: float) -> Floats:
    """Correlations of n times, each a share rho of the one before."""
    away = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    return np.asarray(rho**away, np.float64)


def restricted_echo(design: Floats, y: Floats) -> tuple[float, float]:
    """The echo (0 or more) and the variance that fit best by restricted likelihood.

    The plain correlation of residuals is too small in a short series, for the line has taken some of it along; the
    restricted likelihood allows for that (Cheang and Reinsel 2000, JASA 95(452), 1173-1184). Of one number, so that
    it is searched for on a grid and then by halving.
    """
    n, k = design.shape

    def fit(rho: float) -> tuple[float, float]:
        # each time less a share of the one before: what is left is alone, but for the first
        scale = np.sqrt(1 - rho * rho)
        x = np.vstack([scale * design[:1], design[1:] - rho * design[:-1]])
        z = np.concatenate([scale * y[:1], y[1:] - rho * y[:-1]])
        q, r = np.linalg.qr(x)
        left = z - q @ (q.T @ z)
        variance = float(left @ left) / (n - k)
        spread = 2 * float(np.log(np.abs(np.diag(r))).sum())
        return (n - k) * np.log(max(variance, 1e-300)) + spread - np.log(1 - rho * rho), variance / (1 - rho * rho)

    grid = np.linspace(0.0, STRONGEST, 40)
    at = int(np.argmin([fit(float(each))[0] for each in grid]))
    low, high = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, 39)])
    for _ in range(40):
        third = (high - low) / 3
        if fit(low + third)[0] <= fit(high - third)[0]:
            high -= third
        else:
            low += third
    rho = (low + high) / 2
    return (0.0, fit(0.0)[1]) if fit(0.0)[0] <= fit(rho)[0] else (rho, fit(rho)[1])
