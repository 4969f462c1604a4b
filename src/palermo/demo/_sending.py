"""What the three contributors' files have in common: rows, and faults that are put into some of them on purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from palermo.demo._cases import Case
from palermo.demo._dice import Dice

Cell = str | date | None
Row = dict[str, Cell]
"""A case as a contributor records it: its column (a survey's `group/question`) → what stands there; None: nothing."""

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that a contributor makes now and then, and that harmonising must set aside.

    rule: the rule it breaks, as the quarantine names it. often: of 10,000 cases, how many have it; one at least.
    spoil: what it does to a row, given as a new row.
    """

    rule: str
    column: str
    often: int
    spoil: Callable[[Row, Dice], Row]


@dataclass(frozen=True, slots=True)
class Sent:
    """One contributor's way of recording and sending.

    repeats: of 10,000 cases in all files, how many are in this file twice, by mistake; 0: it never happens.
    """

    contributor: str
    file: str
    mapping: str
    row: Callable[[Case, Dice], Row]
    faults: Sequence[Fault]
    repeats: int
    write: Callable[[Sequence[Row], Path], None]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that is to be set aside. record: which record of the file it is, from 1."""

    record: int
    rule: str
    column: str


def replaced(column: str, *texts: str) -> Callable[[Row, Dice], Row]:
    """A fault that writes one of these texts into a column."""
    return lambda row, dice: {**row, column: dice.one_of(texts)}


def record(cases: Sequence[Case], sent: Sent, dice: Dice, *, repeats: int) -> tuple[list[Row], list[Spoilt]]:
    """The rows of a contributor's file, with the faults that were put into them.

    repeats: how many cases are in it twice. No row gets two faults, and no person who has another case gets any.
    """
    alone = [place for place, case in enumerate(cases) if case.only]
    numbers = [how_often(fault.often, len(cases)) for fault in sent.faults]
    chosen = _shuffled(dice.some_of(alone, sum(numbers) + repeats), dice)
    spoiling: dict[int, Fault] = {}
    taken = iter(chosen)
    for kind, number in zip(sent.faults, numbers, strict=True):
        spoiling.update({next(taken): kind for _ in range(number)})
    repeated = set(taken)
    rows: list[Row] = []
    spoilt: list[Spoilt] = []
    for place, case in enumerate(cases):
        row = sent.row(case, dice)
        if (fault := spoiling.get(place)) is not None:
            row = fault.spoil(row, dice)
            spoilt.append(Spoilt(len(rows) + 1, fault.rule, fault.column))
        rows.append(row)
        if place in repeated:
            rows.append(dict(row))
            spoilt.append(Spoilt(len(rows), "case_id_repeated", ""))
    return rows, spoilt


def how_often(often: int, cases: int) -> int:
    """How many of so many cases, when it is so many of ten thousand; one at least."""
    return max(1, round(cases * often / TEN_THOUSAND))


def _shuffled(places: list[int], dice: Dice) -> list[int]:
    for place in range(len(places) - 1, 0, -1):
        other = dice.below(place + 1)
        places[place], places[other] = places[other], places[place]
    return places


def written(codes: Sequence[str], known: Mapping[str, str], between: str) -> str:
    """Several codes in one cell, each word once."""
    return between.join(dict.fromkeys(known[code] for code in codes))
