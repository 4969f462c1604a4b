"""Whether a recruitment has forgotten its seeds, and where it stays among its own."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from palermo.estimate._findings import Finding, gravest_first
from palermo.estimate._results import finite
from palermo.estimate._samples._limits import of_share
from palermo.estimate._samples._rds_estimate import Outcome, crosses, rds_ii, transitions, waves_to_balance
from palermo.estimate._samples._recruitment import Forest
from palermo.estimate._samples._results import Floats, Ints

CLOSE = 0.02
"""A share within this of where it ends has settled (Heckathorn 1997 takes 2 % for the balance of classes)."""

LAST = 0.25
"""Share of the sample, the last recruited, over which a share should have settled."""

HOMOPHILY = 0.3
"""Heckathorn's homophily from which on classes recruit so much among themselves that chains hardly cross."""

SMALLEST_TREE = 10
"""Persons in a seed's tree from which on its own share is shown and judged."""

CHANCE_EFFECT = 2.0
"""Design effect at which trees are judged (Salganik 2006 advises twice the sample of a random one)."""


@dataclass(frozen=True, eq=False)
class RdsDiagnosis:
    """What there is to see of a recruitment, for one column.

    classes: the column's values. moves: how often each class (row) recruited each (column). homophily: Heckathorn's,
    by class: 0 recruits by chance, 1 only among its own, -1 never. recruitment_homophily: recruits of one's own class
    over those expected by chance. degrees: mean degree by class (harmonic). waves: persons and classes by wave, waves
    × classes. to_balance: waves from each class to the balance. convergence: after so many persons, the share of each
    class. bottlenecks: the same within the tree of each seed that has enough persons. trees: persons by seed, in the
    order of the seeds. findings: what is wrong, and what to do.
    """

    classes: tuple[str, ...]
    moves: Floats
    homophily: Floats
    recruitment_homophily: float
    degrees: Floats
    waves: Ints
    to_balance: tuple[float, ...]
    convergence: Floats
    bottlenecks: dict[int, Floats]
    trees: Ints
    recruits: Ints
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it, the data of the pictures in it."""
        return {
            "classes": list(self.classes), "moves": self.moves.tolist(),
            "homophily": [finite(float(each)) for each in self.homophily],
            "recruitment_homophily": finite(self.recruitment_homophily),
            "degrees": [finite(float(each)) for each in self.degrees], "waves": self.waves.tolist(),
            "waves_to_balance": [finite(each) for each in self.to_balance],
            "convergence": [[finite(float(each)) for each in row] for row in self.convergence],
            "bottlenecks": {
                str(tree): [[finite(float(each)) for each in row] for row in rows]
                for tree, rows in self.bottlenecks.items()
            },
            "trees": self.trees.tolist(), "recruits": self.recruits.tolist(),
            "findings": [each.to_dict() for each in self.findings],
        }  # fmt: skip


def diagnose(forest: Forest, outcome: Outcome, when: Floats, level: float) -> RdsDiagnosis:
    """See `Recruits.diagnose`. when: the order in which persons came, one number each."""
    one = np.ones((1, len(forest)))
    moves = transitions(forest, outcome, one)[0]
    share = rds_ii(forest, outcome, one)[0]
    kinds = len(outcome.names)
    recruited = moves.sum(axis=1)
    own = np.array([moves[each, each] / recruited[each] if recruited[each] else math.nan for each in range(kinds)])
    with np.errstate(divide="ignore", invalid="ignore"):
        homophily = np.where(own >= share, (own - share) / (1 - share), (own - share) / share)
        degrees = outcome.values[outcome.says].sum(axis=0) / (
            outcome.values[outcome.says] / forest.degree[outcome.says][:, None]
        ).sum(axis=0)
    expected = float((recruited * moves.sum(axis=0)).sum() / moves.sum()) if moves.sum() else math.nan
    ratio = float(np.trace(moves)) / expected if expected and expected > 0 else math.nan
    order = np.argsort(when, kind="stable")
    numbers = np.searchsorted(forest.seeds, forest.seed)
    trees = np.bincount(numbers, minlength=len(forest.seeds))
    bottlenecks = {
        int(tree): _cumulated(forest, outcome, order[numbers[order] == tree])
        for tree in np.flatnonzero(trees >= SMALLEST_TREE)
    }
    waves = np.zeros((int(forest.wave.max()) + 1, kinds), np.int64)
    np.add.at(waves, (forest.wave[outcome.says], outcome.classes[outcome.says]), 1)
    to_balance = tuple(waves_to_balance(moves, each, CLOSE) for each in range(kinds))
    found = RdsDiagnosis(
        outcome.names, moves, homophily, ratio, degrees, waves, to_balance, _cumulated(forest, outcome, order),
        bottlenecks, trees, forest.recruits(), (),
    )  # fmt: skip
    findings = (*_shape(forest), *_mixing(found, forest), *_settled(found, share, level))
    return replace(found, findings=gravest_first(findings))


def _cumulated(forest: Forest, outcome: Outcome, order: Ints) -> Floats:
    """The share of each class among the first, the first two, and so on, weighed by degree."""
    weights = (outcome.says / forest.degree)[order]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = (weights[:, None] * outcome.values[order]).cumsum(axis=0) / weights.cumsum()[:, None]
    return found


def _shape(forest: Forest) -> list[Finding]:
    remedies = {
        "short_chains": "Go on recruiting until chains are longer, with fewer seeds and fewer coupons each.",
        "one_seed": "Start seeds in other parts of the population.",
        "large_tree": "Look at the estimate without that tree; start more seeds where recruitment dried up.",
        "many_seeds": "Report the sample as what it is; the estimators assume that seeds do not matter.",
        "no_recruitment": "Treat it as a sample of convenience.",
        "zero_degrees": "Ask again, in parts: how many of those you know do this work, and whom you saw this month.",
        "orphans": 'Keep recruiters in the table, with zero="one" (--zero one).',
    }
    return [
        Finding(each.code, "alarm" if each.code == "no_recruitment" else "caution", each.text, remedies[each.code])
        for each in forest.cautions
    ]


def _mixing(found: RdsDiagnosis, forest: Forest) -> list[Finding]:
    made = []
    for name, value in zip(found.classes, found.homophily, strict=True):
        if value > HOMOPHILY:
            text = f"Those of “{name}” recruit among themselves (homophily {value:.2f})."
            remedy = (
                "Read the tree bootstrap's interval, and the estimate by tree; more waves help, more coupons do not."
            )
            made.append(Finding("homophily", "caution", text, remedy))
    if not crosses(found.moves) and found.moves.sum() > 0:
        text = "Recruitment does not lead from every class to every other: RDS-I has no estimate."
        made.append(
            Finding("no_balance", "alarm", text, "Merge classes, or report each part of the network by itself.")
        )
    needed = max((each for each in found.to_balance if math.isfinite(each)), default=0.0)
    longest = int(forest.wave.max())
    if needed > longest:
        text = f"From some class the balance takes {needed:.0f} waves; the longest chain has {longest}."
        made.append(Finding("not_forgotten", "caution", text, "Go on recruiting, or say that seeds still show."))
    known = found.degrees[np.isfinite(found.degrees)]
    if len(known) > 1 and known.max() > 2 * known.min():
        text = f"Classes differ in how many they know: from {known.min():.1f} to {known.max():.1f} on average."
        remedy = "The estimate hangs on reported degrees: see how it changes when they are capped."
        made.append(Finding("degrees_differ", "note", text, remedy))
    heaped = float(np.isin(forest.degree % 10, (0, 5)).mean())
    if len(forest) >= 30 and heaped > 0.6:
        text = f"{heaped:.0%} of the degrees are multiples of five: they are guesses."
        made.append(Finding("heaped_degrees", "note", text, "Ask for the degree in parts, or over a shorter time."))
    return made


def _settled(found: RdsDiagnosis, share: Floats, level: float) -> list[Finding]:
    made = []
    count = len(found.convergence)
    tail = found.convergence[int((1 - LAST) * count) :]
    moved = np.nanmax(np.abs(tail - share), initial=0.0)
    if count >= 2 * SMALLEST_TREE and moved > CLOSE:
        text = f"Over the last quarter of the sample a share still moved by {moved:.1%}: it has not settled."
        made.append(Finding("not_settled", "caution", text, "Go on recruiting before the number is used."))
    for tree, rows in found.bottlenecks.items():
        size = int(found.trees[tree])
        for at, name in enumerate(found.classes):
            own = float(rows[-1, at])
            low, high = of_share(min(max(own, 0.0), 1.0), 0.0, level, 1e6, effective=size / CHANCE_EFFECT, how="wilson")
            if not low <= share[at] <= high and len(found.bottlenecks) > 1:
                text = (
                    f"In the tree of seed {tree + 1} ({size} persons) “{name}” has a share of {own:.0%}; in all it has "
                    f"{share[at]:.0%}."
                )
                remedy = (
                    "Recruitment may not cross between parts of the network: report the parts as well as the whole."
                )
                made.append(Finding("bottleneck", "caution", text, remedy))
                break
    return made
