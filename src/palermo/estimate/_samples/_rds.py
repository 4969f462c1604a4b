"""Respondent-driven sampling: a sample that recruited itself, and what follows for the population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._read import MANKIND
from palermo.estimate._results import Caution
from palermo.estimate._samples import _rds_diagnose
from palermo.estimate._samples._columns import Columns, check_level, label, refuse_setting
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._rds_estimate import (
    Outcome,
    crosses,
    each_chance,
    rds_i,
    rds_ii,
    sequential,
    transitions,
)
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._recruitment import Forest, Zero, read_forest
from palermo.estimate._samples._resample import chain_counts, sequential_counts, tree_counts
from palermo.estimate._samples._results import Floats, SampleEstimate, few_cautions, once, quantiles, spread

RdsMethod = Literal["rds_i", "rds_ii", "sequential"]
Bootstrap = Literal["tree", "salganik", "sequential"]
RDS_METHODS: tuple[RdsMethod, ...] = ("rds_i", "rds_ii", "sequential")

MOST_CLASSES = 20
"""Values of a column above which recruitment between them cannot be counted sensibly."""

NO_SPREAD = 1e-9
"""Standard error, beside the estimate, below which all replicates are alike, but for rounding."""


@dataclass(frozen=True, eq=False)
class Recruits:
    """A sample that recruited itself. Make it with `palermo.estimate.rds`.

    forest: who recruited whom. population: how large the whole population is; only the sequential estimator needs it,
    and it changes with it. seed: of the bootstraps. level: what intervals cover.
    """

    columns: Columns
    forest: Forest
    population: int | None = None
    seed: int = 0
    level: float = 0.95
    order: str | None = None

    def proportion(
        self, column: str, value: object, *, method: RdsMethod = "rds_ii", bootstrap: Bootstrap | None = None,
        replicates: int = 1000,
    ) -> SampleEstimate:  # fmt: skip
        """The share of those who have the value. See `proportions`."""
        self.columns.is_value(column, value)
        found = self.proportions(column, method=method, bootstrap=bootstrap, replicates=replicates)
        return next(each for each in found if each.details["value"] == label(value))

    def proportions(
        self, column: str, *, method: RdsMethod = "rds_ii", bootstrap: Bootstrap | None = None, replicates: int = 1000
    ) -> tuple[SampleEstimate, ...]:
        """The share of every value of a column, in the order of the values.

        method: `rds_i`, `rds_ii` or `sequential`, which needs the population. bootstrap: `tree`, the usual one for
        the first two, keeps whole trees together and is wide; `salganik` is narrower than the truth where trees
        differ; `sequential`, the usual one for that method, draws from the estimated population. replicates: of the
        bootstrap; 0 for no interval.
        """
        outcome = self.outcome(column)
        return self._estimated(outcome, column, method, bootstrap, replicates)

    def mean(self, column: str, *, method: RdsMethod = "rds_ii", replicates: int = 1000) -> SampleEstimate:
        """The mean of a column of numbers, by `rds_ii` or `sequential`, with the tree bootstrap."""
        if method == "rds_i":
            raise refuse_setting("method", "RDS-I is for classes; take rds_ii or sequential for a mean.")
        values = self.columns.numbers(column, blank=True)[self.forest.rows]
        says = ~np.isnan(values)
        outcome = Outcome(np.zeros(len(values), np.int64), np.where(says, values, 0.0)[:, None], says, ())
        return self._estimated(outcome, column, method, "tree", replicates)[0]

    def panel(self, column: str, value: object, *, replicates: int = 1000) -> tuple[SampleEstimate, ...]:
        """The share of a value by every method; the sequential one only where the population's size was given."""
        methods = [each for each in RDS_METHODS if each != "sequential" or self.population is not None]
        return tuple(self.proportion(column, value, method=each, replicates=replicates) for each in methods)

    def over_populations(self, column: str, value: object, sizes: Sequence[int]) -> dict[int, float]:
        """The sequential estimate for other sizes of the population: how much of it hangs on that assumption."""
        outcome = self.outcome(column)
        at = outcome.names.index(label(value))
        one = np.ones((1, len(self.forest)))
        for size in sizes:
            self._check_population(size)
        return {size: float(sequential(self.forest, outcome, one, float(size))[0, at]) for size in sizes}

    def weights(self, method: Literal["rds_ii", "sequential"] = "rds_ii") -> Floats:
        """A weight for each record of the table, with mean 1; NaN for who was left out."""
        found = np.full(len(self.columns), np.nan)
        plain = 1.0 / self.forest.degree
        if method == "sequential":
            size = self._check_population(self.population)
            degrees, kind, asked = np.unique(self.forest.degree, return_inverse=True, return_counts=True)
            plain = 1.0 / each_chance(degrees, asked[None, :].astype(float), size)[0][kind.reshape(-1)]
        found[self.forest.rows] = plain / plain.mean()
        return found

    def diagnose(self, column: str) -> "_rds_diagnose.RdsDiagnosis":
        """Homophily, convergence, bottlenecks, waves and seeds, for one column; with the data of their pictures."""
        when = np.arange(len(self.forest), dtype=np.float64)
        if self.order is not None:
            when = self.columns.numbers(self.order)[self.forest.rows]
        return _rds_diagnose.diagnose(self.forest, self.outcome(column), when, self.level)

    def outcome(self, column: str) -> Outcome:
        """The column's answers by class, in the order of recruitment. Raises InputError where it has too many."""
        codes, names = self.columns.codes(column)
        codes = codes[self.forest.rows]
        if len(names) > MOST_CLASSES:
            reason = f"The column has {len(names):,} different values; for a number, ask for its mean."
            raise refuse_setting(self.columns.at(column), reason)
        if not (codes >= 0).any():
            raise InputError("estimate.nobody_asked", place=self.columns.at(column), reason="Nobody says anything.")
        values = (codes[:, None] == np.arange(len(names))).astype(np.float64)
        return Outcome(np.maximum(codes, 0), values, codes >= 0, tuple(names))

    def _estimated(
        self, outcome: Outcome, column: str, method: RdsMethod, bootstrap: Bootstrap | None, replicates: int
    ) -> tuple[SampleEstimate, ...]:
        if method not in RDS_METHODS:
            raise InputError("estimate.unknown_method", place=str(method), names=", ".join(RDS_METHODS))
        if replicates < 0:
            raise refuse_setting("replicates", "Replicates are 0 or more.")
        how = bootstrap or ("sequential" if method == "sequential" else "tree")
        if how not in ("tree", "salganik", "sequential"):
            raise refuse_setting("bootstrap", "The bootstrap is tree, salganik or sequential.")
        size = self._check_population(self.population) if "sequential" in (method, how) else np.inf
        one = self._shares(outcome, method, np.ones((1, len(self.forest))), size)[0]
        if method == "rds_i" and not crosses(transitions(self.forest, outcome, np.ones((1, len(self.forest))))[0]):
            one = np.full(outcome.values.shape[1], np.nan)
        recruited = bool((self.forest.recruiter >= 0).any())
        draws = np.empty((0, outcome.values.shape[1]))
        if replicates and recruited:
            draws = self._draws(outcome, method, how, replicates, size)
        return tuple(
            self._result(outcome, column, method, how, at, float(one[at]), draws[:, at])
            for at in range(outcome.values.shape[1])
        )

    def _shares(self, outcome: Outcome, method: RdsMethod, counts: Floats, size: float) -> Floats:
        if method == "rds_i":
            return rds_i(self.forest, outcome, counts)
        if method == "rds_ii":
            return rds_ii(self.forest, outcome, counts)
        return sequential(self.forest, outcome, counts, size)

    def _draws(self, outcome: Outcome, method: RdsMethod, how: Bootstrap, replicates: int, size: float) -> Floats:
        if how == "tree":
            return self._shares(outcome, method, tree_counts(self.forest, replicates, self.seed), size)
        if how == "salganik":
            silent = outcome.values.shape[1]  # who said nothing is a class by itself here
            classes = np.where(outcome.says, outcome.classes, silent)
            counts = chain_counts(self.forest, classes, replicates, self.seed)
            return self._shares(outcome, method, counts, size)
        if method == "rds_i":
            raise refuse_setting("bootstrap", "The sequential bootstrap has no RDS-I; take tree or salganik.")
        degrees, kind = np.unique(self.forest.degree, return_inverse=True)
        asked = np.zeros((len(degrees), outcome.values.shape[1]))
        np.add.at(asked, (kind.reshape(-1)[outcome.says], outcome.classes[outcome.says]), 1.0)
        chance = each_chance(degrees, asked.sum(axis=1)[None, :], size)[0]
        persons = asked / chance[:, None]
        persons *= size / persons.sum()
        moves = transitions(self.forest, outcome, np.ones((1, len(self.forest))))[0]
        moves = moves + 1e-9 * (moves.sum(axis=1, keepdims=True) == 0)
        moves /= moves.sum(axis=1, keepdims=True)
        drawn = sequential_counts(self.forest, outcome.classes, persons, degrees, moves, replicates, self.seed)
        by_degree = drawn.sum(axis=2)
        weight = 1.0 / degrees if method == "rds_ii" else 1.0 / each_chance(degrees, by_degree, size)
        weighted = (drawn * np.broadcast_to(weight, by_degree.shape)[:, :, None]).sum(axis=1)
        found: Floats = weighted / weighted.sum(axis=1, keepdims=True)
        return found

    def _result(
        self, outcome: Outcome, column: str, method: RdsMethod, how: Bootstrap, at: int, share: float, draws: Floats
    ) -> SampleEstimate:
        name = outcome.names[at] if outcome.names else None
        what = f"mean of {column}" if name is None else f"share with {column} = {name}"
        n = int(outcome.says.sum())
        cautions = [*self.forest.cautions, *few_cautions(n)]
        if n < len(self.forest):
            kept = np.zeros(len(self.columns), bool)
            kept[self.forest.rows] = True
            text = (
                f"{len(self.forest) - n} of {len(self.forest)} did not answer ({self.columns.silence(column, kept)}); "
                "they are taken to be like who did."
            )
            cautions.append(Caution("no_answer", text))
        cautions += [Caution("like_a_code", text) for text in self.columns.like_codes(column)]
        good = draws[~np.isnan(draws)]
        low, high = quantiles(draws, self.level)
        if len(draws) > len(good):
            text = f"{len(draws) - len(good)} of {len(draws)} replicates have no estimate and were left out."
            cautions.append(Caution("replicates_failed", text))
        known = share if np.isfinite(share) else None
        if known is None:
            text = "Recruitment does not lead from every class to every other: there is no balance, and no estimate."
            cautions.append(Caution("no_balance", text))
            low = high = None
        error = spread(draws) if known is not None else None
        if known is not None and name is not None:
            known = min(max(known, 0.0), 1.0)  # a sum of shares can be 1 and a rounding error
        if error is not None and error < NO_SPREAD * max(abs(share), 1.0):
            text = "Every replicate says the same, for everybody in the sample does: that is no certainty."
            cautions.append(Caution("no_variance", text))
            low = high = None
        if low is None:
            cautions.append(Caution("no_interval", "There is no interval: read the number as one of this sample only."))
        values = outcome.values[:, at][outcome.says]
        plain = float(values.var(ddof=1)) / n if n > 1 else 0.0
        effect = error**2 / plain if error is not None and plain > 0 else None
        details: Mapping[str, Any] = {
            "value": name, "bootstrap": how if len(draws) else None, "seeds": len(self.forest.seeds),
            "waves": int(self.forest.wave.max()), "in_sample": float(values.mean()),
            "population": self.population if "sequential" in (method, how) else None,
        }  # fmt: skip
        words = {"tree": "tree", "salganik": "Salganik's", "sequential": "sequential"}[how]
        interval = f"quantiles of {len(good):,} replicates, {words} bootstrap" if low is not None else "no interval"
        return SampleEstimate(
            method, known, low, high, self.level, SAMPLE_METHODS[method].assumption, once(cautions), interval, details,
            good, what=what, n=n, error=error, design_effect=effect,
        )  # fmt: skip

    def _check_population(self, size: int | None) -> float:
        if size is None:
            raise refuse_setting("population", "The sequential estimator needs the size of the population.")
        if size < len(self.forest):
            reason = f"The population has {size:,} persons, fewer than the {len(self.forest):,} in the sample."
            raise refuse_setting("population", reason)
        if size > MANKIND:
            raise refuse_setting("population", "The population has more persons than there are people.")
        return float(size)


