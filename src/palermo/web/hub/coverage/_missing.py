"""What is missing: of each column, in all years and in each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.codes import ColumnKind, in_language
from palermo.release import Release
from palermo.tabulate import Condition, Question
from palermo.web.hub.coverage._matrix import YEAR, Cell, Line, Matrix, has, shared
from palermo.web.hub.figures import ask

MISSING, SUPPRESSED = "?", "?suppressed"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of a column. year: empty for all years. missing: None where it is that of few cases.

    withheld: how many of these were withheld to protect people; the others were never known.
    """

    column: str
    year: str
    of: int
    missing: int | None
    withheld: int | None

    @property
    def share(self) -> float | None:
        """The share of the cases without an answer."""
        return None if self.missing is None or not self.of else self.missing / self.of

    @property
    def withheld_share(self) -> float | None:
        """The share of the cases whose answer was withheld."""
        return None if self.withheld is None or not self.of else self.withheld / self.of


def gaps(release: Release) -> Iterator[Gap]:
    """What is missing of each column, first in all years, then in each."""
    for column in release.columns:
        if column.kind is ColumnKind.ID:
            continue
        absent, hidden = (_counts(release, Question((), (_is(column.name, code),))) for code in (MISSING, SUPPRESSED))
        yield Gap(column.name, "", release.manifest.rows, absent.get("", 0), hidden.get("", 0))
    if not has(release, YEAR):
        return
    everyone = _counts(release, Question((YEAR,)))
    for column in release.columns:
        if column.kind is ColumnKind.ID or column.name == YEAR:
            continue
        absent, hidden = (
            _counts(release, Question((YEAR,), (_is(column.name, code),))) for code in (MISSING, SUPPRESSED)
        )
        for year in sorted(everyone, key=int):
            of = everyone[year]
            if of is not None:
                yield Gap(column.name, year, of, absent.get(year, 0), hidden.get(year, 0))


def missing_matrix(release: Release, language: str) -> Matrix:
    """The share of cases without an answer, by column and year; first of all years."""
    found = {(gap.column, gap.year): gap for gap in gaps(release)}
    years = sorted({year for _column, year in found if year}, key=int)
    labels = {column.name: in_language(column.label, language) for column in release.columns}
    lines = []
    for name in dict.fromkeys(column for column, _year in found):
        cells = [_cell(found.get((name, year)), language) for year in ("", *years)]
        lines.append(Line(labels[name], tuple(cells)))
    return Matrix(_("Column"), (_("All years"), *years), tuple(lines))


def _cell(gap: Gap | None, language: str) -> Cell:
    return Cell("–") if gap is None else shared(gap.share, language)


def _is(column: str, code: str) -> Condition:
    return Condition(column, "=", (code,))


def _counts(release: Release, question: Question) -> dict[str, int | None]:
    """How many cases there are, by the first code asked by."""
    return {"".join(cell.codes): cell.n for cell in ask(release, question).cells}
