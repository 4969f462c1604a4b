"""Between which numbers a count of k-synthetic records lies in truth: what their making promises, and no more."""

from collections.abc import Sequence

import numpy as np

from palermo.release import K_SYNTHETIC, Release
from palermo.tabulate._arrays import Floats, Ints
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._count import split
from palermo.tabulate._question import Question

PUT_TOGETHER = "bounds from how records were put together"
"""What is sure of a combination: k cases have it where any record has, and none of its parts is rarer."""


def is_put_together(release: Release) -> bool:
    """Whether the cases are records put together from the values of cases."""
    return release.manifest.about.method == K_SYNTHETIC


def is_single(question: Question) -> bool:
    """Whether it asks for single attributes: no record has one that no case gave, so suppression alone bounds them."""
    return len(question.by) == 1 and not question.where


def between(release: Release, columns: Sequence[ColumnIndex], keys: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """The least and the most cases behind counts of records with these combinations of the columns' codes.

    Where one record matches, the k cases or more match that hold all of it. Cases that match need not be together in
    any record: at most as many match as have the rarest of the codes, or may have had it where it is withheld.
    """
    left_out = release.manifest.cases_left_out
    high = np.full(len(counts), release.manifest.rows + left_out, dtype=np.int64)
    for column, numbers in zip(columns, split(keys, columns), strict=True):
        held = np.bincount(column.ids, minlength=len(column.codes))
        high = np.minimum(high, held[numbers] + np.count_nonzero(column.suppressed) + left_out)
    return np.where(counts > 0, release.manifest.k or 1, 0), high


def shares_between(limits: tuple[Ints, Ints], over: tuple[Ints, Ints], shares: Floats) -> tuple[Floats, Floats]:
    """Between which shares each cell lies. limits, over: between which numbers its cases and its denominator lie.

    The published share is always within.
    """
    low = limits[0] / np.maximum(over[1], 1)
    high = np.minimum(limits[1] / np.maximum(over[0], 1), 1.0)
    return np.minimum(low, shares), np.maximum(high, shares)
