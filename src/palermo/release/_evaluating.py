"""What an evaluation found, as far as it may be told in public: figures for the manifest, a section for the report."""

import math
from collections.abc import Iterator

from palermo.cases import CaseTable
from palermo.protect import (
    FINEST,
    Evaluation,
    EvaluationSettings,
    attributes_in_words,
    digits_of,
    evaluate,
    shown,
)
from palermo.release._steps import Tell
from palermo.report import Bar, Bars, Block, Line, Lines, Note, Paragraph, Section, Table, show_share

LENGTH = 3
"""Attributes of the longest combination looked at, where a table has that many: what people ask for at once."""

GROUP_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
"""How exactly the error of a group of people may be told. There are a few steps only: a step of just k cases would tell
how many cases the group has."""

Figure = float | None


def evaluated(cases: CaseTable, safe: CaseTable, *, k: int | None, rehearsal: bool, tell: Tell) -> Evaluation:
    """A safe table held against the cases; or, in a rehearsal, a second release against the first."""
    settings = EvaluationSettings(min(LENGTH, len(safe.names)), max(k or 0, EvaluationSettings().resolution))
    what = "rehearsing what is kept" if rehearsal else "evaluating what is kept"
    tell(what)
    return evaluate(cases, safe, settings=settings, rehearsal=rehearsal, progress=lambda _, done, total: tell(what))


def told(share: float | None, whole: float, k: int | None) -> Figure:
    """A share as it may be told, so that nobody can reckon a number of fewer than k from it and what it is a share of.

    whole: of cases, also where it is a share of combinations: of these, one case has many.

    None where it is that of fewer than k, and not 0. Else its last digit stands for k or more. k: None where the
    figure is that of a rehearsal, in which there is nobody.

    >>> told(0.123456, 1_000_000, 10), told(0.123456, 300, 10), told(0.01, 300, 10), told(0.123456, 300, None)
    (0.1235, 0.1, None, 0.1235)
    """
    if share is None:
        return None
    if k is None:
        return round(share, FINEST)
    if share > 0 and shown(max(round(share * whole), 1), k) is None:
        return None
    digits = digits_of(whole, k)
    return None if digits is None else round(share, digits)


def evaluation_figures(found: Evaluation, *, k: int | None) -> dict[str, object]:
    """Errors by length, what is lost and made up, the worst served group. Names begin with `rehearsed` where it is one.

    k: as of `told`. Raises ValueError without k for an evaluation of the cases: nothing exact may be told then.
    """
    if k is None and not found.rehearsal:
        raise ValueError("exact figures of the cases would break the promise; a rehearsal is what may be told")
    ours, chance = found.lengths, found.shuffled
    figures: dict[str, object] = {
        "share_of_error": {str(each.length): told(each.error, found.cases, k) for each in ours},
        "share_of_error_of_shuffled_columns": {str(each.length): told(each.error, found.cases, k) for each in chance},
        "share_suppressed": {str(each.length): told(each.suppressed, found.cases, k) for each in ours},
        "share_fabricated": {str(each.length): told(each.fabricated, found.cases_safe, k) for each in ours},
    }
    worst = _worst(found, k)
    if worst is not None:
        group, _, error = worst
        figures["share_of_error_in_worst_group"] = {group: error}
    return {f"rehearsed_{name}": value for name, value in figures.items()} if found.rehearsal else figures


def _worst(found: Evaluation, k: int | None) -> tuple[str, str, float] | None:
    """The group of people that is served worst (as `column=code`, and in words), and how large its error is at most."""
    worst = found.worst
    at = found.asked - 1
    error = None if worst is None else worst.errors[at]
    if worst is None or not error:
        return None
    whole = min(worst.cases, worst.occurrences[at])
    if k is not None and whole < k:
        return None
    return f"{worst.column}={worst.code}", worst.label, at_most(error, whole, k)


