"""Special uniques: cases that very few attributes single out, and how many ways there are to do it (SUDA2)."""

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from palermo.protect.counting import Floats, Minimal, Records

DIS_EDGES = tuple(step / 10 for step in range(8))
"""Between which DIS-SUDA scores are counted, as sdcMicro prints them."""


@dataclass(frozen=True, slots=True)
class ScoreCases:
    """Cases whose score is above `above` and at most `to`; `to` is None without a limit."""

    above: float
    to: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """A column's share of all scores: of those of the minimal sample uniques in which it takes part."""

    column: str
    share: float


@dataclass(frozen=True, slots=True)
class Suda:
    """What special uniques there are.

    columns, longest: ATT and M of the score (see `weights_by_size`). minimal: minimal sample uniques of each length
    from 1 on. special: cases with one. largest: the largest score. scores: special cases by score. contributions: by
    column, the largest first; shares add up to more than 1, for each unique has several parts. dis: cases by their
    DIS-SUDA score, dis_largest the largest one; nothing where no sampling fraction was given.
    """

    columns: int
    longest: int
    minimal: tuple[int, ...]
    special: int
    largest: float
    scores: tuple[ScoreCases, ...]
    contributions: tuple[Contribution, ...]
    fraction: float | None
    dis: tuple[ScoreCases, ...]
    dis_largest: float | None


def weights_by_size(columns: int, longest: int) -> tuple[int, ...]:
    """What a minimal sample unique of each size from 0 on adds to a case's score; at 0 nothing.

    Of k columns it is the product of (ATT − i) for i from k to M, where ATT is the number of columns and M the longest
    size looked for, at most ATT − 1 (Elliot, Manning and Ford 2002; Elliot, Manning, Mayes, Gurd and Bane 2005; as
    sdcMicro has it since version 5.0.2). A unique of ATT columns, or more where a column holds sets, adds 1.

    >>> weights_by_size(columns=4, longest=3)
    (0, 6, 2, 1)
    """
    last = min(longest, columns - 1)
    return (0, *(prod(columns - each for each in range(size, last + 1)) for size in range(1, longest + 1)))


def suda_scores(found: Minimal, *, columns: int) -> Floats:
    """Each record's SUDA score: what its minimal sample uniques add to it. found: with k = 2."""
    longest = found.of_record.shape[1] - 1
    weights: Floats = np.array(weights_by_size(columns, longest), np.float64)
    return found.of_record.astype(np.float64) @ weights


def dis_suda(scores: Floats, *, paired: int, fraction: float, columns: int) -> Floats:
    """The scores as probabilities that a match with outside data is right: DIS-SUDA (Elliot and Manning 2003).

    The file as a whole has DIS = U·f / (U·f + P·(1 − f)), where U cases are unique, P are in pairs (alike in every
    column), and f is the share of the population that is in the file. It is spread over cases by their scores s:
    1 / (1 + (U/DIS − U) / (s^q · Σ s^−q)), q = 1 + (8 − ATT)/20, the sum over cases with a score. That rule is
    sdcMicro's, a heuristic; in it U falls out, for U/DIS − U is P·(1 − f)/f, and
    where there are no pairs everything is 1.

    scores: one a case, 0 where it has no minimal sample unique. paired: P. fraction: f. columns: ATT. Returns one a
    case, 0 to 1.
    """
    found = np.zeros(len(scores))
    special = scores > 0
    if not special.any():
        return found
    power = 1 + (8 - columns) / 20
    raised = scores[special] ** power
    excess = paired * (1 - fraction) / fraction
    found[special] = 1 / (1 + excess / (raised * (1 / raised).sum()))
    return found


def dis_of(scores: Floats, records: Records, *, fraction: float) -> Floats:
    """DIS-SUDA of each record. A record with a score is one case."""
    paired = 2 * int(np.count_nonzero(records.weights == 2))
    return dis_suda(scores, paired=paired, fraction=fraction, columns=len(records.columns))


def suda(found: Minimal, records: Records, *, fraction: float | None = None) -> Suda:
    """Score the special uniques. found: the minimal combinations with k = 2."""
    columns, longest = len(records.columns), len(found.by_length) - 1
    scores = suda_scores(found, columns=columns)
    special = scores > 0
    total, largest = float(scores.sum()), float(scores.max(initial=0.0))
    by_column = np.array(weights_by_size(columns, longest), np.float64) @ found.by_column
    dis = None if fraction is None else dis_of(scores, records, fraction=fraction)
    contributions = [
        Contribution(name, float(each) / total if total else 0.0)
        for name, each in zip(records.columns, by_column, strict=True)
    ]
    return Suda(
        columns=columns,
        longest=longest,
        minimal=tuple(found.by_length[1:].tolist()),
        special=int(np.count_nonzero(special)),
        largest=largest,
        scores=_between(scores, _decades(largest)),
        contributions=tuple(sorted(contributions, key=lambda each: (-each.share, each.column))),
        fraction=fraction,
        dis=() if dis is None else _between(dis, (*DIS_EDGES, None)),
        dis_largest=None if dis is None else float(dis.max(initial=0.0)),
    )


def _decades(largest: float) -> tuple[float, ...]:
    edges = [0.0]
    while edges[-1] < largest:
        edges.append(max(edges[-1] * 10, 10.0))
    return tuple(edges)


def _between(scores: Floats, edges: tuple[float | None, ...]) -> tuple[ScoreCases, ...]:
    """How many scores lie between each two edges."""
    return tuple(
        ScoreCases(
            float(above or 0.0), to, int(np.count_nonzero((scores > (above or 0.0)) & (to is None or scores <= to)))
        )
        for above, to in pairwise(edges)
    )
