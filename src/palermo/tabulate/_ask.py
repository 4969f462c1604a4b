"""Ask a release a question."""

from collections.abc import Mapping
from functools import reduce

import numpy as np

from palermo.release import Release
from palermo.tabulate._answer import Answer
from palermo.tabulate._arrays import Ints
from palermo.tabulate._bounds import bounds, denominator_bounds
from palermo.tabulate._cautions import cautions
from palermo.tabulate._cells import cells_of
from palermo.tabulate._few import without_few
from palermo.tabulate._figures import figures
from palermo.tabulate._made import is_put_together
from palermo.tabulate._noise import is_noisy
from palermo.tabulate._question import Question
from palermo.tabulate._scope import Scope


def answer(release: Release, question: Question) -> Answer:
    """Count the cases of a release that match, in every combination of the columns asked by.

    A code counts with all codes below it. The share of a code is over the cases where every column asked by is known;
    in a set column these are the cases with at least one code (the denominator rule of the field's codebooks: shares
    of a set column may sum to more than 100 %). With `within`, it is over those of them that have the cell's code in
    the first column. Numbers of fewer than k cases are withheld.

    Raises QuestionError when the release has no such column or code, or when what has no order is compared.
    """
    scope = Scope.of(release, question)
    span = denominator_bounds(scope, (), np.zeros(1, dtype=np.int64))
    found = figures(scope, span)
    denominator = len(scope.rows)
    made = Answer(
        question=question,
        columns=tuple(column.column for column in scope.columns),
        lists={column.column.name: column.list for column in scope.whole if column.list is not None},
        cells=cells_of(question, scope.columns, found),
        total=scope.total,
        denominator=denominator,
        missing=scope.missing,
        none=scope.total - scope.missing - denominator,
        cautions=cautions(scope, found.counts),
        about=release.manifest.about,
        fingerprint=release.manifest.key.fingerprint,
        others=scope.rest,
        spans=_spans(scope, span),
    )
    return without_few(made, [column.is_single for column in scope.columns])


def _spans(scope: Scope, over: tuple[Ints, Ints]) -> Mapping[str, tuple[int, int]]:
    """Between which numbers those lie that match, those with an answer (`over`), and those without one."""
    release, question, matched = scope.release, scope.question, scope.matched
    plain = Question((), question.where, schema=question.schema)
    around = bounds(
        release, plain, (), matched, np.zeros(1, dtype=np.int64), np.array([scope.total]), parts=scope.parts
    )
    low, high = int(around.low[0]), int(around.high[0])
    if not scope.columns:
        return {"total": (low, high), "denominator": (low, high), "missing": (0, 0)}
    least, most = (int(end[0]) for end in over)
    if is_noisy(release) or is_put_together(release):
        missing = max(low - most, 0), max(high - least, 0)
    elif matched.is_sure and not any(column.has_suppressed for column in scope.columns):
        missing = scope.missing, scope.missing + release.manifest.cases_left_out
    else:
        untold = reduce(
            np.logical_and, (~each.suppressed for each in scope.columns if each.has_suppressed), scope.absent
        )
        left_out = release.manifest.cases_left_out
        missing = (
            int(np.count_nonzero(matched.surely & untold)),
            int(np.count_nonzero(matched.perhaps & scope.absent)) + left_out,
        )
    return {"total": (low, high), "denominator": (least, most), "missing": missing}
