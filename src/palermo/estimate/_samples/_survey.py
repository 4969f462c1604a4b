"""Design-based estimates: means, shares, totals and ratios of a sample with strata, clusters and weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._calibrate import Weighting, calibrated
from palermo.estimate._samples._columns import Columns, check_level, refuse_setting
from palermo.estimate._samples._design import Design, Single, read_design
from palermo.estimate._samples._limits import Limits, around, kish, of_share
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._results import Bools, Floats, SampleEstimate, few_cautions, once

MOST_VALUES = 200
"""A column with more values than this is no column of groups but a number, a name or an id."""

ROUNDING = 1e-12
"""Standard error, beside the estimate, that is nothing but rounding."""


@dataclass(frozen=True, eq=False)
class Survey:
    """A sample that knows how it was drawn. Make it with `palermo.estimate.survey`.

    Every method takes `where`, a domain as {column: value}: clusters outside of it still count for the variance, as
    they must. Answers that are missing are left out, and it is said.
    """

    columns: Columns
    design: Design
    level: float = 0.95
    weighting: Weighting | None = None

    def mean(self, column: str, *, where: Mapping[str, object] | None = None) -> SampleEstimate:
        """The mean of a column of numbers."""
        return self._mean(*self._numbers(column), column, None, where)

    def total(self, column: str, *, where: Mapping[str, object] | None = None) -> SampleEstimate:
        """The total of a column of numbers in the population; weights must say how many persons each stands for."""
        return self._total(*self._numbers(column), column, None, where)

    def count(self, column: str, value: object, *, where: Mapping[str, object] | None = None) -> SampleEstimate:
        """How many in the population have the value; weights must say how many persons each stands for."""
        has, says = self.columns.is_value(column, value)
        return self._total(has.astype(float), says, column, value, where)

    def proportion(
        self, column: str, value: object, *, where: Mapping[str, object] | None = None, interval: Limits = "logit"
    ) -> SampleEstimate:
        """The share of those who have the value, among those who say anything."""
        has, says = self.columns.is_value(column, value)
        return self._mean(has.astype(float), says, column, value, where, interval)

    def proportions(
        self, column: str, *, where: Mapping[str, object] | None = None, interval: Limits = "logit"
    ) -> tuple[SampleEstimate, ...]:
        """The share of each value of a column, in the order of the values."""
        return tuple(self.proportion(column, name, where=where, interval=interval) for name in self.values_of(column))

    def values_of(self, column: str) -> tuple[str, ...]:
        """The values of a column, sorted. Raises InputError where it has more than groups could be."""
        _, names = self.columns.codes(column)
        if len(names) > MOST_VALUES:
            reason = f"The column has {len(names):,} different values, at most {MOST_VALUES} can be groups."
            raise refuse_setting(self.columns.at(column), reason)
        return tuple(names)

    def by(self, domain: str, column: str, value: object = None) -> tuple[SampleEstimate, ...]:
        """The share of a value, or without one the mean, in every domain that a column tells.

        A domain in which nobody with a weight has answered has no estimate, and says so.
        """
        return tuple(self.of(column, value, where={domain: name}) for name in self.values_of(domain))

    def of(
        self, column: str, value: object = None, *, where: Mapping[str, object] | None = None, total: bool = False
    ) -> SampleEstimate:
        """A share, mean, number or total, as `value` and `total` say; without an estimate where nobody has answered."""
        try:
            if value is None:
                return self.total(column, where=where) if total else self.mean(column, where=where)
            one = self.count if total else self.proportion
            return one(column, value, where=where)
        except InputError as error:
            if error.key != "estimate.nobody_asked":
                raise
            caution = Caution("nobody_asked", error.fault)
            about = SAMPLE_METHODS["design"].assumption
            what = _what(column, value, where, total=total)
            return SampleEstimate("design", None, None, None, self.level, about, (caution,), what=what)

    def ratio(self, above: str, below: str, *, where: Mapping[str, object] | None = None) -> SampleEstimate:
        """The total of one column of numbers over that of another."""
        (over, says_over), (under, says_under) = (self._numbers(each) for each in (above, below))
        used, cautions = self._used(says_over & says_under, self._domain(where), above, below)
        weights = np.where(used, self.design.weights, 0.0)
        whole = float(weights @ under)
        if whole == 0:
            reason = "The total under the line is 0."
            raise InputError("estimate.nobody_asked", place=self.columns.at(below), reason=reason)
        ratio = float(weights @ over) / whole
        score = weights * (over - ratio * under) / whole
        return self._result(ratio, score, used, f"{above} over {below}{_named(where)}", cautions, None)

    def rake(self, margins: Mapping[str, Mapping[str, float]], **settings: Any) -> "Survey":
        """The sample with weights raked to totals; variances then allow for it. See `palermo.estimate.rake`."""
        found, auxiliary = calibrated(self.columns, self.design.weights, margins, crossed=False, **settings)
        return Survey(self.columns, self.design.with_weights(found.weights, auxiliary), self.level, found)

    def post_stratify(self, totals: Mapping[str, Mapping[str, float]], **settings: Any) -> "Survey":
        """The sample with weights adjusted to totals of one column's groups. See `palermo.estimate.post_stratify`."""
        found, auxiliary = calibrated(self.columns, self.design.weights, totals, crossed=True, **settings)
        return Survey(self.columns, self.design.with_weights(found.weights, auxiliary), self.level, found)

    def to_svy(self) -> Any:
        """The sample for the package svy, which has quantiles, models, replicate weights and tables beside.

        Its columns `_weight`, `_stratum` and `_cluster` hold the design. Needs the extra `palermo[surveys]`; raises
        InputError without it.
        """
        try:
            import polars
            import svy
        except ModuleNotFoundError as error:
            raise InputError("estimate.no_svy") from error
        frame = polars.from_arrow(self.columns.table)
        added = {"_weight": self.design.weights, "_stratum": self.design.strata, "_cluster": self.design.units}
        frame = frame.with_columns(**{name: polars.Series(values) for name, values in added.items()})  # type: ignore[union-attr]
        method: Any = {"refuse": None, "centre": "center", "certainty": "skip", "average": "scale"}[self.design.single]
        plan = svy.Design(wgt="_weight", stratum="_stratum", psu="_cluster", singleton=method)
        return svy.Sample(data=frame, design=plan)

    def influence(self, values: Floats, used: Bools) -> tuple[float, Floats]:
        """The weighted mean of values, and its scores, n, whose totals have its variance."""
        weights = np.where(used, self.design.weights, 0.0)
        mean = float(weights @ np.where(used, values, 0.0) / weights.sum())
        return mean, weights * (np.where(used, values, mean) - mean) / weights.sum()

    def _domain(self, where: Mapping[str, object] | None) -> Bools:
        inside = np.ones(len(self.columns), bool)
        for column, value in (where or {}).items():
            inside &= self.columns.is_value(column, value)[0]
        return inside

    def _numbers(self, column: str) -> tuple[Floats, Bools]:
        """The column's numbers, 0 where there is none, and who says one."""
        values = self.columns.numbers(column, blank=True)
        says = ~np.isnan(values)
        return np.where(says, values, 0.0), says

    def _used(self, says: Bools, inside: Bools, *names: str) -> tuple[Bools, list[Caution]]:
        used = says & inside
        weighty = used & (self.design.weights > 0)
        if not weighty.any():
            reason = "Nobody with a weight has answered this in the group that is asked for."
            raise InputError("estimate.nobody_asked", place=self.columns.place, reason=reason)
        cautions = list(self.design.cautions)
        if self.weighting is not None:
            cautions += self.weighting.cautions
        silent = int((inside & ~says).sum())
        if silent:
            spelled = "; ".join(filter(None, (self.columns.silence(name, inside) for name in names)))
            text = (
                f"{silent:,} of {int(inside.sum()):,} did not answer ({spelled}); they are taken to be like those who "
                "did."
            )
            cautions.append(Caution("no_answer", text))
        cautions += [Caution("like_a_code", text) for name in names for text in self.columns.like_codes(name)]
        return used, cautions

    def _mean(
        self, values: Floats, says: Bools, column: str, value: object, where: Mapping[str, object] | None,
        interval: Limits | None = None,
    ) -> SampleEstimate:  # fmt: skip
        used, cautions = self._used(says, self._domain(where), column)
        mean, score = self.influence(values, used)
        return self._result(mean, score, used, _what(column, value, where), cautions, interval, values)

    def _total(
        self, values: Floats, says: Bools, column: str, value: object, where: Mapping[str, object] | None
    ) -> SampleEstimate:
        inside = self._domain(where)
        used, cautions = self._used(says, inside, column)
        score = np.where(used, self.design.weights * values, 0.0)
        if (inside & ~says).any():
            text = "Who did not answer counts as nothing in a total, which is too small by that."
            cautions.append(Caution("total_without_silent", text))
        mass = float(self.design.weights.sum())
        if math.isclose(mass, len(self.columns), rel_tol=1e-6) and self.weighting is None:
            text = "The weights add up to the number of records: this is a total of the sample, not of the population."
            cautions.append(Caution("relative_weights", text))
        what = _what(column, value, where, total=True)
        return self._result(float(score.sum()), score, used, what, cautions, None, values, total=mass)

    def _result(
        self, estimate: float, score: Floats, used: Bools, what: str, cautions: list[Caution],
        interval: Limits | None, values: Floats | None = None, *, total: float | None = None,
    ) -> SampleEstimate:  # fmt: skip
        error = math.sqrt(max(float(self.design.covariance(score[:, None])[0, 0]), 0.0))
        error = error if error > ROUNDING * max(abs(estimate), 1.0) else 0.0
        degrees = self.design.degrees(used)
        n = int((used & (self.design.weights > 0)).sum())
        cautions = [*cautions, *few_cautions(n, degrees)]
        if len(np.unique(self.design.units[used])) == 1:
            text = "All who are asked about are of one cluster: the error says little of what others are like."
            cautions.append(Caution("one_cluster", text))
        effective = n / kish(self.design.weights[used])
        effect = None if values is None else self._effect(values, used, error, n, total)
        how = f"Taylor linearisation, {_design_in_words(self.design)}, t with {degrees:g} degrees of freedom"
        whole = self.design.is_whole
        low: float | None
        high: float | None
        if interval is None:
            low, high = around(estimate, error, self.level, degrees)
        else:
            low, high = of_share(estimate, error, self.level, degrees, effective=effective, how=interval)
            how = f"{interval}; {how}"
            if error == 0 and not whole:
                cautions.append(_all_alike(estimate))
                how = f"Wilson with {effective:,.0f} effective answers, for there is no standard error; {how}"
        if error == 0 and whole:
            text = (
                "All clusters of the population are in the sample: no chance is left in it, and there is no interval."
            )
            cautions.append(Caution("whole_population", text))
            low, high = None, None
        elif error == 0 and interval is None:
            text = "All clusters say the same: the standard error of 0 is no certainty, and there is no interval."
            cautions.append(Caution("no_variance", text))
            low, high = None, None
        details: dict[str, Any] = {
            "clusters": len(np.unique(self.design.units[used])), "strata": len(np.unique(self.design.strata[used])),
            "weight": float(self.design.weights[used].sum()),
            "design_effect_of_weights": kish(self.design.weights[used]),
        }  # fmt: skip
        return SampleEstimate(
            "design", estimate, low, high, self.level, SAMPLE_METHODS["design"].assumption, once(cautions), how,
            details, what=what, n=n, error=error, degrees=degrees, design_effect=effect,
        )  # fmt: skip

    def _effect(self, values: Floats, used: Bools, error: float, n: int, total: float | None) -> float | None:
        """Variance over that of n answers drawn at random with replacement (Kish 1965, section 8.2)."""
        if n < 2:
            return None
        weights = np.where(used, self.design.weights, 0.0) if total is None else self.design.weights
        values = values if total is None else np.where(used, values, 0.0)
        mean = weights @ values / weights.sum()
        size = n if total is None else int((weights > 0).sum())
        plain = (
            float(weights @ (values - mean) ** 2 / weights.sum()) / (size - 1) * (1.0 if total is None else total**2)
        )
        return error**2 / plain if plain > 0 else None


