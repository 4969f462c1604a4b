"""Interrupted time series: one series, its own line and seasons before, and what broke when something began."""

import math
from typing import Any, Literal

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._answers_cautions import DETECTION
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._hac import Echoes, echoes, newey_west, usual_lag
from palermo.estimate._impact._infer import NO_SPREAD, t_interval
from palermo.estimate._impact._ordered import ordered_places, ranks, times_of
from palermo.estimate._impact._read import read_answers
from palermo.estimate._impact._results import RATIO, UNITS, Caution, Check, Course, Effect, Floats
from palermo.estimate._samples._read import read_columns

Family = Literal["normal", "poisson"]

FEWEST = 3
"""Times before and after that are the least a line and a break need."""

FEW = 12
"""Times on a side below which the line is a guess (the field's rule of thumb: Wagner and others 2002)."""

HARMONICS = 2
"""Pairs of sine and cosine by which seasons are drawn: a year may have two peaks."""

ECHO = 0.3
"""Echo from one time to the next from which it is said."""

NOTHING_LEFT = Caution(
    "no_spread",
    "The line leaves nothing unexplained, which numbers that were counted never do: nothing shows how far chance can "
    "move them, so that there is no interval. See whether they were reckoned.",
)

DRIFT = 0.8
"""Echo from which a series is taken to drift: no good effect is claimed of it."""


def interrupted(
    table: Any,
    outcome: str,
    *,
    time: str,
    start: str,
    season: int = 0,
    family: Family = "normal",
    lag: int | None = None,
    level: float = 0.95,
) -> Effect:
    """Estimate how much the times since `start` differ from where line and seasons before would have led.

    A segmented regression: a level, a trend, seasons by sines and cosines of `season` times a round (12 for months; 0
    for none), and from `start` on a step and another slope. The effect is the mean over the times since. family: normal
    for a difference in the outcome's units; poisson for counts, for how many times as many, as a log-linear model.
    Errors allow for spread beyond Poisson's (quasi-Poisson) and for an echo from time to time, an AR(1) whose strength
    is not known: the interval is mixed over all strengths, each as likely as the restricted likelihood has it; t with
    n - k degrees of freedom. In series of some dozens of months intervals by
    Newey and West's errors, which most packages have, hold less than they say; they stand beside it, with `lag` (by
    default 4 (n/100)^(2/9)).

    Raises InputError for gaps, too few times, and counts that are none.
    """
    columns = read_columns(table)
    answers = read_answers(columns, outcome)
    at, names = answers.groups(time)
    place = columns.at(time)
    if len(answers) < len(columns):
        raise _refused(place, "A time has no value.")
    order = ordered_places(names, place)
    if len(names) < len(answers):
        raise _refused(place, "A time is there twice.")
    rank = ranks(order)
    labels = tuple(names[each] for each in order)
    y = np.empty(len(names))
    y[rank[at]] = answers.values
    if start not in labels:
        reason = f"It does not have the time {start[:20]}; the first is {labels[0]}, the last {labels[-1]}."
        raise _refused(place, reason)
    begun = labels.index(start)
    unseen = _check_gaps(labels, place)
    design, many = _design(len(y), begun, season, place)
    if family == "poisson" and ((y < 0).any() or (y != np.round(y)).any()):
        raise _refused(columns.at(outcome), "Counts are whole numbers, 0 or more.")
    beta, fitted, inverse, scores = _poisson(design, y, place) if family == "poisson" else _least_squares(design, y)
    lag = usual_lag(len(y)) if lag is None else lag
    if lag < 0:
        raise InputError("estimate.setting", place="lag", reason="A lag is 0 or more.")
    n, k = design.shape
    root = np.sqrt(fitted) if family == "poisson" else np.ones(n)
    spread = echoes(design * root[:, None], (y - fitted) / root, inverse, least=1.0 if family == "poisson" else 0.0)
    rho = spread.likeliest
    usual = inverse @ newey_west(scores, lag) @ inverse * n / (n - k)
    after = np.arange(n) >= begun
    step, slope = many, many + 1
    contrast = np.zeros(k)
    contrast[step], contrast[slope] = 1.0, float(np.mean(np.arange(n)[after] - begun))
    degrees = float(n - k)
    value, error = float(contrast @ beta), spread.error(contrast)
    limits = spread.interval(value, contrast, level)
    exact = error <= NO_SPREAD * float(np.abs(y).max())
    turned = np.exp if family == "poisson" else (lambda each: each)
    residuals = (y - fitted) / np.sqrt(fitted) if family == "poisson" else y - fitted
    checks, cautions = _looked_at(beta, spread, step, slope, level, family, residuals, n - k, rho)
    checks.insert(0, _newey_west(value, float(contrast @ usual @ contrast), degrees, level, family, lag))
    if exact:
        cautions = [NOTHING_LEFT]
    cautions = [*answers.cautions, DETECTION, *cautions, *unseen, *_short(begun, n, season)]
    without = design.copy()
    without[:, [step, slope]] = 0.0
    expected = without @ beta
    around = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", without, spread.covariance, without), 0.0))
    reach = t_interval(0.0, 1.0, degrees, level)[1]
    ends = [np.asarray(turned(expected + side * reach * around)) for side in (-1, 1)]
    if family == "poisson" or (y >= 0).all():
        ends[0] = np.maximum(ends[0], 0.0)
    name = "as it would have gone on"
    line = tuple(float(each) if late else None for each, late in zip(turned(expected), after, strict=True))
    band = tuple(tuple(float(each) if late else None for each, late in zip(end, after, strict=True)) for end in ends)
    fit = tuple(float(each) for each in fitted)
    return Effect(
        "interrupted", float(turned(value)), None if exact else float(turned(limits[0])),
        None if exact else float(turned(limits[1])), level,
        DESIGNS["interrupted"].assumption, tuple(dict.fromkeys(cautions)),
        f"t with {degrees:g} degrees of freedom, mixed over echoes from time to time (likeliest {rho:.2f})",
        details={"family": family, "season": season, "lag": lag, "echo": rho, "start": start, "times_before": begun,
                 "times_after": n - begun, "error_of": "logarithm" if family == "poisson" else "effect"},
        outcome=outcome, scale=RATIO if family == "poisson" else UNITS, n=n, error=error, degrees=degrees,
        p=None if exact else limits[2],
        level_before=float(y[:begun].mean()), checks=tuple(checks),
        course=Course("time", labels, {"observed": tuple(float(each) for each in y), "fitted": fit, name: line},
                      {name: (band[0], band[1])}),
    )  # fmt: skip


