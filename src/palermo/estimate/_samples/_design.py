"""How a sample was drawn, and the variance that follows from it: Taylor linearisation, in one matrix product.

Every estimate here is a smooth function of totals, so its variance is that of the total of its *scores*, one a record
(Binder 1983, International Statistical Review 51(3), 279-292; Woodruff 1971, JASA 66(334), 411-414). Clusters count as
drawn with replacement within strata; with the number of clusters in the population known, without.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, refuse_setting
from palermo.estimate._samples._results import Bools, Floats, Ints

Single = Literal["refuse", "centre", "certainty", "average"]
SINGLE: tuple[Single, ...] = ("refuse", "centre", "certainty", "average")


@dataclass(frozen=True, eq=False)
class Design:
    """Weights, strata and clusters of a sample.

    weights: persons that each record stands for, or proportional to it. strata, units: the stratum and the cluster
    (primary sampling unit) of each record, from 0. population: clusters in the population by stratum, infinite where
    it counts as drawn with replacement. single: what is done with a stratum of one cluster. auxiliary: columns on
    whose totals the weights were calibrated, or None.
    """

    weights: Floats
    strata: Ints
    units: Ints
    population: Floats
    single: Single = "refuse"
    auxiliary: Floats | None = None
    clustered: bool = False
    cautions: tuple[Caution, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse what no variance can be taken of."""
        unit_strata = self.unit_strata
        count = np.bincount(unit_strata, minlength=len(self.population))
        if len(unit_strata) < 2:
            reason = (
                "All records are of one cluster: how clusters differ, and with it every standard error, cannot be told."
            )
            raise InputError("estimate.one_cluster", place="clusters", reason=reason)
        if self.single == "refuse" and self.alone.any():
            raise InputError("estimate.single_unit", place="strata", count=int(self.alone.sum()))
        if (self.population < count).any():
            reason = "A stratum has fewer clusters in the population than in the sample."
            raise refuse_setting("population of clusters", reason)

    @property
    def unit_strata(self) -> Ints:
        """The stratum of each cluster."""
        found = np.zeros(int(self.units.max()) + 1, np.int64)
        found[self.units] = self.strata
        return found

    @property
    def alone(self) -> Bools:
        """The strata of which one cluster of several was drawn: by itself it tells nothing of the others."""
        count = np.bincount(self.unit_strata, minlength=len(self.population))
        found: Bools = (count == 1) & (self.population > 1)
        return found

    @property
    def is_whole(self) -> bool:
        """Whether every cluster of the population is in the sample."""
        count = np.bincount(self.unit_strata, minlength=len(self.population))
        return bool((count >= self.population).all())

    def covariance(self, scores: Floats) -> Floats:
        """Covariance of the totals of scores, p × p, from scores n × p that have the weights in them."""
        return spread_of_totals(self, self._residuals(scores))

    def degrees(self, within: Bools | None = None) -> float:
        """Clusters less strata, among those that hold a record of the domain with a weight."""
        inside = self.weights > 0 if within is None else within & (self.weights > 0)
        units, strata = np.unique(self.units[inside]), np.unique(self.strata[inside])
        return float(max(len(units) - len(strata), 1))

    def with_weights(self, weights: Floats, auxiliary: Floats | None) -> "Design":
        """The same design with calibrated weights."""
        return replace(self, weights=weights, auxiliary=auxiliary)

    def _residuals(self, scores: Floats) -> Floats:
        """What calibration leaves of the scores: calibrated totals have no variance (Deville and Särndal 1992)."""
        if self.auxiliary is None:
            return scores
        root = np.sqrt(self.weights)[:, None]
        used = self.weights > 0
        plain = np.zeros_like(scores)
        plain[used] = scores[used] / root[used]
        slopes = np.linalg.lstsq(self.auxiliary * root, plain, rcond=None)[0]
        left: Floats = scores - self.auxiliary * self.weights[:, None] @ slopes
        return left


