"""What is wrong with a table of lists, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.estimate._findings import Finding, gravest_first
from palermo.estimate._lists._bic import bic, model_cautions, score
from palermo.estimate._lists._careful import FEW_OVERLAPPING, MOSTLY_UNSEEN, lists_inside, why_nothing
from palermo.estimate._lists._existence import VALID
from palermo.estimate._lists._linear import all_pairs, fit_model, main_effects, why_not
from palermo.estimate._lists._models import MOST_LISTS
from palermo.estimate._lists._stepwise import stepwise
from palermo.estimate._lists._table import Histories
from palermo.estimate._results import Caution

DOMINANT = 0.6
"""Share of all persons seen from which on a list dominates: the estimate is then mostly about that list."""

REPLICATES = 200
"""Enough to see whether replicates fail or lie on one side."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """The findings as lines that travel with results, notes aside."""
        return tuple(Caution(each.code, each.text) for each in self.findings if each.severity != "note")

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"findings": [each.to_dict() for each in self.findings]}


def diagnose(histories: Histories, *, seed: int, level: float, deep: bool = True) -> Diagnosis:
    """Look for what makes estimates of a table fragile.

    deep: fit all models and a bootstrap too, not only look at the counts.
    """
    found = [Finding(each.code, "note", each.text, "See that this is as meant.") for each in histories.cautions]
    found += _overlaps(histories)
    found += _nothing(histories)
    found += _lists(histories)
    found += _all_pairs(histories)
    if deep:
        found += _models(histories)
        found += _replicates(histories, seed, level)
    return Diagnosis(gravest_first(found))


def _overlaps(histories: Histories) -> Iterator[Finding]:
    shared = histories.overlaps()
    pairs = [(i, j) for i in range(histories.k - 1) for j in range(i + 1, histories.k)]
    cells = np.arange(len(histories.counts))
    can = [(i, j) for i, j in pairs if histories.possible[cells & (1 << i | 1 << j) == (1 << i | 1 << j)].any()]
    empty = [f"{histories.names[i]} and {histories.names[j]}" for i, j in can if shared[i, j] == 0]
    few = [
        f"{histories.names[i]} and {histories.names[j]} ({shared[i, j]})"
        for i, j in can
        if 0 < shared[i, j] < FEW_OVERLAPPING
    ]
    if len(empty) == len(can):
        yield Finding(
            "no_overlap", "alarm", "Nobody is on two lists: the table says nothing of those who are on none.",
            "See whether the same person was really looked for in several lists: names, dates and places spelt "
            "differently hide overlaps. Link the lists anew, or get a list that overlaps.",
        )  # fmt: skip
        return
    if empty:
        yield Finding(
            "empty_overlaps", "caution", f"These lists share nobody: {'; '.join(empty)}.",
            "If they cannot share anybody by design, say so (impossible=). If they could, see whether linkage missed "
            "persons; merging lists of one kind of organisation also helps.",
        )  # fmt: skip
    if few:
        yield Finding(
            "few_overlaps", "caution", f"These lists share fewer than {FEW_OVERLAPPING} persons: {'; '.join(few)}.",
            "One false link more or less changes the estimate much. Check those links by hand, and read the interval, "
            "not the estimate.",
        )  # fmt: skip
    triple = np.bitwise_count(cells) >= 3
    if histories.k >= 3 and histories.counts[triple].sum() == 0:
        yield Finding(
            "no_triples", "caution", "Nobody is on three lists: how pairs depend on each other cannot be told fully.",
            "Take methods that assume little dependence as such, and look at the sensitivity to merging lists.",
        )  # fmt: skip


def _nothing(histories: Histories) -> Iterator[Finding]:
    """That no method tells a number, where it is not for want of any overlap."""
    found = why_nothing(histories)
    if found is not None and found.code != "no_overlap":
        remedy = "Leave that list out, or get one that was made by somebody else; then a number can be told."
        yield Finding(found.code, "alarm", found.text, remedy)


def _lists(histories: Histories) -> Iterator[Finding]:
    shared = histories.overlaps()
    sizes = np.diagonal(shared)
    for inner, outer in lists_inside(histories):
        yield Finding(
            "list_inside", "alarm", f"Everybody on {inner} is on {outer} too.",
            "A list made from another is no second look. Merge the two, or leave the smaller out.",
        )  # fmt: skip
    for i, name in enumerate(histories.names):
        others = [j for j in range(histories.k) if j != i]
        if sizes[i] > 0 and not any(shared[i, j] for j in others):
            yield Finding(
                "isolated_list", "caution", f"{name} shares nobody with any other list.",
                "It adds persons and no information about overlap; see how the estimate changes without it.",
            )  # fmt: skip
        if sizes[i] > DOMINANT * histories.n and histories.k > 2:
            yield Finding(
                "dominant_list", "caution", f"{sizes[i] / histories.n:.0%} of all persons seen are on {name}.",
                "The estimate is mostly about whom this list misses; see the estimate without it.",
            )  # fmt: skip


def _all_pairs(histories: Histories) -> Iterator[Finding]:
    if histories.k < 3 or histories.k > 10:
        return
    fitted = fit_model(histories, np.concatenate([main_effects(histories.k), all_pairs(histories)]))
    if fitted.status != VALID:
        yield Finding(
            "all_pairs_not_fitted", "caution",
            f"The model in which every two lists depend on each other cannot be fitted. {why_not(fitted.status)}",
            "The data cannot rule strong dependence out. Which pairs are left free is an assumption: look at the "
            "range over models and at the estimate for merged lists.",
        )  # fmt: skip


def _models(histories: Histories) -> Iterator[Finding]:
    if not 3 <= histories.k <= MOST_LISTS:
        return
    scored = score(histories)
    if not len(scored.valid):
        if (nothing := why_nothing(histories)) is not None and nothing.code != "no_overlap":
            return  # that was said
        text = f"None of the {len(scored.status):,} models has an estimate at this table."
        remedy = "Merge lists that overlap little, or leave them out."
        yield Finding("no_model", "alarm", text, remedy)
        return
    remedies = {
        "few_decide": "Check these persons' links by hand, merge lists that share few, and report no number without "
        "its interval.",
        "light_model": "Read the average of models (bma) rather than the best one.",
        "models_disagree": "Report the range, and say that the data cannot narrow it; ask those who keep the lists "
        "which of them depend on each other.",
    }
    unseen = float(scored.weights()[scored.valid] @ scored.unseen[scored.valid])
    if unseen > MOSTLY_UNSEEN * histories.n:
        yield Finding(
            "mostly_unseen", "caution", f"For each person seen, models say {unseen / histories.n:,.0f} unseen.",
            "Almost all of such a number is assumption: do not report it. Look for links that were missed, and for "
            "lists that cannot or must not share people.",
        )  # fmt: skip
    for caution in model_cautions(histories, scored):
        yield Finding(caution.code, "caution", caution.text, remedies[caution.code])


def _replicates(histories: Histories, seed: int, level: float) -> Iterator[Finding]:
    tried = [stepwise(histories, replicates=REPLICATES, seed=seed, level=level)]
    if 3 <= histories.k <= 4:
        tried.append(bic(histories, replicates=REPLICATES, seed=seed, level=level))
    remedies = {
        "replicates_failed": "Merge lists with few overlaps; an interval without the failed replicates is too narrow.",
        "no_interval": "Merge lists with few overlaps.",
        "one_sided_replicates": "The estimate sits at the edge of what the data could have been: do not report it "
        "without its interval, and look at other methods.",
        "lopsided_replicates": "Tables like this one would mostly say something else: read the interval, not the "
        "estimate, and look at other methods.",
        "one_person_decides": "Check the links of the rarest histories by hand.",
        "no_acceleration": "Take more replicates, and compare the plain quantiles.",
        "not_fitted": "Merge lists with few overlaps.",
    }
    for estimate in tried:
        for caution in estimate.cautions:
            if caution.code in remedies:
                text = f"{caution.text} (Method: {estimate.method}.)"
                yield Finding(caution.code, "caution", text, remedies[caution.code])