def _what(column: str, value: object, where: Mapping[str, object] | None, *, total: bool = False) -> str:
    """What is estimated, in words: of a value the share or the persons, of numbers the mean or the total."""
    kind = ("mean of", "total of") if value is None else ("share with", "persons with")
    said = "" if value is None else f" = {value}"
    return f"{kind[total]} {column}{said}{_named(where)}"


def _named(where: Mapping[str, object] | None) -> str:
    said = " and ".join(f"{column} = {value}" for column, value in (where or {}).items())
    return f" where {said}" if said else ""


def _all_alike(estimate: float) -> Caution:
    who = {0.0: "Nobody in the sample has it", 1.0: "Everybody in the sample has it"}
    said = who.get(round(estimate, 12), "All clusters have the same share of it")
    text = f"{said}, so that there is no standard error; clusters are not allowed for in the interval."
    return Caution("no_variance", text)


def _design_in_words(design: Design) -> str:
    strata = len(design.population)
    clusters = f"{len(design.unit_strata):,} {'clusters' if design.clustered else 'records'}"
    drawn = "with" if np.isinf(design.population).all() else "without"
    of = f" in {strata} strata" if strata > 1 else ""
    left = ", residuals of the calibration" if design.auxiliary is not None else ""
    return f"{clusters}{of} drawn {drawn} replacement{left}"


