"""Figures as rows of a table: written out, with a bar drawn to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.web.hub.figures._numbers import between, number, percent, span
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


def table_rows(figures: Figures, rows: Sequence[Row], language: str) -> list[TableRow]:
    """These rows of an answer, drawn to the scale of all of its rows."""
    scale = _scale(figures)
    return [_row(figures, row, scale, language) for row in rows]


def missing_rows(figures: Figures, language: str) -> list[TableRow]:
    """What has no row of its own: cases without an answer, over all cases that match; and those with an empty one."""
    answer, scale = figures.answer, _scale(figures)
    found = []
    for count, label in ((answer.none, _("None of these")), (answer.missing, _("Not known or withheld"))):
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
                limits="",
                bar=Bar("missing", _units(share / scale)),
                kind="missing",
            )
        )
    return found


def _row(figures: Figures, row: Row, scale: float, language: str) -> TableRow:
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
    )


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
