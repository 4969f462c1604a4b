"""How much an estimate hangs on one list, one model, one assumption, or the amount of data."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.estimate._lists._bic import score, told
from palermo.estimate._lists._estimators import estimator_of, size_of
from palermo.estimate._lists._models import MOST_LISTS
from palermo.estimate._lists._table import Histories
from palermo.estimate._results import Caution, finite

ODDS = (1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0)
"""Odds of the interaction of all lists together that are tried."""

SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares of the persons that samples of growing size have."""

SAMPLES = 50
"""Samples of each size."""

MOST_SAMPLED = 10**9
"""Persons from which on numpy does not sample without replacement."""

MUCH = 1.5
"""Ratio from which on leaving a list out, or merging two, changes the estimate much."""

SETTLED = 1.2
"""Ratio of the estimate from 60 % of the persons to that from all, up to which the method has settled."""

SLOW = ("bma", "graphs")
MOST_LISTS_SLOW = 4
"""Methods that hundreds of samples of more lists than this would take minutes: stepwise stands in for them."""

FAR = 2.0
"""Ratio of a list's estimated size to its true one from which on the method has failed its only test."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The estimate for a changed table. what: the change, in words. seen: persons on a list of the changed table."""

    what: str
    lists: tuple[str, ...]
    seen: int
    estimate: float | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"what": self.what, "lists": list(self.lists), "seen": self.seen, "estimate": self.estimate}