def survey(
    table: Any, *, weight: str | npt.ArrayLike | None = None, stratum: str | Sequence[str] | None = None,
    cluster: str | Sequence[str] | None = None, population: str | None = None, single: Single = "refuse",
    level: float = 0.95,
) -> Survey:  # fmt: skip
    """Read a sample and how it was drawn; estimates then have the standard errors of that design.

    table: a path, an Arrow table, a data frame or a dict of columns, one record a person. weight: how many persons
    each record stands for, as a column or as numbers (`rake`, `venue_weights`, `Recruits.weights` make some); without
    it, one. stratum: the column, or columns, of the strata. cluster: that of the clusters that were drawn first
    (villages, factories, events); stages below need not be named. population: clusters in the population, by stratum,
    or the share drawn of them (up to 1), where few are left; without it clusters count as drawn with replacement,
    which is careful. single: a stratum of one cluster is refused, compared with the mean of all (`centre`), taken for
    certain (`certainty`), or given the average of the others (`average`). level: what intervals cover.

    Raises InputError for columns that are not there, weights that are negative, missing or all 0, one cluster only,
    and strata of one cluster unless `single` says otherwise.

    Binder 1983, International Statistical Review 51(3), 279-292; Särndal, Swensson and Wretman 1992, chapter 5.

    >>> answers = {"village": list("aabbccdd"), "paid_to_be_hired": [1, 0, 1, 1, 0, 0, 1, 0], "weight": [40.0] * 8}
    >>> found = survey(answers, weight="weight", cluster="village").proportion("paid_to_be_hired", 1)
    >>> round(found.estimate, 2), round(found.error, 3), found.degrees
    (0.5, 0.204, 3.0)
    """
    check_level(level)
    columns = read_columns(table)
    design = read_design(columns, weight=weight, stratum=stratum, cluster=cluster, population=population, single=single)
    return Survey(columns, design, level)
