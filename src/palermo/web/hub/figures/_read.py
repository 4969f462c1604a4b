"""What a page shows of an answer: its rows in reading order, each share between its bounds, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from palermo.codes import ColumnKind
from palermo.release import Release
from palermo.tabulate import OTHER, Answer, Cell, Change, Condition, Question
from palermo.web.hub.figures._ask import ask


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: the cases with these codes.

    depth: how many broader codes of the shown ones stand above it, in a question with one column.
    share_low, share_high: between which shares it lay before values were withheld; None where there is no share.
    missing_share, change, cautions: as of the cell.
    """

    codes: tuple[str, ...]
    n: int
    low: int
    high: int
    denominator: int
    share: float | None
    share_low: float | None
    share_high: float | None
    depth: int = 0
    missing_share: float | None = None
    change: Change | None = None
    cautions: tuple[str, ...] = ()

    @property
    def is_hollow(self) -> bool:
        """Whether what was withheld could change it by more than itself: drawn hollow, for it is hardly known."""
        return self.high - self.low > self.n


@dataclass(frozen=True)
class Figures:
    """An answer as it is shown. rows: in reading order, narrower codes after the broader one that includes them."""

    release: Release
    answer: Answer
    rows: tuple[Row, ...]
    limits: Mapping[str, "Limits"] = field(default_factory=dict)

    @property
    def broad(self) -> tuple[Row, ...]:
        """The rows that a picture shows: of overlapping codes, only the broader ones.

        Where all cases fall under one broad code of the only column, it has nothing to tell apart: then those below.
        """
        narrow = self._narrow_of_the_only_one()
        return narrow or tuple(row for row in self.rows if all(self._is_top(i, c) for i, c in enumerate(row.codes)))

    def _narrow_of_the_only_one(self) -> tuple[Row, ...]:
        if len(self.answer.columns) != 1:
            return ()
        name = self.answer.columns[0].name
        tops = [row.codes[0] for row in self.rows if self._is_top(0, row.codes[0])]
        if len(tops) != 1:
            return ()
        return tuple(row for row in self.rows if self.answer.parent(name, row.codes[0]) == tops[0])

    def _is_top(self, place: int, code: str) -> bool:
        return self.answer.parent(self.answer.columns[place].name, code) is None

    @property
    def may_overlap(self) -> bool:
        """Whether a case can be in several rows, so that shares may sum to more than 100 %."""
        return any(column.kind is ColumnKind.CODES for column in self.answer.columns)


def read(release: Release, question: Question) -> Figures:
    """Ask, and put the answer in reading order with a lower and an upper share a row.

    Raises QuestionError when the release cannot answer.
    """
    found = ask(release, question)
    limits = _limits(release, question, found)
    # a cell without its number has no row; a caution says how many there are
    rows = [_shown(cell) for cell in found.cells if cell.n is not None]
    nested = len(found.columns) == 1 and not question.sort
    return Figures(release, found, tuple(_nested(found, rows) if nested else rows), limits)


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which numbers a denominator lay before values were withheld; by first code where shares are within."""

    low: int
    high: int


def _group(question: Question, cell: Cell) -> str:
    return cell.codes[0] if question.within and cell.codes else ""


def _limits(release: Release, question: Question, found: Answer) -> dict[str, Limits]:
    """The bounds of each denominator, from the cases where every column asked by is known."""
    if not question.by:
        return {}
    first = question.by[:1] if question.within else ()
    known = tuple(Condition(name, "!=", ("?",)) for name in question.by if name not in first)
    over = ask(release, Question(first, (*question.where, *known), schema=question.schema))
    # an empty set is known too, and is in no denominator: at most that many are too many
    empty = (release.manifest.k or 1) - 1 if found.none is None else found.none
    return {(cell.codes[0] if first else ""): Limits(max(cell.low - empty, 0), cell.high) for cell in over.cells}


def _shown(cell: Cell) -> Row:
    """A cell as it stands in its answer."""
    n, denominator = cell.n or 0, cell.denominator or 0
    return Row(
        cell.codes,
        n,
        cell.low,
        cell.high,
        denominator,
        cell.share,
        cell.share_low,
        cell.share_high,
        missing_share=cell.missing_share,
        change=cell.change,
        cautions=cell.cautions,
    )


def _row(cell: Cell, over: Limits | None) -> Row:
    """Several cells as one, with the bounds of its share, which no answer has.

    Even a number that is sure has an unsure share where others may be missing from the denominator. The cases of the
    cell are at least `low` and at most `high`; those of the denominator outside the cell are at least
    `over.low - low` and at most `over.high - low`. A share grows with the former and falls with the latter.
    """
    n, denominator = cell.n or 0, cell.denominator or 0
    low = high = cell.share
    if over is not None and cell.share is not None:
        most_outside = max(over.high - cell.low, denominator - n)
        least_outside = min(max(over.low - cell.low, 0), denominator - n)
        low = cell.low / (cell.low + most_outside) if cell.low + most_outside else 0.0
        high = cell.high / (cell.high + least_outside)
    return Row(cell.codes, n, cell.low, cell.high, denominator, cell.share, low, high)


def _nested(found: Answer, rows: Sequence[Row]) -> Iterator[Row]:
    """Each row after the broader one that includes it; rows of one level keep their order."""
    name = found.columns[0].name
    shown = {row.codes[0] for row in rows}
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        parent = found.parent(name, row.codes[0])
        below.setdefault(parent if parent in shown else None, []).append(row)

    def walk(parent: str | None, depth: int) -> Iterator[Row]:
        for row in below.get(parent, ()):
            yield replace(row, depth=depth)
            yield from walk(row.codes[0], depth + 1)

    return walk(None, 0)


def together(figures: Figures, place: int, codes: Sequence[str], name: str) -> list[Row]:
    """The figures of some codes of a column as one, called `name`; its cases must be in one of them each.

    The bounds are asked for, not added: a withheld value may be any of them, but only one.
    """
    question, members = figures.answer.question, [row for row in figures.rows if row.codes[place] in set(codes)]
    rest = tuple(column for number, column in enumerate(question.by) if number != place)
    column = question.by[place]
    if OTHER in codes:  # all codes but the commonest are named by those that are not meant
        others = dict.fromkeys(row.codes[place] for row in figures.rows if row.codes[place] not in set(codes))
        among = Condition(column, "!=", tuple(others) or ("?",))
    else:
        among = Condition(column, "=", tuple(codes))
    found = ask(figures.release, Question(rest, (*question.where, among), schema=question.schema))
    over: dict[tuple[str, ...], list[int]] = {}
    for row in members:
        over.setdefault(row.codes[:place] + row.codes[place + 1 :], []).append(row.denominator)
    rows = []
    for cell in found.cells:
        if cell.codes not in over or cell.n is None:
            continue
        sizes = over[cell.codes]
        denominator = sum(sizes) if question.within and place == 0 else sizes[0]
        codes_of_row = (*cell.codes[:place], name, *cell.codes[place:])
        share = cell.n / denominator if denominator else None
        one = replace(cell, codes=codes_of_row, denominator=denominator, share=share)
        limits = figures.limits.get(_group(question, one))
        rows.append(_row(one, limits))
    return rows


def largest_first(rows: Iterable[Row]) -> list[Row]:
    """Rows by how many cases they have, the most first."""
    return sorted(rows, key=lambda row: -row.n)
