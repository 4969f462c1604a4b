"""A figure of a story, asked of a release: its numbers, or why there are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.errors import QuestionError
from palermo.release import DIFFERENTIAL_PRIVACY, Release
from palermo.tabulate import Answer, Condition, Question, parse_question
from palermo.tabulate.plain import AGE, child_codes
from palermo.web.hub.figures import Figures, Row, ask, largest_first, read, together
from palermo.web.hub.language import in_a_row
from palermo.web.hub.stories._model import Figure

FEWEST = 30
"""Cases below which no sentence rests on a share: the usual least sample for one in official statistics. An answer in
Explore shows it with a caution; a sentence is read without."""

CHILDREN, FIRST, LAST, LARGEST = "@children", "@first", "@last", "@largest"
COUNTRY = "country"
_NAMED = re.compile(r"(?P<column>\w+)(?P<operator>!=|=)(?P<name>@\w+)")


class Why(StrEnum):
    """Why a figure has no numbers. absent: the release has no such column, code or answer."""

    ABSENT = "absent"
    WITHHELD = "withheld"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Untold:
    """A figure without numbers. question: where to see that; None where the release cannot even be asked."""

    why: Why
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One number. label: what its code is called. of: its denominator. low, high: bounds of n. shares: of its share.

    question: the one that has it in its answer. rows: which rows of that it is, by their codes: one, or several that
    are taken together, of which the answer has no sum; counted: then, the question whose answer has n, where there is
    one.
    """

    question: Question
    label: str
    n: int
    low: int
    high: int
    of: int
    share: float | None
    shares: tuple[float | None, float | None]
    rows: tuple[tuple[str, ...], ...] = ()
    counted: Question | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure's numbers; a list has several items. answer: what its question is answered with."""

    figure: Figure
    question: Question
    answer: Answer
    items: tuple[Item, ...]


class _NoSuch(Exception):
    """What a name stands for is not in this release."""


def measure(release: Release, figure: Figure, language: str) -> Measured | Untold:
    """Ask a release for a figure."""
    try:
        if figure.gaps:
            return _gaps(release, figure, language)
        question = question_of(release, figure.by, figure.where)
        figures = read(release, question)
    except (QuestionError, _NoSuch):
        return Untold(Why.ABSENT)
    answer = figures.answer
    if answer.denominator is None:
        return Untold(Why.WITHHELD, question)
    if not answer.denominator:
        return Untold(Why.ABSENT)
    if answer.denominator < FEWEST:
        return Untold(Why.FEW, question)
    items = _items(figures, figure, language)
    return Measured(figure, question, answer, items) if isinstance(items, tuple) else Untold(items, question)


def question_of(release: Release, by: Sequence[str], where: Sequence[str], *, within: bool = False) -> Question:
    """A question of a story in a release's own codes. Raises _NoSuch where a name stands for nothing in it."""
    return parse_question(by, [_named(release, text) for text in where], within=within)


def is_askable(release: Release, by: Sequence[str], where: Sequence[str]) -> bool:
    """Whether a release has an answer to a question of a story, with at least one number."""
    try:
        answer = ask(release, question_of(release, by, where))
    except (QuestionError, _NoSuch):
        return False
    return any(cell.n for cell in answer.cells)


def _named(release: Release, text: str) -> str:
    found = _NAMED.fullmatch(text)
    if found is None:
        return text
    codes = _codes_of(release, found["column"], found["name"])
    return f"{found['column']}{found['operator']}{'|'.join(codes)}"


def _codes_of(release: Release, column: str, name: str) -> tuple[str, ...]:
    """The codes that a name stands for, as far as they occur."""
    if name == CHILDREN:
        codes = child_codes(release) if column == AGE else ()
    else:
        rows = read(release, Question((column,))).broad
        place = {FIRST: rows[:1], LAST: rows[-1:], LARGEST: largest_first(rows)[:1]}[name]
        codes = tuple(row.codes[0] for row in place)
    if not codes:
        raise _NoSuch(name)
    return codes


def _items(figures: Figures, figure: Figure, language: str) -> tuple[Item, ...] | Why:
    question = figures.answer.question
    if figure.same:
        return _same(figures)
    codes = _codes(figures, figure)
    if len(codes) > 1:
        items = tuple(_sum(figures, row, codes, language) for row in together(figures, 0, codes, figure.name))
    else:
        rows = largest_first(figures.broad)[: figure.top] if figure.top else figures.rows
        rows = [row for row in rows if not codes or row.codes == codes]
        items = tuple(_item(question, _label(figures, row, language), row) for row in rows)
    if not items:
        is_withheld = any(cell.n is None for cell in figures.answer.cells if not codes or {*codes} & {*cell.codes})
        return Why.WITHHELD if is_withheld else Why.ABSENT
    return items


