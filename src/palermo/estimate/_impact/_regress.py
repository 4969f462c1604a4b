"""Weighted least squares with errors that allow for clusters: small, exact, and quick enough to be done again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._results import Bools, Floats, Ints

DEPENDENT = 1e-9
"""A column of which less than this share is left once the others have explained it tells nothing of its own."""


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted regression, each observation times the root of its weight.

    x, y: after absorbing. coefficients: of the kept columns. names: of the kept columns. covariance: clustered, or
    robust to unequal spread where clusters are None. absorbed: parameters spent on absorbed groups that are not nested
    in clusters. degrees: of the t distribution.
    """

    x: Floats
    y: Floats
    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    residuals: Floats
    clusters: Ints | None
    groups: int
    degrees: float

    def of(self, name: str) -> tuple[float, float]:
        """A coefficient and its standard error. Raises KeyError for a column that was left out."""
        if name not in self.names:
            raise KeyError(name)
        at = self.names.index(name)
        return float(self.coefficients[at]), float(np.sqrt(max(self.covariance[at, at], 0.0)))

    @property
    def who(self) -> Ints:
        """The cluster of each observation; itself where there are none."""
        return np.arange(len(self.y)) if self.clusters is None else self.clusters

    def moves(self, name: str) -> Floats:
        """How far leaving out each cluster moves a coefficient: their squares add up to the square of CRV3's error."""
        found = _left_out(self.x, self.y, self.who, self.groups, self.coefficients)
        return np.asarray(found[:, self.names.index(name)], np.float64)

    def holds(self, name: str) -> Bools:
        """Which clusters have somebody of whom the column says something: of an effect, the treated ones."""
        column = np.abs(self.x[:, self.names.index(name)])
        return np.asarray(np.bincount(self.who, column, minlength=self.groups) > 1e-12, bool)


def regress(
    y: Floats,
    columns: Sequence[tuple[str, Floats]],
    *,
    weights: Floats | None = None,
    clusters: Ints | None = None,
    absorb: Ints | None = None,
    kind: str = "CRV1",
) -> Regression:
    """Fit y on columns. absorb: groups each with a level of its own, taken out before.

    kind: CRV1, with the factor G/(G-1) (N-1)/(N-K), or CRV3, the jackknife over clusters (MacKinnon, Nielsen and Webb
    2023, Journal of Econometrics 232(2), 272-299), which is the safer one with few or unequal clusters. Without
    clusters: each observation is one (HC1, HC3). Absorbed groups must lie within clusters for CRV3. Columns that others
    explain are left out, the later ones. Raises InputError where there are not two clusters.
    """
    names, matrix = [name for name, _ in columns], np.column_stack([values for _, values in columns]).astype(float)
    root = np.ones(len(y)) if weights is None else np.sqrt(weights)
    target = y.astype(float)
    if absorb is not None:
        both = _within(np.column_stack([target, matrix]), absorb, root**2)
        target, matrix = both[:, 0], both[:, 1:]
    matrix, target = matrix * root[:, None], target * root
    keep = _independent(matrix)
    x, kept = matrix[:, keep], tuple(name for name, use in zip(names, keep, strict=True) if use)
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ (x.T @ target)
    residuals = target - x @ beta
    who = np.arange(len(y)) if clusters is None else clusters
    groups = int(who.max()) + 1
    if groups < 2:
        reason = "There is one cluster: what happened in it cannot be told from what was done."
        raise InputError("estimate.one_cluster", place="cluster", reason=reason)
    spent = len(kept) + _not_nested(absorb, who)
    covariance = _clustered(x, residuals, who, groups, inverse, beta, target, spent, kind)
    degrees = float(groups - 1) if clusters is not None else float(max(len(y) - spent, 1))
    return Regression(x, target, kept, beta, covariance, residuals, clusters, groups, degrees)


def _within(values: Floats, groups: Ints, weights: Floats) -> Floats:
    """Values less the weighted mean of their group."""
    total = np.bincount(groups, weights)
    total = np.where(total > 0, total, 1.0)
    means = np.column_stack([np.bincount(groups, weights * column) / total for column in values.T])
    return values - means[groups]


def _independent(matrix: Floats) -> Bools:
    """Which columns say something that those before do not."""
    keep = np.zeros(matrix.shape[1], bool)
    basis = np.empty((len(matrix), 0))
    for at, column in enumerate(matrix.T):
        size = float(np.linalg.norm(column))
        left = column - basis @ (basis.T @ column)
        left = left - basis @ (basis.T @ left)
        if size > 0 and np.linalg.norm(left) > DEPENDENT**0.5 * size:
            keep[at] = True
            basis = np.column_stack([basis, left / np.linalg.norm(left)])
    return keep


def _not_nested(absorb: Ints | None, who: Ints) -> int:
    """Parameters that absorbed groups spend: their level alone where each lies in one cluster, whose sum holds it."""
    if absorb is None:
        return 0
    pairs = np.unique(np.column_stack([absorb, who]), axis=0)
    levels = int(absorb.max()) + 1
    return 1 if len(pairs) == levels else levels


def _clustered(
    x: Floats, residuals: Floats, who: Ints, groups: int, inverse: Floats, beta: Floats, y: Floats, spent: int,
    kind: str,
) -> Floats:  # fmt: skip
    scores = np.column_stack([np.bincount(who, column, minlength=groups) for column in (x * residuals[:, None]).T])
    if kind == "CRV1":
        factor = groups / (groups - 1) * (len(y) - 1) / max(len(y) - spent, 1)
        if groups == len(y):
            factor = len(y) / max(len(y) - spent, 1)
        return np.asarray(factor * inverse @ (scores.T @ scores) @ inverse, np.float64)
    moved = _left_out(x, y, who, groups, beta)
    return np.asarray(moved.T @ moved, np.float64)


def _left_out(x: Floats, y: Floats, who: Ints, groups: int, beta: Floats) -> Floats:
    own = _sums_of_products(x, who, groups)
    whole, towards = x.T @ x, x.T @ y
    each = np.column_stack([np.bincount(who, column, minlength=groups) for column in (x * y[:, None]).T])
    left = np.linalg.pinv(whole - own, hermitian=True)
    moved = np.einsum("gij,gj->gi", left, towards - each) - beta
    return np.asarray(np.sqrt((groups - 1) / groups) * moved, np.float64)


def _sums_of_products(x: Floats, who: Ints, groups: int) -> Floats:
    size = x.shape[1]
    own = np.zeros((groups, size, size))
    for one in range(size):
        for other in range(one, size):
            own[:, one, other] = own[:, other, one] = np.bincount(who, x[:, one] * x[:, other], minlength=groups)
    return own


def wald(found: Regression, names: Sequence[str]) -> tuple[float, float, float, float]:
    """Whether several coefficients are zero together: F, its degrees of freedom, and p.

    Of more coefficients than clusters allow, p is NaN: the test has nothing to go by.
    """
    from scipy.special import fdtrc

    at = [found.names.index(name) for name in names if name in found.names]
    if not at or len(at) >= found.degrees:
        return np.nan, float(len(at)), found.degrees, np.nan
    part = found.covariance[np.ix_(at, at)]
    value = float(found.coefficients[at] @ np.linalg.pinv(part, hermitian=True) @ found.coefficients[at]) / len(at)
    return value, float(len(at)), found.degrees, float(fdtrc(len(at), found.degrees, value))
