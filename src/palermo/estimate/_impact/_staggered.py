"""Staggered roll-out: effects by when it began and how long it has run, each against those not treated by then."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._answers_cautions import DETECTION
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._group_times import Cells, Panel, cells_of, read_panel
from palermo.estimate._impact._infer import t_interval
from palermo.estimate._impact._regress import regress
from palermo.estimate._impact._results import Caution, Check, Course, Effect, Floats

Controls = Literal["never", "not_yet"]

DRAWS = 4000
"""Draws of the largest of several t statistics, for a band that holds for all of them."""


@dataclass(frozen=True, eq=False)
class EventTime:
    """The effect so many periods after it began (before: below 0), and a band that holds for all of them at once."""

    since: int
    estimate: float
    error: float | None
    low: float | None
    high: float | None


def staggered(
    table: Any,
    outcome: str,
    *,
    unit: str,
    time: str,
    first: str,
    cluster: str | None = None,
    weight: str | None = None,
    controls: Controls = "not_yet",
    level: float = 0.95,
    seed: int = 0,
) -> Effect:
    """Estimate group-time effects ATT(g, t) and their mean over all treated unit-times (Callaway and Sant'Anna 2021).

    first: the column of the time at which a unit's treatment began; blank for never. controls: units never treated,
    or all that are not treated by the time compared. Each effect is the change since the last time before g, less that
    of the controls. Errors leave out one cluster (or unit) at a time, so that weights and unbalanced panels are in
    them. Beside it stands what two-way fixed effects would say, which compares with units treated already and may
    weigh effects negatively (Goodman-Bacon 2021; de Chaisemartin and D'Haultfoeuille 2020).

    Units treated from the first time on have no time before: they are left out, and it is said. Raises InputError
    where all treated units are such, where there are no controls, and for a panel that is none.
    """
    if controls not in ("never", "not_yet"):
        raise InputError("estimate.setting", place="controls", reason="Controls are never or not_yet.")
    panel = read_panel(table, outcome, unit=unit, time=time, first=first, cluster=cluster, weight=weight)
    cells = cells_of(panel, controls)
    treated = cells.after
    if not treated.any():
        reason = "No time of a treated unit has anybody to compare it with."
        raise InputError("estimate.impact_groups", place=panel.place, reason=reason)
    whole = cells.mean_of(treated)
    errors = cells.jackknife(treated)
    groups = panel.groups
    degrees = errors.degrees
    error = errors.error
    low = high = p = None
    cautions = [*panel.cautions, DETECTION, *_cluster_notes(panel, cells)]
    if error is None:
        text = "Too few clusters are left when one is taken out: no error can be told, so there is no interval."
        cautions.append(Caution("no_error", text))
    else:
        low, high, p = t_interval(whole, error, degrees, level)
    events = _events(cells, level, seed)
    checks = [*_before(cells, events, seed), *_two_way(panel, whole, level), *_by_group(cells, panel, level)]
    trend = next((each for each in checks if each.name == "Trends before"), None)
    if trend is None:
        text = "No group has two times before it began: whether groups moved alike before cannot be looked at."
        cautions.append(Caution("no_trend_before", text))
    elif trend.p is not None and trend.p < 0.05:
        text = (
            f"Treated and others were moving apart before it began (p = {trend.p:.3f}): the effect may be that trend."
        )
        cautions.append(Caution("trend_before", text))
    return Effect(
        "staggered", whole, low, high, level, DESIGNS["staggered"].assumption, tuple(dict.fromkeys(cautions)),
        "" if error is None else f"t with {degrees:.3g} degrees of freedom (Welch's, of the treated and the others), "
        f"errors by leaving out one of {groups} {'clusters' if cluster else 'units'} at a time",
        details={
            "controls": controls,
            "group_times": cells.to_list(panel),
            "event_times": [
                {"since": each.since, "estimate": each.estimate, "error": each.error, "low": each.low,
                 "high": each.high} for each in events
            ],
        },
        outcome=outcome, scale=panel.scale, n=int(np.isfinite(panel.values).sum()), clusters=groups, error=error,
        degrees=degrees, p=p, level_before=cells.level_before(panel), checks=tuple(checks),
        course=_course(panel, cells, events),
    )  # fmt: skip


def _cluster_notes(panel: Panel, cells: Cells) -> list[Caution]:
    found = []
    if panel.groups < 40:
        text = (
            f"There are {panel.groups} clusters (or units). Errors by leaving out one at a time held in trials with "
            "twelve of them, four of each start; where one is much larger than others, the interval may be too narrow."
        )
        found.append(Caution("few_clusters", text))
    lone = cells.alone()
    if lone:
        text = f"{lone} starting times are of a single cluster: their effects have no error of their own."
        found.append(Caution("group_of_one", text))
    return found


def _events(cells: Cells, level: float, seed: int) -> list[EventTime]:
    since = sorted({int(each) for each in cells.since if each != -1})
    if not since:
        return []
    found = [cells.jackknife(cells.since == each) for each in since]
    estimates = [cells.mean_of(cells.since == each) for each in since]
    degrees = min((each.degrees for each in found if each.error), default=1.0)
    reach = _sup_t([each.moves for each in found if each.error], degrees, level, seed)
    rows = []
    for at, estimate, each in zip(since, estimates, found, strict=True):
        low = high = None
        if each.error and reach is not None:
            low, high = estimate - reach * each.error, estimate + reach * each.error
        rows.append(EventTime(at, estimate, each.error, low, high))
    return rows


def _sup_t(moves: list[Floats], degrees: float, level: float, seed: int) -> float | None:
    """How many errors to go so that all hold at once: the largest of correlated t statistics, drawn."""
    drawn = _largest(moves, degrees, seed)
    return None if drawn is None else float(np.quantile(drawn, level))


def _largest(moves: list[Floats], degrees: float, seed: int) -> Floats | None:
    if not moves:
        return None
    matrix = np.column_stack(moves)
    sizes = np.sqrt((matrix**2).sum(axis=0))
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal((DRAWS, len(matrix))) @ (matrix / sizes)
    spread = np.sqrt(rng.chisquare(degrees, DRAWS) / degrees)
    return np.asarray(np.abs(normal).max(axis=1) / spread, np.float64)


def _before(cells: Cells, events: list[EventTime], seed: int) -> list[Check]:
    """Whether effects before it began are nothing, all at once."""
    early = [each for each in events if each.since < -1 and each.error]
    if not early:
        return []
    parts = [cells.jackknife(cells.since == each.since) for each in early]
    drawn = _largest([each.moves for each in parts], min(each.degrees for each in parts), seed)
    worst = max(early, key=lambda each: abs(each.estimate) / (each.error or 1.0))
    p = None if drawn is None else float(np.mean(drawn >= abs(worst.estimate) / (worst.error or 1.0)))
    text = f"The largest of {len(early)} effects before it began. That none stands out is no proof."
    return [Check("Trends before", worst.estimate, None, None, p, text)]


def _two_way(panel: Panel, whole: float, level: float) -> list[Check]:
    """What two-way fixed effects would say, and how much of it is weighed negatively."""
    seen = np.isfinite(panel.values)
    rows, times = np.nonzero(seen)
    began = panel.first[rows]
    on = ((began >= 0) & (times >= began)).astype(float)
    dummies = [(f"time {at}", (times == at).astype(float)) for at in range(1, panel.values.shape[1])]
    weights = panel.weights[rows]
    where = panel.clusters[rows]
    fit = regress(panel.values[rows, times], [*dummies, ("treated", on)], weights=weights, clusters=where, absorb=rows)
    if "treated" not in fit.names:
        return []
    estimate, error = fit.of("treated")
    low, high, p = t_interval(estimate, error, fit.degrees, level)
    at = fit.names.index("treated")
    rest = np.delete(fit.x, at, axis=1)
    left = fit.x[:, at] - rest @ np.linalg.lstsq(rest, fit.x[:, at], rcond=None)[0]
    share = float(np.mean((left * np.sqrt(weights))[on > 0] < -1e-12))
    gap = f" It differs from the answer by {estimate - whole:+.3g}." if abs(estimate - whole) > 1e-9 else ""
    text = (
        "What a regression with an effect for each unit and time would say: here to be distrusted. It weighs "
        f"{share:.0%} of the treated unit-times negatively.{gap}"
    )
    return [Check("Two-way fixed effects", estimate, low, high, p, text)]


def _by_group(cells: Cells, panel: Panel, level: float) -> list[Check]:
    found = []
    for group in sorted(set(cells.began[cells.after].tolist())):
        which = cells.after & (cells.began == group)
        each = cells.jackknife(which)
        value = cells.mean_of(which)
        low = high = p = None
        if each.error:
            low, high, p = t_interval(value, each.error, each.degrees, level)
        units = int((panel.first == group).sum())
        name = f"Began in {panel.times[group]}"
        found.append(Check(name, value, low, high, p, f"Mean of its times after, of {units:,} units."))
    return found


def _course(panel: Panel, cells: Cells, events: list[EventTime]) -> Course:
    """What the treated had by time since it began, and what they would have had without."""
    effect = {-1: 0.0, **{each.since: each.estimate for each in events}}
    band = {-1: (0.0, 0.0), **{each.since: (each.low, each.high) for each in events if each.low is not None}}
    places = sorted(effect)
    seen = {at: cells.observed(panel, at) for at in places}
    places = [at for at in places if seen[at] is not None]
    without, low, high = [], [], []
    for at in places:
        level = seen[at] or 0.0
        without.append(level - effect[at])
        ends = band.get(at)
        low.append(None if ends is None or ends[1] is None else level - ends[1])
        high.append(None if ends is None or ends[0] is None else level - ends[0])
    name = "without it"
    return Course(
        "times since it began", tuple(str(at) for at in places),
        {"treated": tuple(seen[at] for at in places), name: tuple(without)}, {name: (tuple(low), tuple(high))},
    )  # fmt: skip