@dataclass(frozen=True, slots=True)
class Sample:
    """Estimates from a share of the persons, divided by the share: median and quartiles of several samples.

    A sample of the persons seen comes from a population smaller by the same share, so that a method which has settled
    gives the same again and again. failed: samples without an estimate.
    """

    share: float
    low: float | None
    median: float | None
    high: float | None
    failed: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "share": self.share, "low": finite(self.low), "median": finite(self.median), "high": finite(self.high),
            "failed": self.failed,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownSize:
    """A list taken for the whole population, whose size is known. estimate: by the other lists within it."""

    name: str
    truth: int
    seen: int
    estimate: float | None

    @property
    def ratio(self) -> float | None:
        """Estimate divided by truth."""
        return None if self.estimate is None else self.estimate / self.truth

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "list": self.name, "truth": self.truth, "seen": self.seen, "estimate": self.estimate, "ratio": self.ratio,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What an estimate hangs on.

    dropped, merged: without each list, and with each two as one. models: count, low and high of the models within 10
    BIC of the best, None where there are too many lists. odds: the estimate by the odds of the interaction of all
    lists together, which no data can tell and log-linear models and graphs set to 1, put to this estimate.
    trajectory: samples of growing size; an estimate that still climbs or falls has not seen enough. sampled: the
    method of the trajectory, another one where this one is too slow for it. consistency: lists whose true size is
    known.
    """

    method: str
    seen: int
    estimate: float | None
    dropped: tuple[Variant, ...]
    merged: tuple[Variant, ...]
    models: dict[str, Any] | None
    odds: tuple[tuple[float, float], ...]
    trajectory: tuple[Sample, ...]
    consistency: tuple[KnownSize, ...]
    cautions: tuple[Caution, ...]
    sampled: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "method": self.method,
            "sampled": self.sampled or self.method,
            "seen": self.seen,
            "estimate": self.estimate,
            "dropped": [each.to_dict() for each in self.dropped],
            "merged": [each.to_dict() for each in self.merged],
            "models": self.models,
            "odds": [{"odds": odds, "estimate": size} for odds, size in self.odds],
            "trajectory": [each.to_dict() for each in self.trajectory],
            "consistency": [each.to_dict() for each in self.consistency],
            "cautions": [each.to_dict() for each in self.cautions],
        }


def sensitivity(histories: Histories, *, method: str, seed: int) -> Sensitivity:
    """Estimate again and again with something changed, by one of the quick methods."""
    size = size_of(histories, method)
    many = histories.k > 2
    dropped = tuple(_variant(f"without {name}", histories.drop(name), method) for name in histories.names if many)
    merged = tuple(
        _variant(f"{one} and {other} as one list", histories.merge(one, other), method)
        for at, one in enumerate(histories.names)
        for other in histories.names[at + 1 :]
        if many
    )
    odds = tuple((each, histories.n + each * (size - histories.n)) for each in ODDS) if size is not None else ()
    consistency = tuple(_known(histories, name, method) for name in histories.names if many)
    sampled = "stepwise" if method in SLOW and histories.k > MOST_LISTS_SLOW else method
    trajectory = _trajectory(histories, sampled, seed)
    whole = size if sampled == method else size_of(histories, sampled)
    cautions = (*_cautions(size, dropped, merged, consistency), *_unsettled(whole, trajectory))
    return Sensitivity(
        method, histories.n, size, dropped, merged, _models(histories), odds, trajectory, consistency, cautions, sampled
    )


def _variant(what: str, changed: Histories, method: str) -> Variant:
    size = size_of(changed, method) if changed.k > 1 else None
    return Variant(what, changed.names, changed.n, size)


def _known(histories: Histories, name: str, method: str) -> KnownSize:
    truth = int(histories.sizes()[histories.position(name)])
    inside = histories.within(name)
    seen = inside.n
    size = size_of(inside, method) if seen and inside.k > 1 else None
    return KnownSize(name, truth, seen, size)


def _models(histories: Histories) -> dict[str, Any] | None:
    if histories.k > MOST_LISTS:
        return None
    scored = score(histories)
    if not len(scored.valid):
        return None
    near: dict[str, Any] = told(histories, scored)["near"]
    return near


def _trajectory(histories: Histories, method: str, seed: int) -> tuple[Sample, ...]:
    rng = np.random.default_rng(seed)
    estimator = estimator_of(histories, method) if size_of(histories, method) is not None else None
    cells = histories.order[histories.settled()]
    base = histories.counts[cells].astype(np.int64)
    found = []
    for share in SHARES if estimator is not None else ():
        persons = round(share * histories.n)
        times = 1 if share == 1.0 else SAMPLES
        if histories.n < MOST_SAMPLED:
            drawn = rng.multivariate_hypergeometric(base, persons, size=times, method="marginals").astype(np.float64)
        else:  # too many for numpy; among so many it makes no difference that the size varies a little
            drawn = rng.binomial(base, share, size=(times, len(base))).astype(np.float64)
        sizes = estimator(cells, drawn) if estimator is not None else drawn
        good = sizes[np.isfinite(sizes)] / share
        failed = len(sizes) - len(good)
        quartiles = [float(each) for each in np.quantile(good, [0.25, 0.5, 0.75])] if len(good) else [None] * 3
        found.append(Sample(share, quartiles[0], quartiles[1], quartiles[2], failed))
    return tuple(found)


def _cautions(
    size: float | None, dropped: tuple[Variant, ...], merged: tuple[Variant, ...], known: tuple[KnownSize, ...]
) -> list[Caution]:
    found = []
    if size is not None:
        for code, variants in (("one_list_decides", dropped), ("merging_decides", merged)):
            much = [each for each in variants if each.estimate and not 1 / MUCH < each.estimate / size < MUCH]
            if much:
                said = "; ".join(f"{each.what} {each.estimate:,.0f}" for each in much)
                found.append(Caution(code, f"The estimate of {size:,.0f} changes much: {said}."))
    wrong = [each for each in known if each.ratio is not None and not 1 / FAR < each.ratio < FAR]
    if wrong:
        said = "; ".join(f"{each.name} {each.estimate:,.0f} for {each.truth:,}" for each in wrong)
        text = f"Where the truth is known, the other lists miss it by more than a factor of {FAR:g}: {said}."
        found.append(Caution("inconsistent", text))
    return found


def _unsettled(size: float | None, trajectory: tuple[Sample, ...]) -> list[Caution]:
    middle = next((each.median for each in trajectory if each.share == SHARES[2]), None)
    medians = [each.median for each in trajectory if each.median is not None]
    if size is None or middle is None:
        return []
    steps = np.diff(medians)
    drifts = len(medians) == len(SHARES) and (bool((steps > 0).all()) or bool((steps < 0).all()))
    if drifts and not 1 / SETTLED < medians[0] / medians[-1] < SETTLED:
        way = "rises" if steps[0] > 0 else "falls"
        text = (
            f"The more persons are used, the more the estimate {way}: from {medians[0]:,.0f} with {SHARES[0]:.0%} of "
            f"them to {medians[-1]:,.0f} with all. It has not settled, and more data would move it on."
        )
        return [Caution("not_settled", text)]
    if 1 / SETTLED < middle / size < SETTLED:
        return []
    text = (
        f"With {SHARES[2]:.0%} of the persons the method says {middle:,.0f}, with all {size:,.0f}: it has not settled, "
        "and more data would move it on."
    )
    return [Caution("not_settled", text)]
