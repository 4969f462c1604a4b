"""Attribute inference: what the nearest records of the safe table say about the one thing not known of a person."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.protect.attacks._distance import best_guess, costs_of, distances, each_target
from palermo.protect.attacks._rates import CONFIDENCE, Gain, Rate, gain, rate_of
from palermo.protect.attacks._tables import Tables
from palermo.protect.counting import Int32s, Ints, Mask


@dataclass(frozen=True, slots=True)
class Inference:
    """How often a column is guessed right of a person of whom all other columns are known.

    The guess is what most of the nearest records of the safe table have there. A set is right only as a whole.
    attack: how often it is right of the cases. blind: how often the one value that most of these cases have is right:
    the best that anybody could say without the table. control: how often the attack is right of people who are not in
    the release: that is knowledge of the population, no leak; None without a control. over_blind, over_control: what
    the attack gains. All intervals of a table hold at once (Bonferroni), since the highest of many is looked at.
    """

    column: str
    values: int
    attack: Rate
    blind: Rate
    control: Rate | None
    over_blind: Gain | None
    over_control: Gain | None


def inference(
    tables: Tables,
    targets: Int32s,
    control: Int32s,
    *,
    secrets: tuple[str, ...],
    progress: Callable[[str, int, int], None] | None,
) -> tuple[Inference, ...]:
    """Guess these columns, the surest gain first. A column that is known of no target is left out."""
    if not secrets:
        return ()
    columns = [tables.names.index(name) for name in secrets]
    right, known = _right(tables, targets, columns, progress)
    right_apart, known_apart = _right(tables, control, columns, progress)
    confidence = 1 - (1 - CONFIDENCE) / len(columns)
    found = []
    for place, column in enumerate(columns):
        tries, tries_apart = int(known[:, place].sum()), int(known_apart[:, place].sum())
        if not tries:
            continue
        attack = rate_of(int(right[:, place].sum()), tries, confidence=confidence)
        counts = np.bincount(targets[known[:, place], column])
        blind = rate_of(int(counts.max()), tries, confidence=confidence)
        apart = rate_of(int(right_apart[:, place].sum()), tries_apart, confidence=confidence) if tries_apart else None
        found.append(
            Inference(
                column=tables.names[column],
                values=int((counts > 0).sum()),
                attack=attack,
                blind=blind,
                control=apart,
                over_blind=gain(attack, blind),
                over_control=gain(attack, apart) if apart is not None else None,
            )
        )
    return tuple(sorted(found, key=_rank))


def _rank(each: Inference) -> tuple[float, float, str]:
    """The surest gain first: a column that few have must not lead by luck."""
    shown = each.over_control if each.control is not None else each.over_blind
    return (-shown.low, -shown.value, each.column) if shown is not None else (0.0, 0.0, each.column)


def _right(
    tables: Tables, targets: Int32s, columns: list[int], progress: Callable[[str, int, int], None] | None
) -> tuple[Ints, Mask]:
    """Target × column: whether the guess was right, and whether the value is known at all."""
    sizes = np.array([tables.codings[column].size for column in columns])
    known: Mask = targets[:, columns] < sizes
    if not len(targets):
        return np.zeros(known.shape, np.int64), known
    costs = costs_of(tables, targets)
    likely = [
        np.bincount(tables.safe[column], tables.weights, minlength=size + 1)[:size].astype(np.int64)
        for column, size in zip(columns, sizes.tolist(), strict=True)
    ]

    def run(target: int) -> list[int]:
        total = distances(tables, costs, target)
        return [
            int(known[target, place])
            and int(best_guess(tables, costs, target, column, total, likely[place]) == targets[target, column])
            for place, column in enumerate(columns)
        ]

    right = each_target(run, len(targets), what="Guessing what is not known", progress=progress)
    return np.array(right, np.int64).reshape(len(targets), len(columns)), known
