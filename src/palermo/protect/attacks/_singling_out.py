"""Singling out: a description found in the safe table that fits exactly one of the cases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from palermo.protect.attacks._rates import Gain, Rate, exactly, gain, rate_of
from palermo.protect.attacks._settings import AttackSettings
from palermo.protect.attacks._tables import Tables
from palermo.protect.counting import Int32s, Ints

Predicate = tuple[tuple[int, int], ...]
"""A description: pairs of a column and a value, by number; all of them hold."""

ONE_VALUE, SEVERAL_VALUES = "one value", "several values"


@dataclass(frozen=True, slots=True)
class SinglingOut:
    """How often a description that fits one record of the safe table fits exactly one case.

    kind: descriptions of one value, or of several. attack: their success; None where the safe table has no such
    description. chance: the success of the best descriptions that are made without any table: one that fits each of n
    cases with probability 1/n fits exactly one with probability (1 − 1/n)^(n − 1), about 37 % (Cohen and Nissim 2020,
    PNAS 117:8344–8352). control: success among as many cases that are not in the release; None where the control is
    smaller than the cases. over_chance, over_control: what the attack gains. Where there is a control, intervals allow
    for descriptions that succeed or fail together.
    """

    kind: str
    attack: Rate | None
    chance: Rate
    control: Rate | None
    over_chance: Gain | None
    over_control: Gain | None


def singling_out(
    tables: Tables,
    *,
    settings: AttackSettings,
    generator: np.random.Generator,
    progress: Callable[[str, int, int], None] | None,
) -> tuple[SinglingOut, ...]:
    """Try descriptions of one value, then of several."""
    control = tables.control
    if len(control) > len(tables.cases):
        control = control[np.sort(generator.permutation(len(control))[: len(tables.cases)])]
    elif len(control) < len(tables.cases):
        control = control[:0]
    tries = ((ONE_VALUE, _of_one_value(tables)), (SEVERAL_VALUES, list(_of_several(tables, settings, generator))))
    found = []
    for place, (kind, predicates) in enumerate(tries):
        if len(predicates) > settings.predicates:
            chosen = np.sort(generator.permutation(len(predicates))[: settings.predicates])
            predicates = [predicates[each] for each in chosen]
        found.append(_tried(kind, predicates, tables, control))
        if progress is not None:
            progress("Singling out", place + 1, len(tries))
    return tuple(found)


def chance(cases: int) -> float:
    """How often the best description that is made without a table fits exactly one of so many cases.

    It fits each with probability 1/cases: a rarer one more often fits none, a more frequent one more often several.

    >>> round(chance(1000), 3)
    0.368
    """
    return float((1 - 1 / cases) ** (cases - 1))


def _tried(kind: str, predicates: list[Predicate], tables: Tables, control: Int32s) -> SinglingOut:
    by_chance = exactly(chance(len(tables.cases)))
    if not predicates:
        return SinglingOut(kind, None, by_chance, None, None, None)
    tries = len(predicates)
    apart, alike = None, 1.0
    if len(control):
        fits = _fitting(predicates, control)
        singled = sum(len(each) == 1 for each in fits)
        alike = _alike(fits, len(control))
        apart = rate_of(singled, tries, alike=alike)
    singled = sum(len(each) == 1 for each in _fitting(predicates, tables.cases))
    attack = rate_of(singled, tries, alike=alike)
    over_control = gain(attack, apart) if apart is not None else None
    return SinglingOut(kind, attack, by_chance, apart, gain(attack, by_chance), over_control)


def _fitting(predicates: list[Predicate], cases: Int32s) -> list[Ints]:
    """The cases that each description fits."""
    rows = _Rows(cases)
    return [rows.fitting(predicate) for predicate in predicates]


def _alike(fits: list[Ints], cases: int) -> float:
    """How many times as large the variance of successes is as that of descriptions that have nothing to do with others.

    Many descriptions fit the same few cases, and succeed or fail together. What leaving out a case changes shows that
    (the jackknife, Efron and Stein 1981, Annals of Statistics 9:586–596): descriptions that fit it alone fail, and
    those that fit it and one other succeed. It is held against what it would be if no two of them changed with the same
    case, since by itself the jackknife is too large here. It is taken from people whom the safe table does not know.
    """
    change, apart = np.zeros(cases), 0
    for each in fits:
        if 1 <= len(each) <= 2:
            change[each] += 2 * len(each) - 3  # one lost, or one won
            apart += len(each)
    return float(((change - change.mean()) ** 2).sum() / apart) if apart else 1.0


class _Rows:
    """The rows that hold each value of each column, found when asked for."""

    def __init__(self, cases: Int32s) -> None:
        self._orders = [np.argsort(column, kind="stable") for column in cases.T]
        self._sorted = [column[order] for column, order in zip(cases.T, self._orders, strict=True)]

    def holding(self, column: int, value: int) -> Ints:
        """The rows with a value, ascending."""
        start, end = np.searchsorted(self._sorted[column], [value, value + 1])
        return self._orders[column][start:end].astype(np.int64)

    def fitting(self, predicate: Predicate) -> Ints:
        """The rows with all these values, ascending."""
        lists = sorted((self.holding(*each) for each in predicate), key=len)
        found = lists[0]
        for other in lists[1:]:
            found = found[np.isin(found, other, assume_unique=True)]
        return found


def _of_one_value(tables: Tables) -> list[Predicate]:
    """Values that exactly one case of the safe table has."""
    found: list[Predicate] = []
    for column, coding in enumerate(tables.codings):
        counts = np.bincount(tables.safe[column], tables.weights, minlength=coding.size + 1)
        found += [((column, int(value)),) for value in np.flatnonzero(counts[: coding.size] == 1)]
    return found


def _of_several(tables: Tables, settings: AttackSettings, generator: np.random.Generator) -> Iterator[Predicate]:
    """The values of a random record, one by one in random order, until no other case of the safe table has them all.

    Records are drawn until there are enough descriptions or ten times as many were tried; each is used once.
    """
    rows = _Rows(tables.safe.T)
    sizes = np.array([coding.size for coding in tables.codings])
    made: set[Predicate] = set()
    for record in generator.permutation(len(tables.weights))[: 10 * settings.predicates]:
        values = tables.safe[:, record]
        known = generator.permutation(np.flatnonzero(values < sizes))[: settings.length]
        used: list[int] = []
        found = np.arange(len(tables.weights))
        for column in known.tolist():
            used.append(column)
            found = found[np.isin(found, rows.holding(column, int(values[column])), assume_unique=True)]
            if len(found) == 1:
                break
        if len(used) < 2 or len(found) > 1 or tables.weights[record] > 1:
            continue
        predicate = tuple(sorted((column, int(values[column])) for column in used))
        if predicate not in made:
            made.add(predicate)
            yield predicate
        if len(made) == settings.predicates:
            return
