"""What short combinations single out: by length, by column and by attribute."""

from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.protect.counting import TOTALS, Ints, Minimal, Records, label_of


@dataclass(frozen=True, slots=True)
class LengthRisk:
    """The combinations of one length.

    combinations: different ones that occur. rare: those that fewer cases have than the resolution, unique ones among
    them. occurrences: cases over all combinations. cases_rare, cases_unique: cases with a rare (unique) combination of
    this length and none shorter, so that the lengths can be added up.
    """

    length: int
    combinations: int
    occurrences: int
    rare: int
    unique: int
    cases_rare: int
    cases_unique: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a part of the table has in minimal combinations: rare ones in which nothing shorter is rare.

    rare, unique: those in which it takes part. share_rare, share_unique: of all of them, None where there are none; the
    shares of all parts add up to more than 1, for a combination has several parts.
    """

    rare: int
    unique: int
    share_rare: float | None
    share_unique: float | None


@dataclass(frozen=True, slots=True)
class ColumnRisk:
    """How much of the risk a column carries.

    part: in the minimal combinations. cases: those with a minimal rare combination in which it takes part. left,
    left_unique: those that would still have a rare (unique) combination without the column.
    """

    column: str
    part: Share
    cases: int
    left: int
    left_unique: int


@dataclass(frozen=True, slots=True)
class AttributeRisk:
    """How much of the risk one attribute carries: its part in the minimal combinations. label: as people call it."""

    column: str
    code: str
    label: str
    part: Share


@dataclass(frozen=True, eq=False)
class Found:
    """The minimal combinations of some records that are rare, and those that are unique."""

    records: Records
    rare: Minimal
    unique: Minimal


def by_length(found: Found, totals: Ints) -> tuple[LengthRisk, ...]:
    """The risk by length. totals: of all combinations, as lengths × `TOTALS`."""
    longest = len(totals)
    rare, unique = (
        np.bincount(each.shortest(), found.records.weights, minlength=longest + 1).astype(np.int64).tolist()
        for each in (found.rare, found.unique)
    )
    rows = []
    for length in range(1, longest + 1):
        sums = dict(zip(TOTALS, totals[length - 1].tolist(), strict=True))
        rows.append(
            LengthRisk(
                length,
                sums["combinations"],
                sums["occurrences"],
                sums["rare"],
                sums["unique"],
                rare[length],
                unique[length],
            )
        )
    return tuple(rows)


def by_column(found: Found) -> tuple[ColumnRisk, ...]:
    """The risk by column, in the table's order."""
    weights = found.records.weights
    rare, unique = found.rare.by_column.sum(axis=0), found.unique.by_column.sum(axis=0)
    with_it = weights @ found.rare.in_some
    left, left_unique = (
        weights[each.of_record.any(axis=1)].sum() - weights @ each.in_all for each in (found.rare, found.unique)
    )
    return tuple(
        ColumnRisk(name, _part(rare[n], unique[n], found), int(with_it[n]), int(left[n]), int(left_unique[n]))
        for n, name in enumerate(found.records.columns)
    )


def by_attribute(found: Found, cases: CaseTable) -> tuple[AttributeRisk, ...]:
    """The risk by attribute, of those that take part in a minimal combination; the largest share first.

    cases: the table of which the records are, for what its columns and codes are called.
    """
    rare, unique = found.rare.by_attribute.sum(axis=0), found.unique.by_attribute.sum(axis=0)
    parts = [
        AttributeRisk(
            attribute.column,
            attribute.code,
            label_of(cases.column(attribute.column), attribute.code),
            _part(rare[n], unique[n], found),
        )
        for n, attribute in enumerate(found.records.attributes)
        if rare[n] or unique[n]
    ]
    return tuple(sorted(parts, key=lambda each: (-each.part.rare, -each.part.unique, each.column, each.code)))


def _part(rare: int, unique: int, found: Found) -> Share:
    all_rare, all_unique = found.rare.by_length.sum(), found.unique.by_length.sum()
    return Share(int(rare), int(unique), _share(int(rare), int(all_rare)), _share(int(unique), int(all_unique)))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
