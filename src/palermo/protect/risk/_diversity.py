"""What those learn of a person who find her group: k, l-diversity and t-closeness on declared columns."""

from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.codes import ColumnKind
from palermo.protect.counting import Floats, Ints, Mask, values
from palermo.protect.risk._groups import KINDS, Groups, form_groups, group_sizes, histograms
from palermo.protect.risk._settings import MissingAs, Progress, RiskSettings

SIZES = (1, 2, 3, 5, 10, 20, 50, 100)
"""From which sizes on groups are counted together."""


@dataclass(frozen=True, slots=True)
class GroupSize:
    """Groups of at least `least` and at most `most` cases (None: no limit), and the cases in them."""

    least: int
    most: int | None
    groups: int
    cases: int


@dataclass(frozen=True, slots=True)
class SensitiveRisk:
    """What a group tells of a sensitive column; the worst of all groups, None where no case has a value.

    values: different values. distinct: distinct l, the fewest different values in a group. entropy: entropy l, the
    least exponential of a group's entropy. recursive: the largest l for which in every group the most frequent value is
    less than c times as frequent as the l-th and all rarer ones together; 0 where that holds for none. closeness: t,
    the longest earth mover's distance from a group's values to those of all cases, 0 to 1. ordered: whether that
    distance minds the order of the values; it is then over known values, and else half the sum of all differences
    (total variation). one_value: cases in groups where everybody has the same value, and it is not missing: whoever
    finds the group knows it. left_aside: groups in which no value is known.
    """

    column: str
    ordered: bool
    values: int
    distinct: int | None
    entropy: float | None
    recursive: int | None
    closeness: float | None
    one_value: int
    left_aside: int


@dataclass(frozen=True, slots=True)
class GroupRisk:
    """Groups of cases that are alike in all quasi-identifiers.

    k: cases in the smallest group. groups: how many there are. groups_below, cases_below: those smaller than the
    resolution, and the cases in them. sizes: groups by size; where a missing value is like any other, a group's size
    counts the cases of all groups that are alike to it.
    """

    quasi_identifiers: tuple[str, ...]
    missing: MissingAs
    k: int
    groups: int
    groups_below: int
    cases_below: int
    sizes: tuple[GroupSize, ...]
    sensitive: tuple[SensitiveRisk, ...]


@dataclass(frozen=True, eq=False)
class Diversity:
    """Of each group: distinct and entropy l, recursive l, and the distance t; 0 where no value is known."""

    distinct: Ints
    entropy: Floats
    recursive: Ints
    closeness: Floats


def group_risk(cases: CaseTable, settings: RiskSettings, *, progress: Progress | None = None) -> GroupRisk:
    """Form the groups over the quasi-identifiers, and look at what they tell of each sensitive column."""
    groups = form_groups(cases, settings.quasi_identifiers, missing=settings.missing)
    told = None if progress is None else lambda done, total: progress("Forming groups", done, total)
    sizes = group_sizes(groups, progress=told)
    small = sizes < settings.resolution
    sensitive = []
    for done, name in enumerate(settings.sensitive):
        if progress is not None:
            progress("Looking at sensitive columns", done, len(settings.sensitive))
        sensitive.append(_sensitive(cases, name, groups, settings))
    return GroupRisk(
        quasi_identifiers=settings.quasi_identifiers,
        missing=settings.missing,
        k=int(sizes.min(initial=cases.num_rows)),
        groups=len(groups),
        groups_below=int(np.count_nonzero(small)),
        cases_below=int(groups.weights[small].sum()),
        sizes=_by_size(sizes, groups.weights),
        sensitive=tuple(sensitive),
    )


def case_group_sizes(cases: CaseTable, quasi_identifiers: tuple[str, ...], *, missing: MissingAs) -> Ints:
    """How many cases are alike to each case in all quasi-identifiers, itself among them."""
    groups = form_groups(cases, quasi_identifiers, missing=missing)
    return group_sizes(groups)[groups.of_case]


