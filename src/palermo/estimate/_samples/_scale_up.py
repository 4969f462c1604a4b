"""Network scale-up: from how many hidden people respondents know to how many there are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, check_level, refuse_setting
from palermo.estimate._samples._design import Design, Single, read_design
from palermo.estimate._samples._limits import kish
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._replicate import weight_replicates
from palermo.estimate._samples._results import Bools, Floats, SampleEstimate, few_cautions, once, quantiles, spread
from palermo.estimate._samples._visibility import drawn_visibility, read_reports

FEW_KNOWN = 5
"""Known groups below which degrees are mostly the chance of who one happens to know (McCormick et al. 2010)."""

FEW_REPORTS = 20.0
"""Known people by respondent below which a mean of ratios is too large by one in so many, or more (Jensen)."""

FAR = 2.0
"""Ratio between the size a known group gets from the others and its true size from which on it is called off."""


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A group whose size is known, estimated from the others as if it were hidden.

    name: its column. size: the true size. estimate: from the other groups. ratio: estimate over size. reports: how
    many the respondents know of it.
    """

    name: str
    size: float
    estimate: float
    ratio: float
    reports: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "name": self.name, "size": self.size, "estimate": self.estimate, "ratio": self.ratio,
            "reports": self.reports,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class ScaleUp:
    """Reports of acquaintances, and what follows from them. Make it with `palermo.estimate.scale_up`.

    hidden: how many hidden people each respondent knows. known: the same for groups of known size, respondents ×
    groups. sizes: of these groups. population: of the whole. seed: of the bootstrap.
    """

    columns: Columns
    design: Design
    names: tuple[str, ...]
    hidden: Floats
    known: Floats
    sizes: Floats
    population: float
    replicates: int = 1000
    seed: int = 0
    level: float = 0.95
    cautions: tuple[Caution, ...] = ()

    def degrees(self) -> Floats:
        """How many each respondent knows: population × known of the groups / their sizes together.

        Killworth, McCarty, Bernard, Shelley and Johnsen 1998.
        """
        found: Floats = self.population * self.known.sum(axis=1) / self.sizes.sum()
        return found

    def ratio(self) -> SampleEstimate:
        """Population × sum of hidden known / sum of degrees: the likelihood's estimate for binomial reports."""
        weights = self._weights()
        return self._result("ratio", self._by_ratio(weights), np.ones(len(self.hidden), bool), (), self._one_report())

    def mean_of_ratios(self) -> SampleEstimate:
        """Population × mean over respondents of hidden known / degree. Who has no degree is left out, and told of."""
        degrees = self.degrees()
        used = degrees > 0
        share = np.where(used, self.hidden / np.where(used, degrees, 1.0), 0.0)
        weights = self._weights()
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.population * (weights @ share) / (weights @ used)
        cautions = self._without_degree(used)
        average = float(self.design.weights[used] @ self.known[used].sum(axis=1) / self.design.weights[used].sum())
        if average < FEW_REPORTS:
            text = (
                f"Respondents know {average:.1f} people of the known groups on average: so few make a mean of ratios "
                f"too large, by {1 / average:.0%} or more. Prefer the ratio of sums."
            )
            cautions = (*cautions, Caution("few_reports", text))
        mine = self.design.weights * used
        one = self.population * float(mine @ np.where(used, 1.0 / np.where(used, degrees, 1.0), 0.0)) / mine.sum()
        return self._result("mean_of_ratios", found, used, cautions, one / int((mine > 0).sum()))

    def generalised(self, visibility: float | SampleEstimate, *, frame: float | None = None) -> SampleEstimate:
        """Reports about hidden people in the whole frame / how many of the frame know of each hidden person.

        visibility: of how many people of the frame a hidden person would be reported, on average; from `visibility`,
        with its own uncertainty drawn along, or a number, taken as certain. frame: how many people could have been
        asked; without it, the whole population.
        """
        size = self.population if frame is None else float(frame)
        if not 0 < size <= self.population:
            raise refuse_setting("frame", "The frame has some of the population, and no more than all of it.")
        seen, draws = drawn_visibility(visibility, self.replicates, self.seed)
        weights = self._weights()
        reports = size * (weights @ self.hidden) / weights.sum(axis=1)
        cautions = () if draws is not None else (_CERTAIN,)
        found = reports / np.r_[seen, np.full(self.replicates, seen) if draws is None else draws]
        return self._result(
            "generalised", found, np.ones(len(self.hidden), bool), cautions,
            size / int((self.design.weights > 0).sum()) / seen, visibility=seen, frame=size,
        )  # fmt: skip

    def adjusted(self, *, transmission: float = 1.0, degree_ratio: float = 1.0) -> SampleEstimate:
        """The ratio of sums over the share of ties along which it is known, and over how many hidden people know.

        transmission: the share of a hidden person's acquaintances who know that she is one, above 0 and up to 1.
        degree_ratio: how many hidden people know over how many others do. Both are taken as certain.

        Salganik, Fazito, Bertoni, Abdo, Mello and Bastos 2011, American Journal of Epidemiology 174(10), 1190-1196.
        """
        if not 0 < transmission <= 1:
            raise refuse_setting("transmission", "The share of those who know lies above 0 and is at most 1.")
        if not degree_ratio > 0:
            raise refuse_setting("degree_ratio", "A ratio of degrees is above 0.")
        found = self._by_ratio(self._weights()) / (transmission * degree_ratio)
        return self._result(
            "generalised", found, np.ones(len(self.hidden), bool), (_CERTAIN,),
            self._one_report() / (transmission * degree_ratio), transmission=transmission, degree_ratio=degree_ratio,
        )  # fmt: skip

    def panel(self) -> tuple[SampleEstimate, ...]:
        """The two estimates that need nothing but the reports."""
        return self.ratio(), self.mean_of_ratios()

    def check(self) -> tuple[KnownGroup, ...]:
        """Each known group estimated from the others as if it were hidden: the worst come first.

        Raises InputError where there is only one known group.
        """
        if len(self.names) < 2:
            raise refuse_setting("known", "With one known group there is none left to check it by.")
        weights = self.design.weights
        made = []
        for at, name in enumerate(self.names):
            others = np.arange(len(self.names)) != at
            under = float(weights @ self.known[:, others].sum(axis=1))
            over = float(weights @ self.known[:, at]) * float(self.sizes[others].sum())
            estimate = over / under if under > 0 else math.inf
            size = float(self.sizes[at])
            made.append(KnownGroup(name, size, estimate, estimate / size, float(self.known[:, at].sum())))
        return tuple(
            sorted(made, key=lambda each: -abs(math.log(each.ratio)) if 0 < each.ratio < math.inf else -math.inf)
        )

    def _weights(self) -> Floats:
        """The sample's weights, and one row of them for each replicate."""
        drawn = weight_replicates(self.design, self.replicates, self.seed)
        return np.vstack([self.design.weights[None, :], drawn])

    def _by_ratio(self, weights: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = self.population * (weights @ self.hidden) / (weights @ self.degrees())
        return found

    def _one_report(self) -> float:
        """What one report more, by an average respondent, adds to the ratio of sums."""
        weights = self.design.weights
        return self.population * float(weights[weights > 0].mean()) / float(weights @ self.degrees())

    def _without_degree(self, used: Bools) -> tuple[Caution, ...]:
        none = int((~used).sum())
        if not none:
            return ()
        text = (
            f"{none} of {len(used)} respondents know nobody in the known groups: they have no degree and were left out."
        )
        return (Caution("zero_degrees", text),)

    def _result(
        self, method: str, found: Floats, used: Bools, cautions: Sequence[Caution], one_report: float, **details: Any
    ) -> SampleEstimate:
        """one_report: persons that one report stands for, on average."""
        estimate, draws = float(found[0]), found[1:]
        low, high = quantiles(draws, self.level)
        n = int((used & (self.design.weights > 0)).sum())
        said = [*self.cautions, *cautions, *few_cautions(n)]
        nobody = low is not None and float(self.design.weights[used] @ self.hidden[used]) == 0.0
        if nobody:  # every replicate says 0; of a mean of so many reports none comes as often as the interval may miss
            low, high = 0.0, -math.log((1 - self.level) / 2) * kish(self.design.weights[used]) * one_report
        if self.hidden[used].sum() == 0:
            text = (
                "No respondent knows any hidden person: the estimate of 0 and its interval say only that they are few."
            )
            said.append(Caution("nobody_known", text))
        if len(self.names) > 1:
            off = [each for each in self.check() if not 1 / FAR <= each.ratio <= FAR]
            if off:
                listed = ", ".join(f"{each.name} (×{each.ratio:.2g})" for each in off)
                text = (
                    f"Known groups come out more than {FAR:g} times too large or too small from the others: {listed}."
                )
                said.append(Caution("known_groups_off", text))
        if estimate > self.population:
            said.append(Caution("above_population", "The estimate is above the whole population: a setting is wrong."))
        if low is None:
            said.append(Caution("no_interval", "There is no interval: too few replicates."))
        average = float(self.design.weights @ self.degrees() / self.design.weights.sum())
        kept: Mapping[str, Any] = {
            "population": self.population, "mean_degree": average, "known_groups": list(self.names),
            "reports": float(self.hidden.sum()), "share": estimate / self.population, **details,
        }  # fmt: skip
        interval = "no interval" if low is None else f"quantiles of {len(draws):,} rescaled bootstrap replicates"
        if nobody:
            interval = "limit of a Poisson mean of which no report was drawn"
        return SampleEstimate(
            method, estimate, low, high, self.level, SAMPLE_METHODS[method].assumption, once(said), interval, kept,
            draws[~np.isnan(draws)], what="hidden people", n=n, error=spread(draws),
        )  # fmt: skip


_CERTAIN = Caution(
    "taken_as_certain", "What was set, not measured, is taken as certain: the interval does not hold its uncertainty."
)


def scale_up(
    table: Any, *, hidden: str, known: Mapping[str, float], population: float,
    weight: str | npt.ArrayLike | None = None, stratum: str | Sequence[str] | None = None,
    cluster: str | Sequence[str] | None = None, single: Single = "refuse",
    replicates: int = 1000, seed: int = 0, level: float = 0.95,
) -> ScaleUp:  # fmt: skip
    """Read how many hidden people, and people of known groups, respondents know.

    table: a path, an Arrow table, a data frame or a dict of columns, one record a respondent. hidden: the column with
    how many hidden people each knows. known: by column, the true size of each known group. population: of the whole,
    in persons. weight, stratum, cluster, single: as for `palermo.estimate.survey`; the bootstrap draws clusters anew.
    replicates: of it. level: what intervals cover.

    Raises InputError for reports that are missing or below 0, sizes of 0 or above the population, and a sample in
    which nobody knows anybody of the known groups.

    Feehan and Salganik 2016, Sociological Methodology 46(1), 153-186; Rao and Wu 1988, JASA 83(401), 231-241.

    >>> asked = {"hidden": [0, 1, 0, 1], "nurses": [2, 4, 1, 3], "twins": [1, 1, 1, 2]}
    >>> found = scale_up(asked, hidden="hidden", known={"nurses": 2000, "twins": 1000}, population=100_000)
    >>> found.degrees().round(1).tolist(), round(found.ratio().estimate)
    ([100.0, 166.7, 66.7, 166.7], 400)
    """
    check_level(level)
    columns = read_columns(table)
    if not known:
        raise refuse_setting("known", "At least one group of known size is needed, better ten and more.")
    if not (math.isfinite(population) and population > 0):
        raise refuse_setting("population", "The population has more than 0 persons.")
    if replicates < 0:
        raise refuse_setting("replicates", "Replicates are 0 or more.")
    sizes = np.array([float(each) for each in known.values()])
    if not ((sizes > 0) & (sizes <= population)).all():
        raise refuse_setting("known", "A known group has more than 0 persons and no more than the population.")
    design = read_design(columns, weight=weight, stratum=stratum, cluster=cluster, population=None, single=single)
    reports = [read_reports(columns, name) for name in (hidden, *known)]
    about = np.column_stack(reports[1:])
    if not (design.weights @ about.sum(axis=1)) > 0:
        reason = "Nobody knows anybody of the known groups: all degrees are 0."
        raise InputError("estimate.nobody_asked", place=columns.place, reason=reason)
    made = ScaleUp(columns, design, tuple(known), reports[0], about, sizes, float(population), replicates, seed, level)
    return replace(made, cautions=(*design.cautions, *_cautions(made)))


def _cautions(made: ScaleUp) -> list[Caution]:
    found = []
    if len(made.names) < FEW_KNOWN:
        text = f"Degrees rest on {len(made.names)} known groups; ten and more are usual."
        found.append(Caution("few_known_groups", text))
    silent = [name for name, many in zip(made.names, made.known.sum(axis=0), strict=True) if many == 0]
    if silent:
        found.append(Caution("unknown_group", f"No respondent knows anybody of {', '.join(silent)}."))
    degrees = made.degrees()
    none = int((degrees == 0).sum())
    if none:
        text = f"{none} of {len(degrees)} respondents know nobody in the known groups; their degree counts as 0."
        found.append(Caution("zero_degrees", text))
    more = int((made.hidden > degrees).sum() - ((degrees == 0) & (made.hidden > 0)).sum())
    if more:
        text = f"{more} respondents know more hidden people than people at all, as their degrees go."
        found.append(Caution("more_than_degree", text))
    return found
