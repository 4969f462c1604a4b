"""Change between two periods, with both estimated in every replicate."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._bootstrap import BEYOND, FEWEST, MOST_FAILED, Estimator
from palermo.estimate._lists._choose import FITTED
from palermo.estimate._lists._estimators import estimator_of
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import fit_model, main_effects
from palermo.estimate._lists._stepwise import PAIR_THRESHOLD, chosen_pairs
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints, tally
from palermo.estimate._results import Caution, Draws, finite

DETECTION = Caution(
    "detection_changes",
    "What changes between periods is not only how many persons there are but how they are found: a campaign, a new "
    "law or a new list changes detection too, and lists that depend on each other differently look like prevalence.",
)


@dataclass(frozen=True, eq=False)
class Change:
    """From one period to another. Each of before, after, difference and ratio is (estimate, low, high).

    common: whether one model, chosen from both periods together, was fitted to each. draws: replicates × (before,
    after).
    """

    method: str
    level: float
    periods: tuple[str, str]
    seen: tuple[int, int]
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    difference: tuple[float, float, float]
    ratio: tuple[float, float, float]
    common: bool
    failed: int
    cautions: tuple[Caution, ...]
    draws: Draws

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        told = {
            name: {
                **dict(zip(("estimate", "low", "high"), map(finite, getattr(self, name)), strict=True)),
                "unbounded": any(map(math.isinf, getattr(self, name))),
            }
            for name in ("before", "after", "difference", "ratio")
        }
        return {
            "method": self.method, "level": self.level, "periods": list(self.periods), "seen": list(self.seen),
            **told, "common": self.common, "failed": self.failed,
            "cautions": [each.to_dict() for each in self.cautions],
        }  # fmt: skip


def change(
    histories: Histories, before: str, after: str, *, method: str, common: bool, replicates: int, seed: int,
    level: float,
) -> Change:  # fmt: skip
    """Estimate two periods and what changed, by one joint bootstrap of all persons of both.

    Raises InputError for periods that the table does not have, where a period has no estimate, and for a common
    model by another method than stepwise.
    """
    for label in (before, after):
        if label not in histories.strata:
            raise InputError("estimate.no_strata", place=label, names=", ".join(histories.strata) or "none")
    if common and method != "stepwise":
        raise InputError("estimate.setting", place="common", reason="A common model is chosen by stepwise alone.")
    if replicates < FEWEST:
        reason = f"A change needs {FEWEST} replicates at least."
        raise InputError("estimate.setting", place="replicates", reason=reason)
    tables = histories.strata[before], histories.strata[after]
    cells = [table.order[table.settled()] for table in tables]
    base = np.concatenate([table.counts[part] for table, part in zip(tables, cells, strict=True)])
    at = len(cells[0])
    drawn = np.random.default_rng(seed).multinomial(int(base.sum()), base / base.sum(), size=replicates)
    rows = np.concatenate([base[None, :], drawn]).astype(np.float64)
    if common:
        sizes = np.array([_by_common_model(tables, cells, row[:at], row[at:]) for row in rows])
    else:
        estimators: list[Estimator] = [estimator_of(table, method) for table in tables]
        pieces = rows[:, :at], rows[:, at:]
        sizes = np.stack(
            [
                each(where, np.ascontiguousarray(part))
                for each, where, part in zip(estimators, cells, pieces, strict=True)
            ],
            axis=1,
        )
    point, boots = sizes[0], sizes[1:]
    if not np.isfinite(point).all():
        which = before if not math.isfinite(point[0]) else after
        raise InputError("estimate.setting", place=which, reason="This period has no estimate by this method.")
    good = boots[~np.isnan(boots).any(axis=1)]
    failed = len(boots) - len(good)
    cautions = [DETECTION]
    if failed > MOST_FAILED * len(boots):
        text = f"{failed:,} of {len(boots):,} replicates have no estimate in one period and were left out."
        cautions.append(Caution("replicates_failed", text))
    if np.isfinite(good).all(axis=1).sum() < FEWEST:
        raise InputError("estimate.setting", place="replicates", reason="Nearly all replicates have no estimate.")

    def told(value: float, draws: Floats, least: float = 0.0) -> tuple[float, float, float]:
        """Where both periods are without limit, their difference and ratio can be anything: both ends must hold."""
        ends = [np.where(np.isnan(draws), end, np.clip(draws, -BEYOND, BEYOND)) for end in (least, BEYOND)]
        shares = (1 - level) / 2, (1 + level) / 2
        limits = [float(np.quantile(e, s, method="median_unbiased")) for e, s in zip(ends, shares, strict=True)]
        low, high = (math.copysign(math.inf, each) if abs(each) > BEYOND / 1e5 else each for each in limits)
        return float(value), low, high

    unbounded = float(np.isinf(good).any(axis=1).mean())
    if unbounded > (1 - level) / 2:
        text = (
            f"In {unbounded:.1%} of the replicates nobody is on two lists in one period: the data set no limit there."
        )
        cautions.append(Caution("no_upper_limit", text))
    with np.errstate(invalid="ignore"):
        differences, ratios = good[:, 1] - good[:, 0], good[:, 1] / good[:, 0]
    ratio = told(point[1] / point[0], ratios)
    if ratio[1] < 1.0 < ratio[2]:
        text = "The interval of the ratio holds 1: the data do not show that anything changed."
        cautions.append(Caution("no_change_shown", text))
    return Change(
        method, level, (before, after), (tables[0].n, tables[1].n), told(point[0], good[:, 0]),
        told(point[1], good[:, 1]), told(point[1] - point[0], differences, -BEYOND), ratio, common, failed,
        tuple(cautions), good,
    )  # fmt: skip


def _by_common_model(
    tables: tuple[Histories, Histories], cells: list[Ints], one: Floats, other: Floats
) -> tuple[float, float]:
    """Pairs chosen from both periods together, then fitted to each."""
    width = len(tables[0].counts)
    counts = [tally(where, row, width) for where, row in zip(cells, (one, other), strict=True)]
    pooled = tables[0].scaled(counts[0] + counts[1])
    outcome, chosen, _ = chosen_pairs(pooled, math.log(PAIR_THRESHOLD))
    if outcome != FITTED:
        return math.nan, math.nan
    model = np.array([*main_effects(pooled.k), *chosen], np.int64)
    fitted = [fit_model(pooled.scaled(each), model) for each in counts]
    sizes = [
        each.sum() + fit.unseen if fit.status == VALID else math.nan for each, fit in zip(counts, fitted, strict=True)
    ]
    return float(sizes[0]), float(sizes[1])
