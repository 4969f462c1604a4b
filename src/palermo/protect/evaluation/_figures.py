"""What is measured of a safe table, as numbers."""

from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable, Missing, is_missing
from palermo.codes import Column
from palermo.protect.counting import BY_ATTRIBUTE, BY_SIZE, MEASURES, Attribute, Floats, label_of

EDGES = (1, 2, 10, 20, 40, 80, 160, 320, 640)
"""Sizes of a combination, in cases, from which on errors are told apart."""


@dataclass(frozen=True, slots=True)
class LengthQuality:
    """The combinations of one length. A share is None where there is nothing to share.

    combinations, combinations_safe, both: different ones in the cases, in the safe table, in both. occurrences,
    occurrences_safe: cases over all of them. error: Σ|safe − true| / Σ true over all combinations of the cases, 0 is
    perfect and 1 as bad as an empty table. kept: Σ min(safe, true) / Σ true. suppressed: share of the occurrences whose
    combination the safe table has not. fabricated: share of the safe table's occurrences whose combination no case has.
    distance: total variation distance of the two tables' combinations, each table's as shares of its own
    occurrences: 0 the same, 1 nothing in common.
    mean_error, median_error: of |safe − true|, in cases; a median above 4,095 is given as that. mean_error_in_both:
    the same over combinations in both only, as other tools report it: it hides what was suppressed. frequent,
    frequent_kept: combinations of the resolution or more, and those that are still there. preserved: mean of
    min(safe / true, 1) over the frequent ones. relative_error: mean of |safe − true| / true over them. rare,
    rare_present, unique, unique_present: combinations below the resolution (of one case), and how many of them the
    safe table has.
    """

    length: int
    combinations: int
    combinations_safe: int
    both: int
    occurrences: int
    occurrences_safe: int
    error: float | None
    kept: float | None
    suppressed: float | None
    fabricated: float | None
    distance: float | None
    mean_error: float | None
    median_error: int | None
    mean_error_in_both: float | None
    frequent: int
    frequent_kept: int
    preserved: float | None
    relative_error: float | None
    rare: int
    rare_present: int
    unique: int
    unique_present: int


@dataclass(frozen=True, slots=True)
class SizeQuality:
    """The combinations of one length that `least` to `most` cases have (most: None for no end).

    error: as of a length. bias: mean of safe − true, in cases. spread: root of the mean squared error, in cases.
    missed: share of them that the safe table has not. error_shuffled: the error of shuffled columns.
    """

    length: int
    least: int
    most: int | None
    combinations: int
    error: float | None
    bias: float | None
    spread: float | None
    missed: float | None
    error_shuffled: float | None


@dataclass(frozen=True, slots=True)
class PartQuality:
    """The combinations that hold a column, or one of its codes: a figure a length, None where there are none.

    column, code: which; the code is None for the whole column. label: as people call it. cases, cases_safe: that have
    it. occurrences: cases over all its combinations. errors, suppressed: as of a length.
    """

    column: str
    code: str | None
    label: str
    cases: int
    cases_safe: int
    occurrences: tuple[int, ...]
    errors: tuple[float | None, ...]
    suppressed: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class MissingShare:
    """How often a column has no value, as a share of the cases: before, after, and withheld after."""

    column: str
    label: str
    before: float
    after: float
    withheld: float


def ratio(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return float(part / whole) if whole else None


def length_quality(sums: Floats, gaps: Floats, length: int) -> LengthQuality:
    """One row of what a joint walk summed up. gaps: how many combinations are so far off."""
    m = dict(zip(MEASURES, sums.tolist(), strict=True))
    return LengthQuality(
        length=length,
        combinations=int(m["combinations"]),
        combinations_safe=int(m["combinations_other"]),
        both=int(m["both"]),
        occurrences=int(m["sum"]),
        occurrences_safe=int(m["sum_other"]),
        error=ratio(m["error"], m["sum"]),
        kept=ratio(m["kept"], m["sum"]),
        suppressed=ratio(m["suppressed"], m["sum"]),
        fabricated=ratio(m["fabricated"], m["sum_other"]),
        distance=ratio(m["apart"], 2 * m["sum"]) if m["sum_other"] else None,
        mean_error=ratio(m["error"], m["combinations"]),
        median_error=int(np.searchsorted(gaps.cumsum(), gaps.sum() / 2)) if m["combinations"] else None,
        mean_error_in_both=ratio(m["error_both"], m["both"]),
        frequent=int(m["frequent"]),
        frequent_kept=int(m["frequent_both"]),
        preserved=ratio(m["preserved"], m["frequent"]),
        relative_error=ratio(m["relative"], m["frequent"]),
        rare=int(m["rare"]),
        rare_present=int(m["rare_both"]),
        unique=int(m["unique"]),
        unique_present=int(m["unique_both"]),
    )


def size_qualities(sizes: Floats, shuffled: Floats) -> tuple[SizeQuality, ...]:
    """By length and size, what occurs. sizes, shuffled: length × size × BY_SIZE, of the safe table and of chance."""
    found = []
    for length in range(len(sizes)):
        for place, least in enumerate(EDGES, 1):
            m = dict(zip(BY_SIZE, sizes[length, place].tolist(), strict=True))
            if not m["combinations"]:
                continue
            chance = dict(zip(BY_SIZE, shuffled[length, place].tolist(), strict=True))
            found.append(
                SizeQuality(
                    length=length + 1,
                    least=least,
                    most=EDGES[place] - 1 if place < len(EDGES) else None,
                    combinations=int(m["combinations"]),
                    error=ratio(m["error"], m["sum"]),
                    bias=ratio(m["signed"], m["combinations"]),
                    spread=float(np.sqrt(m["squared"] / m["combinations"])),
                    missed=ratio(m["missed"], m["combinations"]),
                    error_shuffled=ratio(chance["error"], chance["sum"]),
                )
            )
    return tuple(found)


def part_quality(sums: Floats, column: Column, code: str | None, *, cases: int, cases_safe: int) -> PartQuality:
    """One column or attribute. sums: length × BY_ATTRIBUTE."""
    whole, error, gone = (sums[:, BY_ATTRIBUTE.index(name)].tolist() for name in ("sum", "error", "suppressed"))
    return PartQuality(
        column=column.name,
        code=code,
        label=label_of(column, code),
        cases=cases,
        cases_safe=cases_safe,
        occurrences=tuple(map(int, whole)),
        errors=tuple(map(ratio, error, whole)),
        suppressed=tuple(map(ratio, gone, whole)),
    )


def attribute_cases(sums: Floats, attributes: tuple[Attribute, ...]) -> dict[Attribute, int]:
    """How many cases have each attribute. sums: attribute × length × BY_ATTRIBUTE."""
    counts = sums[:, 0, BY_ATTRIBUTE.index("sum")].astype(np.int64).tolist()
    return dict(zip(attributes, counts, strict=True))


def missing_shares(cases: CaseTable, safe: CaseTable) -> tuple[MissingShare, ...]:
    """By column."""
    return tuple(
        MissingShare(
            column=name,
            label=label_of(cases.column(name)),
            before=_share(is_missing(cases, name)),
            after=_share(is_missing(safe, name)),
            withheld=_share(is_missing(safe, name, Missing.SUPPRESSED)),
        )
        for name in cases.names
    )


def _share(mask: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    return float(mask.mean()) if len(mask) else 0.0
