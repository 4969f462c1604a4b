"""Before anybody is asked: how small an effect a study could see, and how many clusters it needs."""

import math
from dataclasses import dataclass, replace
from typing import Literal

from palermo.errors import InputError
from palermo.estimate._impact._infer import ENOUGH_IN_AN_ARM
from palermo.estimate._impact._wild import FEW_CLUSTERS

Waves = Literal["after", "before_and_after"]

MOST_CLUSTERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A study with two arms of clusters, such as villages with and without a campaign.

    treated, comparison: clusters in each arm. per_cluster: people asked in each, at each wave. icc: the share of the
    outcome's variance that lies between clusters (intracluster correlation). spread: the outcome's standard
    deviation; or baseline: the share that has the outcome, from which the spread follows. waves: after alone, or
    before and after, compared as a difference in differences. lasting: how much of a cluster's own level stays from
    wave to wave, from 0 to 1. same_people: the correlation of a person's two answers where the same are asked twice;
    0 for different people. level: of the two-sided test is 1 - level. power: the chance to see an effect that is there.

    Raises InputError for what no study can be.
    """

    treated: int
    comparison: int
    per_cluster: int
    icc: float = 0.05
    baseline: float | None = None
    spread: float | None = None
    waves: Waves = "after"
    lasting: float = 0.8
    same_people: float = 0.0
    level: float = 0.95
    power: float = 0.8

    def __post_init__(self) -> None:
        shares = (("icc", self.icc), ("lasting", self.lasting), ("same_people", self.same_people))
        for name, value in shares:
            _refuse(not 0 <= value <= 1, name, "This lies between 0 and 1.")
        for name, value in (("level", self.level), ("power", self.power)):
            _refuse(not 0 < value < 1, name, "This lies between 0 and 1.")
        _refuse(min(self.treated, self.comparison) < 1, "clusters", "Each arm needs a cluster.")
        _refuse(self.treated + self.comparison < 3, "clusters", "With one cluster in each arm no error can be told.")
        _refuse(self.per_cluster < 1, "per_cluster", "Somebody must be asked in each cluster.")
        _refuse((self.baseline is None) == (self.spread is None), "baseline", "Give a baseline share or a spread.")
        _refuse(self.baseline is not None and not 0 < self.baseline < 1, "baseline", "A share lies between 0 and 1.")
        _refuse(self.spread is not None and not self.spread > 0, "spread", "A spread is above 0.")
        _refuse(self.waves not in ("after", "before_and_after"), "waves", "Waves are after, or before_and_after.")

    @property
    def deviation(self) -> float:
        """The outcome's standard deviation."""
        if self.spread is not None:
            return self.spread
        share = self.baseline or 0.0
        return math.sqrt(share * (1 - share))

    @property
    def design_effect(self) -> float:
        """How many times as many people are needed because they live in clusters: 1 + (m - 1) icc (Kish 1965)."""
        return 1 + (self.per_cluster - 1) * self.icc

    @property
    def error(self) -> float:
        """The standard error of the effect.

        The variance of a cluster's mean is σ² (icc + (1 - icc)/m); of its change between waves, twice
        σ² (icc (1 - lasting) + (1 - icc)(1 - same_people)/m) (Teerenstra and others 2012, Statistics in Medicine
        31(20), 2169-2178).
        """
        between, within = self.icc, (1 - self.icc) / self.per_cluster
        if self.is_twice:
            variance = 2 * (between * (1 - self.lasting) + within * (1 - self.same_people))
        else:
            variance = between + within
        return self.deviation * math.sqrt(variance * (1 / self.treated + 1 / self.comparison))

    @property
    def is_twice(self) -> bool:
        """Whether there is a wave before."""
        return self.waves == "before_and_after"

    @property
    def care(self) -> float:
        """How many times as long the interval is as with many clusters, for the analysis is more careful with few.

        Leaving out one of n clusters at a time makes an arm's variance n/(n - 1) times as large.
        """
        whole = self.treated + self.comparison
        if whole >= FEW_CLUSTERS and min(self.treated, self.comparison) >= ENOUGH_IN_AN_ARM:
            return 1.0
        larger = sum(1 / max(each - 1, 0.5) for each in (self.treated, self.comparison))
        plain = 1 / self.treated + 1 / self.comparison
        return math.sqrt(max(larger / plain * (whole - 1) / whole, 1.0))

    def with_clusters(self, treated: int, comparison: int) -> "Plan":
        """The same with other numbers of clusters."""
        return replace(self, treated=treated, comparison=comparison)

    @property
    def degrees(self) -> float:
        """Of the t distribution: clusters less one for each arm, and fewer where one arm has few (Welch 1947)."""
        parts = [1 / self.treated, 1 / self.comparison]
        below = [part**2 / max(round(1 / part) - 1, 1) for part in parts]
        return sum(parts) ** 2 / sum(below)


def power(plan: Plan, effect: float) -> float:
    """The chance that a study sees an effect of this size, by the noncentral t distribution.

    >>> people = Plan(treated=64, comparison=64, per_cluster=1, icc=0.0, spread=1.0)
    >>> round(power(people, 0.5), 4)
    0.8015
    """
    from scipy.special import nctdtr, stdtrit

    if plan.error == 0:
        return 1.0 if effect else 1 - plan.level
    edge = float(stdtrit(plan.degrees, (1 + plan.level) / 2)) * plan.care
    centre = min(abs(effect) / plan.error, 37.0)  # beyond, the chance is 1 and the function has no value
    wrong = float(nctdtr(plan.degrees, centre, -edge))  # seen with the other sign: no value where that is next to never
    return float(1 - nctdtr(plan.degrees, centre, edge)) + (wrong if math.isfinite(wrong) else 0.0)


def minimum_detectable(plan: Plan) -> float:
    """The smallest effect that the study would see with the plan's power, in the outcome's units.

    >>> people = Plan(treated=64, comparison=64, per_cluster=1, icc=0.0, spread=1.0)
    >>> round(minimum_detectable(people), 3)
    0.499
    """
    low, high = 0.0, plan.error
    while power(plan, high) < plan.power:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if power(plan, middle) < plan.power else (low, middle)
    return high


def clusters_needed(plan: Plan, effect: float) -> int | None:
    """Clusters in each arm, all else as in the plan, to see this effect; None where no number is enough.

    >>> villages = Plan(treated=2, comparison=2, per_cluster=25, icc=0.05, baseline=0.4)
    >>> clusters_needed(villages, 0.15)
    17
    """
    if not effect:
        return None

    def enough(each: int) -> bool:
        return power(plan.with_clusters(each, each), effect) >= plan.power

    high = 2
    while not enough(high):
        high *= 2
        if high > MOST_CLUSTERS:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return 2 if enough(2) else high


def _refuse(wrong: bool, place: str, reason: str) -> None:
    if wrong:
        raise InputError("estimate.setting", place=place, reason=reason)
