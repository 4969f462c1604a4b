"""Wild cluster bootstrap: a test and an interval that hold with few clusters, where t tables promise too much."""

from dataclasses import dataclass

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._regress import Regression
from palermo.estimate._impact._results import Floats

FEW_CLUSTERS = 40
"""Clusters below which errors from formulas are often too small (Cameron and Miller 2015, JHR 50(2), 317-372)."""

SIX = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
"""Webb's six weights (2023, Canadian Journal of Economics 56(3), 839-858): of few clusters signs are too few."""

TWO_SUFFICE = 10
"""Clusters from which their 2^G signs are a thousand or more; with fewer, Webb's weights are drawn."""


@dataclass(frozen=True, slots=True)
class Wild:
    """p of no effect; an interval of all effects that the test does not refuse; how it was made.

    replicates: those that could be used. failed: those that could not, for they had no spread. low and high are
    infinite where no effect, however large, is refused.
    """

    p: float
    low: float
    high: float
    replicates: int
    failed: int
    how: str


def wild_bootstrap(
    found: Regression, name: str, *, level: float = 0.95, replicates: int = 4096, seed: int = 0, null: float = 0.0
) -> Wild:
    """Test a coefficient by the restricted wild cluster bootstrap, and turn the test into an interval.

    Each cluster's residuals, with the effect set to what is tested, get a random sign (or Webb's weight), and the
    t statistic is formed anew (Cameron, Gelbach and Miller 2008, Review of Economics and Statistics 90(3), 414-427;
    the sums as in Roodman, MacKinnon, Nielsen and Webb 2019, Stata Journal 19(1), 4-60). Of ten to
    twelve clusters each of the signs is taken once, so that nothing about p is random; of fewer, Webb's weights are
    drawn.

    Raises InputError where every replicate fails.
    """
    at = found.names.index(name)
    sums = _Sums.of(found, at)
    draws, how = _draws(sums.groups, replicates, seed)
    every = sums.drawn(draws)
    p, failed = every.p(null)
    if failed == draws.shape[1]:
        raise InputError("estimate.impact_replicates", place=name, count=failed)
    low, high = _inverted(sums, every, level)
    return Wild(p, low, high, draws.shape[1] - failed, failed, how)


@dataclass(frozen=True, eq=False)
class _Sums:
    """Everything that the test of one coefficient needs, by cluster: of y, and of x, which the effect is taken off.

    a: sums of x̃ times restricted residuals. s: what each cluster's weight does to each cluster's score. The tested
    effect b enters as a_y - b a_x and s_y - b s_x, so that a test at another b costs two small products.
    """

    groups: int
    effect: float
    size: float
    own: Floats
    a_y: Floats
    a_x: Floats
    s_y: Floats
    s_x: Floats

    @classmethod
    def of(cls, found: Regression, at: int) -> "_Sums":
        who = np.arange(len(found.y)) if found.clusters is None else found.clusters
        groups = found.groups
        x = found.x[:, at]
        z = np.delete(found.x, at, axis=1)
        if z.shape[1]:
            basis, _ = np.linalg.qr(z)
            x_left, y_left = x - basis @ (basis.T @ x), found.y - basis @ (basis.T @ found.y)
        else:
            basis, x_left, y_left = np.empty((len(x), 0)), x, found.y

        def by_cluster(values: Floats) -> Floats:
            return np.asarray(np.bincount(who, values, minlength=groups), np.float64)

        own = by_cluster(x_left**2)
        size = float(own.sum())
        crossed = (
            np.column_stack([by_cluster(x_left * each) for each in basis.T]) if basis.size else np.zeros((groups, 0))
        )
        parts = []
        for left in (y_left, x_left):
            a = by_cluster(x_left * left)
            by_basis = (
                np.column_stack([by_cluster(left * each) for each in basis.T]) if basis.size else np.zeros((groups, 0))
            )
            parts.append((a, np.diag(a) - crossed @ by_basis.T - np.outer(own, a) / size))
        effect = float(x_left @ y_left) / size
        return cls(groups, effect, size, own, parts[0][0], parts[1][0], parts[0][1], parts[1][1])

    def drawn(self, draws: Floats) -> "_Drawn":
        """The parts of the t statistic in every replicate, and in what was seen (the last one)."""
        every = np.column_stack([draws, np.ones(self.groups)])
        y, x = self.s_y @ every, self.s_x @ every
        return _Drawn(self.a_y @ every, self.a_x @ every, (y * y).sum(axis=0), (y * x).sum(axis=0), (x * x).sum(axis=0))


@dataclass(frozen=True, eq=False)
class _Drawn:
    """t² at an effect b is (up_y - b up_x)² / (yy - 2 b yx + b² xx), for every replicate."""

    up_y: Floats
    up_x: Floats
    yy: Floats
    yx: Floats
    xx: Floats

    def p(self, null: float) -> tuple[float, int]:
        """The share of replicates at least as far out as what was seen, and how many had no spread."""
        up = (self.up_y - null * self.up_x) ** 2
        spread = self.yy - 2 * null * self.yx + null * null * self.xx
        floor = 1e-12 * max(float((self.yy + null * null * self.xx).max()), 1e-300)
        good = spread[:-1] > floor
        if not good.any() or spread[-1] <= floor:
            return float("nan"), len(good)
        t = up[:-1][good] / spread[:-1][good]
        return float(np.mean(t >= up[-1] / spread[-1] * (1 - 1e-9))), int((~good).sum())


def _draws(groups: int, replicates: int, seed: int) -> tuple[Floats, str]:
    """A weight for each cluster (rows) and replicate (columns)."""
    if groups >= TWO_SUFFICE and 2**groups <= replicates:
        bits = np.arange(2**groups)[None, :] >> np.arange(groups)[:, None] & 1
        return np.asarray(2.0 * bits - 1.0, np.float64), f"all {2**groups:,} signs of {groups} clusters"
    rng = np.random.default_rng(seed)
    if groups < TWO_SUFFICE:
        return np.asarray(
            rng.choice(SIX, (groups, replicates)), np.float64
        ), f"{replicates:,} draws of Webb's six weights"
    signs = np.asarray(rng.choice(np.array([-1.0, 1.0]), (groups, replicates)), np.float64)
    return signs, f"{replicates:,} draws of signs"


def _inverted(sums: _Sums, every: _Drawn, level: float) -> tuple[float, float]:
    """The ends of the effects that the test does not refuse: outwards by steps that double, then by halving."""
    alpha = 1 - level
    step = float(np.sqrt(((sums.s_y - sums.effect * sums.s_x).sum(axis=1) ** 2).sum())) / sums.size
    if not step > 0:
        return sums.effect, sums.effect
    ends = []
    for side in (-1.0, 1.0):
        inside, reach = 0.0, step
        while every.p(sums.effect + side * reach)[0] > alpha and reach < 1e6 * step:
            inside, reach = reach, 2 * reach
        if reach >= 1e6 * step:
            ends.append(side * np.inf)
            continue
        for _ in range(30):
            middle = (inside + reach) / 2
            if every.p(sums.effect + side * middle)[0] > alpha:
                inside = middle
            else:
                reach = middle
        ends.append(sums.effect + side * reach)
    return ends[0], ends[1]
