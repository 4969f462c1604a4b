"""Synthetic control: one treated unit beside a weighted mean of others, and the same done to each of the others."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._answers_cautions import DETECTION
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._ordered import ordered_places, ranks
from palermo.estimate._impact._read import read_answers
from palermo.estimate._impact._results import Caution, Check, Course, Effect, Floats
from palermo.estimate._samples._read import read_columns

FEW_BEFORE = 8
"""Times before below which a mean of others fits by chance."""

BADLY = 0.25
"""Share of the outcome's own spread before that the mean of others may miss without a word."""

WORSE_THAN_OTHERS = 2.0
"""How many times as far as the others miss each other a mean may miss the treated unit, above which it is no control.
What all miss is noise, which the placebos have too; what only the treated unit is missed by is that it is unlike."""


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Weights of the others, and what is left between the unit and their mean at every time."""

    weights: Floats
    gap: Floats
    before: float
    after: float

    @property
    def ratio(self) -> float:
        """How many times worse it fits after than before."""
        return self.after / self.before if self.before > 0 else float("nan")


def synthetic_control(
    table: Any, outcome: str, *, unit: str, time: str, treated: str, start: str, level: float = 0.95
) -> Effect:
    """Estimate the mean gap since `start` between a unit and a weighted mean of others that fits it best before.

    Weights are 0 or more and sum to one; they make the squared gaps before smallest, found exactly as a problem of
    non-negative least squares. Every other unit is then taken for the treated one, the treated left out: p is the share
    of all units that fit at least as much worse after than before (Abadie, Diamond and Hainmueller 2010). The interval
    holds all constant effects that this test would not refuse (Firpo and Possebom 2018, Journal of Causal Inference
    6(2)); with 1/(units) above 1 - level there is none. Raises InputError for what no such comparison can be made of.
    """
    columns = read_columns(table)
    answers = read_answers(columns, outcome)
    who, units = answers.groups(unit)
    at, names = answers.groups(time)
    place = columns.at(unit)
    order = ordered_places(names, columns.at(time))
    times = tuple(names[each] for each in order)
    rank = ranks(order)
    if len(np.unique(who * len(times) + rank[at])) < len(who):
        raise InputError("estimate.impact_panel", place=place, reason="A unit is there twice at one time.")
    values = np.full((len(units), len(times)), np.nan)
    values[who, rank[at]] = answers.values
    if treated not in units:
        raise _refused(place, f"There is no unit {treated[:30]}.")
    if start not in times:
        raise _refused(
            columns.at(time), f"There is no time {start[:20]}; the first is {times[0]}, the last {times[-1]}."
        )
    begun = times.index(start)
    if begun < 2:
        reason = f"The treated unit has {begun} times before {start}: at least 2 are needed to find what is like it."
        raise InputError("estimate.impact_no_before", place=columns.at(time), reason=reason)
    mine = units.index(treated)
    if np.isnan(values[mine]).any():
        raise _refused(place, "The treated unit has no value at some time.")
    whole = ~np.isnan(values).any(axis=1)
    whole[mine] = False
    donors = np.flatnonzero(whole)
    cautions = [*answers.cautions, DETECTION]
    left = len(units) - 1 - len(donors)
    if left:
        text = f"The panel is unbalanced: {left} other units lack a value at some time and were left out."
        cautions.append(Caution("unbalanced", text))
    if len(donors) < 2:
        raise _refused(place, f"There are {len(donors)} other units with a value at every time.")
    found = _fit(values[mine], values[donors], begun)
    placebos = [_fit(values[each], values[donors[donors != each]], begun) for each in donors]
    effect = float(found.gap[begun:].mean())
    spread = float(values[mine][:begun].std())
    p, low, high, said = _inference(found, placebos, begun, level)
    cautions += said
    if begun < FEW_BEFORE:
        text = f"There are {begun} times before: with so few, a mean of others fits by chance."
        cautions.append(Caution("short_series", text))
    if found.before > BADLY * spread and found.before > 1e-9 * (1 + abs(float(values[mine].mean()))):
        usual = float(np.median([each.before for each in placebos]))
        missed = f"it misses by {found.before:.3g} at a time, beside a spread of {spread:.3g}"
        if found.before > WORSE_THAN_OTHERS * usual:
            text = (
                f"No mean of the others is like the treated unit before: {missed} and a usual miss among the others "
                f"of {usual:.3g}. Do not use this comparison."
            )
            cautions.append(Caution("bad_fit", text))
        else:
            text = (
                f"The mean of others is rough before: {missed}. The others miss each other by as much "
                f"({usual:.3g}), so that it is noise, which the placebos allow for; a small effect is not seen through "
                "it."
            )
            cautions.append(Caution("rough_fit", text))
    used = [(units[donor], float(w)) for donor, w in zip(donors, found.weights, strict=True) if w > 1e-4]
    used.sort(key=lambda each: -each[1])
    name = "mean of others"
    synthetic = values[mine] - found.gap
    return Effect(
        "synthetic", effect, low, high, level if low is not None else None, DESIGNS["synthetic"].assumption,
        tuple(dict.fromkeys(cautions)),
        f"permutation: {len(donors)} other units taken for the treated one in turn",
        details={"weights": dict(used), "fit_before": found.before, "ratio": _finite(found.ratio),
                 "placebos": {units[d]: _finite(each.ratio) for d, each in zip(donors, placebos, strict=True)}},
        outcome=outcome, scale=answers.scale, n=len(donors) + 1, p=p,
        level_before=float(values[mine][:begun].mean()),
        checks=(*_earlier(values[mine], values[donors], begun, times), *_without(values, mine, donors, found, begun),
                *_weights(used)),
        course=Course("time", times, {treated: tuple(map(float, values[mine])), name: tuple(map(float, synthetic))}),
    )  # fmt: skip


def simplex_weights(target: Floats, others: Floats) -> Floats:
    """Weights, none below 0 and summing to one, whose mean of others (rows) is nearest to the target.

    Minimising |D'u|² + (1 - Σu)² over u >= 0, with D the others less the target, gives a multiple of them: for w on the
    simplex and u = s w it is s²|D'w|² + (1 - s)², least at |D'w|²/(1 + |D'w|²), which grows with |D'w|².

    >>> import numpy as np
    >>> simplex_weights(np.array([1.0, 2.0]), np.array([[0.0, 2.0], [2.0, 2.0], [9.0, 9.0]])).round(6).tolist()
    [0.5, 0.5, 0.0]
    """
    from scipy.optimize import nnls

    away = (others - target).T
    size = float(np.sqrt((away**2).mean())) or 1.0
    u, _ = nnls(np.vstack([away / size, np.ones(len(others))]), np.concatenate([np.zeros(len(target)), [1.0]]))
    total = float(u.sum())
    return np.asarray(u / total if total > 0 else np.full(len(others), 1 / len(others)), np.float64)


def _fit(mine: Floats, others: Floats, begun: int) -> _Fitted:
    weights = simplex_weights(mine[:begun], others[:, :begun])
    gap = mine - weights @ others
    return _Fitted(weights, gap, float(np.sqrt((gap[:begun] ** 2).mean())), float(np.sqrt((gap[begun:] ** 2).mean())))


def _inference(
    found: _Fitted, placebos: list[_Fitted], begun: int, level: float
) -> tuple[float, float | None, float | None, list[Caution]]:
    """p, and all constant effects that the permutation test does not refuse.

    Taking an effect off leaves the placebos as they are, for the treated unit is none of their others. So the test at
    an effect compares one number, sqrt(mean (gap - effect)²)/before, with fixed ones: the interval has a closed form.
    """
    floor = 1e-9 * (1 + float(np.abs(found.gap).max()))
    ratios = np.array([each.ratio if each.before > floor else np.nan for each in placebos])
    failed = int(np.isnan(ratios).sum())
    if failed == len(ratios):
        raise InputError("estimate.impact_replicates", place="placebo", count=failed)
    cautions = []
    if failed:
        text = f"{failed} of {len(ratios)} others fit without any gap before, so that no ratio can be formed; left out."
        cautions.append(Caution("replicates_failed", text))
    good = np.sort(ratios[~np.isnan(ratios)])[::-1]
    units = len(good) + 1
    if found.before <= floor:
        text = (
            "The mean of others fits without any gap before: the times are too few, or one of the others is the "
            "treated unit under another name. That is no evidence, and p is not told."
        )
        return float("nan"), None, None, [*cautions, Caution("perfect_fit", text)]
    p = (1 + int((good >= found.ratio * (1 - 1e-9)).sum())) / units
    needed = int(np.floor((1 - level) * units + 1e-9))  # of all units, so many may be as far out and it is refused
    if needed < 1:
        text = (
            f"With {len(good)} others p can be no smaller than {1 / units:.2g}: at {100 * level:g}\N{NO-BREAK SPACE}% "
            "no effect can be told from chance, and there is no interval."
        )
        return p, None, None, [*cautions, Caution("few_donors", text)]
    edge = good[needed - 1] * found.before
    after = found.gap[begun:]
    room = edge**2 - float(after.var())
    if room < 0:
        text = (
            "No constant effect fits what came after: the effect changed over time, so there is no interval of its "
            "mean."
        )
        return p, None, None, [*cautions, Caution("not_constant", text)]
    middle, reach = float(after.mean()), float(np.sqrt(room))
    return p, middle - reach, middle + reach, cautions


def _earlier(mine: Floats, others: Floats, begun: int, times: tuple[str, ...]) -> list[Check]:
    """The same as if it had begun earlier, when nothing had."""
    early = begun - max(begun // 3, 1)
    if early < 2:
        return []
    again = _fit(mine[:begun], others[:, :begun], early)
    text = (
        f"The gap found when it is said to begin at {times[early]}, before anything was done: it should be near zero."
    )
    return [Check("As if it had begun earlier", float(again.gap[early:].mean()), None, None, None, text)]


def _without(values: Floats, mine: int, donors: Any, found: _Fitted, begun: int) -> list[Check]:
    """The range of the effect when one of the others that count is left out."""
    used = [donor for donor, weight in zip(donors, found.weights, strict=True) if weight > 1e-4]
    if len(donors) < 3:
        return []
    each = [float(_fit(values[mine], values[donors[donors != donor]], begun).gap[begun:].mean()) for donor in used]
    text = "The smallest and largest effect when one of the others that count is left out."
    return [Check("Without one of the others", None, min(each), max(each), None, text)]


def _weights(used: list[tuple[str, float]]) -> list[Check]:
    text = ", ".join(f"{name} {weight:.0%}" for name, weight in used[:8])
    return [Check("Others that count", float(len(used)), None, None, None, f"{text}.")]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _refused(place: str, reason: str) -> InputError:
    return InputError("estimate.impact_donors", place=place, reason=reason)
