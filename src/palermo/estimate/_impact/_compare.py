"""Two sets of answers compared: before and after, or two groups after; the same people or different ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._answers_cautions import NO_CLUSTERS, POLITE, cluster_cautions, count_cautions
from palermo.estimate._impact._attrition import FEWEST, check_panel, unanswered
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._infer import ALL_ALIKE, NO_SPREAD, infer, t_interval
from palermo.estimate._impact._proportions import paired_shares, two_shares, wilson
from palermo.estimate._impact._read import (
    Answers,
    covariate_columns,
    read_answers,
    read_times,
    read_treated,
)
from palermo.estimate._impact._regress import regress
from palermo.estimate._impact._results import Bools, Caution, Check, Course, Effect, Floats, Ints
from palermo.estimate._impact._steps import by_step
from palermo.estimate._samples._read import read_columns

NO_COMPARISON = Caution(
    "no_comparison",
    "There is no comparison group. What changed is told, and not why: the season, the news, other programmes, and who "
    "was asked are in it.",
)


def before_after(
    table: Any,
    outcome: str,
    *,
    time: str,
    after: Sequence[str],
    unit: str | None = None,
    cluster: str | None = None,
    weight: str | None = None,
    covariates: Sequence[str] = (),
    level: float = 0.95,
    replicates: int = 4096,
    seed: int = 0,
) -> Effect:
    """What changed between waves, with no group to compare with.

    unit: who answered, where the same people were asked twice: pairs alone are compared, by McNemar's exact test and
    Newcombe's interval for pairs. Shares of different people: Newcombe's interval. Means, weights, clusters and
    covariates: a regression, as for the difference in differences. Raises InputError for what cannot be compared.

    >>> waves = {"wave": ["before"] * 80 + ["after"] * 70, "knows": [1] * 48 + [0] * 32 + [1] * 56 + [0] * 14}
    >>> found = before_after(waves, "knows", time="wave", after=["after"])
    >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    answers = read_answers(read_columns(table), outcome, weight=weight)
    times = read_times(answers, time, after)
    late = times.is_after
    who = None if unit is None else check_panel(answers, unit, times, np.zeros(len(answers), bool))
    cautions = [*answers.cautions, NO_COMPARISON, POLITE, *count_cautions(answers)]
    if who is not None and len(times.names) > 2:
        reason = f"The same people are compared between two waves, and there are {len(times.names)}."
        raise InputError("estimate.impact_periods", place=answers.columns.at(time), reason=reason)
    if who is not None:
        cautions += _lost(who, late)
    return _compared(
        "before_after", answers, late, who, cluster, covariates, cautions, ("before", "after"), level, replicates, seed
    )


def two_groups(
    table: Any,
    outcome: str,
    *,
    group: str,
    treated: str = "",
    cluster: str | None = None,
    weight: str | None = None,
    covariates: Sequence[str] = (),
    level: float = 0.95,
    replicates: int = 4096,
    seed: int = 0,
) -> Effect:
    """How two groups differ after something was done in one of them; sound where lots decided which.

    Shares: Newcombe's interval. Means, weights, clusters and covariates: a regression. Records without an answer are
    those who could not be asked, and Lee's bounds say what they can have done to it. Raises InputError for what
    cannot be compared, and for a group that is a single cluster.
    """
    answers = read_answers(read_columns(table), outcome, weight=weight)
    arm = read_treated(answers, group, treated)
    cautions = [*answers.cautions, POLITE, *count_cautions(answers)]
    names = ("comparison", "treated")
    lost, said = unanswered(answers, arm, group, cluster, weight, level=level, seed=seed)
    found = _compared("groups", answers, arm, None, cluster, covariates, cautions, names, level, replicates, seed)
    return replace(found, checks=(*found.checks, *lost), cautions=tuple(dict.fromkeys((*found.cautions, *said))))


