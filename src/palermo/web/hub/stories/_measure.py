"""A figure of a story, asked of a release: its numbers, or why there are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from palermo.codes import in_language
from palermo.errors import QuestionError
from palermo.release import DIFFERENTIAL_PRIVACY, Release
from palermo.tabulate import Answer, Condition, Question, parse_question
from palermo.tabulate.plain import AGE, child_codes
from palermo.web.hub.figures import Figures, Row, ask, largest_first, read, together
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

    question: the one that has it in its answer.
    """

    question: Question
    label: str
    n: int
    low: int
    high: int
    of: int
    share: float | None
    shares: tuple[float | None, float | None]


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
    if figure.top:
        rows = largest_first(figures.broad)[: figure.top]
    elif not figure.codes:
        rows = list(figures.rows)
    else:
        rows = _chosen(figures, figure)
    if not rows:
        codes = set(figure.codes)
        is_withheld = any(cell.n is None for cell in figures.answer.cells if not codes or codes & set(cell.codes))
        return Why.WITHHELD if is_withheld else Why.ABSENT
    return tuple(_item(question, _label(figures, row, language), row) for row in rows)


def _chosen(figures: Figures, figure: Figure) -> list[Row]:
    """The one row of the codes that a figure names; several codes are taken together."""
    column = figure.by[0]
    codes: list[str] = []
    for code in figure.codes:
        if code == LARGEST:
            codes += [row.codes[0] for row in largest_first(figures.broad)[:1]]
        elif code.startswith("@"):
            codes += _codes_of(figures.release, column, code)
        else:
            codes.append(code)
    if len(codes) == 1:
        return [row for row in figures.rows if row.codes == (codes[0],)]
    return together(figures, 0, codes, figure.name)


def _label(figures: Figures, row: Row, language: str) -> str:
    if not row.codes:
        return ""
    column, answer = figures.answer.columns[0], figures.answer
    listed = answer.lists.get(column.name)
    is_code = listed is None or row.codes[0] in listed
    return answer.label(column.name, row.codes[0], language) if is_code else ""


def _item(question: Question, label: str, row: Row) -> Item:
    shares = (row.share_low, row.share_high)
    return Item(question, label, row.n, row.low, row.high, row.denominator, row.share, shares)


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
    return (Item(question, "", n, low, high, answer.denominator, n / answer.denominator, shares),)


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