def diversity(groups: Groups, value: Ints, *, c: float, ordered: Ints | None = None) -> Diversity:
    """What each group tells of a sensitive column.

    value: each case's, from 0 on; -1 where it is not counted. ordered: the same in the order that the distance minds;
    None where there is none.
    """
    size = int(value.max(initial=-1)) + 1
    none, nothing = np.zeros(len(groups), np.int64), np.zeros(len(groups))
    found = Diversity(none, nothing, none.copy(), nothing.copy())
    everybody = np.bincount(value[value >= 0], minlength=size) / max(int(np.count_nonzero(value >= 0)), 1)
    for which, table in histograms(groups, value, max(size, 1)) if size else ():
        share, has = _shares(table)
        found.distinct[which] = (table > 0).sum(axis=1)
        logs = np.log(share, where=share > 0, out=np.zeros_like(share))
        found.entropy[which] = np.where(has, np.exp(-(share * logs).sum(axis=1)), 0.0)
        descending = -np.sort(-table, axis=1)
        tails = np.cumsum(descending[:, ::-1], axis=1)[:, ::-1]  # the l-th most frequent and all rarer ones
        found.recursive[which] = (descending[:, :1] < c * tails).sum(axis=1)
        if ordered is None:
            found.closeness[which] = np.where(has, np.abs(share - everybody).sum(axis=1) / 2, 0.0)
    if ordered is not None:
        _ordered_distances(groups, ordered, found.closeness)
    return found


def _ordered_distances(groups: Groups, ordered: Ints, closeness: Floats) -> None:
    """Write down how far values have to be moved, rank by rank, as a share of the way from the first to the last."""
    size = int(ordered.max(initial=-1)) + 1
    if size < 2:
        return
    everybody = np.bincount(ordered[ordered >= 0], minlength=size) / np.count_nonzero(ordered >= 0)
    for which, table in histograms(groups, ordered, size):
        share, has = _shares(table)
        moved = np.abs(np.cumsum(share - everybody, axis=1)[:, :-1]).sum(axis=1) / (size - 1)
        closeness[which] = np.where(has, moved, 0.0)


def _shares(table: Floats) -> tuple[Floats, Mask]:
    """Each group's values as shares, and which groups have any."""
    total = table.sum(axis=1)
    return table / np.maximum(total, 1)[:, None], np.asarray(total > 0, dtype=bool)


def _sensitive(cases: CaseTable, name: str, groups: Groups, settings: RiskSettings) -> SensitiveRisk:
    number = values(cases, name)
    known = number >= KINDS
    own = settings.missing is MissingAs.OWN
    value = _ranks(number, np.ones_like(known) if own else known)
    is_ordered = cases.column(name).kind is ColumnKind.ORDINAL
    found = diversity(groups, value, c=settings.c, ordered=_ranks(number, known) if is_ordered else None)
    has = found.distinct > 0
    worst = None if not has.any() else found
    tells = np.bincount(groups.of_case, known, minlength=len(groups)) > 0 if own else has
    return SensitiveRisk(
        column=name,
        ordered=is_ordered,
        values=int(value.max(initial=-1)) + 1,
        distinct=None if worst is None else int(worst.distinct[has].min()),
        entropy=None if worst is None else float(worst.entropy[has].min()),
        recursive=None if worst is None else int(worst.recursive[has].min()),
        closeness=None if worst is None else float(worst.closeness[has].max()),
        one_value=int(groups.weights[tells & (found.distinct == 1)].sum()),
        left_aside=int(np.count_nonzero(~has)),
    )


def _ranks(number: Ints, counted: Mask) -> Ints:
    """The numbers that occur, counted from 0 on in their order; -1 where they are not counted."""
    found = np.full(len(number), -1, np.int64)
    found[counted] = np.unique(number[counted], return_inverse=True)[1]
    return found


def _by_size(sizes: Ints, weights: Ints) -> tuple[GroupSize, ...]:
    place = np.searchsorted(SIZES, sizes, side="right") - 1
    return tuple(
        GroupSize(
            least,
            SIZES[n + 1] - 1 if n + 1 < len(SIZES) else None,
            int(np.count_nonzero(place == n)),
            int(weights[place == n].sum()),
        )
        for n, least in enumerate(SIZES)
    )
