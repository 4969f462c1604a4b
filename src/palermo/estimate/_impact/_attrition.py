"""The same people asked again: who was lost, and what that can do to the answer."""

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._lee import ASSUMPTION, lee_bounds
from palermo.estimate._impact._read import Answers, Times, outcome_values
from palermo.estimate._impact._results import LOWER_LOST, UPPER_LOST, Bools, Caution, Check, Floats, Ints

MUCH = 0.2
"""Share lost from which it is a caution (the field's rule of thumb: Schulz and Grimes 2002, Lancet 359, 781-785)."""

UNEVEN = 0.05
"""Difference between the groups in the share lost from which it is a caution, as in the same paper."""

FEWEST = 5
"""People of a group who must have been asked again before bounds are worth having."""


def check_panel(answers: Answers, unit: str, times: Times, arm: Bools) -> Ints:
    """Who each answer is from. Raises InputError for a person twice in a wave, or in both groups."""
    who, names = answers.groups(unit)
    cells = who * len(times.names) + times.at
    if len(np.unique(cells)) < len(cells):
        first = int(np.flatnonzero(np.bincount(cells)[cells] > 1)[0])
        place = answers.columns.at(unit, int(answers.rows[first]))
        raise InputError("estimate.impact_panel", place=place, reason="Somebody is there twice in one wave.")
    mixed = np.bincount(who, arm, minlength=len(names)) % np.bincount(who, minlength=len(names)) != 0
    if mixed.any():
        first = int(np.flatnonzero(mixed[who])[0])
        place = answers.columns.at(unit, int(answers.rows[first]))
        raise InputError("estimate.impact_panel", place=place, reason="Somebody is in both groups.")
    return who


def attrition(
    answers: Answers, who: Ints, arm: Bools, times: Times, cluster: str | None, *, level: float, seed: int
) -> tuple[list[Check], list[Caution]]:
    """Shares lost in each group, bounds of the effect on the change, and what to be careful about."""
    people = int(who.max()) + 1
    late = times.is_after
    first, last = np.full(people, np.nan), np.full(people, np.nan)
    for found, which in ((first, ~late), (last, late)):
        counts = np.bincount(who[which], minlength=people)
        sums = np.bincount(who[which], answers.values[which], minlength=people)
        found[counts > 0] = sums[counts > 0] / counts[counts > 0]
    group = np.zeros(people, bool)
    group[who[arm]] = True
    weight = np.zeros(people)
    weight[who] = answers.weights
    begun = ~np.isnan(first)
    cautions = []
    gaps = len(np.unique(who)) * len(times.names) - len(answers)
    if gaps:
        joined = int((~begun).sum())
        text = (
            f"The panel is unbalanced: {gaps:,} of {people * len(times.names):,} answers of a person in a wave are not "
            f"there{f', and {joined:,} people came in after the first waves' if joined else ''}. Who was not asked "
            "before and after tells nothing of the effect."
        )
        cautions.append(Caution("unbalanced", text))
    clusters = None
    if cluster is not None:
        at, _ = answers.groups(cluster)
        of_person = np.zeros(people, np.int64)
        of_person[who] = at
        clusters = np.unique(of_person[begun], return_inverse=True)[1].astype(np.int64)
    checks, said = _bounded((last - first)[begun], group[begun], weight[begun], clusters, level=level, seed=seed)
    return checks, [*cautions, *said]


def unanswered(
    answers: Answers, arm: Bools, group: str, cluster: str | None, weight: str | None, *, level: float, seed: int
) -> tuple[list[Check], list[Caution]]:
    """The same for two groups asked once: who of each has no answer. arm: of those who have one."""
    columns = answers.columns
    values, _ = outcome_values(columns, answers.outcome)
    if not np.isnan(values).any():
        return [], []
    at, _ = columns.groups(group)
    everybody = at == at[answers.rows[arm]][0]
    weights = np.ones(len(columns)) if weight is None else columns.numbers(weight)
    clusters = None if cluster is None else columns.groups(cluster)[0]
    return _bounded(values, everybody, weights, clusters, level=level, seed=seed)


def _bounded(
    values: Floats, arm: Bools, weights: Floats, clusters: Ints | None, *, level: float, seed: int
) -> tuple[list[Check], list[Caution]]:
    """Shares without a value in each group, bounds of the effect, and what to be careful about."""
    gone = np.isnan(values)
    lost = [float(gone[arm == side].mean()) for side in (True, False)]
    if max(lost) == 0:
        return [], []
    cautions = []
    text = f"{lost[0]:.1%} of the treated and {lost[1]:.1%} of the comparison group were lost."
    checks = [Check("Lost, treated less comparison", lost[0] - lost[1], None, None, None, text)]
    uneven = abs(lost[0] - lost[1]) > UNEVEN
    if max(lost) > MUCH or uneven:
        why = "unevenly, which can make or hide an effect" if uneven else "which can make or hide an effect"
        cautions.append(Caution("attrition", f"{text[:-1]}, {why}; see the bounds."))
    if min(int((~gone & (arm == side)).sum()) for side in (True, False)) < FEWEST:
        return checks, cautions
    bounds = lee_bounds(values, arm, weights=weights, clusters=clusters, level=level, seed=seed)
    wide = "holds zero" if bounds.lower <= 0 <= bounds.upper else "keeps one sign"
    checks += [
        Check(LOWER_LOST, bounds.lower, bounds.low, None, None, f"The range {wide}. {ASSUMPTION}"),
        Check(UPPER_LOST, bounds.upper, None, bounds.high, None, f"The range {wide}. {ASSUMPTION}"),
    ]
    if bounds.lower <= 0 <= bounds.upper:
        text = (
            "Those who were lost could by themselves account for the effect, or hide one: the bounds reach from "
            f"{bounds.lower:.3g} to {bounds.upper:.3g}."
        )
        cautions.append(Caution("attrition_bounds", text))
    return checks, cautions
