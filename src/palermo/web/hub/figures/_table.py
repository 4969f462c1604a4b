"""Figures as rows of a table: written out, with a bar drawn to scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.tabulate import Change
from palermo.web.hub.figures._numbers import between, number, percent, signed, span
from palermo.web.hub.figures._read import Figures, Row

FULL = 100.0
"""Width of a bar's drawing, in its own units."""
HOLLOW_EDGE = 0.75


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a cell, in units of its drawing, as SVG wants them in any language. kind: solid, hollow, missing.

    low, spread: where the thin bar of uncertainty begins, and how wide it is; empty where there is none.
    """

    kind: str
    width: str
    low: str = ""
    spread: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it is read. labels: what its codes are called. level: how far it stands in, from 0.

    limits: between which shares it lies; of numbers where there is no share. Empty where they read the same.
    notes: marks of the cautions that are told below the table. change: against another year, and between which shares
    it lies; empty where that is not asked, or not known.
    """

    labels: tuple[str, ...]
    codes: tuple[str, ...]
    n: str
    of: str
    share: str
    limits: str
    bar: Bar
    level: int = 0
    kind: str = ""
    notes: tuple[str, ...] = ()
    change: str = ""
    change_limits: str = ""


@dataclass(frozen=True, slots=True)
class NoteBelow:
    """What a mark in a table stands for."""

    mark: str
    text: str


def table_rows(figures: Figures, rows: Sequence[Row], language: str) -> list[TableRow]:
    """These rows of an answer, drawn to the scale of all of its rows."""
    scale, marks = _scale(figures), _marks(figures)
    return [_row(figures, row, scale, marks, language) for row in rows]


def notes_below(figures: Figures, language: str) -> list[NoteBelow]:
    """What the marks beside figures stand for, in the order of the letters."""
    marks = _marks(figures)
    return [NoteBelow(marks[code], text) for code, text in figures.answer.notes(language).items()]


def _marks(figures: Figures) -> dict[str, str]:
    return {code: "abcdefghij"[place] for place, code in enumerate(figures.answer.notes())}


def missing_rows(figures: Figures, language: str) -> list[TableRow]:
    """What has no row of its own: cases without an answer, over all cases that match; and those with an empty one."""
    answer, scale = figures.answer, _scale(figures)
    found = []
    kinds = (
        (answer.none, _("None of these"), None),
        (answer.missing, _("Not known or withheld"), answer.missing_share_span),
    )
    for count, label, ends in kinds:
        if not count or not answer.total or not answer.columns:
            continue
        share = count / answer.total
        found.append(
            TableRow(
                labels=(label, *("" for _column in answer.columns[1:])),
                codes=(),
                n=number(count, language),
                of=number(answer.total, language),
                share=percent(share, language),
                limits=between(*ends, language) if ends else "",
                bar=Bar("missing", _units(share / scale)),
                kind="missing",
            )
        )
    return found


def _row(figures: Figures, row: Row, scale: float, marks: Mapping[str, str], language: str) -> TableRow:
    columns = figures.answer.columns
    pairs = zip(columns, row.codes, strict=True)
    return TableRow(
        labels=tuple(figures.answer.label(column.name, code, language) for column, code in pairs),
        codes=row.codes,
        n=number(row.n, language),
        of=number(row.denominator, language),
        share=percent(row.share, language),
        limits=(
            span(row.low, row.high, language) if row.share is None else between(row.share_low, row.share_high, language)
        ),
        bar=_bar(row, scale),
        level=row.depth,
        notes=tuple(marks[code] for code in row.cautions),
        change=change_words(row.change, language),
        change_limits=_change_limits(row.change, language),
    )


def change_words(change: Change | None, language: str) -> str:
    """By how much a figure is larger or smaller than that of another year: as a share, else as a number."""
    if change is None:
        return ""
    if change.share is None:
        return signed(number(abs(change.n), language), change.n)
    return signed(percent(abs(change.share), language), change.share)


def _change_limits(change: Change | None, language: str) -> str:
    if change is None:
        return ""
    if change.share_low is None or change.share_high is None:
        texts = [signed(number(abs(end), language), end) for end in (change.low, change.high)]
    else:
        texts = [signed(percent(abs(end), language), end) for end in (change.share_low, change.share_high)]
    return "" if texts[0] == texts[1] else _("{low} to {high}").format(low=texts[0], high=texts[1])


def _bar(row: Row, scale: float) -> Bar:
    kind = "hollow" if row.is_hollow else "solid"
    width = (row.share or 0.0) / scale * FULL
    if kind == "hollow":
        width = max(width - HOLLOW_EDGE, HOLLOW_EDGE)
    if row.share_low is None or row.share_high is None or row.share_low == row.share_high:
        return Bar(kind, f"{width:.1f}")
    low, high = row.share_low / scale, row.share_high / scale
    return Bar(kind, f"{width:.1f}", _units(low), _units(high - low))


def _scale(figures: Figures) -> float:
    """The longest that a bar can be: the largest upper bound of a share, what is missing included."""
    ends = [max(row.share or 0.0, row.share_high or 0.0) for row in figures.rows]
    if figures.answer.total:
        ends += [
            (figures.answer.missing or 0) / figures.answer.total,
            (figures.answer.none or 0) / figures.answer.total,
        ]
    return max(ends, default=0.0) or 1.0


def _units(share: float) -> str:
    return f"{share * FULL:.1f}"
