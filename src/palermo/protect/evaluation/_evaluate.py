"""Hold a safe table against the cases it was made from."""

from collections.abc import Callable

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.counting import MOST_LENGTH, Attribute, Joint, Lists, compare, labels_of
from palermo.protect.evaluation._align import Dictionary, align, encoded, shuffled
from palermo.protect.evaluation._evaluation import Evaluation
from palermo.protect.evaluation._figures import (
    EDGES,
    LengthQuality,
    PartQuality,
    attribute_cases,
    length_quality,
    missing_shares,
    part_quality,
    size_qualities,
)
from palermo.protect.evaluation._found import ASKED
from palermo.protect.evaluation._settings import EvaluationSettings

USUAL = EvaluationSettings()

Progress = Callable[[str, int, int], None]
"""Told what is done now, how many steps are done, and how many there are."""


def evaluate(
    sensitive: CaseTable,
    safe: CaseTable,
    *,
    settings: EvaluationSettings = USUAL,
    rehearsal: bool = False,
    progress: Progress | None = None,
) -> Evaluation:
    """What a safe table keeps of the cases, what it lost, what it made up, and whom that touches.

    Every combination of up to `length` attributes that occurs in either table is counted in both, and beside it in the
    cases with each column shuffled by itself: a table that is no better kept nothing of what belongs together.
    A missing value is no attribute; how often values are missing stands apart. A column that the safe table says by a
    coarser list is compared by that one. Identifiers of the cases are left aside.

    rehearsal: whether `sensitive` is itself a safe table, and `safe` was made from it in the same way. Its errors are
        about those of the safe table against the cases, and they cost no privacy: see docs/how-to/evaluate-a-release.

    Raises ProtectionError for tables with nothing in common, an identifier in the safe one, no cases, or combinations
    longer than there are columns.
    """
    aligned = align(sensitive, safe)
    width = len(aligned.cases.names)
    if settings.length > width:
        most = min(MOST_LENGTH, width)
        raise ProtectionError("protect.length_out_of_range", place="length", length=settings.length, most=most)
    chance = shuffled(aligned.cases, seed=settings.seed)
    dictionary, records = encoded((aligned.cases, aligned.safe, chance))
    true, ours, theirs = map(dictionary.lists, records)

    def told(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(what, done, total)

    found = _compared(true, ours, settings, dictionary, width, told("Comparing with the safe table"))
    by_chance = _compared(true, theirs, settings, dictionary, width, told("Comparing with shuffled columns"))
    attributes = _attributes(found, dictionary, aligned.cases, _cases_of(ours, dictionary))
    parts = tuple(each for each in attributes if each.cases >= settings.resolution)
    of_people = [each for each in attributes if each.column in settings.groups]
    groups = [each for each in of_people if each.cases >= settings.resolution]
    asked = min(ASKED, settings.length) - 1
    return Evaluation(
        length=settings.length,
        resolution=settings.resolution,
        rehearsal=rehearsal,
        cases=aligned.cases.num_rows,
        cases_safe=aligned.safe.num_rows,
        columns=aligned.cases.names,
        coarser=aligned.coarser,
        lost=aligned.lost,
        added=aligned.added,
        different=aligned.different,
        lengths=_lengths(found),
        shuffled=_lengths(by_chance),
        sizes=size_qualities(found.sizes, by_chance.sizes),
        by_column=_columns(found, aligned.cases, aligned.safe),
        by_attribute=parts,
        groups=tuple(sorted(groups, key=lambda each: (-(each.errors[asked] or 0.0), each.column, each.code or ""))),
        groups_small=sum(0 < each.cases < settings.resolution for each in of_people),
        missing=missing_shares(aligned.cases, aligned.safe),
        labels=labels_of(safe.columns) | labels_of(sensitive.without_ids().columns),
    )


def _compared(
    one: Lists,
    other: Lists,
    settings: EvaluationSettings,
    dictionary: Dictionary,
    width: int,
    progress: Callable[[int, int], None] | None,
) -> Joint:
    return compare(
        one,
        other,
        length=settings.length,
        resolution=settings.resolution,
        edges=np.array(EDGES, np.int32),
        column_of=dictionary.column_of,
        columns=width,
        progress=progress,
    )


def _lengths(found: Joint) -> tuple[LengthQuality, ...]:
    pairs = zip(found.lengths, found.gaps, strict=True)
    return tuple(length_quality(row, gaps, place) for place, (row, gaps) in enumerate(pairs, 1))


def _cases_of(lists: Lists, dictionary: Dictionary) -> dict[Attribute, int]:
    """How many cases of a table have each attribute."""
    weights = lists.weights[lists.after - 1]
    sums = np.add.reduceat(np.append(weights, 0), np.minimum(lists.starts[:-1], len(weights)))
    sums[lists.starts[:-1] == lists.starts[1:]] = 0
    return dict(zip(dictionary.attributes, sums.tolist(), strict=True))


def _attributes(
    found: Joint, dictionary: Dictionary, cases: CaseTable, safe: dict[Attribute, int]
) -> list[PartQuality]:
    true = attribute_cases(found.attributes, dictionary.attributes)
    ordered = sorted(enumerate(dictionary.attributes), key=lambda each: (dictionary.column_of[each[0]], each[1].code))
    return [
        part_quality(
            found.attributes[place], cases.column(each.column), each.code, cases=true[each], cases_safe=safe[each]
        )
        for place, each in ordered
    ]


def _columns(found: Joint, cases: CaseTable, safe: CaseTable) -> tuple[PartQuality, ...]:
    return tuple(
        part_quality(
            found.columns[place],
            cases.column(name),
            None,
            cases=cases.num_rows - cases.values(name).null_count,
            cases_safe=safe.num_rows - safe.values(name).null_count,
        )
        for place, name in enumerate(cases.names)
    )