def _design(n: int, begun: int, season: int, place: str) -> tuple[Floats, int]:
    """Level, trend, seasons, then step and slope; and where the step stands."""
    time = np.arange(n, dtype=float)
    columns = [np.ones(n), time - begun]
    if season < 0 or season == 1:
        raise InputError(
            "estimate.setting", place="season", reason="A round of seasons has 2 times or more; 0 is none."
        )
    for pair in range(1, min(HARMONICS, season // 2) + 1):
        columns.append(np.cos(2 * np.pi * pair * time / season))
        if 2 * pair != season:  # the last sine of an even round is zero everywhere
            columns.append(np.sin(2 * np.pi * pair * time / season))
    base = np.column_stack(columns)
    after = time >= begun
    if min(begun, n - begun) < FEWEST or np.linalg.matrix_rank(base[:begun]) < base.shape[1] or begun <= base.shape[1]:
        needed = max(FEWEST, base.shape[1] + 1)
        reason = (
            f"There are {begun} times before and {n - begun} after; at least {needed} before and {FEWEST} after are "
            "needed."
        )
        raise _refused(place, reason)
    return np.column_stack([base, after, np.where(after, time - begun, 0.0)]), base.shape[1]


def _least_squares(design: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    inverse = np.asarray(np.linalg.inv(design.T @ design), np.float64)
    beta = inverse @ (design.T @ y)
    fitted = design @ beta
    return beta, fitted, inverse, design * (y - fitted)[:, None]


def _poisson(design: Floats, y: Floats, place: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Maximum likelihood by weighted least squares. Raises InputError where it does not settle."""
    eta = np.log(y + 0.5)
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        mean = np.exp(np.clip(eta, -30, 30))
        inverse = np.linalg.pinv(design.T @ (design * mean[:, None]), hermitian=True)
        new = inverse @ (design.T @ (mean * eta + y - mean))
        settled = float(np.abs(new - beta).max()) < 1e-10 * (1 + float(np.abs(new).max()))
        beta, eta = new, design @ new
        if settled:
            mean = np.exp(eta)
            inverse = np.asarray(np.linalg.inv(design.T @ (design * mean[:, None])), np.float64)
            return beta, mean, inverse, design * (y - mean)[:, None]
    raise _refused(place, "It has too few counts above 0 on one side for a model of counts.")


def _newey_west(value: float, square: float, degrees: float, level: float, family: Family, lag: int) -> Check:
    """The interval that most packages have."""
    low, high, p = t_interval(value, math.sqrt(max(square, 0.0)), degrees, level)
    ends = [math.exp(each) if family == "poisson" else each for each in (value, low, high)]
    text = f"With {lag} lags, as most packages have it; in short series too narrow."
    return Check("Interval by Newey-West", ends[0], ends[1], ends[2], p, text)


def _looked_at(
    beta: Floats, spread: Echoes, step: int, slope: int, level: float, family: Family, residuals: Floats, free: int,
    rho: float,
) -> tuple[list[Check], list[Caution]]:  # fmt: skip
    checks, cautions = [], []
    parts = ((step, "Step at the start", "at once"), (slope, "Change of the slope", "with each time more"))
    for at, name, text in parts:
        value = float(beta[at])
        low, high, p = spread.interval(value, np.eye(len(beta))[at], level)
        if family == "poisson":
            value, low, high = math.exp(value), math.exp(low), math.exp(high)
            text = f"How many times as many, {text}."
        else:
            text = f"By how much, {text}."
        checks.append(Check(name, value, low, high, p, text))
    if family == "poisson":
        dispersion = float((residuals**2).sum() / free)
        text = (
            "Variance over the mean that a Poisson count would have; above 1, counts vary more. The errors allow for "
            "it."
        )
        checks.append(Check("Dispersion", dispersion, None, None, None, text))
    text = "How much of what one time has too much the next has too; the errors allow for it."
    checks.append(Check("Echo from time to time", rho, None, None, None, text))
    if rho > DRIFT:
        warning = (
            f"What the line leaves unexplained goes on and on (echo {rho:.2f}): the series drifts by itself, and that "
            "may pass for an effect. In trials the intervals of such series missed in 1 of 10."
        )
        cautions.append(Caution("drift", warning))
    elif rho > ECHO:
        warning = (
            f"What the line leaves unexplained goes on from time to time (echo {rho:.2f}): the series tells less than "
            "its length promises, and a drift may pass for an effect."
        )
        cautions.append(Caution("autocorrelation", warning))
    return checks, cautions


def _short(begun: int, n: int, season: int) -> list[Caution]:
    found = []
    if min(begun, n - begun) < FEW:
        text = f"There are {begun} times before and {n - begun} after: a line through so few is easily led astray."
        found.append(Caution("short_series", text))
    if season and begun < 2 * season:
        text = "The times before are less than two rounds of seasons: season and trend are hard to tell apart."
        found.append(Caution("one_season", text))
    if not season and n >= 24:
        found.append(Caution("no_season", "No seasons were allowed for; months and quarters have them (season=)."))
    return found


def _check_gaps(labels: tuple[str, ...], place: str) -> list[Caution]:
    """Raise InputError where times are not evenly apart; say so where they are words that do not tell."""
    steps = times_of(labels)
    if steps is None:
        text = "The times are words that do not tell how far apart they are: that none is missing was not looked at."
        return [Caution("gaps_unseen", text)]
    apart = np.diff(steps)
    if len(apart) and not np.allclose(apart, apart[0]):
        where = int(np.argmax(~np.isclose(apart, np.median(apart))))
        raise _refused(place, f"Times are not evenly apart: after {labels[where]} comes {labels[where + 1]}.")
    return []


def _refused(place: str, reason: str) -> InputError:
    return InputError("estimate.impact_series", place=place, reason=reason)
