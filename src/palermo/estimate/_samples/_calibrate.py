"""Raking and post-stratification: weights whose totals are those that are known of the population."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, label, refuse_setting
from palermo.estimate._samples._design import read_weights
from palermo.estimate._samples._limits import kish
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._results import Floats, Ints

CLOSE = 1e-9
"""Largest relative gap between a total that was asked for and the one reached, at which raking stops."""

LARGE_EFFECT = 2.0
"""Design effect of weights from which on they cost half of the sample or more (Kish 1992, JOS 8(2), 183-200)."""

MOST_ROUNDS = 1000


@dataclass(frozen=True, eq=False)
class Weighting:
    """Weights, and what they cost.

    weights: one a record. rounds: of raking. converged: whether every total was reached. gap: the largest relative
    difference between a total asked for and the one reached. trimmed: records whose weight was cut. design_effect:
    Kish's, of the unequal weights alone. effective: answers of equal weight that would be as good. factors: least and
    most that a weight was multiplied by.
    """

    weights: Floats
    rounds: int
    converged: bool
    gap: float
    trimmed: int
    design_effect: float
    effective: float
    factors: tuple[float, float]
    cautions: tuple[Caution, ...] = ()

    def __str__(self) -> str:
        """In a sentence, the design effect in it."""
        n = int((self.weights > 0).sum())
        cost = f"esign effect of the weights {self.design_effect:.2f}: {n:,} answers are worth {self.effective:,.0f}."
        if not self.rounds:
            return f"D{cost}"
        state = "reached" if self.converged else f"NOT reached (off by up to {self.gap:.2%})"
        many = "one round" if self.rounds == 1 else f"{self.rounds} rounds"
        return f"Totals {state} after {many}; {self.trimmed} weights trimmed; d{cost}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it, the weights aside."""
        return {
            "rounds": self.rounds, "converged": self.converged, "gap": self.gap, "trimmed": self.trimmed,
            "design_effect": self.design_effect, "effective": self.effective, "factors": list(self.factors),
            "cautions": [each.to_dict() for each in self.cautions],
        }  # fmt: skip


def calibrated(
    columns: Columns, weights: Floats, margins: Mapping[str, Mapping[str, float]], *, crossed: bool,
    trim: float | None = None, rounds: int = 200, shares: bool = False,
) -> tuple[Weighting, Floats]:  # fmt: skip
    """The weights, and the columns n × totals on which they are calibrated. See `rake`."""
    if not margins:
        raise InputError("estimate.margins", place="margins", reason="no column is named.")
    if crossed and len(margins) > 1:
        raise InputError(
            "estimate.margins",
            place="totals",
            reason="post-stratification takes one column of groups; rake takes several.",
        )
    if trim is not None and not trim > 1.0:
        raise refuse_setting("trim", "Weights are trimmed to a multiple of their mean, above 1.")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise refuse_setting("rounds", f"Raking takes 1 to {MOST_ROUNDS:,} rounds.")
    whole = float(weights.sum())
    groups = [_margin(columns, weights, name, totals, whole if shares else None) for name, totals in margins.items()]
    sums = [float(wanted.sum()) for _, wanted in groups]
    if max(sums) - min(sums) > 1e-6 * max(sums):
        listed = ", ".join(f"{name} {total:,.6g}" for name, total in zip(margins, sums, strict=True))
        raise InputError(
            "estimate.margins", place="margins", reason=f"they add up to different populations ({listed})."
        )
    found, done, gap = _rake(weights, groups, trim, rounds)
    auxiliary = np.column_stack([codes[:, None] == np.arange(len(wanted)) for codes, wanted in groups]).astype(float)
    most = math.inf if trim is None else trim * float(found[found > 0].mean())
    trimmed = int((found >= most * (1 - 1e-9)).sum())
    used = weights > 0
    change = found[used] / weights[used]
    change = change / change.mean() if shares else change
    effect = kish(found)
    result = Weighting(
        found, done, gap <= max(CLOSE, 1e-6), gap, trimmed, effect, float(used.sum()) / effect,
        (float(change.min()), float(change.max())), _cautions(gap, effect, trimmed, groups, weights),
    )  # fmt: skip
    return result, auxiliary


def _margin(
    columns: Columns, weights: Floats, name: str, totals: Mapping[str, float], whole: float | None
) -> tuple[Ints, Floats]:
    codes, names = columns.codes(name)
    place = columns.at(name)
    if (codes < 0).any():
        reason = "a record does not say to which group it belongs; impute it, or leave the record out."
        raise InputError("estimate.margins", place=columns.at(name, int(np.argmax(codes < 0))), reason=reason)
    given = {label(code): float(total) for code, total in totals.items()}
    if set(given) != set(names):
        lacking, without = sorted(set(names) - set(given)), sorted(set(given) - set(names))
        reason = "".join(
            f"{words} {', '.join(which)}. "
            for words, which in (("there is no total for", lacking), ("no record has", without))
            if which
        )
        raise InputError("estimate.margins", place=place, reason=reason.strip())
    wanted = np.array([given[code] for code in names])
    if not (np.isfinite(wanted) & (wanted > 0)).all():
        raise InputError("estimate.margins", place=place, reason="every total is a number above 0.")
    has = np.bincount(codes, weights, len(names))
    if (has <= 0).any():
        raise InputError("estimate.margins", place=place, reason="all records of a group have a weight of 0.")
    return codes, wanted if whole is None else wanted / wanted.sum() * whole