def _codes(figures: Figures, figure: Figure) -> tuple[str, ...]:
    """The codes that a figure names."""
    codes: list[str] = []
    for code in figure.codes:
        if code == LARGEST:
            codes += [row.codes[0] for row in largest_first(figures.broad)[:1]]
        elif code.startswith("@"):
            codes += _codes_of(figures.release, figure.by[0], code)
        else:
            codes.append(code)
    return tuple(codes)


def _sum(figures: Figures, row: Row, codes: Sequence[str], language: str) -> Item:
    """The cases with any of some codes. row: of all of them."""
    answer, column = figures.answer, figures.answer.columns[0]
    question = answer.question
    there = [code for code in codes if any(code in each.codes for each in figures.rows)]
    label = in_a_row(answer.label(column.name, code, language) for code in there)
    counted = Question((), (*question.where, Condition(column.name, "=", tuple(codes))), schema=question.schema)
    item = _item(question, label, row)
    return replace(item, rows=tuple((code,) for code in there), counted=counted)


def _label(figures: Figures, row: Row, language: str) -> str:
    return figures.answer.label(figures.answer.columns[0].name, row.codes[0], language) if row.codes else ""


def _item(question: Question, label: str, row: Row) -> Item:
    shares = (row.share_low, row.share_high)
    return Item(question, label, row.n, row.low, row.high, row.denominator, row.share, shares, (row.codes,))


def _same(figures: Figures) -> tuple[Item, ...] | Why:
    """The cases with one country in both columns.

    The bounds of a sum: at least the sum of the lower bounds; at most what the other pairs, at their least, leave of
    all cases in which both columns are known; where every pair has noise of its own, at most the sum of the upper
    bounds, for it is out of the question that all pairs are at their least at once.
    """
    answer, question = figures.answer, figures.answer.question
    if any(column.list != COUNTRY for column in answer.columns) or not answer.denominator:
        return Why.ABSENT
    same = [cell for cell in answer.cells if cell.codes[0] == cell.codes[1]]
    if any(cell.n is None for cell in same):
        return Why.WITHHELD
    known = tuple(Condition(column.name, "!=", ("?",)) for column in answer.columns)
    over = ask(figures.release, Question((), (*question.where, *known))).cells[0]
    n = sum(cell.n or 0 for cell in same)
    low = sum(cell.low for cell in same)
    high = over.high - sum(cell.low for cell in answer.cells if cell.codes[0] != cell.codes[1])
    if figures.release.manifest.about.method == DIFFERENTIAL_PRIVACY:
        high = min(high, sum(cell.high for cell in same))
    high = max(high, n)
    shares = (low / max(over.high, answer.denominator), min(high / (max(over.low, high) or 1), 1.0))
    rows = tuple(cell.codes for cell in same)
    label = _("Exploited in their own country")
    return (Item(question, label, n, low, high, answer.denominator, n / answer.denominator, shares, rows),)


def missing_item(question: Question, answer: Answer, label: str) -> Item:
    """The cases without an answer as a number, with its interval. The answer must have such a number."""
    missing, share = answer.missing or 0, answer.missing_share or 0.0
    low, high = answer.spans.get("missing", (missing, missing))
    shares = answer.missing_share_span or (share, share)
    return Item(question, label, missing, min(low, missing), max(high, missing), answer.total or 0, share, shares)


def _gaps(release: Release, figure: Figure, language: str) -> Measured | Untold:
    """Of each column, the cases that have no answer; those with the most first."""
    columns = {column.name: column for column in release.columns}
    found: list[tuple[Item, Answer]] = []
    for name in figure.gaps:
        if name not in columns:
            continue
        question = question_of(release, (name,), figure.where)
        answer = ask(release, question)
        if answer.total is None or answer.total < FEWEST or answer.missing is None:
            continue
        found.append((missing_item(question, answer, in_language(columns[name].label, language)), answer))
    if not found:
        return Untold(Why.ABSENT)
    found.sort(key=lambda pair: -(pair[0].share or 0.0))
    return Measured(figure, found[0][0].question, found[0][1], tuple(item for item, _answer in found))
