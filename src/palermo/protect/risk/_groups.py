"""Cases that are alike to somebody who knows their quasi-identifiers, by what a missing value is to her."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable, Missing
from palermo.protect.counting import Floats, Ints, Mask, combine, values
from palermo.protect.risk._settings import MissingAs

BLOCK = 2_000_000
"""Cells of the table of groups and values that is in memory at once (16 MB)."""

KINDS = len(Missing)
"""Numbers below it stand for a missing value (`values`)."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Groups:
    """Cases with the same key are a group.

    of_case: each case's group. keys: groups × quasi-identifiers, as numbers. weights: cases in each group. wild:
    whether a missing value is like any other; a group is then alike to others too, and `histograms` adds them up.
    """

    of_case: Ints
    keys: Ints
    weights: Ints
    wild: bool

    def __len__(self) -> int:
        return len(self.weights)


def form_groups(cases: CaseTable, names: Sequence[str], *, missing: MissingAs) -> Groups:
    """The groups over these columns. Where a missing value is like nothing, a case that lacks one is alone."""
    columns = [values(cases, name) for name in names]
    told_apart = list(columns)
    if missing is MissingAs.NOTHING:
        lacking = np.any([column < KINDS for column in columns], axis=0)
        told_apart.append(np.where(lacking, np.arange(1, cases.num_rows + 1), 0))
    of_case = combine(told_apart, cases.num_rows)
    _, first = np.unique(of_case, return_index=True)
    keys = np.stack([column[first] for column in columns], axis=1) if columns else np.empty((len(first), 0), np.int64)
    return Groups(of_case, keys, np.bincount(of_case, minlength=len(first)), missing is MissingAs.ANYTHING)


def group_sizes(groups: Groups, *, progress: Told | None = None) -> Ints:
    """How many cases are alike to those of each group, themselves among them: sdcMicro's fk."""
    if not groups.wild:
        return groups.weights
    sizes = np.zeros(len(groups), np.int64)
    for which, table in histograms(groups, np.zeros(len(groups.of_case), np.int64), 1, progress=progress):
        sizes[which] = table[:, 0].astype(np.int64)
    return sizes


def histograms(
    groups: Groups, value: Ints, size: int, *, progress: Told | None = None
) -> Iterator[tuple[Ints, Floats]]:
    """How many cases that are alike to a group hold each value, for some groups at a time, as groups × values.

    value: each case's, from 0 to size − 1; -1 where it is not counted.
    """
    counted = value >= 0
    cell, number = np.unique(groups.of_case[counted] * size + value[counted], return_counts=True)
    group, held = np.divmod(cell, size)
    step = max(BLOCK // size, 1)
    if not groups.wild:
        for start in range(0, len(groups), step):
            which = np.arange(start, min(start + step, len(groups)))
            near, far = np.searchsorted(group, (start, start + len(which)))
            yield which, _table(group[near:far] - start, held[near:far], number[near:far], len(which), size)
        return
    known = groups.keys >= KINDS
    pattern = combine(list(known.T.astype(np.int64)), len(groups))
    members = [np.flatnonzero(pattern == each) for each in range(int(pattern.max(initial=-1)) + 1)]
    entries = [np.flatnonzero(pattern[group] == each) for each in range(len(members))]
    for done, mine in enumerate(members, 1):
        for start in range(0, len(mine), step):
            which = mine[start : start + step]
            table = np.zeros((len(which), size))
            for theirs, entry in zip(members, entries, strict=True):
                both = known[which[0]] & known[theirs[0]]
                ours, place = _alike(groups.keys, which, theirs, both)
                row = place[np.searchsorted(theirs, group[entry])]
                has = row >= 0
                alike = _table(row[has], held[entry][has], number[entry][has], int(ours.max(initial=-1)) + 1, size)
                table += alike[ours]
            yield which, table
        if progress is not None:
            progress(done, len(members))


def _table(row: Ints, held: Ints, number: Ints, rows: int, size: int) -> Floats:
    return np.bincount(row * size + held, number, minlength=rows * size).astype(np.float64).reshape(rows, size)


def _alike(keys: Ints, ours: Ints, theirs: Ints, columns: Mask) -> tuple[Ints, Ints]:
    """The same number for groups that agree in these columns: of ours from 0 on, of theirs -1 where none of ours is."""
    together = np.concatenate([ours, theirs])
    agrees = combine([keys[together, column] for column in np.flatnonzero(columns)], len(together))
    found, number = np.unique(agrees[: len(ours)], return_inverse=True)
    place = np.full(int(agrees.max(initial=-1)) + 1, -1, np.int64)
    place[found] = np.arange(len(found))
    return number, place[agrees[len(ours) :]]
