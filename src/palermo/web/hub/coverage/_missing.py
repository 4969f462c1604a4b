"""What is missing: of each column, in all years and in each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.codes import ColumnKind, in_language
from palermo.release import DIFFERENTIAL_PRIVACY, Release
from palermo.tabulate import Cell, Condition, Question
from palermo.web.hub.coverage._matrix import YEAR, Line, Matrix, has, shared
from palermo.web.hub.coverage._matrix import Cell as Shown
from palermo.web.hub.figures import ask

MISSING, SUPPRESSED = "?", "?suppressed"


@dataclass(frozen=True, slots=True)
class Amount:
    """How many cases of a year, or of all. n: None where it is that of few. low, high: between which numbers it lies.

    share: of all cases of that year, between share_low and share_high.
    """

    n: int | None
    low: int | None = None
    high: int | None = None
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of a column. year: empty for all years. of: all cases of it.

    withheld: those of the missing whose answer was withheld to protect people: how many is sure, for they are in no
    release but this one. The others were never known.
    """

    column: str
    year: str
    of: int
    missing: Amount
    withheld: Amount


def gaps(release: Release) -> Iterator[Gap]:
    """What is missing of each column, first in all years, then in each."""
    columns = [column.name for column in release.columns if column.kind is not ColumnKind.ID]
    rows = release.manifest.rows
    for name in columns:
        hidden = _cells(release, Question((), (_is(name, SUPPRESSED),))).get("")
        yield Gap(name, "", rows, _of_answer(release, Question((name,)), rows), _withheld(hidden, rows))
    if not has(release, YEAR):
        return
    everyone = _cells(release, Question((YEAR,)))
    sets = {each.name for each in release.columns if each.kind is ColumnKind.CODES}
    for name in columns:
        if name == YEAR:
            continue
        by_answer = name in sets and release.manifest.about.method == DIFFERENTIAL_PRIVACY
        absent, hidden_in = (_cells(release, Question((YEAR,), (_is(name, code),))) for code in (MISSING, SUPPRESSED))
        for year in sorted(everyone, key=int):
            of = everyone[year]
            if of.n is None:
                continue
            if by_answer:
                # nobody counted those with any code of a set: what all of them leave in a year is better known than how
                # many of all with none are of that year
                amount = _of_answer(release, Question((name,), (_in(year),)), of.n)
            else:
                amount = _of_cell(absent.get(year) or _nobody(release, name, year), of)
            yield Gap(name, year, of.n, amount, _withheld(hidden_in.get(year), of.n))


def _of_answer(release: Release, question: Question, of: int) -> Amount:
    """Those without an answer in a column, as the question by it tells them. of: all that match."""
    found = ask(release, question)
    low, high = found.spans["missing"]
    if found.missing is None or not of:
        return Amount(found.missing, low, high)
    share_low, share_high = found.missing_share_span or (None, None)
    return Amount(found.missing, low, high, found.missing / of, share_low, share_high)


def _of_cell(cell: Cell, of: Cell) -> Amount:
    """Those without an answer in a year, over those of the year.

    Those of the year who have an answer are as many as these leave of all; a share grows with those who have none, and
    falls with the others.
    """
    if cell.n is None or not of.n:
        return Amount(cell.n, cell.low, cell.high)
    answered = of.n - cell.n
    most, least = max(of.high - cell.low, answered), min(max(of.low - cell.low, 0), answered)
    low, high = cell.low / max(cell.low + most, 1), cell.high / max(cell.high + least, 1)
    return Amount(cell.n, cell.low, cell.high, cell.n / of.n, low, high)


def _withheld(cell: Cell | None, of: int) -> Amount:
    n = 0 if cell is None else cell.n
    share = None if n is None or not of else n / of
    return Amount(n, n, n, share, share, share)


def _nobody(release: Release, name: str, year: str) -> Cell:
    """Nobody without an answer in a year, and between which numbers that lies."""
    (cell,) = ask(release, Question((), (_in(year), _is(name, MISSING)))).cells
    return cell


def missing_matrix(release: Release, language: str) -> Matrix:
    """The share of cases without an answer, by column and year; first of all years."""
    found = {(gap.column, gap.year): gap for gap in gaps(release)}
    years = sorted({year for _column, year in found if year}, key=int)
    labels = {column.name: in_language(column.label, language) for column in release.columns}
    lines = []
    for name in dict.fromkeys(column for column, _year in found):
        cells = [_shown(found.get((name, year)), language) for year in ("", *years)]
        lines.append(Line(labels[name], tuple(cells)))
    return Matrix(_("Column"), (_("All years"), *years), tuple(lines))


def _shown(gap: Gap | None, language: str) -> Shown:
    if gap is None:
        return Shown("–")
    return shared(gap.missing.share, language, gap.missing.share_low, gap.missing.share_high)


def _in(year: str) -> Condition:
    return Condition(YEAR, "=", (year,))


def _is(column: str, code: str) -> Condition:
    return Condition(column, "=", (code,))


def _cells(release: Release, question: Question) -> Mapping[str, Cell]:
    """The figures of an answer, by the first code asked by."""
    return {"".join(cell.codes): cell for cell in ask(release, question).cells}