def _compared(
    design: str, answers: Answers, one: Bools, who: Ints | None, cluster: str | None, covariates: Sequence[str],
    cautions: list[Caution], names: tuple[str, str], level: float, replicates: int, seed: int,
) -> Effect:  # fmt: skip
    clusters = None if cluster is None else answers.groups(cluster)[0]
    if clusters is None:
        cautions.append(NO_CLUSTERS)
    else:
        arms = [len(np.unique(clusters[one])), len(np.unique(clusters[~one]))]
        groups = int(clusters.max()) + 1
        if groups < 2 or (design == "groups" and min(arms) < 2):
            reason = "One group is a single cluster: what else is special there cannot be told from what was done."
            raise InputError("estimate.one_cluster", place=f"column {cluster}", reason=reason)
        cautions += cluster_cautions(groups, arms if design == "groups" else ())
    simple = clusters is None and answers.plain and not covariates
    if who is not None:
        kept = np.bincount(who, one)[who] * np.bincount(who, ~one)[who] == 1
        if not kept.any():
            reason = "Nobody was asked both before and after."
            raise InputError("estimate.impact_no_before", place=f"column of {answers.outcome}", reason=reason)
    else:
        kept = np.ones(len(answers), bool)
    values, side = answers.values[kept], one[kept]
    pairs = None if who is None else who[kept]
    error: float | None
    degrees: float | None
    low: float | None
    high: float | None
    p: float | None
    if simple and answers.is_share:
        estimate, low, high, p, how = _shares(values, side, pairs, level)
        error = degrees = None
    elif simple and pairs is not None:
        order = np.argsort(pairs, kind="stable")
        change = values[order][side[order]] - values[order][~side[order]]
        estimate, degrees = float(change.mean()), float(max(len(change) - 1, 1))
        error = float(change.std(ddof=1) / np.sqrt(len(change))) if len(change) > 1 else float("nan")
        if not np.isfinite(error):
            reason = "One person was asked both times: no error can be told."
            raise InputError("estimate.impact_nobody", place=f"column {answers.outcome}", reason=reason)
        low, high, p = t_interval(estimate, error, degrees, level)
        how = "t, of each person's change"
        if error <= NO_SPREAD * max(float(np.abs(values).max()), 1e-300):
            low = high = p = error = degrees = None
            cautions.append(ALL_ALIKE)
    else:
        columns = [("level", np.ones(len(answers))), ("effect", one.astype(float))]
        columns += covariate_columns(answers, covariates)
        columns = [(name, column[kept]) for name, column in columns]
        within = pairs if pairs is not None else None
        absorb = None if within is None else np.unique(within, return_inverse=True)[1].astype(np.int64)
        groups_of = clusters[kept] if clusters is not None else absorb
        groups_of = None if groups_of is None else np.unique(groups_of, return_inverse=True)[1].astype(np.int64)
        fit = regress(values, columns, weights=answers.weights[kept], clusters=groups_of, absorb=absorb)
        inferred = infer(fit, "effect", level=level, replicates=replicates, seed=seed, is_share=answers.is_share)
        estimate, error, low, high, p = (
            inferred.estimate, inferred.error, inferred.low, inferred.high, inferred.p,
        )  # fmt: skip
        degrees, how = inferred.degrees, inferred.how
        cautions += inferred.cautions
        fewest = min(int(side.sum()), int((~side).sum()))
        if clusters is None and fewest < FEWEST:
            low = high = p = None
            text = f"One of the two sides has {fewest} answers: how far chance can move so few cannot be told."
            cautions.append(Caution("few_in_a_cell", text))

    def effect_on(y: Floats) -> float:
        mine, weight = y[kept], answers.weights[kept]
        if simple:
            return float(mine[side].mean() - mine[~side].mean())
        return regress(mine, columns, weights=weight, clusters=groups_of, absorb=absorb).of("effect")[0]

    steps, uneven = by_step(answers, effect_on, shown=low is not None and high is not None and not low <= 0 <= high)
    cautions += uneven
    return Effect(
        design, estimate, low, high, level, DESIGNS[design].assumption, tuple(dict.fromkeys(cautions)), how,
        outcome=answers.outcome, scale=answers.scale, n=int(kept.sum()),
        clusters=None if clusters is None else int(clusters.max()) + 1, error=error, degrees=degrees, p=p,
        level_before=answers.mean(~one & kept), checks=(*_levels(answers, one, kept, names, level), *steps),
        course=_course(answers, one, kept, names),
    )  # fmt: skip


def _shares(
    values: np.ndarray[Any, Any], side: Bools, pairs: Ints | None, level: float
) -> tuple[float, float, float, float, str]:
    if pairs is None:
        counts = [int(values[side].sum()), int(side.sum()), int(values[~side].sum()), int((~side).sum())]
        if min(counts[1], counts[3]) == 0:
            raise InputError("estimate.impact_nobody", place="outcome", reason="Nobody is on one of the two sides.")
        found = two_shares(*counts, level=level)
        how = "Newcombe's hybrid score interval; p by the score test"
    else:
        order = np.argsort(pairs, kind="stable")
        late, early = values[order][side[order]] > 0, values[order][~side[order]] > 0
        found = paired_shares(
            int((late & early).sum()), int((late & ~early).sum()), int((early & ~late).sum()),
            int((~late & ~early).sum()), level=level,
        )  # fmt: skip
        how = "Newcombe's score interval for pairs; p by McNemar's exact test"
    return found.estimate, found.low, found.high, found.p, how


def _levels(answers: Answers, one: Bools, kept: Bools, names: tuple[str, str], level: float) -> tuple[Check, ...]:
    """Each side by itself."""
    found = []
    for name, side in zip(names, (~one & kept, one & kept), strict=True):
        value = answers.mean(side)
        if answers.is_share and answers.plain and side.any():
            n = int(side.sum())
            low, high = wilson(int(answers.values[side].sum()), n, level=level)
            found.append(Check(f"Share, {name}", value, low, high, None, f"Of {n:,} answers; Wilson's interval."))
        else:
            found.append(Check(f"Mean, {name}", value, None, None, None, f"Of {int(side.sum()):,} answers."))
    return tuple(found)


def _course(answers: Answers, one: Bools, kept: Bools, names: tuple[str, str]) -> Course:
    return Course("", names, {answers.outcome: (answers.mean(~one & kept), answers.mean(one & kept))})


def _lost(who: Ints, late: Bools) -> list[Caution]:
    both = int(((np.bincount(who, late) > 0) & (np.bincount(who, ~late) > 0)).sum())
    people = int(who.max()) + 1
    if both == people:
        return []
    text = (
        f"{people - both:,} of {people:,} people were asked in one wave only and were left out; those who were found "
        "again may be those whom it reached."
    )
    return [Caution("attrition", text)]