def _rake(
    weights: Floats, groups: Sequence[tuple[Ints, Floats]], trim: float | None, rounds: int
) -> tuple[Floats, int, float]:
    """Proportional fitting (Deming and Stephan 1940), with weights cut to the most allowed before each round."""
    found = weights.astype(np.float64).copy()
    wanted_sum = float(groups[0][1].sum())
    found *= wanted_sum / found.sum()
    most = math.inf if trim is None else trim * wanted_sum / float((weights > 0).sum())
    gap, done = math.inf, 0
    while done < rounds and gap > CLOSE:
        done += 1
        for codes, wanted in groups:
            found *= (wanted / np.bincount(codes, found, len(wanted)))[codes]
        if most < math.inf:
            np.minimum(found, most, out=found)
        gap = max(
            float(np.abs(np.bincount(codes, found, len(wanted)) / wanted - 1.0).max()) for codes, wanted in groups
        )
    return found, done, gap


def _cautions(
    gap: float, effect: float, trimmed: int, groups: Sequence[tuple[Ints, Floats]], weights: Floats
) -> tuple[Caution, ...]:
    found = []
    if gap > 1e-6:
        text = (
            f"The totals were not reached: one is still off by {gap:.2%}. Merge groups with few answers"
            f"{', or trim less' if trimmed else ''}."
        )
        found.append(Caution("not_converged", text))
    found += unequal(effect)
    if trimmed:
        text = (
            f"{trimmed:,} weights were cut; that trades some bias for less chance, and standard errors do not show it."
        )
        found.append(Caution("trimmed_weights", text))
    least = min(int(np.bincount(codes[weights > 0]).min()) for codes, _ in groups)
    if least < 10:
        found.append(
            Caution("small_group", f"A group of the totals has only {least} answers: their weights are chance.")
        )
    return tuple(found)


def unequal(effect: float) -> list[Caution]:
    """What to say of weights with this design effect."""
    if effect < LARGE_EFFECT:
        return []
    text = f"The weights differ so much that the sample is worth only {1 / effect:.0%} of its answers."
    return [Caution("unequal_weights", text)]


def rake(
    table: Any, margins: Mapping[str, Mapping[str, float]], *, weight: str | npt.ArrayLike | None = None,
    trim: float | None = None, rounds: int = 200, shares: bool = False,
) -> Weighting:  # fmt: skip
    """Raking: adjust weights until the totals of several columns are those of the population.

    margins: by column, the total of each code it has. weight: the column of the weights to start from; without it,
    one. trim: no weight is more than so many times the mean; what is cut goes to the others. rounds: most of them.
    shares: the margins are shares, and the weights keep their sum. Print the result: it holds the design effect. To
    estimate with them, with variances that allow for it, use `Survey.rake`.

    Raises InputError for margins that contradict each other, codes without a total, and totals that nobody can stand
    for. Totals that are not reached are no error: `converged` is False, and a caution goes with every estimate.

    Deming and Stephan 1940, Annals of Mathematical Statistics 11(4), 427-444; Deville, Särndal and Sautory 1993, JASA
    88(423), 1013-1020.

    >>> answers = {"sex": ["f", "f", "f", "m"], "age": ["young", "old", "old", "old"]}
    >>> found = rake(answers, {"sex": {"f": 50, "m": 50}, "age": {"young": 20, "old": 80}})
    >>> found.weights.round(1).tolist(), found.converged
    ([20.0, 15.0, 15.0, 50.0], True)
    >>> print(found)
    Totals reached after 14 rounds; 0 weights trimmed; design effect of the weights 1.34: 4 answers are worth 3.
    """
    columns = read_columns(table)
    start = np.ones(len(columns)) if weight is None else read_weights(columns, weight, [])
    return calibrated(columns, start, margins, crossed=False, trim=trim, rounds=rounds, shares=shares)[0]


def post_stratify(
    table: Any, column: str, totals: Mapping[str, float], *, weight: str | npt.ArrayLike | None = None,
    trim: float | None = None, rounds: int = 200, shares: bool = False,
) -> Weighting:  # fmt: skip
    """Adjust weights to the known totals of the groups of one column. See `rake`.

    Holt and Smith 1979, Journal of the Royal Statistical Society A 142(1), 33-46.

    >>> post_stratify({"sex": ["f", "f", "m"]}, "sex", {"f": 50, "m": 50}).weights.tolist()
    [25.0, 25.0, 50.0]
    """
    columns = read_columns(table)
    start = np.ones(len(columns)) if weight is None else read_weights(columns, weight, [])
    return calibrated(columns, start, {column: totals}, crossed=True, trim=trim, rounds=rounds, shares=shares)[0]
