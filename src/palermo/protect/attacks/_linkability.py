"""Linkability: which of several halves belongs to the person that another half tells of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.protect.attacks._distance import costs_of, distances, each_target
from palermo.protect.attacks._rates import Gain, Rate, exactly, gain, rate_of
from palermo.protect.attacks._settings import AttackSettings
from palermo.protect.attacks._tables import Tables
from palermo.protect.counting import Int32s, Ints


@dataclass(frozen=True, slots=True)
class Linkability:
    """How often the safe table tells which half belongs to a half.

    One attacker knows the columns `first` of a person, another knows `second` of her and of some other people; the
    half is chosen for which some record of the safe table comes nearest to both. attack: how often it is hers. chance:
    of one blind pick. control: the same for people who are not in the release; None without a control.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    choices: int
    attack: Rate
    chance: Rate
    control: Rate | None
    over_chance: Gain | None
    over_control: Gain | None


def linkability(
    tables: Tables,
    targets: Int32s,
    control: Int32s,
    *,
    settings: AttackSettings,
    generator: np.random.Generator,
    progress: Callable[[str, int, int], None] | None,
) -> Linkability | None:
    """Link halves. The columns are shared out at random. None where there are too few targets to choose from."""
    choices = settings.decoys + 1
    if len(targets) < choices:
        return None
    order = generator.permutation(len(tables.names))
    first, second = np.sort(order[0::2]), np.sort(order[1::2])
    linked = _linked(tables, targets, first, second, settings.decoys, generator, progress)
    attack = rate_of(linked, len(targets))
    apart = None
    if len(control) >= choices:
        linked = _linked(tables, control, first, second, settings.decoys, generator, progress)
        apart = rate_of(linked, len(control))
    return Linkability(
        first=tuple(tables.names[each] for each in first),
        second=tuple(tables.names[each] for each in second),
        choices=choices,
        attack=attack,
        chance=exactly(1 / choices),
        control=apart,
        over_chance=gain(attack, exactly(1 / choices)),
        over_control=gain(attack, apart) if apart is not None else None,
    )


def _linked(
    tables: Tables,
    targets: Int32s,
    first: Ints,
    second: Ints,
    decoys: int,
    generator: np.random.Generator,
    progress: Callable[[str, int, int], None] | None,
) -> int:
    """How many targets got their own half. Equally near halves are chosen among at random."""
    costs = costs_of(tables, targets)
    number = len(targets)
    # the other halves: different people each, never the target
    others = np.array([generator.choice(number - 1, decoys, replace=False) for _ in range(number)])
    others += others >= np.arange(number)[:, None]
    between_ties = generator.random((number, decoys + 1))

    def run(target: int) -> bool:
        known = distances(tables, costs, target, first)
        near = [int((known + distances(tables, costs, int(each), second)).min()) for each in (target, *others[target])]
        least = [place for place, distance in enumerate(near) if distance == min(near)]
        return min(least, key=lambda place: float(between_ties[target, place])) == 0

    return sum(each_target(run, number, what="Linking halves", progress=progress))