def rds(
    table: Any, *, id: str, degree: str, recruiter: str | None = None, coupon: str | None = None,
    coupons: Sequence[str] = (), population: int | None = None, zero: Zero = "refuse", order: str | None = None,
    seed: int = 0, level: float = 0.95,
) -> Recruits:  # fmt: skip
    """Read a respondent-driven sample: who recruited whom, and how many each knows.

    table: a path, an Arrow table, a data frame or a dict of columns, one record a person. id: the column of each
    person's own id. recruiter: that of the recruiter's id, blank for seeds; or coupon and coupons: the number that was
    brought, and the columns of the numbers that were given out. degree: how many of the population each knows, who
    would know her too. population: the size of the whole, for the sequential estimator. zero: what becomes of persons
    who say that they know nobody, or say nothing: they are refused, left out, or count as knowing one. order: a column
    of numbers by which recruitment went on, for the picture of convergence; without it, wave by wave. seed: of the
    bootstraps. level: what intervals cover.

    Raises InputError for ids that are missing or there twice, recruiters nobody knows, circles, coupons used twice,
    degrees below 0, and degrees of 0 unless `zero` says otherwise.

    Heckathorn 1997, Social Problems 44(2), 174-199; Gile and Handcock 2010, Sociological Methodology 40(1), 285-327.

    >>> people = {"id": [1, 2, 3, 4], "by": [None, 1, 1, 2], "knows": [10, 5, 2, 10], "paid": ["n", "y", "y", "n"]}
    >>> sample = rds(people, id="id", recruiter="by", degree="knows")
    >>> round(sample.proportion("paid", "y", replicates=0).estimate, 3)
    0.778
    """
    check_level(level)
    columns = read_columns(table)
    forest = read_forest(columns, id=id, recruiter=recruiter, degree=degree, coupon=coupon, coupons=coupons, zero=zero)
    found = Recruits(columns, forest, population, seed, level, order)
    if population is not None:
        found._check_population(population)
    return found
