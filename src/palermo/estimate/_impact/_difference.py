"""Difference in differences: what changed where something was done, less what changed where nothing was."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._answers_cautions import NO_CLUSTERS, POLITE, cluster_cautions, count_cautions
from palermo.estimate._impact._attrition import FEWEST, attrition, check_panel
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._infer import Inference, infer, left_out, t_interval
from palermo.estimate._impact._peer import peer_error
from palermo.estimate._impact._read import (
    Answers,
    Times,
    covariate_columns,
    read_answers,
    read_times,
    read_treated,
)
from palermo.estimate._impact._regress import Regression, regress, wald
from palermo.estimate._impact._results import Bools, Caution, Check, Course, Effect, Floats, Ints
from palermo.estimate._impact._steps import by_step
from palermo.estimate._impact._wild import FEW_CLUSTERS
from palermo.estimate._samples._read import read_columns

Engine = Literal["own", "pyfixest"]

EFFECT = "effect"

SUSPICIOUS = 0.05
"""p of the test of trends before, below which it is a caution."""


def difference_in_differences(
    table: Any,
    outcome: str,
    *,
    group: str,
    time: str,
    after: Sequence[str],
    treated: str = "",
    cluster: str | None = None,
    unit: str | None = None,
    weight: str | None = None,
    covariates: Sequence[str] = (),
    level: float = 0.95,
    replicates: int = 4096,
    seed: int = 0,
    engine: Engine = "own",
) -> Effect:
    """Estimate (after - before, treated) - (after - before, comparison) by weighted least squares.

    group, treated: the column of groups and which of its two values had it (a yes if not given). time, after: the
    column of waves, and which come after. cluster: villages or sites that were chosen, over which errors are: CRV1 from
    40 clusters on, the wild cluster bootstrap below. unit: who answered, where the same people were asked again; each
    then has a level of their own, and those who were lost are looked at. engine: pyfixest takes the effect and its
    error by formula from there instead (extra `palermo[impact]`).

    Raises InputError for what cannot be estimated: one cluster, nobody before, a person in both groups.

    >>> people = {
    ...     "knows": [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0] * 2, "village": [*"aabbccddaabbccdd"] * 2,
    ...     "campaign": ["yes", "yes", "yes", "yes", "no", "no", "no", "no"] * 4,
    ...     "wave": (["before"] * 8 + ["after"] * 8) * 2,
    ... }
    >>> found = difference_in_differences(
    ...     people, "knows", group="campaign", time="wave", after=["after"], cluster="village"
    ... )
    >>> round(found.estimate, 3), found.scale, found.clusters
    (0.75, 'share', 4)
    """
    columns = read_columns(table)
    answers = read_answers(columns, outcome, weight=weight)
    times = read_times(answers, time, after)
    arm = read_treated(answers, group, treated)
    _check_cells(answers, arm, times, time)
    who = None if unit is None else check_panel(answers, unit, times, arm)
    clusters = answers.groups(cluster)[0] if cluster is not None else who
    cautions = [*answers.cautions, POLITE, *count_cautions(answers)]
    if cluster is None:
        cautions.append(NO_CLUSTERS)
    if clusters is not None:
        cautions += cluster_cautions(int(clusters.max()) + 1, _arms(clusters, arm, cluster or unit or ""))
    moved = (arm & times.is_after).astype(float)
    rest = [*_waves(times), *covariate_columns(answers, covariates)]
    columns_of = [("level", np.ones(len(answers))), ("treated", arm.astype(float)), (EFFECT, moved), *rest]
    fits = {
        kind: regress(answers.values, columns_of, weights=answers.weights, clusters=clusters, absorb=who, kind=kind)
        for kind in ("CRV1", "CRV3")
    }
    if EFFECT not in fits["CRV1"].names:
        reason = "Nobody who was treated was asked both before and after, or other columns say who was."
        raise InputError("estimate.impact_no_before", place=columns.at(time), reason=reason)
    found = infer(fits["CRV1"], EFFECT, level=level, replicates=replicates, seed=seed, is_share=answers.is_share)
    found = _of_enough(found, arm, times.is_after, clusters)
    checks = [*_errors(fits, level)]
    if engine == "pyfixest":
        checks.append(peer_error(answers.values, columns_of, answers.weights, clusters, who, EFFECT))
    steps, uneven = by_step(
        answers,
        lambda y: regress(y, columns_of, weights=answers.weights, clusters=clusters, absorb=who).of(EFFECT)[0],
        shown=found.shows,
    )
    checks += steps
    trend, said = _trends_before(answers, arm, times, clusters, who, rest, seed, replicates)
    checks += trend
    cautions += [*said, *uneven, *found.cautions]
    if who is not None:
        lost, warned = attrition(answers, who, arm, times, cluster, level=level, seed=seed)
        checks += lost
        cautions += warned
    return Effect(
        "difference_in_differences", found.estimate, found.low, found.high, level,
        DESIGNS["difference_in_differences"].assumption, tuple(dict.fromkeys(cautions)), found.how,
        details={"periods": list(times.names), "engine": engine}, outcome=outcome, scale=answers.scale, n=len(answers),
        clusters=None if clusters is None else int(clusters.max()) + 1, error=found.error, degrees=found.degrees,
        p=found.p, level_before=answers.mean(arm & ~times.is_after), checks=tuple(checks),
        course=_course(answers, arm, times),
    )  # fmt: skip


def _check_cells(answers: Answers, arm: Bools, times: Times, time: str) -> None:
    for inside, who in ((arm, "treated"), (~arm, "comparison")):
        for late, when in ((False, "before"), (True, "after")):
            if not (inside & (times.is_after == late)).any():
                reason = f"Nobody of the {who} group has an answer {when}."
                raise InputError("estimate.impact_no_before", place=answers.columns.at(time), reason=reason)


def _arms(clusters: Ints, arm: Bools, name: str) -> list[int]:
    """Clusters with people of each group. Raises InputError where one group is one cluster."""
    sizes = [len(np.unique(clusters[arm])), len(np.unique(clusters[~arm]))]
    if min(sizes) < 2:
        reason = (
            "One of the two groups is a single cluster: what else happened there cannot be told from what was done, "
            "and no error can be given. With many periods, a synthetic control may help."
        )
        raise InputError("estimate.one_cluster", place=f"column {name}", reason=reason)
    return sizes


def _of_enough(found: Inference, arm: Bools, late: Bools, clusters: Ints | None) -> Inference:
    """Without an interval where a group was at one time a single cluster, or a handful of answers: no error is seen."""
    cells = [(arm == side) & (late == when) for side in (True, False) for when in (False, True)]
    if clusters is None:
        fewest = min(int(cell.sum()) for cell in cells)
        enough, what = fewest >= FEWEST, "answer" if fewest == 1 else "answers"
    else:
        fewest = min(len(np.unique(clusters[cell])) for cell in cells)
        enough, what = fewest > 1, "cluster"
    if enough:
        return found
    text = (
        f"One group has {fewest} {what} at one time: how far chance can move that cannot be told, and no interval be."
    )
    return replace(found, low=None, high=None, p=None, cautions=(*found.cautions, Caution("few_in_a_cell", text)))


def _waves(times: Times) -> list[tuple[str, Floats]]:
    return [(f"period {times.names[at]}", (times.at == at).astype(float)) for at in range(1, len(times.names))]


def _errors(fits: dict[str, Regression], level: float) -> list[Check]:
    """What formulas say: beside the interval, for those who know them."""
    said = {
        "CRV1": "By the formula that most packages use; with few clusters it promises too much.",
        "CRV3": "By leaving out one cluster at a time, with Welch's degrees of freedom; it holds longest with few.",
    }
    found = []
    for kind, fit in fits.items():
        estimate, error = fit.of(EFFECT)
        low, high, p = t_interval(estimate, error, fit.degrees, level)
        if kind == "CRV3":
            low, high, p, _, _ = left_out(fit, EFFECT, level)
        name = kind if fit.clusters is not None else {"CRV1": "HC1", "CRV3": "HC3"}[kind]
        found.append(Check(f"Interval by {name}", estimate, low, high, p, said[kind]))
    return found


def _trends_before(
    answers: Answers, arm: Bools, times: Times, clusters: Ints | None, who: Ints | None,
    rest: Sequence[tuple[str, Floats]], seed: int, replicates: int,
) -> tuple[list[Check], list[Caution]]:  # fmt: skip
    """Whether the groups moved apart before anything was done."""
    early = [at for at in range(len(times.names)) if not times.after[at] and at != times.last_before]
    if not early:
        text = (
            "There is one wave before. Whether the groups moved alike before anything was done, on which all rests, "
            "cannot be looked at."
        )
        return [], [Caution("no_trend_before", text)]
    others = [at for at in range(len(times.names)) if at != times.last_before]
    apart = [(f"treated in {times.names[at]}", (arm & (times.at == at)).astype(float)) for at in others]
    base = [("level", np.ones(len(answers))), ("treated", arm.astype(float))]
    fit = regress(answers.values, [*base, *rest, *apart], weights=answers.weights, clusters=clusters, absorb=who)
    names = [f"treated in {times.names[at]}" for at in early if f"treated in {times.names[at]}" in fit.names]
    if not names:
        return [], [Caution("no_trend_before", "Trends before could not be tested: no group is in all waves.")]
    p: float | None
    if clusters is not None and fit.groups < FEW_CLUSTERS and len(names) < fit.groups - 1:
        each = [infer(fit, name, level=0.95, seed=seed, replicates=replicates) for name in names]
        said = [1.0 if one.p is None else one.p for one in each]
        p, value = min(1.0, len(said) * min(said)), max((one.estimate for one in each), key=abs)
        how = "as the interval is made, the p of the largest made larger by how many waves there are"
    else:
        value, many, degrees, p = wald(fit, names)
        how = f"F test with {many:g} and {degrees:g} degrees of freedom"
    if p is None or np.isnan(p):
        text = "There are more waves before than clusters can test."
        return [], [Caution("no_trend_before", text)]
    text = (
        f"Whether the groups moved alike in the waves before ({how}). That it finds nothing is no proof that they did."
    )
    check = Check("Trends before", value, None, None, p, text)
    if p >= SUSPICIOUS:
        return [check], []
    warning = (
        f"The groups were already moving apart before anything was done (p = {p:.3f}). The effect may be that trend "
        "going on."
    )
    return [check], [Caution("trend_before", warning)]


def _course(answers: Answers, arm: Bools, times: Times) -> Course:
    """Means by wave, and where the treated would be had they moved as the others."""
    treated = tuple(answers.mean(arm & (times.at == at)) for at in range(len(times.names)))
    others = tuple(answers.mean(~arm & (times.at == at)) for at in range(len(times.names)))
    start, level = answers.mean(arm & ~times.is_after), answers.mean(~arm & ~times.is_after)
    expected = tuple(
        other + start - level
        if at >= times.last_before and other is not None and start is not None and level is not None
        else None
        for at, other in enumerate(others)
    )
    lines = {"treated": treated, "comparison": others, "treated, had it moved as the comparison": expected}
    return Course("wave", times.names, lines)