def at_most(error: float, whole: int, k: int | None) -> float:
    """The error of a group, rounded up to a step that stands for k or more of what the error is a share of.

    So it is never told as nothing, and nobody can reckon a number of fewer than k from it. whole: the fewer of the
    group's cases and of the cases over its combinations; not fewer than k. k: as of `told`.

    >>> at_most(0.12, 1_000, 10), at_most(0.12, 90, 10), at_most(0.12, 10, 10), at_most(0.15, 90, None)
    (0.15, 0.2, 1.0, 0.15)
    """
    step = next((step for step in GROUP_STEPS if step * whole >= (k or 0)), GROUP_STEPS[-1])
    return round(math.ceil(round(error / step, 9)) * step, FINEST)


def evaluation_section(found: Evaluation, *, k: int | None) -> Section:
    """What is kept, lost and made up, for the report of a release. k: as of `told`."""
    name = "How far from the truth such a release is" if found.rehearsal else "What is kept, lost and made up"
    return Section(name, tuple(_blocks(found, k)))


def _blocks(found: Evaluation, k: int | None) -> Iterator[Block]:
    if found.rehearsal:
        yield Note(
            "An estimate by rehearsal. What was made of the cases cannot be held against them in public: that would "
            "tell of single cases. So the release was made once more from itself, in the same way, and the second "
            "was held against the first. Nobody's case was looked at for it.",
            "information",
        )
        yield Paragraph(
            "The truth may be somewhat worse: what is rare, and was lost or made up the first time, cannot be lost "
            "again."
        )
    pairs = list(zip(found.lengths, found.shuffled, strict=True))
    yield Bars(
        "How far off counts are",
        "error of the counts, by how many attributes are counted together",
        [
            Bar(attributes_in_words(a.length), told(a.error, found.cases, k), mark=told(b.error, found.cases, k))
            for a, b in pairs
        ],
        share=True,
        mark="shuffled columns",
        note="Error: differences between true and published counts of all combinations that cases have, added up, as a "
        "share of the true counts. "
        "Shuffled columns are what chance alone would give; each column by itself is right in them.",
    )
    rows = [
        (each.length, told(each.suppressed, found.cases, k), told(each.fabricated, found.cases_safe, k))
        for each in found.lengths
    ]
    names = ("attributes", "lost", "made up")
    yield Table(names, rows, "What is lost, and what is made up", shares=names[1:])
    sizes = list(_by_size(found, k))
    if sizes:
        yield Lines(
            "Error by the size of a group",
            "error of the counts, by how many cases have the combination",
            [size for size, *_ in sizes],
            [
                Line(attributes_in_words(length), [_drawn(errors[length - 1]) for _, *errors in sizes])
                for length in range(1, found.length + 1)
            ],
            share=True,
            below="cases that have the combination",
            note="Small groups are the least exact. Errors above 100 % are drawn at 100 %.",
        )
    worst = _worst(found, k)
    if worst is not None:
        _, label, error = worst
        much = (
            f"with an error of at most {show_share(error)}" if error < 1 else "as badly as by an empty table at worst"
        )
        yield Paragraph(
            f"Served worst among groups of people of {found.resolution} cases or more: {label}, {much} for "
            f"{attributes_in_words(found.asked)} at once."
        )


def _drawn(error: Figure) -> Figure:
    """Beyond the error of an empty table a picture tells nothing more."""
    return None if error is None else min(error, 1.0)


def _by_size(found: Evaluation, k: int | None) -> Iterator[tuple[str, *tuple[Figure, ...]]]:
    """By size from the resolution on: below it nothing is told of anybody."""
    cells = {(each.length, each.least): each for each in found.sizes}
    for least, most in sorted({(each.least, each.most or 0) for each in found.sizes if each.least >= found.resolution}):
        row = [cells.get((length, least)) for length in range(1, found.length + 1)]
        # the cases of the group are not told: as few as there can be
        errors = [
            None if each is None else told(each.error, min(each.combinations * each.least, found.cases), k)
            for each in row
        ]
        yield f"{least}–{most}" if most else f"{least}+", *errors