def spread_of_totals(design: Design, scores: Floats) -> Floats:
    """Sum over strata of (1 - f) c / (c - 1) times the cross products of totals by cluster around their mean."""
    unit_strata = design.unit_strata
    totals = np.column_stack([np.bincount(design.units, column, len(unit_strata)) for column in scores.T])
    count = np.bincount(unit_strata, minlength=len(design.population)).astype(np.float64)
    means = np.column_stack([np.bincount(unit_strata, column, len(count)) for column in totals.T]) / count[:, None]
    away = totals - means[unit_strata]
    alone = design.alone
    factor = np.where(count == 1, 0.0, (1.0 - count / design.population) * count / np.maximum(count - 1.0, 1.0))
    if alone.any() and design.single == "centre":
        lonely = alone[unit_strata]
        away[lonely] = totals[lonely] - totals.mean(axis=0)
        factor = np.where(alone, 1.0 - 1.0 / design.population, factor)
    found: Floats = (away * factor[unit_strata][:, None]).T @ away
    if alone.any() and design.single == "average":
        found *= len(count) / max(float((~alone).sum()), 1.0)
    return found


def read_design(
    columns: Columns, *, weight: str | npt.ArrayLike | None, stratum: str | Sequence[str] | None,
    cluster: str | Sequence[str] | None, population: str | None, single: Single,
) -> Design:  # fmt: skip
    """The design that the columns tell. See `palermo.estimate.survey`."""
    if single not in SINGLE:
        raise refuse_setting("single", f"A stratum of one cluster is dealt with as one of: {', '.join(SINGLE)}.")
    cautions: list[Caution] = []
    weights = np.ones(len(columns)) if weight is None else read_weights(columns, weight, cautions)
    strata = np.zeros(len(columns), np.int64)
    names = ["all"]
    if stratum is not None:
        strata, names = columns.groups(stratum)
    units = np.arange(len(columns), dtype=np.int64)
    if cluster is not None:
        inside, clusters = columns.groups(cluster)
        pairs, units = np.unique(strata * len(clusters) + inside, return_inverse=True)
        units = units.astype(np.int64)
        if stratum is not None and len(pairs) > len(clusters):
            text = "Clusters of the same name are in several strata; they count as different clusters."
            cautions.append(Caution("cluster_in_strata", text))
    whole = np.full(len(names), np.inf)
    if population is not None:
        whole = _population(columns, population, strata, units, len(names))
    design = Design(weights, strata, units, whole, single, clustered=cluster is not None)
    alone = int(design.alone.sum())
    if alone:
        cautions.append(Caution("single_unit", f"{alone} strata have one cluster; they are {_DEALT[single]}."))
    return replace(design, cautions=tuple(cautions))


_DEALT = {
    "refuse": "refused",
    "centre": "compared with the mean of all clusters, which makes intervals rather too wide",
    "certainty": "taken to be drawn with certainty and add no variance, which is wrong where they were drawn",
    "average": "given the average variance of the other strata",
}


def read_weights(columns: Columns, weight: str | npt.ArrayLike, cautions: list[Caution]) -> Floats:
    """Weights from a column or as numbers, one a record; none of them negative or missing and not all of them zero."""
    name = weight if isinstance(weight, str) else "weight"
    weights = columns.numbers(weight) if isinstance(weight, str) else np.asarray(weight, dtype=np.float64)
    if weights.shape != (len(columns),):
        raise refuse_setting("weight", f"There are {len(columns):,} records, and not as many weights.")
    columns.refuse_where(name, ~(weights >= 0) | np.isinf(weights), "A weight is a number of 0 or more.")
    if not weights.sum() > 0:
        reason = "All weights are 0: nobody stands for anybody."
        raise InputError("estimate.sample_value", place=columns.at(name), reason=reason)
    none = int((weights == 0).sum())
    if none:
        text = f"{none:,} of {len(weights):,} records have a weight of 0 and count for nothing."
        cautions.append(Caution("zero_weights", text))
    return weights


def _population(columns: Columns, name: str, strata: Ints, units: Ints, count: int) -> Floats:
    """Clusters in the population by stratum, from their number or the share that was drawn."""
    said = columns.numbers(name)
    reason = "The number of clusters in the population, or the share drawn of them, is above 0."
    columns.refuse_where(name, said <= 0, reason)
    whole = np.full(count, np.inf)
    for each in range(count):
        inside = strata == each
        found = np.unique(said[inside])
        if len(found) != 1:
            reason = "Records of one stratum name different numbers of clusters in the population."
            raise InputError("estimate.sample_value", place=columns.at(name), reason=reason)
        drawn = len(np.unique(units[inside]))
        whole[each] = found[0] if found[0] > 1 else drawn / found[0]
    return whole
