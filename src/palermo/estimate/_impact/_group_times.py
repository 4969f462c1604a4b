"""Groups and times of a staggered roll-out: each compared with those not treated by then, from sums by cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._infer import NO_SPREAD, welch_degrees
from palermo.estimate._impact._ordered import check_in_order, ordered_places, ranks, times_of
from palermo.estimate._impact._read import read_answers
from palermo.estimate._impact._results import Bools, Caution, Floats, Ints
from palermo.estimate._samples._read import read_columns

NEVER = -1


@dataclass(frozen=True, eq=False)
class Panel:
    """Units by times. values: NaN where a unit was not seen. first: the place of the time it began, NEVER for never."""

    values: Floats
    times: tuple[str, ...]
    first: Ints
    clusters: Ints
    weights: Floats
    scale: str
    place: str
    cautions: tuple[Caution, ...]

    @property
    def groups(self) -> int:
        """Clusters, or units where none were named."""
        return int(self.clusters.max()) + 1


@dataclass(frozen=True, slots=True)
class Errors:
    """An error by leaving out one cluster at a time. moves: how far each moved the estimate, scaled to the error.

    degrees: of its t, which the side with few clusters decides.
    """

    error: float | None
    moves: Floats
    degrees: float


@dataclass(frozen=True, eq=False)
class Cells:
    """Effects by starting time and time. since: times since it began; before it is below 0, and -1 is the base of all.

    sums, counts: by cell and cluster, of changes and of weights, for the treated (0) and the controls (1). size: weight
    of the starting time's units seen in the cell.
    """

    began: Ints
    at: Ints
    since: Ints
    sums: Floats
    counts: Floats

    @property
    def groups(self) -> int:
        """Clusters."""
        return int(self.sums.shape[2])

    @property
    def after(self) -> Bools:
        """Cells of a time since it began."""
        return np.asarray(self.since >= 0, bool)

    def effects(self, sums: Floats, counts: Floats) -> Floats:
        """Each cell's effect; NaN where a side is empty."""
        with np.errstate(divide="ignore", invalid="ignore"):
            means = np.where(counts > 1e-12, sums / counts, np.nan)
        return np.asarray(means[0] - means[1], np.float64)

    def mean_of(self, which: Bools) -> float:
        """The mean effect of some cells, by the weight of their treated units."""
        return float(self._mean(self.sums[:, which].sum(axis=2), self.counts[:, which].sum(axis=2)))

    def _mean(self, sums: Floats, counts: Floats) -> Any:
        effects = self.effects(sums, counts)
        weight = np.where(np.isfinite(effects), counts[0], 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return (np.where(np.isfinite(effects), effects, 0.0) * weight).sum(axis=0) / weight.sum(axis=0)

    def jackknife(self, which: Bools) -> Errors:
        """Leave out one cluster at a time. No error where cells then vanish: what is left is another mean."""
        sums, counts = self.sums[:, which], self.counts[:, which]
        left_sums = sums.sum(axis=2, keepdims=True) - sums
        left_counts = counts.sum(axis=2, keepdims=True) - counts
        lost = ((left_counts <= 1e-9) & (counts > 0)).any(axis=(0, 1))
        each = self._mean(left_sums, left_counts)
        groups = self.groups
        if lost.all() or not np.isfinite(each).all() or (lost.any() and which.sum() == 1):
            return Errors(None, np.zeros(groups), 1.0)
        whole = self._mean(sums.sum(axis=2), counts.sum(axis=2))
        moves = np.sqrt((groups - 1) / groups) * (each - whole)
        error = float(np.sqrt((moves**2).sum()))
        degrees = welch_degrees(moves, counts[0].sum(axis=0) > 0)
        return Errors(error if error > NO_SPREAD * (1e-300 + float(np.abs(sums).max())) else None, moves, degrees)

    def alone(self) -> int:
        """Starting times whose treated units are one cluster."""
        return sum(
            int((self.counts[0][(self.began == group) & self.after].sum(axis=0) > 0).sum() == 1)
            for group in set(self.began[self.after].tolist())
        )

    def level_before(self, panel: Panel) -> float | None:
        """The mean of the treated at the last time before."""
        return self.observed(panel, -1)

    def observed(self, panel: Panel, since: int) -> float | None:
        """The mean of the treated so many times after it began."""
        total = weight = 0.0
        for group in set(self.began.tolist()):
            at = group + since
            if 0 <= at < len(panel.times):
                use = (panel.first == group) & np.isfinite(panel.values[:, at])
                total += float((panel.values[use, at] * panel.weights[use]).sum())
                weight += float(panel.weights[use].sum())
        return total / weight if weight > 0 else None

    def to_list(self, panel: Panel) -> list[Mapping[str, Any]]:
        """Each cell, ready for JSON."""
        effects = self.effects(self.sums.sum(axis=2), self.counts.sum(axis=2))
        return [
            {
                "began": panel.times[began], "time": panel.times[at], "since": int(since), "estimate": float(effect),
                "units": int((panel.first == began).sum()),
            }
            for began, at, since, effect in zip(self.began, self.at, self.since, effects, strict=True)
            if np.isfinite(effect)
        ]  # fmt: skip


def cells_of(panel: Panel, controls: str) -> Cells:
    """Every starting time and time that can be compared. controls: never, or not_yet."""
    began, at, since = [], [], []
    sums, counts = [], []
    for group in sorted(set(panel.first[panel.first > 0].tolist())):
        base = group - 1
        for time in range(len(panel.times)):
            if time == base:
                continue
            change = panel.values[:, time] - panel.values[:, base]
            seen = np.isfinite(change)
            mine = (panel.first == group) & seen
            others = panel.first == NEVER
            if controls == "not_yet":
                others = others | ((panel.first > max(time, base)) & (panel.first != group))
            others &= seen
            if not mine.any() or not others.any():
                continue
            began.append(group)
            at.append(time)
            since.append(time - group)
            both = [
                (
                    np.bincount(panel.clusters[side], (change * panel.weights)[side], panel.groups),
                    np.bincount(panel.clusters[side], panel.weights[side], panel.groups),
                )
                for side in (mine, others)
            ]
            sums.append([each[0] for each in both])
            counts.append([each[1] for each in both])
    if not began:
        reason = "Nobody is left to compare with: all units are treated at once, or none are."
        raise InputError("estimate.impact_groups", place=panel.place, reason=reason)
    return Cells(
        np.array(began), np.array(at), np.array(since), np.array(sums).transpose(1, 0, 2),
        np.array(counts).transpose(1, 0, 2),
    )  # fmt: skip


def read_panel(
    table: Any, outcome: str, *, unit: str, time: str, first: str, cluster: str | None, weight: str | None
) -> Panel:
    """Units by times. Raises InputError for a unit twice at one time, with two starting times, or none to compare."""
    columns = read_columns(table)
    answers = read_answers(columns, outcome, weight=weight)
    at, names = answers.groups(time)
    order = ordered_places(names, columns.at(time))
    times = tuple(names[each] for each in order)
    rank = ranks(order)
    who, units = answers.groups(unit)
    place = columns.at(unit)
    values = np.full((len(units), len(times)), np.nan)
    if len(np.unique(who * len(times) + rank[at])) < len(who):
        raise InputError("estimate.impact_panel", place=place, reason="A unit is there twice at one time.")
    values[who, rank[at]] = answers.values
    began = _first(columns.labels(first)[answers.rows], times, columns.at(first))
    starts = np.full(len(units), NEVER, np.int64)
    starts[who] = began
    if (starts[who] != began).any():
        raise InputError("estimate.impact_panel", place=place, reason="A unit has two times at which it began.")
    weights = np.zeros(len(units))
    weights[who] = answers.weights
    clusters = np.arange(len(units))
    if cluster is not None:
        found, _ = answers.groups(cluster)
        clusters[who] = found
        if (clusters[who] != found).any():
            raise InputError("estimate.impact_panel", place=place, reason="A unit is in two clusters.")
    cautions = [*answers.cautions]
    always = starts == 0
    if (starts > 0).sum() == 0:
        reason = (
            f"All {int(always.sum()):,} treated units were treated from the first time on: there is no time before."
            if always.any()
            else "No unit is treated at any time of the table."
        )
        raise InputError("estimate.impact_no_before", place=columns.at(first), reason=reason)
    if always.any():
        text = (
            f"{int(always.sum()):,} units were treated from the first time on, so that nothing is known of them "
            "before; they were left out."
        )
        cautions.append(Caution("always_treated", text))
    keep = ~always
    gaps = int(np.isnan(values[keep]).sum())
    if gaps:
        text = (
            f"The panel is unbalanced: {gaps:,} of {values[keep].size:,} values of a unit at a time are not there. "
            "Each effect is of the units seen both at its time and before it began, and these may differ from effect "
            "to effect."
        )
        cautions.append(Caution("unbalanced", text))
    lost = np.unique(clusters[keep], return_inverse=True)[1].astype(np.int64)
    if int(lost.max()) < 1:
        reason = "There is one cluster: what happened in it cannot be told from what was done."
        raise InputError("estimate.one_cluster", place=columns.at(cluster or unit), reason=reason)
    return Panel(values[keep], times, starts[keep], lost, weights[keep], answers.scale, place, tuple(cautions))


def _first(labels: Any, times: tuple[str, ...], place: str) -> Ints:
    """The place of the time at which each began: the first time of the table that is not before it."""
    found = np.full(len(labels), NEVER, np.int64)
    said = list(dict.fromkeys(each for each in labels if each is not None))
    if not said:
        return found
    when = times_of([*times, *said])
    if when is None:
        if times_of(times) is not None:
            reason = "This is no time of the table's kind. Leave it blank for units that were never treated."
            raise InputError("estimate.sample_value", place=place, reason=reason)
        check_in_order([*times, *said], place)
    kept = [*times, *said] if when is None else when
    began = dict(zip(said, kept[len(times) :], strict=True))
    if when is not None and 0.0 in began.values() and min(when[: len(times)]) > 1:
        reason = "0 is no time of the table. Leave it blank for units that were never treated."
        raise InputError("estimate.sample_value", place=place, reason=reason)
    places: dict[str, int] = {}
    for each, start in began.items():
        later = [at for at, time in enumerate(kept[: len(times)]) if time >= start]
        places[each] = later[0] if later else NEVER
    for row, each in enumerate(labels):
        if each is not None:
            found[row] = places[each]
    return found
