"""The question and the files that every recipe uses: ones that this very release has."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from palermo.codes import ColumnKind
from palermo.errors import QuestionError
from palermo.release import Release
from palermo.tabulate import Condition, Question
from palermo.web.hub.figures import ask, largest_first, read
from palermo.web.hub.files import file_address

BY = ("gender", "age_band", "forms_of_exploitation", "citizenship")
WHERE = ("forms_of_exploitation", "means_of_control", "citizenship", "gender")
CASES, CASES_CSV = "cases.parquet", "cases.csv"
VINTAGE, VINTAGE_BY = "ctdc-2024", "gender"
"""A published schema that many scripts are written for, and a column that it has."""
AGGREGATE = "/api/v1/aggregate"
STRUCTURE = "/api/v1/structure"


@dataclass(frozen=True, slots=True)
class Example:
    """What the recipes ask and read. host: of this hub. where: a condition; empty where the release has none to give.

    sets: a column of sets, and one of its codes, for those who count the cases themselves; empty where there is none.
    vintage: the address of an answer in a published vintage; empty where the release cannot be told in it.
    """

    host: str
    release: str
    question: Question
    by: str
    where: str
    cases: str
    cases_csv: str
    sets: tuple[str, str]
    vintage: str = ""

    def answer(self, format: str = "") -> str:
        """The address of the answer, in a format; in JSON when none is named."""
        pairs = [*self.question.fields(), ("release", self.release), *([("format", format)] if format else [])]
        return f"{self.host}{AGGREGATE}?{urlencode(pairs, quote_via=quote)}"

    @property
    def structure(self) -> str:
        """The address of the structure of the figures."""
        return f"{self.host}{STRUCTURE}?release={self.release}&format=sdmx-ml"


def example(release: Release, absolute: Callable[[str], str]) -> Example | None:
    """The example of a release; None where it has no column with an answer. absolute: makes an address a whole one."""
    names = [column.name for column in release.columns if column.kind is not ColumnKind.ID]
    by = next((name for name in _preferred(BY, names) if _largest(release, name)), "")
    if not by:
        return None
    condition = next(
        (found for name in _preferred(WHERE, names) if name != by and (found := _condition(release, name))), None
    )
    question = Question((by,), (condition,) if condition is not None else ())
    if not read(release, question).rows:
        condition, question = None, Question((by,))
    sets = next((c.name for c in release.columns if c.kind is ColumnKind.CODES and _largest(release, c.name)), "")
    host = absolute("/").removesuffix("/")
    return Example(
        host=host,
        release=release.id,
        question=question,
        by=by,
        where=str(condition) if condition is not None else "",
        cases=absolute(file_address(release, CASES)),
        cases_csv=absolute(file_address(release, CASES_CSV)),
        sets=(sets, _narrow(release, sets)) if sets else ("", ""),
        vintage=_vintage(release, host),
    )


def _vintage(release: Release, host: str) -> str:
    try:
        found = ask(release, Question((VINTAGE_BY,), schema=VINTAGE))
    except QuestionError:
        return ""
    pairs = {"by": VINTAGE_BY, "schema": VINTAGE, "release": release.id, "format": "csv"}
    return f"{host}{AGGREGATE}?{urlencode(pairs)}" if found.cells else ""


def _preferred(some: tuple[str, ...], names: list[str]) -> list[str]:
    """The names that readers know best, then the others."""
    return [*(name for name in some if name in names), *(name for name in names if name not in some)]


def _condition(release: Release, name: str) -> Condition | None:
    code = _largest(release, name)
    return Condition(name, "=", (code,)) if code else None


def _largest(release: Release, name: str) -> str:
    """The broad code with the most cases; empty where no code has any."""
    rows = largest_first(read(release, Question((name,))).broad)
    return rows[0].codes[0] if rows else ""


def _narrow(release: Release, name: str) -> str:
    """The commonest code that cases themselves have, and not only a code below it."""
    figures = read(release, Question((name,)))
    parents = {figures.answer.parent(name, row.codes[0]) for row in figures.rows}
    narrow = [row for row in figures.rows if row.codes[0] not in parents]
    return largest_first(narrow)[0].codes[0]
