"""Who recruited whom: a table of persons → a forest of recruitment, checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, refuse_setting
from palermo.estimate._samples._results import Bools, Floats, Ints

SHORT_CHAINS = 4
"""Waves below which recruitment has hardly forgotten its seeds; simulations ask for more (Gile and Handcock 2010)."""

LARGE_TREE = 0.5
"""Share of the sample in the tree of one seed from which on the sample is mostly about whom that seed could reach."""

Zero = Literal["refuse", "one", "leave out"]


@dataclass(frozen=True, eq=False)
class Forest:
    """Persons in the order of recruitment: every recruiter stands before whom they recruited.

    rows: the record of each in the table. recruiter: the place of the recruiter, -1 for seeds. degree: how many of
    the population each knows. wave: 0 for seeds. seed: the place of the seed of each.
    """

    rows: Ints
    recruiter: Ints
    degree: Floats
    wave: Ints
    seed: Ints
    cautions: tuple[Caution, ...] = ()

    def __len__(self) -> int:
        """Persons."""
        return len(self.rows)

    @property
    def seeds(self) -> Ints:
        """The places of the seeds."""
        return np.flatnonzero(self.recruiter < 0)

    def recruits(self) -> Ints:
        """How many each recruited."""
        return np.bincount(self.recruiter[self.recruiter >= 0], minlength=len(self)).astype(np.int64)


def read_forest(
    columns: Columns, *, id: str, recruiter: str | None, degree: str, coupon: str | None,
    coupons: Sequence[str], zero: Zero,
) -> Forest:  # fmt: skip
    """Read and check who recruited whom. See `palermo.estimate.rds`."""
    if zero not in ("refuse", "one", "leave out"):
        raise refuse_setting("zero", "Persons who know nobody are dealt with as: refuse, one, leave out.")
    ids = columns.labels(id)
    place: dict[str, int] = {}
    for row, name in enumerate(ids):
        if name is None:
            raise InputError("estimate.recruitment", place=columns.at(id, row), reason="a person has no id.")
        if name in place:
            raise InputError("estimate.recruitment", place=columns.at(id, row), reason="two persons have one id.")
        place[name] = row
    if (recruiter is None) == (coupon is None):
        reason = "Name either the column of the recruiter, or those of the coupon brought and the coupons given."
        raise refuse_setting("recruiter", reason)
    by = _by_recruiter(columns, str(recruiter), place) if coupon is None else _by_coupon(columns, coupon, coupons)
    known, kept, cautions = _degrees(columns, degree, zero)
    by, dropped = _without(by, kept)
    if dropped:
        text = f"{dropped} persons were recruited by somebody who was left out; they count as seeds."
        cautions.append(Caution("orphans", text))
    order, wave, seed = _ordered(by, kept, columns.at(recruiter or str(coupon)))
    to = np.full(len(by), -1, np.int64)
    to[order] = np.arange(len(order))
    recruited = np.array([to[by[row]] if by[row] >= 0 else -1 for row in order], np.int64)
    forest = Forest(order, recruited, known[order], wave[order], to[seed[order]])
    return replace(forest, cautions=(*cautions, *_shape_cautions(forest)))


def _by_recruiter(columns: Columns, name: str, place: dict[str, int]) -> Ints:
    by = np.full(len(columns), -1, np.int64)
    for row, other in enumerate(columns.labels(name)):
        if other is None:
            continue
        if other not in place:
            reason = "the recruiter is nobody in the table. For a seed, leave the recruiter blank."
            raise InputError("estimate.recruitment", place=columns.at(name, row), reason=reason)
        if place[other] == row:
            raise InputError("estimate.recruitment", place=columns.at(name, row), reason="a person recruits herself.")
        by[row] = place[other]
    return by


def _by_coupon(columns: Columns, coupon: str, coupons: Sequence[str]) -> Ints:
    if not coupons:
        raise refuse_setting("coupons", "Name the columns of the coupons that each person was given.")
    giver: dict[str, int] = {}
    for name in coupons:
        for row, number in enumerate(columns.labels(name)):
            if number is None:
                continue
            if number in giver:
                place = columns.at(name, row)
                raise InputError("estimate.recruitment", place=place, reason="one coupon was given twice.")
            giver[number] = row
    by = np.full(len(columns), -1, np.int64)
    used: set[str] = set()
    for row, number in enumerate(columns.labels(coupon)):
        if number is None or number not in giver:
            continue  # seeds bring none, or one from the office
        if number in used:
            place = columns.at(coupon, row)
            raise InputError("estimate.recruitment", place=place, reason="one coupon was brought by two persons.")
        used.add(number)
        by[row] = giver[number]
    return by


def _degrees(columns: Columns, name: str, zero: Zero) -> tuple[Floats, Bools, list[Caution]]:
    known = columns.numbers(name, blank=True)
    columns.refuse_where(name, known < 0, "Nobody knows fewer than 0 persons.")
    none = ~(known > 0)
    if not none.any():
        return known, ~none, []
    count = int(none.sum())
    if zero == "refuse":
        raise InputError("estimate.degree", place=columns.at(name), count=count)
    if zero == "one":
        text = (
            f"{count} persons said that they know nobody, or said nothing; they count as knowing one, and weigh most."
        )
        return np.where(none, 1.0, known), np.ones(len(known), bool), [Caution("zero_degrees", text)]
    if none.all():
        raise InputError("estimate.degree", place=columns.at(name), count=count)
    text = f"{count} persons said that they know nobody, or said nothing; they were left out."
    return known, ~none, [Caution("zero_degrees", text)]


def _without(by: Ints, kept: Bools) -> tuple[Ints, int]:
    orphan = kept & (by >= 0) & ~kept[np.maximum(by, 0)]
    return np.where(orphan, -1, by), int(orphan.sum())


def _ordered(by: Ints, kept: Bools, place: str) -> tuple[Ints, Ints, Ints]:
    """Wave by wave; who is never reached from a seed is in a circle."""
    wave, seed = np.full(len(by), -1, np.int64), np.full(len(by), -1, np.int64)
    now = np.flatnonzero(kept & (by < 0))
    wave[now], seed[now] = 0, now
    order = [now]
    step = 0
    while len(now):
        step += 1
        reached = np.zeros(len(by), bool)
        reached[now] = True
        now = np.flatnonzero(kept & (by >= 0) & reached[np.maximum(by, 0)] & (wave < 0))
        wave[now], seed[now] = step, seed[by[now]]
        order.append(now)
    if (wave[kept] < 0).any():
        raise InputError("estimate.recruitment", place=place, reason="some persons recruited each other in a circle.")
    return np.concatenate(order), wave, seed


def _shape_cautions(forest: Forest) -> list[Caution]:
    found = []
    if (forest.recruiter < 0).all():
        text = "Nobody recruited anybody: these are seeds, chosen by whoever chose them, and stand for nobody else."
        return [Caution("no_recruitment", text)]
    longest = int(forest.wave.max())
    if longest < SHORT_CHAINS:
        text = f"The longest chain has {longest} waves: the sample still looks like its seeds."
        found.append(Caution("short_chains", text))
    if len(forest.seeds) == 1:
        text = "There is one seed: whom its network does not reach is not in the sample, and no figure shows it."
        found.append(Caution("one_seed", text))
    largest = np.bincount(forest.seed).max() / len(forest)
    if len(forest.seeds) > 1 and largest > LARGE_TREE:
        text = f"{largest:.0%} of the sample come from one seed."
        found.append(Caution("large_tree", text))
    seeds = len(forest.seeds) / len(forest)
    if seeds > 0.25:
        found.append(Caution("many_seeds", f"{seeds:.0%} of the sample are seeds, who were chosen by hand."))
    return found
